package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Plan is a contribution as it would be offered.
type Plan struct {
	Name      string // of the contribution: "ana/rotate-the-pager"
	Update    bool   // it is in review already and gets more
	Title     string
	Body      string
	Reviewers []string // who would be asked
	Items     []Item
	// Where is the shared place, Way how it gets there and Why it is that way. Way is ""
	// when the place is out of reach and would have to be asked.
	Where, Why string
	Way        forge.Way
}

// plans says which contributions a share would make. It writes nothing.
func (p *Pool) plans(ctx context.Context, st state, rep ShareReport, o ShareOptions) ([]Plan, error) {
	if rep.Direct || !p.trunk.remote {
		return nil, nil
	}
	var out []Plan
	for _, g := range p.groups(st, without(rep.Items, rep.Straight)) {
		c := Contribution{Branch: g.branch, Name: strings.TrimPrefix(g.branch, review.BranchPrefix)}
		c.Title, _, _ = strings.Cut(message(o, g.items), "\n")
		for _, it := range g.items {
			c.files = append(c.files, it.change())
		}
		c.Review = c.among(p.lastSeen().Reviews)
		prop := p.proposal(ctx, c, o)
		plan := Plan{Name: c.Name, Title: prop.Title, Body: prop.Body, Items: g.items, Where: p.address()}
		sent, err := p.pushedTip(g.branch)
		if err != nil {
			return nil, err
		}
		plan.Update = sent != ""
		p.wayOf(ctx, prop, &plan)
		for _, who := range p.reviewers(ctx, c.paths()) { // the way told whom the place knows us as
			plan.Reviewers = append(plan.Reviewers, string(who))
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, plan)
	}
	return out, nil
}

// wayOf asks the place how the contribution would get there; out of reach it stays open.
func (p *Pool) wayOf(ctx context.Context, prop forge.Proposal, plan *Plan) {
	pl, err := p.forge(ctx)
	if err != nil {
		return
	}
	route, err := pl.Route(ctx, prop)
	if err != nil {
		return
	}
	plan.Way, plan.Why = route.Way, route.Why
	_, _ = pl.whoami(ctx)
}

// change is the item as a change that git could make. A file that is only here has no id yet.
func (it Item) change() repo.Change {
	return repo.Change{Path: it.Path, Before: it.before, After: it.after}
}

// amend changes the words, or the draft mark, of contributions whose notes have nothing
// new. nothing is the error when there is nothing to amend either.
func (p *Pool) amend(ctx context.Context, st state, o ShareOptions, nothing error) (ShareReport, error) {
	var rep ShareReport
	own := slices.DeleteFunc(slices.Clone(st.open), func(c Contribution) bool { return !c.Mine || !c.Sent || c.Standing == StandsLeaving })
	for _, c := range own {
		if !c.amendable(o, len(own) == 1) {
			continue
		}
		sent, err := p.sendContribution(ctx, c, o)
		if err != nil {
			return rep, err
		}
		rep.Offered = append(rep.Offered, sent)
	}
	if len(rep.Offered) == 0 {
		return rep, nothing
	}
	return rep, nil
}

// amendable reports whether there is anything to do about a contribution that has nothing
// new: it is not open yet, or the options say something else than it does. Words that name
// no note are for the only one there is.
func (c Contribution) amendable(o ShareOptions, only bool) bool {
	switch {
	case c.Standing == StandsUnopened:
		return len(o.Notes) == 0 || c.means(o.Notes)
	case c.Review == nil || len(o.Notes) > 0 && !c.means(o.Notes):
		return false
	case len(o.Notes) == 0:
		return only && (o.Title != "" || o.Body != "" || o.Draft && !c.Review.Draft)
	}
	return o.Title != "" || o.Body != "" || c.Review.Draft != o.Draft
}

// means reports whether one of the addresses is a note of the contribution.
func (c Contribution) means(as []note.Address) bool {
	for _, a := range as {
		for _, n := range c.Notes {
			if n == a {
				return true
			}
		}
	}
	return false
}

// SeveralError says that a file takes one contribution and there are several.
type SeveralError struct{ Names []string }

func (e *SeveralError) Error() string {
	return "a file takes one contribution, and these are several: " + strings.Join(e.Names, ", ")
}

// bundle writes the contribution to a file, for somebody who can send it. It counts as
// sent: what becomes of it the next syncs will tell.
func (p *Pool) bundle(ctx context.Context, st state, o ShareOptions, rep *ShareReport) error {
	groups := p.groups(st, rep.Items)
	if len(groups) != 1 {
		e := &SeveralError{}
		for _, g := range groups {
			e.Names = append(e.Names, strings.TrimPrefix(g.branch, review.BranchPrefix))
		}
		if len(groups) == 0 {
			return p.nothingToShare()
		}
		return e
	}
	// The file first: where it cannot be, nothing else happens.
	f, err := os.CreateTemp(filepath.Dir(o.Bundle), ".bundle-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", o.Bundle, causeOf(err))
	}
	c, err := p.extend(ctx, st, groups[0], o)
	if err == nil {
		err = p.repo.WriteBundle(ctx, f, repo.Ref("refs/heads/"+c.Branch), repo.Hash(c.Head), c.base)
	}
	if err := putInPlace(f, o.Bundle, err); err != nil {
		return fmt.Errorf("write %s: %w", o.Bundle, causeOf(err))
	}
	sent := repo.RefUpdate{Ref: repo.Ref(handedPrefix + c.Branch), New: repo.Hash(c.Head), Any: true}
	if err := p.repo.UpdateRefs(ctx, sent); err != nil {
		return err
	}
	c.Sent, c.pushed = true, repo.Hash(c.Head)
	rep.Direct, rep.Bundled, rep.Offered = false, o.Bundle, []Contribution{c}
	return nil
}

// putInPlace gives a written file its name; where something went wrong it is removed.
func putInPlace(f *os.File, path string, err error) error {
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// causeOf is an error without the name of a scratch file.
func causeOf(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
