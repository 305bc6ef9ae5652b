package hypertext

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/breakfast-table/cop/pkg/note"
)

// prepare rewrites a document so that the library keeps what it would lose.
func prepare(doc *html.Node) {
	hint := ""
	for n := doc; n != nil; n = after(n, doc) {
		switch n.Type {
		case html.TextNode:
			n.Data = shieldText(n.Data)
		case html.CommentNode:
			hint = languageHint(n.Data, hint)
		case html.ElementNode:
			element(n, &hint)
		}
	}
}

// after is the next node in the order of the document, nil at the end. What was put in
// place of a node is not looked at again: it has no children.
func after(n, root *html.Node) *html.Node {
	if n.FirstChild != nil && !isCodeBlock(n) {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

func isCodeBlock(n *html.Node) bool { return n.Type == html.ElementNode && n.DataAtom == atom.Pre }

// element applies the rule for an element, if there is one.
func element(n *html.Node, hint *string) {
	switch n.DataAtom {
	case atom.Pre:
		codeBlock(n, hint)
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		become(n, shield(codeSpan(textOf(n), within(n, atom.Table))))
	case atom.A:
		harmless(n)
		wordless(n)
	case atom.Input:
		checkbox(n)
	case atom.Summary:
		n.Data, n.DataAtom = "p", atom.P
		wrapIn(n, atom.Strong)
	case atom.Td, atom.Th:
		flatten(n)
	}
}

// languageHint reads the comments by which Stack Exchange said what language the next code
// block is in, before there were fences: <!-- language: lang-py -->.
func languageHint(comment, before string) string {
	key, value, _ := strings.Cut(strings.TrimSpace(comment), ":")
	if key != "language" && key != "language-all" {
		return before
	}
	return language("lang-" + strings.TrimPrefix(strings.TrimSpace(value), "lang-"))
}

// codeBlock settles what language a block of code is in: the library takes lang-auto and
// lang-none for the names of languages.
func codeBlock(n *html.Node, hint *string) {
	lang := ""
	for at := n; at != nil; at = at.FirstChild {
		if at.Type == html.ElementNode && lang == "" {
			lang = language(attr(at, "class"))
			setAttr(at, "class", "")
		}
	}
	if lang == "" {
		lang = *hint
	}
	if lang != "" {
		setAttr(n, "class", "language-"+lang)
	}
	*hint = ""
}

var languageClass = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|\s)(?:lang|language|highlight-source|brush:)[- ]([\w+#.-]+)`)
})

// language is the language that a class names, "" for none.
func language(class string) string {
	m := languageClass().FindStringSubmatch(class)
	if m == nil {
		return ""
	}
	switch m[1] {
	case "auto", "none", "default", "nohighlight", "text", "plaintext", "or-tag-here":
		return ""
	}
	return m[1]
}

// codeSpan is a span of code as markdown that means exactly this text: the library makes
// one space of two, and drops those at the ends.
func codeSpan(code string, inTable bool) string {
	if inTable {
		code = strings.ReplaceAll(code, "|", `\|`)
	}
	return note.CodeSpan(code)
}

// harmless takes the address from a link that would run something.
func harmless(n *html.Node) {
	href := strings.ToLower(strings.Join(strings.Fields(attr(n, "href")), ""))
	for _, scheme := range []string{"javascript:", "vbscript:", "data:"} {
		if strings.HasPrefix(href, scheme) {
			n.Data, n.DataAtom, n.Attr = "span", atom.Span, nil
		}
	}
}

// wordless gives a link that shows nothing its address to show; one that leads within its page is
// a mark of a heading, and goes.
func wordless(n *html.Node) {
	href := strings.TrimSpace(attr(n, "href"))
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom == atom.Img || strings.TrimSpace(c.Data) != "" && c.Type == html.TextNode {
			return
		}
	}
	if href == "" || href[0] == '#' {
		n.Data, n.DataAtom, n.Attr = "span", atom.Span, nil
		return
	}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: href})
}

// checkbox makes a task of a list's item; the library drops whether it is done.
func checkbox(n *html.Node) {
	if attr(n, "type") != "checkbox" {
		return
	}
	box := "[ ] "
	for _, a := range n.Attr {
		if a.Key == "checked" {
			box = "[x] "
		}
	}
	if next := n.NextSibling; next != nil && next.Type == html.TextNode {
		next.Data = strings.TrimLeft(next.Data, " \n")
	}
	become(n, shield(box))
}

// flatten makes one line of a table's cell: with a paragraph, a list or code blocks in it
// the library gives up the whole table and runs its cells together.
func flatten(cell *html.Node) {
	first := true
	for n := cell.FirstChild; n != nil; n = after(n, cell) {
		if n.Type != html.ElementNode || !breaksLine(n.Data) {
			continue
		}
		tag := n.DataAtom
		n.Data, n.DataAtom = "span", atom.Span
		if tag == atom.Pre {
			become(n, shield(codeSpan(strings.TrimSpace(textOf(n)), true)))
		}
		if !first || tag == atom.Br {
			n.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: shield("<br>")}, n)
		}
		first = false
	}
	for n := cell.FirstChild; n != nil; n = after(n, cell) {
		if n.Type == html.ElementNode && (n.DataAtom == atom.Ul || n.DataAtom == atom.Ol) {
			n.Data, n.DataAtom = "span", atom.Span
		}
	}
}

// become makes text of a node.
func become(n *html.Node, text string) {
	n.Type, n.Data, n.DataAtom, n.Attr = html.TextNode, text, 0, nil
	n.FirstChild, n.LastChild = nil, nil
}

// wrapIn puts an element around what is in a node.
func wrapIn(n *html.Node, tag atom.Atom) {
	inner := &html.Node{Type: html.ElementNode, Data: tag.String(), DataAtom: tag}
	for n.FirstChild != nil {
		child := n.FirstChild
		n.RemoveChild(child)
		inner.AppendChild(child)
	}
	n.AppendChild(inner)
}

// textOf is the text in a node, with a line break for each <br>.
func textOf(n *html.Node) string {
	var b strings.Builder
	for at := n.FirstChild; at != nil; {
		if at.Type == html.TextNode {
			b.WriteString(at.Data)
		} else if at.DataAtom == atom.Br {
			b.WriteByte('\n')
		}
		at = inOrder(at, n)
	}
	return b.String()
}

// inOrder is [after], also into blocks of code.
func inOrder(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

func within(n *html.Node, tag atom.Atom) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == tag {
			return true
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// setAttr sets an attribute; "" removes it.
func setAttr(n *html.Node, key, value string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr = append(n.Attr[:i], n.Attr[i+1:]...)
			break
		}
	}
	if value != "" {
		n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
	}
}
