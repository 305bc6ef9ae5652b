package pool

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/repo"
)

// raceTimeout is for how long a push that others overtake is tried again. A dozen members
// who share at the same moment lose most of their tries.
const raceTimeout = 2 * time.Minute

// lockTimeout is for how long one lock in the shared place may be all that stands in the way.
// Whoever sends holds it for a moment; a program that was stopped left it for good.
const lockTimeout = 10 * time.Second

// race is something sent that others overtake, and that is sent again for a while.
type race struct {
	p             *Pool
	tries         int
	began, locked time.Time
	tip           repo.Hash // of the trunk, when the lock was met first
}

func (p *Pool) race() *race { return &race{p: p, began: time.Now()} }

// again waits a moment and takes what others sent; the error is why it is not to be sent again.
func (r *race) again(ctx context.Context, err error) error {
	lost := overtaken(err) || errors.Is(err, forge.ErrMoved)
	if !lost || time.Since(r.began) > raceTimeout || r.stuck(err) {
		return err
	}
	if err := r.p.pause(ctx, r.tries); err != nil {
		return err
	}
	r.tries++
	return r.p.fetch(ctx, false)
}

// stuck reports that a lock which nobody holds stands in the way.
func (r *race) stuck(err error) bool {
	var push *repo.PushError
	tip, _ := r.p.repo.Ref(r.p.trunk.tracking)
	switch {
	case !errors.As(err, &push) || push.LockFile() == "":
		r.locked = time.Time{}
	case r.locked.IsZero() || tip != r.tip:
		r.locked, r.tip = time.Now(), tip
	}
	return !r.locked.IsZero() && time.Since(r.locked) > lockTimeout
}

// pause waits a random moment that grows with the tries, so that clones that collide
// come apart: up to 20 ms, 40 ms … 1.3 s.
func (p *Pool) pause(ctx context.Context, try int) error {
	limit := 20 * time.Millisecond << min(try, 6)
	n, err := rand.Int(rand.Reader, big.NewInt(int64(limit)))
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(n.Int64())):
		return nil
	}
}
