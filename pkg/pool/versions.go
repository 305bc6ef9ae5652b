package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Version is a state of a note that the pool has.
type Version struct {
	Number int    // from 1, the oldest, on
	Rev    string // the commit that made it so
	Path   string // where the note was then
	By     string // name of who changed it
	When   time.Time
	Gone   bool // the note was removed then
}

// NoVersionError says that a note was not there, or that nothing tells which version is meant.
type NoVersionError struct {
	Address note.Address
	At      string    // as typed
	First   time.Time // of the oldest version; zero where there is none
}

func (e *NoVersionError) Error() string {
	switch {
	case e.First.IsZero():
		return fmt.Sprintf("%s has no versions yet: the others do not have it", e.Address)
	case e.At == "":
		return fmt.Sprintf("%s was not there then", e.Address)
	}
	return fmt.Sprintf("%s has no version %q", e.Address, note.Clean(e.At))
}

// Versions lists the states of a note that were shared, oldest first, also under the
// addresses it had before and after it was removed. A draft is none.
func (p *Pool) Versions(ctx context.Context, a note.Address) ([]Version, error) {
	tip := p.accepted()
	var paths []string
	if n, ok := p.parseWorking(a.Path()); ok {
		for _, old := range n.Formerly() {
			paths = append(paths, old.Path())
		}
	}
	paths = append(paths, a.Path()) // the latest of what one second brought
	var out []Version
	for _, path := range paths {
		log, err := p.repo.History(ctx, tip, path, 0)
		if err != nil {
			return nil, fmt.Errorf("read the history of %s: %w", a, err)
		}
		for _, c := range slices.Backward(log) {
			v := Version{Rev: string(c.Hash), Path: path, By: c.Author.Name, When: c.When.UTC()}
			if v.Gone, err = p.gone(c.Hash, path); err != nil {
				return nil, err
			}
			if !v.Gone || path == a.Path() {
				out = append(out, v)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Version) int { return a.When.Compare(b.When) })
	for i := range out {
		out[i].Number = i + 1
	}
	return out, nil
}

func (p *Pool) gone(rev repo.Hash, path string) (bool, error) {
	id, err := p.repo.Lookup(rev, path)
	return id == (repo.FileID{}), err
}

// VersionBefore is the last version of a note at a moment. Errors: *NoVersionError.
func (p *Pool) VersionBefore(ctx context.Context, a note.Address, moment time.Time) (Version, error) {
	all, err := p.Versions(ctx, a)
	if err != nil {
		return Version{}, err
	}
	for _, v := range slices.Backward(all) {
		if v.When.After(moment) {
			continue
		}
		if v.Gone {
			break
		}
		return v, nil
	}
	return Version{}, noVersion(a, "", all)
}

// VersionNamed is the version of a number, or of the id of any commit that has the note.
// Errors: *NoVersionError.
func (p *Pool) VersionNamed(ctx context.Context, a note.Address, number int, rev string) (Version, error) {
	all, err := p.Versions(ctx, a)
	if err != nil {
		return Version{}, err
	}
	if number > 0 && number <= len(all) && !all[number-1].Gone {
		return all[number-1], nil
	}
	if h, err := p.repo.Resolve(rev); err == nil {
		if gone, err := p.gone(h, a.Path()); err == nil && !gone {
			return Version{Rev: string(h), Path: a.Path()}, nil
		}
	}
	return Version{}, noVersion(a, rev, all)
}

func noVersion(a note.Address, typed string, all []Version) error {
	e := &NoVersionError{Address: a, At: typed}
	if len(all) > 0 {
		e.First = all[0].When
	}
	return e
}

// ReadVersion is the text of a note in a version.
func (p *Pool) ReadVersion(v Version) ([]byte, error) {
	b, err := p.repo.ReadFile(repo.Hash(v.Rev), v.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("this copy of the pool does not reach back so far: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("read version %d: %w", v.Number, err)
	}
	return b, nil
}
