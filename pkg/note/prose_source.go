package note

import "strings"

// SourceLine is a line of a file in the difference between two versions of it.
type SourceLine struct {
	Change   Change // Same, Added, Removed; of [CompareSourceWords] also Changed
	Old, New int    // its number in each file, counted from 1; 0 where it is not there
	Text     string // without its end; of Same, Added and Removed
	Pieces   []Piece
}

// CompareSource compares two texts line by line, as git does.
func CompareSource(old, new []byte) []SourceLine {
	var out []SourceLine
	eachHunk(old, new, func(same, gone, come []SourceLine) {
		out = append(append(append(out, same...), gone...), come...)
	})
	return out
}

// CompareSourceWords compares two texts word by word where their lines differ: a line that
// changed is one with both what came and what went.
func CompareSourceWords(old, new []byte) []SourceLine {
	var out []SourceLine
	eachHunk(old, new, func(same, gone, come []SourceLine) {
		out = append(out, same...)
		if len(gone) == 0 || len(come) == 0 {
			out = append(append(out, gone...), come...)
			return
		}
		out = append(out, woven(gone, come)...)
	})
	return out
}

// eachHunk calls f with what stays up to a change, and the change; the last call has what
// stays at the end.
func eachHunk(old, new []byte, f func(same, gone, come []SourceLine)) {
	a, b := splitLines(old), splitLines(new)
	keys := classes{}
	x, y := 0, 0
	lines := func(c Change, from [][]byte, i, j, n int) []SourceLine {
		out := make([]SourceLine, n)
		for k := range out {
			out[k] = SourceLine{Change: c, Text: codeLine(from[k])}
			if c != Added {
				out[k].Old = i + k + 1
			}
			if c != Removed {
				out[k].New = j + k + 1
			}
		}
		return out
	}
	ids, idsB := keys.of(a), keys.of(b)
	for _, h := range append(diff(ids, idsB, len(keys)), hunk{a: len(a), b: len(b)}) {
		f(lines(Same, b[y:h.b], x, y, h.b-y), lines(Removed, a[h.a:], h.a, h.b, h.na), lines(Added, b[h.b:], h.a, h.b, h.nb))
		x, y = h.a+h.na, h.b+h.nb
	}
}

// woven is lines that went and lines that came as one text.
func woven(gone, come []SourceLine) []SourceLine {
	var out []SourceLine
	at := SourceLine{Change: Changed, Old: gone[0].Old, New: come[0].New}
	indents := map[int]string{}
	for _, l := range come {
		indents[l.New] = l.Text[:len(l.Text)-len(strings.TrimLeft(l.Text, " \t"))]
	}
	for _, p := range compareWordsByLine(wordsOf(gone), wordsOf(come)) {
		if p.Change != Removed && p.At.First > at.New && len(at.Pieces) > 0 {
			out = append(out, at)
			at = SourceLine{Change: Changed, New: p.At.First}
		}
		if len(at.Pieces) == 0 {
			p.Text = indents[at.New] + strings.TrimPrefix(p.Text, " ")
		}
		at.Pieces = append(at.Pieces, p)
	}
	return append(out, at)
}

func wordsOf(lines []SourceLine) []word {
	var text strings.Builder
	for _, l := range lines {
		text.WriteString(l.Text + "\n")
	}
	return readWords(text.String(), max(lines[0].New, lines[0].Old))
}
