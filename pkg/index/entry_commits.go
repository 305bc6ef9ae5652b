package index

import (
	"context"
	"database/sql/driver"
	"encoding/json"

	"github.com/breakfast-table/cop/pkg/note"
)

// EntryCommit is what git's history says about an entry: who brought it, and when the text was
// which. It is true for the commit that added the entry first; moving it later says
// nothing about its author.
type EntryCommit struct {
	Note   note.Address // where it was added
	Name   string       // file name of the entry, without folders and ending
	Handle note.Handle  // whom the file name says
	Email  string       // of the commit's author, lower case
	Rev    string       // that commit
	// Carried says that the commit brought entries of several handles: an import, or a
	// steward who sent what others wrote. It tells little about who they are.
	Carried bool
}

func (w *writer) setEntryCommits(entries []EntryCommit, anew bool) {
	if anew {
		w.exec("DELETE FROM voices")
	}
	for _, v := range entries {
		carried := int64(0)
		if v.Carried {
			carried = 1
		}
		w.exec("INSERT OR IGNORE INTO voices VALUES (?, ?, ?, ?, ?)", v.Name, string(v.Handle), v.Email, rawHash(v.Rev), carried)
		w.setPending(v.Note)
	}
}

// EntryCommits yields, for entries by name, what history says about them; entries that history
// does not have are left out.
func (db *DB) EntryCommits(ctx context.Context, names []string) (map[string]EntryCommit, error) {
	out := map[string]EntryCommit{}
	if len(names) == 0 {
		return out, nil
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	err = db.read(ctx, func(c *conn) error {
		clear(out)
		return c.each(ctx, func(row []driver.Value) error {
			v := EntryCommit{Name: text(row[0]), Handle: note.Handle(text(row[1])), Email: text(row[2]), Rev: hexHash(blob(row[3])), Carried: integer(row[4]) != 0}
			out[v.Name] = v
			return nil
		}, "SELECT name, handle, email, rev, carried FROM voices WHERE name IN (SELECT value FROM json_each(?))", string(list))
	})
	return out, wrap("read who said what", err)
}

// Speakers lists, sorted, which handles spoke under which addresses; only Handle, Email and
// Carried are set.
func (db *DB) Speakers(ctx context.Context) ([]EntryCommit, error) {
	var out []EntryCommit
	err := db.read(ctx, func(c *conn) error {
		out = nil
		return c.each(ctx, func(row []driver.Value) error {
			out = append(out, EntryCommit{Handle: note.Handle(text(row[0])), Email: text(row[1]), Carried: integer(row[2]) != 0})
			return nil
		}, "SELECT DISTINCT handle, email, carried FROM voices ORDER BY handle, email, carried")
	})
	return out, wrap("read who spoke", err)
}

// FactsRule is the rule that FactsBy was told last; "" for none.
func (db *DB) FactsRule() string {
	st, err := db.state(context.Background())
	if err != nil {
		return ""
	}
	return st.rule
}

// FactsBy says by what rule, besides a note and its thread, facts are computed. Under
// another rule than before every note with a thread becomes pending.
func (db *DB) FactsBy(ctx context.Context, rule string) error {
	if st, err := db.state(ctx); err == nil && st.rule == rule {
		return nil
	}
	err := db.amend(ctx, func(w *writer) {
		var notes []note.Address
		w.err = w.c.each(ctx, func(row []driver.Value) error {
			notes = append(notes, note.Address(text(row[0])))
			return nil
		}, "SELECT DISTINCT note FROM entries")
		for _, a := range notes {
			w.setPending(a)
		}
		w.exec("UPDATE state SET rule = ?", rule)
	})
	return wrap("store by what facts are computed", err)
}
