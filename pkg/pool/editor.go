package pool

import (
	"context"
	"path/filepath"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/linkcheck"
)

// Path is the absolute path of a file of the pool: "practices/oncall/x.md".
func (p *Pool) Path(file string) string {
	return filepath.Join(p.repo.Root(), filepath.FromSlash(file))
}

// Backlinks lists the other notes that link to a note, sorted.
func (p *Pool) Backlinks(ctx context.Context, a note.Address) ([]note.Address, error) {
	if err := p.refreshSoon(ctx); err != nil {
		return nil, err
	}
	return p.db.Backlinks(ctx, a)
}

// A Workspace is the notes as they were at one look, for an editor that asks about texts
// that are not saved yet: its answers are those of [Pool.Check] and [Pool.Show], from
// memory. It writes nothing and is for one caller at a time, as its Pool is.
type Workspace struct {
	Cards []index.Card // of every note, newest first

	pool *Pool
	k    linkcheck.Targets
}

// Workspace looks at the notes as their files are at this moment. Cost: about 3 µs a note.
func (p *Pool) Workspace(ctx context.Context) (*Workspace, error) {
	cards, err := p.Cards(ctx)
	if err != nil {
		return nil, err
	}
	snap, err := p.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return &Workspace{Cards: cards, pool: p, k: p.knowBy(cards, snap)}, nil
}

// Resolve is where a link of the note leads.
func (w *Workspace) Resolve(n *note.Note, l note.Link) note.Place {
	return w.k.Resolver().Resolve(n.Path, l)
}

// Check is what is wrong with a note if its text is this; see [Pool.Check].
func (w *Workspace) Check(a note.Address, text []byte) []note.Problem {
	w.k.Replace(a.Path(), text)
	return w.pool.checkText(a.Path(), text, w.k)
}

// Mend is what [Pool.Mend] would make of a note whose text is this.
func (w *Workspace) Mend(ctx context.Context, a note.Address, text []byte) ([]byte, error) {
	n := note.Parse(a.Path(), text)
	_, err := w.pool.mendLinks(ctx, n, w.k)
	return n.Bytes(), err
}
