package pool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Advancing moves the local shared line from one commit to a newer one while the
// user's own edits stay in the working files.
//
// For each path that differs between the two commits there are three versions: what
// the working file grew from (base), the working file (mine) and the newer commit
// (theirs). Unchanged files simply become theirs. Edited ones are merged, by field and
// by line, and stay drafts on top of theirs. When both changed the same thing the
// working file stays as it is and git's own index remembers base, mine and theirs –
// the place where git itself records an unmerged file – so that the conflict can be
// derived again at any time.
//
// Order makes it safe to die anywhere: first working files (each by rename), then the
// index, then the ref. A run that finds some files already advanced sees mine equal to
// theirs, or merges again; merging is idempotent (see note.Merge).

// step is what advancing does to one path.
type step struct {
	path   string
	write  []byte // new content of the working file
	mode   repo.Mode
	remove bool
	index  repo.IndexEdit
	clash  bool
}

// StagedError says that a file was staged with git in a version that neither the
// working file nor the history has; advancing would lose it.
type StagedError struct{ Paths []string }

func (e *StagedError) Error() string {
	return fmt.Sprintf("%s: staged in a version that differs from the file", strings.Join(e.Paths, ", "))
}

// advance moves the line from → to. bases gives, for paths the user changed with
// commits of their own, the commit those grew from. It returns the changes that
// arrived and the paths left in conflict.
func (p *Pool) advance(ctx context.Context, from, to repo.Hash, bases map[string]repo.Hash) (arrived []repo.Change, clashes []string, err error) {
	if from == to {
		return nil, nil, nil
	}
	changes, err := p.repo.Diff(ctx, from, to)
	if err != nil {
		return nil, nil, fmt.Errorf("compare with the shared pool: %w", err)
	}
	staged, err := p.stagedByPath(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := p.refuseStaged(changes, staged); err != nil {
		return nil, nil, err
	}
	steps, err := p.plan(ctx, changes, staged, bases)
	if err != nil {
		return nil, nil, err
	}
	if err := p.carryOut(ctx, steps); err != nil {
		return nil, nil, err
	}
	move := repo.RefUpdate{Ref: p.line.local, Old: from, New: to, Note: "cop: take what was accepted"}
	if err := p.repo.UpdateRefs(ctx, move); err != nil {
		return nil, nil, fmt.Errorf("take what was accepted: %w", err)
	}
	for _, s := range steps {
		if s.clash {
			clashes = append(clashes, s.path)
		}
	}
	p.rescan()
	p.charter = nil
	return changes, clashes, nil
}

func (p *Pool) stagedByPath(ctx context.Context) (map[string]repo.Staged, error) {
	list, err := p.repo.Staged(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what is staged: %w", err)
	}
	out := make(map[string]repo.Staged, len(list))
	for _, s := range list {
		out[s.Path] = s
	}
	return out, nil
}

// refuseStaged stops when advancing would drop a version that exists only in git's
// index.
func (p *Pool) refuseStaged(changes []repo.Change, staged map[string]repo.Staged) error {
	var bad []string
	for _, c := range changes {
		s, ok := staged[c.Path]
		if !ok || s.Unmerged() || s.Normal == (repo.FileID{}) {
			continue
		}
		working, err := p.workingID(c.Path)
		if err != nil {
			return err
		}
		if !same(s.Normal, working) && !same(s.Normal, c.Before) && !same(s.Normal, c.After) {
			bad = append(bad, c.Path)
		}
	}
	if len(bad) > 0 {
		return &StagedError{Paths: bad}
	}
	return nil
}

// workingID is the id of a working file, read now; zero when there is none.
func (p *Pool) workingID(path string) (repo.FileID, error) {
	id, err := p.repo.WorkingFile(path)
	if err != nil {
		return repo.FileID{}, fmt.Errorf("read %s: %w", path, err)
	}
	return id, nil
}

func (p *Pool) plan(ctx context.Context, changes []repo.Change, staged map[string]repo.Staged, bases map[string]repo.Hash) ([]step, error) {
	moves, err := p.moves(ctx, changes)
	if err != nil {
		return nil, err
	}
	planned := map[string]step{}
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, done := planned[c.Path]; done {
			continue
		}
		if err := p.planOne(c, staged[c.Path], bases[c.Path], moves, planned); err != nil {
			return nil, err
		}
	}
	out := make([]step, 0, len(planned))
	for _, s := range planned {
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].path < out[j].path })
	return out, nil
}

