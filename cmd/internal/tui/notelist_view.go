package tui

import (
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// rect is a part of the screen, in cells. Without a width it is not shown.
type rect struct{ x, y, w, h int }

func (r rect) holds(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// panes is where the parts of the note list are, below its filter line.
type panes struct{ facets, list, preview rect }

// Columns from which the parts of the note list stand side by side.
const (
	besideFrom = 100 // list and preview
	threeFrom  = 140 // facets, list and preview
	stackFrom  = 60  // list above preview; below: the list alone
	stackRows  = 16  // and as many rows
	facetCols  = 28
)

// panes shares the room out. Both View and the mouse go by it.
func (h *noteList) panes() panes {
	var p panes
	x, w, rows := 0, h.width, max(h.height-1, 1)
	if facets := h.width >= threeFrom || h.side; facets && len(h.choices) > 0 {
		cols := min(facetCols, max(w/2, 12))
		if h.width < stackFrom {
			cols = w
		}
		p.facets = rect{0, 1, cols, rows}
		x, w = cols+1, w-cols-1
	}
	switch {
	case w <= 0:
	case h.width >= besideFrom && w >= 60:
		left := w * 45 / 100
		p.list = rect{x, 1, left, rows}
		p.preview = rect{x + left + 1, 1, w - left - 1, rows}
	case h.width >= stackFrom && h.height >= stackRows:
		top := rows * 45 / 100
		p.list = rect{x, 1, w, top}
		p.preview = rect{x, top + 2, w, rows - top - 1}
	default:
		p.list = rect{x, 1, w, rows}
	}
	return p
}

// view draws the note list.
func (h *noteList) view() []string {
	p := h.panes()
	out := []string{h.filterLine()}
	var body []string
	switch {
	case p.list.w == 0:
		return append(out, h.facetLines(p.facets)...)
	case p.preview.w == 0:
		body = h.listLines(p.list)
	case p.preview.y > p.list.y:
		body = append(h.listLines(p.list), h.styles.muted(strings.Repeat("─", p.list.w)))
		body = append(body, h.previewLines(p.preview)...)
	default:
		body = h.styles.beside(h.listLines(p.list), h.previewLines(p.preview), p.list.w)
	}
	if p.facets.w > 0 {
		body = h.styles.beside(h.facetLines(p.facets), body, p.facets.w)
	}
	return append(out, body...)
}

func (h *noteList) filterLine() string {
	right := h.styles.muted(h.count())
	if h.problem != "" {
		right = h.styles.warn(cut(term.Clean(h.problem), h.width*2/3))
		return fit(fit(h.styles.accent("/")+" "+h.filter.view(h.styles, h.width/3-2, h.typing, ""), h.width/3)+right, h.width)
	}
	w := h.width - len([]rune(h.count())) - 3
	return h.styles.accent("/") + " " + h.filter.view(h.styles, w, h.typing, h.filterHint()) + " " + right
}

func (h *noteList) filterHint() string {
	if h.wide {
		return "words, in every pool you know"
	}
	return "words, topic:…, tag:…, \"exact phrase\""
}

// count says how many notes are listed, of how many.
func (h *noteList) count() string {
	switch {
	case h.all == nil:
		return ""
	case h.wide && h.pending:
		return "every pool"
	case h.wide:
		return fmt.Sprintf("%s in %s", thousands(h.wideTotal), plural(h.widePools, "pool"))
	case !h.filtered:
		return thousands(len(h.all.cards))
	}
	return fmt.Sprintf("%s of %s", thousands(len(h.order)+len(h.hits)), thousands(len(h.all.cards)))
}

// thousands writes a number for people: 100,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (h *noteList) listLines(box rect) []string {
	if h.list.n == 0 {
		return centred(h.emptyWords(box.w), box.w, box.h)
	}
	var m *matcher
	if h.filtered {
		m = newMatcher(h.parsed)
	}
	from, to := h.list.visible()
	out := make([]string, 0, box.h)
	for i := from; i < to; i++ {
		out = append(out, h.row(i, box.w, m))
	}
	return block(out, box.h)
}

// emptyWords is what stands where no note does.
func (h *noteList) emptyWords(width int) []string {
	l := h.styles
	var words []string
	switch {
	case h.all == nil:
		words = []string{l.muted("Reading the notes…")}
	case h.wide && h.waiting:
		words = []string{l.muted("Searching every pool…")}
	case h.wide:
		words = []string{l.title("Nothing matches in any of your pools."), "", l.muted("esc clears the search, E searches this pool alone.")}
		if len(h.suggest) > 0 {
			words = append(words, "", "Did you mean "+l.accent(strings.Join(h.suggest, ", "))+"?")
		}
	case len(h.all.cards) == 0:
		words = []string{l.title("This pool has no notes yet."), "", l.paint(term.Plain, "n writes the first one,"), l.paint(term.Plain, "S fetches what the others have.")}
	case h.waiting:
		words = []string{l.muted("Searching the text…")}
	case h.filter.value() == everyPersonQuery:
		words = []string{l.title("Nobody has a card yet."), "", l.paint(term.Plain, ":me writes yours; w on a note tells whom to ask about it.")}
	case h.filter.value() == everyStaleQuery:
		words = []string{l.title("Nothing asks to be looked at again."), "", l.muted("esc shows the whole pool.")}
	default:
		words = []string{l.title("Nothing matches."), ""}
		if len(h.suggest) > 0 {
			words = append(words, "Did you mean "+l.accent(strings.Join(h.suggest, ", "))+"?", "")
		}
		words = append(words, l.muted("esc clears the search, n writes a note about it, :ask asks the others."))
	}
	var out []string
	for _, w := range words {
		out = append(out, hang("", "", w, width)...)
	}
	return out
}

// row draws one row of the list.
func (h *noteList) row(i, width int, m *matcher) string {
	l := h.styles
	card, hit := h.card(i)
	switch h.kind(i) {
	case rulerRow:
		return fit(l.muted("── in the text "+strings.Repeat("─", max(width-15, 0))), width)
	case snippetRow:
		return fit("    "+l.mark(term.Muted, hit.snippet, hit.marks), width)
	}
	chosen := i == h.list.cursor
	left := l.bar(chosen, h.focus == listPane) + " " + h.rowTitle(card, hit, m, chosen)
	return l.entry(left, whereabouts(card), h.rowEnd(card, hit, width), width)
}

// whereabouts is the topic of a note, and its language where its file names one.
func whereabouts(c *card) string {
	if c.Lang == "" {
		return c.Topic
	}
	return strings.TrimPrefix(c.Topic+" · "+c.Lang, " · ")
}

func (h *noteList) rowTitle(c *card, hit *hit, m *matcher, chosen bool) string {
	base := term.Plain
	if chosen {
		base = term.Title
	}
	switch {
	case hit != nil:
		return h.styles.mark(base, c.Title, hit.titleMarks)
	case m != nil:
		return h.styles.mark(base, c.Title, m.marks(c.Title))
	}
	return h.styles.paint(base, c.Title)
}

// rowEnd is the state of a note and its age; of another pool's its pool comes first.
func (h *noteList) rowEnd(c *card, hit *hit, width int) string {
	if hit == nil || hit.pool == "" {
		return h.stateAndAge(c, h.states[c.Address], width)
	}
	whose := h.styles.topic(cut(hit.pool, max(width/4, 1)))
	if width < stackFrom {
		return whose // there is no room for more
	}
	return whose + " " + h.stateAndAge(c, "", width)
}

func (h *noteList) stateAndAge(c *card, state string, width int) string {
	l := h.styles
	age := l.muted(fmt.Sprintf("%4s", age(c.changed(), h.host.Now())))
	if width < 34 {
		return ""
	}
	if state != "" && !c.Broken {
		return l.warn(state) + " " + age
	}
	word, style := stateWord(c)
	if word == "" || width < 44 {
		return age
	}
	return l.paint(style, word) + " " + age
}

// age is how long ago something was, in at most four characters.
func age(t, now time.Time) string {
	d := now.Sub(t)
	day := 24 * time.Hour
	switch {
	case t.IsZero():
		return ""
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 14*day:
		return fmt.Sprintf("%dd", d/day)
	case d < 60*day:
		return fmt.Sprintf("%dw", d/(7*day))
	case d < 365*day:
		return fmt.Sprintf("%dmo", d/(30*day))
	}
	return fmt.Sprintf("%dy", d/(365*day))
}

func (h *noteList) previewLines(box rect) []string {
	out := make([]string, 0, box.h)
	if h.previewOf == (place{}) {
		return block(out, box.h)
	}
	if h.previewErr != nil {
		return block(unreadable(h.shared, h.previewErr, box.w-2), box.h)
	}
	h.preview.resize(len(h.layout.lines), box.h)
	for i := h.preview.top; i < min(h.preview.top+box.h, len(h.layout.lines)); i++ {
		bar := " "
		if h.focus == previewPane {
			bar = h.styles.accent("▏")
		}
		out = append(out, bar+cut(h.layout.lines[i], box.w-1))
	}
	return block(out, box.h)
}

// unreadable says why a note cannot be shown and what to do.
func unreadable(s *shared, err error, width int) []string {
	msg, hint := s.host.Explain(err)
	out := append([]string{"", ""}, hang(" ", " ", s.styles.bad("This note cannot be read."), width)...)
	out = append(append(out, ""), hang(" ", " ", s.styles.paint(term.Plain, msg), width)...)
	if hint != "" {
		out = append(append(out, ""), hang(" ", " ", s.styles.muted(hint), width)...)
	}
	return append(append(out, ""), hang(" ", " ", s.styles.muted("ctrl+r looks at the files again."), width)...)
}

// click puts the cursor where a person clicked and reports whether that was on
// the row it was on already.
func (h *noteList) click(x, y int) (cmd tea.Cmd, again bool) {
	p := h.panes()
	switch {
	case y == 0:
		h.typing = true
	case p.list.holds(x, y):
		h.focus = listPane
		row := h.list.top + y - p.list.y
		if row >= h.list.n || h.kind(row) == rulerRow {
			return nil, false
		}
		was := h.list.cursor
		h.list.cursor = row
		h.list.settle(-1)
		return h.look4preview(false), was == h.list.cursor
	case p.facets.holds(x, y):
		h.focus = facetPane
		if row := h.facets.top + y - p.facets.y; row < h.facets.n && h.facetRow(row) >= 0 {
			h.facets.choose(row)
			return h.pickFacet(), false
		}
	case p.preview.holds(x, y):
		h.focus = previewPane
	}
	return nil, false
}

// wheel scrolls what is under the pointer.
func (h *noteList) wheel(x, y, by int) tea.Cmd {
	p := h.panes()
	switch {
	case p.preview.holds(x, y):
		h.preview.resize(len(h.layout.lines), p.preview.h)
		h.preview.to(h.preview.top + by)
	case p.facets.holds(x, y):
		h.facets.wheel(by)
	default:
		h.list.wheel(by)
		return h.look4preview(false)
	}
	return nil
}
