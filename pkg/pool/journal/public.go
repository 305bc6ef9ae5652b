package journal

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// JournalLine is a line of an entry and whether others would see it. A line of which only
// a part is private comes twice: as it is, and as the others would see it.
type Line struct {
	Text    string
	Private bool
}

// Public is what others may see of an entry, and all its lines with what is left out.
// Left out are, each on the safe side:
//
//	%%…%%         what stands between, over any number of lines; without an end, the rest
//	<!-- … -->    comments
//	## Private    a section of that name, with what is below it
//	--- … ---     front matter
func Public(text string) (public string, lines []Line) {
	n := note.Parse("journal.md", []byte(strings.ReplaceAll(text, "\r\n", "\n")))
	src := string(n.Bytes())
	body := len(src) - len(n.Body())
	hidden := make([]bool, len(src))
	hide := func(from, to int) {
		for i := from; i < to; i++ {
			hidden[i] = true
		}
	}
	hide(0, body)
	for _, s := range privateSections(n) {
		hide(body+s[0], body+s[1])
	}
	for _, mark := range [][2]string{{"<!--", "-->"}, {"%%", "%%"}} {
		for _, r := range between(blanked(src, hidden), mark[0], mark[1]) {
			hide(r[0], r[1])
		}
	}
	return sieve(src, hidden)
}

// blanked is a text with spaces for what is hidden, so that a mark in a comment is none.
func blanked(src string, hidden []bool) string {
	b := []byte(src)
	for i := range b {
		if hidden[i] {
			b[i] = ' '
		}
	}
	return string(b)
}

// between are the ranges from one mark to the next, marks included; the last one may have
// no end.
func between(s, open, end string) [][2]int {
	var out [][2]int
	for at := 0; ; {
		from := strings.Index(s[at:], open)
		if from < 0 {
			return out
		}
		from += at
		to := strings.Index(s[from+len(open):], end)
		if to < 0 {
			return append(out, [2]int{from, len(s)})
		}
		at = from + len(open) + to + len(end)
		out = append(out, [2]int{from, at})
	}
}

// privateSections are the sections called Private, as ranges of the body.
func privateSections(n *note.Note) [][2]int {
	body := string(n.Body())
	starts := people.LineStarts(body)
	at := func(fileLine int) int { return starts[min(max(fileLine-n.BodyLine(), 0), len(starts)-1)] }
	var out [][2]int
	all := n.Headings()
	for i, h := range all {
		if !strings.EqualFold(strings.Trim(h.Text, " :.*_"), "private") {
			continue
		}
		end := len(body)
		for _, next := range all[i+1:] {
			if next.Level <= h.Level {
				end = at(next.Line)
				break
			}
		}
		out = append(out, [2]int{at(h.Line), end})
	}
	return out
}

// sieve takes the hidden bytes out, line by line. Lines of which nothing is left go, and so
// do empty lines that would follow one another.
func sieve(src string, hidden []bool) (public string, lines []Line) {
	var out []string
	for at := 0; at < len(src); {
		end := len(src)
		if i := strings.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i
		}
		var kept strings.Builder
		for i := at; i < end; i++ {
			if !hidden[i] {
				kept.WriteByte(src[i])
			}
		}
		line, left := src[at:end], strings.TrimRight(kept.String(), " \t")
		cut := kept.Len() < len(line) || line == "" && end < len(src) && hidden[end]
		if cut {
			lines = append(lines, Line{line, true})
		}
		switch {
		case cut && strings.TrimSpace(left) == "":
		case left == "" && (len(out) == 0 || out[len(out)-1] == ""):
		default:
			lines = append(lines, Line{left, false})
			out = append(out, left)
		}
		at = end + 1
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n", lines
}
