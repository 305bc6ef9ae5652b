package pool

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
)

// viewer is the user as a place of review knows them, and whom the community made
// answerable for what.
type viewer struct {
	login    forge.Login // "" when the place does not know the user
	me       Member
	stewards func(path string) []string
}

func (p *Pool) viewer(ctx context.Context, pl *forgeConn) (viewer, error) {
	login, err := pl.whoami(ctx)
	if err != nil {
		return viewer{}, err
	}
	me, _ := p.Me()
	return viewer{login: login, me: me, stewards: p.stewards()}, nil
}

// is reports whether a name at the place is the user's. Hosts do not mind case.
func (e viewer) is(l forge.Login) bool {
	return l != "" && strings.EqualFold(string(l), string(e.login))
}

// asked reports whether a contribution waits for the user: they are asked by name, or are
// a steward of something it changes, and have not decided on its newest head. Nobody is
// asked about their own, nor by a draft: its author is not done with it.
func (e viewer) asked(r Review) bool {
	if r.State != forge.Open || r.Mine || r.Draft {
		return false
	}
	for _, v := range r.Verdicts {
		if e.is(v.By) && v.Brought == "" && !v.Stale && v.Opinion != forge.Commented && v.Opinion != "" {
			return false
		}
	}
	if slices.ContainsFunc(r.Requested, e.is) {
		return true
	}
	return slices.ContainsFunc(r.Notes, e.answersFor) || e.onlyAuthorAnswers(r)
}

// onlyAuthorAnswers reports a contribution that would ask nobody: whoever is a steward of
// what it changes wrote it. Then every other member is asked.
func (e viewer) onlyAuthorAnswers(r Review) bool {
	if len(r.Requested) > 0 || len(r.Notes) == 0 {
		return false
	}
	return !slices.ContainsFunc(r.Notes, func(n ReviewedNote) bool {
		names := e.stewards(n.Path)
		others := slices.ContainsFunc(names, func(name string) bool {
			return !strings.EqualFold(strings.TrimPrefix(name, "@"), string(r.Author))
		})
		return len(names) == 0 || others
	})
}

// answersFor reports whether the user is a steward of a note.
func (e viewer) answersFor(n ReviewedNote) bool {
	return slices.ContainsFunc(e.stewards(n.Path), func(name string) bool {
		switch {
		case strings.Contains(name, "@"):
			return strings.EqualFold(name, e.me.Email)
		case strings.EqualFold(name, string(e.me.Handle)):
			return true
		}
		return e.is(forge.Login(name))
	})
}

// stewards looks up who is answerable for a file: the charter's stewards of the note,
// then the owners that the host's own file names.
func (p *Pool) stewards() func(path string) []string {
	charter, owners := p.Charter(), p.codeOwners()
	return func(path string) []string {
		var out []string
		if a, ok := note.AddressOf(path); ok {
			for _, h := range charter.StewardsOf(a) {
				out = append(out, string(h))
			}
		}
		for _, name := range owners.Of(path) {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
		return out
	}
}
