package term

import (
	"sort"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/breakfast-table/cop/pkg/note"
)

// renderer is a note while it is laid out.
type renderer struct {
	src        []byte
	lineStarts []int // of each source line
	palette    Palette
	width      int
	links      bool
	unsure     bool
	bare       bool
	intact     bool
	embeds     map[string]note.Embedded
	out        Rendered
	dests      []LinkSpan // every link met, its place still open
	lastSource int
	paint      *painter // of code, made when first needed
}

func newRenderer(src string, o MarkdownOptions) *renderer {
	s := &renderer{
		src: []byte(src), width: o.Width, links: o.Links, unsure: o.Unsure, bare: o.Bare, intact: o.Whole, embeds: o.Embeds,
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
	folds       bool    // the inside of <details>
	outside     *margin // of a fold
}

// unfolded is the margin around the innermost fold that m is in, m itself
// where there is none.
func (m *margin) unfolded() *margin {
	for at := m; at != nil; at = at.up {
		if at.folds {
			return at.outside
		}
	}
	return m
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
func (s *renderer) within(up *margin, first, rest string) *margin {
	m := &margin{up: up, first: first, rest: rest, cols: ansi.StringWidth(rest)}
	for m.up != nil && s.width-m.width() < leastRoom {
		m.up = m.up.up
	}
	return m
}

func (s *renderer) room(m *margin) int { return max(s.width-m.width(), 1) }

// document lays out all blocks.
func (s *renderer) document(root ast.Node) { s.blocks(root, nil, false) }

// blocks lays out the children of n one below the other, with an empty line
// between them unless they are the parts of a tight list item.
func (s *renderer) blocks(n ast.Node, m *margin, tight bool) {
	begun := false
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		h, isHTML := c.(*ast.HTMLBlock)
		if s.invisible(c) {
			if isHTML {
				m = s.html(h, m) // it may open or close a fold
			}
			continue
		}
		if begun && !tight {
			s.gap(m)
		}
		before := len(s.out.Lines)
		if isHTML {
			s.at(c)
			m = s.html(h, m)
		} else {
			s.block(c, m)
		}
		begun = begun || len(s.out.Lines) > before
	}
}

// asItIs shows the source unread, line by line.
func (s *renderer) asItIs() {
	for line := range strings.Lines(string(s.src)) {
		p := &passage{}
		p.add(strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", tabStop), 0, 0)
		s.passage(p, nil)
		s.lastSource++
	}
}

func (s *renderer) invisible(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.LinkReferenceDefinition:
		return true
	case *ast.HTMLBlock:
		return !saysWords(htmlParts(rawHTMLBlock(n, s.src)))
	case *ast.Paragraph:
		return n.Lines().Len() > 0 && s.blockMark(n) == n.Lines().At(0).Start
	}
	return false
}

func (s *renderer) block(n ast.Node, m *margin) {
	s.at(n)
	if of := s.embeddedIn(n); of != nil {
		s.embedded(of, m)
		return
	}
	switch n := n.(type) {
	case *ast.Heading:
		s.heading(n, m)
	case *ast.Paragraph, *ast.TextBlock:
		s.passage(s.read(n, 0), m)
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
	case *note.FormulaBlock:
		s.code(n.Lines(), "latex", m)
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
func (s *renderer) at(n ast.Node) {
	pos := n.Pos()
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		pos = n.Lines().At(0).Start
	}
	if pos >= 0 {
		s.lastSource = s.sourceLine(pos)
	}
}

func (s *renderer) sourceLine(pos int) int {
	return max(1, sort.SearchInts(s.lineStarts, pos+1))
}

// put adds one finished line.
func (s *renderer) put(line string) {
	s.out.Lines = append(s.out.Lines, strings.TrimRight(line, " "))
	s.out.Source = append(s.out.Source, s.lastSource)
}

func (s *renderer) gap(m *margin) { s.put(m.blank()) }

func (s *renderer) faded(text string) string { return s.palette.wrap(Muted, text) }

// notice is a word of ours below the note.
func (s *renderer) notice(text string) {
	s.gap(nil)
	s.put(s.faded(text))
}

// passage wraps running text and puts its lines and links in place.
func (s *renderer) passage(p *passage, m *margin) {
	for _, c := range s.flow(p, s.room(m)) {
		if pos := p.source(c.from); pos >= 0 {
			s.lastSource = s.sourceLine(pos)
		}
		s.linkSpans(p, c, m.width(), len(s.out.Lines))
		s.put(m.next() + s.styled(p, c))
	}
}

// flow breaks a passage into lines. Where what is printed is not to be cut,
// words longer than a line stay whole, and so does code inside of a sentence
// unless it alone is longer.
func (s *renderer) flow(p *passage, room int) []cut {
	text := p.text.String()
	if !s.intact {
		return flow(text, room)
	}
	f := flower{text: text, room: max(room, 1), intact: true}
	from := 0
	for _, r := range p.runs {
		if r.style&coded != 0 && ansi.StringWidth(text[from:r.to]) <= room {
			f.solid = append(f.solid, [2]int{from, r.to})
		}
		from = r.to
	}
	return f.run()
}

// styled is one line of a passage in its looks.
func (s *renderer) styled(p *passage, c cut) string {
	var b strings.Builder
	text := p.text.String()
	s.eachRun(p, c, func(r run, from, to int) {
		part := text[from:to]
		if codes := r.style.codes(s.palette); codes != "" {
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
func (s *renderer) eachRun(p *passage, c cut, visit func(r run, from, to int)) {
	i := sort.Search(len(p.runs), func(i int) bool { return p.runs[i].to > c.from })
	from := c.from
	for ; i < len(p.runs) && from < c.to; i++ {
		to := min(p.runs[i].to, c.to)
		visit(p.runs[i], from, to)
		from = to
	}
}

func (s *renderer) linkSpans(p *passage, c cut, column, line int) {
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
func (s *renderer) addSpan(link, line, start, end int) {
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
