package term

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// sheet is a note while it is laid out.
type sheet struct {
	src        []byte
	lineStarts []int // of each source line
	palette    Palette
	width      int
	links      bool
	bare       bool
	out        Rendered
	dests      []LinkSpan // every link met, its place still open
	lastSource int
	paint      *painter // of code, made when first needed
}

func newSheet(src string, o MarkdownOptions) *sheet {
	s := &sheet{
		src: []byte(src), width: o.Width, links: o.Links, bare: o.Bare,
		palette: Palette{Color: o.Color, Dark: o.Dark}, lineStarts: []int{0}, lastSource: 1,
	}
	for i := range len(src) {
		if src[i] == '\n' {
			s.lineStarts = append(s.lineStarts, i+1)
		}
	}
	return s
}

// margin is what stands left of the lines of a container: first before its
// first line, rest before every other one, both cols wide. The zero value is
// none.
type margin struct {
	up          *margin
	first, rest string
	cols        int
	begun       bool
}

func (m *margin) width() int {
	if m == nil {
		return 0
	}
	return m.cols + m.up.width()
}

// next is the prefix of the next line; blank is that of an empty one between.
func (m *margin) next() string {
	if m == nil {
		return ""
	}
	outer := m.up.next()
	if !m.begun {
		m.begun = true
		return outer + m.first
	}
	return outer + m.rest
}

func (m *margin) blank() string {
	if m == nil {
		return ""
	}
	return m.up.blank() + m.rest
}

const leastRoom = 14 // columns every text gets, however deep

// within makes a margin inside of up. Where that leaves no room, it stands
// beside up instead: the text stays readable and only the depth is not seen.
func (s *sheet) within(up *margin, first, rest string) *margin {
	m := &margin{up: up, first: first, rest: rest, cols: ansi.StringWidth(rest)}
	for m.up != nil && s.width-m.width() < leastRoom {
		m.up = m.up.up
	}
	return m
}

func (s *sheet) room(m *margin) int { return max(s.width-m.width(), 1) }

// document lays out all blocks.
func (s *sheet) document(root ast.Node) { s.blocks(root, nil, false) }

// blocks lays out the children of n one below the other, with an empty line
// between them unless they are the parts of a tight list item.
func (s *sheet) blocks(n ast.Node, m *margin, tight bool) {
	begun := false
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if s.invisible(c) {
			continue
		}
		if begun && !tight {
			s.gap(m)
		}
		before := len(s.out.Lines)
		s.block(c, m)
		begun = begun || len(s.out.Lines) > before
	}
}

// asItIs shows the source unread, line by line.
func (s *sheet) asItIs() {
	for line := range strings.Lines(string(s.src)) {
		p := &passage{}
		p.add(strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", tabStop), 0, 0)
		s.passage(p, nil)
		s.lastSource++
	}
}

func (s *sheet) invisible(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.LinkReferenceDefinition:
		return true
	case *ast.HTMLBlock:
		return htmlText(n, s.src) == ""
	}
	return false
}

func (s *sheet) block(n ast.Node, m *margin) {
	s.at(n)
	switch n := n.(type) {
	case *ast.Heading:
		s.heading(n, m)
	case *ast.Paragraph, *ast.TextBlock:
		s.passage(s.read(n, 0, 0), m)
	case *ast.ThematicBreak:
		s.rule(m)
	case *ast.FencedCodeBlock:
		s.code(n.Lines(), string(n.Language(s.src)), m)
	case *ast.CodeBlock:
		s.code(n.Lines(), "", m)
	case *ast.Blockquote:
		s.quote(n, m)
	case *ast.List:
		s.list(n, m)
	case *ast.HTMLBlock:
		s.html(n, m)
	case *extast.Table:
		s.table(n, m)
	case *extast.FootnoteList:
		s.footnotes(n, m)
	case *extast.DefinitionList:
		s.definitions(n, m)
	default:
		s.blocks(n, m, false)
	}
}

// at remembers the source line a block stands on.
func (s *sheet) at(n ast.Node) {
	pos := n.Pos()
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		pos = n.Lines().At(0).Start
	}
	if pos >= 0 {
		s.lastSource = s.sourceLine(pos)
	}
}

func (s *sheet) sourceLine(pos int) int {
	return max(1, sort.SearchInts(s.lineStarts, pos+1))
}

// put adds one finished line.
func (s *sheet) put(line string) {
	s.out.Lines = append(s.out.Lines, strings.TrimRight(line, " "))
	s.out.Source = append(s.out.Source, s.lastSource)
}

func (s *sheet) gap(m *margin) { s.put(m.blank()) }

func (s *sheet) faded(text string) string { return s.palette.wrap(Muted, text) }

