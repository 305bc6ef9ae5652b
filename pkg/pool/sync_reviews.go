package pool

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// How a sync looks at reviews. On plain git everything has been fetched anyhow, and is read
// when something moved. A host is asked about the user's own contributions, and about the
// rest when a branch of theirs moved, and once in a while: cop review asks anew.
const pollTimeout = 20 * time.Second

// queueAge is how old what is known of a host's queue may be: reading it anew costs a few requests
// for each contribution, so a short one is read at every sync and one of sixty every quarter of an hour.
func queueAge(open int) time.Duration { return min(time.Duration(open)*15*time.Second, 15*time.Minute) }

// pollReviews learns what reviewers said and what became of the user's contributions. It is
// never a reason for a sync to fail.
func (p *Pool) pollReviews(ctx context.Context, rep *SyncReport) error {
	slow, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	before := p.lastSeen().Reviews
	err := p.pollHost(slow, rep)
	rep.news(before, p.lastSeen().Reviews)
	rep.Said = slices.DeleteFunc(rep.Said, func(o Opinion) bool { // it was told before they were declined
		return slices.ContainsFunc(rep.Reopened, func(r Review) bool { return r.ID == o.Review.ID })
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && !errors.Is(err, ErrNoIdentity) {
		rep.Unseen = err
	}
	return nil
}

// news compares two looks.
func (rep *SyncReport) news(before, now []Review) {
	for _, r := range now {
		var was Review
		if i := slices.IndexFunc(before, func(b Review) bool { return b.ID == r.ID }); i >= 0 {
			was = before[i]
		}
		if r.AsksMe && !was.AsksMe {
			rep.AsksMe = append(rep.AsksMe, r)
		}
		for _, v := range r.Verdicts {
			known := slices.ContainsFunc(was.Verdicts, func(k forge.Verdict) bool {
				return k.By == v.By && k.Opinion == v.Opinion && k.When.Equal(v.When)
			})
			if r.Mine && !known && v.By != r.Author {
				rep.Said = append(rep.Said, Opinion{r, v})
			}
		}
	}
}

func (p *Pool) pollHost(ctx context.Context, rep *SyncReport) error {
	own, err := p.ownSent(ctx)
	if err != nil {
		return err
	}
	if !p.worthAsking(ctx, len(own) > 0) {
		return nil
	}
	pl, err := p.forge(ctx)
	if err != nil || !pl.token {
		return err
	}
	if pl.plain() {
		if err := p.pollPlain(ctx, pl); err != nil {
			return err
		}
		if len(own) > 0 {
			p.rememberLook()
		}
		return p.openPlain(ctx, rep)
	}
	if seen := p.lastSeen(); len(rep.Received) > 0 || seen.Offers != p.offersMark() || p.opt.now().Sub(seen.At) >= queueAge(len(seen.Reviews)) {
		open, err := p.reviews(ctx, pl, forge.Filter{})
		if err != nil {
			return err
		}
		if open, err = p.withEnded(ctx, pl, open); err != nil {
			return err
		}
		p.remember(open)
		p.tellOwnCopy(ctx)
		if err := p.takeUp(ctx, open); err != nil {
			return err
		}
		rep.Reopened = p.reopened(open)
	}
	for _, c := range own {
		if err := p.follow(ctx, pl, c, rep); err != nil {
			return err
		}
	}
	if len(own) > 0 {
		p.rememberLook()
	}
	return nil
}

// worthAsking reports whether the place of review is to be asked. Which kind of host it is, is
// found out for the user's own contributions, and where there is a token for it: then others'
// may ask for them.
func (p *Pool) worthAsking(ctx context.Context, own bool) bool {
	h, known := p.offlineHost()
	if known {
		return h.Kind == forge.Plain || p.mayAsk(ctx, h)
	}
	r, err := p.forgeRemote()
	return own || err == nil && overHTTP(r) && p.mayAsk(ctx, forge.Host{Web: r.Web()})
}

// mayAsk reports whether this machine has a token for a host at all.
func (p *Pool) mayAsk(ctx context.Context, h forge.Host) bool {
	c, err := p.credential(ctx, h)
	return err == nil && !c.IsZero()
}

// pollPlain reads the queue anew when a ref moved since it was read last.
func (p *Pool) pollPlain(ctx context.Context, pl *forgeConn) error {
	mark := pl.git.mark()
	if mark != "" && mark == p.lastSeen().Mark {
		return nil
	}
	open, err := p.reviews(ctx, pl, forge.Filter{})
	if err != nil {
		return err
	}
	if open, err = p.withEnded(ctx, pl, open); err != nil {
		return err
	}
	p.rememberAt(pl.git.mark(), open)
	return nil
}

// mark stands for where everything that reviews are made of is; "" when nothing was seen.
func (g *reviewGit) mark() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return markRefs(g.last, func(ref repo.Ref) bool {
		return strings.HasPrefix(string(ref), "refs/heads/") || strings.HasPrefix(string(ref), "refs/cop/reviews/")
	})
}

// markRefs stands for where some refs are; "" when there are none.
func markRefs(refs map[repo.Ref]repo.Hash, counts func(repo.Ref) bool) string {
	var all []string
	for ref, tip := range refs {
		if counts(ref) {
			all = append(all, string(ref)+" "+string(tip))
		}
	}
	if len(all) == 0 {
		return ""
	}
	sort.Strings(all)
	sum := sha256.Sum256([]byte(strings.Join(all, "\n")))
	return hex.EncodeToString(sum[:])
}

// offersMark stands for the contributions that are branches of the shared place, as fetched last.
func (p *Pool) offersMark() string {
	refs, err := p.repo.Refs(string(p.trunk.mirror("")) + review.BranchPrefix)
	if err != nil {
		return ""
	}
	return markRefs(refs, func(repo.Ref) bool { return true })
}

// ownSent lists the user's contributions that reviewers have.
func (p *Pool) ownSent(ctx context.Context) ([]Contribution, error) {
	h, err := p.heads(ctx)
	if err != nil {
		return nil, err
	}
	me, err := p.Me()
	if err != nil {
		return nil, err
	}
	all, err := p.contributions(ctx, h, me)
	return slices.DeleteFunc(all, func(c Contribution) bool { return !c.Mine || c.pushed == "" }), err
}

// follow asks a host what became of one contribution. One that was accepted in other words,
// or declined, is let go of: what is not in the pool of it is a draft again.
func (p *Pool) follow(ctx context.Context, pl *forgeConn, c Contribution, rep *SyncReport) error {
	id, err := p.idOf(ctx, pl, c)
	if err != nil {
		return err
	}
	if id == "" {
		return p.openSent(ctx, c, rep)
	}
	now, err := pl.Get(ctx, id)
	if errors.Is(err, forge.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if now.Branch == "" {
		now.Branch = forge.Branch(c.Branch)
	}
	if now.State == forge.Open {
		viewer, err := p.viewer(ctx, pl)
		if err != nil {
			return err
		}
		if err := p.bring(ctx, pl, []forge.Contribution{now}); err != nil {
			return err
		}
		r, err := p.reviewOf(ctx, pl, now, viewer)
		if err != nil {
			return err
		}
		p.remember([]Review{r}, id)
		return p.followElsewhere(ctx, c, r, rep)
	}
	if came, err := p.came(ctx, now); err != nil || !came {
		return err
	}
	p.remember(nil, id)
	if string(now.Head) != c.Head {
		return nil // edited and committed since, here: the next share offers it anew
	}
	p.rememberEnded(c, &Review{Contribution: now})
	if err := p.dropBranch(ctx, c.Branch, repo.Hash(c.Head)); err != nil {
		return fmt.Errorf("let go of %s: %w", c.Name, err)
	}
	return nil
}

// followElsewhere takes over what others did to a contribution that is reviewed from another
// place than a branch of the shared one.
func (p *Pool) followElsewhere(ctx context.Context, c Contribution, r Review, rep *SyncReport) error {
	c.Review = &r
	moved, err := p.movedElsewhere(ctx, c)
	if err != nil || !moved {
		return err
	}
	c.pushed = repo.Hash(r.Head)
	_, err = p.joinBranch(ctx, c, rep)
	return err
}

// openPlain completes what a kill between two steps left: a branch of the user's that nobody
// was asked about.
func (p *Pool) openPlain(ctx context.Context, rep *SyncReport) error {
	own, err := p.ownSent(ctx)
	if err != nil {
		return err
	}
	for _, c := range own {
		if err := p.openSent(ctx, c, rep); err != nil {
			return err
		}
	}
	return nil
}

// openSent opens the review of a contribution that the reviewers' place has and nobody was
// asked about.
func (p *Pool) openSent(ctx context.Context, c Contribution, rep *SyncReport) error {
	if c.Standing != StandsUnopened {
		return nil
	}
	sent, err := p.sendContribution(ctx, c, ShareOptions{})
	if err != nil {
		return err
	}
	rep.Refreshed = append(rep.Refreshed, sent)
	return nil
}

// came reports whether what was accepted has been fetched; what was declined always has.
func (p *Pool) came(ctx context.Context, c forge.Contribution) (bool, error) {
	if c.State != forge.Merged || c.Merge == "" {
		return true, nil
	}
	if !p.has(repo.Hash(c.Merge)) {
		return false, nil
	}
	return p.repo.IsAncestor(ctx, repo.Hash(c.Merge), p.accepted())
}
