package pool

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// BreakfastOptions say for whom and since when. The zero value is for the user, since
// they last looked.
type BreakfastOptions struct {
	Since time.Time   // by dates instead of by what was seen; zero: by what was seen
	As    note.Handle // what another member would find; "": the user
	// Everyone leaves the person out: nobody's questions and nobody's own notes, and
	// without Since the last week.
	Everyone bool
	// Public leaves out what the pool's pages leave out, see [Edition]: private notes, topics that
	// the charter excludes, what looks like a secret, and members who did not opt in. Whoever
	// gets it may pass it on.
	Public bool
}

// Breakfast is what happened in the pool since a person last looked, and what waits for
// them. The newest comes first, except of questions, where it is the longest waiting.
type Breakfast struct {
	For   note.Handle // "" when nobody knows who the user is
	Since time.Time   // what counts as happened; see First
	First bool        // nothing was ever seen: Since is two weeks back

	Conflicts         []Conflict     // this person's, to be settled; only the user's are known
	OnYours           []Reply        // what others said about notes of this person's
	Returned          []Review       // this person's, with changes asked for, as they were seen last
	Ready             []Review       // this person's, against which nothing stands any more
	Declined          []Outcome      // this person's, whose notes are drafts again and as they were
	News              []NewsItem     // new and changed notes that this person did not write alone
	Proven, Contested []NewsItem     // practices that just became so
	Questions         []Waiting      // that nobody has settled, those for this person first
	Reviews           []Review       // that ask for this person, as they were seen last
	PastReview        []PastReview   // changes that nobody approved where the charter asks for it
	Welcome           []NewsItem     // cards of new members
	YearAgo           NewsItem       // a note from a year ago; no Address: there is none
	Own               []note.Address // changed, but by this person alone: nothing to tell
	Act               Suggestion     // one thing to do
}

// NewsItem is a note and what happened to it: New, Edited, or "".
type NewsItem struct {
	index.Card
	Change Kind
	Own    bool // this person is among the authors
}

// Waiting is an open question.
type Waiting struct {
	index.Card
	Mine bool     // this person could answer it
	Own  bool     // this person asked it
	Ask  []Expert // who might answer, three at most; none where that was not looked for
}

// Suggestion is a command worth typing now, and why. Address is the note it is about, if any.
type Suggestion struct {
	Why, Command string
	Address      note.Address
}

const (
	firstVisit = 14 * 24 * time.Hour // how far back it looks
	mostRouted = 8                   // questions that people are looked for
)

// Breakfast reads what happened and what waits, as the files are at this moment and
// without the network. It marks nothing as seen: see [Seen.Keep].
func (p *Pool) Breakfast(ctx context.Context, o BreakfastOptions) (Breakfast, error) {
	cards, named, err := p.breakfastCards(ctx, o)
	if err != nil {
		return Breakfast{}, err
	}
	seen, err := p.Seen()
	if err != nil {
		return Breakfast{}, err
	}
	who, members, err := p.handles(ctx)
	if err != nil {
		return Breakfast{}, err
	}
	m := p.audience(seen, o)
	m.who = who
	b := m.sort(cards)
	if m.seen == nil {
		if err := p.onlyTurned(ctx, &b); err != nil {
			return b, err
		}
	}
	if err := p.route(ctx, &b, m, cards, members); err != nil {
		return b, err
	}
	for i := range b.Questions {
		q := &b.Questions[i]
		q.Ask = slices.DeleteFunc(q.Ask, func(e Expert) bool { return !named(string(e.Handle)) })
	}
	p.personal(ctx, &b, m)
	past, err := p.PastReviews(ctx)
	if err != nil {
		return b, err
	}
	for _, change := range past {
		if !change.When.Before(b.Since) {
			b.PastReview = append(b.PastReview, change)
		}
	}
	b.Act = b.act(m.now, func(c *index.Card) bool { return p.saidHow(ctx, m.who, m.me, c) })
	return b, nil
}

