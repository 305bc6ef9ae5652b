package pool

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sort"
	"strings"
	"syscall"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// CheckText reports the problems of a text before it becomes a note.
func (p *Pool) CheckText(text []byte) []note.Problem {
	return note.CheckNote(note.Parse("practices/new.md", text))
}

// Similar lists notes that may say the same already, most alike first.
func (p *Pool) Similar(ctx context.Context, text []byte) ([]index.Hit, error) {
	if err := p.refreshSoon(ctx); err != nil {
		return nil, err
	}
	n := note.Parse("practices/new.md", text)
	return p.db.Similar(ctx, n.Title, n.Text(), 3)
}

// ErrNoTitle says that a text has neither a title nor words to make one of.
var ErrNoTitle = errors.New("the note has no title")

// Save writes a text as a new note below topic and returns its address, made from the
// title. A name that is taken gets a number. The text is stored as it is given.
func (p *Pool) Save(_ context.Context, text []byte, topic string) (note.Address, error) {
	a, err := p.addressFor(text, topic)
	if err != nil {
		return "", err
	}
	defer p.doing(DidAdd, a)()
	return a, p.write(a.Path(), text)
}

// Shown is a file that a text brings along because it shows it.
type Shown struct {
	Dest string // of the text's links to it, without an anchor
	Name string // what it is called, without folders
	Data []byte
}

// SaveShowing is Save with files that the text shows: they go beside the note, under their
// names or, where another file has one, under one with a number, and the links follow.
func (p *Pool) SaveShowing(_ context.Context, text []byte, topic string, files []Shown) (note.Address, error) {
	a, err := p.addressFor(text, topic)
	if err != nil {
		return "", err
	}
	defer p.doing(DidAdd, a)()
	return a, p.writeShowing(a, text, files)
}

// UpdateShowing is Update with files that the new text shows; see SaveShowing.
func (p *Pool) UpdateShowing(_ context.Context, a note.Address, text []byte, files []Shown) error {
	defer p.doing(DidEdit, a)()
	return p.writeShowing(a, text, files)
}

func (p *Pool) writeShowing(a note.Address, text []byte, files []Shown) error {
	n := note.Parse(a.Path(), text)
	deed := []DeedFile{{Path: a.Path(), Mode: repo.Regular}}
	for _, f := range files {
		name, have, err := p.nameBeside(a, f)
		if err != nil {
			return err
		}
		n.Retarget(func(l note.Link) (string, bool) {
			dest, anchor, anchored := strings.Cut(l.Dest, "#")
			if anchored {
				anchor = "#" + anchor
			}
			return name + anchor, dest == f.Dest && dest != name
		})
		if !have {
			deed = append(deed, DeedFile{Path: path.Join(path.Dir(a.Path()), name), Mode: repo.Regular, After: f.Data})
		}
	}
	deed[0].After = n.Bytes()
	return p.act(deed)
}

// nameBeside is a free name for a file beside a note; have says that the file is there already.
func (p *Pool) nameBeside(a note.Address, f Shown) (name string, have bool, err error) {
	ext := path.Ext(f.Name)
	stem := strings.TrimSuffix(f.Name, ext)
	for i := 2; ; i++ {
		if name = stem + ext; i > 2 {
			name = fmt.Sprintf("%s-%d%s", stem, i-1, ext)
		}
		there, err := p.readWorking(path.Join(path.Dir(a.Path()), name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return name, false, nil
		case err == nil && bytes.Equal(there, f.Data):
			return name, true, nil
		case err != nil && i > 99:
			return "", false, err
		}
	}
}

// addressFor is where a text goes as a new note.
func (p *Pool) addressFor(text []byte, topic string) (note.Address, error) {
	n := note.Parse("practices/new.md", text)
	title := note.Clean(n.Title)
	if title == "" || !n.Named() {
		return "", ErrNoTitle
	}
	dir, err := cleanTopic(cmp.Or(topic, Filed(n)))
	if err != nil {
		return "", err
	}
	stem := note.Slug(title)
	if n.Type == note.Event {
		stem = dayOf(n, p.opt.now()).Format(time.DateOnly) + "-" + stem
	}
	for i, slug := 2, stem; ; i++ {
		a := note.Address(path.Join(dir, slug))
		if free, err := p.free(a); err != nil || free {
			return a, err
		}
		slug = fmt.Sprintf("%s-%d", stem, i)
	}
}

func dayOf(n *note.Note, now time.Time) time.Time {
	if n.Date.IsZero() {
		return now
	}
	return n.Date
}

// free reports whether no note has the address, here or on the trunk.
func (p *Pool) free(a note.Address) (bool, error) {
	if _, err := os.Lstat(p.File(a)); err == nil {
		return false, nil
	} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) { // writing tells what is in the way
		return false, fmt.Errorf("write %s: %w", a.Path(), err)
	}
	tip := p.accepted()
	if tip == "" {
		return true, nil
	}
	id, err := p.repo.Lookup(tip, a.Path())
	return id == (repo.FileID{}), err
}

