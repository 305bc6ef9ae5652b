package exporter

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/breakfast-table/cop/pkg/note"
)

// python prints a body as Python-Markdown reads it, the dialect of MkDocs. What CommonMark takes and
// it does not: items and what belongs to them by fewer than four columns, lists and tables without a
// blank line before them, fences inside of anything, ~~…~~, bare addresses, most backslashes; and
// "#word" at the beginning of a line is a heading there. Checked with Python-Markdown 3.4.1.
type python struct {
	src      []byte
	headings []note.Heading // those to come
	taken    map[string]bool
	labels   map[int]string // of footnotes, by number
	lose     func(cause string)
}

// pythonExtensions are what of Python-Markdown's own extensions that text needs.
const pythonExtensions = "markdown_extensions:\n  - sane_lists\n  - footnotes\n  - def_list\n  - md_in_html\n"

// forPython is a note as MkDocs reads it: front matter, the title as a heading, the body.
func (p *Pool) forPython(n Note, links style) []byte {
	m := note.Parse(n.Path, p.relink(p.titled(n), links))
	head := m.Bytes()[:len(m.Bytes())-len(m.Body())]
	return slices.Concat(bytes.TrimRight(head, "\n"), []byte("\n\n"), p.pythonText(m, n.Title))
}

// pythonEntry is an entry of a thread in it.
func (p *Pool) pythonEntry(n *note.Note, links style) []byte {
	return p.pythonText(note.Parse(n.Path, p.relink(n, links)), "")
}

func (p *Pool) pythonText(n *note.Note, title string) []byte {
	lose := func(cause string) { p.lose(cause, n.Path) }
	text, ok := pythonBody(n, title, lose)
	if !ok {
		lose("texts that could not be written as MkDocs lays them out: they are as they were")
	}
	return text
}

// pythonBody is the body alone, below the title where it has no heading of its own; "" needs none. ok
// is false where it could not be written so and is as it was.
func pythonBody(n *note.Note, title string, lose func(cause string)) (body []byte, ok bool) {
	root, src, ok := n.Tree()
	if !ok {
		return bytes.TrimLeft(n.Body(), "\n"), false
	}
	p := &python{src: src, headings: n.Headings(), taken: map[string]bool{}, labels: map[int]string{}, lose: lose}
	_ = ast.Walk(root, func(x ast.Node, in bool) (ast.WalkStatus, error) {
		if f, is := x.(*extast.Footnote); is && in {
			p.labels[f.Index] = string(f.Ref)
		}
		return ast.WalkContinue, nil
	})
	above := ""
	first, _ := root.FirstChild().(*ast.Heading)
	named := slices.ContainsFunc(p.headings, func(h note.Heading) bool { return h.Level == 1 && h.Text == title })
	if title != "" && !named && (first == nil || first.Level > 1) {
		p.id(title)
		above = "# " + escapeText(title) + "\n\n"
	}
	out := []byte(p.blocks(root, false) + "\n")
	if words(note.Markdown(out), out) != words(root, src) {
		out, ok = bytes.TrimLeft(n.Body(), "\n"), false
	}
	return append([]byte(above), out...), ok
}

