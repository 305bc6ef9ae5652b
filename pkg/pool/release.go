package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// A note leaves a contribution of the user's when they settle a conflict with the others'
// version, or remove the note. A contribution that has nothing left is taken back: a ref under
// refs/cop/leaving names the state that was taken back, until the place of review knows it.
const leavingPrefix = "refs/cop/leaving/"

// leaving maps branches to the states of them that were taken back.
func (p *Pool) leaving() (map[string]repo.Hash, error) {
	refs, err := p.repo.Refs(leavingPrefix)
	if err != nil {
		return nil, fmt.Errorf("list what was taken back: %w", err)
	}
	out := map[string]repo.Hash{}
	for ref, tip := range refs {
		out[strings.TrimPrefix(string(ref), leavingPrefix)] = tip
	}
	return out, nil
}

// Released says what became of the user's contributions that a note left.
type Released struct {
	// At is where the note is that was settled: the others may have moved it.
	At        note.Address
	TakenBack []string // names of those that had nothing else
	Reduced   []string // names of those that go on without it, with the next exchange
	// Waiting says why the place of review does not know yet that they were taken back; the
	// next exchange tells it. Nil: it knows.
	Waiting error
}

// release lets files leave the user's open contributions, and tells the place of review.
func (p *Pool) release(ctx context.Context, paths ...string) (Released, error) {
	var out Released
	if !p.trunk.remote {
		return out, nil
	}
	st, err := p.state(ctx)
	if err != nil {
		return out, err
	}
	for _, c := range st.open {
		if !c.Mine || c.Standing == StandsLeaving || !c.hasAny(paths) {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(c.files), func(f repo.Change) bool { return slices.Contains(paths, f.Path) })
		left, _, err := p.news(ctx, c.base, st.trunkTip(), rest, false)
		switch {
		case err != nil:
			return out, err
		case left:
			out.Reduced = append(out.Reduced, c.Name)
			_, err = p.extendBranch(ctx, st, c.Branch, map[string]repo.Edit{}, "Take back "+noteNames(paths)+"\n", paths...)
		default:
			out.TakenBack = append(out.TakenBack, c.Name)
			err = p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: repo.Ref(leavingPrefix + c.Branch), New: repo.Hash(c.Head), Any: true})
		}
		if err != nil {
			return out, fmt.Errorf("take back %s: %w", c.Name, err)
		}
	}
	if len(out.TakenBack) == 0 {
		return out, nil
	}
	if err = p.sendLeaving(ctx, &SyncReport{}); err != nil && ctx.Err() == nil {
		out.Waiting, err = err, nil
	}
	return out, err
}

// trunkTip is what contributions are compared with.
func (h heads) trunkTip() repo.Hash {
	if h.theirs == "" {
		return h.ours
	}
	return h.theirs
}

func (c Contribution) hasAny(paths []string) bool {
	return slices.ContainsFunc(c.files, func(f repo.Change) bool { return slices.Contains(paths, f.Path) })
}

// noteNames are addresses, where files are notes.
func noteNames(paths []string) string {
	var out []string
	for _, path := range paths {
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(path, practicesDir+"/"), ".md"))
	}
	return strings.Join(out, ", ")
}

// sendLeaving tells the place of review what was taken back. What somebody changed since is
// not taken back unseen: it is open again, and where only now that is found out, it is a
// [ChangedThereError] in the end.
func (p *Pool) sendLeaving(ctx context.Context, rep *SyncReport) error {
	var changed error
	marks, err := p.leaving()
	if err != nil || len(marks) == 0 {
		return err
	}
	st, err := p.state(ctx)
	if err != nil {
		return err
	}
	for _, c := range st.open {
		mark, ok := marks[c.Branch]
		if !ok || !c.Mine {
			continue
		}
		delete(marks, c.Branch)
		same, err := c.pushed == "" || c.pushed == mark, error(nil)
		if !same {
			same, err = p.includes(ctx, mark, c.pushed) // it was ahead of the place
		}
		if err != nil {
			return err
		}
		if same {
			over, err := p.withdraw(ctx, c)
			if errors.As(err, new(*ChangedThereError)) {
				changed = err
			} else if err != nil {
				return fmt.Errorf("take back %s: %w", c.Name, err)
			} else if !over {
				rep.Outcomes = append(rep.Outcomes, c.outcome(StandsWithdrawn))
			}
		}
		if err := p.forgetLeaving(ctx, c.Branch); err != nil {
			return err
		}
	}
	for branch := range marks { // it ended otherwise
		if err := p.forgetLeaving(ctx, branch); err != nil {
			return err
		}
	}
	return changed
}

func (p *Pool) forgetLeaving(ctx context.Context, branch string) error {
	err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: repo.Ref(leavingPrefix + branch), Any: true})
	if errors.Is(err, repo.ErrRefMoved) {
		return nil
	}
	return err
}
