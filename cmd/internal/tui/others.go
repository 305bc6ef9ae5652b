package tui

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// The other pools of this machine: searched together with this one, and read. They are opened
// when somebody first asks for them, and nothing is written into them.

// place is a note of some pool; pool is "" for the one that is browsed.
type place struct {
	pool string
	note note.Address
}

// String is how a command line names it: "ops:oncall/pager".
func (p place) String() string {
	if p.pool == "" {
		return string(p.note)
	}
	return p.pool + ":" + string(p.note)
}

// foundWide is what was found in every pool.
type foundWide struct {
	n      int
	parsed parsedFilter
	found  pools.Results
	pools  int      // how many were searched
	gone   []string // names of pools that could not be opened
	err    error
}

// mostWide is how many notes of all pools are listed.
const mostWide = 100

// searchWide asks all pools for what the filter says, the best first. A word that none of them
// has may still be typed: then those count that begin so.
func (h *noteList) searchWide(w parsedFilter) tea.Cmd {
	ctx, n := h.asked.next(h.ctx)
	h.pending, h.waiting = true, true
	return func() tea.Msg {
		if h.breathe(ctx) != nil {
			return nil
		}
		m := foundWide{n: n, parsed: w}
		m.err = h.session.useAll(ctx, func(all []pools.Named, gone []string) (err error) {
			m.pools, m.gone = len(all), gone
			q := w.query
			q.Limit = mostWide
			if m.found, err = pools.Find(ctx, all, q); err != nil || m.found.Total > 0 {
				return err
			}
			longer, ok := begun(w)
			if !ok {
				return nil
			}
			longer.Limit = mostWide
			begins, err := pools.Find(ctx, all, longer)
			if begins.Total > 0 {
				m.found = begins
			}
			return err
		})
		return m
	}
}

// begun is a filter whose last word is only begun; false: it ends in no word.
func begun(w parsedFilter) (index.Query, bool) {
	if len(w.terms) == 0 || strings.HasSuffix(w.typed, "*") || !strings.HasSuffix(fold(w.typed), w.terms[len(w.terms)-1]) {
		return index.Query{}, false
	}
	q, err := pool.ParseQuery(w.typed + "*")
	return q, err == nil
}

// takeWide shows what was found in every pool.
func (h *noteList) takeWide(m foundWide) tea.Cmd {
	if m.n != h.asked.n {
		return nil
	}
	h.pending, h.waiting = false, false
	if m.err != nil {
		h.problem = "the pools could not be searched: " + m.err.Error()
		return nil
	}
	h.filtered, h.order, h.reach, h.parsed = true, nil, nil, m.parsed
	h.suggest, h.wideTotal, h.widePools = m.found.Suggest, m.found.Total, m.pools
	h.hits, h.tail = h.hits[:0:0], h.tail[:0:0]
	for i := range m.found.Hits {
		hit := hitOf(&m.found.Hits[i].Hit)
		hit.pool, hit.Stale = m.found.Hits[i].Pool, m.found.Hits[i].Old
		h.hits = append(h.hits, hit)
		h.tail = append(h.tail, tailRow{noteRow, i})
		if hit.snippet != "" && len(m.parsed.terms) > 0 {
			h.tail = append(h.tail, tailRow{snippetRow, i})
		}
	}
	h.list.reset(h.rows())
	return h.look4preview(false)
}

// widen searches every pool instead of this one, or this one again.
func (b *browser) widen() tea.Cmd {
	h := b.noteList
	if b.pick {
		b.say("A note is picked from this pool; cop find WORDS --everywhere searches all of them.")
		return nil
	}
	if b.at == atPool && h.wide {
		h.wide = false
		return h.search("")
	}
	b.at, h.wide, h.typing, h.focus = atPool, true, true, listPane
	b.session.othersAnew()
	return h.search("")
}

// tellWide says what a search of every pool could not look at.
func (b *browser) tellWide(m foundWide) {
	switch {
	case m.n != b.noteList.asked.n || m.err != nil:
	case len(m.gone) > 0:
		b.say("%s cannot be opened; cop pool list tells where it should be, cop pool forget NAME takes it off the list.", strings.Join(m.gone, ", "))
	case m.pools == 1:
		b.say("This is the only pool you know; cop pool add URL follows another one.")
	}
}