// words are the letters and digits of a text, in order: nothing of it may get lost.
func words(root ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(root, func(x ast.Node, in bool) (ast.WalkStatus, error) {
		switch {
		case !in:
		case x.Kind() == ast.KindText:
			b.Write(letters(x.(*ast.Text).Value(src)))
		case x.Type() == ast.TypeBlock && x.IsRaw() && x.Kind() != ast.KindHTMLBlock && x.Kind() != ast.KindLinkReferenceDefinition:
			b.Write(letters(x.Lines().Value(src)))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func letters(s []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, []byte(html.UnescapeString(string(s))))
}

// blocks are the children of a block, one below the other; nested are those of an item, a quotation,
// a footnote.
func (p *python) blocks(parent ast.Node, nested bool) string {
	var b strings.Builder
	var before ast.Node
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		text := p.block(c, nested)
		if text == "" {
			continue
		}
		if before != nil {
			b.WriteString(p.between(before, c, nested))
		}
		b.WriteString(text)
		before = c
	}
	return b.String()
}

// between parts two blocks. A comment ends a list, a quotation or a listing that what follows would
// go on with.
func (p *python) between(a, b ast.Node, nested bool) string {
	list := a.Kind() == ast.KindList || a.Kind() == extast.KindDefinitionList
	code := func(n ast.Node) bool { return n.Kind() == ast.KindCodeBlock || n.Kind() == ast.KindFencedCodeBlock }
	switch {
	case (list || a.Kind() == ast.KindBlockquote) && b.Kind() == a.Kind(), nested && code(b) && (list || code(a)):
		return "\n\n<!-- -->\n\n"
	case a.Kind() == ast.KindTextBlock && b.Kind() == ast.KindList && a.PreviousSibling() == nil: // the first line of an item
		return "\n"
	}
	return "\n\n"
}

func (p *python) block(n ast.Node, nested bool) string {
	switch n := n.(type) {
	case *ast.Heading:
		return p.heading(n)
	case *ast.Paragraph, *ast.TextBlock:
		return plainLines(p.inline(n))
	case *ast.ThematicBreak:
		return "---"
	case *ast.CodeBlock:
		return code(n.Lines().Value(p.src), "", nested)
	case *ast.FencedCodeBlock:
		return code(n.Lines().Value(p.src), string(n.Language(p.src)), nested)
	case *ast.HTMLBlock:
		text := n.Lines().Value(p.src)
		if n.HasClosure() {
			text = append(bytes.Clone(text), n.ClosureLine.Value(p.src)...)
		}
		return p.openHTML(strings.TrimRight(string(text), "\n"))
	case *note.FormulaBlock:
		return code(n.Lines().Value(p.src), "", nested)
	case *ast.Blockquote:
		return prefixed(p.quotation(n), "> ")
	case *ast.List:
		return p.list(n)
	case *extast.Table:
		return p.table(n)
	case *extast.DefinitionList:
		return p.definitions(n)
	case *extast.FootnoteList:
		return p.footnotes(n)
	}
	return "" // definitions of links: links have their destinations with them
}

func (p *python) heading(h *ast.Heading) string {
	words := strings.ReplaceAll(strings.ReplaceAll(p.inline(h), "  \n", " "), "\n", " ")
	text := strings.Repeat("#", h.Level) + " " + words
	if len(p.headings) == 0 {
		return text
	}
	known := p.headings[0]
	p.headings = p.headings[1:]
	if id := p.id(known.Text); known.Anchor != "" && known.Anchor != id {
		return fmt.Sprintf("<a id=%q></a>\n\n%s", known.Anchor, text)
	}
	return text
}

// code is a listing: fenced, or, where no fence is read, by four more columns. With more than a word
// behind it a fence is none.
func code(text []byte, language string, nested bool) string {
	s := strings.TrimRight(string(text), "\n")
	if nested {
		return prefixed(s, "    ")
	}
	fence := note.Fence(s, 3)
	return fence + note.CodeLanguage(language) + "\n" + s + "\n" + fence
}

// openHTML marks an element that is closed in a later block: what stands between is markdown. Marks of
// one that is never closed are left out, since they would swallow the rest.
func (p *python) openHTML(text string) string {
	at := opening().FindStringSubmatchIndex(text)
	if at == nil {
		return text
	}
	tag := text[at[2]:at[3]]
	switch {
	case open(text, tag) == 0:
		return text
	case open(string(p.src), tag) != 0:
		p.lose("HTML that is opened and never closed, or the other way round: left out")
		return strings.TrimSpace(regexp.MustCompile(`(?i)</?`+tag+`\b[^>]*>`).ReplaceAllString(text, ""))
	case open(text, tag) < 0:
		return text
	}
	return unindented().ReplaceAllString(text[:at[3]]+` markdown="1"`+text[at[3]:], "")
}

// open is how many elements of a tag a text opens and does not close.
func open(text, tag string) int {
	text, tag = strings.ToLower(text), strings.ToLower(tag)
	return strings.Count(text, "<"+tag) - strings.Count(text, "</"+tag)
}

// prefixed puts a prefix before every line; of an empty one its blanks are left out.
func prefixed(s, prefix string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(prefix, " ") + l
		if l != "" {
			lines[i] = prefix + l
		}
	}
	return strings.Join(lines, "\n")
}

// belonging is what stands behind a mark of four columns, its lines below one another.
func belonging(mark, text string) string {
	if text == "" || strings.HasPrefix(text, "    ") {
		text = strings.TrimRight("<!-- -->\n\n"+text, "\n")
	}
	return fmt.Sprintf("%-4s", mark+" ") + strings.TrimPrefix(prefixed(text, "    "), "    ")
}

func (p *python) list(l *ast.List) string {
	var items []string
	for i, c := 0, l.FirstChild(); c != nil; i, c = i+1, c.NextSibling() {
		mark := "-"
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d.", l.Start+i)
		}
		items = append(items, belonging(mark, p.blocks(c, true)))
	}
	if l.IsTight && linesAlone(l) {
		return strings.Join(items, "\n")
	}
	return strings.Join(items, "\n\n")
}

