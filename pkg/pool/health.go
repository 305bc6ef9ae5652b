package pool

import (
	"context"
	"time"

	"github.com/breakfast-table/cop/pkg/pool/health"
)

type (
	// Health is how a community is doing today, in numbers about the whole and never about one person.
	Health = health.Overview
	// Fragile is a topic that hangs on one person.
	Fragile = health.Fragile
)

// Health computes it from what the index knows: cards, the names of entries, and the
// files of member cards and meetings.
func (p *Pool) Health(ctx context.Context) (Health, error) {
	cards, err := p.Cards(ctx)
	if err != nil {
		return Health{}, err
	}
	who, members, err := p.handles(ctx)
	if err != nil {
		return Health{}, err
	}
	paths, err := p.db.EntriesSince(ctx, time.Time{})
	if err != nil {
		return Health{}, err
	}
	actions, err := p.Actions(ctx, false)
	if err != nil {
		return Health{}, err
	}
	x := health.NewCounter(who, members, paths, p.opt.now())
	for i := range cards {
		x.Note(&cards[i], p.Stale(cards[i]))
	}
	x.Actions(actions)
	h := x.Overview()
	h.PastReview, err = p.PastReviews(ctx)
	return h, err
}
