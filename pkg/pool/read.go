package pool

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Query is a search; see ParseQuery.
type Query = index.Query

// ParseQuery reads what a user typed: words, "phrases", pre*, -not, key:value.
func ParseQuery(s string) (Query, error) { return index.ParseQuery(s) }

// Results is the outcome of a search.
type Results struct {
	index.Result
	Suggest []string // nearest spellings of unknown words, only when nothing was found
	// Nearly is the note that has most of the words, only when nothing was found; nil for none.
	Nearly *index.Partial
}

// Find searches the pool as its files are at this moment. Nothing found is no error.
//
// While another process reads the notes, for the first time or after many changes, the
// answer is made of what it has read so far, which Options.Notice is told; that
// nothing is found is only said when all are read.
func (p *Pool) Find(ctx context.Context, q Query) (Results, error) {
	q.Stale = p.Stale
	if len(q.Words()) > 0 {
		q.Synonyms = p.Charter().Words
	}
	var res index.Result
	err := p.asSoonAs(ctx, func() (enough bool, err error) {
		res, err = p.db.Find(ctx, q)
		return len(res.Hits) > 0, err
	})
	if err != nil {
		return Results{}, fmt.Errorf("find: %w", err)
	}
	f := Results{Result: res}
	p.judge(f.Hits)
	if q.Sort == index.ByRelevance && len(q.Langs) == 0 {
		p.readersFirst(f.Hits)
	}
	if len(res.Hits) == 0 && len(q.Words()) > 0 {
		if f.Suggest, err = p.db.Suggest(ctx, q.Words()); err != nil {
			return f, fmt.Errorf("find: %w", err)
		}
		if f.Nearly, err = p.nearest(ctx, q); err != nil {
			return f, err
		}
	}
	return f, nil
}

// nearest is the note that comes nearest to a query, nil for none: where the filters hold for
// none that has any of the words, one outside of them.
func (p *Pool) nearest(ctx context.Context, q Query) (*index.Partial, error) {
	some, err := p.db.Most(ctx, q, 1)
	if wide, filtered := q.Unfiltered(); err == nil && len(some) == 0 && filtered {
		some, err = p.db.Most(ctx, wide, 1)
		for i := range some {
			some[i].Outside = true
		}
	}
	if err != nil || len(some) == 0 {
		return nil, err
	}
	return &some[0], nil
}

func (p *Pool) judge(hits []index.Hit) {
	for i := range hits {
		p.dress(&hits[i].Card)
	}
}

// dress fills in what a card lacks: dates of notes that were never committed.
func (p *Pool) dress(c *index.Card) {
	if c.Created.IsZero() {
		c.Created = c.Date
	}
	if !c.Updated.IsZero() && !c.Created.IsZero() {
		return
	}
	fi, err := os.Lstat(filepath.Join(p.repo.Root(), filepath.FromSlash(c.Path)))
	if err != nil {
		return
	}
	if c.Updated.IsZero() {
		c.Updated = fi.ModTime().UTC()
	}
	if c.Created.IsZero() {
		c.Created = c.Updated
	}
}

// Cards lists every note, newest first.
func (p *Pool) Cards(ctx context.Context) ([]index.Card, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	cards, err := p.db.Cards(ctx)
	for i := range cards {
		p.dress(&cards[i])
	}
	return cards, err
}

// Newest is every note as the files are at this moment, newest first; see [index.Newest]:
// several goroutines call keep at once, may ask for the charter, and must keep nothing of the card.
func Newest[T any](ctx context.Context, p *Pool, keep func(*index.Card) T, address func(*T) note.Address) (all iter.Seq[T], err error) {
	err = p.asSoonAs(ctx, func() (enough bool, err error) {
		p.Charter() // is read by the first who asks
		all, err = index.Newest(ctx, p.db, func(c *index.Card) T {
			p.dress(c)
			return keep(c)
		}, address)
		if err != nil {
			return false, err
		}
		for range all {
			return true, nil
		}
		return false, nil
	})
	return all, err
}

