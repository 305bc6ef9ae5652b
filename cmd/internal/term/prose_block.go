package term

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/pkg/note"
)

// block lays out a block with the sign of what became of it.
func (d *proseRenderer) block(b *note.ProseBlock) {
	if b.Kind == note.ProseCode {
		d.code(b)
		return
	}
	first, rest := d.lead(b)
	p, ends := d.passage(b)
	if b.Change == note.Moved {
		p.add(fmt.Sprintf("  (was on line %d)", b.Old.First), faint, 0)
		ends = append(ends, p.text.Len())
	}
	s := &renderer{palette: d.o.Palette}
	text := p.text.String()
	for i, c := range flow(text, max(d.o.Width-gutter-ansi.StringWidth(rest), leastRoom)) {
		lead := rest
		if i == 0 {
			lead = first
		}
		d.put(d.sign(b.Change)+lead+s.styled(p, c), d.spot(b, pieceAt(b, ends, c)))
	}
}

// lead is what stands before the first line of a block, and before its others.
func (d *proseRenderer) lead(b *note.ProseBlock) (first, rest string) {
	if b.Quoted {
		first = d.o.Palette.wrap(Muted, "│") + " "
	}
	first += strings.Repeat("  ", min(max(b.Depth-1, 0), 8))
	rest = first
	label := Clean(b.Label)
	switch b.Kind {
	case note.ProseItem:
		return first + d.o.Palette.wrap(Muted, label) + " ", rest + strings.Repeat(" ", ansi.StringWidth(label)+1)
	case note.ProseHeading:
		return first + d.o.Palette.wrap(Muted, label) + " ", rest + strings.Repeat(" ", ansi.StringWidth(label)+1)
	case note.ProseField:
		return d.o.Palette.wrap(Muted, label+":") + " ", "  "
	}
	if b.Depth > 0 {
		return first + "  ", rest + "  "
	}
	return first, rest
}

// passage is a block as running text, and where in it each piece ends.
func (d *proseRenderer) passage(b *note.ProseBlock) (*passage, []int) {
	p := &passage{}
	ends := make([]int, len(b.Pieces))
	for i, piece := range b.Pieces {
		text := one(piece.Text)
		if i == 0 {
			text = strings.TrimPrefix(text, " ")
		}
		if hidden := piece.Markup && piece.Change == note.Same || piece.Markup && b.Change != note.Changed; hidden && d.o.Palette.Color {
			text = text[:len(text)-len(strings.TrimLeft(text, " "))]
		}
		more := func(k int) bool { return k >= 0 && k < len(b.Pieces) && b.Pieces[k].Change == piece.Change }
		d.add(p, text, piece, b, brackets{!more(i - 1), !more(i + 1)})
		ends[i] = p.text.Len()
	}
	return p, ends
}

// add sets the words of a piece. Spaces around it are no part of a mark.
func (d *proseRenderer) add(p *passage, text string, piece note.Piece, b *note.ProseBlock, at brackets) {
	k := styleOf(piece.Style)
	if b.Kind == note.ProseHeading {
		k |= bold
	}
	change := piece.Change
	if b.Change == note.Added || b.Change == note.Removed || b.Change == note.Moved {
		change = note.Same // the sign says it for all of it
		if b.Change == note.Removed {
			k |= faint
		}
	}
	body := strings.TrimLeft(text, " ")
	p.add(text[:len(text)-len(body)], 0, 0)
	d.marked(p, body, k, change, at)
}

// brackets says which of {+ and +} a piece needs: pieces with one fate share them.
type brackets struct{ open, shut bool }

// marked adds words with what became of them.
func (d *proseRenderer) marked(p *passage, body string, k textStyle, change note.Change, at brackets) {
	open, shut := "", ""
	switch change {
	case note.Added:
		k, open, shut = k|good|under, "{+", "+}"
	case note.Removed:
		k, open, shut = k|alarming|struck, "[-", "-]"
	}
	if change == note.Added || change == note.Removed {
		k &^= linked | coded // one colour says one thing
	}
	if d.o.Palette.Color || !at.open {
		open = ""
	}
	if d.o.Palette.Color || !at.shut {
		shut = ""
	}
	p.add(open+body+shut, k, 0)
}

func styleOf(l note.TextStyle) textStyle {
	var k textStyle
	for _, pair := range []struct {
		is note.TextStyle
		k  textStyle
	}{{note.Strong, bold}, {note.Emphasis, italic}, {note.Code, coded}, {note.Linked, linked}} {
		if l&pair.is != 0 {
			k |= pair.k
		}
	}
	return k
}