func (p *Pool) planOne(c repo.Change, s repo.Staged, baseCommit repo.Hash, moves moves, planned map[string]step) error {
	mine, err := p.workingID(c.Path)
	if err != nil {
		return err
	}
	base, theirs := c.Before, c.After
	if baseCommit != "" {
		if base, err = p.repo.Lookup(baseCommit, c.Path); err != nil {
			return err
		}
	}
	if s.Unmerged() {
		base = s.Base
	}
	settled := step{path: c.Path, index: repo.IndexEdit{Path: c.Path, Set: theirs, Remove: theirs == (repo.FileID{})}}
	switch {
	case same(mine, theirs):
		planned[c.Path] = settled
		return nil
	case same(mine, base):
		settled.remove = theirs == (repo.FileID{})
		if !settled.remove {
			if settled.write, err = p.repo.ReadBlob(theirs.Hash); err != nil {
				return fmt.Errorf("read %s: %w", c.Path, err)
			}
			settled.mode = theirs.Mode
		}
		planned[c.Path] = settled
		return nil
	}
	done, err := p.followMove(c, base, mine, moves, planned)
	if err != nil || done {
		return err
	}
	merged, ok, err := p.merge(c.Path, base, mine, theirs)
	if err != nil {
		return err
	}
	if ok {
		settled.write, settled.mode = merged, mine.Mode
		planned[c.Path] = settled
		return nil
	}
	if mine != (repo.FileID{}) {
		if mine.Hash, err = p.keepWorking(c.Path); err != nil {
			return err
		}
	}
	planned[c.Path] = step{path: c.Path, clash: true,
		index: repo.IndexEdit{Path: c.Path, Base: base, Mine: mine, Theirs: theirs}}
	return nil
}

// keepWorking stores the working file among the objects, so that git's index may name
// it.
func (p *Pool) keepWorking(path string) (repo.Hash, error) {
	b, err := p.readWorking(path)
	if err != nil {
		return "", err
	}
	return p.repo.WriteBlob(b)
}

// merge joins the working file with the shared version. ok is false when they clash:
// the same thing changed on both sides, one side removed it, or it is no text.
func (p *Pool) merge(path string, base, mine, theirs repo.FileID) ([]byte, bool, error) {
	if mine == (repo.FileID{}) || theirs == (repo.FileID{}) || mine.Mode == repo.Symlink || theirs.Mode == repo.Symlink {
		return nil, false, nil
	}
	m, err := p.readWorking(path)
	if err != nil {
		return nil, false, nil // a folder or device in the way: the user's version stays
	}
	b, t, err := p.twoBlobs(base, theirs)
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", path, err)
	}
	merged, ok := mergeFile(path, b, m, t)
	return merged, ok, nil
}

func (p *Pool) twoBlobs(base, theirs repo.FileID) (b, t []byte, err error) {
	if base.Hash != "" {
		if b, err = p.repo.ReadBlob(base.Hash); err != nil {
			return nil, nil, err
		}
		if b == nil {
			b = []byte{}
		}
	}
	t, err = p.repo.ReadBlob(theirs.Hash)
	return b, t, err
}

// mergeFile merges notes by field and other text by line; anything else clashes.
func mergeFile(path string, base, mine, theirs []byte) ([]byte, bool) {
	if bytes.Equal(mine, theirs) {
		return mine, true
	}
	if strings.HasSuffix(path, ".md") {
		return note.Merge(base, mine, theirs)
	}
	for _, b := range [][]byte{base, mine, theirs} {
		if bytes.IndexByte(b, 0) >= 0 {
			return nil, false
		}
	}
	return note.MergeText(base, mine, theirs)
}

// moves knows where notes went, on either side, by the aliases of the new ones.
type moves struct {
	theirs map[string]repo.Change // old path → the change that added the new one
	mine   map[string]string      // old path → path of the user's new, unshared file
}

