package vault

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/breakfast-table/cop/pkg/importer/hypertext"
)

// notionPage writes a page that Notion exported as HTML as it exports markdown: the title, a line for
// each property, the text. Every item is a list of its own there, boxes and toggles are elements, and a
// callout is a figure. A text that is none of its pages comes as it is.
func notionPage(src []byte) []byte {
	doc, err := html.Parse(bytes.NewReader(src))
	if err != nil {
		return src
	}
	title, text := byClass(doc, "page-title"), byClass(doc, "page-body")
	if title == nil || text == nil {
		return src
	}
	var b strings.Builder
	b.WriteString("# " + oneLine(textOf(title)) + "\n\n")
	if props := byClass(doc, "properties"); props != nil {
		for row := range props.Descendants() {
			if row.DataAtom == atom.Tr {
				b.WriteString(notionProperty(row))
			}
		}
		b.WriteString("\n")
	}
	notionBlocks(text)
	md, _ := hypertext.New().Node(text) // where it is nested too deeply its words are kept
	return []byte(b.String() + md + "\n")
}

// notionProperty is a line of them; "" for one without a value.
func notionProperty(row *html.Node) string {
	var cells []*html.Node
	for c := range row.ChildNodes() {
		if c.DataAtom == atom.Th || c.DataAtom == atom.Td {
			cells = append(cells, c)
		}
	}
	if len(cells) != 2 {
		return ""
	}
	var values []string
	for v := range cells[1].Descendants() {
		if hasClass(v, "selected-value") || hasClass(v, "user") {
			values = append(values, oneLine(textOf(v)))
		}
	}
	if box := byClass(cells[1], "checkbox-on"); box != nil {
		values = []string{"Yes"}
	} else if box := byClass(cells[1], "checkbox-off"); box != nil {
		values = []string{"No"}
	}
	value := strings.Join(values, ", ")
	if value == "" {
		value = strings.TrimPrefix(oneLine(textOf(cells[1])), "@")
	}
	if value == "" {
		return ""
	}
	return oneLine(textOf(cells[0])) + ": " + value + "\n"
}

// notionBlocks makes the blocks of a page those of plain HTML.
func notionBlocks(page *html.Node) {
	var all []*html.Node
	for n := range page.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	for _, n := range all {
		switch {
		case hasClass(n, "table_of_contents"), hasClass(n, "icon"), n.DataAtom == atom.Style, n.DataAtom == atom.Script, n.DataAtom == atom.Link:
			clearOut(n)
		case hasClass(n, "checkbox-on"):
			become(n, atom.Span, hypertext.Raw("[x]"))
		case hasClass(n, "checkbox-off"):
			become(n, atom.Span, hypertext.Raw("[ ]"))
		case hasClass(n, "callout"):
			n.Data, n.DataAtom = "blockquote", atom.Blockquote
			mark := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
			mark.AppendChild(hypertext.Raw("[!NOTE]"))
			n.InsertBefore(mark, n.FirstChild)
		case hasClass(n, "katex") || hasClass(n, "notion-text-equation-token"):
			notionFormula(n)
		case n.DataAtom == atom.A && n.Parent != nil && hasClass(n.Parent, "image"):
			unlink(n)
		case n.DataAtom == atom.Details, n.DataAtom == atom.Summary:
			n.Data, n.DataAtom = "div", atom.Div
		}
	}
	joinLists(page)
}

// notionFormula leaves of a formula what was typed.
func notionFormula(n *html.Node) {
	for c := range n.Descendants() {
		if c.Data == "annotation" {
			marks := "$"
			if n.Parent != nil && hasClass(n.Parent, "katex-display") {
				marks = "$$"
			}
			become(n, atom.Span, hypertext.Raw(marks+oneLine(textOf(c))+marks))
			return
		}
	}
}

// joinLists makes one of lists of one kind that follow each other.
func joinLists(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		joinLists(c)
		for next := c.NextSibling; next != nil && isList(c) && isList(next) && c.DataAtom == next.DataAtom && attrOf(c, "class") == attrOf(next, "class"); next = c.NextSibling {
			for next.FirstChild != nil {
				item := next.FirstChild
				next.RemoveChild(item)
				c.AppendChild(item)
			}
			n.RemoveChild(next)
		}
	}
}

func isList(n *html.Node) bool { return n.DataAtom == atom.Ul || n.DataAtom == atom.Ol }

func byClass(n *html.Node, class string) *html.Node {
	for c := range n.Descendants() {
		if hasClass(c, class) {
			return c
		}
	}
	return nil
}

func hasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(attrOf(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func clearOut(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

// become makes a node an element with one child.
func become(n *html.Node, tag atom.Atom, child *html.Node) {
	clearOut(n)
	n.Data, n.DataAtom, n.Attr = tag.String(), tag, nil
	n.AppendChild(child)
}

// unlink leaves what is in a link in its place.
func unlink(n *html.Node) {
	for n.FirstChild != nil {
		c := n.FirstChild
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}
