package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Choice settles a conflict.
type Choice int

// The ways to settle a conflict.
const (
	KeepMine   Choice = iota + 1 // the user's version, as a draft on top of theirs
	TakeTheirs                   // the shared version
	TakeText                     // a text made of both
)

// ErrNoConflict says that a note is not in conflict.
var ErrNoConflict = errors.New("there is nothing to settle")

// Sides are the three versions of a note in conflict. Nil: removed on that side.
type Sides struct {
	Base, Mine, Theirs []byte
	By                 string    // who made theirs, as git has the name; "" when it is not known
	When               time.Time // when they did
	Edited             time.Time // when the user's file was changed; zero when they removed it
}

// Sides reads the three versions of a note in conflict. Errors: [ErrNoConflict].
func (p *Pool) Sides(ctx context.Context, a note.Address) (Sides, error) {
	s, err := p.clash(a)
	if err != nil {
		return Sides{}, err
	}
	var out Sides
	if out.Base, err = p.blobOrNil(s.Base); err != nil {
		return out, err
	}
	to, err := p.movedAway(ctx, s)
	if err != nil {
		return out, err
	}
	if to.to == "" {
		to.file = s.Theirs
	}
	if out.Theirs, err = p.blobOrNil(to.file); err != nil {
		return out, err
	}
	if b, err := p.readWorking(a.Path()); err == nil {
		out.Mine = b
		if fi, err := os.Stat(filepath.Join(p.repo.Root(), filepath.FromSlash(a.Path()))); err == nil {
			out.Edited = fi.ModTime()
		}
	}
	if log, err := p.repo.History(ctx, p.accepted(), a.Path(), 1); err == nil && len(log) > 0 {
		out.By, out.When = log[0].Author.Name, log[0].When
	}
	return out, p.sidesAt(ctx, a, to.to, &out)
}

// sidesAt has both versions read as at the address that the others moved the note to, so that
// they differ by what was changed alone.
func (p *Pool) sidesAt(ctx context.Context, from, to note.Address, s *Sides) (err error) {
	if to == "" || s.Mine == nil {
		return nil
	}
	if s.Base, err = p.textAt(ctx, from, to, s.Base); err == nil {
		s.Mine, err = p.textAt(ctx, from, to, s.Mine)
	}
	return err
}

func (p *Pool) blobOrNil(id repo.FileID) ([]byte, error) {
	if id.File() == (repo.FileID{}) {
		return nil, nil
	}
	return p.repo.ReadBlob(id.Hash)
}

func (p *Pool) clash(a note.Address) (repo.Staged, error) {
	unmerged, err := p.unmerged()
	if err != nil {
		return repo.Staged{}, err
	}
	s, ok := unmerged[a.Path()]
	if !ok {
		return s, fmt.Errorf("%s: %w", a, ErrNoConflict)
	}
	return s, nil
}

// Settle ends the conflict of a note. text counts with TakeText only. The version that
// is not chosen stays reachable in the local history. Where the others moved the note, what
// was chosen stands at the new address, unless the user changed what is there. Where theirs is
// taken, the user's open contribution of the note goes without it, or back.
func (p *Pool) Settle(ctx context.Context, a note.Address, c Choice, text []byte) (Released, error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return Released{}, err
	}
	defer unlock()
	at, err := p.choose(ctx, a, c, text)
	if err != nil || c != TakeTheirs {
		return Released{At: at}, err
	}
	left, err := p.release(ctx, a.Path())
	left.At = at
	return left, err
}

// choose writes the version that the user chose and ends the conflict; at is where it stands.
func (p *Pool) choose(ctx context.Context, a note.Address, c Choice, text []byte) (at note.Address, err error) {
	s, err := p.clash(a)
	if err != nil {
		return a, err
	}
	if err := p.keepMine(ctx, s); err != nil {
		return a, err
	}
	if at, err = p.putChosen(ctx, s, a, c, text); err != nil {
		return a, fmt.Errorf("settle %s: %w", a, err)
	}
	p.rescan()
	files := []DeedFile{{Path: a.Path()}}
	if at != a {
		files = append(files, DeedFile{Path: at.Path()})
	}
	p.did = append(p.did, Deed{Kind: DidResolve, Note: at, When: p.opt.now().UTC(), Files: files})
	return at, p.repo.UpdateIndex(ctx, []repo.IndexEdit{{Path: a.Path(), Set: s.Theirs, Remove: s.Theirs == (repo.FileID{})}})
}

// putChosen writes the version that the user chose, and says at which address.
func (p *Pool) putChosen(ctx context.Context, s repo.Staged, a note.Address, c Choice, text []byte) (note.Address, error) {
	to, err := p.movedAway(ctx, s)
	if err != nil {
		return a, err
	}
	if follows, err := p.takesMine(to); err != nil || follows && !p.isGone(a.Path()) {
		if err == nil {
			err = p.settleMoved(ctx, a, to, c, text)
		}
		return to.to, err
	}
	return a, p.putAt(ctx, s, a, c, text)
}

func (p *Pool) putAt(ctx context.Context, s repo.Staged, a note.Address, c Choice, text []byte) (err error) {
	switch {
	case c == TakeText:
		err = p.write(a.Path(), text)
	case c == TakeTheirs && s.Theirs == (repo.FileID{}):
		if err = p.repo.RemoveFile(a.Path()); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	case c == TakeTheirs:
		b, readErr := p.repo.ReadBlob(s.Theirs.Hash)
		if readErr != nil {
			return readErr
		}
		err = p.writeStored(ctx, a.Path(), b, s.Theirs.Mode)
	}
	return err
}

// keepMine keeps the user's version of a conflict from being swept away: a ref under
// refs/cop/kept names a commit that has it.
func (p *Pool) keepMine(ctx context.Context, s repo.Staged) error {
	b, err := p.readWorking(s.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // removed by the user: nothing to keep
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", s.Path, err)
	}
	commit, err := p.commitOn(ctx, "", nil, []repo.Edit{{Path: s.Path, Data: b, Mode: repo.Regular}}, "Kept from a conflict\n")
	if err != nil {
		return err
	}
	return p.archive(ctx, commit)
}
