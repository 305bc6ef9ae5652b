package wiki

import (
	"context"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/breakfast-table/cop/pkg/importer"
)

// Google Docs saves a document as a web page in which nothing is said by elements: what is
// bold is so by a class, lists within lists are lists beside each other, and each link goes
// through google.com.

func isDocs(t *importer.Tree) int {
	for _, f := range t.Files() {
		if ext := path.Ext(f.Path); ext == ".html" || ext == ".htm" {
			if head := string(f.Head(64 << 10)); strings.Contains(head, "doc-content") || strings.Contains(head, "lst-kix_") || strings.Contains(head, "google.com/url?q=") {
				return 85
			}
		}
	}
	return 0
}

func openDocs(_ context.Context, t *importer.Tree) (importer.Source, error) {
	p := &pages{tree: t, read: readDoc}
	for _, f := range t.Files() {
		if ext := path.Ext(f.Path); ext == ".html" || ext == ".htm" {
			one := &page{file: f.Path}
			if err := p.read(t, one); err != nil {
				return nil, err
			}
			one.body, one.losses = nil, nil
			p.list = append(p.list, one)
		}
	}
	if len(p.list) == 0 {
		return nil, &importer.BadFileError{File: t.Name, Why: "it has no documents"}
	}
	return p, nil
}

func readDoc(t *importer.Tree, p *page) error {
	doc, err := parse(t, p.file)
	if err != nil {
		return err
	}
	p.body = find(doc, "body")
	p.path = strings.TrimSuffix(p.file, path.Ext(p.file))
	styles := stylesOf(textOf(find(doc, "style")))
	p.title = strings.TrimSpace(textOf(first1(whereClass(p.body, "title"), find(p.body, "h1"), find(doc, "title"))))
	if title := whereClass(p.body, "title"); title != nil {
		title.Parent.RemoveChild(title)
	}
	p.comments()
	nestLists(p.body)
	for n := p.body.FirstChild; n != nil; n = next(n, p.body) {
		styled(n, styles)
	}
	return nil
}

// next is the node after one in the order of the document; nil at the end.
func next(n, root *html.Node) *html.Node {
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

var rule = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\.(c\d+)\{([^}]*)\}`) })

// stylesOf are the elements that the classes of a document stand for.
func stylesOf(css string) map[string][]atom.Atom {
	out := map[string][]atom.Atom{}
	for _, m := range rule().FindAllStringSubmatch(css, -1) {
		for _, s := range []struct {
			sign string
			tag  atom.Atom
		}{
			{"font-weight:700", atom.Strong}, {"font-style:italic", atom.Em}, {"text-decoration:line-through", atom.Del},
			{`font-family:"Courier New"`, atom.Code}, {`font-family:"Consolas"`, atom.Code}, {`font-family:"Roboto Mono"`, atom.Code},
			{"vertical-align:sub", atom.Sub}, {"vertical-align:super", atom.Sup},
		} {
			if strings.Contains(m[2], s.sign) {
				out[m[1]] = append(out[m[1]], s.tag)
			}
		}
	}
	return out
}

// styled puts the elements around a span's text that its classes stand for, and lets links
// lead where they lead.
func styled(n *html.Node, styles map[string][]atom.Atom) {
	switch {
	case n.Data == "a":
		direct(n)
	case n.Data == "span" && !inHeading(n):
		for class := range strings.FieldsSeq(attr(n, "class")) {
			for _, tag := range styles[class] {
				inner := wrapped(tag, &html.Node{Type: html.TextNode})
				clear1(inner)
				for n.FirstChild != nil {
					c := n.FirstChild
					n.RemoveChild(c)
					inner.AppendChild(c)
				}
				n.AppendChild(inner)
			}
		}
		n.Attr = nil
	}
}

func inHeading(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return true
		}
	}
	return false
}

// direct undoes https://www.google.com/url?q=ADDRESS&sa=D….
func direct(n *html.Node) {
	for i, a := range n.Attr {
		u, err := url.Parse(a.Val)
		if a.Key == "href" && err == nil && strings.HasSuffix(u.Host, "google.com") && u.Path == "/url" && u.Query().Get("q") != "" {
			n.Attr[i].Val = u.Query().Get("q")
		}
	}
}

// comments takes comments out: the page has them without their people and days.
func (p *page) comments() {
	var gone []*html.Node
	for n := range p.body.Descendants() {
		if n.Data != "a" {
			continue
		}
		switch id := attr(n, "id"); {
		case strings.HasPrefix(id, "cmnt_ref"):
			gone = append(gone, parentOf(n, atom.Sup))
		case strings.HasPrefix(id, "cmnt"):
			gone = append(gone, parentOf(n, atom.Div))
			p.losses = append(p.losses, importer.Loss{Cause: "comments in documents, which come without their people and days", Example: p.title})
		}
	}
	for _, n := range gone {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// parentOf is the element of a kind that a node is in, else the node.
func parentOf(n *html.Node, tag atom.Atom) *html.Node {
	for p := n.Parent; p != nil && p.DataAtom != atom.Body; p = p.Parent {
		if p.DataAtom == tag {
			return p
		}
	}
	return n
}

var level = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`lst-kix_\w+-(\d)`) })

// nestLists puts the lists of deeper levels into the item before them.
func nestLists(body *html.Node) {
	var open []*html.Node // by level
	for n := body.FirstChild; n != nil; {
		at, following := n, n.NextSibling
		n = following
		m := level().FindStringSubmatch(attr(at, "class"))
		if m == nil || at.DataAtom != atom.Ul && at.DataAtom != atom.Ol {
			if at.Type == html.ElementNode {
				open = nil
			}
			continue
		}
		depth, _ := strconv.Atoi(m[1])
		open = open[:min(depth, len(open))]
		if depth > 0 && len(open) > 0 && open[len(open)-1].LastChild != nil {
			body.RemoveChild(at)
			open[len(open)-1].LastChild.AppendChild(at)
		}
		open = append(open, at)
	}
}
