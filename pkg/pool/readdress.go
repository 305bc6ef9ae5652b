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
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// MoveReport says what a move touched.
type MoveReport struct {
	From, To note.Address
	Relinked []note.Address // notes whose links were rewritten
}

// ErrTaken says that a note has that address already.
var ErrTaken = errors.New("a note is there already")

// Move gives a note a new address. Its thread moves along, links to it from other notes
// and its own relative links are rewritten, and the old address stays as an alias.
func (p *Pool) Move(ctx context.Context, from, to note.Address) (MoveReport, error) {
	rep := MoveReport{From: from, To: to}
	if free, err := p.free(to); err != nil {
		return rep, err
	} else if !free {
		return rep, fmt.Errorf("%s: %w", to, ErrTaken)
	}
	if err := p.refresh(ctx); err != nil {
		return rep, err
	}
	back, err := p.db.Backlinks(ctx, from)
	if err != nil {
		return rep, err
	}
	moved, err := p.movedText(from, to)
	if err != nil {
		return rep, err
	}
	if err := p.write(to.Path(), moved); err != nil {
		return rep, err
	}
	if err := p.moveThread(from, to); err != nil {
		return rep, err
	}
	for _, a := range back {
		if a == from {
			continue
		}
		changed, err := p.relink(a, from, to)
		if err != nil {
			return rep, err
		}
		if changed {
			rep.Relinked = append(rep.Relinked, a)
		}
	}
	p.rescan()
	return rep, p.repo.RemoveFile(from.Path())
}

// movedText is the note as it reads at its new place.
func (p *Pool) movedText(from, to note.Address) ([]byte, error) {
	b, err := p.readWorking(from.Path())
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", from.Path(), err)
	}
	n := note.Parse(from.Path(), b)
	there := note.Parse(to.Path(), nil)
	n.Retarget(func(l note.Link) (string, bool) {
		if a, ok := n.Target(l); ok {
			if a == from {
				a = to
			}
			return linkTo(l, there, a)
		}
		if file, ok := attachment(from, l); ok {
			return relative(to.Path(), file), true
		}
		return "", false
	})
	aliases := append([]string{}, n.Aliases...)
	if err := n.Set("aliases", append(aliases, string(from))); err != nil {
		return nil, fmt.Errorf("move %s: %w", from, err)
	}
	return n.Bytes(), nil
}

// linkTo is the destination that makes a link of the same kind point to a.
func linkTo(l note.Link, from *note.Note, a note.Address) (string, bool) {
	_, anchor, has := strings.Cut(l.Dest, "#")
	dest := string(a)
	if !l.Wiki {
		dest = from.RelativeLink(a)
	}
	if has {
		dest += "#" + anchor
	}
	return dest, dest != l.Dest
}

// attachment is the file in the pool that a link shows: a picture, a script.
func attachment(a note.Address, l note.Link) (string, bool) {
	if l.Wiki || l.Dest == "" || strings.Contains(l.Dest, "://") || strings.HasPrefix(l.Dest, "/") || strings.HasPrefix(l.Dest, "#") || strings.HasSuffix(l.Dest, ".md") || strings.HasPrefix(l.Dest, "mailto:") {
		return "", false
	}
	dest, _, _ := strings.Cut(l.Dest, "#")
	file := path.Join(path.Dir(a.Path()), dest)
	return file, strings.HasPrefix(file, practicesDir+"/")
}

func relative(from, to string) string {
	rel, err := filepath.Rel(filepath.FromSlash(path.Dir(from)), filepath.FromSlash(to))
	if err != nil {
		return to
	}
	return filepath.ToSlash(rel)
}

func (p *Pool) moveThread(from, to note.Address) error {
	old := path.Join(practicesDir, string(from))
	entries, err := os.ReadDir(filepath.Join(p.repo.Root(), filepath.FromSlash(old)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("move the thread of %s: %w", from, err)
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
		entry.Note = to
		if err := p.repo.WriteFile(entry.Path(), b, repo.Regular); err != nil {
			return fmt.Errorf("move %s: %w", src, err)
		}
		if err := p.repo.RemoveFile(src); err != nil {
			return fmt.Errorf("move %s: %w", src, err)
		}
	}
	return nil
}

// relink rewrites the links of note a from one address to another.
func (p *Pool) relink(a, from, to note.Address) (bool, error) {
	b, err := p.readWorking(a.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // gone meanwhile
	}
	if err != nil {
		return false, fmt.Errorf("correct links in %s: %w", a, err)
	}
	n := note.Parse(a.Path(), b)
	n.Retarget(func(l note.Link) (string, bool) {
		if t, ok := n.Target(l); !ok || t != from {
			return "", false
		}
		return linkTo(l, n, to)
	})
	for key, value := range map[string]note.Address{"supersedes": n.Supersedes, "superseded_by": n.SupersededBy} {
		if value == from {
			if err := n.Set(key, string(to)); err != nil {
				return false, err
			}
		}
	}
	if bytes.Equal(n.Bytes(), b) {
		return false, nil
	}
	return true, p.write(a.Path(), n.Bytes())
}
