package pool

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/renameio/v2/maybe"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What the user did last on this machine is remembered beside the clone, never in the pool:
// the files it touched as they were before and after. Undoing puts the former in the
// place of the latter, and only while the working files are as they were left and nothing
// of it went to the others.

// Kinds of deeds.
const (
	DidAdd    = "add"
	DidEdit   = "edit"
	DidRemove = "rm"
	DidMove   = "mv"
	DidRetire = "retire"
	DidSay    = "say" // an entry in a thread

	DidResolve = "resolve" // a conflict was settled, which cannot be undone
)

// Deed is something the user did to the working files.
type Deed struct {
	Kind  string       `json:"kind"`
	Note  note.Address `json:"note"`
	To    note.Address `json:"to,omitempty"` // where a note was moved
	When  time.Time    `json:"when"`
	Files []DeedFile   `json:"files"`
	Begun bool         `json:"begun,omitempty"` // it was not done to its end

	Import string `json:"import,omitempty"` // of an import: where its files are listed
	Of     string `json:"of,omitempty"`     // and what was imported, as it was typed
	At     string `json:"at,omitempty"`     // and the whole path of that
	Shared int    `json:"-"`                // of an import that was undone: files that the others have
	Stayed int    `json:"-"`                // of an import that was undone: files that stay, since they changed
}

// DeedFile is a file of the pool before and after a deed; nil is no file.
type DeedFile struct {
	Path   string    `json:"path"`
	Mode   repo.Mode `json:"mode"`
	Before []byte    `json:"before"`
	After  []byte    `json:"after"`
	Shared repo.Hash `json:"shared"` // what the others had of it then
}

// past is what is remembered, the newest last.
type past struct {
	Done   []Deed `json:"done"`
	Undone []Deed `json:"undone"`
}

const mostDeeds = 20

func (p *Pool) deedsFile() string { return filepath.Join(p.LocalDir(), "undo.json") }

func (p *Pool) past() (past, error) {
	var d past
	b, err := os.ReadFile(p.deedsFile())
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return d, fmt.Errorf("read what was done last: %w", err)
	}
	if json.Unmarshal(b, &d) != nil {
		return past{}, nil //nolint:nilerr // a memory that cannot be read is none
	}
	return d, nil
}

func (p *Pool) keepPast(d past) error {
	d.Done, d.Undone = d.Done[max(0, len(d.Done)-mostDeeds):], d.Undone[max(0, len(d.Undone)-mostDeeds):]
	b, err := json.Marshal(d)
	if err == nil {
		err = os.MkdirAll(p.LocalDir(), 0o755)
	}
	if err == nil {
		err = maybe.WriteFile(p.deedsFile(), b, 0o600)
	}
	if err != nil {
		return fmt.Errorf("remember what was done: %w", err)
	}
	return nil
}

// doing begins a deed; done ends it. Between them the working files are changed by put and act
// only. A deed within another is part of it. That it cannot be remembered stops nobody.
func (p *Pool) doing(kind string, a note.Address) (done func()) {
	if p.deed != nil {
		return func() {}
	}
	p.deed = &Deed{Kind: kind, Note: a}
	p.fold, _ = p.repo.Folding() // settings that cannot be read stop whatever comes
	return func() {
		d := *p.deed
		p.deed = nil
		begun := d.Begun
		done := d.finish(p)
		if done {
			p.did = append(p.did, d)
		}
		if done || begun {
			_ = p.rememberDeed(d)
		}
	}
}

// Did lists what was done to the working files by way of this Pool since it was opened.
func (p *Pool) Did() []Deed { return p.did }

// finish reads what the deed made of its files; false is nothing.
func (d *Deed) finish(p *Pool) bool {
	d.When, d.Begun = p.opt.now().UTC(), false
	p.fold, _ = p.repo.Folding()
	for i := range d.Files {
		d.Files[i].After = p.textNow(d.Files[i].Path)
	}
	d.Files = slices.DeleteFunc(d.Files, func(f DeedFile) bool { return sameText(f.Before, f.After) })
	return len(d.Files) > 0
}

// textNow is a working file's text, nil for none: also where one lies under another name, which this
// disk takes for that.
func (p *Pool) textNow(path string) []byte {
	text, _ := p.readWorking(path)
	if text != nil && p.fold != nil && !p.fold.Lives(path) {
		return nil
	}
	return text
}