// there is the note of another pool that one is on.
func (b *browser) there() (place, bool) {
	switch b.at {
	case atNote:
		return place{b.page.pool, b.page.at}, b.page.pool != ""
	case atPool:
		p, ok := b.noteList.chosenPlace()
		return p, ok && p.pool != ""
	}
	return place{}, false
}

// actThere is what can be done with a note of another pool.
func (b *browser) actThere(a action, p place) tea.Cmd {
	switch a {
	case takeOver:
		return b.lend(true, "adapt", p.String())
	case copyAddress, copyLink:
		return b.copy(p.String())
	}
	b.say("%s is another community's note, to be read here; T takes it over into this pool.", p)
	return nil
}

// followThere finds where a link leads in another pool.
func (b *browser) followThere(name string, g goal) tea.Cmd {
	return func() tea.Msg {
		m := led{goal: g, pool: name}
		m.err = b.session.useOf(b.ctx, name, func(p *pool.Pool) (err error) {
			m.to, err = p.Address(b.ctx, string(g.note))
			return err
		})
		return m
	}
}

// namedThere is a link's text as a note of another pool: "ops:oncall/pager#night".
func namedThere(raw string) (name string, g goal, ok bool) {
	name, rest, ok := strings.Cut(raw, ":")
	if !ok || name == "" || rest == "" || note.Slug(name) != name || strings.HasPrefix(rest, "/") {
		return "", goal{}, false
	}
	address, anchor, _ := strings.Cut(rest, "#")
	return name, goal{note: note.Address(address), anchor: anchor, raw: raw}, true
}

// otherPools are those of a session besides its own.
type otherPools struct {
	all   []pools.Named
	gone  []string
	known bool // they were opened
	stale bool // and are to be opened again before the next use
}

// errNoSuchPool says that no pool is called so here.
var errNoSuchPool = errors.New("no pool is called so here")

// useAll calls f with every pool, this one first, when its turn comes.
func (d *session) useAll(ctx context.Context, f func(all []pools.Named, gone []string) error) error {
	return d.use(ctx, soon, func(p *pool.Pool) error {
		o := d.beside(ctx)
		return f(append([]pools.Named{{Pool: p}}, o.all...), o.gone)
	})
}

// useOf calls f with the pool of a name when its turn comes.
func (d *session) useOf(ctx context.Context, name string, f func(*pool.Pool) error) error {
	return d.use(ctx, soon, func(p *pool.Pool) error {
		if name == "" {
			return f(p)
		}
		for _, o := range d.beside(ctx).all {
			if o.Name == name {
				return f(o.Pool)
			}
		}
		return errNoSuchPool
	})
}

// beside opens the other pools unless they are open. It is for whoever has the turn.
func (d *session) beside(ctx context.Context) otherPools {
	d.mu.Lock()
	o := d.others
	d.mu.Unlock()
	if d.host.Others == nil || o.known && !o.stale {
		return o
	}
	fresh := otherPools{known: true}
	fresh.all, fresh.gone = d.host.Others(ctx)
	d.mu.Lock()
	d.others = fresh
	d.mu.Unlock()
	o.close()
	return fresh
}

func (o otherPools) close() {
	for _, p := range o.all {
		_ = p.Close() // nothing was written
	}
}

// othersAnew makes the next use of the other pools see their files as they are then.
func (d *session) othersAnew() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.others.stale = true
}

// readOf reads the file of a note of any pool; of another one only when that is open.
func (d *session) readOf(at place) ([]byte, error) {
	if at.pool == "" {
		return d.read(at.note)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, o := range d.others.all {
		if o.Name == at.pool {
			return o.Read(at.note)
		}
	}
	return nil, errNoSuchPool
}

// otherScope is what ctrl+o searches next.
func (h *noteList) otherScope() string {
	if h.wide {
		return "this pool"
	}
	return "every pool"
}
