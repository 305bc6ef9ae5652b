// Package hypertext turns the HTML that question sites, wikis and word processors keep into
// the markdown that notes are written in.
//
// Its main type is [Converter]. What holds: code is kept to the character, also where it
// says what markdown or HTML would read as its own; text means what it meant, so what
// looks like an entity, a heading or a list and was none is written so that it is none;
// addresses lead where they led. It is pure, and must not know where the HTML came from: a
// source that has elements of its own rewrites them to HTML first.
//
// A library does the work. Each rule here names the case in which that alone would change
// what is said.
package hypertext

import (
	"errors"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
)

// ErrPlain says that HTML was nested too deeply to be read as such: its text was kept,
// without headings, lists and links.
var ErrPlain = errors.New("HTML is nested too deeply: only its text is kept")

// A Converter turns HTML into markdown. Make it with [New]; several at once are faster
// than one that several goroutines share.
type Converter struct{ md *converter.Converter }

// New is a converter for pages that say nothing that scripts would have to compute.
func New() *Converter {
	md := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(commonmark.WithListEndComment(false)),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(
			table.WithHeaderPromotion(true),
			table.WithSpanCellBehavior(table.SpanBehaviorEmpty),
			table.WithNewlineBehavior(table.NewlineBehaviorPreserve),
			table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
		),
	))
	md.Register.PreRenderer(func(_ converter.Context, doc *html.Node) { prepare(doc) }, converter.PriorityEarly-10)
	md.Register.PostRenderer(func(_ converter.Context, text []byte) []byte { return bare(text) }, converter.PriorityLate+100)
	for _, tag := range []string{"sub", "sup"} {
		md.Register.RendererFor(tag, converter.TagTypeInline, asHTML, converter.PriorityEarly)
	}
	return &Converter{md: md}
}

// Markdown is what HTML says, without a line break at its end; "" when it says nothing.
// Broken HTML is read as a browser reads it. The text is whole also with the error
// [ErrPlain].
func (c *Converter) Markdown(src string) (string, error) {
	if strings.TrimSpace(src) == "" {
		return "", nil
	}
	doc, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return plainText(src), ErrPlain
	}
	return c.Node(doc)
}

// Node is the markdown of a document that was parsed; it is changed by that.
func (c *Converter) Node(doc *html.Node) (string, error) {
	text, err := c.md.ConvertNode(doc)
	return strings.TrimRight(string(text), "\n"), err
}

// plainText is the text of HTML, a line for each block.
func plainText(src string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); breaksLine(string(name)) {
				b.WriteByte('\n')
			}
		}
	}
}

func breaksLine(tag string) bool {
	switch tag {
	case "p", "div", "br", "li", "pre", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6":
		return true
	}
	return false
}

// asHTML keeps an inline element that markdown has no form for: H<sub>2</sub>O is not H2O.
func asHTML(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	_, _ = w.WriteString("<" + n.Data + ">")
	ctx.RenderChildNodes(ctx, w, n)
	_, _ = w.WriteString("</" + n.Data + ">")
	return converter.RenderSuccess
}

// Raw is a node that is this markdown, on one line: nothing in it is escaped.
func Raw(markdown string) *html.Node {
	return &html.Node{Type: html.TextNode, Data: shield(markdown)}
}