// notice is a word of ours below the note.
func (s *sheet) notice(text string) {
	s.gap(nil)
	s.put(s.faded(text))
}

// passage wraps running text and puts its lines and links in place.
func (s *sheet) passage(p *passage, m *margin) {
	text := p.text.String()
	for _, c := range flow(text, s.room(m)) {
		if pos := p.source(c.from); pos >= 0 {
			s.lastSource = s.sourceLine(pos)
		}
		s.linkSpans(p, c, m.width(), len(s.out.Lines))
		s.put(m.next() + s.styled(p, c))
	}
}

// styled is one line of a passage in its looks.
func (s *sheet) styled(p *passage, c cut) string {
	var b strings.Builder
	text := p.text.String()
	s.eachRun(p, c, func(r run, from, to int) {
		part := text[from:to]
		if codes := r.look.codes(s.palette); codes != "" {
			part = "\x1b[" + codes + "m" + part + "\x1b[m"
		}
		if r.link > 0 && s.links && linkable(s.dests[r.link-1].Dest) {
			part = ansi.SetHyperlink(s.dests[r.link-1].Dest, "id="+strconv.Itoa(r.link)) + part + ansi.ResetHyperlink()
		}
		b.WriteString(part)
	})
	return b.String()
}

// eachRun visits the parts of the runs that a line shows.
func (s *sheet) eachRun(p *passage, c cut, visit func(r run, from, to int)) {
	i := sort.Search(len(p.runs), func(i int) bool { return p.runs[i].to > c.from })
	from := c.from
	for ; i < len(p.runs) && from < c.to; i++ {
		to := min(p.runs[i].to, c.to)
		visit(p.runs[i], from, to)
		from = to
	}
}

func (s *sheet) linkSpans(p *passage, c cut, column, line int) {
	text := p.text.String()
	s.eachRun(p, c, func(r run, from, to int) {
		width := ansi.StringWidth(text[from:to])
		if r.link > 0 && width > 0 {
			s.addSpan(r.link, line, column, column+width)
		}
		column += width
	})
}

// addSpan joins pieces that touch: a link in two looks is one link.
func (s *sheet) addSpan(link, line, start, end int) {
	if n := len(s.out.Links); n > 0 {
		last := &s.out.Links[n-1]
		if last.N == link && last.Line == line && last.End == start {
			last.End = end
			return
		}
	}
	span := s.dests[link-1]
	span.Line, span.Start, span.End = line, start, end
	s.out.Links = append(s.out.Links, span)
}

// heading makes levels tell: the first is underlined across its words, the
// second coloured, the third bold, the others bold and slanted.
func (s *sheet) heading(n *ast.Heading, m *margin) {
	look := bold
	switch {
	case n.Level <= 2:
		look |= headed
	case n.Level > 3:
		look |= italic
	}
	p := s.read(n, look, 0)
	if !s.palette.Color {
		marked := &passage{}
		marked.add(strings.Repeat("#", n.Level)+" ", 0, 0)
		s.shift(marked, p)
		p = marked
	}
	first := len(s.out.Lines)
	s.out.Headings = append(s.out.Headings, HeadingLine{n.Level, strings.TrimLeft(p.text.String(), "# "), first})
	s.passage(p, m)
	if n.Level == 1 && s.palette.Color {
		widest := 0
		for _, line := range s.out.Lines[first:] {
			widest = max(widest, ansi.StringWidth(line)-m.width())
		}
		s.put(m.next() + s.faded(strings.Repeat("─", max(widest, 1))))
	}
}

// shift appends a passage to another.
func (s *sheet) shift(to, from *passage) {
	offset := to.text.Len()
	text, start := from.text.String(), 0
	for _, r := range from.runs {
		to.add(text[start:r.to], r.look, r.link)
		start = r.to
	}
	for _, o := range from.origins {
		to.origins = append(to.origins, origin{o.at + offset, o.source})
	}
}

func (s *sheet) rule(m *margin) {
	s.put(m.next() + s.faded(strings.Repeat(s.dash(), s.room(m))))
}

// dash is what rules are made of.
func (s *sheet) dash() string {
	if s.palette.Color {
		return "─"
	}
	return "-"
}

// quote draws a bar along every line. A quote that begins with [!NOTE] or the
// like is a call-out: its kind becomes a coloured heading.
func (s *sheet) quote(n *ast.Blockquote, m *margin) {
	kind, title, skip := s.callOut(n)
	k := faint
	if kind != "" {
		k = callOutLook(kind)
	}
	bar := "> "
	if s.palette.Color {
		bar = s.tinted("│", k) + " "
	}
	m = s.within(m, bar, bar)
	if kind == "" {
		s.blocks(n, m, false)
		return
	}
	p := &passage{}
	p.add(title, k|bold, 0)
	s.passage(p, m)
	s.quoteRest(n, m, skip)
}

