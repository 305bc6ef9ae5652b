package term

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// quote draws a bar along every line. A quote that begins with [!NOTE] or the
// like is a call-out: its kind becomes a coloured heading.
func (s *renderer) quote(n *ast.Blockquote, m *margin) {
	c, ok := s.callOut(n)
	k := faint
	if ok {
		k = c.style()
	}
	bar := "> "
	if s.palette.Color {
		bar = s.tinted("│", k) + " "
	}
	m = s.within(m, bar, bar)
	if !ok {
		s.blocks(n, m, false)
		return
	}
	title, text := s.calledOut(c, k|bold)
	s.passage(title, m)
	if strings.TrimSpace(text.text.String()) != "" {
		s.passage(text, m)
	}
	for c := n.FirstChild().NextSibling(); c != nil; c = c.NextSibling() {
		s.gap(m)
		s.block(c, m)
	}
}

// callOut is the first paragraph of a quote that begins with "[!kind]".
type callOut struct {
	kind      string // in lower case
	paragraph *ast.Paragraph
	skip      int // the byte of the source its title begins at
}

func (s *renderer) callOut(n *ast.Blockquote) (callOut, bool) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return callOut{}, false
	}
	line := p.Lines().At(0)
	text := string(line.Value(s.src))
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, " \t"), "[!")
	if !ok {
		return callOut{}, false
	}
	kind, rest, ok := strings.Cut(rest, "]")
	kind, _, _ = strings.Cut(kind, "|") // what stands behind the bar is for style sheets
	if kind = strings.ToLower(strings.TrimSpace(kind)); !ok || !isCallOut(kind) {
		return callOut{}, false
	}
	rest = strings.TrimLeft(strings.TrimLeft(rest, "+-"), " \t") // + and -: whether an editor folds it
	return callOut{kind, p, line.Stop - len(rest)}, true
}

// isCallOut takes words with hyphens, underscores or spaces for the kind of a
// call-out.
func isCallOut(kind string) bool {
	return kind != "" && strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789-_ ") == ""
}

// calledOut reads what a call-out begins with: its kind and the title on the
// first line, in a style, and the text below.
func (s *renderer) calledOut(c callOut, k textStyle) (title, text *passage) {
	head := &reader{renderer: s, skip: c.skip, until: s.blockMark(c.paragraph)}
	body := &reader{renderer: s, skip: c.skip, until: head.until}
	r := head
	for n := c.paragraph.FirstChild(); n != nil; n = n.NextSibling() {
		if at := n.Pos(); at >= 0 && at < c.skip && n.Kind() != ast.KindText {
			continue
		}
		style := k
		if r == body {
			style = 0
		}
		r.node(n, style, 0)
		if t, ok := n.(*ast.Text); ok && (t.SoftLineBreak() || t.HardLineBreak()) && t.Segment.Stop >= c.skip {
			r = body
		}
	}
	return s.titled(c.kind, strings.TrimSpace(head.text.String()), &head.passage, k), &body.passage
}

// titled puts the kind before a title that does not say it.
func (s *renderer) titled(kind, said string, title *passage, k textStyle) *passage {
	name := strings.ToUpper(kind[:1]) + kind[1:]
	p := &passage{}
	switch {
	case said == "":
		p.add(name, k, 0)
		return p
	case !strings.EqualFold(said, kind):
		p.add(name+": ", k, 0)
	}
	s.shift(p, title)
	return p
}

func (c callOut) style() textStyle {
	switch c.kind {
	case "tip", "success", "hint", "done", "check":
		return good
	case "warning", "important", "attention", "question", "help", "faq":
		return warning
	case "caution", "danger", "error", "bug", "failure", "fail", "missing":
		return alarming
	}
	return headed
}
