package pool

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Withdraw takes a contribution of the user's back. Its notes become drafts again: those that
// are still among the working files, which it lists.
func (p *Pool) Withdraw(ctx context.Context, name string) ([]Item, error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	st, err := p.state(ctx)
	if err != nil {
		return nil, err
	}
	c, err := ownNamed(st, name)
	if err != nil {
		return nil, err
	}
	over, err := p.withdraw(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("withdraw %s: %w", c.Name, err)
	}
	if err := p.forgetLeaving(ctx, c.Branch); err != nil {
		return nil, err
	}
	if over {
		return nil, fmt.Errorf("%s: %w", name, ErrNoContribution)
	}
	if st, err = p.state(ctx); err != nil {
		return nil, err
	}
	status := st.status(p)
	var drafts []Item
	for _, it := range append(status.Drafts, status.ToSend...) {
		if c.hasAny([]string{it.Path}) {
			drafts = append(drafts, it)
		}
	}
	return drafts, nil
}

// ErrNoContribution says that the user has no open contribution of that name.
var ErrNoContribution = errors.New("no open contribution of yours has that name")

// ownNamed finds the user's contribution by its name, the last part of it, its number, or
// the address of a note in it.
func ownNamed(st state, name string) (Contribution, error) {
	for _, c := range st.open {
		fits := c.Name == name || strings.HasSuffix(c.Name, "/"+name) || c.Review != nil && c.Review.Name() == strings.TrimLeft(name, "#!")
		for _, a := range c.Notes {
			fits = fits || string(a) == name
		}
		if c.Mine && fits {
			return c, nil
		}
	}
	return Contribution{}, fmt.Errorf("%s: %w", name, ErrNoContribution)
}

// withdraw closes the review, takes the branch away there and here, and keeps the commits. One that
// others ended meanwhile is over: what became of it the next exchange tells.
func (p *Pool) withdraw(ctx context.Context, c Contribution) (over bool, err error) {
	if c.pushed != "" {
		if over, err = p.endedByOthers(ctx, c); err != nil {
			return false, err
		}
	}
	if c.pushed != "" && !over {
		if err := p.unchanged(ctx, c); err != nil {
			return false, err
		}
		if err := p.closeReview(ctx, c); err != nil {
			return false, p.changedThere(ctx, c, err)
		}
	}
	if err := p.archive(ctx, repo.Hash(c.Head), c.pushed); err != nil {
		return over, err
	}
	return over, p.forgetBranch(ctx, c.Branch)
}

// endedByOthers reports whether the place of review has it as accepted or declined by somebody
// else, and remembers that to be told.
func (p *Pool) endedByOthers(ctx context.Context, c Contribution) (bool, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return false, err
	}
	id, err := p.idOf(ctx, pl, c)
	if err != nil || id == "" {
		return false, err
	}
	now, err := pl.Get(ctx, id)
	switch {
	case errors.Is(err, forge.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case now.State == forge.Open || now.Unopened || repo.Hash(now.Head) != c.pushed:
		return false, nil
	}
	me, err := pl.nameIn(ctx, now)
	if err != nil || now.State == forge.Closed && strings.EqualFold(string(now.Closing.By), string(me)) {
		return false, err // by the user, who was cut off before the end
	}
	p.rememberEnded(c, c.Review)
	return true, nil
}

// ChangedThereError says that somebody changed a contribution, unseen, so it was not taken back.
type ChangedThereError struct {
	By    []string // names, as git has them; nil where that could not be seen
	Notes []string // what they changed: addresses, paths of other files
}

func (e *ChangedThereError) Error() string {
	who, what := "somebody else", "it"
	if len(e.By) > 0 {
		who = note.Clean(strings.Join(e.By, ", "))
	}
	if len(e.Notes) > 0 {
		what = note.Clean(strings.Join(e.Notes, ", ")) + " in it"
	}
	return who + " changed " + what + " meanwhile, so it was not taken back"
}

