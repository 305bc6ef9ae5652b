package index

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"hash/crc32"
	"maps"
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// A writer applies changes in one transaction at a time. What many notes share (rows of
// cards and traits) is held in memory until commit, so that each is written once.
//
// Statements run without the caller's context: it is looked at between them, and
// watching it would cost more than most of them.
type writer struct {
	c       *conn
	open    bool // a transaction is under way
	cards   map[int64]*segment
	traits  map[int64][]byte
	free    []int64         // numbers that notes may take, highest first
	scanned bool            // free is known
	next    int64           // number of the next note when free is used up
	entry   int64           // number of the next entry, 0 until known
	spelled map[string]bool // words that the lexicon has
	lexicon map[string]*lexiconRow
	filled  map[string]bool // tables that have rows, as far as it was asked
	touched map[note.Address]bool
	draft   *draft
	merged  int             // documents that this commit wrote again
	bulk    int             // runs that this writer filled
	ctx     context.Context // of no request: see above
	err     error
}

func newWriter(c *conn) *writer {
	return &writer{c: c, cards: map[int64]*segment{}, traits: map[int64][]byte{}, spelled: map[string]bool{}, lexicon: map[string]*lexiconRow{}, filled: map[string]bool{}, touched: map[note.Address]bool{}, draft: newDraft(), ctx: context.Background()}
}

// changed lists the notes that are new, edited or gone, or whose thread is.
func (w *writer) changed() []note.Address { return slices.Sorted(maps.Keys(w.touched)) }

// exec runs a statement unless an earlier one failed; commit reports that.
func (w *writer) exec(sql string, args ...driver.Value) {
	if w.err == nil {
		w.err = w.c.exec(context.Background(), sql, args...)
	}
}

func (w *writer) one(sql string, args ...driver.Value) (row []driver.Value, ok bool) {
	if w.err == nil {
		row, ok, w.err = w.c.one(context.Background(), sql, args...)
	}
	return row, ok && w.err == nil
}

// begin opens the transaction and takes the name off the index: from now on it is
// between two looks at the pool.
func (w *writer) begin() {
	if w.open {
		return
	}
	w.exec("BEGIN IMMEDIATE")
	w.open = w.err == nil
}

// has tells whether a table had rows when it was asked first, or was given some since.
func (w *writer) has(table string) bool {
	filled, known := w.filled[table]
	if !known {
		_, filled = w.one("SELECT 1 FROM " + table + " LIMIT 1")
		w.filled[table] = filled
	}
	return filled
}

// apply carries out changes; docs[i] is what changes[i].file says now.
func (w *writer) apply(changes []change, docs []*document) error {
	w.begin()
	for i, ch := range changes {
		switch d := docs[i]; {
		case d == nil:
			w.remove(ch)
		case d.entry:
			w.putEntry(ch, d)
		default:
			w.putNote(ch, d)
		}
	}
	return w.err
}

func (w *writer) remove(ch change) {
	if ch.id == 0 {
		return
	}
	w.draft.gone[docOf(ch.id)] = true
	w.exec("DELETE FROM links WHERE id = ?", ch.id)
	w.exec("DELETE FROM files WHERE key = ?", keyOf(ch.file.Path))
	if e, ok := note.EntryOf(ch.file.Path); ok {
		w.exec("DELETE FROM entries WHERE id = ?", ch.id)
		w.threadChanged(e.Note)
		return
	}
	if c := w.card(ch.id); c != nil {
		w.touched[c.Address] = true
		w.setAside(c.Path, c.times())
	}
	w.setCard(ch.id, nil)
	if w.scanned {
		w.free = append(w.free, ch.id)
	}
}

func (w *writer) putNote(ch change, d *document) {
	id, card := ch.id, d.card
	if id == 0 {
		id = w.number()
		card.setTimes(w.takeAside(card.Path))
		if w.hasThread(d.note) {
			w.setPending(d.note)
		}
	} else if was := w.card(id); was != nil {
		card.setTimes(was.times())
		card.Facts = was.Facts
		if card.Facts != (Facts{}) {
			w.setPending(d.note)
		}
	}
	w.setCard(id, &card)
	w.touched[d.note] = true
	w.putWords(ch, id, d)
}

func (w *writer) hasThread(a note.Address) bool {
	if !w.has("entries") {
		return false
	}
	_, ok := w.one("SELECT 1 FROM entries WHERE note = ? LIMIT 1", string(a))
	return ok
}

func (w *writer) putEntry(ch change, d *document) {
	id := ch.id
	if id == 0 {
		id = w.entryNumber()
	}
	w.filled["entries"] = true
	w.exec("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)",
		id, keyOf(d.note.Path()), string(d.note), d.address.Slug(), rawHash(d.hash))
	w.threadChanged(d.note)
	w.putWords(ch, id, d)
}

func (w *writer) putWords(ch change, id int64, d *document) {
	if ch.id == 0 {
		w.exec("INSERT OR REPLACE INTO files VALUES (?, ?)", keyOf(d.address.Path()), id)
	} else {
		w.exec("DELETE FROM links WHERE id = ?", id)
	}
	if d.dests != "" {
		w.exec("INSERT OR REPLACE INTO links VALUES (?, ?)", id, d.dests)
	}
	if !w.draft.fits(docOf(id), d) {
		w.flushRun(false)
	}
	w.draft.add(docOf(id), d)
}

