package term

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// heading makes levels tell: the first is underlined across its words, the
// second coloured, the third bold, the others bold and slanted.
func (s *renderer) heading(n *ast.Heading, m *margin) {
	style := bold
	switch {
	case n.Level <= 2:
		style |= headed
	case n.Level > 3:
		style |= italic
	}
	p := s.read(n, style)
	if !s.palette.Color {
		marked := &passage{}
		marked.add(strings.Repeat("#", n.Level)+" ", 0, 0)
		s.shift(marked, p)
		p = marked
	}
	first := len(s.out.Lines)
	s.out.Headings = append(s.out.Headings, HeadingLine{n.Level, strings.TrimLeft(p.text.String(), "# "), first})
	s.passage(p, m)
	if n.Level == 1 && s.palette.Color {
		widest := 0
		for _, line := range s.out.Lines[first:] {
			widest = max(widest, ansi.StringWidth(line)-m.width())
		}
		s.put(m.next() + s.faded(strings.Repeat("─", max(widest, 1))))
	}
}

// shift appends a passage to another.
func (s *renderer) shift(to, from *passage) {
	offset := to.text.Len()
	text, start := from.text.String(), 0
	for _, r := range from.runs {
		to.add(text[start:r.to], r.style, r.link)
		start = r.to
	}
	for _, o := range from.origins {
		to.origins = append(to.origins, origin{o.at + offset, o.source})
	}
}

func (s *renderer) rule(m *margin) {
	s.put(m.next() + s.faded(strings.Repeat(s.dash(), s.room(m))))
}

// dash is what rules are made of.
func (s *renderer) dash() string {
	if s.palette.Color {
		return "─"
	}
	return "-"
}

func (s *renderer) tinted(text string, k textStyle) string {
	if codes := k.codes(s.palette); codes != "" {
		return "\x1b[" + codes + "m" + text + "\x1b[m"
	}
	return text
}

// list hangs items under their bullets or numbers; numbers are aligned.
func (s *renderer) list(n *ast.List, m *margin) {
	digits := len(strconv.Itoa(n.Start + n.ChildCount() - 1))
	number := n.Start
	begun := false
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if begun && !n.IsTight {
			s.gap(m)
		}
		begun = true
		marker := s.bullet(n)
		if n.IsOrdered() {
			marker = fmt.Sprintf("%*d. ", digits, number)
			number++
		}
		if box := checkBox(item); box != nil {
			marker = s.box(box.IsChecked)
		}
		inner := s.within(m, s.marker(marker), strings.Repeat(" ", ansi.StringWidth(marker)))
		if item.FirstChild() == nil {
			s.put(inner.next())
			continue
		}
		s.blocks(item, inner, n.IsTight)
	}
}

func (s *renderer) marker(text string) string {
	if strings.HasPrefix(text, "[") {
		return text
	}
	return s.palette.wrap(Topic, text)
}

func (s *renderer) bullet(n ast.Node) string {
	if !s.palette.Color {
		return "- "
	}
	depth := 0
	for p := n.Parent(); p != nil; p = p.Parent() {
		if _, ok := p.(*ast.List); ok {
			depth++
		}
	}
	return []string{"• ", "◦ ", "▪ "}[min(depth, 2)]
}

func (s *renderer) box(done bool) string {
	if done {
		return "[" + s.palette.wrap(Good, "x") + "] "
	}
	return "[ ] "
}

// checkBox finds the box a task begins with.
func checkBox(item ast.Node) *extast.TaskCheckBox {
	first := item.FirstChild()
	if first == nil || first.FirstChild() == nil {
		return nil
	}
	box, _ := first.FirstChild().(*extast.TaskCheckBox)
	return box
}

func (s *renderer) footnotes(n *extast.FootnoteList, m *margin) {
	s.put(m.next() + s.faded(strings.Repeat(s.dash(), min(12, s.room(m)))))
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		note, ok := c.(*extast.Footnote)
		if !ok {
			continue
		}
		marker := "[" + strconv.Itoa(note.Index) + "] "
		s.at(note)
		s.blocks(note, s.within(m, s.faded(marker), strings.Repeat(" ", len(marker))), true)
	}
}

func (s *renderer) definitions(n *extast.DefinitionList, m *margin) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s.at(c)
		switch c := c.(type) {
		case *extast.DefinitionTerm:
			if c.PreviousSibling() != nil {
				s.gap(m)
			}
			s.passage(s.read(c, bold), m)
		case *extast.DefinitionDescription:
			s.blocks(c, s.within(m, "  ", "  "), c.IsTight)
		}
	}
}
