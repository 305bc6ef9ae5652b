package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/repo"
)

// Advancing moves the local trunk from one commit to a newer one while the
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

// StagedError says that a file was staged with git in a version that neither the
// working file nor the history has; advancing would lose it.
type StagedError struct{ Paths []string }

func (e *StagedError) Error() string {
	return fmt.Sprintf("%s: staged in a version that differs from the file", strings.Join(e.Paths, ", "))
}

// advance moves the trunk from → to. bases gives, for paths the user changed with
// commits of their own, the commit those grew from. It returns the changes that
// arrived, without those that the working files had already.
func (p *Pool) advance(ctx context.Context, from, to repo.Hash, bases map[string]repo.Hash) (arrived []repo.Change, err error) {
	if from == to {
		return nil, p.takePlace(ctx)
	}
	changes, err := p.repo.Diff(ctx, from, to)
	if err != nil {
		return nil, fmt.Errorf("compare with the shared pool: %w", err)
	}
	changes, left, err := p.placeable(from, to, changes)
	if err != nil {
		return nil, err
	}
	plan, err := p.newPlan(from, to, bases, changes)
	if err != nil {
		return nil, err
	}
	steps, err := plan.of(ctx, changes)
	if err != nil {
		return nil, err
	}
	if steps, err = p.inPlace(steps, &left); err != nil {
		return nil, err
	}
	if err := p.carryOut(ctx, steps); err != nil {
		return nil, err
	}
	if err := p.repo.UpdateIndex(ctx, left); err != nil {
		return nil, fmt.Errorf("note what has no place here: %w", err)
	}
	move := repo.RefUpdate{Ref: p.trunk.local, Old: from, New: to, Note: "cop: take what was accepted"}
	if err := p.repo.UpdateRefs(ctx, move); err != nil {
		return nil, fmt.Errorf("take what was accepted: %w", err)
	}
	p.trunkMoved()
	if err := p.takePlace(ctx); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(changes, func(c repo.Change) bool { return plan.steps[c.Path].had }), nil
}

// shortened is a path as one line of a screen takes it.
func shortened(path string) string {
	const most = 60
	if r := []rune(path); len(r) > most {
		return string(r[:most/2]) + "…" + string(r[len(r)-most/2:])
	}
	return path
}

// workingID is the id of a working file, read now; zero when there is none.
func (p *Pool) workingID(path string) (repo.FileID, error) {
	id, err := p.repo.WorkingFile(path)
	if err != nil {
		return repo.FileID{}, fmt.Errorf("read %s: %w", path, err)
	}
	return id, nil
}

// inOrderOfNeed puts first what makes room for a file where a folder was, and last what goes only when
// everything else is written.
func inOrderOfNeed(steps []step) {
	written := map[string]bool{}
	for _, s := range steps {
		written[s.path] = s.write != nil || s.mode != 0
	}
	rank := func(s step) int {
		for at := strings.LastIndexByte(s.path, '/'); at > 0 && s.remove; at = strings.LastIndexByte(s.path[:at], '/') {
			if written[s.path[:at]] {
				return 0
			}
		}
		if s.last {
			return 2
		}
		if s.respell != "" {
			return -1
		}
		return 1
	}
	slices.SortStableFunc(steps, func(a, b step) int { return rank(a) - rank(b) })
}

// carryOut writes the working files, then git's index. Nothing is removed before what
// it became is written.
func (p *Pool) carryOut(ctx context.Context, steps []step) error {
	inOrderOfNeed(steps)
	var edits []repo.IndexEdit
	var written []string
	for _, s := range steps {
		written = append(written, s.path)
	}
	p.wrote(written)
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.apply(ctx, s); err != nil {
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

func (p *Pool) apply(ctx context.Context, s step) error {
	if s.respell != "" {
		if err := p.repo.Respell(s.path, s.respell); err != nil {
			return fmt.Errorf("rename %s: %w", s.path, err)
		}
	}
	if s.remove {
		if err := p.repo.RemoveFile(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", s.path, err)
		}
	}
	if s.write == nil && s.mode == 0 {
		return nil
	}
	return p.writeStored(ctx, s.path, s.write, s.mode)
}
