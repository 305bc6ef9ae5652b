package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Review is a contribution as a reviewer sees it, wherever it is reviewed.
type Review struct {
	forge.Contribution
	// Notes are the files it changes, notes first, then by path; nil where the place did
	// not hand out the change. Lists of contributions leave the texts out.
	Notes []Note
	// AsksMe says that the user is asked: by name, or as a steward of a note in it, and has
	// not yet decided on this head.
	AsksMe bool
	Mine   bool
	// SeenAt is when the place of review said so; zero for what was asked for just now.
	SeenAt time.Time
}

// Name is what people type to mean it: its number, else its name.
func (r Review) Name() string {
	if r.Number > 0 {
		return strconv.Itoa(r.Number)
	}
	return string(r.ID)
}

// Addresses lists the notes it changes.
func (r Review) Addresses() []note.Address {
	out := []note.Address{}
	for _, n := range r.Notes {
		if n.Address != "" {
			out = append(out, n.Address)
		}
	}
	return out
}

// Note is what a contribution does to one file.
type Note struct {
	Address note.Address // "" for a file that is no note
	Path    string       // where it is after, or was before it was removed
	From    string       // the old path of a moved note
	Change  Kind
	// Old and New are the texts before, where the contribution began, and after; nil: there
	// was none.
	Old, New []byte `json:"-"`

	Before, After repo.FileID `json:"-"` // of the texts
}

// AmbiguousError says that a name means several contributions.
type AmbiguousError struct {
	Typed string
	Names []string
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q could be several contributions", e.Typed)
}

// Find is the one of several contributions that was typed: its name, branch or page, a part of
// its name that no other has, or the address of a note that it changes; "" for none. Errors:
// [AmbiguousError].
func Find(all []Review, typed string) (forge.ID, error) {
	name := strings.TrimPrefix(typed, BranchPrefix)
	for _, fits := range []func(Review) bool{
		func(r Review) bool { return string(r.ID) == name || string(r.Branch) == typed || r.URL == typed },
		func(r Review) bool { return strings.HasSuffix(nameOf(r), "/"+name) },
		func(r Review) bool { return slices.Contains(r.Addresses(), note.Address(typed)) },
		func(r Review) bool { return strings.Contains(nameOf(r), name) },
		func(r Review) bool {
			return slices.ContainsFunc(r.Addresses(), func(a note.Address) bool { return strings.HasSuffix(string(a), "/"+typed) })
		},
	} {
		id, err := only(all, typed, fits)
		if id != "" || err != nil {
			return id, err
		}
	}
	return "", nil
}

// nameOf is a contribution's name without cop/: "ana/rotate-the-pager".
func nameOf(r Review) string {
	if r.Branch == "" {
		return string(r.ID)
	}
	return strings.TrimPrefix(string(r.Branch), BranchPrefix)
}

// only is the one review that fits; an error when several do.
func only(all []Review, typed string, fits func(Review) bool) (forge.ID, error) {
	var hits []Review
	for _, r := range all {
		if typed != "" && fits(r) {
			hits = append(hits, r)
		}
	}
	switch len(hits) {
	case 0:
		return "", nil
	case 1:
		return hits[0].ID, nil
	}
	e := &AmbiguousError{Typed: typed}
	for _, r := range hits {
		e.Names = append(e.Names, r.Name())
	}
	return "", e
}

// Paths are those of the files it changes.
func (r Review) Paths() (out []string) {
	for _, n := range r.Notes {
		out = append(out, n.Path)
	}
	return out
}
