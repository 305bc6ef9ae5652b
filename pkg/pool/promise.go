package pool

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Stale reports whether a note's promise to be true ran out, from what the index knows.
func (p *Pool) Stale(c index.Card) bool {
	end := ranOut(c, p.Charter())
	return !end.IsZero() && p.opt.now().After(end)
}

// ranOut is when a note's promise to be true runs out, zero for never: the end of its
// review_by day unless it was verified since, or so long after it was last verified – else
// dated, else added – as the charter allows, whichever comes first. What happened once
// stays true: stories, meetings, questions and cards only promise what their review_by
// says. A retired note promises nothing.
func ranOut(card index.Card, c note.Charter) time.Time {
	if card.Retired() {
		return time.Time{}
	}
	var end time.Time
	if !card.ReviewBy.IsZero() && card.Verified.Before(card.ReviewBy) {
		end = card.ReviewBy.AddDate(0, 0, 1)
	}
	last := card.Verified
	for _, t := range []time.Time{card.Date, card.Created} {
		if last.IsZero() {
			last = t
		}
	}
	if c.StaleAfter > 0 && !last.IsZero() && lasting(card.Type) {
		if limit := last.Add(c.StaleAfter); end.IsZero() || limit.Before(end) {
			end = limit
		}
	}
	return end
}

// lasting reports the types of notes that claim something about today.
func lasting(t note.Type) bool {
	switch t {
	case note.Question, note.Story, note.Event, note.Person:
		return false
	}
	return true
}

// Promise is a note that asks to be looked at again.
type Promise struct {
	index.Card
	RanOut    time.Time
	Backlinks int
	Mine      bool // the user is a steward of it, or wrote it
}

// Use is how much stands on the note: reports of use and links to it.
func (s Promise) Use() int { return s.Worked + s.Partly + s.Failed + s.Backlinks }

// mostPromises are looked at closely: counting links costs a query a note.
const mostPromises = 200

// Promises lists the notes whose promise to be true ran out, what is most urgent first:
// by (1 + use)·days since, so that a note which three people rely on comes before one that
// has waited three times as long and nobody uses. With mine the user's come before all
// others. total counts them all; of more than 200 those are listed that come first by
// reports and days alone.
func (p *Pool) Promises(ctx context.Context, mine bool) (list []Promise, total int, err error) {
	cards, err := p.Cards(ctx)
	if err != nil {
		return nil, 0, err
	}
	me, _ := p.Me() // nobody's notes are the nameless user's
	charter, now := p.Charter(), p.opt.now()
	for _, c := range cards {
		if end := ranOut(c, charter); !end.IsZero() && now.After(end) {
			list = append(list, Promise{Card: c, RanOut: end, Mine: wroteOrStewards(c, charter, me.Handle)})
		}
	}
	total = len(list)
	order := func(a, b Promise) int {
		if mine && a.Mine != b.Mine {
			if a.Mine {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.urgency(now), a.urgency(now)), cmp.Compare(a.Address, b.Address))
	}
	slices.SortFunc(list, order)
	list = list[:min(len(list), mostPromises)]
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

func (s Promise) urgency(now time.Time) int64 {
	return int64(1+s.Use()) * (1 + int64(now.Sub(s.RanOut)/(24*time.Hour)))
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
