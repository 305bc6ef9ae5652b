package pool

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// tidy forgets own contributions that became part of the pool.
func (p *Pool) tidy(ctx context.Context) error {
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	me, _ := p.Me()
	local, err := p.repo.Refs("refs/heads/" + review.BranchPrefix)
	if err != nil {
		return err
	}
	for ref, tip := range local {
		branch := strings.TrimPrefix(string(ref), "refs/heads/")
		pushed, err := p.pushedTip(branch)
		if err != nil {
			return err
		}
		c, open, err := p.contribution(ctx, branch, tip, pushed, h, me)
		if err != nil {
			return err
		}
		if open || !c.Mine {
			continue
		}
		p.rememberEnded(c, c.among(p.lastSeen().Reviews))
		if err := p.dropBranch(ctx, branch, tip); err != nil {
			return err
		}
	}
	return nil
}

// dropBranch removes a finished contribution's branch here and, where it is still
// exactly what was sent, in the shared place.
func (p *Pool) dropBranch(ctx context.Context, branch string, tip repo.Hash) error {
	mirror, err := p.repo.Ref(p.mirrorOf(branch))
	if err != nil {
		return err
	}
	spent, err := p.spent(ctx, mirror, tip)
	if err != nil {
		return err
	}
	if spent {
		gone := repo.PushRef{Ref: repo.Ref("refs/heads/" + branch), Lease: &mirror}
		err := p.push(ctx, p.trunk.place, []repo.PushRef{gone}, repo.PushOptions{})
		var refused *repo.PushError
		if err != nil && (!errors.As(err, &refused) || refused.LockFile() != "") {
			return fmt.Errorf("tidy up: %w", err) // a lock there would stop others, too
		}
	}
	if err := p.archiveOffered(ctx, tip, mirror); err != nil {
		return err
	}
	return p.forgetBranch(ctx, branch)
}

// spent reports whether the shared place's state of a finished contribution has nothing that
// somebody could still want: it is the one that is finished, or the trunk has all of it.
func (p *Pool) spent(ctx context.Context, there, tip repo.Hash) (bool, error) {
	if there == tip || there == "" {
		return there != "", nil
	}
	base, err := p.commonBase(ctx, there, p.accepted())
	if err != nil {
		return false, err
	}
	files, err := p.repo.Diff(ctx, base, there)
	if err != nil {
		return false, err
	}
	news, _, err := p.news(ctx, base, p.accepted(), files, false)
	return !news, err
}
