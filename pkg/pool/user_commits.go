package pool

import (
	"context"
	"errors"
	"fmt"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Commits that a member made on the trunk with git itself are respected. Where
// practices go directly they are sent as they are, or – when the community moved on
// meanwhile – joined with it by a merge commit. Where practices need review they
// become a contribution with their authorship kept. Never dropped, never rewritten.

// takeBesideUserCommits moves the local trunk when it holds commits of the user's own.
func (p *Pool) takeBesideUserCommits(ctx context.Context, h heads, rep *SyncReport) error {
	if p.Charter().Practices != note.LaneDirect {
		return p.offerUserCommits(ctx, h, rep)
	}
	if h.base == h.theirs {
		return p.settle(ctx) // nothing new arrived; sendUserCommits sends the commits as they are
	}
	return p.joinUserCommits(ctx, h, rep)
}

// offerUserCommits makes a contribution of the user's own commits and gives the trunk back to
// what was accepted. Their files stay as they are.
func (p *Pool) offerUserCommits(ctx context.Context, h heads, rep *SyncReport) error {
	me, err := p.Me()
	if err != nil {
		return err
	}
	branch, err := p.userCommitsBranch(h)
	if err != nil {
		return err
	}
	keep := repo.RefUpdate{Ref: repo.Ref("refs/heads/" + branch), New: h.ours, Any: true, Note: "cop: offer own commits"}
	if err := p.repo.UpdateRefs(ctx, keep); err != nil {
		return fmt.Errorf("offer your commits: %w", err)
	}
	bases, err := p.basesOf(ctx, h.base, h.ours)
	if err != nil {
		return err
	}
	if err := p.takeFrom(ctx, h.ours, h.theirs, bases, rep); err != nil {
		return err
	}
	c, _, err := p.contribution(ctx, branch, h.ours, "", h, me)
	rep.Offered = &c
	return err
}

// userCommitsBranch is what the user's own commits are offered as.
func (p *Pool) userCommitsBranch(h heads) (string, error) {
	me, err := p.Me()
	return fmt.Sprintf("%s%s/commits-%s", review.BranchPrefix, me.Handle, h.ours[:8]), err
}

// joinUserCommits makes a merge commit of the user's commits and what was accepted. Where both
// changed the same thing the commit has theirs and the working file keeps the user's.
func (p *Pool) joinUserCommits(ctx context.Context, h heads, rep *SyncReport) error {
	own, err := p.repo.Diff(ctx, h.base, h.ours)
	if err != nil {
		return err
	}
	var edits []repo.Edit
	clashed := map[string]repo.Hash{}
	for _, c := range own {
		now, err := p.repo.Lookup(h.theirs, c.Path)
		if err != nil {
			return err
		}
		edit, ok, err := p.threeWay(c.Path, c.Before, c.After, now)
		if err != nil {
			return err
		}
		if !ok {
			clashed[c.Path] = h.base
		}
		if edit != nil {
			edits = append(edits, *edit)
		}
	}
	joined, err := p.commitOn(ctx, h.theirs, []repo.Hash{h.theirs, h.ours}, edits, "Join own commits with the shared pool\n")
	if err != nil && !errors.Is(err, repo.ErrNothingToCommit) {
		return err
	}
	return p.takeFrom(ctx, h.ours, joined, clashed, rep)
}

// sendUserCommits pushes commits of the user's own that the trunk can take as they are.
func (p *Pool) sendUserCommits(ctx context.Context, st *state, rep *SyncReport) error {
	if st.ours == st.theirs || st.base != st.theirs || !st.onTrunk(p.trunk) {
		return nil
	}
	changes, err := p.repo.Diff(ctx, st.theirs, st.ours)
	if err != nil {
		return err
	}
	lease := st.theirs
	push := repo.PushRef{Ref: repo.Ref("refs/heads/" + p.trunk.branch), New: st.ours, Lease: &lease}
	err = p.push(ctx, p.trunk.place, []repo.PushRef{push}, repo.PushOptions{})
	if protected(err) || barred(err) || p.outsider(ctx, err) {
		if err := p.offerUserCommitsInstead(ctx, st.heads, rep, err); err != nil {
			return err
		}
		*st, err = p.state(ctx)
		return err
	}
	if err != nil {
		return fmt.Errorf("send your commits: %w", err)
	}
	if err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: p.trunk.tracking, Old: st.theirs, New: st.ours, Note: "cop: send"}); err != nil {
		return err
	}
	for _, c := range changes {
		rep.Sent = append(rep.Sent, c.Path)
	}
	*st, err = p.state(ctx)
	return err
}
