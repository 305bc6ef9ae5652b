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

	in int // which of the pools
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
// says about it. The pools are searched side by side, and only hits that are returned have their
// snippets cut. Nothing found is no error.
func Find(ctx context.Context, all []Named, q pool.Query) (Results, error) {
	each := q
	each.Offset, each.Bare = 0, true
	if q.Limit > 0 {
		each.Limit = q.Offset + q.Limit
	}
	c := newCount(len(all))
	found := make([]pool.Results, len(all))
	err := atOnce(len(all), func(i int) (err error) {
		defer c.tell(i, index.Frequencies{}) // nobody waits for one that failed
		each := each
		if len(all) > 1 && q.Sort == index.ByRelevance {
			each.Beside = func(own index.Frequencies) index.Frequencies { return c.beside(ctx, i, own) }
		}
		found[i], err = all[i].Find(ctx, each)
		return within(all[i], err)
	})
	if err != nil {
		return Results{}, err
	}
	r := join(all, found, q)
	if !q.Bare {
		r.show(found)
	}
	return r, nil
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
			r.Hits = append(r.Hits, Hit{Hit: h, Pool: all[i].Name, Old: all[i].Stale(h.Card), in: i})
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

// show cuts the snippets of what was found, each pool those of its own.
func (r *Results) show(found []pool.Results) {
	own := make([][]*index.Hit, len(found))
	for i := range r.Hits {
		h := &r.Hits[i]
		own[h.in] = append(own[h.in], &h.Hit)
	}
	for i := range found {
		found[i].Show(own[i])
	}
}