func (w *writer) threadChanged(a note.Address) {
	w.touched[a] = true
	w.setPending(a)
}

func (w *writer) setPending(a note.Address) {
	w.exec("INSERT OR IGNORE INTO pending VALUES (?, ?)", string(a), keyOf(a.Path()))
}

// number is a free number for a note: of one that is gone, else the next.
func (w *writer) number() int64 {
	if !w.scanned {
		w.scanned = true
		w.next = 1
		ids, err := newTraits(w.c).live(context.Background())
		if err != nil && w.err == nil {
			w.err = err
		}
		for _, id := range ids {
			for ; w.next < id; w.next++ {
				w.free = append(w.free, w.next)
			}
			w.next = id + 1
		}
		slices.Reverse(w.free)
	}
	if n := len(w.free); n > 0 {
		id := w.free[n-1]
		w.free = w.free[:n-1]
		return id
	}
	w.next++
	return w.next - 1
}

func (w *writer) entryNumber() int64 {
	if w.entry == 0 {
		w.entry = firstEntry
		if row, ok := w.one("SELECT max(id) FROM entries"); ok && row[0] != nil {
			w.entry = integer(row[0]) + 1
		}
	}
	w.entry++
	return w.entry - 1
}

// card is a note's card as it will be; nil when there is none.
func (w *writer) card(id int64) *Card { return w.segment(id / segSize)[id%segSize] }

// setCard changes a note's card, and its traits with it.
func (w *writer) setCard(id int64, c *Card) {
	w.segment(id / segSize)[id%segSize] = c
	b := w.traitRow(id / traitSeg)[4+id%traitSeg*traitSize:][:traitSize]
	clear(b)
	if c != nil {
		t := traitOf(c)
		t.put(b)
	}
}

func (w *writer) segment(n int64) *segment {
	if g := w.cards[n]; g != nil {
		return g
	}
	g := &segment{}
	w.cards[n] = g
	if row, ok := w.one("SELECT data FROM cards WHERE seg = ?", n); ok {
		w.err = g.decode(blob(row[0]))
	}
	return g
}

func (w *writer) traitRow(n int64) []byte {
	if b := w.traits[n]; b != nil {
		return b
	}
	b := make([]byte, 4+traitSeg*traitSize)
	if row, ok := w.one("SELECT data FROM traits WHERE seg = ?", n); ok {
		var stored []byte
		if stored, w.err = checkTraits(blob(row[0])); w.err == nil {
			b = stored
		}
	}
	w.traits[n] = b
	return b
}

// commit writes what is held and ends the transaction. id names the look at the pool
// that the index now agrees with; "" for none yet.
func (w *writer) commit(id string) error {
	w.begin()
	for n, g := range w.cards {
		w.exec("INSERT OR REPLACE INTO cards VALUES (?, ?)", n, g.encode())
	}
	for n, b := range w.traits {
		binary.LittleEndian.PutUint32(b, crc32.ChecksumIEEE(b[4:]))
		w.exec("INSERT OR REPLACE INTO traits VALUES (?, ?)", n, b)
	}
	w.flushRun(id == "")
	w.flushLexicon()
	if id != "" {
		w.tidyRuns()
	}
	w.exec("DELETE FROM pending WHERE key NOT IN (SELECT key FROM files)")
	w.exec("UPDATE state SET id = ?, gen = gen + 1", id)
	w.exec("COMMIT")
	w.open = w.open && w.err != nil
	clear(w.cards)
	clear(w.traits)
	if id != "" {
		w.shrink()
	}
	return w.err
}

// shrink gives pages back that hold nothing. Merging runs needs new pages before the
// old ones are free, so a file that is never shrunk grows beyond what it holds. An
// eighth may stay free, for the next merge; giving back two megabytes takes some
// milliseconds, and what is left then has time.
func (w *writer) shrink() {
	free, _ := w.one("PRAGMA freelist_count")
	all, ok := w.one("PRAGMA page_count")
	switch {
	case !ok:
	case integer(free[0]) > integer(all[0])/8:
		w.exec("PRAGMA incremental_vacuum(512)")
	case w.merged > firstSize:
		w.exec("PRAGMA incremental_vacuum")
	}
}

// abandon undoes a transaction that was not committed.
func (w *writer) abandon() {
	if w.open {
		w.open = false
		clear(w.c.kept)                                // it may hold runs that are no more
		_ = w.c.exec(context.Background(), "ROLLBACK") // after a full disk SQLite has done it already
	}
}

// setAside keeps what git says about a path that is not indexed.
func (w *writer) setAside(path string, t Times) {
	if !t.Updated.IsZero() || !t.Created.IsZero() {
		w.filled["aside"] = true
		w.exec("INSERT OR REPLACE INTO aside VALUES (?, ?, ?, ?, ?, ?, ?)", path, stamp(t.Created), stamp(t.Updated), t.By, t.ByEmail, t.DraftedBy, int64(t.Changes))
	}
}

func (w *writer) takeAside(path string) Times {
	if !w.has("aside") {
		return Times{}
	}
	row, ok := w.one("SELECT created, updated, by, email, drafted, changes FROM aside WHERE path = ?", path)
	if !ok {
		return Times{}
	}
	w.exec("DELETE FROM aside WHERE path = ?", path)
	return Times{unstamp(integer(row[0])), unstamp(integer(row[1])), text(row[2]), text(row[3]), text(row[4]), int(integer(row[5]))}
}

func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func unstamp(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}
