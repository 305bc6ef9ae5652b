package term

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cut is one line of a wrapped text: bytes from to to, that many columns wide.
type cut struct{ from, to, width int }

// flow breaks text into lines of at most room columns: at newlines, between
// words, before and after wide characters (Chinese, Japanese and Korean are
// written without spaces) unless punctuation clings there, and inside of words
// only where one alone is longer than a line, then rather after / or - than
// anywhere. A single character wider than room gets a line of its own.
//
// One pass, one step per grapheme. Three places to break are remembered for
// the line being filled: the last good one, the last inside of a word, here.
//
// Example: flow("see 日本語 text", 8) is "see 日本", "語 text".
func flow(text string, room int) []cut {
	f := flower{text: text, room: max(room, 1)}
	return f.run()
}

func (f *flower) run() []cut {
	for at := 0; at < len(f.text); {
		n, width := cluster(f.text[at:])
		f.step(at, at+n, width)
		at += n
	}
	f.end(len(f.text), f.width)
	return f.cuts
}

type breakPoint struct{ end, next, before, after int } // line ends, next begins; columns used up to each

type flower struct {
	text  string
	room  int
	cuts  []cut
	start int // of the line being filled
	width int // of it so far
	good  breakPoint
	inner breakPoint
	prev  string // the grapheme before, "" at the start of a line
	wide  bool   // whether it was wide

	intact bool     // nothing is broken inside of a word
	solid  [][2]int // what is not broken at spaces either, in order
}

// held reports that a space belongs to what is not broken.
func (f *flower) held(at int) bool {
	for len(f.solid) > 0 && f.solid[0][1] <= at {
		f.solid = f.solid[1:]
	}
	return len(f.solid) > 0 && f.solid[0][0] < at
}

func (f *flower) step(from, to, width int) {
	g := f.text[from:to]
	switch {
	case g == "\n":
		f.end(from, f.width)
		f.begin(to)
		return
	case g == " " && !f.held(from):
		f.space(from, to)
		return
	case f.prev != "" && f.prev != " " && (width > 1 || f.wide) && !clings(f.prev, g) && !f.held(from):
		f.good = breakPoint{from, from, f.width, f.width}
	}
	for f.width+width > f.room && from > f.start && f.wrap(from) {
	}
	f.width += width
	if strings.Contains("/-_.?&=,;:|", g) {
		f.inner = breakPoint{to, to, f.width, f.width}
	}
	f.prev, f.wide = g, width > 1
}

// space is a place to break; spaces at the start of a line are not printed.
func (f *flower) space(from, to int) {
	if from == f.start {
		f.start = to
		return
	}
	f.width++
	if f.prev == " " && f.good.next == from {
		f.good.next, f.good.after = to, f.width
	} else {
		f.good = breakPoint{from, to, f.width - 1, f.width}
	}
	f.prev, f.wide = " ", false
}

// wrap ends the line at the best place before at; it reports false where there
// is none that keeps words intact.
func (f *flower) wrap(at int) bool {
	p := f.good
	if p.end <= f.start && f.intact {
		return false
	}
	if p.end <= f.start {
		p = f.inner
	}
	if p.end <= f.start {
		p = breakPoint{at, at, f.width, f.width}
	}
	f.cuts = append(f.cuts, cut{f.start, p.end, p.before})
	f.start, f.width = p.next, f.width-p.after
	if f.good.end <= p.end {
		f.good = breakPoint{}
	}
	if f.inner.end <= p.end {
		f.inner = breakPoint{}
	}
	// A place further on keeps its columns relative to the new line.
	for _, q := range []*breakPoint{&f.good, &f.inner} {
		if q.end > 0 {
			q.before, q.after = q.before-p.after, q.after-p.after
		}
	}
	return true
}

func (f *flower) end(at, width int) {
	for at > f.start && f.text[at-1] == ' ' {
		at, width = at-1, width-1
	}
	f.cuts = append(f.cuts, cut{f.start, at, max(width, 0)})
}

func (f *flower) begin(at int) {
	f.start, f.width, f.good, f.inner, f.prev, f.wide = at, 0, breakPoint{}, breakPoint{}, "", false
}

// cluster is the length and width of the grapheme text begins with.
func cluster(text string) (n, width int) {
	if text[0] < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		if text[0] < ' ' || text[0] == 0x7f {
			return 1, 0
		}
		return 1, 1
	}
	g, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	return len(g), width
}

// clings reports punctuation that must not be parted from its neighbour.
func clings(before, after string) bool {
	return strings.Contains("、。，．・：；？！）］｝〉》」』】〕”’…ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ)]}>,.;:!?%", after) ||
		strings.Contains("（［｛〈《「『【〔“‘([{<$#@", before)
}