// personal adds what waits for this person and what was said about theirs. What is to settle here,
// and the queue as it was seen last, is known of the user alone; neither is a reason to fail.
func (p *Pool) personal(ctx context.Context, b *Breakfast, m audience) {
	defer p.replies(ctx, b, m)
	if who, _ := p.Me(); who.Handle != m.me {
		return
	}
	if unmerged, err := p.unmerged(); err == nil {
		b.Conflicts = state{unmerged: unmerged}.status(p).Conflicts
	}
	b.Declined = p.declinedSince(b.Since)
	p.leaveDrafts(b)
	queue, _ := p.KnownReviews()
	for _, r := range queue {
		if r.AsksMe {
			b.Reviews = append(b.Reviews, r)
		}
		if r.Mine && r.Gate.Has(forge.ChangesAsked) {
			b.Returned = append(b.Returned, r)
		}
		if r.Mine && r.Standing() == StandsReady {
			b.Ready = append(b.Ready, r)
		}
	}
}

// BreakfastBuilder is Breakfast from cards alone, which it sees one by one: it reads no file but threads
// of the user's own notes that have something new, so it does not look for people to ask and takes spellings of authors at their word.
type BreakfastBuilder struct {
	pool *Pool
	audience
	b    Breakfast
	year anniversary
}

// BuildBreakfast begins one for the user, since they last looked.
func (p *Pool) BuildBreakfast(seen *Seen) *BreakfastBuilder {
	return p.audience(seen, BreakfastOptions{}).begin(p)
}

// Breakfast is what the cards seen so far add up to, in whatever order they came.
func (g *BreakfastBuilder) Breakfast(ctx context.Context) Breakfast {
	b := g.sum()
	for _, items := range [][]NewsItem{b.News, b.Welcome, b.Proven, b.Contested} {
		slices.SortFunc(items, newerFirst)
	}
	g.pool.personal(ctx, &b, g.audience)
	b.Act = b.act(g.now, func(c *index.Card) bool { return g.pool.saidHow(ctx, g.who, g.me, c) })
	return b
}

// audience knows what makes news for one person. It is pure.
type audience struct {
	now     time.Time
	me      note.Handle
	name    string // that git has for them
	who     people.Handles
	charter note.Charter
	since   time.Time
	seen    *Seen // nil: what happened is told by dates
	first   bool
}

func (p *Pool) audience(seen *Seen, o BreakfastOptions) audience {
	m := audience{now: p.opt.now(), me: o.As, since: o.Since, charter: p.Charter()}
	if o.Everyone {
		if m.me = ""; o.Since.IsZero() {
			m.since = m.now.AddDate(0, 0, -7)
		}
		return m
	}
	m.first = seen.First && o.Since.IsZero() && o.As == ""
	who, _ := p.Me() // a nameless person has no notes of their own, but may read
	if m.me == "" || m.me == who.Handle {
		m.me, m.name = who.Handle, who.Name
	}
	switch {
	case o.Since.IsZero() && !seen.First && o.As == "":
		m.seen, m.since = seen, seen.When
	case o.Since.IsZero():
		m.since = m.now.Add(-firstVisit)
	}
	return m
}

func (m audience) begin(p *Pool) *BreakfastBuilder {
	return &BreakfastBuilder{
		pool: p, audience: m, b: Breakfast{For: m.me, Since: m.since, First: m.first}, year: anniversary{then: m.now.AddDate(-1, 0, 0)},
	}
}

// sort sorts the notes into what they are to this person.
func (m audience) sort(cards []index.Card) Breakfast {
	g := m.begin(nil)
	for i := range cards {
		g.Add(&cards[i])
	}
	return g.sum()
}

