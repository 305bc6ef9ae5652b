package pool

import (
	"context"

	"github.com/breakfast-table/cop/pkg/repo"
)

// news reports whether the trunk lacks anything of what files bring that were changed from base
// on, and which of them clash with it: all of those where every is set, else it stops at the
// first that matters. A trunk that took them and went on from there lacks nothing.
func (p *Pool) news(ctx context.Context, base, trunk repo.Hash, files []repo.Change, every bool) (bool, map[string]bool, error) {
	crossed := map[string]bool{}
	since := since{p: p, from: base, to: trunk}
	any := false
	for _, f := range files {
		edit, joins, err := since.meet(ctx, f)
		if err != nil {
			return false, nil, err
		}
		if edit == nil && joins {
			continue
		}
		if any = true; !joins {
			crossed[f.Path] = true
		}
		if !every {
			break
		}
	}
	return any, crossed, nil
}

// since is what the trunk did after a commit, read when it is needed.
type since struct {
	p        *Pool
	from, to repo.Hash
	log      []repo.CommitInfo
	read     bool
}

// meet decides the version of a file that was changed from the commit on, where the trunk is now:
// see [Pool.threeWay]. A version that the trunk took in another commit, and then went on from, is
// no clash: all of it has been accepted.
func (s *since) meet(ctx context.Context, f repo.Change) (*repo.Edit, bool, error) {
	now, err := s.p.repo.Lookup(s.to, f.Path)
	if err != nil {
		return nil, false, err
	}
	edit, joins, err := s.p.threeWay(f.Path, f.Before, f.After, now)
	if err != nil || joins {
		return edit, joins, err
	}
	took, err := s.took(ctx, f)
	return nil, took, err
}

func (s *since) took(ctx context.Context, f repo.Change) (bool, error) {
	if f.After == (repo.FileID{}) {
		return false, nil
	}
	if !s.read {
		var err error
		if s.log, err = s.p.repo.Between(ctx, s.from, s.to); err != nil {
			return false, err
		}
		s.read = true
	}
	for _, commit := range s.log {
		id, made, err := s.p.madeBy(commit, f.Path)
		if err != nil || made && same(id, f.After) {
			return err == nil, err
		}
	}
	return false, nil
}
