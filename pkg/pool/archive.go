package pool

import (
	"context"
	"fmt"
	"sort"

	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What would otherwise be out of everybody's sight stays reachable under refs/cop/kept:
// the losing side of a conflict, a replaced history, offers that were taken back. git
// never collects it; deleting the refs is the user's decision.
const (
	keptPrefix    = "refs/cop/kept/"
	offeredPrefix = keptPrefix + "offered-"
)

// archive keeps commits. It comes before whatever lets go of them: a kill between the two
// leaves one name too many, never one too few.
func (p *Pool) archive(ctx context.Context, commits ...repo.Hash) error {
	return p.archiveUnder(ctx, keptPrefix, commits)
}

// archiveOffered keeps what the user offered, which [Pool.offered] then still knows.
func (p *Pool) archiveOffered(ctx context.Context, commits ...repo.Hash) error {
	return p.archiveUnder(ctx, offeredPrefix, commits)
}

func (p *Pool) archiveUnder(ctx context.Context, prefix string, commits []repo.Hash) error {
	var updates []repo.RefUpdate
	seen := map[repo.Hash]bool{"": true}
	for _, c := range commits {
		if !seen[c] {
			seen[c] = true
			updates = append(updates, repo.RefUpdate{Ref: repo.Ref(prefix + string(c[:12])), New: c, Any: true})
		}
	}
	if err := p.repo.UpdateRefs(ctx, updates...); err != nil {
		return fmt.Errorf("keep the old state: %w", err)
	}
	return nil
}

// offered lists the commits that hold what the user offered to the others, open or not.
func (p *Pool) offered() ([]repo.Hash, error) {
	var out []repo.Hash
	for _, prefix := range []string{"refs/heads/" + review.BranchPrefix, outboxPrefix, offeredPrefix} {
		refs, err := p.repo.Refs(prefix)
		if err != nil {
			return nil, fmt.Errorf("list what was offered: %w", err)
		}
		for _, tip := range refs {
			out = append(out, tip)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out, nil
}
