// Package pools is about several pools at once: one's own and those of other communities that
// one follows. It searches them all, takes practices over from one into another, and tells who
// learns from whom.
//
// Each pool keeps its rules: what is taken over is a draft like any other, what is given goes
// the way that the other pool says. Nothing is written into a pool but where a function says
// so, and nothing of one pool goes into another but the note that was named.
//
// The package stands on pool and knows neither terminals nor where pools are remembered.
package pools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Named is a pool and what it is called on this machine.
type Named struct {
	Name string
	*pool.Pool
}

// Hit is a note that was found, and where.
type Hit struct {
	index.Hit
	Pool string // its name
	Old  bool   // its promise to be true ran out, by its pool's charter
}

// Results is what was found in all pools.
type Results struct {
	Hits    []Hit
	Total   int
	Asked   int            // words of the query that say something
	Suggest []string       // nearest spellings, only when nothing was found
	Nearly  *index.Partial // the note that has most of the words, only when nothing was found
	Nearest string         // the pool of Nearly
}

// Find searches several pools as if they were one. By relevance a word counts by how rare it is
// in all of them, so that a word which one pool uses in every note does not hide what another
// says about it. Cost: the slowest of the pools, which are searched side by side, and a second
// look at how often the words occur. Nothing found is no error.
func Find(ctx context.Context, all []Named, q pool.Query) (Results, error) {
	each := make([]pool.Query, len(all))
	for i := range each {
		each[i] = q
		each[i].Offset = 0
		if q.Limit > 0 {
			each[i].Limit = q.Offset + q.Limit
		}
	}
	if len(all) > 1 && q.Sort == index.ByRelevance && len(q.Words()) > 0 {
		if err := weighTogether(ctx, all, each); err != nil {
			return Results{}, err
		}
	}
	found := make([]pool.Results, len(all))
	err := atOnce(len(all), func(i int) (err error) {
		found[i], err = all[i].Find(ctx, each[i])
		return within(all[i], err)
	})
	if err != nil {
		return Results{}, err
	}
	return join(all, found, q), nil
}

// weighTogether tells each pool how often the others have the words.
func weighTogether(ctx context.Context, all []Named, each []pool.Query) error {
	own := make([]index.Frequencies, len(all))
	err := atOnce(len(all), func(i int) (err error) {
		own[i], err = all[i].Frequencies(ctx, each[i])
		return within(all[i], err)
	})
	if err != nil {
		return err
	}
	var sum index.Frequencies
	for _, f := range own {
		sum.Add(f)
	}
	for i := range each {
		each[i].Beside = sum.Less(own[i])
	}
	return nil
}

func within(p Named, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", p.Name, err)
}

// atOnce does something for each of n, side by side.
func atOnce(n int, do func(i int) error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// join is one list of what was found in each.
func join(all []Named, found []pool.Results, q pool.Query) Results {
	var r Results
	for i, f := range found {
		r.Total += f.Total
		r.Asked = max(r.Asked, f.Asked)
		for _, h := range f.Hits {
			r.Hits = append(r.Hits, Hit{Hit: h, Pool: all[i].Name, Old: all[i].Stale(h.Card)})
		}
	}
	by := q.Sort
	if by == index.ByRelevance && len(q.Words()) == 0 {
		by = index.ByUpdated
	}
	slices.SortStableFunc(r.Hits, order(by))
	r.Hits = r.Hits[min(q.Offset, len(r.Hits)):]
	if q.Limit > 0 {
		r.Hits = r.Hits[:min(q.Limit, len(r.Hits))]
	}
	if r.Total == 0 {
		r.nothing(all, found)
	}
	return r
}

// order is how hits of several pools stand beside each other.
func order(by index.Sort) func(a, b Hit) int {
	switch by {
	case index.ByUpdated:
		return func(a, b Hit) int { return b.Newest().Compare(a.Newest()) }
	case index.ByCreated:
		return func(a, b Hit) int { return b.Created.Compare(a.Created) }
	case index.ByTitle:
		return func(a, b Hit) int { return index.ByName(a.Title, b.Title) }
	case index.ByEvidence:
		return func(a, b Hit) int { return index.Proof(&b.Card, &a.Card) }
	}
	return func(a, b Hit) int { return index.Better(&a.Hit, &b.Hit) }
}

// nothing tells what comes nearest.
func (r *Results) nothing(all []Named, found []pool.Results) {
	for i, f := range found {
		if len(f.Suggest) > len(r.Suggest) {
			r.Suggest = f.Suggest
		}
		if f.Nearly != nil && (r.Nearly == nil || cmp.Compare(len(f.Nearly.Missing), len(r.Nearly.Missing)) < 0) {
			r.Nearly, r.Nearest = f.Nearly, all[i].Name
		}
	}
}