// Walk shows every note's card as the files are at this moment, in no order that means
// anything; see [index.DB.Walk].
func (p *Pool) Walk(ctx context.Context, start func(most int) (see func(*index.Card))) error {
	if err := p.refresh(ctx); err != nil {
		return err
	}
	return p.WalkLast(ctx, start)
}

// WalkLast is Walk as the index knew the notes last, without a look at the files: what a
// browser draws first. It shows none when there is no index yet.
func (p *Pool) WalkLast(ctx context.Context, start func(most int) (see func(*index.Card))) error {
	if err := p.openIndex(ctx); err != nil {
		return err
	}
	return p.db.Walk(ctx, func(most int) func(*index.Card) {
		see := start(most)
		return func(c *index.Card) {
			p.dress(c)
			see(c)
		}
	})
}

// Values counts the topics, tags, authors, types or statuses in use.
func (p *Pool) Values(ctx context.Context, key string) ([]index.Count, error) {
	if err := p.refreshSoon(ctx); err != nil {
		return nil, err
	}
	return p.db.Values(ctx, key)
}

// ErrNoNote says that no note has that address.
var ErrNoNote = errors.New("no such note")

// NoNoteError says which address was not found and which come near.
type NoNoteError struct {
	Typed string
	Near  []note.Address
}

func (e *NoNoteError) Error() string { return fmt.Sprintf("no note %q", note.Clean(e.Typed)) }

// Unwrap makes errors.Is(err, ErrNoNote) true.
func (e *NoNoteError) Unwrap() error { return ErrNoNote }

// AmbiguousError says that several notes go by what was typed.
type AmbiguousError struct {
	Typed string
	Notes []note.Address
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q could be %d notes", note.Clean(e.Typed), len(e.Notes))
}

// Address finds the note a user means: an address, an old address, any unique ending or
// unambiguous beginning of one, its exact title, or the path of its file. Errors: *NoNoteError,
// *AmbiguousError.
func (p *Pool) Address(ctx context.Context, typed string) (note.Address, error) {
	typed = strings.TrimSpace(typed)
	if a, ok := p.fromPath(typed); ok {
		return a, nil
	}
	clean := strings.Trim(strings.TrimSuffix(filepath.ToSlash(typed), ".md"), "/")
	var found []note.Address
	err := p.asSoonAs(ctx, func() (enough bool, err error) {
		found, err = p.db.Lookup(ctx, clean)
		return len(found) > 0, err
	})
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		named, err := p.titled(ctx, typed)
		if err != nil {
			return "", err
		}
		if len(named) == 1 || len(found) == 0 {
			found = named
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		near, err := p.near(ctx, clean)
		if err != nil {
			return "", err
		}
		return "", &NoNoteError{Typed: typed, Near: near}
	}
	if one, ok := p.oneInLanguages(found); ok {
		return one, nil
	}
	return "", &AmbiguousError{Typed: typed, Notes: found}
}

// fromPath recognises the path of an existing note's file.
func (p *Pool) fromPath(typed string) (note.Address, bool) {
	if !strings.HasSuffix(typed, ".md") {
		return "", false
	}
	rel := filepath.ToSlash(typed)
	if filepath.IsAbs(typed) {
		r, err := filepath.Rel(p.repo.Root(), typed)
		if err != nil {
			return "", false
		}
		rel = filepath.ToSlash(r)
	}
	a, ok := note.AddressOf(rel)
	if !ok {
		return "", false
	}
	_, err := os.Lstat(p.File(a))
	return a, err == nil
}

// near proposes notes for an address that does not exist: those that its words find.
func (p *Pool) near(ctx context.Context, typed string) ([]note.Address, error) {
	words := strings.FieldsFunc(typed, func(r rune) bool { return !note.IsWordRune(r) })
	for len(words) > 0 {
		q, err := index.ParseQuery(strings.Join(words, " "))
		if err != nil {
			return nil, nil //nolint:nilerr // no words to search for: nothing is near
		}
		q.Limit = 3
		res, err := p.db.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(res.Hits) > 0 {
			var out []note.Address
			for _, h := range res.Hits {
				out = append(out, h.Address)
			}
			return out, nil
		}
		words = words[1:]
	}
	return nil, nil
}
