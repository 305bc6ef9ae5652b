package note

import (
	"bytes"
	"math"
)

// The difference between two texts, line by line, found the way git finds it, so that a
// merge made here and one made by git come out the same.
//
// Idea. The shortest edit script between two sequences is the path with the fewest steps
// that go right (a line is removed) or down (a line is added) through a grid in which
// equal lines are free diagonals (Myers 1986). Paths are searched from both corners at
// once; where they meet the grid is split, and both parts are solved likewise, so memory
// stays linear. Three things are git's own and decide between scripts that are equally
// good, or give up the best for a quick one: lines without a partner, and frequent lines
// among those, are left out of the search; a search that gets long is cut short; and
// afterwards each run of changed lines slides down as far as it can, or to where it lines
// up with a change of the other side.
//
// Cost. Time O((n+m)·d) for d differing lines with d bounded by about the root of n+m in
// each search; memory O(n+m).
//
// Example: from A B C A B B A to C B A B A C.
//
//	-A -B  C -A  B +A  B  A +C
type sequence struct {
	lines   []int32 // each line as the number of its class of equal lines
	changed []bool  // with one false after the last
	kept    []int32 // positions of the lines that take part in the search
	ids     []int32 // their classes
}

// hunk is a run of lines of one text that stands for a run of lines of another.
type hunk struct{ a, na, b, nb int }

// splitLines cuts a text after each newline.
func splitLines(text []byte) [][]byte {
	out := make([][]byte, 0, bytes.Count(text, []byte{'\n'})+1)
	for len(text) > 0 {
		var line []byte
		line, text = cutLine(text)
		out = append(out, line)
	}
	return out
}

// classes numbers lines so that equal lines have equal numbers.
type classes map[string]int32

func (c classes) of(lines [][]byte) []int32 {
	out := make([]int32, len(lines))
	for i, line := range lines {
		id, ok := c[string(line)]
		if !ok {
			id = int32(len(c))
			c[string(line)] = id
		}
		out[i] = id
	}
	return out
}

// diff finds what changes between two sequences of lines; total bounds the numbers in them.
func diff(a, b []int32, total int) []hunk {
	x := &sequence{lines: a, changed: make([]bool, len(a)+1)}
	y := &sequence{lines: b, changed: make([]bool, len(b)+1)}
	leaveOut(x, y, total)
	s := newSearch(x, y)
	s.solve(0, len(x.ids), 0, len(y.ids), false)
	x.slide(y)
	y.slide(x)
	return hunks(x, y)
}

// hunks reads the changed runs of both sides.
func hunks(x, y *sequence) []hunk {
	var out []hunk
	for i, j := 0, 0; i < len(x.lines) || j < len(y.lines); i, j = i+1, j+1 {
		h := hunk{a: i, b: j}
		for x.changed[i] {
			i++
		}
		for y.changed[j] {
			j++
		}
		if h.na, h.nb = i-h.a, j-h.b; h.na+h.nb > 0 {
			out = append(out, h)
		}
	}
	return out
}

// How lines relate to the other side.
const (
	alone    = iota // no such line there
	matched         // a few
	frequent        // so many that a match says little
)

// leaveOut decides which lines take part in the search. Common lines at both ends need
// none; lines without partner are changed in any case; frequent lines amid those are taken
// for changed too.
func leaveOut(x, y *sequence, total int) {
	start, end := 0, 0
	shorter := min(len(x.lines), len(y.lines))
	for start < shorter && x.lines[start] == y.lines[start] {
		start++
	}
	for end < shorter-start && x.lines[len(x.lines)-1-end] == y.lines[len(y.lines)-1-end] {
		end++
	}
	countX, countY := occurrences(x.lines, total), occurrences(y.lines, total)
	x.choose(start, len(x.lines)-end, countY)
	y.choose(start, len(y.lines)-end, countX)
}

func occurrences(lines []int32, total int) []int32 {
	out := make([]int32, total)
	for _, id := range lines {
		out[id]++
	}
	return out
}

// choose fills kept and ids from the lines in [start, end).
func (s *sequence) choose(start, end int, other []int32) {
	limit := int32(min(roughRoot(len(s.lines)), 1024))
	kinds := make([]byte, end-start)
	for i := range kinds {
		switch n := other[s.lines[start+i]]; {
		case n == 0:
			kinds[i] = alone
		case n >= limit:
			kinds[i] = frequent
		default:
			kinds[i] = matched
		}
	}
	for i, kind := range kinds {
		if kind == alone || kind == frequent && isNoise(kinds, i) {
			s.changed[start+i] = true
			continue
		}
		s.kept = append(s.kept, int32(start+i))
		s.ids = append(s.ids, s.lines[start+i])
	}
}

// isNoise reports a frequent line within a run of lines that are alone or frequent, when
// the run has lone lines on both sides of it and more than three times as many lone lines
// as frequent ones. It looks at a hundred lines at most each way.
func isNoise(kinds []byte, i int) bool {
	const window = 100
	run := func(step int) (lone, many int) {
		for j := i + step; j >= 0 && j < len(kinds) && j >= i-window && j <= i+window; j += step {
			switch kinds[j] {
			case alone:
				lone++
			case frequent:
				many++
			default:
				return lone, many
			}
		}
		return lone, many
	}
	loneUp, manyUp := run(-1)
	loneDown, manyDown := run(+1)
	if loneUp == 0 || loneDown == 0 {
		return false
	}
	lone, many := loneUp+loneDown, manyUp+manyDown+2
	return many*4 < many+lone
}

// roughRoot is a power of two near the square root.
func roughRoot(n int) int {
	root := 1
	for ; n > 0; n >>= 2 {
		root <<= 1
	}
	return root
}

const (
	goodSnake   = 20  // diagonal steps in a row that make a path worth following
	enoughSteps = 256 // steps after which a search may settle for less than the best
	worthwhile  = 4   // how much further than its cost a path must have come to be taken
	unreached   = math.MaxInt32
)

// search holds the furthest points that paths have reached on each diagonal.
type search struct {
	x, y     *sequence
	forward  []int32 // by diagonal + offset
	backward []int32
	offset   int
	maxCost  int
}

func newSearch(x, y *sequence) *search {
	diagonals := len(x.ids) + len(y.ids) + 3
	return &search{
		x: x, y: y, forward: make([]int32, diagonals), backward: make([]int32, diagonals),
		offset: len(y.ids) + 1, maxCost: max(roughRoot(diagonals), enoughSteps),
	}
}

// solve marks the changed lines among x[x0:x1] and y[y0:y1].
func (s *search) solve(x0, x1, y0, y1 int, best bool) {
	for {
		for x0 < x1 && y0 < y1 && s.x.ids[x0] == s.y.ids[y0] {
			x0, y0 = x0+1, y0+1
		}
		for x0 < x1 && y0 < y1 && s.x.ids[x1-1] == s.y.ids[y1-1] {
			x1, y1 = x1-1, y1-1
		}
		if x0 == x1 || y0 == y1 {
			s.x.mark(x0, x1)
			s.y.mark(y0, y1)
			return
		}
		at := (&subgrid{search: s, x0: x0, x1: x1, y0: y0, y1: y1}).split(best)
		s.solve(x0, at.x, y0, at.y, at.bestBefore)
		x0, y0, best = at.x, at.y, at.bestAfter
	}
}

func (s *sequence) mark(from, to int) {
	for _, i := range s.kept[from:to] {
		s.changed[i] = true
	}
}
