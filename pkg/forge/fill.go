package forge

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
)

// fill completes the entries of a list, four at a time, and keeps those in the state
// asked for, newest activity first. The first error ends it.
func fill[T any](ctx context.Context, raw []T, f Filter, complete func(context.Context, T) (Contribution, error)) ([]Contribution, error) {
	all := make([]Contribution, len(raw))
	several, ctx := errgroup.WithContext(ctx)
	several.SetLimit(4)
	for i, r := range raw {
		several.Go(func() (err error) {
			all[i], err = complete(ctx, r)
			return err
		})
	}
	if err := several.Wait(); err != nil {
		return nil, err
	}
	return Choose(all, f), nil
}

// Choose applies a filter to complete contributions.
func Choose(all []Contribution, f Filter) []Contribution {
	all = slices.DeleteFunc(all, func(c Contribution) bool { return c.State != cmp.Or(f.State, Open) })
	slices.SortStableFunc(all, func(a, b Contribution) int { return b.Updated.Compare(a.Updated) })
	return all[:min(len(all), f.limit())]
}
