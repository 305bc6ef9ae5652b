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

// A push that others overtake is tried again for raceTimeout, and for crowdTimeout where the trunk
// still moves: whoever waits comes nearer then. Twenty members who share at the same moment lose
// most of their tries.
const (
	raceTimeout  = 2 * time.Minute
	crowdTimeout = 10 * time.Minute
)

// longestTurn is for how long at most others go first who have waited for longer.
const longestTurn = 20 * time.Second

// lockTimeout is for how long one lock in the shared place may be all that stands in the way.
// Whoever sends holds it for a moment; a program that was stopped left it for good.
const lockTimeout = 10 * time.Second

// race is something sent that others overtake, and that is sent again for a while.
type race struct {
	p      *Pool
	tries  int
	waited stopwatch
	from   repo.Hash // the trunk when it began
	locked stopwatch // since a lock is in the way, else not running
	tip    repo.Hash // the trunk when the lock was met first
	still  stopwatch // since the trunk was seen to move last
	seen   repo.Hash // the trunk then
}

func (p *Pool) race() *race {
	tip, _ := p.repo.Ref(p.trunk.tracking)
	return &race{p: p, waited: startWatch(), still: startWatch(), from: tip, seen: tip}
}

// again waits a moment and takes what others sent; the error is why it is not to be sent again.
func (r *race) again(ctx context.Context, err error) error {
	lost := overtaken(err) || errors.Is(err, forge.ErrMoved)
	if !lost || r.over() || r.stuck(err) {
		return err
	}
	landed, senders := r.lately()
	if err := r.p.pause(ctx, turn(r.tries, landed, senders, r.waited.elapsed())); err != nil {
		return err
	}
	r.tries++
	return r.p.fetch(ctx, false)
}

// over reports that it was tried for long enough.
func (r *race) over() bool {
	if tip, _ := r.p.repo.Ref(r.p.trunk.tracking); tip != r.seen {
		r.seen, r.still = tip, startWatch()
	}
	return r.still.elapsed() > raceTimeout || r.waited.elapsed() > crowdTimeout
}

// lately counts what others sent since the race began, the one who was just faster among them, and
// how many people sent something in the trunk's last minute.
func (r *race) lately() (landed, senders int) {
	const most, minute = 200, time.Minute // commits; nobody needs to know of more
	landed, inRace := 1, true
	people := map[string]bool{}
	var newest time.Time
	id := r.seen
	for n := 0; id != "" && n < most; n++ {
		inRace = inRace && id != r.from
		c, err := r.p.repo.Info(id)
		if err != nil {
			break
		}
		if newest.IsZero() {
			newest = c.When
		}
		if !inRace && newest.Sub(c.When).Abs() > minute {
			break
		}
		if inRace {
			landed++
		}
		people[c.Committer.Email] = true
		if id = ""; len(c.Parents) > 0 {
			id = c.Parents[0]
		}
	}
	return landed, len(people)
}

// turn is for how long, at most, whoever was overtaken lets others go first. In a crowd everybody
// comes to their turn when all others had theirs: of those who send, whoever saw fewer land than
// there are people has waited for less than the rest, and pauses for three times as long as the others
// need at their pace; who saw as many pauses no more. By chance alone some would wait without
// a bound, and all of them spend most of their time on sending what comes too late.
func turn(tries, landed, senders int, waited time.Duration) time.Duration {
	switch {
	case senders < 2:
		return briefPause(tries)
	case landed >= senders:
		return briefPause(0)
	}
	pace := waited / time.Duration(landed)
	return min(3*pace*time.Duration(senders-landed), longestTurn)
}

// stuck reports that a lock which nobody holds stands in the way.
func (r *race) stuck(err error) bool {
	var push *repo.PushError
	tip, _ := r.p.repo.Ref(r.p.trunk.tracking)
	switch {
	case !errors.As(err, &push) || push.LockFile() == "":
		r.locked = stopwatch{}
	case !r.locked.running() || tip != r.tip:
		r.locked, r.tip = startWatch(), tip
	}
	return r.locked.running() && r.locked.elapsed() > lockTimeout
}

// briefPause grows with the tries, so that clones that collide come apart: 20 ms, 40 ms … 1.3 s.
func briefPause(try int) time.Duration { return 20 * time.Millisecond << min(try, 6) }

// pause waits a random moment up to a limit.
func (p *Pool) pause(ctx context.Context, limit time.Duration) error {
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
