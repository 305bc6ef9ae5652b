package pool

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
)

// UndoImports takes back all that imports of a source brought on this machine, whatever else was
// done in between: the slices of it, the newest first. What was edited since, is in review or is
// discussed stays, and is counted; what the others have becomes a draft that removes it. The deed
// that is returned lists all files. Errors: [ErrNothingToUndo], *SpentError when nothing of it can
// be taken back.
func (p *Pool) UndoImports(ctx context.Context, source string, o UndoOptions) (Deed, error) {
	all, err := p.past()
	if err != nil {
		return Deed{}, err
	}
	out, spent := Deed{}, error(nil)
	for i, d := range slices.Backward(slices.Clone(all.Done)) {
		if d.Kind != DidImport || d.Begun || !sameSource(d.Of, source) {
			continue
		}
		told, err := p.undoImport(ctx, d, o)
		if why := new(SpentError); errors.As(err, &why) {
			out.Stayed, spent = out.Stayed+told.Stayed, err
			continue
		}
		if err != nil {
			return out, err
		}
		out = together(out, told)
		if o.DryRun {
			continue
		}
		all.Done, all.Undone = slices.Delete(all.Done, i, i+1), append(all.Undone, d)
		if err := p.keepPast(all); err != nil {
			return out, err
		}
	}
	switch {
	case out.Kind != "":
		return out, nil
	case spent != nil:
		return out, spent
	}
	return out, ErrNothingToUndo
}

// together are two deeds as one, as of the newer.
func together(newer, older Deed) Deed {
	if newer.Kind == "" {
		older.Stayed += newer.Stayed
		return older
	}
	newer.Files = append(newer.Files, older.Files...)
	newer.Stayed, newer.Shared = newer.Stayed+older.Stayed, newer.Shared+older.Shared
	return newer
}

// sameSource compares sources as they were typed, from whatever folder.
func sameSource(a, b string) bool {
	return filepath.Base(filepath.Clean(a)) == filepath.Base(filepath.Clean(b))
}