// moves reads the aliases of notes that arrive and of notes the user added, but only
// when something that arrives could need them.
func (p *Pool) moves(ctx context.Context, changes []repo.Change) (moves, error) {
	m := moves{theirs: map[string]repo.Change{}, mine: map[string]string{}}
	for _, c := range changes {
		if c.Before != (repo.FileID{}) || !strings.HasSuffix(c.Path, ".md") {
			continue
		}
		b, err := p.repo.ReadBlob(c.After.Hash)
		if err != nil {
			return m, fmt.Errorf("read %s: %w", c.Path, err)
		}
		for _, alias := range note.Parse(c.Path, b).Aliases {
			m.theirs[note.Address(alias).Path()] = c
		}
	}
	h, err := p.heads(ctx)
	if err != nil {
		return m, err
	}
	own, err := p.mine(ctx, h)
	if err != nil {
		return m, err
	}
	for _, c := range own {
		if c.Before != (repo.FileID{}) {
			continue
		}
		if n, ok := p.parseWorking(c.Path); ok {
			for _, alias := range n.Aliases {
				m.mine[note.Address(alias).Path()] = c.Path
			}
		}
	}
	return m, nil
}

// followMove handles an edit on one side meeting a move on the other: the edit goes to
// the new place.
func (p *Pool) followMove(c repo.Change, base, mine repo.FileID, mv moves, planned map[string]step) (bool, error) {
	gone := repo.FileID{}
	if to, ok := mv.theirs[c.Path]; ok && c.After == gone && mine != gone {
		return p.editFollows(c.Path, base, to, planned)
	}
	if to, ok := mv.mine[c.Path]; ok && mine == gone && c.After != gone {
		return p.editArrives(c, base, to, planned)
	}
	return false, nil
}

// editFollows: they moved the note, the user edited it at the old place.
func (p *Pool) editFollows(old string, base repo.FileID, to repo.Change, planned map[string]step) (bool, error) {
	there, err := p.workingID(to.Path)
	if err != nil {
		return false, err
	}
	if there != (repo.FileID{}) && !same(there, to.After) {
		return false, nil
	}
	merged, ok, err := p.merge(old, base, repo.FileID{Hash: "-", Mode: repo.Regular}, to.After)
	if err != nil || !ok {
		return false, err
	}
	planned[old] = step{path: old, remove: true, index: repo.IndexEdit{Path: old, Remove: true}}
	planned[to.Path] = step{path: to.Path, write: merged, mode: to.After.Mode, index: repo.IndexEdit{Path: to.Path, Set: to.After}}
	return true, nil
}

// editArrives: the user moved the note, they edited it at the old place.
func (p *Pool) editArrives(c repo.Change, base repo.FileID, to string, planned map[string]step) (bool, error) {
	there, err := p.workingID(to)
	if err != nil {
		return false, err
	}
	merged, ok, err := p.merge(to, base, there, c.After)
	if err != nil || !ok {
		return false, err
	}
	planned[c.Path] = step{path: c.Path, index: repo.IndexEdit{Path: c.Path, Set: c.After}}
	planned[to] = step{path: to, write: merged, mode: there.Mode}
	return true, nil
}

// carryOut writes the working files, then git's index.
func (p *Pool) carryOut(ctx context.Context, steps []step) error {
	var edits []repo.IndexEdit
	for _, s := range steps {
		if err := p.apply(s); err != nil {
			return err
		}
		if s.index.Path != "" {
			edits = append(edits, s.index)
		}
	}
	if err := p.repo.UpdateIndex(ctx, edits); err != nil {
		return fmt.Errorf("note what arrived: %w", err)
	}
	return nil
}

func (p *Pool) apply(s step) error {
	switch {
	case s.remove:
		if err := p.repo.RemoveFile(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", s.path, err)
		}
	case s.write != nil || s.mode != 0:
		if err := p.repo.WriteFile(s.path, s.write, s.mode); err != nil {
			return fmt.Errorf("write %s: %w", s.path, err)
		}
	}
	return nil
}