// unchanged asks the shared place whether a contribution is there as it was last seen. One
// that is not there at all is for the review to tell.
func (p *Pool) unchanged(ctx context.Context, c Contribution) error {
	var tip repo.Hash
	err := p.letIn(ctx, func() error {
		there, err := p.repo.ListPush(ctx, p.trunk.place)
		tip = there.Refs[repo.Ref("refs/heads/"+c.Branch)]
		return err
	})
	if err != nil || tip == "" || tip == c.pushed {
		return err
	}
	return p.changedBy(ctx, c, tip, "refs/heads/"+c.Branch)
}

// changedThere names who did what, where a contribution was not taken back since its review is
// at another state: one that came from a fork, or a moment ago.
func (p *Pool) changedThere(ctx context.Context, c Contribution, err error) error {
	var stale *forge.StaleHeadError
	if !errors.As(err, &stale) {
		return err
	}
	pl, unknown := p.forge(ctx)
	if unknown != nil || c.Review == nil {
		return &ChangedThereError{}
	}
	now, unknown := pl.Get(ctx, c.Review.ID)
	if unknown != nil || now.HeadRef == "" {
		return &ChangedThereError{}
	}
	return p.changedBy(ctx, c, repo.Hash(now.Head), now.HeadRef)
}

// changedBy reads what others did to a contribution, without taking it over: that is for the
// next sync to do and to tell. What cannot be read is left out.
func (p *Pool) changedBy(ctx context.Context, c Contribution, tip repo.Hash, ref string) error {
	out := &ChangedThereError{}
	if !p.has(tip) {
		if _, err := p.fetchRefs(ctx, []string{ref}); err != nil {
			return out
		}
	}
	before := c.pushed
	c.pushed = tip
	changes, err := p.amended(ctx, c, before)
	if err == nil && len(changes) == 1 {
		out.By, out.Notes = changes[0].By, changes[0].Notes
	}
	return out
}

// closeReview ends the review where it is; where there is none, the branch goes.
func (p *Pool) closeReview(ctx context.Context, c Contribution) error {
	pl, err := p.forge(ctx)
	if err != nil {
		return err
	}
	id, err := p.idOf(ctx, pl, c)
	if err != nil {
		return err
	}
	if id != "" {
		err := pl.Withdraw(ctx, id, forge.Commit(c.pushed))
		if err != nil && !errors.Is(err, forge.ErrNotFound) {
			return err
		}
		p.remember(nil, id)
	}
	mirror, err := p.repo.Ref(p.mirrorOf(c.Branch))
	if err != nil || mirror == "" || pl.plain() && id != "" {
		return err
	}
	return p.push(ctx, p.trunk.place, []repo.PushRef{{Ref: repo.Ref("refs/heads/" + c.Branch), Lease: &mirror}}, repo.PushOptions{})
}

// idOf is a contribution's id where it is reviewed, "" when it is not.
func (p *Pool) idOf(ctx context.Context, pl *forgeConn, c Contribution) (forge.ID, error) {
	if pl.plain() {
		return forge.ID(c.Name), nil
	}
	if c.Review != nil {
		return c.Review.ID, nil
	}
	if !pl.token {
		return "", nil
	}
	open, err := p.reviews(ctx, pl, forge.Filter{})
	if err != nil {
		return "", err
	}
	if r := c.among(open); r != nil {
		return r.ID, nil
	}
	return "", nil
}

// forgetBranch lets go of everything in this clone that names a contribution.
func (p *Pool) forgetBranch(ctx context.Context, branch string) error {
	return p.repo.UpdateRefs(ctx,
		repo.RefUpdate{Ref: repo.Ref("refs/heads/" + branch), Any: true},
		repo.RefUpdate{Ref: p.mirrorOf(branch), Any: true},
		repo.RefUpdate{Ref: repo.Ref(handedPrefix + branch), Any: true},
		repo.RefUpdate{Ref: repo.Ref(sentPrefix + branch), Any: true})
}
