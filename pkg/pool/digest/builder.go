package digest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

// Builder sorts notes, one by one, into what they are to a person. It is pure.
type Builder struct {
	Audience
	b    Breakfast
	year anniversary
}

// Begin is a builder that has seen nothing yet.
func (m Audience) Begin() *Builder {
	return &Builder{Audience: m, b: Breakfast{For: m.Me, Since: m.Since, First: m.First}, year: anniversary{then: m.Now.AddDate(-1, 0, 0)}}
}

// Sort sorts the notes into what they are to this person.
func (m Audience) Sort(cards []index.Card) Breakfast {
	g := m.Begin()
	for i := range cards {
		g.Add(&cards[i])
	}
	return g.Sum()
}

// Add takes one more note; it may keep the card, but not the pointer.
func (g *Builder) Add(c *index.Card) {
	b := &g.b
	g.year.see(c)
	switch change := g.change(c); {
	case open(c):
		b.Questions = append(b.Questions, Waiting{Card: *c, Own: g.wrote(c), Mine: g.looksAfter(c) && !g.wrote(c)})
	case change == "":
	case g.wroteAlone(c):
		b.Own = append(b.Own, c.Address)
	case c.Type == note.Person && change == review.New:
		b.Welcome = append(b.Welcome, NewsItem{*c, change, g.wrote(c)})
	case g.turned(c, evidence.Proven):
		b.Proven = append(b.Proven, NewsItem{*c, change, g.wrote(c)})
	case g.turned(c, evidence.Contested):
		b.Contested = append(b.Contested, NewsItem{*c, change, g.wrote(c)})
	default:
		b.News = append(b.News, NewsItem{*c, change, g.wrote(c)})
	}
}

// Sum is what was seen so far.
func (g *Builder) Sum() Breakfast {
	b := g.b
	SortWaiting(b.Questions)
	b.YearAgo = g.year.best
	return b
}

// NewestFirst orders what happened, of cards that came in any order.
func (b *Breakfast) NewestFirst() {
	for _, items := range [][]NewsItem{b.News, b.Welcome, b.Proven, b.Contested} {
		slices.SortFunc(items, newerFirst)
	}
}

// newerFirst compares by the last change, as far as it is known, then by address.
func newerFirst(a, b NewsItem) int {
	return cmp.Or(b.Newest().Compare(a.Newest()), cmp.Compare(a.Address, b.Address))
}

// open reports a question that nobody has settled.
func open(c *index.Card) bool {
	return strings.EqualFold(string(c.Type), string(note.Question)) && !c.Accepted && c.Status == ""
}

// SortWaiting puts questions in the order in which they ask for this person: theirs to
// answer, then unanswered ones, each the longest waiting first; their own last.
func SortWaiting(qs []Waiting) {
	rank := func(w *Waiting) int {
		switch {
		case w.Own && w.Answers == 0:
			return 4
		case w.Mine && w.Answers == 0:
			return 0
		case w.Answers == 0:
			return 1
		case w.Own:
			return 2 // it has answers, and waits for a yes
		}
		return 3
	}
	slices.SortStableFunc(qs, func(a, b Waiting) int {
		return cmp.Or(cmp.Compare(rank(&a), rank(&b)), a.Dated().Compare(b.Dated()), cmp.Compare(a.Address, b.Address))
	})
}

// anniversary finds the note that was written nearest to a day a year ago, within a week
// of it.
type anniversary struct {
	then time.Time
	off  time.Duration // of best
	best NewsItem
}

func (y *anniversary) see(c *index.Card) {
	if c.Status != "" || c.Type != note.Practice && c.Type != note.Story && c.Type != note.Decision {
		return
	}
	when := c.Created
	if !c.Date.IsZero() {
		when = c.Date
	}
	off := when.Sub(y.then).Abs()
	if none := y.best.Address == ""; none && off < 7*24*time.Hour || !none && (off < y.off || off == y.off && c.Address < y.best.Address) {
		y.off, y.best = off, NewsItem{Card: *c}
	}
}
