package tui

import (
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// home is where a person begins: what is new, what waits for an answer, what
// of theirs is not with the others yet.
type home struct {
	*shared
	all    *catalogue
	today  homeNews
	me     pool.Member
	seen   *pool.Seen
	fresh  bool // all was made from the files
	status *pool.Status

	reviews  []pool.Review // that ask for this person
	returned []pool.Review // of this person, with changes asked for
	ready    []pool.Review // of this person, which nothing stands against any more

	sections []section
	rows     []homeRow
	open     map[string]bool // sections shown in full
	drawn    map[note.Address]bool
	list     list

	width, height int
}

// section is a part of home; it is there only when it has something.
type section struct {
	title string
	style term.Style
	items []item
	total int  // there are; the first of them are items
	most  int  // items shown until more is asked for
	rest  bool // what stands further up already is left out
}

// item is a line of a section.
type item struct {
	address note.Address
	title   string
	word    string // its state
	style   term.Style
	when    string
	news    bool
	review  string // the contribution it is about; "": none
	entry   string // the file of the entry it is about; "": none
	command string // what enter begins to type, for what is about no note
}

// homeRow is a line of home: a heading, an item, "more", or a gap.
type homeRow struct {
	section, item int // item -1: the heading, -2: more, -3: a gap
}

const (
	headingItem = -1 - iota
	moreItem
	gapItem
)

func newHome(s *shared) *home {
	h := &home{shared: s, open: map[string]bool{}, drawn: map[note.Address]bool{}}
	h.list.inert = func(i int) bool {
		return i >= len(h.rows) || h.rows[i].item == headingItem || h.rows[i].item == gapItem
	}
	return h
}

// put takes a new catalogue.
func (h *home) put(m catalogued) {
	h.all, h.me, h.today, h.fresh = m.all, m.me, m.today, h.fresh || m.fresh
	h.seen = m.seen
	h.arrange()
}

// arrange makes the sections anew and keeps the cursor on its note.
func (h *home) arrange() {
	was, _ := h.chosen()
	if h.list.cursor == h.firstItem() {
		was = "" // who has not gone anywhere stays at the top
	}
	h.sections = h.sections[:0:0]
	if h.all != nil {
		h.add(h.asked(), h.changesAsked(), h.acceptable(), h.onYours())
		h.add(h.mine()...)
		h.add(h.evidence(), h.news(), h.questions(), h.welcome())
		if len(h.today.news) == 0 {
			h.add(h.lately())
		}
		h.add(h.yearAgo(), h.act())
		h.once()
	}
	h.lay()
	if was == "" {
		h.list.choose(h.firstItem())
		return
	}
	for i := range h.rows {
		if it := h.item(i); it != nil && it.address == was {
			h.list.choose(i)
			return
		}
	}
}

// once leaves a note out where it stands further up already: what waits for a
// person comes before what is merely new. The one thing to do may name it again.
func (h *home) once() {
	told := map[note.Address]bool{}
	kept := h.sections[:0:0]
	for _, s := range h.sections {
		items := s.items[:0:0]
		for _, it := range s.items {
			if s.rest && told[it.address] {
				continue
			}
			items = append(items, it)
		}
		for _, it := range items {
			told[it.address] = it.address != ""
		}
		s.total -= len(s.items) - len(items)
		if s.items = items; len(items) > 0 {
			kept = append(kept, s)
		}
	}
	h.sections = kept
}

// firstItem is the first row that the cursor can be on.
func (h *home) firstItem() int {
	for i := range h.rows {
		if !h.list.inert(i) {
			return i
		}
	}
	return 0
}

func (h *home) add(sections ...section) {
	for _, s := range sections {
		s.total = max(s.total, len(s.items))
		if len(s.items) > 0 {
			h.sections = append(h.sections, s)
		}
	}
}

// lay puts the sections into rows.
func (h *home) lay() {
	h.rows = h.rows[:0:0]
	for i, s := range h.sections {
		if i > 0 {
			h.rows = append(h.rows, homeRow{i, gapItem})
		}
		h.rows = append(h.rows, homeRow{i, headingItem})
		most := len(s.items)
		if !h.open[s.title] && most > s.most+1 {
			most = s.most
		}
		for k := range most {
			h.rows = append(h.rows, homeRow{i, k})
		}
		if most < len(s.items) {
			h.rows = append(h.rows, homeRow{i, moreItem})
		}
	}
	h.list.grow(len(h.rows))
}

// entry is the entry under the cursor, "" for none.
func (h *home) entry() string {
	if it := h.item(h.list.cursor); it != nil {
		return it.entry
	}
	return ""
}

// review is the contribution under the cursor, "" for none.
func (h *home) review() string {
	if it := h.item(h.list.cursor); it != nil {
		return it.review
	}
	return ""
}

// begins is the command to type for what is chosen, where that is about no note.
func (h *home) begins() string {
	if it := h.item(h.list.cursor); it != nil && it.address == "" && it.review == "" {
		return it.command
	}
	return ""
}

func (h *home) item(row int) *item {
	if row < 0 || row >= len(h.rows) || h.rows[row].item < 0 {
		return nil
	}
	r := h.rows[row]
	return &h.sections[r.section].items[r.item]
}

// chosen is the note under the cursor.
func (h *home) chosen() (note.Address, bool) {
	if it := h.item(h.list.cursor); it != nil && it.address != "" {
		return it.address, true
	}
	return "", false
}

// more shows all of a section when its last line is chosen; false: it is not.
func (h *home) more() bool {
	at := h.list.cursor
	if at >= len(h.rows) || h.rows[at].item != moreItem {
		return false
	}
	h.open[h.sections[h.rows[at].section].title] = true
	h.lay()
	h.list.choose(at)
	return true
}

func (h *home) resize(width, height int) {
	h.width, h.height = width, height
	h.list.resize(height - 2)
}

// jump goes to the next section, or the previous one.
func (h *home) jump(dir int) {
	for i := h.list.cursor + dir; i >= 0 && i < len(h.rows); i += dir {
		if h.rows[i].item == 0 && i != h.list.cursor {
			h.list.choose(i)
			return
		}
	}
}

// markDrawn remembers which news have been on the screen. It is called from Update,
// after a frame with these rows was due.
func (h *home) markDrawn() {
	if !h.fresh {
		return
	}
	from, to := h.list.visible()
	for i := from; i < to; i++ {
		if it := h.item(i); it != nil && it.news {
			h.drawn[it.address] = true
		}
	}
}

// remember keeps what was seen for the next visit.
func (h *home) remember() error {
	if h.seen == nil || h.all == nil || !h.fresh {
		return nil
	}
	cards := h.all.cards
	version := func(i int) pool.NoteVersion { return cards[i].version() }
	return h.seen.Keep(len(cards), version, func(i int) bool { return h.drawn[cards[i].Address] || h.today.own[cards[i].Address] })
}

func (h *home) view() []string {
	l := h.styles
	total := ""
	if h.all != nil {
		total = " " + tallied(len(h.all.cards), "note")
	}
	out := []string{fit(l.accent("/")+l.muted(" search"+total), h.width), ""}
	if len(h.rows) == 0 {
		return append(out, centred(h.emptyWords(), h.width, h.height-2)...)
	}
	from, to := h.list.visible()
	for i := from; i < to; i++ {
		out = append(out, h.row(i))
	}
	return block(out, h.height)
}

func tallied(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return thousands(n) + " " + word + "s"
}

func (h *home) emptyWords() []string {
	l := h.styles
	if h.all == nil {
		return []string{l.muted("Reading the notes…")}
	}
	return []string{
		l.title("This pool has no notes yet."), "",
		"n writes the first one,", "S fetches what the others have.",
	}
}

func (h *home) row(i int) string {
	l := h.styles
	r := h.rows[i]
	s := h.sections[r.section]
	chosen := i == h.list.cursor
	switch r.item {
	case gapItem:
		return ""
	case headingItem:
		n := ""
		if s.total > 1 {
			n = l.muted("  " + thousands(s.total))
		}
		return fit(l.paint(s.style, "●")+" "+l.title(s.title)+n, h.width)
	case moreItem:
		return fit(l.bar(chosen, true)+"  "+l.muted(fmt.Sprintf("… %s more", thousands(s.total-s.most))), h.width)
	}
	return h.itemRow(s.items[r.item], chosen)
}

func (h *home) itemRow(it item, chosen bool) string {
	l := h.styles
	style := term.Plain
	if chosen {
		style = term.Title
	}
	left := l.bar(chosen, true) + "  " + l.paint(style, it.title)
	var right []string
	if it.word != "" {
		right = append(right, l.paint(it.style, it.word))
	}
	if it.when != "" {
		right = append(right, l.muted(fmt.Sprintf("%4s", it.when)))
	}
	return l.entry(left, it.address.Topic(), strings.Join(right, " "), h.width)
}

// click chooses the row at y and reports whether it was chosen already.
func (h *home) click(y int) (again bool) {
	row := h.list.top + y - 2
	if y < 2 || row >= len(h.rows) || h.list.inert(row) {
		return false
	}
	again = row == h.list.cursor
	h.list.choose(row)
	return again
}
