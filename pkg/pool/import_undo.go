package pool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// UndoImports takes back all that imports of a source brought on this machine, whatever else was
// done in between: the slices of it, the newest first. What was edited since, is in review or is
// discussed stays, and is counted; what the others have becomes a draft that removes it. The deed
// that is returned lists all files. Errors: [ErrNothingToUndo], *WhichSourceError, *SpentError when
// nothing of it can be taken back.
func (p *Pool) UndoImports(ctx context.Context, source string, o UndoOptions) (Deed, error) {
	all, err := p.past()
	if err != nil {
		return Deed{}, err
	}
	wanted, err := sourceNamed(all.Done, source)
	if err != nil {
		return Deed{}, err
	}
	out, spent := Deed{}, error(nil)
	for i, d := range slices.Backward(slices.Clone(all.Done)) {
		if d.Kind != DidImport || d.Begun || !wanted[d.At] || filepath.Base(filepath.Clean(d.Of)) != filepath.Base(filepath.Clean(source)) {
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

// sourceNamed are the paths of a source that was imported: its own, or that of the only one that
// was called so, when it is a name and nothing here has it. Errors: *WhichSourceError.
func sourceNamed(done []Deed, source string) (map[string]bool, error) {
	named, places := map[string]bool{}, []string{}
	at := wholePath(source)
	_, missing := os.Lstat(source)
	isName := missing != nil && filepath.Base(source) == source
	for _, d := range done {
		switch {
		case d.Kind != DidImport || d.Begun:
		case at != "" && d.At == at:
			return map[string]bool{at: true}, nil
		case d.At != "" && !isName, filepath.Base(filepath.Clean(d.Of)) != filepath.Base(filepath.Clean(source)):
		case !named[d.At]:
			named[d.At] = true
			places = append(places, d.At)
		}
	}
	if len(places) > 1 {
		slices.Sort(places)
		return nil, &WhichSourceError{Source: source, Places: places}
	}
	return named, nil
}

// wholePath is a path from the root; "" when it cannot be told.
func wholePath(file string) string {
	abs, err := filepath.Abs(file)
	if err != nil {
		return ""
	}
	return abs
}

// WhichSourceError says that several sources were imported that have one name.
type WhichSourceError struct {
	Source string
	Places []string // their paths
}

func (e *WhichSourceError) Error() string {
	return fmt.Sprintf("%d sources of that name were brought: %s", len(e.Places), strings.Join(e.Places, ", "))
}
