package pool

import (
	"context"
	"errors"
	"fmt"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/repo"
)

// ErrNotJudged says that the user has not judged a contribution yet.
var ErrNotJudged = errors.New("you have not reviewed it yet")

// ErrForgotten says that the state the user judged is not on this machine any more.
var ErrForgotten = errors.New("what you reviewed then is no longer on this machine")

// lastOfMine is the newest state of a contribution that its author made, before others changed
// it; "" where there is none.
func (p *Pool) lastOfMine(ctx context.Context, r Review) forge.Commit {
	me, _ := p.Me()
	log, err := p.repo.Between(ctx, p.accepted(), repo.Hash(r.Head))
	if err != nil {
		return ""
	}
	for _, c := range log {
		if c.Author.Email == me.Email {
			return forge.Commit(c.Hash)
		}
	}
	return ""
}

// SinceMine is a contribution that shows what its author changed since the user's own last
// verdict – or, of the user's own, what others changed in it since they did: its notes, and in
// them the texts then and now. Errors: [ErrNotJudged],
// [ErrForgotten].
func (p *Pool) SinceMine(ctx context.Context, r Review) (Review, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return r, err
	}
	viewer, err := p.viewer(ctx, pl)
	if err == nil {
		viewer.Login, err = pl.nameIn(ctx, r.Contribution)
	}
	if err != nil {
		return r, err
	}
	var then forge.Commit
	for _, v := range r.Verdicts {
		if viewer.Is(v.By) && v.Brought == "" {
			then = v.Head
		}
	}
	if then == "" && r.Mine {
		then = p.lastOfMine(ctx, r)
	}
	if then == "" {
		return r, fmt.Errorf("%s: %w", r.Name(), ErrNotJudged)
	}
	if !p.has(repo.Hash(then)) || !p.has(repo.Hash(r.Head)) {
		return r, fmt.Errorf("%s: %w", r.Name(), ErrForgotten)
	}
	changes, err := p.repo.Diff(ctx, repo.Hash(then), repo.Hash(r.Head))
	if err != nil {
		return r, fmt.Errorf("read contribution %s: %w", r.Name(), err)
	}
	r.Notes = p.reviewedNotes(changes)
	for i := range r.Notes {
		if err := p.readTexts(&r.Notes[i]); err != nil {
			return r, fmt.Errorf("read contribution %s: %w", r.Name(), err)
		}
	}
	return r, nil
}
