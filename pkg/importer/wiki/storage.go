package wiki

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/hypertext"
)

// Confluence keeps pages as XHTML with elements of its own: ac:… for what its pages do, ri:…
// for what they point to. HTML parsers read <ri:page … /> as an element that is never closed
// and lose <![CDATA[…]]>, so it is read as XML and rewritten to HTML.

// storage reads pages in that form.
type storage struct {
	page    string                              // id, for its attachments
	space   string                              // key, for links within it
	person  func(key string) string             // how somebody is called
	address func(space, title string) string    // where a page is
	lost    func(cause, example string)         // told what is dropped
	file    func(page, name string) (to string) // where an attachment is
}

// node reads a page to its end; an error is where the XML breaks, and what came before it.
func (s *storage) node(body string) (*html.Node, error) {
	dec := xml.NewDecoder(strings.NewReader("<body>" + body + "</body>"))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	root := &html.Node{Type: html.DocumentNode}
	at := root
	for {
		t, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return root, nil
		case err != nil:
			return root, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			n := element(t)
			at.AppendChild(n)
			at = n
		case xml.EndElement:
			done := at
			if at = at.Parent; at == nil {
				return root, errors.New("an element ends that did not begin")
			}
			s.rewrite(done)
		case xml.CharData:
			at.AppendChild(&html.Node{Type: html.TextNode, Data: string(t)})
		}
	}
}

// element is a node of HTML; names keep their prefix: "ac:link".
func element(t xml.StartElement) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name(t.Name)}
	n.DataAtom = atom.Lookup([]byte(n.Data))
	for _, a := range t.Attr {
		n.Attr = append(n.Attr, html.Attribute{Key: name(a.Name), Val: a.Value})
	}
	return n
}

func name(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// rewrite makes HTML of an element whose children are HTML already.
func (s *storage) rewrite(n *html.Node) {
	switch n.Data {
	case "ac:structured-macro", "ac:macro":
		s.macro(n)
	case "ac:link":
		s.link(n)
	case "ac:image":
		s.image(n)
	case "ac:task-list":
		become(n, atom.Ul)
	case "ac:task":
		task(n)
	case "ac:emoticon":
		text(n, emoticon(n))
	case "ac:placeholder":
		drop(n)
	case "time":
		text(n, attr(n, "datetime"))
	case "ac:layout", "ac:layout-section", "ac:layout-cell", "ac:inline-comment-marker", "ac:adf-extension", "ac:adf-fallback":
		unwrap(n)
	}
}

// emoticons are those that Confluence had before there were emoji; pages name them.
var emoticons = map[string]string{
	"smile": "🙂", "sad": "🙁", "cheeky": "😛", "laugh": "😃", "wink": "😉", "thumbs-up": "👍", "thumbs-down": "👎",
	"information": "ℹ️", "tick": "✅", "cross": "❌", "warning": "⚠️", "plus": "➕", "minus": "➖", "question": "❓",
	"light-on": "💡", "heart": "❤️", "broken-heart": "💔", "yellow-star": "⭐",
}

// emoticon is what stands for a picture in a line.
func emoticon(n *html.Node) string {
	name := attr(n, "ac:name")
	if name != "" {
		name = first(emoticons[name], ":"+name+":")
	}
	return first(attr(n, "ac:emoji-fallback"), attr(n, "ac:emoji-shortname"), name)
}

// macro rewrites what a page does. Those that a file cannot do are dropped and told.
func (s *storage) macro(n *html.Node) {
	name := strings.ToLower(attr(n, "ac:name"))
	switch name {
	case "code", "noformat":
		code(n)
	case "info", "note", "tip", "warning", "panel":
		s.panel(n, name)
	case "expand":
		s.expand(n)
	case "status":
		text(n, parameter(n, "title"))
	case "jira":
		text(n, parameter(n, "key"))
	case "view-file", "viewpdf", "viewdoc", "viewxls", "viewppt":
		s.attached(n)
	case "anchor":
		drop(n)
	default:
		body := find(n, "ac:rich-text-body")
		if body == nil {
			s.lost("what only Confluence can draw is left out", name)
			drop(n)
			return
		}
		only(n, body)
		unwrap(n)
	}
}

func parameter(n *html.Node, name string) string {
	for c := range n.ChildNodes() {
		if c.Data == "ac:parameter" && attr(c, "ac:name") == name {
			return strings.TrimSpace(textOf(c))
		}
	}
	return ""
}

func code(n *html.Node) {
	body := ""
	if b := find(n, "ac:plain-text-body"); b != nil {
		body = textOf(b)
	}
	lang := parameter(n, "language")
	become(n, atom.Pre)
	inner := &html.Node{Type: html.ElementNode, Data: "code", DataAtom: atom.Code}
	if lang != "" {
		inner.Attr = []html.Attribute{{Key: "class", Val: "language-" + lang}}
	}
	inner.AppendChild(&html.Node{Type: html.TextNode, Data: body})
	clear1(n)
	n.AppendChild(inner)
}

// panel is a quote that says in its first line what it is, as GitHub and Obsidian read it.
func (s *storage) panel(n *html.Node, name string) {
	title := parameter(n, "title")
	only(n, find(n, "ac:rich-text-body"))
	become(n, atom.Blockquote)
	if title != "" {
		n.InsertBefore(wrapped(atom.P, wrapped(atom.Strong, &html.Node{Type: html.TextNode, Data: title})), n.FirstChild)
	}
	if mark := map[string]string{"info": "NOTE", "note": "IMPORTANT", "tip": "TIP", "warning": "WARNING"}[name]; mark != "" {
		n.InsertBefore(wrapped(atom.P, hypertext.Raw("[!"+mark+"]")), n.FirstChild)
	}
}

func (s *storage) expand(n *html.Node) {
	title := first(parameter(n, "title"), "More")
	only(n, find(n, "ac:rich-text-body"))
	become(n, atom.Div)
	n.InsertBefore(wrapped(atom.P, wrapped(atom.Strong, &html.Node{Type: html.TextNode, Data: title})), n.FirstChild)
}

// link rewrites a link to a page, an attachment or a person. One without a text shows what
// it leads to.
func (s *storage) link(n *html.Node) {
	shown := find(n, "ac:link-body", "ac:plain-text-link-body")
	if user := find(n, "ri:user"); user != nil {
		text(n, "@"+first(attr(user, "ri:username"), s.person(first(attr(user, "ri:userkey"), attr(user, "ri:account-id")))))
		return
	}
	to, title := "", ""
	if space := find(n, "ri:space"); space != nil {
		title = attr(space, "ri:space-key")
	}
	if page := find(n, "ri:page", "ri:blog-post"); page != nil {
		title = attr(page, "ri:content-title")
		to = s.address(first(attr(page, "ri:space-key"), s.space), title)
	} else if a := find(n, "ri:attachment"); a != nil {
		title = attr(a, "ri:filename")
		to = s.attachment(a)
	}
	if anchor := attr(n, "ac:anchor"); anchor != "" {
		to += "#" + url.PathEscape(anchor)
		title = first(title, anchor)
	}
	if shown == nil {
		shown = wrapped(atom.Span, &html.Node{Type: html.TextNode, Data: title})
	}
	only(n, shown)
	if to == "" { // to the page itself, or to something that is not there any more
		unwrap(n)
		return
	}
	become(n, atom.A)
	n.Attr = []html.Attribute{{Key: "href", Val: to}}
}

// attachment is where a file is that hangs at this page or at another.
func (s *storage) attachment(n *html.Node) string {
	page := s.page
	if other := find(n, "ri:page"); other != nil {
		page = s.address(first(attr(other, "ri:space-key"), s.space), attr(other, "ri:content-title"))
	}
	return s.file(page, attr(n, "ri:filename"))
}

func (s *storage) image(n *html.Node) {
	src := ""
	alt := attr(n, "ac:alt")
	if a := find(n, "ri:attachment"); a != nil {
		src, alt = s.attachment(a), first(alt, attr(a, "ri:filename"))
	} else if u := find(n, "ri:url"); u != nil {
		src = attr(u, "ri:value")
	}
	clear1(n)
	become(n, atom.Img)
	n.Attr = []html.Attribute{{Key: "src", Val: src}, {Key: "alt", Val: alt}}
}

// attached is a file that the page shows: a link to it.
func (s *storage) attached(n *html.Node) {
	a := find(n, "ri:attachment")
	if a == nil {
		s.lost("what only Confluence can draw is left out", attr(n, "ac:name"))
		drop(n)
		return
	}
	to, title := s.attachment(a), attr(a, "ri:filename")
	clear1(n)
	become(n, atom.A)
	n.Attr = []html.Attribute{{Key: "href", Val: to}}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: title})
}

