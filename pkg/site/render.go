package site

import (
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gm "github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/wikilink"

	"github.com/breakfast-table/cop/pkg/note"
)

// renderer writes HTML of the one tree that also the terminal shows. It is for one text at a
// time; a site keeps several.
type renderer struct {
	site *Site
	html gm.Renderer
	// scanners are those of the languages met so far.
	scanners map[string]*scanner
	out      output
	writing
}

// output is a buffer that the library writes to without another one in between.
type output struct{ bytes.Buffer }

// Buffered is how much stands in it.
func (o *output) Buffered() int { return o.Len() }

// Flush does nothing: there is nowhere else.
func (*output) Flush() error { return nil }

func newRenderer(s *Site) *renderer {
	r := &renderer{site: s, scanners: map[string]*scanner{}}
	r.html = gm.NewRenderer(gm.WithNodeRenderers(
		util.Prioritized(r, 100),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(
			extension.WithFootnoteIDPrefixFunction(func(ast.Node) []byte { return []byte(r.prefix) }),
			extension.WithFootnoteBacklinkHTML("back to the text"),
			extension.WithFootnoteBacklinkClass("back"),
		), 500),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
		util.Prioritized(gmhtml.NewRenderer(), 1000),
	))
	return r
}

// RegisterFuncs names what is written here and not by the library.
func (r *renderer) RegisterFuncs(reg gm.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, r.heading)
	reg.Register(ast.KindParagraph, r.paragraph)
	reg.Register(ast.KindBlockquote, r.quote)
	reg.Register(ast.KindCodeBlock, r.codeBlock)
	reg.Register(ast.KindFencedCodeBlock, r.codeBlock)
	reg.Register(ast.KindHTMLBlock, r.htmlBlock)
	reg.Register(ast.KindRawHTML, r.rawHTML)
	reg.Register(ast.KindLink, r.link)
	reg.Register(ast.KindAutoLink, r.autoLink)
	reg.Register(ast.KindImage, r.image)
	reg.Register(wikilink.Kind, r.wiki)
	reg.Register(note.KindFormula, r.formula)
	reg.Register(note.KindFormulaBlock, r.formulaBlock)
	reg.Register(note.KindHighlight, wrapping("mark"))
	reg.Register(extast.KindTaskCheckBox, r.checkbox)
	reg.Register(extast.KindTable, r.table)
}

func put(w util.BufWriter, parts ...string) {
	for _, p := range parts {
		_, _ = w.WriteString(p) // of a buffer in memory
	}
}

func putText(w util.BufWriter, text string) { put(w, html.EscapeString(text)) }

// wrapping is an element around what a node holds.
func wrapping(element string) gm.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			put(w, "<", element, ">")
		} else {
			put(w, "</", element, ">")
		}
		return ast.WalkContinue, nil
	}
}

func (r *renderer) heading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h, _ := n.(*ast.Heading)
	if entering && r.met < len(r.levels) {
		h.Level = r.levels[r.met]
	}
	level := strconv.Itoa(min(h.Level, 6))
	switch {
	case n == r.title && entering:
		r.met++
		return ast.WalkSkipChildren, nil
	case n == r.title:
		return ast.WalkContinue, nil
	case !entering:
		put(w, "</h", level, ">\n")
		return ast.WalkContinue, nil
	}
	anchor := ""
	if r.met < len(r.headings) {
		anchor = r.headings[r.met].Anchor
	}
	r.met++
	put(w, "<h", level)
	if anchor != "" {
		put(w, ` id="`, html.EscapeString(r.prefix+anchor), `"`)
	}
	put(w, ">")
	return ast.WalkContinue, nil
}

// paragraph is one that may end in ^name, by which links call it.
func (r *renderer) paragraph(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if x, ok := onlyEmbed(n); ok && entering && r.embedNote(w, x) {
		n.RemoveChildren(n)
		n.SetAttributeString(embedMark, true)
		return ast.WalkSkipChildren, nil
	}
	if _, shown := n.AttributeString(embedMark); shown {
		return ast.WalkContinue, nil
	}
	if !entering {
		put(w, "</p>\n")
		return ast.WalkContinue, nil
	}
	put(w, "<p")
	if name := r.blockName(n); name != "" {
		put(w, ` id="`, html.EscapeString(r.prefix+"^"+strings.ToLower(name)), `"`)
	}
	put(w, ">")
	return ast.WalkContinue, nil
}

// blockName takes ^name from the end of a block.
func (r *renderer) blockName(n ast.Node) string {
	last, ok := n.LastChild().(*ast.Text)
	if !ok {
		return ""
	}
	text := last.Segment.Value(r.src)
	i := bytes.LastIndexByte(text, '^')
	if i < 0 || i > 0 && text[i-1] != ' ' || i+1 == len(text) {
		return ""
	}
	name := string(text[i+1:])
	if strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	last.Segment = last.Segment.WithStop(last.Segment.Start + len(bytes.TrimRight(text[:i], " ")))
	return name
}

func (r *renderer) checkbox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	if box, _ := n.(*extast.TaskCheckBox); box.IsChecked {
		put(w, `<span class="box done" role="img" aria-label="done"></span> `)
	} else {
		put(w, `<span class="box" role="img" aria-label="to do"></span> `)
	}
	return ast.WalkContinue, nil
}

// table is one that scrolls beside the text when it is wider than that.
func (r *renderer) table(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, "<div class=\"wide\" tabindex=\"0\">\n<table>\n")
	} else {
		put(w, "</table>\n</div>\n")
	}
	return ast.WalkContinue, nil
}

// formula shows the source of a formula: readable, and what one copies.
func (r *renderer) formula(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, `<code class="math">`)
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				putText(w, string(t.Segment.Value(src)))
			}
		}
		put(w, "</code>")
	}
	return ast.WalkSkipChildren, nil
}

func (r *renderer) formulaBlock(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		r.code(w, linesOf(n, src), "")
	}
	return ast.WalkSkipChildren, nil
}

func (r *renderer) htmlBlock(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if b, _ := n.(*ast.HTMLBlock); entering {
		put(w, linesOf(n, src))
	} else if b.HasClosure() {
		put(w, string(b.ClosureLine.Value(src)))
	}
	r.raw = true // it is cleaned with all that it may stand around
	return ast.WalkContinue, nil
}

func (r *renderer) rawHTML(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if raw, _ := n.(*ast.RawHTML); entering {
		for i := range raw.Segments.Len() {
			at := raw.Segments.At(i)
			put(w, string(at.Value(src)))
		}
		r.raw = true
	}
	return ast.WalkSkipChildren, nil
}

func linesOf(n ast.Node, src []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(src))
	}
	return b.String()
}

// quote is a quotation, or a callout when it begins with [!kind].
func (r *renderer) quote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		if isCallout(n) {
			put(w, "</div>\n")
		} else {
			put(w, "</blockquote>\n")
		}
		return ast.WalkContinue, nil
	}
	quote, _ := n.(*ast.Blockquote)
	if c, ok := r.callout(quote); ok {
		n.SetAttributeString(calloutMark, c.kind)
		r.beginCallout(w, c)
	} else {
		put(w, "<blockquote>\n")
	}
	return ast.WalkContinue, nil
}