// linesAlone reports whether items hold nothing but a text and lists of such: behind anything else the
// next item has to stand apart.
func linesAlone(l ast.Node) bool {
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			if c.Kind() != ast.KindTextBlock && (c.Kind() != ast.KindList || !linesAlone(c)) {
				return false
			}
		}
	}
	return true
}

// quotation is its text. The kind of a callout is a word in bold.
func (p *python) quotation(q *ast.Blockquote) string {
	text := p.blocks(q, true)
	mark, rest, _ := strings.Cut(text, "\n")
	kind, title, ok := strings.Cut(strings.TrimPrefix(mark, "[!"), "]")
	if !ok || !strings.HasPrefix(mark, "[!") || kind == "" {
		return text
	}
	title = strings.TrimSpace(strings.TrimLeft(title, "+-"))
	head := "**" + strings.ToUpper(kind[:1]) + strings.ToLower(kind[1:]) + "**"
	if title != "" {
		head += " " + title
	}
	return strings.TrimRight(head+"\n\n"+strings.TrimLeft(rest, "\n"), "\n")
}

func (p *python) table(t *extast.Table) string {
	var b strings.Builder
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		b.WriteString("|")
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			b.WriteString(" " + strings.ReplaceAll(p.inline(c), "\n", " ") + " |")
		}
		b.WriteString("\n")
		if row.Kind() == extast.KindTableHeader {
			b.WriteString("|" + alignments(t.Alignments) + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func alignments(list []extast.Alignment) string {
	s := ""
	for _, a := range list {
		s += map[extast.Alignment]string{extast.AlignLeft: " :-- |", extast.AlignRight: " --: |", extast.AlignCenter: " :-: |", extast.AlignNone: " --- |"}[a]
	}
	return s
}

func (p *python) definitions(list *extast.DefinitionList) string {
	var b strings.Builder
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == extast.KindDefinitionTerm {
			if before := c.PreviousSibling(); before != nil && before.Kind() == extast.KindDefinitionDescription {
				b.WriteString("\n")
			}
			b.WriteString(strings.ReplaceAll(p.inline(c), "\n", " ") + "\n")
			continue
		}
		b.WriteString(belonging(":", p.blocks(c, true)) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func (p *python) footnotes(list *extast.FootnoteList) string {
	var all []string
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		if f, ok := c.(*extast.Footnote); ok {
			text := strings.TrimPrefix(prefixed(p.blocks(f, true), "    "), "    ")
			all = append(all, "[^"+string(f.Ref)+"]: "+text)
		}
	}
	return strings.Join(all, "\n\n")
}
