package index

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
)

// cards reads cards by number, opening each segment once.
type cards struct {
	c    *conn
	open map[int64]*opened
}

func newCards(c *conn) *cards { return &cards{c: c, open: map[int64]*opened{}} }

// read reads the card of a note. ok is false when there is none.
func (r *cards) read(ctx context.Context, id int64, c *Card) (ok bool, err error) {
	o := r.open[id/segSize]
	if o == nil {
		row, found, err := r.c.one(ctx, "SELECT data FROM cards WHERE seg = ?", id/segSize)
		if err != nil || !found {
			return false, err
		}
		if o, err = openSegment(blob(row[0])); err != nil {
			return false, err
		}
		r.open[id/segSize] = o
	}
	return o.card(int(id%segSize), c)
}

// Cards lists every note (not thread entries), newest first: by the last change, where
// git does not know one by the date in the note, then by path. Cost: about 1 µs a note.
func (db *DB) Cards(ctx context.Context) ([]Card, error) {
	var out []Card
	err := db.read(ctx, func(c *conn) (err error) {
		out, err = readCards(ctx, c)
		return err
	})
	return out, wrap("list notes", err)
}

func readCards(ctx context.Context, c *conn) ([]Card, error) {
	return readAll(ctx, c, func(c *Card) *Card { return c })
}

// everything finds every note, newest first: each card is unpacked once, which for a whole
// pool is most of the work.
func everything(ctx context.Context, c *conn) ([]Hit, error) {
	return readAll(ctx, c, func(h *Hit) *Card { return &h.Card })
}

// readAll reads every card into a T, where the function says, and sorts by newest.
func readAll[T any](ctx context.Context, c *conn, card func(*T) *Card) ([]T, error) {
	most, err := mostCards(ctx, c)
	if err != nil {
		return nil, err
	}
	out := make([]T, most)
	unpack := func(id int64, o *opened, i int) error {
		if id < 0 || id >= int64(len(out)) {
			return fmt.Errorf("cards: %w", errDamaged)
		}
		_, err := o.card(i, card(&out[id])) // in place: a card is large
		return err
	}
	err = eachRecordAside(ctx, c, kept, slices.Repeat([]unpacker{unpack}, hands())...)
	out = slices.DeleteFunc(out, func(t T) bool { return card(&t).Path == "" })
	newestFirst(out, card)
	return out, err
}

// mostCards is how many there are at most; counting them would read the table.
func mostCards(ctx context.Context, c *conn) (int, error) {
	row, _, err := c.one(ctx, "SELECT max(seg) FROM cards")
	if err != nil {
		return 0, err
	}
	return int(integer(row[0])+1) * segSize, nil
}

// eachCard reads every card; the pointer is to be used at once.
func eachCard(ctx context.Context, c *conn, f func(id int64, card *Card)) error {
	return eachRecord(ctx, c, unpackCards(f))
}

// unpacker takes the i-th card of o, whose number is id, apart.
type unpacker = func(id int64, o *opened, i int) error

// hands is how many take cards apart at once, where that takes longer than to bring them.
func hands() int { return min(runtime.GOMAXPROCS(0), 8) }

// eachRecordAside is eachRecord with several at work: the caller has the database bring
// segments, and each of the unpackers, in a goroutine of its own, takes some of them apart.
func eachRecordAside(ctx context.Context, c *conn, open opener, unpackers ...unpacker) error {
	type packed struct {
		seg  int64
		data []byte
	}
	brought, done := make(chan packed, 4*len(unpackers)), make(chan error, len(unpackers))
	for _, unpack := range unpackers {
		go func() {
			var err error
			open := open()
			for s := range brought {
				if err == nil {
					err = records(open, s.seg, s.data, unpack)
				}
			}
			done <- err
		}()
	}
	err := eachSegment(ctx, c, func(seg int64, data []byte) error {
		brought <- packed{seg, data}
		return nil
	})
	close(brought)
	for range unpackers {
		err = errors.Join(err, <-done)
	}
	return err
}

// unpackCards unpacks records for f.
func unpackCards(f func(id int64, card *Card)) unpacker {
	var card Card
	return func(id int64, o *opened, i int) error {
		_, err := o.card(i, &card)
		if err == nil {
			f(id, &card)
		}
		return err
	}
}

// eachRecord calls f for every card there is: the i-th of o, yet to be read.
func eachRecord(ctx context.Context, c *conn, f unpacker) error {
	return eachSegment(ctx, c, func(seg int64, data []byte) error { return records(openSegment, seg, data, f) })
}

func eachSegment(ctx context.Context, c *conn, f func(seg int64, data []byte) error) error {
	return c.each(ctx, func(row []driver.Value) error {
		return f(integer(row[0]), blob(row[1]))
	}, "SELECT seg, data FROM cards ORDER BY seg")
}

// opener makes, for one goroutine, what opens segments.
type opener func() func(blob []byte) (*opened, error)

// kept opens each segment in memory of its own: strings of its cards may be kept.
func kept() func(blob []byte) (*opened, error) { return openSegment }

