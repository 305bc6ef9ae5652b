package site

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/breakfast-table/cop/pkg/note"
)

// What a note holds as HTML is read as a browser would read it and written anew from what is
// on these lists: nothing is passed on, so nothing that is not here can come through, and
// what a note leaves open is closed. bluemonday, which does the same by other means, judges
// the result in the tests; it is not used here because it readies some hundred patterns
// whenever cop starts.

// elements are those that are kept, and with which attributes beside those that all may
// have. Of others the words stay.
var elements = map[atom.Atom][]string{
	atom.A: {"href", "title", "rel"}, atom.Abbr: {"title"}, atom.B: nil, atom.Blockquote: nil, atom.Br: nil, atom.Caption: nil,
	atom.Cite: nil, atom.Code: nil, atom.Col: nil, atom.Colgroup: nil, atom.Dd: nil, atom.Del: nil, atom.Details: {"open"}, atom.Dfn: nil,
	atom.Div: {"align", "tabindex"}, atom.Dl: nil, atom.Dt: nil, atom.Em: nil, atom.Figcaption: nil, atom.Figure: nil,
	atom.H1: nil, atom.H2: nil, atom.H3: nil, atom.H4: nil, atom.H5: nil, atom.H6: nil, atom.Hr: nil, atom.I: nil,
	atom.Img: {"src", "alt", "title", "width", "height", "loading", "decoding"},
	atom.Ins: nil, atom.Kbd: nil, atom.Li: {"value"}, atom.Mark: nil, atom.Ol: {"start", "reversed"}, atom.P: {"align"},
	atom.Pre: {"tabindex"}, atom.Q: nil, atom.S: nil, atom.Samp: nil, atom.Section: nil, atom.Small: nil, atom.Span: {"role", "aria-label"},
	atom.Strike: nil, atom.Strong: nil, atom.Sub: nil, atom.Summary: nil, atom.Sup: nil, atom.Table: nil, atom.Tbody: nil,
	atom.Td: {"align", "colspan", "rowspan"}, atom.Tfoot: nil, atom.Th: {"align", "colspan", "rowspan", "scope"}, atom.Thead: nil,
	atom.Tr: nil, atom.U: nil, atom.Ul: nil, atom.Var: nil, atom.Wbr: nil,
	atom.Audio: {"controls", "preload", "src"}, atom.Video: {"controls", "preload", "src"},
}

// silent are elements whose content says nothing to a reader.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true, atom.Object: true, atom.Embed: true,
	atom.Textarea: true, atom.Select: true, atom.Svg: true, atom.Math: true, atom.Head: true, atom.Title: true, atom.Noembed: true, atom.Noframes: true, atom.Plaintext: true, atom.Xmp: true,
}

var void = map[atom.Atom]bool{atom.Br: true, atom.Col: true, atom.Hr: true, atom.Img: true, atom.Wbr: true}

// clean writes HTML anew.
func (r *renderer) clean(src string) string {
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(src), context)
	if err != nil {
		r.found.tell(r.note.Path, "unreadable", "holds HTML that cannot be read: it is shown as text")
		return "<pre class=\"code\" tabindex=\"0\">" + html.EscapeString(src) + "</pre>\n"
	}
	c := cleaner{r: r}
	for _, n := range nodes {
		c.node(n)
	}
	return c.out.String()
}

type cleaner struct {
	r   *renderer
	out strings.Builder
}

func (c *cleaner) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		c.out.WriteString(html.EscapeString(n.Data))
	case html.ElementNode:
		c.element(n)
	}
}

