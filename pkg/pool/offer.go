package pool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/repo"
)

// A contribution goes to its reviewers the way that asks least of the user: a branch of
// the shared place; where they may not write, the host's own way for strangers or a copy of
// theirs; without a token a branch and a page to open; in the end a file. What is reviewed
// elsewhere than on a branch of the shared place is remembered under refs/cop/sent.

const sentPrefix = "refs/cop/sent/"

// handedPrefix is the same for what went as a file, of which no place tells anything.
const handedPrefix = "refs/cop/handed/"

// sentElsewhere maps branches to what was sent of them to other places than the shared one,
// and to what was handed over as a file, which is among that, too.
func (p *Pool) sentElsewhere() (sent, handed map[string]repo.Hash, err error) {
	sent, handed = map[string]repo.Hash{}, map[string]repo.Hash{}
	for prefix, into := range map[string][]map[string]repo.Hash{sentPrefix: {sent}, handedPrefix: {sent, handed}} {
		refs, err := p.repo.Refs(prefix)
		if err != nil {
			return nil, nil, fmt.Errorf("list what was sent: %w", err)
		}
		for ref, tip := range refs {
			for _, m := range into {
				m[strings.TrimPrefix(string(ref), prefix)] = tip
			}
		}
	}
	return sent, handed, nil
}

// pushedTip is what the reviewers have of a contribution, "" for nothing.
func (p *Pool) pushedTip(branch string) (repo.Hash, error) {
	tip, err := p.repo.Ref(p.mirrorOf(branch))
	if err != nil || tip != "" {
		return tip, err
	}
	if tip, err = p.repo.Ref(repo.Ref(sentPrefix + branch)); err != nil || tip != "" {
		return tip, err
	}
	return p.repo.Ref(repo.Ref(handedPrefix + branch))
}

func (p *Pool) mirrorOf(branch string) repo.Ref { return p.trunk.mirror(branch) }

// among finds the review of a contribution; nil when there is none.
func (c Contribution) among(seen []Review) *Review {
	var ended *Review
	for _, r := range seen {
		switch {
		case c.reviewedAs(r) && r.State == forge.Open:
			return &r
		case c.reviewedAs(r):
			ended = &r
		}
	}
	return ended
}

// reviewedAs reports whether a review is about this contribution. A host that does not say
// which branch it came from says at least which commit.
func (c Contribution) reviewedAs(r Review) bool {
	return string(r.Branch) == c.Branch || r.Branch == "" && c.pushed != "" && string(c.pushed) == string(r.Head)
}

// sendContribution sends one contribution to where it is reviewed, and opens or updates
// the review.
func (p *Pool) sendContribution(ctx context.Context, c Contribution, o ShareOptions) (Contribution, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return c, err
	}
	if c.Review, err = p.reviewNow(ctx, pl, c); err != nil {
		return c, err
	}
	switch moved, err := p.movedElsewhere(ctx, c); {
	case err != nil:
		return c, err
	case moved:
		return c, forge.ErrMoved
	}
	if err := p.retitle(ctx, &c, &o); err != nil {
		return c, err
	}
	prop := p.proposal(ctx, c, o)
	route, err := pl.Route(ctx, prop)
	if err != nil {
		return c, fmt.Errorf("find a way for %s: %w", c.Name, err)
	}
	prop.Way = route.Way
	p.tellOwnCopy(ctx)
	if c, err = p.pushAlong(ctx, pl, c, &prop, route); err != nil {
		return c, err
	}
	if route.Way == forge.ByLink {
		c.Page, c.Why = route.Page, route.Why
		return c, nil
	}
	if c, err = p.open(ctx, pl, c, prop); err != nil {
		return c, err
	}
	p.forgetDeclined(c.paths())
	c.Standing = c.position(false, false).Standing()
	return c, nil
}

// reviewNow is the open review of a contribution, nil for none. What a host said last may be
// over: it is asked. On plain git, looking has brought what became of it.
func (p *Pool) reviewNow(ctx context.Context, pl *forgeConn, c Contribution) (*Review, error) {
	switch {
	case c.pushed == "" && c.Review == nil:
		return nil, nil
	case c.Review == nil || !pl.plain():
		return p.ownReview(ctx, pl, c)
	case c.Review.Unopened || c.Review.State != forge.Open:
		return nil, nil
	}
	return c.Review, nil
}

