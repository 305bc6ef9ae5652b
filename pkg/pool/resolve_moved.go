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

// moved is where the others have a note that they moved: its address, and the file there. The
// zero value: they did not move it.
type moved struct {
	to   note.Address
	file repo.FileID
}

const mostMoves = 16 // of one note, one after the other

// movedAway finds where the others moved the note of a conflict: from the change that took its
// file away, by the aliases of what that change brought.
func (p *Pool) movedAway(ctx context.Context, s repo.Staged) (moved, error) {
	if s.Theirs != (repo.FileID{}) || s.Base == (repo.FileID{}) {
		return moved{}, nil
	}
	tip, path := p.accepted(), s.Path
	for range mostMoves {
		to, err := p.nextPlace(ctx, tip, path)
		if err != nil || to == "" {
			return moved{}, err
		}
		if file, err := p.repo.Lookup(tip, to.Path()); err != nil || file.File() != (repo.FileID{}) {
			return moved{to, file}, err
		}
		path = to.Path()
	}
	return moved{}, nil
}

// nextPlace is the address that a note got by the last change of its file; "" for none.
func (p *Pool) nextPlace(ctx context.Context, tip repo.Hash, path string) (note.Address, error) {
	old, isNote := note.AddressOf(path)
	log, err := p.repo.History(ctx, tip, path, 1)
	if err != nil || !isNote || len(log) == 0 {
		return "", err
	}
	changes, err := p.repo.Diff(ctx, parent(log[0]), log[0].Hash)
	if err != nil {
		return "", err
	}
	for _, c := range changes {
		a, ok := note.AddressOf(c.Path)
		if !ok || c.Before != (repo.FileID{}) || c.After.File() == (repo.FileID{}) || !strings.HasSuffix(c.Path, ".md") {
			continue
		}
		b, err := p.repo.ReadBlob(c.After.Hash)
		if err != nil {
			return "", fmt.Errorf("read %s: %w", c.Path, err)
		}
		if slices.Contains(note.Parse(c.Path, b).Formerly(), old) {
			return a, nil
		}
	}
	return "", nil
}

// takesMine reports whether the user's version may be written where the others moved the note:
// what lies there is theirs, and no change of the user's own.
func (p *Pool) takesMine(to moved) (bool, error) {
	if to.to == "" {
		return false, nil
	}
	there, err := p.workingID(to.to.Path())
	return same(there, to.file), err
}

// settleMoved gives a note in conflict the version that was chosen at the address that the others
// moved it to; what lies there already is theirs.
func (p *Pool) settleMoved(ctx context.Context, a note.Address, to moved, c Choice, text []byte) error {
	var err error
	switch c {
	case KeepMine:
		if text, err = p.readWorking(a.Path()); err == nil {
			text, err = p.textAt(ctx, a, to.to, text)
		}
	case TakeText:
		text, err = aliased(a, to.to, text)
	}
	if err == nil && c != TakeTheirs {
		err = p.repo.WriteFile(to.to.Path(), text, to.file.Mode)
	}
	if err != nil {
		return err
	}
	return p.repo.RemoveFile(a.Path())
}

// textAt is the text of a note as it reads at another address: its links lead where they led,
// and its old address is an alias.
func (p *Pool) textAt(ctx context.Context, from, to note.Address, text []byte) ([]byte, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	text, err := aliased(from, to, text)
	if err != nil {
		return nil, err
	}
	n := note.Parse(to.Path(), text)
	err = p.resolve(ctx, func(r note.Resolver) {
		now := note.Resolver{Shelf: note.Without(r.Shelf, from), Files: r.Files}
		before := note.Resolver{Shelf: note.Without(r.Shelf, to), Files: r.Files}
		follow := note.Follow{From: from, To: to, OldPath: from.Path(), Path: to.Path(), Before: before, Now: now}
		n.Retarget(follow.Dest)
	})
	return n.Bytes(), err
}

// aliased has a note know the address it had. A head that cannot be written to stays as it is.
func aliased(from, to note.Address, text []byte) ([]byte, error) {
	n := note.Parse(to.Path(), text)
	if slices.Contains(n.Formerly(), from) {
		return text, nil
	}
	err := n.Set("aliases", append(slices.Clone(n.Aliases), note.AliasOf(from)))
	if cannot := new(note.EditError); err != nil && !errors.As(err, &cannot) {
		return nil, fmt.Errorf("move %s: %w", from, err)
	}
	return n.Bytes(), nil
}
