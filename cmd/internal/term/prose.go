package term

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// ProseView is how the difference between two versions of a note is shown.
type ProseView uint8

// The views.
const (
	ProseRendered ProseView = iota // as one reads it; markup is seen where it changed
	ProseWords                     // the source, words marked
	ProseSource                    // the source, line by line
	ProseViews
)

func (v ProseView) String() string { return [...]string{"rendered", "words", "source"}[v%ProseViews] }

// ProseOptions say how a difference is laid out.
type ProseOptions struct {
	Width   int // columns to fill
	Palette Palette
	View    ProseView
	Whole   bool // show also what is the same, however long
}

// ProseLayout is a difference as lines of a terminal.
type ProseLayout struct {
	Lines   []string
	Spots   []ProseSpot // per line
	Changes []int       // the lines at which changes begin
}

// ProseSpot is what a line is about: lines of a file that a comment can be about.
type ProseSpot struct {
	At      note.Span // zero: none
	Gone    bool      // of the old file
	Changed bool
}

// LayoutProse lays out what changed between two versions of the note at path; nil stands
// for no note. Words that came are green and underlined, words that went red and struck
// through; without colour they stand in {+ +} and [- -]. The texts may be hostile.
func LayoutProse(path string, old, new []byte, o ProseOptions) ProseLayout {
	d := &proseRenderer{o: o}
	d.o.Width = min(max(o.Width, leastMarkdown), mostMarkdown)
	switch o.View {
	case ProseWords:
		d.source(note.CompareSourceWords(old, new))
	case ProseSource:
		d.source(note.CompareSource(old, new))
	default:
		p := note.CompareProse(path, old, new)
		if old == nil && new != nil {
			d.whole(path, new, p)
			break
		}
		d.rendered(p)
	}
	return d.out
}

// proseRenderer is a difference while it is laid out.
type proseRenderer struct {
	o      ProseOptions
	out    ProseLayout
	inside bool // of a change
}

// signs stand left of what changed.
var signs = map[note.Change]string{note.Same: " ", note.Added: "+", note.Removed: "-", note.Changed: "~", note.Moved: "»"}

func (d *proseRenderer) sign(c note.Change) string {
	style := map[note.Change]Style{note.Added: Good, note.Removed: Bad, note.Changed: Warn, note.Moved: Warn}[c]
	return d.o.Palette.wrap(style, signs[c]) + " "
}

const gutter = 2 // columns of the sign

// put adds a finished line.
func (d *proseRenderer) put(line string, s ProseSpot) {
	if s.Changed && !d.inside {
		d.out.Changes = append(d.out.Changes, len(d.out.Lines))
	}
	d.inside = s.Changed || d.inside && s.At == (note.Span{})
	d.out.Lines = append(d.out.Lines, strings.TrimRight(line, " "))
	d.out.Spots = append(d.out.Spots, s)
}

func (d *proseRenderer) gap() {
	if n := len(d.out.Lines); n > 0 && d.out.Lines[n-1] != "" {
		d.put("", ProseSpot{})
	}
}

// fold says that so many lines are the same.
func (d *proseRenderer) fold(lines int) {
	if lines <= 0 {
		return
	}
	words := fmt.Sprintf("%d lines are the same", lines)
	if lines == 1 {
		words = "1 line is the same"
	}
	d.put(strings.Repeat(" ", gutter)+d.o.Palette.wrap(Muted, "⋯ "+words), ProseSpot{})
}

// around is how many blocks, or lines of source, that are the same are shown beside a
// change.
const (
	aroundBlocks = 1
	aroundLines  = 3
)

// near marks what is at most so far from a change.
func near(n, around int, changed func(i int) bool) []bool {
	out := make([]bool, n)
	for i := range n {
		if changed(i) {
			for k := max(i-around, 0); k <= min(i+around, n-1); k++ {
				out[k] = true
			}
		}
	}
	return out
}

// rendered lays out blocks.
func (d *proseRenderer) rendered(p note.Prose) {
	if p.Layout {
		d.put(strings.Repeat(" ", gutter)+d.o.Palette.wrap(Muted, "Reads the same: only how it is laid out in the file differs."), ProseSpot{})
		return
	}
	shown := near(len(p.Blocks), aroundBlocks, func(i int) bool { return p.Blocks[i].Change != note.Same })
	skipped := 0
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Kind == note.ProseField && b.Change == note.Same && !d.o.Whole {
			continue
		}
		if !shown[i] && !d.o.Whole {
			skipped += b.New.Last - b.New.First + 1
			continue
		}
		if i > 0 && !(skipped == 0 && together(&p.Blocks[i-1], b)) {
			d.gap()
		}
		if skipped > 0 {
			d.fold(skipped)
			d.gap()
			skipped = 0
		}
		d.block(b)
	}
	if skipped > 0 {
		d.gap()
		d.fold(skipped)
	}
}

// whole lays out a new note as it will be read. Each heading begins a change.
func (d *proseRenderer) whole(path string, src []byte, p note.Prose) {
	sentences := map[int]note.Span{}
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Kind == note.ProseField {
			d.block(b)
		}
		for k := range b.Pieces {
			at, _ := b.Place(k)
			for line := b.Pieces[k].At.First; line <= b.Pieces[k].At.Last; line++ {
				if _, known := sentences[line]; !known {
					sentences[line] = at
				}
			}
		}
	}
	n := note.Parse(path, src)
	before := n.BodyLine() - 1
	r := Layout(string(n.Body()), MarkdownOptions{Width: d.o.Width - gutter, Color: d.o.Palette.Color, Dark: d.o.Palette.Dark})
	d.gap()
	heads := map[int]bool{}
	for _, h := range r.Headings {
		heads[h.Line] = true
	}
	for i, line := range r.Lines {
		at := note.Span{First: before + r.Source[i], Last: before + r.Source[i]}
		if s, ok := sentences[at.First]; ok {
			at = s
		}
		if strings.TrimSpace(line) == "" {
			at = note.Span{}
		}
		d.inside = d.inside && !heads[i]
		d.put(d.sign(note.Added)+line, ProseSpot{At: at, Changed: true})
	}
}

// together reports blocks without an empty line between.
func together(a, b *note.ProseBlock) bool {
	return a.Kind == b.Kind && (b.Kind == note.ProseField || b.Kind == note.ProseRow || b.Kind == note.ProseItem)
}