// task is an item with a box; without one it would read as any item.
func task(n *html.Node) {
	box := "[ ] "
	if status := find(n, "ac:task-status"); status != nil && strings.TrimSpace(textOf(status)) == "complete" {
		box = "[x] "
	}
	only(n, find(n, "ac:task-body"))
	become(n, atom.Li)
	n.InsertBefore(hypertext.Raw(box), n.FirstChild)
}

// text is a page or a comment as markdown.
func (s *spaces) text(o object, title string) (importer.Text, error) {
	var out importer.Text
	lose := func(cause, example string) {
		out.Losses = append(out.Losses, importer.Loss{Cause: cause, Example: title + ": " + example})
	}
	says := s.bodies[o.id]
	if says.isMarkup() {
		lose("pages in the wiki markup of Confluence 3 or older: kept as they are written", "it is a block of code")
		out.Markdown, out.Settled = fenced(says.text), true
		return out, nil
	}
	st := storage{
		page: o.id, space: s.key(o), lost: lose, address: pageAddress,
		person: func(key string) string { return first(s.people[key].Login, "somebody") },
		file: func(page, name string) string {
			return "/download/attachments/" + s.pageID(page) + "/" + url.PathEscape(name)
		},
	}
	doc, err := st.node(says.text)
	if err != nil {
		lose("pages that are broken: brought up to where they break", err.Error())
	}
	if words := strings.Join(strings.Fields(s.marked[o.id]), " "); words != "" {
		doc.InsertBefore(wrapped(atom.Blockquote, &html.Node{Type: html.TextNode, Data: words}), doc.FirstChild)
	}
	md, err := hypertext.New().Node(doc)
	out.Markdown = []byte("\n" + md + s.liked(o) + "\n")
	return out, err
}

// liked is a line with the likes of a page or a comment: thanks, which judge nothing.
func (s *spaces) liked(o object) string {
	if n := s.likes[o.id]; n > 0 {
		return fmt.Sprintf("\n\n---\n\n*Likes in Confluence: %d.*", n)
	}
	return ""
}