// sameText tells files apart, also an empty one from none.
func sameText(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

// rememberDeed adds a deed to what is remembered, in place of the same that was only begun. One
// without files is forgotten.
func (p *Pool) rememberDeed(d Deed) error {
	all, err := p.past()
	if err != nil {
		return err
	}
	if last := len(all.Done) - 1; last >= 0 && all.Done[last].Begun && all.Done[last].is(d) {
		all.Done = all.Done[:last]
	}
	if len(d.Files) > 0 || d.Import != "" {
		all.Done = append(all.Done, d)
	}
	return p.keepPast(past{Done: all.Done})
}

// touch notes how a file is before the deed at hand changes it.
func (p *Pool) touch(path string) {
	if p.deed == nil || slices.ContainsFunc(p.deed.Files, func(f DeedFile) bool { return f.Path == path }) {
		return
	}
	f := DeedFile{Path: path, Mode: repo.Regular, Shared: p.sharedBlob(path)}
	f.Before = p.textNow(path)
	if id, err := p.repo.WorkingFile(path); err == nil && id.Mode != 0 {
		f.Mode = id.Mode
	}
	p.deed.Files = append(p.deed.Files, f)
}

func (p *Pool) sharedBlob(path string) repo.Hash {
	tip := p.accepted()
	if tip == "" {
		return ""
	}
	id, err := p.repo.Lookup(tip, path)
	if err != nil {
		return ""
	}
	return id.Hash
}

// put writes a working file as part of the deed at hand.
func (p *Pool) put(path string, text []byte) error {
	p.touch(path)
	return p.repo.WriteFile(path, text, repo.Regular)
}

// ErrNothingToUndo says that this machine remembers nothing that could be undone.
var ErrNothingToUndo = errors.New("there is nothing to undo")

// SpentError says why a deed cannot be undone, or done again, any more.
type SpentError struct {
	Deed Deed
	Path string // the file that stands in the way
	Why  Spent
	In   string // the contribution it is in
}

// Spent are the reasons for it.
type Spent int

// What happened to a deed since.
const (
	SpentChanged Spent = iota // a file is not as the deed left it
	SpentOffered              // it is in review
	SpentShared               // the others have it
	SpentKept                 // it waits to be sent for review
)

func (e *SpentError) Error() string {
	switch e.Why {
	case SpentOffered:
		return fmt.Sprintf("%s is in review already", e.Path)
	case SpentKept:
		return fmt.Sprintf("%s waits to be sent for review already", e.Path)
	case SpentShared:
		return fmt.Sprintf("the others have %s already", e.Path)
	}
	return fmt.Sprintf("%s was changed since", e.Path)
}

// UndoOptions say how to undo. The zero value undoes the last deed.
type UndoOptions struct {
	Redo   bool // do again what was undone last
	DryRun bool // change nothing
}

// Undo takes back what the user did last on this machine, or does it again. Errors:
// [ErrNothingToUndo], *SpentError; then nothing has changed.
func (p *Pool) Undo(ctx context.Context, o UndoOptions) (Deed, error) {
	all, err := p.past()
	if err != nil {
		return Deed{}, err
	}
	from, to := &all.Done, &all.Undone
	if o.Redo {
		from, to = to, from
	}
	if len(*from) == 0 {
		return Deed{}, ErrNothingToUndo
	}
	d := (*from)[len(*from)-1]
	told, err := p.reverse(ctx, d, o)
	if err != nil || o.DryRun {
		return told, err
	}
	*from, *to = (*from)[:len(*from)-1], append(*to, d)
	return told, p.keepPast(all)
}

// reverse undoes a deed, or does it again.
func (p *Pool) reverse(ctx context.Context, d Deed, o UndoOptions) (Deed, error) {
	if d.Import != "" {
		return p.undoImport(ctx, d, o)
	}
	if err := p.undoable(ctx, d, o.Redo); err != nil || o.DryRun {
		return d, err
	}
	return d, p.perform(d.aim(o.Redo))
}

// undoable reports, as *SpentError, that a deed is not a draft of this machine any more.
func (p *Pool) undoable(ctx context.Context, d Deed, redo bool) error {
	st, err := p.Status(ctx)
	if err != nil {
		return err
	}
	offered := map[string]string{}
	for _, it := range st.InReview {
		offered[it.Path] = it.Contribution
	}
	kept := map[string]string{}
	for _, it := range st.ToSend {
		kept[it.Path] = it.Contribution
	}
	if p.fold, err = p.repo.Folding(); err != nil {
		return err
	}
	for _, f := range d.Files {
		if _, err := p.readWorking(f.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		now := p.textNow(f.Path)
		if shared := p.sharedBlob(f.Path); shared != f.Shared && shared == p.blobOf(f.After) {
			return &SpentError{d, f.Path, SpentShared, ""}
		}
		in, isOffered := offered[f.Path]
		switch {
		case isOffered:
			return &SpentError{d, f.Path, SpentOffered, in}
		case kept[f.Path] != "":
			return &SpentError{d, f.Path, SpentKept, kept[f.Path]}
		case !sameText(now, f.After) && !sameText(now, f.Before): // neither as it was left nor as it was before
			return &SpentError{d, f.Path, SpentChanged, ""}
		}
	}
	return nil
}

func (p *Pool) blobOf(text []byte) repo.Hash {
	if text == nil {
		return ""
	}
	return p.repo.HashBlob(text)
}
