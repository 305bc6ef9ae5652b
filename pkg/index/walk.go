package index

import (
	"context"
	"iter"
	"slices"
	"sync"

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
		return eachRecordAside(ctx, c, kept, unpackCards(func(_ int64, card *Card) { see(card) }))
	}))
}

// Newest is every note, newest first as Cards has them, but of each only what keep keeps of
// its card, by which address still has to find its address. Nothing that keep returns may share
// memory with the card: the next card is read into it. Several goroutines call keep at once.
func Newest[T any](ctx context.Context, db *DB, keep func(*Card) T, address func(*T) note.Address) (iter.Seq[T], error) {
	var parts []newestPart[T]
	err := wrap("look at the notes", db.read(ctx, func(c *conn) error {
		most, err := mostCards(ctx, c)
		if err != nil {
			return err
		}
		parts = make([]newestPart[T], hands())
		unpackers := make([]unpacker, len(parts))
		for i := range parts {
			parts[i] = make(newestPart[T], 0, most/len(parts)+2*segSize)
			unpackers[i] = unpackCards(func(_ int64, c *Card) { parts[i] = append(parts[i], ranked[T]{stamp(c.Newest()), keep(c)}) })
		}
		return eachRecordAside(ctx, c, passing, unpackers...)
	}))
	if err != nil {
		return nil, err
	}
	of := func(k *ranked[T]) note.Address { return address(&k.of) }
	var sorting sync.WaitGroup
	for _, part := range parts {
		sorting.Go(func() { NewestFirst(part, func(k *ranked[T]) int64 { return k.at }, of) })
	}
	sorting.Wait()
	return merged(parts, of), nil
}

// ranked is what is kept of a note, and the time it is sorted by, in seconds.
type ranked[T any] struct {
	at int64
	of T
}

type newestPart[T any] []ranked[T]

// merged yields what is in sorted parts in the order of all.
func merged[T any](parts []newestPart[T], address func(*ranked[T]) note.Address) iter.Seq[T] {
	return func(yield func(T) bool) {
		for left := slices.Clone(parts); ; {
			var first *newestPart[T]
			for i := range left {
				if part := &left[i]; len(*part) > 0 && (first == nil || newer(&(*part)[0], &(*first)[0], address)) {
					first = part
				}
			}
			if first == nil || !yield((*first)[0].of) {
				return
			}
			*first = (*first)[1:]
		}
	}
}

// newer tells whether a comes before b in a list of what is newest.
func newer[T any](a, b *ranked[T], address func(*ranked[T]) note.Address) bool {
	if a.at != b.at {
		return a.at > b.at
	}
	return address(a) < address(b)
}
