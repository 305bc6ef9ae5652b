package pool

import (
	"context"
	"errors"
	"slices"
)

// What is shared as a contribution, which somebody reviews.

// offer makes or updates contributions, one for each that the items belong to already
// and one for all the rest, and sends them.
func (p *Pool) offer(ctx context.Context, o ShareOptions, rep *ShareReport) error {
	rep.Sync.Conflicts = nil // the exchange finds them
	err := p.fetch(ctx, false)
	if outOfReach(err) {
		rep.Waiting = err
	} else if err != nil {
		return err
	} else if err := p.take(ctx, &rep.Sync); err != nil {
		return err
	}
	st, err := p.joined(ctx, &rep.Sync)
	if err != nil {
		return err
	}
	rep.Items, rep.Straight = p.whereNow(rep.Items, st), p.whereNow(rep.Straight, st)
	if err := p.leaveClashes(rep); err != nil {
		return err
	}
	var clash *ConflictError
	for _, group := range p.groups(st, without(rep.Items, rep.Straight)) {
		c, err := p.extend(ctx, st, group, o)
		if errors.As(err, &clash) {
			rep.Items = without(rep.Items, group.items)
			continue
		}
		if err != nil {
			return err
		}
		if rep.Waiting == nil {
			sent, err := p.sendThrough(ctx, c, o, &rep.Sync)
			if outOfReach(err) {
				rep.Waiting = err
			} else if err != nil {
				return err
			} else {
				c = sent
			}
		}
		rep.Offered = append(rep.Offered, c)
	}
	if rep.Waiting != nil {
		rep.Sync.Conflicts = st.status(p).Conflicts
		if err := p.keepForLater(ctx, p.collect(rep.Straight, message(ShareOptions{}, rep.Straight))); err != nil {
			return err
		}
		if len(rep.Offered) == 0 && clash != nil {
			return clash
		}
		return nil // the report says why it waits
	}
	if err := p.sendEntries(ctx, o, rep); err != nil {
		return err
	}
	rep.Offered = sentOnly(rep.Offered, rep.Sync.Refreshed)
	return nil
}

// without leaves out the items of a group.
func without(items, group []Item) []Item {
	return slices.DeleteFunc(slices.Clone(items), func(it Item) bool {
		return slices.ContainsFunc(group, func(g Item) bool { return g.Path == it.Path })
	})
}

// sendThrough is sendContribution, again when somebody else moved the same branch meanwhile.
func (p *Pool) sendThrough(ctx context.Context, c Contribution, o ShareOptions, rep *SyncReport) (Contribution, error) {
	for race := p.race(); ; {
		sent, err := p.sendContribution(ctx, c, o)
		if err == nil {
			return sent, nil
		}
		if err := race.again(ctx, err); err != nil {
			return sent, err
		}
		if c.pushed, err = p.pushedTip(c.Branch); err != nil {
			return c, err
		}
		c.Sent = string(c.pushed) == c.Head
		if c, err = p.joinBranch(ctx, c, rep); err != nil {
			return c, err
		}
	}
}

// joined is the state after own contributions were brought together with what
// reviewers committed to them.
func (p *Pool) joined(ctx context.Context, rep *SyncReport) (state, error) {
	st, err := p.state(ctx)
	if err != nil {
		return st, err
	}
	moved := false
	for _, c := range st.open {
		if !c.Mine || c.Sent {
			continue
		}
		after, err := p.joinBranch(ctx, c, rep)
		if err != nil {
			return st, err
		}
		moved = moved || after.Head != c.Head
	}
	if !moved {
		return st, nil
	}
	return p.state(ctx)
}