// one is hostile text as a part of a line, spaces kept.
func one(s string) string {
	return strings.NewReplacer("\n", " ", "\t", tabStop).Replace(CleanText(strings.ToValidUTF8(s, "\uFFFD")))
}

// pieceAt is the piece that a line is about: the first that changed on it, else the first.
func pieceAt(b *note.ProseBlock, ends []int, c cut) int {
	first := sort.SearchInts(ends, c.from+1)
	for i := first; i < len(b.Pieces) && (i == 0 || ends[i-1] < c.to); i++ {
		if b.Pieces[i].Change != note.Same {
			return i
		}
	}
	return min(first, len(b.Pieces)-1)
}

func (d *proseRenderer) spot(b *note.ProseBlock, piece int) ProseSpot {
	s := ProseSpot{At: b.New, Changed: b.Change != note.Same}
	if piece >= 0 {
		s.At, s.Gone = b.Place(piece)
	} else if s.At == (note.Span{}) {
		s.At, s.Gone = b.Old, true
	}
	return s
}

// code lays out lines one by one, those that are the same folded.
func (d *proseRenderer) code(b *note.ProseBlock) {
	changed := func(i int) bool { return b.Pieces[i].Change != note.Same }
	if label := Clean(b.Label); label != "" {
		spot := d.spot(b, -1)
		spot.Changed = spot.Changed && !slices.ContainsFunc(b.Pieces, func(p note.Piece) bool { return p.Change != note.Same })
		d.put(d.sign(b.Change)+d.o.Palette.wrap(Muted, "┌ "+label), spot)
	}
	shown := near(len(b.Pieces), aroundLines, changed)
	skipped := 0
	for i, piece := range b.Pieces {
		if !shown[i] && !d.o.Whole && b.Change != note.Same {
			skipped++
			continue
		}
		d.fold(skipped)
		skipped = 0
		d.line(piece.Change, "│ ", piece.Text, d.spot(b, i))
	}
	d.fold(skipped)
}

// line adds a line of source, wrapped.
func (d *proseRenderer) line(c note.Change, lead, text string, s ProseSpot) {
	style := map[note.Change]Style{note.Added: Good, note.Removed: Bad}[c]
	s.Changed = c != note.Same
	for _, cut := range strings.Split(ansi.Hardwrap(one(text), max(d.o.Width-gutter-ansi.StringWidth(lead), leastRoom), true), "\n") {
		d.put(d.sign(c)+d.o.Palette.wrap(Muted, lead)+d.o.Palette.wrap(style, cut), s)
	}
}

// source lays out lines of the files.
func (d *proseRenderer) source(lines []note.SourceLine) {
	shown := near(len(lines), aroundLines, func(i int) bool { return lines[i].Change != note.Same })
	skipped := 0
	for i, l := range lines {
		if !shown[i] && !d.o.Whole {
			skipped++
			continue
		}
		d.fold(skipped)
		skipped = 0
		spot := ProseSpot{At: note.Span{First: l.New, Last: l.New}, Changed: l.Change != note.Same}
		if l.Change == note.Removed {
			spot.At, spot.Gone = note.Span{First: l.Old, Last: l.Old}, true
		}
		if l.Change == note.Changed {
			d.woven(l, spot)
			continue
		}
		d.line(l.Change, "", l.Text, spot)
	}
	d.fold(skipped)
}

// woven adds a line with words that came and went.
func (d *proseRenderer) woven(l note.SourceLine, spot ProseSpot) {
	p := &passage{}
	for i, piece := range l.Pieces {
		text := one(piece.Text)
		body := strings.TrimLeft(text, " ")
		p.add(text[:len(text)-len(body)], 0, 0)
		more := func(k int) bool { return k >= 0 && k < len(l.Pieces) && l.Pieces[k].Change == piece.Change }
		d.marked(p, body, 0, piece.Change, brackets{!more(i - 1), !more(i + 1)})
	}
	s := &renderer{palette: d.o.Palette}
	text := p.text.String()
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	for i, c := range flow(text, max(d.o.Width-gutter, leastRoom)) {
		line := s.styled(p, c)
		if i == 0 {
			line = indent + line
		}
		d.put(d.sign(note.Changed)+line, spot)
	}
}
