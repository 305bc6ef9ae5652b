package index

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/breakfast-table/cop/pkg/note"
)

// Pending lists, sorted, the notes whose thread changed, or which changed while having
// one, and whose facts were not set since. It survives a process that dies in between.
func (db *DB) Pending(ctx context.Context) ([]note.Address, error) {
	var out []note.Address
	err := db.read(ctx, func(c *conn) error {
		out = nil
		return c.each(ctx, func(row []driver.Value) error {
			out = append(out, note.Address(text(row[0])))
			return nil
		}, "SELECT note FROM pending ORDER BY note")
	})
	return out, wrap("read pending notes", err)
}

// SetFacts stores what the threads of these notes say; other notes keep their facts.
// Notes that are not indexed are passed over. While another process writes for longer
// than a tenth of a second nothing is stored, and the notes stay pending.
func (db *DB) SetFacts(ctx context.Context, facts map[note.Address]Facts) error {
	err := db.amend(ctx, func(w *writer) {
		for a, f := range facts {
			if id := w.find(a.Path()); id > 0 {
				c := *w.card(id)
				c.Facts = f
				w.setCard(id, &c)
			}
			w.exec("DELETE FROM pending WHERE note = ?", string(a))
		}
	})
	return wrap("store facts", err)
}

// History is what git says of the files, true for the revision Rev.
type History struct {
	Rev     string
	Times   map[string]Times // by path; other paths keep theirs
	Entries []EntryCommit    // of entries, the oldest first: of two that have one name the first counts
	Anew    bool             // Entries are all there are; else those that are known stay
}

// SetHistory stores what git says of the files. Paths that are not indexed are remembered
// for the day they are; the notes that entries are about become pending.
// While another process writes for longer than a tenth of a second nothing is stored.
func (db *DB) SetHistory(ctx context.Context, h History) error {
	err := db.amend(ctx, func(w *writer) {
		for path, t := range h.Times {
			w.setTimes(path, t)
		}
		w.setEntryCommits(h.Entries, h.Anew)
		w.exec("UPDATE state SET times = ?", h.Rev)
	})
	return wrap("store what history says", err)
}

func (w *writer) setTimes(path string, t Times) {
	if id := w.find(path); id > 0 {
		c := *w.card(id)
		c.setTimes(c.times().after(t))
		w.setCard(id, &c)
		return
	}
	if _, entry := note.EntryOf(path); entry || !indexable(path) {
		return
	}
	w.setAside(path, w.takeAside(path).after(t))
}

// find is the number of the note at a path, 0 when there is none.
func (w *writer) find(path string) int64 {
	if !indexable(path) {
		return 0
	}
	row, ok := w.one("SELECT id FROM files WHERE key = ? AND id < ?", keyOf(path), int64(firstEntry))
	if !ok {
		return 0
	}
	if c := w.card(integer(row[0])); c == nil || c.Path != path {
		return 0
	}
	return integer(row[0])
}

// amend changes cards and leaves the index at the look it was at.
func (db *DB) amend(ctx context.Context, f func(*writer)) error {
	db.writing.Lock()
	defer db.writing.Unlock()
	err := db.change(ctx, func(c *conn) error {
		w := newWriter(c)
		defer w.abandon()
		w.begin()
		st, err := readState(ctx, c)
		if err != nil {
			return err
		}
		f(w)
		return w.commit(st.id)
	})
	if errors.Is(err, errBusy) {
		return nil
	}
	return err
}

func wrap(doing string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
