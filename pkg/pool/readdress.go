package pool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// MoveReport says what a move touched.
type MoveReport struct {
	From, To note.Address
	Relinked []note.Address // notes whose links were rewritten
}

// ErrTaken says that a note has that address already.
var ErrTaken = errors.New("a note is there already")

// Move gives a note a new address. Its thread moves along, every link that led to it still
// does, whatever was written, its own links lead where they led, and the old address stays
// as an alias.
func (p *Pool) Move(ctx context.Context, from, to note.Address) (MoveReport, error) {
	rep := MoveReport{From: from, To: to}
	if free, err := p.freeFor(from, to); err != nil {
		return rep, err
	} else if !free {
		return rep, fmt.Errorf("%s: %w", to, ErrTaken)
	}
	if err := p.refresh(ctx); err != nil {
		return rep, err
	}
	m, err := p.plannedMove(from, to)
	if err != nil {
		return rep, err
	}
	defer p.doing(DidMove, from)()
	p.deed.To = to
	if err := p.resolve(ctx, func(r note.Resolver) { rep.Relinked, err = p.readdress(ctx, m, r) }); err != nil {
		return rep, err
	}
	p.rescan()
	return rep, err
}

// move is a note that goes to another address, and who links.
type move struct {
	from, to note.Address
	note     *note.Note // as it will be, but for its links
	was      []string   // keys of its names
}

func (p *Pool) plannedMove(from, to note.Address) (move, error) {
	b, err := p.readWorking(from.Path())
	if err != nil {
		return move{}, fmt.Errorf("read %s: %w", from.Path(), err)
	}
	named, _ := note.NamesOf(note.Parse(from.Path(), b))
	m := move{from: from, to: to, note: note.Parse(to.Path(), b), was: named.Keys()}
	if !slices.Contains(m.note.Formerly(), from) {
		aliases := append([]string{}, m.note.Aliases...)
		if err := m.note.Set("aliases", append(aliases, note.AliasOf(from))); err != nil {
			return m, fmt.Errorf("move %s: %w", from, err)
		}
	}
	return m, nil
}

// readdress writes the note, its thread and the links of others.
func (p *Pool) readdress(ctx context.Context, m move, r note.Resolver) (relinked []note.Address, err error) {
	named, _ := note.NamesOf(m.note)
	linking, err := p.db.Linking(ctx, append(m.was, named.Keys()...))
	if err != nil {
		return nil, err
	}
	follow := note.Follow{
		From: m.from, To: m.to, OldPath: m.from.Path(), Path: m.to.Path(),
		Before: r, Now: note.Resolver{Shelf: note.WithMoved(r.Shelf, m.from, named), Files: r.Files},
	}
	m.note.Retarget(follow.Dest)
	if err := p.copyTo(m.from.Path(), m.to.Path(), m.note.Bytes()); err != nil {
		return nil, err
	}
	if err := p.moveThread(m, follow); err != nil {
		return nil, err
	}
	for _, file := range linking {
		if e, ok := note.EntryOf(file); file == m.from.Path() || ok && e.Note == m.from {
			continue // they have moved
		}
		follow.OldPath, follow.Path = file, file
		changed, err := p.relink(file, follow)
		if err != nil {
			return relinked, err
		}
		if owner := ownerOf(file); changed && !slices.Contains(relinked, owner) {
			relinked = append(relinked, owner)
		}
	}
	return relinked, p.removeMoved(m.from.Path(), m.to.Path())
}

// ownerOf is the note that a file is, or the one whose thread it belongs to.
func ownerOf(file string) note.Address {
	if e, ok := note.EntryOf(file); ok {
		return e.Note
	}
	a, _ := note.AddressOf(file)
	return a
}

// freeFor reports whether a note can go to an address: nothing is there, or what is there is
// the note itself, seen by a system that does not tell upper from lower case.
func (p *Pool) freeFor(from, to note.Address) (bool, error) {
	if from == to {
		return false, nil
	}
	if strings.EqualFold(string(from), string(to)) && sameFile(p.File(from), p.File(to)) {
		return true, nil
	}
	return p.free(to)
}

// copyTo writes a file at its new path, and leaves the old one for removeMoved. Where the two
// are one file on this disk, which does not tell upper from lower case, its name changes.
func (p *Pool) copyTo(from, to string, text []byte) error {
	if old, next := p.onDisk(from), p.onDisk(to); strings.EqualFold(from, to) && sameFile(old, next) {
		if err := os.Rename(old, next); err != nil {
			return fmt.Errorf("move %s: %w", from, err)
		}
	}
	return p.write(to, text)
}

// removeMoved removes the old file of a move, unless the new one goes by its name too.
func (p *Pool) removeMoved(from, to string) error {
	if sameFile(p.onDisk(from), p.onDisk(to)) {
		return nil
	}
	return p.drop(from)
}

func (p *Pool) onDisk(file string) string {
	return filepath.Join(p.repo.Root(), filepath.FromSlash(file))
}

func (p *Pool) moveThread(m move, follow note.Follow) error {
	old := path.Join(practicesDir, string(m.from))
	entries, err := os.ReadDir(filepath.Join(p.repo.Root(), filepath.FromSlash(old)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("move the thread of %s: %w", m.from, err)
	}
	for _, e := range entries {
		src := path.Join(old, e.Name())
		entry, ok := note.EntryOf(src)
		if !ok {
			continue
		}
		b, err := p.readWorking(src)
		if err != nil {
			return fmt.Errorf("move %s: %w", src, err)
		}
		entry.Note = m.to
		follow.OldPath, follow.Path = src, entry.Path()
		n := note.Parse(follow.Path, b)
		n.Retarget(follow.Dest)
		if err := p.copyTo(src, entry.Path(), n.Bytes()); err != nil {
			return fmt.Errorf("move %s: %w", src, err)
		}
		if err := p.removeMoved(src, entry.Path()); err != nil {
			return fmt.Errorf("move %s: %w", src, err)
		}
	}
	return nil
}

// relink rewrites the links of a file that a move would lead astray.
func (p *Pool) relink(file string, follow note.Follow) (bool, error) {
	b, err := p.readWorking(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // gone meanwhile
	}
	if err != nil {
		return false, fmt.Errorf("correct links in %s: %w", file, err)
	}
	n := note.Parse(file, b)
	n.Retarget(follow.Dest)
	if bytes.Equal(n.Bytes(), b) {
		return false, nil
	}
	return true, p.write(file, n.Bytes())
}
