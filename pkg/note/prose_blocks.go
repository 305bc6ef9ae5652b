package note

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// side is one version of a note while it is cut into blocks.
type side struct {
	note   *Note
	src    []byte
	starts []int // of each line
	fields []block
	blocks []block
	seen   []bool // lines of the file, from 0, that are part of a block
}

func proseSide(path string, src []byte) *side {
	s := &side{note: Parse(path, src), src: src, starts: []int{0}}
	for i, c := range src {
		if c == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	return s
}

// lineByLine makes the whole file one block of code.
func (s *side) lineByLine() {
	if len(s.src) > 0 {
		s.code("", 0, len(s.src), context{})
	}
}

// read cuts the note into fields and blocks.
func (s *side) read() {
	s.seen = make([]bool, len(s.starts)+1)
	s.readFields()
	s.walk(parseBody(s.note.Body(), outline).root, context{})
	s.addUnseen()
}

// readFields makes a block of every key. Front matter that cannot be read is code.
func (s *side) readFields() {
	f := &s.note.front
	if !f.present {
		return
	}
	if f.err != nil {
		s.code("yaml", f.text, f.end, context{})
		return
	}
	for _, k := range f.fields {
		b := block{kind: ProseField, label: Clean(k.key), at: Span{s.lineOf(k.start), s.lineOf(max(k.end-1, k.start))}}
		b.words = readWords(fieldText(decode(k.value)), b.at.First)
		for i := range b.words {
			b.words[i].line, b.words[i].style, b.words[i].sentence = b.at.First, 0, 0
		}
		s.fields = append(s.fields, b)
	}
}

// fieldText is a value as one reads it: "ana, ben"; of a list of records "name: x, url: y; …".
func fieldText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		between := ", "
		parts := make([]string, len(v))
		for i := range v {
			if _, record := v[i].(map[string]any); record {
				between = "; "
			}
			parts[i] = fieldText(v[i])
		}
		return strings.Join(parts, between)
	case map[string]any:
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+": "+fieldText(v[key]))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

// context is what stands around a block.
type context struct {
	depth  int
	quoted bool
	label  string // of the list item whose first block comes next
}

// walk makes blocks of what holds no other blocks.
func (s *side) walk(n ast.Node, c context) {
	for k := n.FirstChild(); k != nil; k = k.NextSibling() {
		s.visit(k, c)
		c.label = ""
	}
}

func (s *side) visit(n ast.Node, c context) {
	switch n := n.(type) {
	case *ast.List:
		c.depth++
		number := n.Start
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			c.label = "-"
			if n.IsOrdered() {
				c.label = fmt.Sprintf("%d%c", number, n.Marker)
			}
			number++
			s.walk(item, c)
		}
	case *ast.Blockquote:
		c.quoted = true
		s.walk(n, c)
	case *ast.Heading:
		s.text(n, ProseHeading, strings.Repeat("#", n.Level), c)
	case *ast.FencedCodeBlock:
		info := ""
		if n.Info != nil {
			info = strings.TrimSpace(string(n.Info.Segment.Value(s.note.Body())))
		}
		s.codeLines(n, info, c)
	case *ast.CodeBlock:
		s.codeLines(n, "", c)
	case *ast.HTMLBlock:
		s.codeLines(n, "html", c)
	case *ast.ThematicBreak:
		s.rule(n, c)
	default:
		if n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeBlock {
			s.walk(n, c)
			return
		}
		s.text(n, ProseParagraph, "", c)
	}
}

// text makes a block of running text, or the rows of a table.
func (s *side) text(n ast.Node, kind ProseKind, label string, c context) {
	if n.Lines() == nil || n.Lines().Len() == 0 {
		return
	}
	if kind == ProseParagraph && c.label != "" {
		kind, label = ProseItem, c.label
	}
	body := s.note.Body()
	rows := kind == ProseParagraph && isTable(n, body)
	var all strings.Builder
	first := 0
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		line := s.lineAt(seg.Start)
		s.mark(line)
		text := strings.TrimSpace(string(seg.Value(body)))
		if rows {
			s.add(block{kind: ProseRow, at: Span{line, line}, words: readWords(text, line)}, c)
			continue
		}
		if first == 0 {
			first = line
		}
		all.WriteString(text + "\n")
	}
	if !rows {
		words := readWords(all.String(), first)
		s.add(block{kind: kind, label: label, at: Span{first, first + n.Lines().Len() - 1}, words: words}, c)
	}
}