// quoteRest lays a call-out out below its heading.
func (s *sheet) quoteRest(n *ast.Blockquote, m *margin, skip int) {
	first := n.FirstChild()
	if p := s.read(first, 0, skip); strings.TrimSpace(p.text.String()) != "" {
		s.passage(p, m)
	}
	for c := first.NextSibling(); c != nil; c = c.NextSibling() {
		s.gap(m)
		s.block(c, m)
	}
}

func (s *sheet) tinted(text string, k look) string {
	if codes := k.codes(s.palette); codes != "" {
		return "\x1b[" + codes + "m" + text + "\x1b[m"
	}
	return text
}

// callOut reads "[!KIND] title" on the first line of a quote; skip is the byte
// of the source its text goes on at.
func (s *sheet) callOut(n *ast.Blockquote) (kind, title string, skip int) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return "", "", 0
	}
	line := p.Lines().At(0)
	rest, ok := strings.CutPrefix(strings.TrimSpace(string(line.Value(s.src))), "[!")
	if !ok {
		return "", "", 0
	}
	kind, title, ok = strings.Cut(rest, "]")
	if !ok || kind == "" || strings.Trim(strings.ToLower(kind), "abcdefghijklmnopqrstuvwxyz-") != "" {
		return "", "", 0
	}
	kind = strings.ToLower(kind)
	if title = strings.TrimSpace(strings.TrimLeft(title, "+-")); title == "" {
		title = strings.ToUpper(kind[:1]) + kind[1:]
	}
	return kind, Clean(title), line.Stop
}

func callOutLook(kind string) look {
	switch kind {
	case "tip", "success", "hint", "done", "check":
		return good
	case "warning", "important", "attention", "question", "help":
		return warning
	case "caution", "danger", "error", "bug", "failure", "fail":
		return alarming
	}
	return headed
}

// list hangs items under their bullets or numbers; numbers are aligned.
func (s *sheet) list(n *ast.List, m *margin) {
	digits := len(strconv.Itoa(n.Start + n.ChildCount() - 1))
	number := n.Start
	begun := false
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if begun && !n.IsTight {
			s.gap(m)
		}
		begun = true
		marker := s.bullet(n)
		if n.IsOrdered() {
			marker = fmt.Sprintf("%*d. ", digits, number)
			number++
		}
		if box := checkBox(item); box != nil {
			marker = s.box(box.IsChecked)
		}
		inner := s.within(m, s.marker(marker), strings.Repeat(" ", ansi.StringWidth(marker)))
		if item.FirstChild() == nil {
			s.put(inner.next())
			continue
		}
		s.blocks(item, inner, n.IsTight)
	}
}

func (s *sheet) marker(text string) string {
	if strings.HasPrefix(text, "[") {
		return text
	}
	return s.palette.wrap(Topic, text)
}

func (s *sheet) bullet(n ast.Node) string {
	if !s.palette.Color {
		return "- "
	}
	depth := 0
	for p := n.Parent(); p != nil; p = p.Parent() {
		if _, ok := p.(*ast.List); ok {
			depth++
		}
	}
	return []string{"• ", "◦ ", "▪ "}[min(depth, 2)]
}

func (s *sheet) box(done bool) string {
	if done {
		return "[" + s.palette.wrap(Good, "x") + "] "
	}
	return "[ ] "
}

// checkBox finds the box a task begins with.
func checkBox(item ast.Node) *extast.TaskCheckBox {
	first := item.FirstChild()
	if first == nil || first.FirstChild() == nil {
		return nil
	}
	box, _ := first.FirstChild().(*extast.TaskCheckBox)
	return box
}

func (s *sheet) footnotes(n *extast.FootnoteList, m *margin) {
	s.put(m.next() + s.faded(strings.Repeat(s.dash(), min(12, s.room(m)))))
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		note, ok := c.(*extast.Footnote)
		if !ok {
			continue
		}
		marker := "[" + strconv.Itoa(note.Index) + "] "
		s.at(note)
		s.blocks(note, s.within(m, s.faded(marker), strings.Repeat(" ", len(marker))), true)
	}
}

func (s *sheet) definitions(n *extast.DefinitionList, m *margin) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s.at(c)
		switch c := c.(type) {
		case *extast.DefinitionTerm:
			if c.PreviousSibling() != nil {
				s.gap(m)
			}
			s.passage(s.read(c, bold, 0), m)
		case *extast.DefinitionDescription:
			s.blocks(c, s.within(m, "  ", "  "), c.IsTight)
		}
	}
}