// Add takes one more note; it may keep the card, but not the pointer.
func (g *BreakfastBuilder) Add(c *index.Card) {
	b := &g.b
	g.year.see(c)
	switch change := g.change(c); {
	case open(c):
		b.Questions = append(b.Questions, Waiting{Card: *c, Own: g.wrote(c), Mine: g.looksAfter(c) && !g.wrote(c)})
	case change == "":
	case g.wroteAlone(c):
		b.Own = append(b.Own, c.Address)
	case c.Type == note.Person && change == New:
		b.Welcome = append(b.Welcome, NewsItem{*c, change, g.wrote(c)})
	case g.turned(c, Proven):
		b.Proven = append(b.Proven, NewsItem{*c, change, g.wrote(c)})
	case g.turned(c, Contested):
		b.Contested = append(b.Contested, NewsItem{*c, change, g.wrote(c)})
	default:
		b.News = append(b.News, NewsItem{*c, change, g.wrote(c)})
	}
}

// sum is what was seen so far.
func (g *BreakfastBuilder) sum() Breakfast {
	b := g.b
	sortWaiting(b.Questions)
	b.YearAgo = g.year.best
	return b
}

// newerFirst compares by the last change, as far as it is known, then by address.
func newerFirst(a, b NewsItem) int {
	return cmp.Or(b.Newest().Compare(a.Newest()), cmp.Compare(a.Address, b.Address))
}

// change is what happened to a note since this person looked; "" for nothing.
func (m audience) change(c *index.Card) Kind {
	if m.seen != nil {
		switch l := VersionOf(c); {
		case m.seen.Knows(l):
			return ""
		case m.seen.knew(l):
			return Edited
		}
		return New
	}
	switch {
	case !c.Created.Before(m.since), !c.Added.Before(m.since) && !c.Imported():
		return New
	case !c.Updated.Before(m.since) || !c.LastEntry.Before(m.since):
		return Edited
	}
	return ""
}

// turned reports a note that is in a state it was not in when this person looked. By
// dates this says only that it may be so: its thread has something newer.
func (m audience) turned(c *index.Card, state string) bool {
	l := VersionOf(c)
	if l.State != state {
		return false
	}
	if m.seen != nil {
		return !m.seen.knewState(l)
	}
	return !c.LastEntry.Before(m.since)
}

// wrote reports one of the authors.
func (m audience) wrote(c *index.Card) bool {
	if m.me == "" {
		return false
	}
	if len(c.Authors) == 0 {
		return m.isMe(c.By)
	}
	return slices.ContainsFunc(c.Authors, func(a string) bool { return m.who.Of(a) == m.me })
}

// wroteAlone reports a note that only this person had their hands in.
func (m audience) wroteAlone(c *index.Card) bool {
	if !m.wrote(c) || c.Answers+c.Comments+c.Worked+c.Partly+c.Failed > 0 {
		return false
	}
	for _, a := range c.Authors {
		if m.who.Of(a) != m.me {
			return false
		}
	}
	return c.By == "" || m.isMe(c.By)
}

// isMe compares with the name that git has for a change.
func (m audience) isMe(name string) bool {
	return name != "" && (name == m.name || m.who.Of(name) == m.me)
}

// looksAfter reports a steward of a note. Who looks after everything need not answer
// everything.
func (m audience) looksAfter(c *index.Card) bool {
	for i := range m.charter.Stewards {
		one := note.Charter{Stewards: m.charter.Stewards[i : i+1]}
		if one.Stewards[0].Pattern != "**" && slices.Contains(one.StewardsOf(c.Address), m.me) && m.me != "" {
			return true
		}
	}
	return false
}

// open reports a question that nobody has settled.
func open(c *index.Card) bool {
	return strings.EqualFold(string(c.Type), string(note.Question)) && !c.Accepted && c.Status == ""
}

// sortWaiting puts questions in the order in which they ask for this person: theirs to
// answer, then unanswered ones, each the longest waiting first; their own last.
func sortWaiting(qs []Waiting) {
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
		return cmp.Or(cmp.Compare(rank(&a), rank(&b)), asked(&a.Card).Compare(asked(&b.Card)), cmp.Compare(a.Address, b.Address))
	})
}

func asked(c *index.Card) time.Time {
	if !c.Date.IsZero() {
		return c.Date
	}
	return c.Created
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
