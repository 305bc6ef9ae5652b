package index

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// EntryCommit is what git's history says about an entry: who brought it, and when the text was
// which. It is true for the commit that added the entry first; moving it later says
// nothing about its author. A change of a member's card is a voice, too.
type EntryCommit struct {
	Note   note.Address // where it was added
	Name   string       // file name of the entry, without folders and ending; of a card see CardVoice
	Handle note.Handle  // whom the file name says
	Email  string       // of the commit's author, lower case
	By     string       // address of who made the commit of it, lower case; "" for the author
	Key    string       // fingerprint of the key that signed the commit; "" for none
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
		w.exec("INSERT OR IGNORE INTO voices VALUES (?, ?, ?, ?, ?, ?, ?)", v.Name, string(v.Handle), v.Email, rawHash(v.Rev), carried, v.By, v.Key)
		if !v.OfCard() {
			w.setPending(v.Note)
		}
	}
}

// CardVoice is the name of the voice that changed a member's card in a commit.
func CardVoice(h note.Handle, rev string) string { return string(h) + cardMark + rev }

const cardMark = "@" // no entry's name has it

// OfCard reports that it is about a member's card, no entry.
func (v EntryCommit) OfCard() bool { return strings.Contains(v.Name, cardMark) }

const voiceColumns = "SELECT name, handle, email, rev, carried, by, key FROM voices "

func voiceOf(row []driver.Value) EntryCommit {
	return EntryCommit{
		Name: text(row[0]), Handle: note.Handle(text(row[1])), Email: text(row[2]), Rev: hexHash(blob(row[3])),
		Carried: integer(row[4]) != 0, By: text(row[5]), Key: text(row[6]),
	}
}

// EntryCommits yields, for entries by name, what history says about them; entries that history
// does not have are left out.
func (db *DB) EntryCommits(ctx context.Context, names []string) (map[string]EntryCommit, error) {
	if len(names) == 0 {
		return map[string]EntryCommit{}, nil
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	all, err := db.voices(ctx, "read who said what", "WHERE name IN (SELECT value FROM json_each(?))", string(list))
	out := make(map[string]EntryCommit, len(all))
	for _, v := range all {
		out[v.Name] = v
	}
	return out, err
}

// Speakers lists, sorted, which handles spoke under which addresses and keys, and in whose
// commits; Note, Name and Rev are not set.
func (db *DB) Speakers(ctx context.Context) ([]EntryCommit, error) {
	var out []EntryCommit
	err := db.read(ctx, func(c *conn) error {
		out = nil
		return c.each(ctx, func(row []driver.Value) error {
			out = append(out, EntryCommit{Handle: note.Handle(text(row[0])), Email: text(row[1]), Carried: integer(row[2]) != 0, By: text(row[3]), Key: text(row[4])})
			return nil
		}, "SELECT DISTINCT handle, email, carried, by, key FROM voices ORDER BY handle, email, carried, by, key")
	})
	return out, wrap("read who spoke", err)
}

// VoicesOf lists, sorted by name, all that was said and changed under a handle; Note is not set.
func (db *DB) VoicesOf(ctx context.Context, h note.Handle) ([]EntryCommit, error) {
	return db.voices(ctx, "read what somebody said", "WHERE handle = ? ORDER BY name", string(h))
}

// CardVoices lists, sorted by name, the changes of members' cards; Note is not set.
func (db *DB) CardVoices(ctx context.Context) ([]EntryCommit, error) {
	return db.voices(ctx, "read who changed cards", "WHERE name GLOB '*@*' ORDER BY name")
}

// voices are those that a clause of SQL selects.
func (db *DB) voices(ctx context.Context, doing, clause string, args ...driver.Value) ([]EntryCommit, error) {
	var out []EntryCommit
	err := db.read(ctx, func(c *conn) error {
		out = nil
		return c.each(ctx, func(row []driver.Value) error {
			out = append(out, voiceOf(row))
			return nil
		}, voiceColumns+clause, args...)
	})
	return out, wrap(doing, err)
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
