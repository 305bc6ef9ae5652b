package pool

import (
	"context"
	"slices"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

func (p *Pool) viewer(ctx context.Context, pl *forgeConn) (review.Viewer, error) {
	login, err := pl.whoami(ctx)
	if err != nil {
		return review.Viewer{}, err
	}
	me, _ := p.Me()
	v := review.Viewer{Login: login, Handle: me.Handle, Email: me.Email, Stewards: p.stewards()}
	if pl.plain() { // a host knows people by its own names
		v.Goes = func(h note.Handle) bool { return p.spokeAs(ctx, me, h) }
		v.Same = func(r review.Review, h note.Handle) bool {
			return p.readWhose(ctx) == nil && (p.whose.Has(h, r.From) || p.onePerson(r.Author, forge.Login(h)))
		}
	}
	return v, nil
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
