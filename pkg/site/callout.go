package site

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// A callout is a quotation whose first line is [!kind] and perhaps a title, as GitHub and
// Obsidian write it.

const calloutMark = "cop-callout"

// callout is what its first line says.
type callout struct {
	kind      string // in lower case
	title     string // without markup; "" for none
	paragraph *ast.Paragraph
	stop      int // the byte of the source at which the first line ends
}

func (r *renderer) callout(n *ast.Blockquote) (callout, bool) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return callout{}, false
	}
	line := p.Lines().At(0)
	rest, ok := strings.CutPrefix(strings.TrimLeft(string(line.Value(r.src)), " \t"), "[!")
	if !ok {
		return callout{}, false
	}
	kind, title, ok := strings.Cut(rest, "]")
	kind, _, _ = strings.Cut(kind, "|") // what stands behind the bar is for style sheets
	kind = strings.ToLower(strings.TrimSpace(kind))
	if !ok || kind == "" || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789-_ ") != "" {
		return callout{}, false
	}
	title = strings.TrimSpace(strings.TrimLeft(title, "+-"))
	return callout{kind, title, p, line.Stop}, true
}

func isCallout(n ast.Node) bool {
	_, ok := n.AttributeString(calloutMark)
	return ok
}

// beginCallout writes the head of a callout and takes its first line out of the text.
func (r *renderer) beginCallout(w util.BufWriter, c callout) {
	title := strings.ToUpper(c.kind[:1]) + c.kind[1:]
	put(w, `<div class="callout `, toneOf(c.kind), "\">\n<p class=\"callout-title\">")
	switch {
	case c.title == "" || strings.EqualFold(c.title, c.kind):
		putText(w, title)
	default:
		put(w, html.EscapeString(c.title))
	}
	put(w, "</p>\n")
	for n := c.paragraph.FirstChild(); n != nil; {
		next := n.NextSibling()
		ended := false
		if t, ok := n.(*ast.Text); ok {
			ended = (t.SoftLineBreak() || t.HardLineBreak()) && t.Segment.Stop <= c.stop
			if t.Segment.Start >= c.stop {
				break
			}
		}
		c.paragraph.RemoveChild(c.paragraph, n)
		if ended {
			break
		}
		n = next
	}
	if c.paragraph.ChildCount() == 0 {
		c.paragraph.Parent().RemoveChild(c.paragraph.Parent(), c.paragraph)
	}
}

// toneOf is the colour of a kind.
func toneOf(kind string) string {
	switch kind {
	case "tip", "success", "hint", "done", "check":
		return "good"
	case "warning", "important", "attention", "question", "help", "faq":
		return "warn"
	case "caution", "danger", "error", "bug", "failure", "fail", "missing":
		return "bad"
	}
	return "info"
}