// ownReview asks the place of review what it has of a contribution; nil for nothing. One that
// is over is remembered, so that the report tells it.
func (p *Pool) ownReview(ctx context.Context, pl *forgeConn, c Contribution) (*Review, error) {
	id, err := p.idOf(ctx, pl, c)
	if err != nil || id == "" {
		return nil, err
	}
	now, err := pl.Get(ctx, id)
	if errors.Is(err, forge.ErrNotFound) || err == nil && now.Unopened {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if now.State != forge.Open {
		return nil, p.endedAt(ctx, c.Branch, cmp.Or(c.pushed, repo.Hash(c.Head)))
	}
	if err := p.bring(ctx, pl, []forge.Contribution{now}); err != nil {
		return nil, err
	}
	viewer, err := p.viewer(ctx, pl)
	if err != nil {
		return nil, err
	}
	r, err := p.reviewOf(ctx, pl, now, viewer)
	return &r, err
}

// movedElsewhere reports whether somebody else changed a contribution that is reviewed from
// another place than a branch of the shared one, where looking does not bring that. From then
// on it is known.
func (p *Pool) movedElsewhere(ctx context.Context, c Contribution) (bool, error) {
	ref := repo.Ref(sentPrefix + c.Branch)
	sent, err := p.repo.Ref(ref)
	if err != nil || sent == "" || c.Review == nil || c.Review.Head == "" {
		return false, err
	}
	head := repo.Hash(c.Review.Head)
	if !p.has(head) {
		return false, nil
	}
	if known, err := p.includes(ctx, sent, head); err != nil || known { // a host takes a moment to see a push
		return false, err
	}
	return true, p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: ref, Old: sent, New: head, Note: "cop: follow the review"})
}

// retitle makes the words of a contribution follow its notes, as long as they are the ones
// that cop made of them: a note's old title in the contribution's becomes its new one.
func (p *Pool) retitle(ctx context.Context, c *Contribution, o *ShareOptions) error {
	r := c.Review
	if r == nil || !p.has(repo.Hash(r.Head)) || string(r.Head) == c.Head {
		return nil
	}
	changes, err := p.repo.Diff(ctx, c.base, repo.Hash(r.Head))
	if err != nil {
		return err
	}
	was := *c
	was.files = changes
	if o.Body == "" && strings.TrimSpace(r.Body) == strings.TrimSpace(p.introduce(was)) {
		o.Body = p.introduce(*c)
	}
	titles := p.titlesBy(c.files)
	for path, old := range p.titlesBy(changes) {
		if now := titles[path]; o.Title == "" && now != "" && now != old {
			o.Title = retitled(r.Title, old, now)
		}
	}
	return nil
}

// pushAlong sends the commits along a route and remembers that they are there.
func (p *Pool) pushAlong(ctx context.Context, pl *forgeConn, c Contribution, prop *forge.Proposal, route forge.Route) (Contribution, error) {
	if c.Sent && route.Way != forge.ByAGit {
		if route.Way == forge.ByFork && c.Review == nil { // it is there, but was never opened
			var err error
			prop.Fork, err = pl.EnsureFork(ctx)
			return c, err
		}
		return c, nil
	}
	remote, lease := p.trunk.place, c.pushed
	push := repo.PushRef{Ref: repo.Ref(route.Ref), New: repo.Hash(c.Head), Lease: &lease}
	seen := p.mirrorOf(c.Branch)
	if route.Way == forge.ByFork || route.Way == forge.ByAGit {
		seen = repo.Ref(sentPrefix + c.Branch)
		if lease == "" || route.Force {
			push.Lease = nil
		}
	}
	if route.Way == forge.ByFork {
		var err error
		if prop.Fork, err = pl.EnsureFork(ctx); err != nil {
			return c, fmt.Errorf("send contribution %s: %w", c.Name, err)
		}
		remote = p.forkAddress(prop.Fork)
	}
	err := p.pushWaiting(ctx, prop.Fork.Created, func() error {
		return p.push(ctx, remote, []repo.PushRef{push}, repo.PushOptions{Options: route.Options})
	})
	if err != nil {
		return c, fmt.Errorf("send contribution %s: %w", c.Name, err)
	}
	if err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: seen, New: repo.Hash(c.Head), Any: true}); err != nil {
		return c, err
	}
	c.Sent, c.pushed = true, repo.Hash(c.Head)
	return c, nil
}

