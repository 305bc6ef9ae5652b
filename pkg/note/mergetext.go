package note

import (
	"bytes"
	"slices"
)

// MergeText merges two texts that were made from one, line by line. It gives what git
// gives: where git merges cleanly the same bytes, where git reports a conflict ok is false
// and merged nil. Texts with NUL bytes are not merged. base may be empty.
//
// Idea: the hunks of both sides are walked in the order of the base. A hunk that stands
// apart is taken; hunks that overlap or touch are joined into one region, and a region is
// settled only if both sides made the same of it.
//
//	base  mine  theirs      merged
//	a     A     a           A
//	b     b     b           b
//	c     c     C           C
//
// Cost: that of two diffs (see sequence), and memory for the three texts.
func MergeText(base, mine, theirs []byte) (merged []byte, ok bool) {
	switch {
	case bytes.Equal(mine, theirs), bytes.Equal(base, theirs):
		return slices.Clone(notNil(mine)), true
	case bytes.Equal(base, mine):
		return slices.Clone(notNil(theirs)), true
	case isBinary(base), isBinary(mine), isBinary(theirs):
		return nil, false
	}
	m := newMerger(base, mine, theirs)
	regions := m.regions()
	for _, r := range regions {
		if r.from == both && !m.agree(r) {
			return nil, false
		}
	}
	return m.apply(regions), true
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func isBinary(b []byte) bool { return bytes.IndexByte(b, 0) >= 0 }

// origin says who changed a region.
type origin int

const (
	both origin = iota
	mineOnly
	theirsOnly
)

// region is a run of lines of each text that stand for one another.
type region struct {
	from               origin
	base, mine, theirs extent
}

type extent struct{ at, n int }

func (e extent) end() int { return e.at + e.n }

// merger holds the lines of three texts and the hunks of two sides.
type merger struct {
	mine, theirs     [][]byte
	mineID, theirID  []int32
	byMine, byTheirs []hunk
}

func newMerger(base, mine, theirs []byte) *merger {
	c := classes{}
	b := c.of(splitLines(base))
	m := &merger{mine: splitLines(mine), theirs: splitLines(theirs)}
	m.mineID, m.theirID = c.of(m.mine), c.of(m.theirs)
	m.byMine, m.byTheirs = diff(b, m.mineID, len(c)), diff(b, m.theirID, len(c))
	return m
}

// regions walks the hunks of both sides. Changes that both sides made alike appear in none.
func (m *merger) regions() []region {
	var out []region
	x, y := m.byMine, m.byTheirs
	for len(x) > 0 && len(y) > 0 {
		a, b := x[0], y[0]
		switch {
		case a.a+a.na < b.a:
			out = join(out, region{mineOnly, extent{a.a, a.na}, extent{a.b, a.nb}, extent{a.a + b.b - b.a, a.na}})
			x = x[1:]
			continue
		case b.a+b.na < a.a:
			out = join(out, region{theirsOnly, extent{b.a, b.na}, extent{b.a + a.b - a.a, b.na}, extent{b.b, b.nb}})
			y = y[1:]
			continue
		}
		if !m.alike(a, b) {
			out = join(out, clash(a, b))
		}
		endA, endB := a.a+a.na, b.a+b.na
		if endA >= endB {
			y = y[1:]
		}
		if endB >= endA {
			x = x[1:]
		}
	}
	return m.rest(out, x, y)
}

// rest adds the hunks that are left when the other side has none any more.
func (m *merger) rest(out []region, x, y []hunk) []region {
	growX, growY := growth(m.byMine), growth(m.byTheirs)
	for _, a := range x {
		out = join(out, region{mineOnly, extent{a.a, a.na}, extent{a.b, a.nb}, extent{a.a + growY, a.na}})
	}
	for _, b := range y {
		out = join(out, region{theirsOnly, extent{b.a, b.na}, extent{b.a + growX, b.na}, extent{b.b, b.nb}})
	}
	return out
}

// growth is how much further the end of a text is than that of the base.
func growth(hunks []hunk) int {
	n := 0
	for _, h := range hunks {
		n += h.nb - h.na
	}
	return n
}

// alike reports whether two hunks are the same change.
func (m *merger) alike(a, b hunk) bool {
	return a.a == b.a && a.na == b.na && a.nb == b.nb &&
		slices.Equal(m.mineID[a.b:a.b+a.nb], m.theirID[b.b:b.b+b.nb])
}

// clash is the region that covers two hunks that overlap or touch.
func clash(a, b hunk) region {
	start, end := min(a.a, b.a), max(a.a+a.na, b.a+b.na)
	cover := func(h hunk) extent {
		from := h.b - (h.a - start)
		return extent{from, h.b + h.nb + end - (h.a + h.na) - from}
	}
	return region{both, extent{start, end - start}, cover(a), cover(b)}
}

// join appends a region, or widens the last one if they touch in either text.
func join(out []region, r region) []region {
	if len(out) == 0 {
		return append(out, r)
	}
	last := &out[len(out)-1]
	if r.mine.at > last.mine.end() && r.theirs.at > last.theirs.end() {
		return append(out, r)
	}
	if r.from != last.from {
		last.from = both
	}
	last.base.n = r.base.end() - last.base.at
	last.mine.n = r.mine.end() - last.mine.at
	last.theirs.n = r.theirs.end() - last.theirs.at
	return out
}

// agree reports whether both sides made the same of a region, and something.
func (m *merger) agree(r region) bool {
	return r.mine.n > 0 && slices.Equal(m.mineID[r.mine.at:r.mine.end()], m.theirID[r.theirs.at:r.theirs.end()])
}

// apply is my text with the regions that only the other side changed taken from there.
func (m *merger) apply(regions []region) []byte {
	out := []byte{}
	at := 0
	for _, r := range regions {
		if r.from != theirsOnly {
			continue
		}
		out = appendLines(out, m.mine[at:r.mine.at])
		out = appendLines(out, m.theirs[r.theirs.at:r.theirs.end()])
		at = r.mine.end()
	}
	return appendLines(out, m.mine[at:])
}

func appendLines(out []byte, lines [][]byte) []byte {
	for _, line := range lines {
		out = append(out, line...)
	}
	return out
}
