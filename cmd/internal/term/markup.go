package term

import (
	"cmp"
	"html"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/breakfast-table/cop/pkg/note"
)

// html shows the words of a block of HTML; its tags mean nothing here but
// those of <details>, whose summary stands above what it opens. It returns the
// margin of what follows.
func (s *renderer) html(n *ast.HTMLBlock, m *margin) *margin {
	begun := false
	numbers := map[*note.Link]int{}
	for _, part := range htmlParts(rawHTMLBlock(n, s.src)) {
		switch part.kind {
		case opens:
			outside := m
			m = s.within(m, "  ", "  ")
			m.folds, m.outside = true, outside
			continue
		case closes:
			m = m.unfolded()
			continue
		}
		if begun {
			s.gap(m)
		}
		begun = true
		r := &reader{renderer: s, until: -1}
		if part.kind == summary {
			r.add("▾ ", bold, 0)
			r.markup(part.runs, bold, numbers)
			s.passage(&r.passage, m.unfolded())
			continue
		}
		r.markup(part.runs, 0, numbers)
		s.passage(&r.passage, m)
	}
	return m
}

// markup reads a paragraph of HTML. A link that goes on in the next one keeps its number.
func (r *reader) markup(runs []htmlRun, k textStyle, numbers map[*note.Link]int) {
	for _, run := range runs {
		if run.link == nil {
			r.add(run.words, k, 0)
			continue
		}
		number := numbers[run.link]
		if number == 0 {
			number = r.newLink(run.link.Dest, linkKind{image: run.link.Image})
			numbers[run.link] = number
		}
		switch {
		case run.link.Image:
			r.picture(run.link.Text, number, run.link.Dest, k)
		default:
			r.add(cmp.Or(run.words, compact(run.link.Dest, r.width)), k|linked, number)
			r.destination(run.words, run.link.Dest, k, number)
		}
	}
}

// htmlPart is a piece of a block of HTML: words, a summary, or where <details>
// opens or closes.
type htmlPart struct {
	kind partKind
	runs []htmlRun // of a paragraph or a summary
}

// htmlRun are words, or the text of a link, or a picture.
type htmlRun struct {
	words string // cleaned, with single spaces
	link  *note.Link
}

type partKind int

const (
	shown partKind = iota
	summary
	opens
	closes
)

// htmlParts divides a block of HTML at paragraphs and at the tags of <details>.
func htmlParts(raw string) []htmlPart {
	var parts []htmlPart
	kind := shown
	add := func(text string) {
		for _, runs := range htmlParagraphs(text) {
			parts = append(parts, htmlPart{kind, runs})
		}
	}
	for raw != "" {
		at, end, tag := nextFoldTag(raw)
		add(raw[:at])
		switch tag {
		case "details":
			parts = append(parts, htmlPart{kind: opens})
		case "/details":
			parts = append(parts, htmlPart{kind: closes})
		case "summary":
			kind = summary
		case "/summary":
			kind = shown
		}
		raw = raw[end:]
	}
	return parts
}

// nextFoldTag finds the next tag of <details> or <summary> outside of comments
// and scripts: raw[at:end].
func nextFoldTag(raw string) (at, end int, tag string) {
	for at < len(raw) {
		next := strings.IndexByte(raw[at:], '<')
		if next < 0 {
			break
		}
		at += next
		end = at + note.TagEnd(raw[at:])
		name, _, _ := strings.Cut(strings.Trim(raw[at:end], "<>"), " ")
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "details", "/details", "summary", "/summary":
			return at, end, name
		}
		at = end
	}
	return len(raw), len(raw), ""
}

func rawHTMLBlock(n *ast.HTMLBlock, src []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(src))
	}
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(src))
	}
	return b.String()
}

// saysWords reports parts that show something by themselves.
func saysWords(parts []htmlPart) bool {
	return slices.ContainsFunc(parts, func(p htmlPart) bool { return p.kind <= summary })
}

// htmlParagraphs are the words of HTML, divided at breaks, ends of paragraphs and empty lines.
// Comments, tags, and scripts and styles with what they hold are left out.
func htmlParagraphs(s string) [][]htmlRun {
	w := &htmlWords{}
	for {
		before, _, tagged := strings.Cut(s, "<")
		for i, words := range strings.Split(before, "\n\n") {
			if i > 0 {
				w.endParagraph()
			}
			w.add(words)
		}
		if !tagged {
			w.endParagraph()
			return w.done
		}
		s = s[len(before):]
		end := note.TagEnd(s)
		w.tag(s[:end])
		s = s[end:]
	}
}

// htmlWords gathers the words of HTML.
type htmlWords struct {
	done [][]htmlRun
	runs []htmlRun
	link *note.Link // the <a> that is open
}

func (w *htmlWords) tag(tag string) {
	l, leads := note.TagLink(tag)
	switch name := strings.ToLower(tag[:min(len(tag), 4)]); {
	case leads && l.Image:
		w.runs = append(w.runs, htmlRun{link: &l})
	case leads:
		w.link = &l
		w.runs = append(w.runs, htmlRun{link: &l})
	case strings.HasPrefix(name, "</a>"):
		w.link = nil
	case strings.HasPrefix(name, "<br"), name == "</p>":
		w.endParagraph()
	}
}

// add appends words to the run that is open, or begins one.
func (w *htmlWords) add(words string) {
	words = spaced(Clean(html.UnescapeString(strings.ReplaceAll(words, "\n", " "))))
	if words == "" {
		return
	}
	if last := len(w.runs) - 1; last >= 0 && w.runs[last].link == w.link {
		w.runs[last].words = spaced(w.runs[last].words + words)
		return
	}
	w.runs = append(w.runs, htmlRun{words, w.link})
}

func (w *htmlWords) endParagraph() {
	says := slices.ContainsFunc(w.runs, func(r htmlRun) bool { return r.link != nil || strings.TrimSpace(r.words) != "" })
	if says {
		first, last := &w.runs[0], &w.runs[len(w.runs)-1]
		first.words = strings.TrimLeft(first.words, " ")
		last.words = strings.TrimRight(last.words, " ")
		w.done = append(w.done, w.runs)
	}
	w.runs = nil
}

// spaced has one space where there are several.
func spaced(s string) string {
	words := strings.Join(strings.Fields(s), " ")
	if s != "" && words == "" {
		return " "
	}
	if strings.HasPrefix(s, " ") {
		words = " " + words
	}
	if strings.HasSuffix(s, " ") {
		words += " "
	}
	return words
}
