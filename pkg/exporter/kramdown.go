package exporter

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/breakfast-table/cop/pkg/note"
)

// kramdown is a body as kramdown reads it, the dialect of Jekyll, by edits of what it reads otherwise
// than CommonMark: a paragraph that begins with a line with a bar is a table there; a table stands
// between blank lines, each of its rows has a bar, and a bar in code needs no backslash; "{:" begins
// attributes. Checked with kramdown 2.4 and its parser of GitHub's dialect 1.1.
type kramdown struct {
	src   []byte
	edits []edit
}

// edit puts text in the place of some bytes.
type edit struct {
	at, end int
	text    string
}

// forKramdown is a text, with its front matter, as Jekyll's kramdown reads it.
func forKramdown(file string, text []byte) []byte {
	n := note.Parse(file, text)
	root, src, ok := n.Tree()
	if !ok || len(src) == 0 {
		return text
	}
	k := &kramdown{src: src}
	_ = ast.Walk(root, func(x ast.Node, in bool) (ast.WalkStatus, error) {
		if in {
			k.node(x)
		}
		return ast.WalkContinue, nil
	})
	head := n.Bytes()[:len(n.Bytes())-len(n.Body())]
	return slices.Concat(head, k.edited())
}

func (k *kramdown) node(x ast.Node) {
	switch x := x.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		k.firstLine(x)
	case *extast.Table:
		k.table(x)
	case *ast.CodeSpan:
		if inCell(x) {
			k.codeInCell(x)
		}
	case *ast.Text:
		if _, code := x.Parent().(*ast.CodeSpan); !code {
			k.attributes(x)
		}
	}
}

// edited is the body with its edits.
func (k *kramdown) edited() []byte {
	slices.SortStableFunc(k.edits, func(a, b edit) int { return a.at - b.at })
	var out []byte
	at := 0
	for _, e := range k.edits {
		if e.at < at {
			continue
		}
		out = append(append(out, k.src[at:e.at]...), e.text...)
		at = e.end
	}
	return append(out, k.src[at:]...)
}

func (k *kramdown) insert(at int, text string) { k.edits = append(k.edits, edit{at, at, text}) }

// firstLine escapes the bars of the line that a paragraph begins with. Those in code begin no table.
func (k *kramdown) firstLine(block ast.Node) {
	if block.Lines().Len() == 0 {
		return
	}
	line := block.Lines().At(0)
	_ = ast.Walk(block, func(x ast.Node, in bool) (ast.WalkStatus, error) {
		t, ok := x.(*ast.Text)
		switch {
		case x.Kind() == ast.KindCodeSpan:
			return ast.WalkSkipChildren, nil
		case !ok || !in || t.Segment.Start >= line.Stop:
			return ast.WalkContinue, nil
		}
		for i := t.Segment.Start; i < min(t.Segment.Stop, line.Stop); i++ {
			if k.src[i] == '|' && !k.escaped(i) {
				k.insert(i, `\`)
			}
		}
		return ast.WalkContinue, nil
	})
}

// escaped reports a byte that a backslash stands before, which is not escaped itself.
func (k *kramdown) escaped(at int) bool {
	n := 0
	for at > n && k.src[at-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}

// attributes keeps "{:" in a text from being read as attributes.
func (k *kramdown) attributes(t *ast.Text) {
	for i := t.Segment.Start; i+1 < t.Segment.Stop; i++ {
		if k.src[i] == '{' && k.src[i+1] == ':' && !k.escaped(i) {
			k.insert(i, `\`)
		}
	}
}

// table puts blank lines around a table, and a bar into rows that have none.
func (k *kramdown) table(t *extast.Table) {
	begin, end := -1, -1
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		cell := row.FirstChild()
		if cell == nil || cell.Lines().Len() == 0 {
			continue
		}
		at := cell.Lines().At(0)
		if begin < 0 {
			begin = at.Start
		}
		end = at.Start
		line := k.src[at.Start:k.lineEnd(at.Start)]
		if row.Kind() == extast.KindTableRow && !bytes.ContainsRune(k.src[k.lineStart(at.Start):at.Start], '|') && !bytes.ContainsRune(line, '|') {
			k.insert(k.lineEnd(at.Start), " |")
		}
	}
	if begin < 0 {
		return
	}
	k.apart(k.lineStart(begin))
	if next := k.lineEnd(end) + 1; next < len(k.src) {
		k.apart(next)
	}
}

// apart puts a blank line before the line at an offset where there is none, with what a quotation
// begins its lines with.
func (k *kramdown) apart(line int) {
	if line == 0 {
		return
	}
	before := k.src[k.lineStart(line-1) : line-1]
	here := k.src[line:k.lineEnd(line)]
	if blank(before) || blank(here) {
		return
	}
	marks := here[:len(here)-len(bytes.TrimLeft(here, " \t>"))]
	if !bytes.HasPrefix(before, marks) && bytes.ContainsRune(marks, '>') {
		return // the first line of an item or a quotation
	}
	k.insert(line, strings.TrimRight(string(marks), " \t")+"\n")
}

// blank reports a line that says nothing.
func blank(line []byte) bool { return len(bytes.Trim(line, " \t>\r")) == 0 }

func (k *kramdown) lineStart(at int) int { return bytes.LastIndexByte(k.src[:at], '\n') + 1 }

func (k *kramdown) lineEnd(at int) int {
	if i := bytes.IndexByte(k.src[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(k.src)
}

// codeInCell takes the backslashes off that GitHub's dialect needs before bars in code. They stand
// between the texts that the code is made of.
func (k *kramdown) codeInCell(code *ast.CodeSpan) {
	last := -1
	for c := code.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		if last >= 0 && string(k.src[last:t.Segment.Start]) == `\` {
			k.edits = append(k.edits, edit{last, t.Segment.Start, ""})
		}
		last = t.Segment.Stop
	}
}
