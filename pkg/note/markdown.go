package note

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Task is an item of a task list.
type Task struct {
	Done bool
	Text string // the item's first paragraph without markup
	Line int    // in the file, counted from 1
}

// document is the structure of a body. Offsets are those of the body.
type document struct {
	src   []byte // what was parsed: the body, or the body with its hostile parts masked
	root  ast.Node
	marks map[ast.Node]mark
}

// structure parses the body once.
func (n *Note) structure() *document {
	if n.doc == nil {
		syntax := markdown
		if !hasBare(n.Body()) {
			syntax = unlinked
		}
		n.doc = parseBody(n.Body(), syntax)
	}
	return n.doc
}

// Tree is the body as [Markdown] parses it, and the bytes that its nodes point into. The caller
// changes neither. ok is false for a body of which parts were masked because nobody could lay
// them out: it is best shown as it is.
func (n *Note) Tree() (root ast.Node, src []byte, ok bool) {
	d := n.structure()
	return d.root, d.src, len(n.Body()) == 0 || &d.src[0] == &n.Body()[0]
}

// AnchorOf is what a link to a heading has to say after the #, as git hosts make it, for a
// link that names the heading by its words or by another tool's anchor of it.
func AnchorOf(words string) string { return anchorFor(words, map[string]int{}) }

func parseBody(body []byte, syntax func() parser.Parser) *document {
	d := &document{src: maskCostly(body), marks: map[ast.Node]mark{}}
	d.root = parseOrNothing(syntax(), d.src, marked(d.marks))
	return d
}

// parseOrNothing gives a text that the library cannot read no structure.
func parseOrNothing(p parser.Parser, src []byte, pc parser.Context) (root ast.Node) {
	defer func() {
		if recover() != nil {
			root = ast.NewDocument()
		}
	}()
	return p.Parse(text.NewReader(src), parser.WithContext(pc))
}

// Tasks lists the items of task lists in order: list items whose text begins with [ ] or
// [x].
func (n *Note) Tasks() []Task {
	body := n.Body()
	if !bytes.Contains(body, []byte("[ ] ")) && !bytes.Contains(body, []byte("[x] ")) && !bytes.Contains(body, []byte("[X] ")) {
		return nil
	}
	d := n.structure()
	lines := n.lines()
	var out []Task
	walk(d.root, func(x ast.Node) bool {
		if t, at, ok := d.task(x); ok {
			t.Line = lines.of(n.front.body + at)
			out = append(out, t)
		}
		return x.Type() != ast.TypeInline
	})
	return out
}

// task reads a list item that is a task, and where its text begins.
func (d *document) task(x ast.Node) (t Task, at int, ok bool) {
	item, ok := x.(*ast.ListItem)
	if !ok || item.FirstChild() == nil || item.FirstChild().Lines() == nil || item.FirstChild().Lines().Len() == 0 {
		return t, 0, false
	}
	if kind := item.FirstChild().Kind(); kind != ast.KindTextBlock && kind != ast.KindParagraph {
		return t, 0, false
	}
	at = item.FirstChild().Lines().At(0).Start
	box := d.src[at:min(at+4, len(d.src))]
	switch string(box) {
	case "[ ] ":
	case "[x] ", "[X] ":
		t.Done = true
	default:
		return t, 0, false
	}
	words := d.plain(item.FirstChild())
	t.Text = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(words, "["+string(box[1])+"]"), string(box[1])))
	return t, at, true
}

// walk visits nodes in order; the function says whether to look inside.
func walk(n ast.Node, visit func(ast.Node) bool) {
	if !visit(n) {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		walk(c, visit)
	}
}

// plain is the text of an inline parent without markup, on one line.
func (d *document) plain(n ast.Node) string {
	var b strings.Builder
	d.write(&b, n)
	return oneLine(Clean(b.String()))
}

func (d *document) write(b *strings.Builder, n ast.Node) {
	switch x := n.(type) {
	case *ast.Text:
		b.Write(util.ResolveEntityNames(util.ResolveNumericReferences(unescape(x.Segment.Value(d.src)))))
		if x.SoftLineBreak() || x.HardLineBreak() {
			b.WriteByte(' ')
		}
		return
	case *ast.CodeSpan:
		for c := x.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				b.Write(t.Segment.Value(d.src))
			}
		}
		return
	case *ast.AutoLink:
		b.Write(x.Label(d.src))
		return
	case *ast.RawHTML:
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		d.write(b, c)
	}
}

func unescape(b []byte) []byte { return util.UnescapePunctuations(b) }
