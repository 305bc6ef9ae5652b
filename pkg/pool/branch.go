package pool

import (
	"context"
	"errors"
	"sort"

	"github.com/breakfast-table/cop/pkg/repo"
)

// sendBranches pushes own contribution branches that the shared place does not have in
// this state.
func (p *Pool) sendBranches(ctx context.Context, rep *SyncReport) error {
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	me, _ := p.Me()
	open, err := p.contributions(ctx, h, me)
	if err != nil {
		return err
	}
	for _, c := range open {
		if !c.Mine || c.Sent {
			continue
		}
		if c, err = p.joinBranch(ctx, c); err != nil {
			return err
		}
		if c.Sent {
			rep.Refreshed = append(rep.Refreshed, c)
			continue
		}
		sent, err := p.sendThrough(ctx, c, ShareOptions{})
		if err != nil {
			return err
		}
		rep.Refreshed = append(rep.Refreshed, sent)
	}
	return nil
}

// extendBranch writes the next commit of a contribution branch: the accepted tree, plus
// what the branch had, plus the edits. The branch grows from its old tip, so that
// nobody's copy of it breaks; the accepted line is a second parent where it moved on.
func (p *Pool) extendBranch(ctx context.Context, st state, branch string, edits map[string]repo.Edit, message string) (repo.Hash, error) {
	line := st.theirs
	if line == "" {
		line = st.ours
	}
	ref := repo.Ref("refs/heads/" + branch)
	old, err := p.branchTip(branch)
	if err != nil {
		return "", err
	}
	parents := []repo.Hash{line}
	if old != "" {
		if parents, err = p.growFrom(ctx, old, line, edits); err != nil {
			return "", err
		}
	}
	if line == "" {
		parents = nil
	}
	tip, err := p.commitOn(ctx, line, parents, sortedEdits(edits), message)
	if errors.Is(err, repo.ErrNothingToCommit) && old != "" {
		return old, nil
	}
	if err != nil {
		return "", err
	}
	if old != "" && len(parents) == 1 {
		news, err := p.repo.Diff(ctx, old, tip)
		if err != nil || len(news) == 0 {
			return old, err
		}
	}
	return tip, p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: ref, New: tip, Any: true, Note: "cop: share"})
}

// branchTip is the newest local or, failing that, remote state of a branch.
func (p *Pool) branchTip(branch string) (repo.Hash, error) {
	tip, err := p.repo.Ref(repo.Ref("refs/heads/" + branch))
	if err != nil || tip != "" {
		return tip, err
	}
	return p.repo.Ref(p.mirrorOf(branch))
}

// growFrom adds to edits what the branch already holds, made to fit the line, and says
// which parents the next commit has.
func (p *Pool) growFrom(ctx context.Context, old, line repo.Hash, edits map[string]repo.Edit) ([]repo.Hash, error) {
	base, err := p.commonBase(ctx, old, line)
	if err != nil {
		return nil, err
	}
	files, err := p.repo.Diff(ctx, base, old)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if _, ok := edits[f.Path]; ok {
			continue
		}
		now, err := p.repo.Lookup(line, f.Path)
		if err != nil {
			return nil, err
		}
		edit, ok, err := p.threeWay(f.Path, f.Before, f.After, now)
		if err != nil {
			return nil, err
		}
		if !ok { // the review will show the clash; the contribution keeps its version
			edit = &repo.Edit{Path: f.Path, Blob: f.After.Hash, Mode: f.After.Mode, Delete: f.After == (repo.FileID{})}
		}
		if edit != nil {
			edits[f.Path] = *edit
		}
	}
	if base == line {
		return []repo.Hash{old}, nil
	}
	return []repo.Hash{old, line}, nil
}

func sortedEdits(m map[string]repo.Edit) []repo.Edit {
	out := make([]repo.Edit, 0, len(m))
	for _, e := range m {
		out = append(out, e)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

// joinBranch brings a contribution branch and its remote state together when somebody
// else – a reviewer – committed to it: by following, or by a merge commit. Files that
// the user did not touch since sharing follow as well.
func (p *Pool) joinBranch(ctx context.Context, c Contribution) (Contribution, error) {
	if c.pushed == "" || string(c.pushed) == c.Head {
		return c, nil
	}
	head := repo.Hash(c.Head)
	if ahead, err := p.repo.IsAncestor(ctx, c.pushed, head); err != nil || ahead {
		return c, err
	}
	joined := c.pushed
	if behind, err := p.repo.IsAncestor(ctx, head, c.pushed); err != nil {
		return c, err
	} else if !behind {
		if joined, err = p.mergeBranch(ctx, head, c.pushed); err != nil {
			return c, err
		}
	}
	if err := p.followBranch(ctx, head, joined); err != nil {
		return c, err
	}
	ref := repo.Ref("refs/heads/" + c.Branch)
	if err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: ref, Old: head, New: joined, Note: "cop: follow the review"}); err != nil {
		return c, err
	}
	c.Head, c.Sent = string(joined), joined == c.pushed
	return c, nil
}

// mergeBranch joins two states of a contribution; where they clash the user's wins, and
// the other stays in the history.
func (p *Pool) mergeBranch(ctx context.Context, mine, theirs repo.Hash) (repo.Hash, error) {
	base, err := p.commonBase(ctx, mine, theirs)
	if err != nil {
		return "", err
	}
	own, err := p.repo.Diff(ctx, base, mine)
	if err != nil {
		return "", err
	}
	var edits []repo.Edit
	for _, f := range own {
		now, err := p.repo.Lookup(theirs, f.Path)
		if err != nil {
			return "", err
		}
		edit, ok, err := p.threeWay(f.Path, f.Before, f.After, now)
		if err != nil {
			return "", err
		}
		if !ok {
			edit = &repo.Edit{Path: f.Path, Blob: f.After.Hash, Mode: f.After.Mode, Delete: f.After == (repo.FileID{})}
		}
		if edit != nil {
			edits = append(edits, *edit)
		}
	}
	tip, err := p.commitOn(ctx, theirs, []repo.Hash{theirs, mine}, edits, "Join both states of the contribution\n")
	if errors.Is(err, repo.ErrNothingToCommit) {
		return theirs, nil
	}
	return tip, err
}

// followBranch takes a reviewer's changes into working files that are as they were
// shared; others are merged where that works and stay as they are where not.
func (p *Pool) followBranch(ctx context.Context, from, to repo.Hash) error {
	changes, err := p.repo.Diff(ctx, from, to)
	if err != nil {
		return err
	}
	for _, c := range changes {
		mine, err := p.workingID(c.Path)
		if err != nil {
			return err
		}
		if mine == (repo.FileID{}) || c.After == (repo.FileID{}) {
			continue
		}
		merged, ok, err := p.merge(c.Path, c.Before, mine, c.After)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := p.writeStored(ctx, c.Path, merged, mine.Mode); err != nil {
			return err
		}
	}
	p.rescan()
	return nil
}
