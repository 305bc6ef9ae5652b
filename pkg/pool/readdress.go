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
	// Forgets says that the note's head is of a kind that is not written to, so that its old
	// address stands nowhere.
	Forgets bool
}

// ErrTaken says that a note has that address already.
var ErrTaken = errors.New("a note is there already")

// Move gives a note a new address. Its thread moves along, every link that led to it still
// does, whatever was written, its own links lead where they led, and the old address stays
// as an alias.
func (p *Pool) Move(ctx context.Context, from, to note.Address) (MoveReport, error) {
	rep := MoveReport{From: from, To: to}
	plan, err := p.PlanMove(ctx, from, to, p.readWorking)
	if err != nil {
		return rep, err
	}
	rep.Forgets = len(plan) > 0 && !slices.Contains(note.Parse(plan[0].To, plan[0].New).Formerly(), from)
	defer p.doing(DidMove, from)()
	p.deed.To = to
	if err := p.act(texts(plan)); err != nil {
		return rep, fmt.Errorf("move %s: %w", from, err)
	}
	for _, f := range plan[1:] {
		if owner := ownerOf(f.To); owner != to && !slices.Contains(rep.Relinked, owner) {
			rep.Relinked = append(rep.Relinked, owner)
		}
	}
	return rep, nil
}

// MovedFile is what a move does to one file: it gets another path, another text because of
// its links, or both.
type MovedFile struct {
	From, To string // paths: "practices/oncall/pager.md"
	Old, New []byte
}

// PlanMove says what [Pool.Move] would do, and writes nothing: the note first, then its
// thread, then the files that link to it. Texts are what read gives; an editor has some
// that are not saved. Errors: [ErrTaken], and those of read.
func (p *Pool) PlanMove(ctx context.Context, from, to note.Address, read func(path string) ([]byte, error)) ([]MovedFile, error) {
	free, err := p.freeFor(from, to)
	half := err == nil && !free && p.halfMoved(from, to)
	if err != nil {
		return nil, err
	}
	if !free && !half {
		return nil, fmt.Errorf("%s: %w", to, ErrTaken)
	}
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	m, err := plannedMove(from, to, read)
	if err != nil {
		return nil, err
	}
	var plan []MovedFile
	asked := p.resolve(ctx, func(r note.Resolver) {
		if half {
			r.Shelf = note.Without(r.Shelf, to)
		}
		plan, err = p.readdress(ctx, m, r)
	})
	if asked != nil {
		return nil, asked
	}
	return plan, err
}

// move is a note that goes to another address, and who links.
type move struct {
	from, to note.Address
	old      []byte
	note     *note.Note // as it will be, but for its links
	was      []string   // keys of its names
	read     func(path string) ([]byte, error)
}

func plannedMove(from, to note.Address, read func(string) ([]byte, error)) (move, error) {
	b, err := read(from.Path())
	if err != nil {
		return move{}, fmt.Errorf("read %s: %w", from.Path(), err)
	}
	named, _ := note.NamesOf(note.Parse(from.Path(), b))
	m := move{from: from, to: to, old: b, note: note.Parse(to.Path(), b), was: named.Keys(), read: read}
	if !slices.Contains(m.note.Formerly(), from) {
		aliases := append([]string{}, m.note.Aliases...)
		err := m.note.Set("aliases", append(aliases, note.AliasOf(from)))
		if cannot := new(note.EditError); err != nil && !errors.As(err, &cannot) {
			return m, fmt.Errorf("move %s: %w", from, err)
		}
	}
	return m, nil
}

// readdress plans the note, its thread and the links of others.
func (p *Pool) readdress(ctx context.Context, m move, r note.Resolver) ([]MovedFile, error) {
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
	plan, err := p.moveThread([]MovedFile{{m.from.Path(), m.to.Path(), m.old, m.note.Bytes()}}, m, follow)
	if err != nil {
		return nil, err
	}
	for _, file := range linking {
		if owner := ownerOf(file); owner == m.from || owner == m.to {
			continue // they move, or were moved before a move was stopped
		}
		f, err := m.relinked(file, file, follow)
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("correct links in %s: %w", file, err)
		}
		if !bytes.Equal(f.Old, f.New) {
			plan = append(plan, f)
		}
	}
	return plan, nil
}

// relinked is a file that goes from a path to another, or stays, with its links corrected.
func (m move) relinked(from, to string, follow note.Follow) (MovedFile, error) {
	b, err := m.read(from)
	if err != nil {
		return MovedFile{}, err
	}
	follow.OldPath, follow.Path = from, to
	n := note.Parse(to, b)
	n.Retarget(follow.Dest)
	return MovedFile{from, to, b, n.Bytes()}, nil
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

func (p *Pool) moveThread(plan []MovedFile, m move, follow note.Follow) ([]MovedFile, error) {
	old := path.Join(practicesDir, string(m.from))
	entries, err := os.ReadDir(filepath.Join(p.repo.Root(), filepath.FromSlash(old)))
	if errors.Is(err, fs.ErrNotExist) {
		return plan, nil
	}
	if err != nil {
		return nil, fmt.Errorf("move the thread of %s: %w", m.from, err)
	}
	for _, e := range entries {
		src := path.Join(old, e.Name())
		entry, ok := note.EntryOf(src)
		if !ok {
			continue
		}
		entry.Note = m.to
		f, err := m.relinked(src, entry.Path(), follow)
		if err != nil {
			return nil, fmt.Errorf("move %s: %w", src, err)
		}
		plan = append(plan, f)
	}
	return plan, nil
}
