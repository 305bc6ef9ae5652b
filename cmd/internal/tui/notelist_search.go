package tui

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Typing in the list of notes: what is searched, and what comes back.

// retype follows a change of the filter.
func (h *noteList) retype() tea.Cmd { return h.search("") }

const mostHits = 50

// search asks for what the filter says: titles, topics and tags first, the text
// of the notes beneath. stay keeps the cursor on a note.
func (h *noteList) search(stay note.Address) tea.Cmd {
	w, err := understand(h.filter.value())
	h.problem = ""
	if err != nil {
		h.problem = problemOf(err)
		return nil
	}
	if h.all == nil {
		return nil
	}
	if h.wide {
		return h.searchWide(w)
	}
	ctx, n := h.asked.next(h.ctx)
	if w.query.IsZero() {
		h.filtered, h.order, h.reach, h.parsed = false, nil, nil, parsedFilter{}
		h.hits, h.tail, h.suggest, h.pending, h.waiting = nil, nil, nil, false, false
		h.list.reset(h.rows())
		h.keepOn(stay)
		return h.look4preview(false)
	}
	all := h.all
	var from []int32
	if h.filtered && w.narrows(h.parsed) {
		from = h.reach
	}
	h.pending, h.waiting = true, len(w.query.Words()) > 0
	narrow := func() tea.Msg {
		order, reach, err := all.narrow(ctx, w, from)
		return narrowed{n: n, parsed: w, order: order, reach: reach, stay: stay, err: err}
	}
	if !h.waiting {
		return narrow
	}
	return tea.Batch(narrow, func() tea.Msg {
		q := w.query
		q.Limit, q.Elsewhere = mostHits, all.shows(w)
		var found pool.Results
		if h.breathe(ctx) != nil {
			return nil
		}
		err := h.session.use(ctx, soon, func(p *pool.Pool) (err error) {
			q.Stale = p.Stale
			found, err = p.Find(ctx, q)
			return err
		})
		return foundText{n: n, parsed: w, found: found, err: err}
	})
}

// breath is how long the search in the text waits for another key: who is still
// typing wants to see the keys first, and the text for the whole word.
const breath = 60 * time.Millisecond

func (h *noteList) breathe(ctx context.Context) error {
	select {
	case <-time.After(h.breath):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func problemOf(err error) string {
	q := new(index.QueryError)
	if !errors.As(err, &q) {
		return err.Error()
	}
	if q.Hint != "" {
		return q.Msg + ": " + q.Hint
	}
	return q.Msg
}

// takeNarrowed shows what was found in titles, topics and tags.
func (h *noteList) takeNarrowed(m narrowed) tea.Cmd {
	if m.n != h.asked.n || m.err != nil {
		return nil
	}
	h.pending = false
	h.filtered, h.order, h.reach, h.parsed = true, m.order, m.reach, m.parsed
	if h.waiting || len(m.parsed.query.Words()) == 0 {
		h.hits, h.suggest = nil, nil
	}
	h.setTail()
	h.list.reset(h.rows())
	h.keepOn(m.stay)
	return h.look4preview(false)
}

// takeFound adds what was found in the text of the notes.
func (h *noteList) takeFound(m foundText) tea.Cmd {
	if m.n != h.asked.n {
		return nil
	}
	h.waiting = false
	if m.err != nil {
		h.problem = "the text could not be searched: " + m.err.Error()
		return nil
	}
	h.suggest = m.found.Suggest
	h.hits = h.hits[:0:0]
	shows := h.all.shows(m.parsed)
	for i := range m.found.Hits {
		if shows(m.found.Hits[i].Address) {
			continue
		}
		hit := hitOf(&m.found.Hits[i])
		if at, ok := h.all.at()[hit.Address]; ok {
			hit.Stale = h.all.cards[at].Stale
		}
		h.hits = append(h.hits, hit)
	}
	h.setTail()
	h.list.grow(h.rows())
	return h.look4preview(false)
}

// unsettled reports that the list is not yet what was asked for: who types a
// word and enter means the first note of that word.
func (h *noteList) unsettled() bool {
	return h.pending || h.waiting && h.rows() == 0
}

// setTail lays out the rows below the fuzzy matches.
func (h *noteList) setTail() {
	h.tail = h.tail[:0:0]
	if len(h.hits) == 0 {
		return
	}
	h.tail = append(h.tail, tailRow{kind: rulerRow})
	for i := range h.hits {
		h.tail = append(h.tail, tailRow{noteRow, i})
		if h.hits[i].snippet != "" {
			h.tail = append(h.tail, tailRow{snippetRow, i})
		}
	}
}
