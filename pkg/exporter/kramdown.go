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
// attributes, and any number with a full stop that begins a line an item; a number with a bracket
// begins none, a fence with more than a word behind it no code; "<" at the beginning of a line ends a
// span of code; a list goes on over another one. Checked with kramdown 2.4 and its parser of GitHub's
// dialect 1.1.
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
		k.numbers(x)
	case *extast.Table:
		k.table(x)
	case *ast.List:
		k.list(x)
	case *ast.FencedCodeBlock:
		k.fence(x)
	case *ast.CodeSpan:
		k.code(x)
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

// code takes the backslashes off that GitHub's dialect needs before bars in a cell, where they stand
// between the texts that the code is made of, and joins a line that begins with "<" to the one before.
func (k *kramdown) code(span *ast.CodeSpan) {
	last, cell := -1, inCell(span)
	for c := span.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		at := t.Segment.Start
		switch {
		case last < 0:
		case cell && string(k.src[last:at]) == `\`:
			k.edits = append(k.edits, edit{last, at, ""})
		case k.src[at] == '<' && len(bytes.TrimSpace(k.src[last:at])) == 0 && k.src[last-1] == '\n':
			k.edits = append(k.edits, edit{last - 1, at, " "})
		}
		last = t.Segment.Stop
	}
}

// fence leaves of what stands behind a fence the word that names the language.
func (k *kramdown) fence(c *ast.FencedCodeBlock) {
	if c.Info == nil {
		return
	}
	info := string(c.Info.Segment.Value(k.src))
	if word := note.CodeLanguage(info); strings.ContainsAny(info, " \t") && word != info {
		k.edits = append(k.edits, edit{c.Info.Segment.Start, c.Info.Segment.Stop, word})
	}
}

// numbers escapes those that begin a line of a paragraph, but the first, and are none of an item.
func (k *kramdown) numbers(block ast.Node) {
	for i := 1; i < block.Lines().Len(); i++ {
		line := block.Lines().At(i)
		text := bytes.TrimLeft(line.Value(k.src), " ")
		if n := number().FindIndex(text); n != nil {
			k.insert(line.Start+line.Len()-len(text)+bytes.IndexByte(text, '.'), `\`)
		}
	}
}

// list writes "1)" as "1.", and parts a list from the one before it by a comment.
func (k *kramdown) list(l *ast.List) {
	first := -1
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		block := item.FirstChild()
		if block == nil || block.Type() != ast.TypeBlock || block.Lines().Len() == 0 {
			continue
		}
		at := block.Lines().At(0).Start
		begin := k.lineStart(at)
		if first < 0 {
			first = begin
		}
		if i := bytes.LastIndexByte(k.src[begin:at], ')'); l.Marker == ')' && i > 0 {
			k.edits = append(k.edits, edit{begin + i, begin + i + 1, "."})
		}
	}
	before, outer := l.PreviousSibling(), l.Parent().Kind() == ast.KindDocument
	if outer && before != nil && before.Kind() == ast.KindList && first > 0 {
		k.insert(first, "\n<!-- -->\n\n")
	}
}
