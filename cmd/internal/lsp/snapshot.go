package lsp

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// snapshot is the pool as it was looked at last: enough to answer keystrokes from memory.
type snapshot struct {
	pool     *pool.Pool
	space    *pool.Workspace
	cards    []index.Card // newest first
	at       map[note.Address]*index.Card
	links    []word // every note, as completion offers it
	people   []pool.Person
	types    []note.Type
	outdated bool // files changed since
}

func takeSnapshot(ctx context.Context, h Host, dir string) (*snapshot, error) {
	p, err := h.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	d := &snapshot{pool: p, at: map[note.Address]*index.Card{}, types: p.Templates()}
	if d.space, err = p.Workspace(ctx); err == nil {
		d.people, err = p.People(ctx)
	}
	if err != nil {
		_ = p.Close()
		return nil, err
	}
	d.cards = d.space.Cards
	d.links = linkWords(d.cards)
	for i := range d.cards {
		d.at[d.cards[i].Address] = &d.cards[i]
	}
	return d, nil
}

// notes is the pool for a request: what is in memory, or, the first time, a look at it.
func (s *server) notes(ctx context.Context) (*snapshot, error) {
	if s.snapshot != nil {
		return s.snapshot, nil
	}
	var err error
	s.snapshot, err = takeSnapshot(ctx, s.Host, s.dir)
	return s.snapshot, err
}

// refresh looks at the notes anew when files changed. Requests are answered from the last snapshot
// before meanwhile: nobody who types waits for it.
func (s *server) refresh(ctx context.Context) {
	s.looking.Lock()
	defer s.looking.Unlock()
	s.mu.Lock()
	old, dir := s.snapshot, s.dir
	due := old != nil && old.outdated
	if due {
		old.outdated = false // what changes from here on is for another look
	}
	s.mu.Unlock()
	if !due {
		return
	}
	fresh, err := takeSnapshot(ctx, s.Host, dir)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || s.snapshot != old {
		old.outdated = true
		if fresh != nil {
			_ = fresh.pool.Close()
		}
		return
	}
	fresh.outdated = old.outdated
	s.snapshot = fresh
	_ = old.pool.Close()
}

// freshNotes is the pool as its files are now.
func (s *server) freshNotes(ctx context.Context) (*snapshot, error) {
	if s.snapshot == nil || !s.snapshot.outdated {
		return s.notes(ctx)
	}
	fresh, err := takeSnapshot(ctx, s.Host, s.dir)
	if err != nil {
		return nil, err
	}
	_ = s.snapshot.pool.Close()
	s.snapshot = fresh
	return fresh, nil
}

// here is what most requests are about: the pool as it is in memory, an open document and a
// position in it.
func (s *server) here(c call) (*snapshot, *document, position, error) { return s.place(c, s.notes) }

// hereNow is here with the pool as its files are now.
func (s *server) hereNow(c call) (*snapshot, *document, position, error) {
	return s.place(c, s.freshNotes)
}

func (s *server) place(c call, snapshotOf func(context.Context) (*snapshot, error)) (*snapshot, *document, position, error) {
	var p docPosition
	if err := c.params(&p); err != nil {
		return nil, nil, position{}, err
	}
	doc, err := s.open(p.Document.URI)
	if err != nil {
		return nil, nil, position{}, err
	}
	d, err := snapshotOf(c.ctx)
	return d, doc, p.Position, err
}

// address is the note that a document is.
func (d *snapshot) address(uri string) (note.Address, bool) {
	rel, ok := strings.CutPrefix(slashed(fileOf(uri)), slashed(d.pool.Root())+"/")
	if !ok {
		return "", false
	}
	return note.AddressOf(rel)
}

// parse reads the text of a document as the note it is; one outside of practices/ is read
// as a note at the root.
func (d *snapshot) parse(doc *document) *note.Note {
	path := "practices/new.md"
	if a, ok := d.address(doc.uri); ok {
		path = a.Path()
	}
	return note.Parse(path, []byte(doc.s))
}

// at most so many links of a text are looked at: a generated list must not stop typing.
const mostLinks = 5_000

// linkAt is the link whose destination holds a byte of the text.
func linkAt(n *note.Note, offset int) (note.Link, bool) {
	for _, l := range n.Links() {
		if l.Start >= 0 && l.Start <= offset && offset <= l.End {
			return l, true
		}
	}
	return note.Link{}, false
}

// handles are the members' handles: of cards, and of whoever wrote a note.
func (d *snapshot) handles() []string {
	var out []string
	for _, p := range d.people {
		out = append(out, string(p.Handle))
	}
	for i := range d.cards {
		for _, a := range d.cards[i].Authors {
			if h := string(note.HandleFrom(a)); h != "" {
				out = append(out, h)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// tags are all tags in use.
func (d *snapshot) tags() []string {
	var out []string
	for i := range d.cards {
		out = append(out, d.cards[i].Tags...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