// passing opens each segment in the memory of the one before: nothing of a card may be kept.
func passing() func(blob []byte) (*opened, error) {
	o := new(opened)
	return func(blob []byte) (*opened, error) { return o, o.open(blob) }
}

// records calls f for every card of a segment.
func records(open func(blob []byte) (*opened, error), seg int64, data []byte, f unpacker) error {
	o, err := open(data)
	if err != nil {
		return err
	}
	o.room.chars = slices.Grow(o.room.chars, len(o.data)) // what they hold beside is longer than what is put before and behind
	for i := range segSize {
		if !o.has(i) {
			continue
		}
		if err := f(seg*segSize+int64(i), o, i); err != nil {
			return err
		}
	}
	return nil
}

// newestFirst sorts cards, or what holds them.
func newestFirst[T any](list []T, card func(*T) *Card) {
	NewestFirst(list, func(t *T) int64 { return stamp(card(t).Newest()) }, func(t *T) note.Address { return card(t).Address })
}

// NewestFirst sorts what stands for notes by a time, in seconds, those of the same second by
// address. Most often they come sorted by address and many share a second: so the times are
// sorted first, and then what shares one. What stands for a note may be large: it moves
// once, along the cycles of the permutation.
func NewestFirst[T any](list []T, at func(*T) int64, address func(*T) note.Address) {
	type key struct {
		at int64
		i  int32
	}
	keys := make([]key, len(list))
	for i := range list {
		keys[i] = key{at(&list[i]), int32(i)}
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(a.i, b.i)) })
	for from := 0; from < len(keys); {
		to := from + 1
		for to < len(keys) && keys[to].at == keys[from].at {
			to++
		}
		slices.SortFunc(keys[from:to], func(a, b key) int { return cmp.Compare(address(&list[a.i]), address(&list[b.i])) })
		from = to
	}
	for i := range keys {
		if keys[i].i < 0 {
			continue
		}
		first, to := list[i], i
		for from := int(keys[to].i); from != i; from = int(keys[to].i) {
			list[to] = list[from]
			keys[to].i = -1
			to = from
		}
		list[to], keys[to].i = first, -1
	}
}

// Card is one note's card. ok is false when there is no such note.
func (db *DB) Card(ctx context.Context, a note.Address) (card Card, ok bool, err error) {
	err = db.read(ctx, func(c *conn) (err error) {
		card, ok, err = cardAt(ctx, c, a)
		return err
	})
	return card.clone(), ok, wrap("read card", err)
}

func cardAt(ctx context.Context, c *conn, a note.Address) (card Card, ok bool, err error) {
	row, ok, err := c.one(ctx, "SELECT id FROM files WHERE key = ? AND id < ?", keyOf(a.Path()), int64(firstEntry))
	if err != nil || !ok {
		return Card{}, false, err
	}
	ok, err = newCards(c).read(ctx, integer(row[0]), &card)
	return card, ok && card.Address == a, err
}

// Entries lists the paths of a note's thread entries, oldest first.
func (db *DB) Entries(ctx context.Context, a note.Address) ([]string, error) {
	var out []string
	err := db.read(ctx, func(c *conn) error {
		out = nil
		return c.each(ctx, func(row []driver.Value) error {
			out = append(out, entryPath(string(a), row[0]))
			return nil
		}, "SELECT name FROM entries WHERE note = ? ORDER BY name", string(a)) // a name begins with its date
	})
	return out, wrap("list the thread", err)
}

// Count is a value and how many notes have it.
type Count struct {
	Value string
	N     int
}

// Values counts the topics, tags, authors, types, statuses, languages or maturities in
// use, the most used first. key is as in a query, singular or plural.
func (db *DB) Values(ctx context.Context, key string) ([]Count, error) {
	counts := map[string]int{}
	err := db.Walk(ctx, func(int) func(*Card) {
		clear(counts)
		return func(c *Card) {
			for _, v := range c.values(key) {
				counts[v]++
			}
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([]Count, 0, len(counts))
	for v, n := range counts {
		out = append(out, Count{v, n})
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value)) })
	return out, nil
}

func (c *Card) values(key string) []string {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	switch key {
	case "type", "types":
		return one(string(c.Type))
	case "topic", "topics":
		return one(c.Topic)
	case "tag", "tags":
		return c.Tags
	case "author", "authors":
		if len(c.Authors) == 0 {
			return one(c.By)
		}
		return c.Authors
	case "status", "statuses":
		return one(cmp.Or(c.Status, accepted))
	case "lang", "langs":
		return one(c.Lang)
	case "maturity", "maturities":
		return one(c.Maturity)
	}
	return nil
}

// Count is how many notes and entries the index has.
func (db *DB) Count(ctx context.Context) (n int, err error) {
	err = db.read(ctx, func(c *conn) error {
		row, _, err := c.one(ctx, "SELECT count(*) FROM files")
		if err == nil {
			n = int(integer(row[0]))
		}
		return err
	})
	return n, wrap("count the notes", err)
}