// forkAddress is where to push to a fork: by ssh where the shared place is spoken to by ssh.
func (p *Pool) forkAddress(f forge.Fork) string {
	if r, err := p.forgeRemote(); err == nil && r.Scheme == "ssh" && f.SSHURL != "" {
		return f.SSHURL
	}
	return f.CloneURL
}

// pushWaiting pushes, and where the other side was made just now, again until it is there.
func (p *Pool) pushWaiting(ctx context.Context, made bool, push func() error) error {
	for try := 0; ; try++ {
		err := push()
		var net *repo.NetError
		if !made || try == 5 || !errors.As(err, &net) || net.Kind != repo.NotFound {
			return err
		}
		if err := p.pause(ctx, briefPause(6)); err != nil {
			return err
		}
	}
}

// open opens the review of what was pushed, or brings it up to date. Stewards that the
// host will not ask are told, not insisted on.
func (p *Pool) open(ctx context.Context, pl *forgeConn, c Contribution, prop forge.Proposal) (Contribution, error) {
	if r := c.Review; r != nil && prop.Way != forge.ByAGit && amendsNothing(*r, prop) {
		fresh := *r
		if c.Updated = true; fresh.Head != prop.Head { // what stands against it now the next look tells
			fresh.Head, fresh.Gate = prop.Head, forge.Gate{Reasons: []forge.Reason{{Kind: forge.NeedsApproval, Text: "waits for a reviewer"}}}
		}
		fresh.Verdicts = slices.Clone(r.Verdicts)
		for i, v := range fresh.Verdicts {
			fresh.Verdicts[i].Stale = v.Stale || v.Head != "" && v.Head != prop.Head
		}
		p.remember([]Review{fresh}, r.ID)
		c.Review = &fresh
		return c, nil
	}
	c.Updated = c.Review != nil && (prop.Draft || !c.Review.Draft) // else it asks only now
	opened, err := pl.Open(ctx, prop)
	if err != nil && len(prop.Reviewers) > 0 && !outOfReach(err) && ctx.Err() == nil {
		asked := prop.Reviewers
		prop.Reviewers = nil
		if opened, err = pl.Open(ctx, prop); err == nil {
			opened, c.NotAsked = p.askEach(ctx, pl, opened, asked)
		}
	}
	if err != nil {
		return c, fmt.Errorf("open %s for review: %w", c.Name, err)
	}
	if opened.Branch == "" {
		opened.Branch = prop.Branch
	}
	viewer, err := p.viewer(ctx, pl)
	if err != nil {
		return c, err
	}
	r, err := p.reviewOf(ctx, pl, opened, viewer)
	if err != nil {
		return c, err
	}
	p.remember([]Review{r}, r.ID)
	c.Review = &r
	return c, nil
}

func (p *Pool) askEach(ctx context.Context, pl *forgeConn, opened forge.Contribution, asked []forge.Login) (forge.Contribution, []string) {
	var not []string
	for _, who := range asked {
		after, err := pl.Update(ctx, opened.ID, forge.Amendment{Reviewers: []forge.Login{who}})
		if err != nil {
			not = append(not, string(who))
			continue
		}
		opened = after
	}
	return opened, not
}

// amendsNothing reports whether a review says already what a proposal says.
func amendsNothing(r Review, p forge.Proposal) bool {
	for _, who := range p.Reviewers {
		named := slices.Contains(r.Requested, who) || slices.ContainsFunc(r.Verdicts, func(v forge.Verdict) bool { return v.By == who })
		if !named {
			return false
		}
	}
	return r.State == forge.Open && r.Title == p.Title && strings.TrimSpace(r.Body) == strings.TrimSpace(p.Body) && r.Draft == p.Draft
}
