package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What a stage holds is moved into the pool file by file. The deed is remembered first: a cop
// that is killed in between leaves an import that the next one completes, or undo takes back.

// DidImport is the deed of an import; its files are listed beside it.
const DidImport = "import"

// takeIn moves what is staged into the pool.
func (p *Pool) takeIn(ctx context.Context, s *stage, of string) error {
	if len(s.files) == 0 {
		return s.discard()
	}
	if err := s.list(); err != nil {
		return errors.Join(err, s.discard())
	}
	d := Deed{Kind: DidImport, Import: filepath.Base(s.dir), Of: of, At: wholePath(of), When: p.opt.now().UTC(), Begun: true}
	if err := p.rememberDeed(d); err != nil {
		return errors.Join(err, s.discard())
	}
	return p.moveIn(ctx, s, d)
}

// moveIn moves what is still staged. A file that came into being meanwhile, or was edited, is
// never replaced: the staged one stays where it is. Interrupted, it takes out again what it moved.
func (p *Pool) moveIn(ctx context.Context, s *stage, d Deed) error {
	defer p.rescan()
	m, err := p.mover(s)
	if err != nil {
		return err
	}
	defer m.root.Close()
	told := 0
	for i := 0; i < len(s.files); {
		if i == 0 || i-told >= 500 {
			told = i
			p.opt.progress("Bringing it in", i, len(s.files))
			if err := ctx.Err(); err != nil {
				return errors.Join(context.Cause(ctx), p.moveBack(s, m))
			}
		}
		moved, err := m.some(s.files[i:])
		if err != nil {
			return errors.Join(fmt.Errorf("write %s: %w", s.files[i].path, err), p.moveBack(s, m))
		}
		i += moved
	}
	d.Begun = false
	p.did = append(p.did, d)
	return p.rememberDeed(d)
}

// moveBack takes out what was moved in before a file refused. The stage stays until the import is
// forgotten: without it nothing could complete what is still remembered as begun.
func (p *Pool) moveBack(s *stage, m *mover) error {
	for _, f := range s.files {
		if _, err := m.out(f); err != nil {
			return err
		}
	}
	all, err := p.past()
	if err != nil {
		return err
	}
	all.Done = slices.DeleteFunc(all.Done, func(d Deed) bool { return d.Import == filepath.Base(s.dir) })
	if err := p.keepPast(all); err != nil {
		return err
	}
	return s.discard()
}

// finishImport completes an import that was killed. One whose stage is gone has nothing left.
func (p *Pool) finishImport(ctx context.Context) error {
	all, err := p.past()
	if err != nil || len(all.Done) == 0 {
		return err
	}
	d := all.Done[len(all.Done)-1]
	if d.Kind != DidImport || !d.Begun {
		return nil
	}
	s, err := p.readStage(d.Import)
	if errors.Is(err, fs.ErrNotExist) {
		all.Done = all.Done[:len(all.Done)-1]
		return p.keepPast(all)
	}
	if err != nil {
		return err
	}
	p.opt.notice("Completing the import that was stopped …")
	return p.moveIn(ctx, s, d)
}

// undoImport takes an import back, or brings it again: what was edited since, or is with the
// others, stays. The deed that is returned lists what was moved.
func (p *Pool) undoImport(ctx context.Context, d Deed, o UndoOptions) (Deed, error) {
	s, err := p.readStage(d.Import)
	if errors.Is(err, fs.ErrNotExist) {
		return d, &SpentError{d, d.Import, SpentChanged, ""}
	}
	if err != nil {
		return d, err
	}
	stays, err := p.beyondUndo(ctx)
	if err != nil {
		return d, err
	}
	m, err := p.mover(s)
	if err != nil {
		return d, err
	}
	defer m.root.Close()
	defer p.rescan()
	out := d
	out.Files = nil
	var spent *SpentError
	for _, f := range s.files {
		moved, err := p.undoFile(m, f, o, stays)
		if why := new(SpentError); errors.As(err, &why) {
			why.Deed, out.Stayed = d, out.Stayed+1
			if spent == nil {
				spent = why
			}
			continue
		}
		if err != nil {
			return out, err
		}
		if moved {
			out.Files = append(out.Files, f.shown())
			if !f.change && p.sharedBlob(f.path) != "" {
				out.Shared++
			}
		}
	}
	if len(out.Files) == 0 && spent != nil {
		return out, spent
	}
	return out, nil
}

// shown is a file of an import as a report of undo needs it: without its text.
func (f stagedFile) shown() DeedFile {
	out := DeedFile{Path: f.path, Mode: repo.Regular, After: []byte{}}
	if f.change {
		out.Before = []byte{}
	}
	return out
}

// undoFile moves one file, as *SpentError when it is not as the import left it.
func (p *Pool) undoFile(m *mover, f stagedFile, o UndoOptions, stays map[string]string) (bool, error) {
	if in, ok := stays[f.path]; ok && !o.Redo {
		return false, &SpentError{Path: f.path, Why: SpentOffered, In: in}
	}
	now, err := m.version(f.path)
	switch {
	case err != nil:
		return false, err
	case o.Redo && now != "" && !f.change, o.Redo && f.change && now == "":
		return false, &SpentError{Path: f.path, Why: SpentChanged}
	case o.Redo && o.DryRun:
		return true, nil
	case o.Redo:
		return true, m.in(f)
	case now == "" && !f.change:
		return false, nil
	case now != f.version:
		return false, &SpentError{Path: f.path, Why: SpentChanged}
	}
	if p.sharedBlob(f.path) != "" && !f.change && m.discussed(f.path) {
		return false, &SpentError{Path: f.path, Why: SpentShared}
	}
	if o.DryRun {
		return true, nil
	}
	return m.out(f)
}

// discussed reports a note that has something said to it by others than the import.
func (m *mover) discussed(file string) bool {
	dir, ok := strings.CutSuffix(file, ".md")
	entries, err := fs.ReadDir(m.root.FS(), dir)
	if !ok || err != nil {
		return false
	}
	if m.brought == nil {
		m.brought = map[string]bool{}
		for _, f := range m.stage.files {
			m.brought[f.path] = true
		}
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		name := dir + "/" + e.Name()
		_, isEntry := note.EntryOf(name)
		return isEntry && !m.brought[name]
	})
}

// beyondUndo are the files that are in review, with the contribution they are in.
func (p *Pool) beyondUndo(ctx context.Context) (map[string]string, error) {
	st, err := p.Status(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, it := range st.InReview {
		out[it.Path] = it.Contribution
	}
	return out, nil
}

// forgetImports removes stages that no deed needs any more.
func (p *Pool) forgetImports() {
	all, err := p.past()
	if err != nil {
		return
	}
	needed := map[string]bool{}
	for _, d := range append(slices.Clone(all.Done), all.Undone...) {
		needed[d.Import] = true
	}
	entries, err := os.ReadDir(p.importsDir())
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() && !needed[e.Name()] {
			_ = os.RemoveAll(filepath.Join(p.importsDir(), e.Name()))
		}
	}
}
