package pool

import (
	"context"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// fetch brings what the shared place has and moves the tracking refs. It never moves
// them to a history that does not contain the old one unless told to. Own contributions that
// are no longer there are remembered until a report tells of them.
func (p *Pool) fetch(ctx context.Context, acceptRewrite bool) error {
	trunk := "refs/heads/" + p.trunk.branch
	want := []string{trunk, "refs/heads/" + review.BranchPrefix + "*"}
	plain := p.plainGit(ctx)
	if plain != nil {
		want = append(want, "refs/cop/reviews/*")
	}
	adv, err := p.fetchRefs(ctx, want)
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	if plain != nil {
		plain.saw(adv.Refs)
	}
	old, err := p.repo.Ref(p.trunk.tracking)
	if err != nil {
		return err
	}
	tip := adv.Refs[repo.Ref(trunk)]
	if tip == "" && old != "" {
		return &GoneError{Branch: p.trunk.branch}
	}
	if name := adv.DefaultBranch(); tip == "" && name != "" && !strings.HasPrefix(name, review.BranchPrefix) && name != p.trunk.branch {
		if moved, err := p.followInstead(name); err != nil || moved {
			if err != nil {
				return err
			}
			return p.fetch(ctx, acceptRewrite)
		}
	}
	updates, err := p.trackContributions(ctx, adv.Refs)
	if err != nil {
		return err
	}
	if tip == old {
		return p.repo.UpdateRefs(ctx, updates...)
	}
	if old != "" {
		if err := p.guardRewrite(ctx, old, tip, acceptRewrite); err != nil {
			return err
		}
	}
	taken, err := p.acceptedAsSent(ctx, old, tip)
	if err != nil {
		return err
	}
	updates = append(append(updates, notIn(updates, taken)...), repo.RefUpdate{Ref: p.trunk.tracking, Old: old, New: tip, Note: "cop: fetch"})
	p.trunkMoved()
	return p.repo.UpdateRefs(ctx, updates...)
}

// followInstead makes another branch the trunk in a clone of a place that was empty:
// only now, with the first sync, is it known what the others call theirs.
func (p *Pool) followInstead(name string) (moved bool, err error) {
	head, err := p.repo.Head()
	if err != nil || head.Hash != "" {
		return false, err
	}
	if err := p.repo.StartOn(name, p.trunk.place); err != nil {
		return false, fmt.Errorf("follow the shared pool: %w", err)
	}
	p.trunk = newTrunk(p.trunk.place, name, name)
	return true, nil
}

func (p *Pool) guardRewrite(ctx context.Context, old, tip repo.Hash, accept bool) error {
	grew, err := p.repo.IsAncestor(ctx, old, tip)
	if err != nil || grew {
		return err
	}
	if !accept {
		return &RewrittenError{Old: old, New: tip}
	}
	return p.adoptRewrite(ctx, old, tip)
}

// adoptRewrite moves the local trunk to a replaced history. What the user had is kept
// under refs/cop/kept, and files the user changed stay as they are.
func (p *Pool) adoptRewrite(ctx context.Context, old, tip repo.Hash) error {
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	if err := p.archive(ctx, h.ours, old); err != nil {
		return err
	}
	base, err := p.commonBase(ctx, h.ours, old)
	if err != nil {
		return err
	}
	bases, err := p.basesOf(ctx, base, h.ours)
	if err != nil {
		return err
	}
	_, err = p.advance(ctx, h.ours, tip, bases)
	return err
}

// basesOf maps each path the user's own commits changed to the commit they grew from.
func (p *Pool) basesOf(ctx context.Context, base, ours repo.Hash) (map[string]repo.Hash, error) {
	own, err := p.repo.Diff(ctx, base, ours)
	if err != nil {
		return nil, err
	}
	out := make(map[string]repo.Hash, len(own))
	for _, c := range own {
		out[c.Path] = base
	}
	return out, nil
}
