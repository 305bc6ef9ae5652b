package lsp

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// encoding is how an editor counts within a line. The zero value is UTF-16, which every
// editor speaks; UTF-8 is taken where the editor offers it.
type encoding int

const (
	utf16Units encoding = iota
	utf8Bytes
)

func (e encoding) String() string {
	if e == utf8Bytes {
		return "utf-8"
	}
	return "utf-16"
}

// text is a document's text and where its lines begin. Lines end with \n, \r\n or \r, as
// the protocol has it.
type text struct {
	s      string
	starts []int // byte offset of each line; the first is 0
	enc    encoding
}

func newText(s string, enc encoding) *text {
	t := &text{s: s, starts: []int{0}, enc: enc}
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' || s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// line is a line without its end; "" beyond the last.
func (t *text) line(n int) string {
	from, to := t.bounds(n)
	return t.s[from:to]
}

// bounds are the bytes of a line without its end.
func (t *text) bounds(n int) (from, to int) {
	if n < 0 || n >= len(t.starts) {
		return len(t.s), len(t.s)
	}
	from, to = t.starts[n], len(t.s)
	if n+1 < len(t.starts) {
		to = t.starts[n+1]
	}
	return from, from + len(strings.TrimRight(t.s[from:to], "\r\n"))
}

// offset is the byte at a position. What lies beyond a line is its end, and what lies
// within a letter is its beginning.
func (t *text) offset(p position) int {
	from, to := t.bounds(p.Line)
	for i, units := from, 0; i < to; {
		r, size := utf8.DecodeRuneInString(t.s[i:to])
		if units += t.units(r, size); units > p.Character {
			return i
		}
		i += size
	}
	return to
}

// position is where a byte stands.
func (t *text) position(offset int) position {
	offset = min(max(offset, 0), len(t.s))
	n := sort.SearchInts(t.starts, offset+1) - 1
	units := 0
	for i := t.starts[n]; i < offset; {
		r, size := utf8.DecodeRuneInString(t.s[i:offset])
		units, i = units+t.units(r, size), i+size
	}
	return position{Line: n, Character: units}
}

func (t *text) span(from, to int) span { return span{t.position(from), t.position(to)} }

// lineSpan is a line of the file, counted from 1; 0 and less are the first.
func (t *text) lineSpan(n int) span { return t.span(t.bounds(max(n-1, 0))) }

func (t *text) units(r rune, size int) int {
	if t.enc == utf8Bytes {
		return size
	}
	if r > 0xffff {
		return 2
	}
	return 1
}

// apply is the text after changes, each against the text that the one before left.
func (t *text) apply(changes []change) *text {
	for _, c := range changes {
		s := c.Text
		if c.Range != nil {
			from, to := t.offset(c.Range.Start), t.offset(c.Range.End)
			s = t.s[:from] + c.Text + t.s[max(from, to):]
		}
		t = newText(s, t.enc)
	}
	return t
}

// replace is the one edit that makes a text of another: what both begin and end with stays.
func (t *text) replace(with string) []textEdit {
	if t.s == with {
		return []textEdit{}
	}
	from := 0
	for from < len(t.s) && from < len(with) && t.s[from] == with[from] {
		from++
	}
	for from > 0 && !(boundary(t.s, from) && boundary(with, from)) {
		from--
	}
	a, b := len(t.s), len(with)
	for a > from && b > from && t.s[a-1] == with[b-1] {
		a, b = a-1, b-1
	}
	for !(boundary(t.s, a) && boundary(with, b)) {
		a, b = a+1, b+1
	}
	return []textEdit{{Range: t.span(from, a), NewText: with[from:b]}}
}

// boundary reports whether a letter begins at a byte, and no line end is cut in two.
func boundary(s string, i int) bool {
	if i == 0 || i >= len(s) {
		return true
	}
	return utf8.RuneStart(s[i]) && !(s[i] == '\n' && s[i-1] == '\r')
}
