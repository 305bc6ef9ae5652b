package index

import (
	"context"
	"iter"

	"github.com/breakfast-table/cop/pkg/note"
)

// Walk shows every note's card, in no order that means anything: for those who keep less
// of each than there is, since 100,000 cards take 60 MB. start is told how many there are
// at most and returns what sees them; where reading has to begin anew it is called again,
// and what was seen before is void. A card is good for the call alone; its strings may be
// kept, but keep those of its neighbours alive. Cost: under 1 µs a note.
func (db *DB) Walk(ctx context.Context, start func(most int) (see func(*Card))) error {
	return wrap("look at the notes", db.read(ctx, func(c *conn) error {
		most, err := mostCards(ctx, c)
		if err != nil {
			return err
		}
		see := start(most)
		return eachCardAside(ctx, c, func(_ int64, card *Card) { see(card) })
	}))
}

// Newest is every note, newest first as Cards has them, but of each only what keep keeps of
// its card, by which address still has to find its address; see Walk.
func Newest[T any](ctx context.Context, db *DB, keep func(*Card) T, address func(*T) note.Address) (iter.Seq[T], error) {
	type item struct {
		at   int64
		kept T
	}
	var all []item
	err := db.Walk(ctx, func(most int) func(*Card) {
		all = make([]item, 0, most)
		return func(c *Card) { all = append(all, item{stamp(c.Newest()), keep(c)}) }
	})
	if err != nil {
		return nil, err
	}
	NewestFirst(all, func(i *item) int64 { return i.at }, func(i *item) note.Address { return address(&i.kept) })
	return func(yield func(T) bool) {
		for i := range all {
			if !yield(all[i].kept) {
				return
			}
		}
	}, nil
}
