package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/note"
)

// pane is a part of the note list that can have the keys.
type pane int

const (
	listPane pane = iota
	previewPane
	facetPane
)

// noteList is the pool: a filter on top, topics and other facets, the list, and a
// preview of the chosen note.
type noteList struct {
	*shared
	all     *catalogue // nil until the first one is there
	choices []choice
	states  map[note.Address]string // what is not with the others yet, in a word

	filter               field
	typing               bool
	problem              string       // why the filter is no query yet
	asked                ticket       // for narrowing and for full text
	parsed               parsedFilter // that order and hits belong to
	order                []int32
	reach                []int32 // what a longer filter can find
	filtered             bool    // order counts; else every note is listed
	hits                 []hit   // full text, without those in order
	tail                 []tailRow
	suggest              []string
	pending              bool // titles are being searched
	waiting              bool // for the full text
	wide                 bool // every pool is searched, not this one alone
	wideTotal, widePools int
	eager                bool // open the first note as soon as it is known

	list   list
	facets list
	focus  pane
	side   bool // the facets are shown where there is little room

	previewAsk ticket
	previewOf  place
	previewErr error
	layout     layout
	preview    scroller

	width, height int
}

// tailRow is a row below the fuzzy matches.
type tailRow struct {
	kind rowKind
	hit  int
}

type rowKind int

const (
	noteRow    rowKind = iota // a note
	rulerRow                  // what follows was found in the text
	snippetRow                // where it was found
)

func newNoteList(s *shared) *noteList {
	h := &noteList{shared: s}
	h.list.inert = func(i int) bool { return h.kind(i) != noteRow }
	h.facets.inert = func(i int) bool { return h.facetRow(i) < 0 }
	return h
}

// put takes a new catalogue and shows the same notes as before, as far as they
// are still there.
func (h *noteList) put(all *catalogue) tea.Cmd {
	was, _ := h.chosen()
	h.all = all
	h.filtered, h.order, h.reach, h.hits, h.tail, h.parsed = false, nil, nil, nil, nil, parsedFilter{}
	if h.filter.value() != "" || h.wide {
		return h.search(was)
	}
	h.list.grow(h.rows())
	h.keepOn(was)
	return h.look4preview(true)
}

// takeChoices shows what there is to choose from; it comes after the list.
func (h *noteList) takeChoices(m counted) tea.Cmd {
	if m.of != h.all {
		return nil
	}
	h.choices = m.choices
	h.facets.grow(h.facetRows())
	return h.resize(h.width, h.height)
}

// keepOn puts the cursor back on a note, where it is listed.
func (h *noteList) keepOn(a note.Address) {
	if h.all == nil || a == "" {
		return
	}
	at, ok := h.all.at()[a]
	if !ok {
		return
	}
	if !h.filtered {
		h.list.choose(int(at))
		return
	}
	for i, o := range h.order {
		if o == at {
			h.list.choose(i)
			return
		}
	}
}

// plainRows is the number of rows before the tail.
func (h *noteList) plainRows() int {
	switch {
	case h.all == nil:
		return 0
	case h.filtered:
		return len(h.order)
	}
	return len(h.all.cards)
}

func (h *noteList) rows() int { return h.plainRows() + len(h.tail) }

func (h *noteList) kind(i int) rowKind {
	if n := h.plainRows(); i >= n && i-n < len(h.tail) {
		return h.tail[i-n].kind
	}
	return noteRow
}

// card is the note of a row, with its hit when its text was found.
func (h *noteList) card(i int) (*card, *hit) {
	n := h.plainRows()
	switch {
	case i < 0 || i >= h.rows():
		return nil, nil
	case i >= n:
		hit := &h.hits[h.tail[i-n].hit]
		return &hit.card, hit
	case h.filtered:
		return &h.all.cards[h.order[i]], nil
	}
	return &h.all.cards[i], nil
}

