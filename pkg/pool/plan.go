package pool

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"github.com/breakfast-table/cop/pkg/repo"
)

// step is what advancing does to one path.
type step struct {
	path    string
	write   []byte    // new content of the working file
	mode    repo.Mode // with remove: what comes in its place
	remove  bool
	respell string // the name that the file system takes for this one, and that comes in its place
	last    bool   // only when everything else is written: the content went elsewhere
	index   repo.IndexEdit
	had     bool // the working file is what arrives already
}

// folder has a submodule's folder come or go where no file of the user's lies; what would fill it is
// elsewhere, and not fetched.
func (s *step) folder(mine repo.FileID) {
	if mine != (repo.FileID{}) {
		return
	}
	if s.remove = s.index.Remove; s.index.Set.Mode == repo.Submodule {
		s.mode = repo.Submodule
	}
}

// plan decides what advancing from one commit to another does to each path.
type plan struct {
	p        *Pool
	from, to repo.Hash
	bases    map[string]repo.Hash // commits that paths grew from, where that is not from
	head     repo.Head
	staged   map[string]repo.Staged // what git's index has where something changes
	moves    moves
	offered  []repo.Hash        // commits with what the user offered
	passed   map[repo.Hash]bool // of those: the ones that to brings
	between  []repo.CommitInfo  // what to has and from has not; read when needed
	steps    map[string]step
	fold     *repo.Folding // nil where every name has its own place
}

func (p *Pool) newPlan(from, to repo.Hash, bases map[string]repo.Hash, changes []repo.Change) (*plan, error) {
	pl := &plan{p: p, from: from, to: to, bases: bases, passed: map[repo.Hash]bool{}, steps: map[string]step{}}
	var err error
	if pl.fold, err = p.repo.Folding(); err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	if pl.head, err = p.repo.Head(); err != nil {
		return nil, fmt.Errorf("read the current branch: %w", err)
	}
	paths := make([]string, len(changes))
	for i, c := range changes {
		paths[i] = c.Path
	}
	if pl.staged, err = p.repo.StagedAt(paths...); err != nil {
		return nil, fmt.Errorf("read what is staged: %w", err)
	}
	pl.offered, err = p.offered()
	return pl, err
}

// of yields the steps for the changes, by path. Errors: [StagedError] when a step would
// drop a version that exists only in git's index.
func (pl *plan) of(ctx context.Context, changes []repo.Change) ([]step, error) {
	var err error
	if pl.moves, err = pl.p.moves(ctx, changes); err != nil {
		return nil, err
	}
	pl.tellTwins()
	refused := &StagedError{}
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, done := pl.steps[c.Path]; done {
			continue
		}
		ok, err := pl.change(ctx, c)
		if err != nil {
			return nil, err
		}
		if !ok {
			refused.Paths = append(refused.Paths, c.Path)
		}
	}
	if len(refused.Paths) > 0 {
		return nil, refused
	}
	out := make([]step, 0, len(pl.steps))
	for _, s := range pl.steps {
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].path < out[j].path })
	return out, nil
}

// change decides about one path. ok is false when a staged version would be lost.
func (pl *plan) change(ctx context.Context, c repo.Change) (ok bool, err error) {
	var mine repo.FileID
	if pl.fold == nil || pl.fold.Lives(c.Path) {
		if mine, err = pl.p.workingID(c.Path); err != nil && !errors.As(err, new(*repo.BehindLinkError)) {
			return false, err
		}
	}
	base, ok, err := pl.base(ctx, c, mine)
	if err != nil || !ok {
		return ok, err
	}
	settled := step{path: c.Path, had: same(mine, c.After.File()), index: repo.IndexEdit{Path: c.Path, Set: c.After, Remove: c.After == (repo.FileID{})}}
	base, c.Before, c.After = base.File(), c.Before.File(), c.After.File()
	theirs := c.After
	switch {
	case same(mine, theirs) || same(theirs, base):
		settled.folder(mine)
		pl.steps[c.Path] = settled
		return true, nil
	case same(mine, base):
		if settled.remove = theirs == (repo.FileID{}); settled.remove {
			settled.mode = settled.index.Set.Mode
		} else {
			settled.mode = theirs.Mode
			settled.write, err = pl.p.repo.ReadBlob(theirs.Hash)
		}
		pl.steps[c.Path] = settled
		return true, err
	}
	return true, pl.join(c, base, mine, settled)
}

// base is the version that the working file grew from.
//
// That is the one before the change, unless something knows better: a conflict that is
// still open, commits of the user's own (bases), git's index when an earlier run got
// as far as that, or an offer of the user's that comes back accepted. ok is false when
// git's index holds a version that nothing else has.
func (pl *plan) base(ctx context.Context, c repo.Change, mine repo.FileID) (base repo.FileID, ok bool, err error) {
	s := pl.staged[c.Path]
	if s.Unmerged() {
		return s.Base, true, nil
	}
	if known := pl.bases[c.Path]; known != "" {
		base, err = pl.p.repo.Lookup(known, c.Path)
		return base, true, err
	}
	staged, err := pl.isStaged(c, s.Normal)
	if err != nil {
		return base, false, err
	}
	if staged {
		came, err := pl.came(ctx, c, s.Normal)
		if came || err != nil {
			return s.Normal, true, err
		}
		if !same(s.Normal, mine) {
			return c.Before, false, nil
		}
	}
	if same(mine, c.Before) || same(mine, c.After) {
		return c.Before, true, nil
	}
	base, err = pl.accepted(ctx, c, mine)
	return base, true, err
}