func (c *cleaner) element(n *html.Node) {
	allowed, kept := elements[n.DataAtom]
	switch {
	case silent[n.DataAtom] || n.Namespace != "":
		c.r.found.tell(c.r.note.Path, "html", "holds <"+note.Clean(n.Data)+">, which is left out")
		return
	case !kept:
		c.inside(n)
		return
	}
	name := n.DataAtom.String()
	if n.DataAtom == atom.H1 {
		name = "h2" // the title of the page is the first
	}
	var attributes strings.Builder
	for _, a := range n.Attr {
		if value, ok := c.attribute(n, a, allowed); ok {
			attributes.WriteString(" " + a.Key + `="` + html.EscapeString(value) + `"`)
		}
	}
	led, plays := strings.Contains(attributes.String(), " href="), strings.Contains(attributes.String(), " src=")
	if n.DataAtom == atom.A && !led || (n.DataAtom == atom.Video || n.DataAtom == atom.Audio) && !plays {
		c.inside(n)
		return
	}
	c.out.WriteString("<" + name + attributes.String())
	if n.DataAtom == atom.Img && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
		c.out.WriteString(` alt=""`)
	}
	c.out.WriteString(">")
	if void[n.DataAtom] {
		return
	}
	c.inside(n)
	c.out.WriteString("</" + name + ">")
}

func (c *cleaner) inside(n *html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.node(child)
	}
}

// attribute is the value of an attribute that is kept. Addresses that the renderer wrote are
// told from those of a note by leading nowhere else than to the site.
func (c *cleaner) attribute(n *html.Node, a html.Attribute, allowed []string) (string, bool) {
	switch a.Key {
	case "id":
		return a.Val, a.Namespace == "" && !strings.HasPrefix(strings.ToLower(a.Val), "cop-")
	case "class":
		return ownClasses(a.Val)
	case "lang", "dir":
		return a.Val, strings.Trim(strings.ToLower(a.Val), "abcdefghijklmnopqrstuvwxyz-") == ""
	}
	if a.Namespace != "" || !slices.Contains(allowed, a.Key) {
		return "", false
	}
	switch a.Key {
	case "href":
		return c.href(a.Val)
	case "src":
		return c.src(n, a.Val)
	case "width", "height", "start", "value", "colspan", "rowspan":
		return a.Val, a.Val != "" && len(a.Val) < 5 && strings.Trim(a.Val, "0123456789") == ""
	case "tabindex":
		return "0", a.Val == "0"
	}
	return note.Clean(a.Val), true
}

// ownClasses are the classes that a text of the pool is made with. Others would let a note
// look like a part of the page.
func ownClasses(classes string) (string, bool) {
	var kept []string
	for class := range strings.FieldsSeq(classes) {
		switch class {
		case "callout", "callout-title", "info", "good", "warn", "bad", "code", "math", "gone", "out", "box", "done", "wide", "back",
			"embed", "said", "footnotes", "footnote-ref", "footnote-backref", "c", "k", "t", "s", "d":
			kept = append(kept, class)
		default:
			if name, ok := strings.CutPrefix(class, "language-"); ok && note.CodeLanguage(name) == name {
				kept = append(kept, class)
			}
		}
	}
	return strings.Join(kept, " "), len(kept) > 0
}

// href is where a link of a note leads: what the renderer wrote is relative already.
func (c *cleaner) href(dest string) (string, bool) {
	if strings.HasPrefix(dest, "#") || c.isOurs(dest) {
		return dest, true
	}
	if out := harmless(dest); out != "" {
		return out, true
	}
	l := note.Link{Dest: dest, Start: -1, End: -1}
	t := c.r.follow(l)
	if to, _ := c.r.site.Leads(c.r.note.Path, l); to.Leads == note.ToNote {
		c.r.found.use(to.Note.Path()) // the index knows no links in HTML
	}
	return t.href, t.href != ""
}

func (c *cleaner) isOurs(dest string) bool {
	return c.r.root != "" && strings.HasPrefix(dest, c.r.root) && (strings.HasSuffix(dest, "/"+page) || strings.Contains(dest, "/"+page+"#"))
}

// src is a picture of the pool that HTML shows.
func (c *cleaner) src(n *html.Node, dest string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == "loading" && a.Val == "lazy" && strings.HasPrefix(dest, c.r.root) && !strings.Contains(dest, ":") {
			return dest, true
		}
	}
	to, _ := c.r.site.Leads(c.r.note.Path, note.Link{Dest: dest, Image: true, Start: -1, End: -1})
	if to.Leads != note.ToFile {
		c.r.found.miss(dest)
		return "", false
	}
	a, ok := c.r.asset(to.File)
	return href(c.r.root, a.path), ok
}
