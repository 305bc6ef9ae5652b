package pool

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Some of what others shared has no place on this machine: names that it does not take, and of two
// names that it takes for one the second. That is left in the shared place and told once, when it
// comes; git's index has it as not checked out, so that neither cop nor git takes it for removed.

// placeable are the changes of files that may lie on this machine, and what git's index is to have
// of the others.
func (p *Pool) placeable(from, to repo.Hash, changes []repo.Change) (here []repo.Change, left []repo.IndexEdit, err error) {
	f, err := p.repo.Folding()
	if err != nil {
		return nil, nil, err
	}
	for _, c := range changes {
		why := repo.Unplaceable(c.Path)
		if why == "" && f != nil {
			rev := to
			if c.After == (repo.FileID{}) {
				rev = from
			}
			by, crowded, err := f.Crowded(rev, c.Path)
			if err != nil {
				return nil, nil, err
			}
			if crowded {
				why = oneWith(by)
			}
		}
		if why == "" {
			here = append(here, c)
			continue
		}
		if c.Before == (repo.FileID{}) {
			p.tellLeft(c.Path, why)
		}
		if repo.Listed(c.Path) {
			left = append(left, repo.IndexEdit{Path: c.Path, Set: c.After, Remove: c.After == (repo.FileID{}), Absent: true})
		}
	}
	return here, left, nil
}

func oneWith(path string) string {
	return "on this machine its name is the same as that of " + shortened(note.Clean(path))
}

func (p *Pool) tellLeft(path, why string) {
	p.opt.notice(fmt.Sprintf("note: %s stays in the shared place: %s; who put it there can rename it", shortened(note.Clean(path)), why))
}

// tellAbsent says, of a pool that has just come, what of it has no place here.
func (p *Pool) tellAbsent() error {
	f, err := p.repo.Folding()
	if err != nil {
		return err
	}
	absent, err := p.repo.Absent()
	if err != nil {
		return fmt.Errorf("read what has no place here: %w", err)
	}
	for _, path := range slices.Sorted(maps.Keys(absent)) {
		why := repo.Unplaceable(path)
		if why == "" && f != nil {
			why = oneWith(f.Holder(path))
		}
		p.tellLeft(path, why)
	}
	return nil
}

// inPlace has a file that only got another spelling keep its place, and leaves out what would lie
// where something of the user's does.
func (p *Pool) inPlace(steps []step, left *[]repo.IndexEdit) ([]step, error) {
	f, err := p.repo.Folding()
	if err != nil || f == nil {
		return steps, err
	}
	at := map[string]int{}
	for i, s := range steps {
		at[s.path] = i
	}
	drop := map[int]bool{}
	for i, s := range steps {
		holder := f.Holder(s.path)
		if holder == "" || holder == s.path {
			continue
		}
		if s.remove && s.respell == "" {
			steps[i].remove = false // what lies there has another name
		}
		if s.write == nil {
			continue
		}
		j, ok := at[holder]
		if ok && steps[j].remove {
			steps[j].remove, steps[j].last, steps[j].respell = false, false, s.path
			continue
		}
		drop[i] = true
		p.tellLeft(s.path, oneWith(holder))
		*left = append(*left, repo.IndexEdit{Path: s.path, Set: s.index.Set, Absent: true})
	}
	var out []step
	for i, s := range steps {
		if !drop[i] {
			out = append(out, s)
		}
	}
	return out, nil
}

// takePlace writes the files that had no place on this machine and have one by now.
func (p *Pool) takePlace(ctx context.Context) error {
	f, err := p.repo.Folding()
	if err != nil || f == nil {
		return err
	}
	absent, err := p.repo.Absent()
	if err != nil || len(absent) == 0 {
		return err
	}
	var edits []repo.IndexEdit
	taken := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(absent)) {
		if repo.Unplaceable(path) != "" || f.Holder(path) != "" || taken[f.Key(path)] {
			continue
		}
		taken[f.Key(path)] = true
		text, err := p.repo.ReadBlob(absent[path].Hash)
		if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		if err := p.writeStored(ctx, path, text, absent[path].Mode); err != nil {
			return err
		}
		edits = append(edits, repo.IndexEdit{Path: path, Set: absent[path]})
	}
	return p.repo.UpdateIndex(ctx, edits)
}
