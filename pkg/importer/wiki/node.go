package wiki

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/breakfast-table/cop/pkg/note"
)

// become makes a node an element of HTML.
func become(n *html.Node, tag atom.Atom) { n.Data, n.DataAtom, n.Attr = tag.String(), tag, nil }

// unwrap makes a node one that says nothing about its children: in a line, a part of the line.
func unwrap(n *html.Node) {
	ofLine := n.Data == "ac:inline-comment-marker" || inLine(n.Parent)
	become(n, atom.Div)
	if ofLine && !slices.ContainsFunc(slices.Collect(n.Descendants()), isBlock) {
		become(n, atom.Span)
	}
}

// inLine reports an element that is text, or has text as what is directly in it.
func inLine(n *html.Node) bool {
	switch {
	case n == nil || n.Type != html.ElementNode:
		return false
	case n.DataAtom == 0:
		return strings.HasPrefix(n.Data, "ac:link") || n.Data == "ac:inline-comment-marker"
	}
	switch n.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Td, atom.Th, atom.Dd, atom.Dt:
		return true
	}
	return !isBlock(n)
}

func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Blockquote, atom.Body, atom.Dd, atom.Div, atom.Dl, atom.Dt, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Hr, atom.Li, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Table, atom.Tbody, atom.Td, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}

func text(n *html.Node, s string) {
	clear1(n)
	n.Type, n.Data, n.DataAtom, n.Attr = html.TextNode, s, 0, nil
}

func drop(n *html.Node) { text(n, "") }

// clear1 takes all children from a node.
func clear1(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

// only leaves in a node the children of one node below it; nil leaves none.
func only(n, inner *html.Node) {
	var keep []*html.Node
	if inner != nil {
		for inner.FirstChild != nil {
			c := inner.FirstChild
			inner.RemoveChild(c)
			keep = append(keep, c)
		}
	}
	clear1(n)
	for _, c := range keep {
		n.AppendChild(c)
	}
}

// wrapped is an element around a node.
func wrapped(tag atom.Atom, inner *html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: tag.String(), DataAtom: tag}
	n.AppendChild(inner)
	return n
}

// find is the first node below one that has one of some names; nil for none.
func find(n *html.Node, names ...string) *html.Node {
	for c := range n.Descendants() {
		for _, name := range names {
			if c.Type == html.ElementNode && c.Data == name {
				return c
			}
		}
	}
	return nil
}

// where is the first node below one whose attribute has a value; nil for none.
func where(n *html.Node, key, value string) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && attr(c, key) == value {
			return c
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	for c := range strings.FieldsSeq(attr(n, "class")) {
		if c == class {
			return true
		}
	}
	return false
}

// fenced is a text that is kept as it is written.
func fenced(text string) []byte {
	fence := note.Fence(text, 3)
	return []byte("\n" + fence + "\n" + strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) + "\n" + fence + "\n")
}

func textOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func first(some ...string) string {
	for _, s := range some {
		if s != "" {
			return s
		}
	}
	return ""
}