func (p *Pool) write(path string, text []byte) error {
	if err := p.put(path, text); err != nil {
		return err
	}
	p.rescan()
	return nil
}

// Update replaces the text of a note that exists.
func (p *Pool) Update(_ context.Context, a note.Address, text []byte) error {
	defer p.doing(DidEdit, a)()
	return p.write(a.Path(), text)
}

// RemoveReport says what a removal leaves behind.
type RemoveReport struct {
	Address note.Address
	Shared  bool           // others have the note; the removal is a draft to be shared
	Links   []note.Address // notes that still link to it
	Released
}

// Remove deletes a note and its thread from the working files. For a note that others
// have it is a draft like any other.
func (p *Pool) Remove(ctx context.Context, a note.Address) (RemoveReport, error) {
	rep := RemoveReport{Address: a}
	if err := p.refresh(ctx); err != nil {
		return rep, err
	}
	var err error
	if rep.Links, err = p.db.Backlinks(ctx, a); err != nil {
		return rep, err
	}
	if tip := p.accepted(); tip != "" {
		id, err := p.repo.Lookup(tip, a.Path())
		if err != nil {
			return rep, err
		}
		rep.Shared = id != (repo.FileID{})
	}
	entries, err := p.db.Entries(ctx, a)
	if err != nil {
		return rep, err
	}
	defer p.doing(DidRemove, a)()
	files := append([]string{a.Path()}, entries...)
	if err := p.act(gone(files)); err != nil {
		return rep, err
	}
	if rep.Shared {
		return rep, nil // the removal is offered, in place of what was
	}
	unlock, err := p.lock(ctx)
	if err != nil {
		return rep, err
	}
	defer unlock()
	rep.Released, err = p.release(ctx, files...)
	return rep, err
}

// OfferedIn names the user's open contributions that have a note; none is the usual answer.
func (p *Pool) OfferedIn(ctx context.Context, a note.Address) ([]Contribution, error) {
	st, err := p.state(ctx)
	if err != nil {
		return nil, err
	}
	var out []Contribution
	for _, c := range st.open {
		if c.Mine && c.Standing != StandsLeaving && c.hasAny([]string{a.Path()}) {
			out = append(out, c)
		}
	}
	return out, nil
}

// Retire marks a note as superseded by another – both ends name each other – or, with
// by "", as deprecated.
func (p *Pool) Retire(ctx context.Context, a, by note.Address) error {
	defer p.doing(DidRetire, a)()
	if by == "" {
		return p.set(a, map[string]any{"status": "deprecated"})
	}
	old, err := p.withValues(a, map[string]any{"status": "superseded", "superseded_by": string(by)})
	if err != nil {
		return err
	}
	successor, err := p.withOtherSide(by, "supersedes", a)
	if err != nil {
		return err
	}
	return p.act([]DeedFile{{Path: a.Path(), After: old}, {Path: by.Path(), After: successor}})
}

func (p *Pool) set(a note.Address, values map[string]any) error {
	text, err := p.withValues(a, values)
	if err != nil {
		return err
	}
	return p.write(a.Path(), text)
}

// withValues is the text of a note with other values of its front matter.
func (p *Pool) withValues(a note.Address, values map[string]any) ([]byte, error) {
	b, err := p.readWorking(a.Path())
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", a.Path(), err)
	}
	n := note.Parse(a.Path(), b)
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if err := n.Set(k, values[k]); err != nil {
			return nil, fmt.Errorf("change %s: %w", a.Path(), err)
		}
	}
	return n.Bytes(), nil
}

// ChangedMeanwhileError says that a note was changed by somebody else – another
// program, another sync – while the user edited it.
type ChangedMeanwhileError struct{ Address note.Address }

func (e *ChangedMeanwhileError) Error() string {
	return fmt.Sprintf("%s changed on disk while you edited it", e.Address)
}

// Replace writes the new text of a note that was old when the user began to edit it.
// What changed on disk meanwhile is merged in; where that clashes nothing is written
// and the error is *ChangedMeanwhileError.
func (p *Pool) Replace(_ context.Context, a note.Address, old, text []byte) error {
	defer p.doing(DidEdit, a)()
	now, err := p.readWorking(a.Path())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read %s: %w", a.Path(), err)
	}
	if err == nil && !bytes.Equal(now, old) {
		merged, ok := note.Merge(old, text, now)
		if !ok {
			return &ChangedMeanwhileError{Address: a}
		}
		text = merged
	}
	return p.write(a.Path(), text)
}
