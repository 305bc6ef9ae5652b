package pool

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Alone reports whether the user may let their own notes in: the charter says so for as long
// as there is only one of them, and nobody else is known in the pool.
func (p *Pool) Alone(ctx context.Context) bool {
	c := p.Charter()
	return c.Alone && c.Practices == note.LaneRequired && p.trunk.remote && p.alone(ctx)
}

// approvals is how many members must approve, besides the author.
func (p *Pool) approvals(ctx context.Context) int {
	if p.Alone(ctx) {
		return 0
	}
	return p.Charter().Approvals
}

// counts reports whether approval of what changes these paths, offered from an address, counts. A change of the
// charter takes one of those who answer for it, where that is anybody but its author.
func (p *Pool) counts(by, author forge.Login, from string, paths []string) bool {
	if p.onePerson(by, author) || p.whose != nil && p.whose.Has(note.Handle(by), from) {
		return false
	}
	charter, _ := note.AddressOf(charterPath)
	if !slices.Contains(paths, charterPath) {
		return true
	}
	is := func(l forge.Login) func(note.Handle) bool {
		return func(h note.Handle) bool {
			return strings.EqualFold(string(h), string(l)) || p.whose != nil && p.whose.Shared(note.Handle(l), h)
		}
	}
	stewards := slices.DeleteFunc(p.Charter().StewardsOf(charter), is(author))
	return len(stewards) == 0 || slices.ContainsFunc(stewards, is(by))
}

// onePerson reports whether two names are known to be one person's: nobody approves their own
// under another handle.
func (p *Pool) onePerson(a, b forge.Login) bool {
	who := p.identities
	return who != nil && who.Person(note.Handle(a)) == who.Person(note.Handle(b))
}

// alone reports whether nobody but the user left a trace in the pool: as a steward, with a
// card, with a contribution or what they said about one, or in the history. The cheap
// questions come first.
func (p *Pool) alone(ctx context.Context) bool {
	me, err := p.Me()
	if err != nil || me.Handle == "" {
		return false
	}
	for _, rule := range p.Charter().Stewards {
		if slices.ContainsFunc(rule.Handles, func(h note.Handle) bool { return !p.spokeAs(ctx, me, h) }) {
			return false
		}
	}
	return !p.othersHaveCards(me) && !p.othersContribute(ctx, me) && !p.othersReview() && !p.othersSpoke(me) && !p.othersWrote(ctx, me)
}

func (p *Pool) othersHaveCards(me Member) bool {
	cards, err := os.ReadDir(filepath.Join(p.repo.Root(), practicesDir, "people"))
	if err != nil {
		return !os.IsNotExist(err)
	}
	return slices.ContainsFunc(cards, func(f os.DirEntry) bool {
		name, isNote := strings.CutSuffix(f.Name(), ".md")
		return isNote && !p.goesBy(me, note.Handle(name))
	})
}

func (p *Pool) othersContribute(ctx context.Context, me Member) bool {
	h, err := p.heads(ctx)
	if err != nil {
		return true
	}
	open, err := p.contributions(ctx, h, me)
	return err != nil || slices.ContainsFunc(open, func(c Contribution) bool { return !c.Mine })
}

// othersReview reports whether the last look at the reviews saw another's contribution – from a
// copy of their own, say – or what somebody else said about one of the user's.
func (p *Pool) othersReview() bool {
	return slices.ContainsFunc(p.lastSeen().Reviews, func(r Review) bool {
		return !r.Mine || slices.ContainsFunc(r.Verdicts, func(v forge.Verdict) bool {
			return v.By != r.Author && !p.onePerson(v.By, r.Author)
		})
	})
}

// othersSpoke reports whether anybody else ever said something about a contribution, also one that is
// over, as far as plain git has brought it here.
func (p *Pool) othersSpoke(me Member) bool {
	refs, err := p.repo.Refs("refs/cop/fetched/")
	if err != nil {
		return true
	}
	for ref, tip := range refs {
		if !strings.Contains(string(ref), "/cop/reviews/") || p.goesBy(me, note.Handle(path.Base(string(ref)))) {
			continue
		}
		if said, err := p.repo.Info(tip); err != nil || !strings.EqualFold(said.Author.Email, me.Email) {
			return true
		}
	}
	return false
}

func (p *Pool) othersWrote(ctx context.Context, me Member) bool {
	log, err := p.repo.Between(ctx, "", p.accepted())
	if err != nil {
		return true
	}
	for _, c := range log {
		if !strings.EqualFold(c.Author.Email, me.Email) && !p.wroteBefore(ctx, me, c.Author) {
			return true
		}
	}
	return false
}

// wroteBefore reports whether another address is one that the user had: their card or .mailmap says so,
// or it has their name and nobody is known to be somebody else by it.
func (p *Pool) wroteBefore(ctx context.Context, me Member, who repo.Person) bool {
	if p.namesOf(me).claim("", who.Email) {
		return true
	}
	return me.Name != "" && who.Name == me.Name && p.readWhose(ctx) == nil && !p.whose.Strangers(who.Email, me.Email)
}