// isStaged reports whether somebody put a version into git's index that is neither the one
// before the change nor the one that is checked out.
func (pl *plan) isStaged(c repo.Change, id repo.FileID) (bool, error) {
	if id == (repo.FileID{}) || same(id, c.Before) {
		return false, nil
	}
	checkedOut, err := pl.p.repo.Lookup(pl.head.Hash, c.Path)
	return !same(id, checkedOut), err
}

// came reports whether a version of a file is among those that advancing passes.
func (pl *plan) came(ctx context.Context, c repo.Change, id repo.FileID) (bool, error) {
	if same(id, c.After) {
		return true, nil
	}
	if err := pl.readBetween(ctx); err != nil {
		return false, err
	}
	for _, commit := range pl.between {
		then, err := pl.p.repo.Lookup(commit.Hash, c.Path)
		if err != nil {
			return false, err
		}
		if same(then, id) {
			return true, nil
		}
	}
	return false, nil
}

// accepted finds the version that the user had offered and that comes back now, as it
// was offered or with more: edits made since then are edits of that version. The working file
// itself may be that version; else it is the one that arrives, one whose commit arrives, or the
// last that the trunk had on the way, in a commit of its own. Without one it is the version
// before.
func (pl *plan) accepted(ctx context.Context, c repo.Change, mine repo.FileID) (repo.FileID, error) {
	offered := map[repo.FileID]bool{}
	var passed repo.FileID
	for _, tip := range pl.offered {
		id, err := pl.p.repo.Lookup(tip, c.Path)
		if err != nil {
			return id, err
		}
		if id == (repo.FileID{}) || same(id, c.Before) {
			continue
		}
		offered[id] = true
		if passes, err := pl.passes(ctx, tip); err != nil {
			return id, err
		} else if passes {
			passed = id
		}
	}
	if len(offered) == 0 {
		return c.Before, nil
	}
	if offered[c.After] {
		return c.After, nil
	}
	came, err := pl.cameAs(ctx, c.Path, offered, mine)
	switch {
	case err != nil:
		return c.Before, err
	case passed != (repo.FileID{}) && !same(came, mine):
		return passed, nil
	case came != (repo.FileID{}):
		return came, nil
	}
	return c.Before, nil
}

// cameAs finds the version of a file, among some, that a commit of the trunk made while it
// went on: first of all the given one, else the newest. The zero value when none did.
func (pl *plan) cameAs(ctx context.Context, path string, among map[repo.FileID]bool, first repo.FileID) (newest repo.FileID, err error) {
	if err := pl.readBetween(ctx); err != nil {
		return newest, err
	}
	for _, commit := range pl.between {
		id, made, err := pl.p.madeBy(commit, path)
		switch {
		case err != nil:
			return newest, err
		case !made || !among[id]:
		case same(id, first):
			return id, nil
		case newest == (repo.FileID{}):
			newest = id
		}
	}
	return newest, nil
}

// madeBy is a file as a commit left it, and whether it was that commit that did it. A commit
// that joins two histories makes nothing.
func (p *Pool) madeBy(commit repo.CommitInfo, path string) (id repo.FileID, made bool, err error) {
	if len(commit.Parents) > 1 {
		return id, false, nil
	}
	if id, err = p.repo.Lookup(commit.Hash, path); err != nil {
		return id, false, err
	}
	before, err := p.repo.Lookup(parent(commit), path)
	return id, !same(before, id), err
}

func (pl *plan) readBetween(ctx context.Context) (err error) {
	if pl.between == nil {
		pl.between, err = pl.p.repo.Between(ctx, pl.from, pl.to)
	}
	return err
}

// passes reports whether advancing brings a commit that was not there before.
func (pl *plan) passes(ctx context.Context, tip repo.Hash) (bool, error) {
	if known, ok := pl.passed[tip]; ok {
		return known, nil
	}
	there, err := pl.p.repo.IsAncestor(ctx, tip, pl.to)
	if err == nil && there && pl.from != "" {
		there, err = pl.p.repo.IsAncestor(ctx, tip, pl.from)
		there = !there
	}
	pl.passed[tip] = there
	return there, err
}

// join brings a change and the user's own together, or leaves a conflict.
func (pl *plan) join(c repo.Change, base, mine repo.FileID, settled step) error {
	done, err := pl.followMove(c, base, mine)
	if err != nil || done {
		return err
	}
	merged, ok, err := pl.p.merge(c.Path, base, mine, c.After)
	if err != nil {
		return err
	}
	if ok {
		settled.write, settled.mode = merged, mine.Mode
		pl.steps[c.Path] = settled
		return nil
	}
	if mine != (repo.FileID{}) {
		if mine.Hash, err = pl.p.keepWorking(c.Path, mine); err != nil {
			return err
		}
	}
	pl.steps[c.Path] = step{path: c.Path,
		index: repo.IndexEdit{Path: c.Path, Base: base, Mine: mine, Theirs: c.After}}
	return nil
}
