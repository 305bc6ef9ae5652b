package term

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"go.abhg.dev/goldmark/wikilink"

	"github.com/breakfast-table/cop/pkg/note"
)

// embeds are the notes that a paragraph shows which consists of nothing else; nil for any other.
func (s *renderer) embeddedIn(n ast.Node) []*wikilink.Node {
	if n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock || len(s.embeds) == 0 {
		return nil
	}
	var out []*wikilink.Node
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *wikilink.Node:
			if _, known := s.embeds[destOf(c, s.src)]; !known || !c.Embed {
				return nil
			}
			out = append(out, c)
		case *ast.Text:
			if strings.TrimSpace(string(c.Segment.Value(s.src))) != "" {
				return nil
			}
		default:
			return nil
		}
	}
	return out
}

// embedded shows other notes: a line that leads to each, and its text behind a bar. Links in
// that text are not counted: they lead from another note.
func (s *renderer) embedded(of []*wikilink.Node, m *margin) {
	for i, n := range of {
		if i > 0 {
			s.gap(m)
		}
		dest := destOf(n, s.src)
		e := s.embeds[dest]
		bar := "> "
		if s.palette.Color {
			bar = s.tinted("│", faint) + " "
		}
		inner := s.within(m, bar, bar)
		r := &reader{renderer: s, until: -1}
		number := r.newLink(dest, linkKind{wiki: true, image: true})
		r.add("from ", faint, 0)
		before := r.text.Len()
		r.add(Clean(e.Title), bold|linked, number)
		r.destination(r.text.String()[before:], dest, 0, number)
		s.passage(&r.passage, inner)
		s.put(inner.blank())
		for _, line := range s.inside(e, s.room(inner)) {
			s.put(inner.next() + line)
		}
	}
}

// inside lays out the text of another note.
func (s *renderer) inside(e note.Embedded, width int) []string {
	src, left := bound(CleanText(strings.ToValidUTF8(e.Text, "\uFFFD")))
	sub := newRenderer(src, MarkdownOptions{
		Width: width, Color: s.palette.Color, Dark: s.palette.Dark, Links: s.links, Unsure: s.unsure, Bare: s.bare, Whole: s.intact, Embeds: e.Inner,
	})
	if tangled(src) {
		sub.asItIs()
	} else {
		sub.document(note.Markdown(sub.src))
	}
	if left.bytes > 0 {
		sub.notice(left.words(""))
	}
	return sub.out.Lines
}
