package pool

import (
	"context"
	"slices"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

// StaleNote is a note whose promise to be true ran out.
type StaleNote = evidence.StaleNote

// Stale reports whether a note's promise to be true ran out, from what the index knows.
func (p *Pool) Stale(c index.Card) bool {
	end := evidence.StaleAt(c, p.Charter())
	return !end.IsZero() && p.opt.now().After(end)
}

// mostStale are looked at closely: counting links costs a query a note.
const mostStale = 200

// StaleNotes lists the notes whose promise to be true ran out, what is most urgent first
// (see [evidence.MoreUrgent]). total counts them all; of more than 200 those are listed that come first by
// reports and days alone.
func (p *Pool) StaleNotes(ctx context.Context, mine bool) (list []StaleNote, total int, err error) {
	cards, err := p.Cards(ctx)
	if err != nil {
		return nil, 0, err
	}
	me, _ := p.Me() // nobody's notes are the nameless user's
	charter, now := p.Charter(), p.opt.now()
	for _, c := range cards {
		if end := evidence.StaleAt(c, charter); !end.IsZero() && now.After(end) {
			list = append(list, StaleNote{Card: c, RanOut: end, Mine: wroteOrStewards(c, charter, me.Handle)})
		}
	}
	total = len(list)
	order := func(a, b StaleNote) int { return evidence.MoreUrgent(a, b, mine, now) }
	slices.SortFunc(list, order)
	list = list[:min(len(list), mostStale)]
	for i := range list {
		s := &list[i]
		back, err := p.db.Backlinks(ctx, s.Address)
		if err != nil {
			return nil, 0, err
		}
		s.Backlinks, s.Mine = len(back), s.Mine || p.steward(s.Path, me.Handle)
	}
	slices.SortFunc(list, order)
	return list, total, nil
}

// wroteOrStewards reports whether a member is an author of a note, or a steward of its topic.
func wroteOrStewards(c index.Card, charter note.Charter, h note.Handle) bool {
	wrote := slices.ContainsFunc(c.Authors, func(a string) bool { return note.HandleFrom(a) == h })
	return h != "" && (wrote || slices.Contains(charter.StewardsOf(c.Address), h))
}

// steward reports whether a note itself names a member as its steward.
func (p *Pool) steward(path string, h note.Handle) bool {
	n, ok := p.parseWorking(path)
	return ok && h != "" && slices.ContainsFunc(n.Stewards, func(s string) bool { return note.HandleFrom(s) == h })
}
