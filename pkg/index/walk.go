package index

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
)

// Walk shows every note's card, in no order that means anything: for those who keep less
// of each than there is, since 100,000 cards take 60 MB. start is told how many there are
// at most and returns what sees them; where reading has to begin anew it is called again,
// and what was seen before is void. A card is good for the call alone; its strings may be
// kept, but keep those of its neighbours alive. Cost: under 1 µs a note.
func (db *DB) Walk(ctx context.Context, start func(most int) (see func(*Card))) error {
	return wrap("look at the notes", db.read(ctx, func(c *conn) error {
		row, _, err := c.one(ctx, "SELECT max(seg) FROM cards")
		if err != nil {
			return err
		}
		see := start(int(integer(row[0])+1) * segSize)
		var card Card
		return eachRecord(ctx, c, func(_ int64, o *opened, i int) error {
			if _, err := o.card(i, &card); err != nil {
				return err
			}
			see(&card)
			return nil
		})
	}))
}

// Newest is every note, newest first as Cards has them, but of each only what keep keeps of
// its card, by which address still has to find its address; see Walk.
func Newest[T any](ctx context.Context, db *DB, keep func(*Card) T, address func(*T) note.Address) (iter.Seq[T], error) {
	var all []T
	var times []int64
	err := db.Walk(ctx, func(most int) func(*Card) {
		all, times = make([]T, 0, most), make([]int64, 0, most)
		return func(c *Card) {
			times = append(times, stamp(c.newest()))
			all = append(all, keep(c))
		}
	})
	if err != nil {
		return nil, err
	}
	order := make([]int32, len(all))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(address(&all[a]), address(&all[b])))
	})
	return func(yield func(T) bool) {
		for _, i := range order {
			if !yield(all[i]) {
				return
			}
		}
	}, nil
}
