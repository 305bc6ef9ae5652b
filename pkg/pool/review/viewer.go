package review

import (
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
)

// Viewer is the user as a place of review knows them, and whom the community made
// answerable for what.
type Viewer struct {
	Login    forge.Login // "" when the place does not know the user
	Handle   note.Handle
	Email    string
	Stewards func(path string) []string
	// Goes reports whether a handle is another one of the user's, Same whether it is another one of
	// whoever offered a contribution; nil: none is.
	Goes func(note.Handle) bool
	Same func(Review, note.Handle) bool
}

// Is reports whether a name at the place is the user's. Hosts do not mind case.
func (e Viewer) Is(l forge.Login) bool {
	return l != "" && strings.EqualFold(string(l), string(e.Login))
}

// Asked reports whether a contribution waits for the user: they are asked by name, or are
// a steward of something it changes, and have not decided on its newest head. Nobody is
// asked about their own, nor by a draft: its author is not done with it.
func (e Viewer) Asked(r Review) bool {
	if r.State != forge.Open || r.Mine || r.Draft {
		return false
	}
	for _, v := range r.Verdicts {
		if e.Is(v.By) && v.Brought == "" && !v.Stale && v.Opinion != forge.Commented && v.Opinion != "" {
			return false
		}
	}
	if slices.ContainsFunc(r.Requested, func(l forge.Login) bool { return e.Is(l) || e.Goes != nil && e.Goes(note.Handle(l)) }) {
		return true
	}
	return slices.ContainsFunc(r.Notes, e.answersFor) || e.onlyAuthorAnswers(r)
}

// onlyAuthorAnswers reports a contribution that would ask nobody: whoever is a steward of
// what it changes wrote it. Then every other member is asked.
func (e Viewer) onlyAuthorAnswers(r Review) bool {
	if len(r.Requested) > 0 || len(r.Notes) == 0 {
		return false
	}
	return !slices.ContainsFunc(r.Notes, func(n Note) bool {
		names := e.Stewards(n.Path)
		others := slices.ContainsFunc(names, func(name string) bool {
			name = strings.TrimPrefix(name, "@")
			return !strings.EqualFold(name, string(r.Author)) && (e.Same == nil || !e.Same(r, note.HandleFrom(name)))
		})
		return len(names) == 0 || others
	})
}

// answersFor reports whether the user is a steward of a note.
func (e Viewer) answersFor(n Note) bool {
	return slices.ContainsFunc(e.Stewards(n.Path), func(name string) bool {
		switch {
		case strings.Contains(name, "@"):
			return strings.EqualFold(name, e.Email)
		case strings.EqualFold(name, string(e.Handle)), e.Goes != nil && e.Goes(note.HandleFrom(name)):
			return true
		}
		return e.Is(forge.Login(name))
	})
}
