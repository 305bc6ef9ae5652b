package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	extast "github.com/yuin/goldmark/extension/ast"
)

// grid is a table of a note: cells of running text.
type grid struct {
	head  []*passage
	rows  [][]*passage
	lines []int // source line of each row
	align []extast.Alignment
}

const (
	gridGap   = 2
	leastCell = 8 // columns below which a cell cannot be read
)

// table lays a table out in columns that fit the width, cells wrapped; where
// the columns would be too narrow to read, each row becomes a stack of
// "heading: value" lines.
func (s *renderer) table(n *extast.Table, m *margin) {
	line := s.lastSource
	g := s.grid(n)
	widths, fits := g.fit(s.room(m), s.leastCells(g))
	if !fits {
		s.stacked(g, m)
		return
	}
	s.lastSource = line
	s.gridRow(g, g.head, widths, m)
	rules := make([]string, len(widths))
	for i, w := range widths {
		rules[i] = strings.Repeat(s.dash(), w)
	}
	s.put(m.next() + s.faded(strings.Join(rules, strings.Repeat(" ", gridGap))))
	tall := false
	for i, row := range g.rows {
		s.lastSource = g.lines[i]
		if tall {
			s.gap(m) // rows of several lines need air between them
		}
		tall = s.gridRow(g, row, widths, m) > 1
	}
}

func (s *renderer) grid(n *extast.Table) *grid {
	g := &grid{align: n.Alignments}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		style := textStyle(0)
		_, isHead := row.(*extast.TableHeader)
		if isHead {
			style = bold
		}
		var cells []*passage
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, s.read(c, style))
		}
		if isHead {
			g.head = cells
			continue
		}
		s.at(row)
		g.rows, g.lines = append(g.rows, cells), append(g.lines, s.lastSource)
	}
	return g
}

// fit gives each column the width it wants, or takes from the widest until all
// fit; it reports false when some column would become too narrow to read.
func (g *grid) fit(room int, least []int) (widths []int, fits bool) {
	widths = make([]int, len(g.head))
	for _, row := range append([][]*passage{g.head}, g.rows...) {
		for i := range min(len(row), len(widths)) {
			widths[i] = max(widths[i], longest(row[i].text.String()), 1)
		}
	}
	sum := gridGap * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	for sum > room {
		widest := -1
		for i, w := range widths {
			if w > least[i] && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return widths, false
		}
		// Take down to the next column's width at once when far too wide.
		step := max(1, min(sum-room, (widths[widest]-least[widest])/8))
		widths[widest] -= step
		sum -= step
	}
	return widths, true
}

// leastCells is the width below which each column cannot be read: a few
// letters, or the longest word that is not to be cut.
func (s *renderer) leastCells(g *grid) []int {
	least := make([]int, len(g.head))
	for i := range least {
		least[i] = leastCell
	}
	if !s.intact {
		return least
	}
	for _, row := range append([][]*passage{g.head}, g.rows...) {
		for i := range min(len(row), len(least)) {
			for _, c := range s.flow(row[i], leastCell) {
				least[i] = max(least[i], c.width)
			}
		}
	}
	return least
}

func longest(text string) int {
	width := 0
	for line := range strings.SplitSeq(text, "\n") {
		width = max(width, ansi.StringWidth(line))
	}
	return width
}

// gridRow puts one row and returns how many lines it took.
func (s *renderer) gridRow(g *grid, row []*passage, widths []int, m *margin) int {
	cuts := make([][]cut, len(widths))
	height := 1
	for i := range min(len(row), len(widths)) {
		cuts[i] = s.flow(row[i], widths[i])
		height = max(height, len(cuts[i]))
	}
	for y := range height {
		var line strings.Builder
		column := m.width()
		for i, width := range widths {
			left, right := width, 0
			body := ""
			if y < len(cuts[i]) {
				c := cuts[i][y]
				left, right = g.pad(i, width-min(c.width, width))
				s.linkSpans(row[i], c, column+left, len(s.out.Lines))
				body = s.styled(row[i], c)
			}
			line.WriteString(strings.Repeat(" ", left) + body + strings.Repeat(" ", right))
			if i < len(widths)-1 {
				line.WriteString(strings.Repeat(" ", gridGap))
			}
			column += width + gridGap
		}
		s.put(m.next() + line.String())
	}
	return height
}

// pad divides free columns as a column is aligned.
func (g *grid) pad(column, free int) (left, right int) {
	if column < len(g.align) {
		switch g.align[column] {
		case extast.AlignRight:
			return free, 0
		case extast.AlignCenter:
			return free / 2, free - free/2
		}
	}
	return 0, free
}

// stacked shows each row as lines of "heading: value".
func (s *renderer) stacked(g *grid, m *margin) {
	for i, row := range g.rows {
		if i > 0 {
			s.gap(m)
		}
		s.lastSource = g.lines[i]
		inner := s.within(m, "", "")
		for j := range min(len(row), len(g.head)) {
			if row[j].text.Len() == 0 {
				continue
			}
			p := &passage{}
			s.shift(p, g.head[j])
			p.add(": ", bold, 0)
			s.shift(p, row[j])
			s.passage(p, s.within(inner, "", ""))
		}
	}
}