// isTable reports a paragraph whose second line is that of a table's head: |---|:--|.
func isTable(n ast.Node, body []byte) bool {
	if n.Lines().Len() < 2 {
		return false
	}
	seg := n.Lines().At(1)
	line := bytes.TrimSpace(seg.Value(body))
	return bytes.IndexByte(line, '-') >= 0 && bytes.IndexByte(line, '|') >= 0 && len(bytes.Trim(line, "|-: \t")) == 0
}

func (s *side) rule(n ast.Node, c context) {
	line := s.lineAt(max(n.Pos(), 0))
	s.mark(line)
	s.add(block{kind: ProseRule, at: Span{line, line}, words: []word{{text: "---", line: line}}}, c)
}

// codeLines makes a block of lines that are compared as they stand.
func (s *side) codeLines(n ast.Node, label string, c context) {
	b := block{kind: ProseCode, label: Clean(label)}
	add := func(start int, text []byte) {
		line := s.lineAt(start)
		s.mark(line)
		b.at = b.at.and(Span{line, line})
		b.words = append(b.words, word{text: codeLine(text), line: line})
	}
	body := s.note.Body()
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		add(seg.Start, seg.Value(body))
	}
	if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
		add(h.ClosureLine.Start, h.ClosureLine.Value(body))
	}
	if len(b.words) == 0 {
		line := s.lineAt(max(n.Pos(), 0))
		b.at = Span{line, line}
	}
	s.add(b, c)
}

// code makes a block of a range of the file.
func (s *side) code(label string, from, to int, c context) {
	b := block{kind: ProseCode, label: label, at: Span{s.lineOf(from), s.lineOf(max(to-1, from))}}
	for i, text := range splitLines(s.src[from:to]) {
		b.words = append(b.words, word{text: codeLine(text), line: b.at.First + i})
	}
	s.add(b, c)
}

func codeLine(text []byte) string { return strings.TrimRight(string(text), "\r\n") }

func (s *side) add(b block, c context) {
	b.depth, b.quoted = c.depth, c.quoted
	s.blocks = append(s.blocks, b)
}

// lineOf is the line of the file, counted from 1, that an offset is on.
func (s *side) lineOf(offset int) int { return max(1, sort.SearchInts(s.starts, offset+1)) }

// lineAt is the line of the file for an offset of the body.
func (s *side) lineAt(offset int) int { return s.lineOf(s.note.front.body + offset) }

func (s *side) mark(line int) {
	if line < len(s.seen) {
		s.seen[line] = true
	}
}

// addUnseen makes sure that nothing a file says goes unread: lines that are in no block
// although they hold letters become one, at the end.
func (s *side) addUnseen() {
	start := s.note.BodyLine()
	b := block{kind: ProseCode}
	for i, text := range splitLines(s.note.Body()) {
		line := start + i
		if line < len(s.seen) && s.seen[line] || len(bytes.Trim(bytes.TrimSpace(text), "-=*_`~>#+|:.)0123456789 \t")) == 0 {
			continue
		}
		if bytes.HasPrefix(bytes.TrimLeft(text, " \t>-*+0123456789.)"), []byte("```")) || bytes.HasPrefix(bytes.TrimLeft(text, " \t>-*+0123456789.)"), []byte("~~~")) {
			continue // the language stands with the code
		}
		b.at = b.at.and(Span{line, line})
		b.words = append(b.words, word{text: codeLine(text), line: line})
	}
	if len(b.words) > 0 {
		s.add(b, context{})
	}
}
