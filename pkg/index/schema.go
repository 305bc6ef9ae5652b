package index

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// version names the layout below. Another one in the file: the index is made anew.
const version = 15

// firstEntry is the lowest row of a thread entry. Notes are numbered below it from 1,
// entries from it, so that a row says what it is and a query can ask for either.
const firstEntry = 1 << 32

// The layout. Notes have postings (what they say), a card (what a list shows) and
// traits (what ranking weighs); entries have postings only.
//
//   - runs and blocks are the inverted file: see run.go. The text stays in the pool's files.
//   - files leads from a path to its row. A key of eight bytes stands for the path (see
//     keyOf), which is written in full where the row leads: a path costs a tenth of its
//     notes' size otherwise. An entry holds the key of the note that it belongs to.
//   - cards and traits pack 64 and 512 notes a row (see codec.go): a list of everything
//     reads few rows, one changed note rewrites little.
//   - lexicon holds the words as written, for parts of words and spelling.
//   - aside keeps the git dates of paths that are not indexed (a note deleted from the
//     working tree may come back).
//   - pending lists notes whose thread changed and whose facts were not set since.
//   - links keeps the destinations that a note or an entry links to, as written: which of
//     them lead to a note depends on all notes and is decided when it is asked.
//   - voices keeps who brought an entry, by its file name: moved, it is still theirs; and
//     who changed a member's card.
const schema = `
CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, times TEXT NOT NULL, gen INTEGER NOT NULL, rule TEXT NOT NULL);
INSERT INTO state VALUES (1, '', '', 0, '');
CREATE TABLE files (key INTEGER PRIMARY KEY, id INTEGER NOT NULL);
CREATE TABLE entries (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, note TEXT NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL);
CREATE INDEX threads ON entries (note, name);
CREATE TABLE cards (seg INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE traits (seg INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE aside (path TEXT PRIMARY KEY, created INTEGER NOT NULL, updated INTEGER NOT NULL, by TEXT NOT NULL, email TEXT NOT NULL, drafted TEXT NOT NULL, changes INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE pending (note TEXT PRIMARY KEY, key INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE voices (name TEXT PRIMARY KEY, handle TEXT NOT NULL, email TEXT NOT NULL, rev BLOB NOT NULL, carried INTEGER NOT NULL, by TEXT NOT NULL, key TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX speakers ON voices (handle, email, carried, by, key);
CREATE INDEX cardings ON voices (name) WHERE name GLOB '*@*';
CREATE TABLE links (id INTEGER PRIMARY KEY, dests TEXT NOT NULL);
CREATE TABLE lexicon (start BLOB PRIMARY KEY, words BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (n INTEGER PRIMARY KEY, docs BLOB NOT NULL);
CREATE TABLE blocks (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, first BLOB NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX shelves ON blocks (run, first);
`

// keyOf is the key of a path: the first bytes of its SHA-256. Two of a million paths are
// equal with a chance of one in ten million; who reads a row checks the path it finds.
func keyOf(path string) int64 {
	sum := sha256.Sum256([]byte(path))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// setUp makes a connection's database ready: settings, and the layout if it has none.
func setUp(ctx context.Context, c *conn) error {
	return c.script(ctx, "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; BEGIN IMMEDIATE;"+schema+fmt.Sprintf("PRAGMA user_version=%d; COMMIT;", version))
}

// state is what the index says about itself.
type state struct {
	id    string // Source.ID of the last complete refresh, "" while one is under way
	times string // revision the git dates are true for
	gen   int64  // grows with every change
	rule  string // by which facts are computed, see FactsBy
}

// readState checks the version in passing. Errors: errDamaged for another layout.
func readState(ctx context.Context, c *conn) (state, error) {
	row, ok, err := c.one(ctx, "PRAGMA user_version")
	if err != nil {
		return state{}, err
	}
	if !ok || integer(row[0]) != version {
		return state{}, fmt.Errorf("version %v: %w", row, errDamaged)
	}
	row, ok, err = c.one(ctx, "SELECT id, times, gen, rule FROM state")
	if err != nil {
		return state{}, err
	}
	if !ok {
		return state{}, errDamaged
	}
	return state{id: text(row[0]), times: text(row[1]), gen: integer(row[2]), rule: text(row[3])}, nil
}
