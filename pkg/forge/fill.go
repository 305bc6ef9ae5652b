package forge

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// fill completes the entries of a list, four at a time, and keeps those in the state
// asked for, newest activity first. The first error ends it.
func fill[T any](ctx context.Context, raw []T, f Filter, complete func(context.Context, T) (Contribution, error)) ([]Contribution, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	all := make([]Contribution, len(raw))
	slots := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for i, r := range raw {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if ctx.Err() != nil {
				return
			}
			var err error
			if all[i], err = complete(ctx, r); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return Choose(all, f), nil
}

// Choose applies a filter to complete contributions.
func Choose(all []Contribution, f Filter) []Contribution {
	all = slices.DeleteFunc(all, func(c Contribution) bool { return c.State != cmp.Or(f.State, Open) })
	slices.SortStableFunc(all, func(a, b Contribution) int { return b.Updated.Compare(a.Updated) })
	return all[:min(len(all), f.limit())]
}
