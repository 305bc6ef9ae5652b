package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/breakfast-table/cop/pkg/pool/staging"
	"github.com/breakfast-table/cop/pkg/repo"
)

// What a stage holds is moved into the pool file by file. The deed is remembered first: a cop
// that is killed in between leaves an import that the next one completes, or undo takes back.

// DidImport is the deed of an import; its files are listed beside it.
const DidImport = "import"

// takeIn moves what is staged into the pool.
func (p *Pool) takeIn(ctx context.Context, s *staging.Area, of string) error {
	if len(s.Files()) == 0 {
		return s.Discard()
	}
	if err := s.List(); err != nil {
		return errors.Join(err, s.Discard())
	}
	d := Deed{Kind: DidImport, Import: s.Name(), Of: of, At: wholePath(of), When: p.opt.now().UTC(), Begun: true}
	if err := p.rememberDeed(d); err != nil {
		return errors.Join(err, s.Discard())
	}
	return p.moveIn(ctx, s, d)
}

// moveIn moves what is still staged. A file that came into being meanwhile, or was edited, is
// never replaced: the staged one stays where it is. Interrupted, it takes out again what it moved.
func (p *Pool) moveIn(ctx context.Context, s *staging.Area, d Deed) error {
	defer p.rescan()
	m, err := s.Mover(p.repo.Root())
	if err != nil {
		return err
	}
	defer m.Close()
	told := 0
	for i := 0; i < len(s.Files()); {
		if i == 0 || i-told >= 500 {
			told = i
			p.opt.progress("Bringing it in", i, len(s.Files()))
			if err := ctx.Err(); err != nil {
				return errors.Join(context.Cause(ctx), p.moveBack(s, m))
			}
		}
		moved, err := m.Some(s.Files()[i:])
		if err != nil {
			return errors.Join(fmt.Errorf("write %s: %w", s.Files()[i].Path, err), p.moveBack(s, m))
		}
		i += moved
	}
	d.Begun = false
	p.did = append(p.did, d)
	return p.rememberDeed(d)
}

// moveBack takes out what was moved in before a file refused. The stage stays until the import is
// forgotten: without it nothing could complete what is still remembered as begun.
func (p *Pool) moveBack(s *staging.Area, m *staging.Mover) error {
	for _, f := range s.Files() {
		if _, err := m.Out(f); err != nil {
			return err
		}
	}
	all, err := p.past()
	if err != nil {
		return err
	}
	all.Done = slices.DeleteFunc(all.Done, func(d Deed) bool { return d.Import == s.Name() })
	if err := p.keepPast(all); err != nil {
		return err
	}
	return s.Discard()
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
	m, err := s.Mover(p.repo.Root())
	if err != nil {
		return d, err
	}
	defer m.Close()
	defer p.rescan()
	out := d
	out.Files = nil
	var spent *SpentError
	for _, f := range s.Files() {
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
			out.Files = append(out.Files, undoneFile(f))
			if !f.Change && p.sharedBlob(f.Path) != "" {
				out.Shared++
			}
		}
	}
	if len(out.Files) == 0 && spent != nil {
		return out, spent
	}
	return out, nil
}

// undoneFile is a file of an import as a report of undo needs it: without its text.
func undoneFile(f staging.File) DeedFile {
	out := DeedFile{Path: f.Path, Mode: repo.Regular, After: []byte{}}
	if f.Change {
		out.Before = []byte{}
	}
	return out
}

// undoFile moves one file, as *SpentError when it is not as the import left it.
func (p *Pool) undoFile(m *staging.Mover, f staging.File, o UndoOptions, stays map[string]string) (bool, error) {
	if in, ok := stays[f.Path]; ok && !o.Redo {
		return false, &SpentError{Path: f.Path, Why: SpentOffered, In: in}
	}
	now, err := m.Version(f.Path)
	switch {
	case err != nil:
		return false, err
	case o.Redo && now != "" && !f.Change, o.Redo && f.Change && now == "":
		return false, &SpentError{Path: f.Path, Why: SpentChanged}
	case o.Redo && o.DryRun:
		return true, nil
	case o.Redo:
		return true, m.In(f)
	case now == "" && !f.Change:
		return false, nil
	case now != f.Version:
		return false, &SpentError{Path: f.Path, Why: SpentChanged}
	}
	if p.sharedBlob(f.Path) != "" && !f.Change && m.Discussed(f.Path) {
		return false, &SpentError{Path: f.Path, Why: SpentShared}
	}
	if o.DryRun {
		return true, nil
	}
	return m.Out(f)
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
	staging.Keep(p.importsDir(), needed)
}
