package term

import (
	"bufio"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Table is rows under named columns. Rows may be shorter than Columns.
type Table struct {
	Columns []Column
	Rows    [][]Cell
	// Lines are the rows instead, each made by [Row], of a table that only a pipe gets: where
	// there are very many, they can be made on several cores before the first is written.
	Lines iter.Seq[string]
}

// Column says how one column makes room when a terminal is narrow.
type Column struct {
	Name  string
	Flex  bool // may be cut, down to Min columns (0: 10)
	Whole bool // never cut: the next command needs it; where it does not fit rows are stacked
	Min   int
	Right bool // numbers
	Drop  int  // 0 never left out; else the higher the sooner
}

// Cell is one value: Text for people, Raw for programs where that differs
// (times). Marks are byte ranges of Text that matched a search.
type Cell struct {
	Text, Raw string
	Style     Style
	Marks     [][2]int
}

// When is a cell that tells a time: in words on a terminal, RFC 3339 UTC in a
// pipe, empty for the zero time.
func When(t, now time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Cell{Text: Ago(t, now), Raw: Moment(t), Style: Muted}
}

// Moment is a time for programs, in RFC 3339 and UTC; "" for none.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

const (
	columnGap = 2
	leastFlex = 10
)

// RenderTable lays a table out: aligned within the width on a terminal, else
// one row a line with tabs between, nothing cut and no heading. A table
// without rows is "".
func (s *Streams) RenderTable(t Table) string {
	if !s.OutTTY {
		var b strings.Builder
		_ = tabbed(&b, t) // a Builder takes everything
		return b.String()
	}
	if len(t.Rows) == 0 {
		return ""
	}
	return t.aligned(s.Palette(), s.Width())
}

// tabbed writes a table for programs.
func tabbed(to io.Writer, t Table) error {
	b := bufio.NewWriterSize(to, 32<<10)
	if t.Lines != nil {
		for line := range t.Lines {
			b.WriteString(line) //nolint:errcheck // Flush tells
		}
	}
	for _, row := range t.Rows {
		for i := range t.Columns {
			if i > 0 {
				b.WriteByte('\t') //nolint:errcheck // Flush tells
			}
			b.WriteString(raw(cell(row, i))) //nolint:errcheck // Flush tells
		}
		b.WriteByte('\n') //nolint:errcheck // Flush tells
	}
	return b.Flush()
}

// Row is one row as a pipe gets it: its cells cleaned, with tabs between, and a newline. It
// shares no memory with them.
func Row(cells ...string) string {
	size := 0
	for _, c := range cells {
		size += len(c) + 1
	}
	var b strings.Builder
	b.Grow(size)
	for i, c := range cells {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(Clean(c))
	}
	b.WriteByte('\n')
	return b.String()
}

func raw(c Cell) string {
	if c.Raw != "" {
		return Clean(c.Raw)
	}
	return Clean(c.Text)
}

func cell(row []Cell, i int) Cell {
	if i < len(row) {
		return row[i]
	}
	return Cell{}
}

func (t Table) aligned(p Palette, width int) string {
	widths := t.fit(width)
	if t.cutsWhole(widths) {
		return t.stacked(p, width)
	}
	var b strings.Builder
	t.line(&b, widths, func(i int) string {
		return p.Paint(Muted, ansi.Truncate(strings.ToUpper(t.Columns[i].Name), widths[i], "…"))
	})
	for _, row := range t.Rows {
		t.line(&b, widths, func(i int) string { return t.paint(p, cell(row, i), widths[i]) })
	}
	return b.String()
}

// cutsWhole reports that a column which must not be cut would be.
func (t Table) cutsWhole(widths []int) bool {
	for i, natural := range t.natural() {
		if t.Columns[i].Whole && widths[i] < natural {
			return true
		}
	}
	return false
}

// stacked writes each row as a line of its words, and below it what must be whole.
func (t Table) stacked(p Palette, width int) string {
	var b strings.Builder
	for _, row := range t.Rows {
		var words, whole []string
		for i, c := range t.Columns {
			text := p.Mark(cell(row, i).Style, Clean(cell(row, i).Text), nil)
			switch {
			case text == "":
			case c.Whole:
				whole = append(whole, text)
			default:
				words = append(words, text)
			}
		}
		b.WriteString(Hang("", "  ", strings.Join(words, "  "), width) + "\n")
		for _, text := range whole {
			b.WriteString(Hang("  ", "  ", text, width) + "\n")
		}
	}
	return b.String()
}

// paint cuts and colours one cell. Marks are given up when cleaning moved the
// bytes they point to.
func (t Table) paint(p Palette, c Cell, width int) string {
	text := Clean(c.Text)
	if text != c.Text {
		c.Marks = nil
	}
	if ansi.StringWidth(text) <= width {
		return p.Mark(c.Style, text, c.Marks)
	}
	return ansi.Truncate(p.Mark(c.Style, text, c.Marks), width, "…")
}

// line writes one row; columns of width 0 are left out, the last one kept is
// not padded.
func (t Table) line(b *strings.Builder, widths []int, text func(int) string) {
	pending := 0
	for i, width := range widths {
		if width == 0 {
			continue
		}
		s := text(i)
		space := strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
		b.WriteString(strings.Repeat(" ", pending))
		pending = columnGap
		if t.Columns[i].Right {
			b.WriteString(space + s)
			continue
		}
		b.WriteString(s)
		pending += len(space)
	}
	b.WriteByte('\n')
}

// fit returns the width of each column, 0 for those left out. Empty columns go
// first; then flexible ones shrink, widest first; then the droppable ones go,
// highest Drop first; whatever is left is cut evenly from the widest.
//
// Example: at 40 columns an address of 25, a title of 40 and an age of 11 want
// 80; the title (Flex, Min 12) shrinks to 12, still 52; the age (Drop 1) goes,
// and the title gets the 13 columns that are left.
func (t Table) fit(width int) []int {
	natural := t.natural()
	widths := append([]int(nil), natural...)
	for !t.shrink(natural, widths, width) {
		if !t.drop(natural, widths) {
			cutWidest(widths, width)
			break
		}
	}
	return widths
}

func (t Table) natural() []int {
	widths := make([]int, len(t.Columns))
	for _, row := range t.Rows {
		for i := range min(len(row), len(widths)) {
			widths[i] = max(widths[i], ansi.StringWidth(Clean(row[i].Text)))
		}
	}
	for i, w := range widths {
		if w > 0 {
			widths[i] = max(w, ansi.StringWidth(t.Columns[i].Name))
		}
	}
	return widths
}

// shrink takes what is too much from the flexible columns and reports whether
// that was enough. It starts anew from the natural widths of what is left.
func (t Table) shrink(natural, widths []int, width int) bool {
	for i := range widths {
		if widths[i] > 0 {
			widths[i] = natural[i]
		}
	}
	for total(widths) > width {
		widest := -1
		for i, c := range t.Columns {
			if c.Flex && widths[i] > c.least() && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
	}
	return true
}

func (c Column) least() int {
	if c.Min > 0 {
		return c.Min
	}
	return leastFlex
}

func (t Table) drop(natural, widths []int) bool {
	worst := -1
	for i, c := range t.Columns {
		if c.Drop > 0 && widths[i] > 0 && (worst < 0 || c.Drop > t.Columns[worst].Drop) {
			worst = i
		}
	}
	if worst < 0 {
		return false
	}
	widths[worst], natural[worst] = 0, 0
	return true
}

func cutWidest(widths []int, width int) {
	for total(widths) > width {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= 1 {
			return
		}
		widths[widest]--
	}
}

func total(widths []int) int {
	sum := -columnGap
	for _, w := range widths {
		if w > 0 {
			sum += w + columnGap
		}
	}
	return sum
}
