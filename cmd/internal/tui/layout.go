package tui

import (
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// layout is a note laid out for a width: what a page shows. It is made off the
// loop and never changed.
type layout struct {
	lines    []string
	links    []spot // in reading order
	firsts   []int  // per link: the first of its spots
	headings []term.HeadingLine
	body     int // the line below the head
}

// spot is a link, or one line of a link that was wrapped.
type spot struct {
	n                int // spots of one link share it
	line, start, end int
	goal             goal
}

// goal is where a link leads: to one of a note in the pool, a heading of this
// note, a page on the web, or – all empty – somewhere we cannot go.
type goal struct {
	note   note.Address
	anchor string
	web    string
	entry  string // file of an entry of this note's thread: it is chosen, not gone to
	raw    string // as written, cleaned
}

// layoutOptions are what laying out depends on besides the note.
type layoutOptions struct {
	styles styles
	width  int
	now    time.Time
	pool   string // the note's, where it is another one than that which is browsed
}

// of is how a note of some pool is laid out.
func (p layoutOptions) of(at place) layoutOptions {
	p.pool = at.pool
	return p
}

func (p layoutOptions) options(width int) term.MarkdownOptions {
	return term.MarkdownOptions{Width: width, Color: p.styles.palette.Color, Dark: p.styles.palette.Dark, Links: p.styles.links, Bare: true}
}

// full lays out a note with everything around it. Without a view only what is
// in the file is there.
func (p layoutOptions) full(n *note.Note, v *pool.View) layout {
	w := &writer{layoutOptions: p, view: v}
	w.head(n, v)
	w.body(n, longestBody, 0)
	if v != nil {
		w.thread(v)
		w.evidence(v)
		w.backlinks(v)
		w.past(v)
	}
	return w.layout
}

// Sizes up to which a note is laid out: all of it, what a preview shows, and
// what a page shows while the rest is still being laid out.
const (
	longestBody    = 1 << 20
	longestPreview = 12 << 10
	longestTeaser  = 32 << 10
)

// preview lays out the beginning of a note.
func (p layoutOptions) preview(n *note.Note) layout {
	w := &writer{layoutOptions: p}
	w.head(n, nil)
	w.body(n, longestPreview, 0)
	return w.layout
}

// teaser is a long note's beginning, to be read until all of it is there.
func (p layoutOptions) teaser(n *note.Note) layout {
	w := &writer{layoutOptions: p}
	w.head(n, nil)
	w.body(n, longestTeaser, 0)
	return w.layout
}

// add takes a spot in.
func (s *layout) add(l spot) {
	if n := len(s.links); n == 0 || s.links[n-1].n != l.n {
		s.firsts = append(s.firsts, n)
	}
	s.links = append(s.links, l)
}

// link is the first spot of the link that is chosen; links are numbered from 0
// in reading order, and no other number is one.
func (s *layout) link(chosen int) (spot, bool) {
	if chosen < 0 || chosen >= len(s.firsts) {
		return spot{}, false
	}
	return s.links[s.firsts[chosen]], true
}

const mostWrapped = 200 // lines that one link may take up

// shown is a line with the chosen link reversed.
func (s *layout) shown(line int, chosen spot, l styles) string {
	text := s.lines[line]
	if chosen.n == 0 || line < chosen.line || line > chosen.line+mostWrapped {
		return text
	}
	for _, at := range s.links {
		if at.n == chosen.n && at.line == line {
			text = ansi.Truncate(text, at.start, "") + l.reverse(ansi.Cut(text, at.start, at.end)) + ansi.TruncateLeft(text, at.end, "")
		}
	}
	return text
}
