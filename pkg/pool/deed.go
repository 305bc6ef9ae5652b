package pool

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// A deed that changes several files is done whole or not at all. What it is going to do is
// remembered before it does any of it: where one file cannot be changed all others are put
// back, and a cop that was killed half-way leaves a deed that the same command completes and
// undo takes back.

// plan takes down what the deed at hand is going to make of files: Path and After of them are
// read. Where the same deed was begun before and not ended, this one goes on with it, so that
// what the files were at first is not forgotten.
func (p *Pool) plan(files []DeedFile) {
	d := p.deed
	d.When, d.Begun = p.opt.now().UTC(), true
	if was, ok := p.begun(*d); ok {
		d.Files = p.unchangedSince(was.Files)
	}
	for _, f := range files {
		p.touch(f.Path)
		i := slices.IndexFunc(d.Files, func(g DeedFile) bool { return g.Path == f.Path })
		d.Files[i].After = f.After
	}
	_ = p.rememberDeed(*d) // that it cannot be remembered stops nobody
}

// unchangedSince are the files of a deed that nobody wrote to after it.
func (p *Pool) unchangedSince(files []DeedFile) []DeedFile {
	return slices.DeleteFunc(slices.Clone(files), func(f DeedFile) bool {
		now, _ := p.readWorking(f.Path)
		return !sameText(now, f.Before) && !sameText(now, f.After)
	})
}

// begun is the deed of this machine that is like d and was not done to its end, if it is the last.
func (p *Pool) begun(d Deed) (Deed, bool) {
	all, err := p.past()
	if err != nil || len(all.Done) == 0 {
		return Deed{}, false
	}
	last := all.Done[len(all.Done)-1]
	return last, last.Begun && last.is(d)
}

// is reports whether two deeds are the same act.
func (d Deed) is(other Deed) bool {
	return d.Kind == other.Kind && d.Note == other.Note && d.To == other.To && d.Import == other.Import
}

// aim is what the files of a deed are to become when it is done again, or when it is undone.
func (d Deed) aim(again bool) []DeedFile {
	out := slices.Clone(d.Files)
	if again {
		return out
	}
	for i := range out {
		out[i].Before, out[i].After = out[i].After, out[i].Before
	}
	return out
}

// perform makes files what they are to be: first those that stay or are new, in their order,
// then those that go, the first of them last. Where one refuses, all are put back.
func (p *Pool) perform(files []DeedFile) error {
	defer p.rescan()
	files, err := p.respelled(files)
	if err != nil {
		return err
	}
	steps := inOrder(files)
	for i, f := range steps {
		if err := p.become(f, f.After); err != nil {
			return p.putBack(steps[:i], &UnchangedError{Path: f.Path, Err: err})
		}
	}
	return nil
}

// respelled gives a file its other spelling where old and new are one file on this disk, which does
// not tell upper from lower case: what is left to do is to write it.
func (p *Pool) respelled(files []DeedFile) ([]DeedFile, error) {
	var out []DeedFile
	for _, f := range files {
		at := slices.IndexFunc(files, func(g DeedFile) bool {
			return f.After == nil && g.After != nil && f.Path != g.Path && strings.EqualFold(f.Path, g.Path) && sameFile(p.Path(f.Path), p.Path(g.Path))
		})
		if at < 0 {
			out = append(out, f)
			continue
		}
		if err := p.repo.Respell(f.Path, files[at].Path); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// putBack makes files what they were before a deed that failed.
func (p *Pool) putBack(files []DeedFile, failed *UnchangedError) error {
	for _, f := range slices.Backward(files) {
		if p.become(f, f.Before) != nil {
			failed.Changed = append(failed.Changed, f.Path)
		}
	}
	return failed
}

// UnchangedError says that nothing was done because one file could not be changed.
type UnchangedError struct {
	Path    string
	Err     error
	Changed []string // files that could not be put back either; usually none
}

func (e *UnchangedError) Error() string { return e.Err.Error() }

// Unwrap is why the file could not be changed.
func (e *UnchangedError) Unwrap() error { return e.Err }

func inOrder(files []DeedFile) []DeedFile {
	var write, remove []DeedFile
	for _, f := range files {
		if f.After == nil {
			remove = append(remove, f)
		} else {
			write = append(write, f)
		}
	}
	slices.Reverse(remove)
	return append(write, remove...)
}

// become gives a file a text, nil is none, unless it has it.
func (p *Pool) become(f DeedFile, text []byte) error {
	now, err := p.readWorking(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && text == nil:
		return nil
	case err == nil && text != nil && sameText(now, text):
		return nil
	case text != nil:
		return p.repo.WriteFile(f.Path, text, f.Mode)
	}
	return p.repo.RemoveFile(f.Path)
}

// HalfMoved is the one of two notes that a move was about to take away when it was stopped: what
// it left is a note at both addresses. ok is false for any other notes.
func (p *Pool) HalfMoved(notes []note.Address) (from note.Address, ok bool) {
	all, err := p.past()
	if err != nil || len(all.Done) == 0 || len(notes) != 2 {
		return "", false
	}
	d := all.Done[len(all.Done)-1]
	return d.Note, d.Begun && d.Kind == DidMove && slices.Contains(notes, d.Note) && slices.Contains(notes, d.To)
}

// halfMoved reports whether what is at an address was put there by a move that was stopped.
func (p *Pool) halfMoved(from, to note.Address) bool {
	d, ok := p.begun(Deed{Kind: DidMove, Note: from, To: to})
	if !ok {
		return false
	}
	now, err := p.readWorking(to.Path())
	return err == nil && slices.ContainsFunc(d.Files, func(f DeedFile) bool {
		return f.Path == to.Path() && sameText(f.After, now)
	})
}

// texts are files of a deed that get other texts.
func texts(plan []MovedFile) []DeedFile {
	var out []DeedFile
	for _, f := range plan {
		out = append(out, DeedFile{Path: f.To, After: f.New})
	}
	for _, f := range plan {
		if f.From != f.To {
			out = append(out, DeedFile{Path: f.From})
		}
	}
	return out
}

func gone(files []string) []DeedFile {
	out := make([]DeedFile, len(files))
	for i, f := range files {
		out[i] = DeedFile{Path: f}
	}
	return out
}

// act does the deed at hand to files, of which Path and After are read.
func (p *Pool) act(files []DeedFile) error {
	p.plan(files)
	return p.perform(p.deed.Files)
}
