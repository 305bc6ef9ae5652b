package pool

import (
	"context"
	"errors"
	"slices"
	"sort"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/repo"
)

// sendBranches pushes own contribution branches that the shared place does not have in
// this state.
func (p *Pool) sendBranches(ctx context.Context, rep *SyncReport) error {
	if err := p.sendLeaving(ctx, rep); err != nil && !errors.As(err, new(*ChangedThereError)) { // a look takes it over
		return err
	}
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
		if !c.Mine || c.Sent || c.Standing == StandsLeaving {
			continue
		}
		if c, err = p.joinBranch(ctx, c, rep); err != nil {
			return err
		}
		if c.Sent {
			continue // somebody else changed it, which the report says
		}
		if over, err := p.overThere(ctx, c); err != nil || over {
			if err != nil {
				return err
			}
			continue
		}
		sent, err := p.sendThrough(ctx, c, ShareOptions{}, rep)
		if err != nil {
			return err
		}
		rep.Refreshed = append(rep.Refreshed, sent)
	}
	return nil
}

// overThere reports that a host has ended a contribution which brings nothing more than what ended,
// since notes only left it here: it is over, too, and what is left of it is a draft.
func (p *Pool) overThere(ctx context.Context, c Contribution) (bool, error) {
	if c.pushed == "" {
		return false, nil
	}
	pl, err := p.forge(ctx)
	if err != nil || pl.plain() || !pl.token {
		return false, err
	}
	id, err := p.idOf(ctx, pl, c)
	if err != nil || id == "" {
		return false, err
	}
	now, err := pl.Get(ctx, id)
	if err != nil || now.State == forge.Open || !p.has(repo.Hash(now.Head)) {
		if errors.Is(err, forge.ErrNotFound) {
			err = nil
		}
		return false, err
	}
	more, err := p.bringsMore(ctx, repo.Hash(c.Head), repo.Hash(now.Head))
	if err != nil || more {
		return false, err
	}
	if err := p.endedAt(ctx, c.Branch, repo.Hash(now.Head)); err != nil {
		return false, err
	}
	if err := p.archiveOffered(ctx, repo.Hash(c.Head)); err != nil {
		return false, err
	}
	return true, p.dropBranch(ctx, c.Branch, repo.Hash(now.Head))
}

// extendBranch writes the next commit of a contribution branch: the accepted tree, plus
// what the branch had, plus the edits. The branch grows from its old tip, so that
// nobody's copy of it breaks; the trunk is a second parent where it moved on. Of the
// paths in drop it keeps nothing but what edits say.
func (p *Pool) extendBranch(ctx context.Context, st state, branch string, edits map[string]repo.Edit, message string, drop ...string) (repo.Hash, error) {
	trunk := st.theirs
	if trunk == "" {
		trunk = st.ours
	}
	ref := repo.Ref("refs/heads/" + branch)
	old, err := p.branchTip(branch)
	if err != nil {
		return "", err
	}
	base, parents := trunk, []repo.Hash{trunk}
	if old != "" {
		if base, parents, err = p.growFrom(ctx, old, trunk, edits, drop); err != nil {
			return "", err
		}
	}
	if trunk == "" {
		parents = nil
	}
	tip, err := p.commitOn(ctx, base, parents, sortedEdits(edits), message)
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

// growFrom adds to edits what the branch already holds, made to fit the trunk, and says what
// tree the next commit changes and which parents it has. While a file of the branch clashes
// with the trunk and nobody has settled that, the branch stays where it is and does not take
// the trunk in: it would undo what was accepted.
func (p *Pool) growFrom(ctx context.Context, old, trunk repo.Hash, edits map[string]repo.Edit, drop []string) (repo.Hash, []repo.Hash, error) {
	base, err := p.commonBase(ctx, old, trunk)
	if err != nil {
		return "", nil, err
	}
	files, err := p.repo.Diff(ctx, base, old)
	if err != nil {
		return "", nil, err
	}
	kept, since := map[string]repo.Edit{}, since{p: p, from: base, to: trunk}
	for _, f := range files {
		if _, ok := edits[f.Path]; ok || slices.Contains(drop, f.Path) {
			continue
		}
		edit, ok, err := since.meet(ctx, f)
		if err != nil {
			return "", nil, err
		}
		if !ok {
			if ok, err = p.holds(trunk, f.Path); err != nil {
				return "", nil, err
			}
		}
		if !ok {
			return old, []repo.Hash{old}, p.asBefore(base, files, edits, drop)
		}
		if edit != nil {
			kept[f.Path] = *edit
		}
	}
	for path, edit := range kept {
		edits[path] = edit
	}
	if base == trunk {
		return trunk, []repo.Hash{old}, nil
	}
	return trunk, []repo.Hash{old, trunk}, nil
}

// holds reports whether the user's file is the accepted one: whoever has that does not insist on
// another in a contribution of theirs.
func (p *Pool) holds(trunk repo.Hash, path string) (bool, error) {
	mine, err := p.workingID(path)
	if err != nil {
		return false, err
	}
	now, err := p.repo.Lookup(trunk, path)
	return same(mine, now), err
}

// asBefore makes edits of a branch's own tree of what it is to drop: the file as it was where
// the branch began.
func (p *Pool) asBefore(base repo.Hash, files []repo.Change, edits map[string]repo.Edit, drop []string) error {
	for _, f := range files {
		if _, ok := edits[f.Path]; ok || !slices.Contains(drop, f.Path) {
			continue
		}
		was, err := p.repo.Lookup(base, f.Path)
		if err != nil {
			return err
		}
		edits[f.Path] = repo.Edit{Path: f.Path, Blob: was.Hash, Mode: was.Mode, Delete: was == (repo.FileID{})}
	}
	return nil
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
// What they did is in the report.
func (p *Pool) joinBranch(ctx context.Context, c Contribution, rep *SyncReport) (Contribution, error) {
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
	by, err := p.amended(ctx, c, head)
	if err != nil {
		return c, err
	}
	rep.Changed = append(rep.Changed, by...)
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