// chosen is the note of this pool under the cursor.
func (h *noteList) chosen() (note.Address, bool) {
	at, ok := h.chosenPlace()
	if !ok || at.pool != "" {
		return "", false
	}
	return at.note, true
}

// chosenPlace is the note under the cursor, of whatever pool.
func (h *noteList) chosenPlace() (place, bool) {
	c, hit := h.card(h.list.cursor)
	switch {
	case c == nil || h.kind(h.list.cursor) != noteRow:
		return place{}, false
	case hit != nil:
		return place{hit.pool, c.Address}, true
	}
	return place{"", c.Address}, true
}

// look4preview asks for the preview of the chosen note when another is shown,
// or – again – in any case.
func (h *noteList) look4preview(again bool) tea.Cmd {
	a, ok := h.chosenPlace()
	box := h.panes().preview
	if !ok || box.w == 0 {
		h.previewAsk.void()
		h.previewOf = place{}
		return nil
	}
	if a == h.previewOf && !again {
		return nil
	}
	if a != h.previewOf {
		h.preview.to(0)
	}
	h.previewOf = a
	ctx, n := h.previewAsk.next(h.ctx)
	p := h.layoutOptions(box.w - 2)
	return func() tea.Msg {
		s, err := h.reader.preview(ctx, a, p)
		return previewed{n: n, of: a, layout: s, err: err}
	}
}

func (h *noteList) takePreview(m previewed) {
	if m.n != h.previewAsk.n {
		return
	}
	h.layout, h.previewErr = m.layout, m.err
	h.preview.resize(len(h.layout.lines), h.panes().preview.h)
}

// resize fits the note list into a part of the screen.
func (h *noteList) resize(width, height int) tea.Cmd {
	h.width, h.height = width, height
	p := h.panes()
	h.list.resize(p.list.h)
	h.facets.resize(p.facets.h)
	if h.focus == previewPane && p.preview.w == 0 || h.focus == facetPane && p.facets.w == 0 {
		h.focus = listPane
	}
	return h.look4preview(true)
}

// key handles a key while the filter is typed.
func (h *noteList) key(msg tea.KeyMsg) (cmd tea.Cmd, done action) {
	switch msg.String() {
	case "enter":
		return nil, open
	case "esc", "ctrl+c":
		h.typing = false
		return nil, none
	case "tab":
		h.typing = false
		return nil, none
	case "up", "ctrl+p":
		return h.obey(up), none
	case "down", "ctrl+n":
		return h.obey(down), none
	case "pgup":
		return h.obey(pageUp), none
	case "pgdown":
		return h.obey(pageDown), none
	case "ctrl+o":
		return nil, wider
	case "ctrl+z":
		return nil, suspend
	}
	if h.filter.typed(msg) {
		return h.retype(), none
	}
	return nil, none
}

// clear empties the filter; false: it was empty.
func (h *noteList) clear() (tea.Cmd, bool) {
	if h.filter.value() == "" && !h.wide {
		return nil, false
	}
	was, _ := h.chosen()
	h.wide = h.wide && h.filter.value() != ""
	h.filter.set("")
	return h.search(was), true
}

// obey moves in the pane that has the keys.
func (h *noteList) obey(a action) tea.Cmd {
	switch h.focus {
	case previewPane:
		h.preview.obey(a)
		return nil
	case facetPane:
		h.facets.obey(a)
		return nil
	}
	h.list.obey(a)
	return h.look4preview(false)
}

// turn gives the keys to the next pane that is shown, or the previous one.
func (h *noteList) turn(dir int) {
	p := h.panes()
	shown := []pane{listPane}
	if p.preview.w > 0 {
		shown = append(shown, previewPane)
	}
	if p.facets.w > 0 {
		shown = append(shown, facetPane)
	}
	for i, s := range shown {
		if s == h.focus {
			h.focus = shown[(i+dir+len(shown))%len(shown)]
			return
		}
	}
	h.focus = listPane
}
