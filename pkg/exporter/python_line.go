package exporter

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"

	"github.com/breakfast-table/cop/pkg/note"
)

// inline is what stands in the lines of a block.
func (p *python) inline(parent ast.Node) string {
	var b strings.Builder
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		b.WriteString(p.piece(c))
	}
	return b.String()
}

func (p *python) piece(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		return p.literal(n.Segment.Start, n.Segment.Stop, inCell(n)) + breakOf(n)
	case *ast.String:
		return string(n.Value)
	case *ast.Emphasis:
		return p.emphasis(n)
	case *ast.CodeSpan:
		return p.codeSpan(n)
	case *ast.Link:
		return "[" + p.inline(n) + "]" + target(n.Destination, n.Title)
	case *ast.Image:
		return "![" + p.inline(n) + "]" + target(n.Destination, n.Title)
	case *ast.AutoLink:
		return p.address(n)
	case *ast.RawHTML:
		return string(n.Segments.Value(p.src))
	case *extast.Strikethrough:
		return "<del>" + p.inline(n) + "</del>"
	case *note.Highlight:
		return "<mark>" + p.inline(n) + "</mark>"
	case *note.Formula:
		marks := strings.Repeat("$", n.Marks)
		return marks + escapeAll(p.raw(n)) + marks
	case *extast.TaskCheckBox:
		return map[bool]string{true: "[x] ", false: "[ ] "}[n.IsChecked]
	case *extast.FootnoteLink:
		return "[^" + p.labels[n.Index] + "]"
	case *extast.FootnoteBacklink:
		return ""
	}
	return p.inline(n)
}

// emphasis is *words*; around another one it is written as HTML, which alone may be nested anywhere.
func (p *python) emphasis(n *ast.Emphasis) string {
	text, marks := p.inline(n), strings.Repeat("*", n.Level)
	nested := false
	_ = ast.Walk(n, func(x ast.Node, in bool) (ast.WalkStatus, error) {
		nested = nested || in && x != ast.Node(n) && x.Kind() == ast.KindEmphasis
		return ast.WalkContinue, nil
	})
	switch {
	case !nested:
		return marks + text + marks
	case n.Level == 1:
		return "<em>" + text + "</em>"
	}
	return "<strong>" + text + "</strong>"
}

func breakOf(t *ast.Text) string {
	switch {
	case t.HardLineBreak():
		return "  \n"
	case t.SoftLineBreak():
		return "\n"
	}
	return ""
}

func inCell(n ast.Node) bool {
	for ; n != nil && n.Type() == ast.TypeInline; n = n.Parent() {
	}
	return n != nil && n.Kind() == extast.KindTableCell
}

// raw is the source of the texts below a node.
func (p *python) raw(n ast.Node) string {
	s := ""
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			s += string(t.Segment.Value(p.src))
		}
	}
	return s
}

// codeSpan is `code`. In a cell a bar would end the cell even there.
func (p *python) codeSpan(n *ast.CodeSpan) string {
	s := p.raw(n)
	if inCell(n) && strings.Contains(s, "|") {
		return "<code>" + strings.ReplaceAll(html.EscapeString(strings.ReplaceAll(s, `\|`, "|")), "|", "&#124;") + "</code>"
	}
	return note.CodeSpan(s)
}

func target(dest, title []byte) string {
	to := escapeDest(string(util.UnescapePunctuations(dest)))
	if len(title) > 0 {
		to += ` "` + strings.ReplaceAll(string(util.UnescapePunctuations(title)), `"`, "&quot;") + `"`
	}
	return "(" + to + ")"
}

// address is one that stands in the text by itself.
func (p *python) address(n *ast.AutoLink) string {
	label, to := string(n.Label(p.src)), string(n.URL(p.src))
	if label == to || n.AutoLinkType == ast.AutoLinkEmail {
		return "<" + strings.TrimPrefix(label, "mailto:") + ">"
	}
	return "[" + escapeAll(label) + "](" + escapeDest(to) + ")"
}

// escapeAll writes a text so that nothing in it is markup.
func escapeAll(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", "&lt;", "&", "&amp;").Replace(s)
}

// literal is source text that CommonMark takes for text, written so that it stays text.
func (p *python) literal(start, stop int, cell bool) string {
	var b strings.Builder
	for i := start; i < stop; i++ {
		c := p.src[i]
		switch {
		case c == '\\' && i+1 < stop && util.IsPunct(p.src[i+1]):
			i++
			b.WriteString(escaped(p.src[i], cell))
		case c == '*' || c == '`', c == '_' && !p.withinWord(i):
			b.WriteString(`\` + string(c))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (p *python) withinWord(i int) bool {
	return i > 0 && i+1 < len(p.src) && isWord(rune(p.src[i-1])) && isWord(rune(p.src[i+1]))
}

func isWord(r rune) bool { return r >= 0x80 || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// escaped is a character that a backslash stood before. Python-Markdown knows it before these alone.
func escaped(c byte, cell bool) string {
	switch {
	case strings.IndexByte("\\`*_{}[]()>#+-.!", c) >= 0, c == '|' && cell:
		return `\` + string(c)
	case c == '<':
		return "&lt;"
	case c == '&':
		return "&amp;"
	}
	return string(c)
}

// plainLines keeps lines of a paragraph from beginning something else.
func plainLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		switch {
		case strings.HasPrefix(l, "#"):
			lines[i] = `\` + l
		case strings.HasPrefix(l, ":"):
			lines[i] = "&#58;" + l[1:]
		case number().MatchString(l):
			lines[i] = strings.Replace(l, ".", `\.`, 1)
		}
	}
	return strings.Join(lines, "\n")
}

// What is compiled is compiled once an export, not once a line.
var (
	number     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]+\.\s`) })
	noAnchor   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^\w\s-]`) })
	dashes     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[-\s]+`) })
	unindented = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^[ \t]+`) })
	opening    = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^\s*</?(details|div|section|aside|article|figure|center|blockquote)\b`)
	})
)

// id is the anchor that Python-Markdown's table of contents gives a heading.
func (p *python) id(heading string) string {
	ascii := strings.Map(func(r rune) rune {
		if r > 0x7f {
			return -1
		}
		return r
	}, norm.NFKD.String(heading))
	s := strings.ToLower(strings.TrimSpace(noAnchor().ReplaceAllString(ascii, "")))
	s = dashes().ReplaceAllString(s, "-")
	id := s
	for i := 1; id == "" || p.taken[id]; i++ {
		id = fmt.Sprintf("%s_%d", s, i)
	}
	p.taken[id] = true
	return id
}
