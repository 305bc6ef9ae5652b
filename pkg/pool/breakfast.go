package pool

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/digest"
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
	m.Who = who
	b := m.Sort(cards)
	if m.Seen == nil {
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
	b.Act = b.Suggest(m.Now, func(c *index.Card) bool { return p.saidHow(ctx, m.Who, m.Me, c) })
	return b, nil
}

// personal adds what waits for this person and what was said about theirs. What is to settle here,
// and the queue as it was seen last, is known of the user alone; neither is a reason to fail.
func (p *Pool) personal(ctx context.Context, b *Breakfast, m digest.Audience) {
	defer p.replies(ctx, b, m)
	if who, _ := p.Me(); who.Handle != m.Me {
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
	*digest.Builder
}

// BuildBreakfast begins one for the user, since they last looked.
func (p *Pool) BuildBreakfast(seen *Seen) *BreakfastBuilder {
	return &BreakfastBuilder{p, p.audience(seen, BreakfastOptions{}).Begin()}
}

// Breakfast is what the cards seen so far add up to, in whatever order they came.
func (g *BreakfastBuilder) Breakfast(ctx context.Context) Breakfast {
	b := g.Sum()
	b.NewestFirst()
	g.pool.personal(ctx, &b, g.Audience)
	b.Act = b.Suggest(g.Now, func(c *index.Card) bool { return g.pool.saidHow(ctx, g.Who, g.Me, c) })
	return b
}

func (p *Pool) audience(seen *Seen, o BreakfastOptions) digest.Audience {
	m := digest.Audience{Now: p.opt.now(), Me: o.As, Since: o.Since, Charter: p.Charter()}
	if o.Everyone {
		if m.Me = ""; o.Since.IsZero() {
			m.Since = m.Now.AddDate(0, 0, -7)
		}
		return m
	}
	m.First = seen.First && o.Since.IsZero() && o.As == ""
	who, _ := p.Me() // a nameless person has no notes of their own, but may read
	if m.Me == "" || m.Me == who.Handle {
		m.Me, m.Name = who.Handle, who.Name
	}
	switch {
	case o.Since.IsZero() && !seen.First && o.As == "":
		m.Seen, m.Since = seen, seen.When
	case o.Since.IsZero():
		m.Since = m.Now.Add(-firstVisit)
	}
	return m
}

// mostReplies is how many threads are read for it.
const mostReplies = 40

// replies takes the notes of the user's where others said something out of the news. A thread that
// cannot be read leaves its note where it is.
func (p *Pool) replies(ctx context.Context, b *Breakfast, m digest.Audience) {
	read := 0
	b.News = slices.DeleteFunc(b.News, func(d NewsItem) bool {
		if !d.Own || d.Change != Edited || d.LastEntry.IsZero() || read >= mostReplies {
			return false
		}
		read++
		thread, err := p.thread(ctx, d.Address, d.Aliases)
		if err != nil {
			return false
		}
		for _, e := range slices.Backward(thread) {
			if e.Vote() == "" && m.Who.Of(string(e.By())) != m.Me && (!e.When().Before(b.Since) || !e.When().Before(d.Updated.Truncate(24*time.Hour))) {
				b.OnYours = append(b.OnYours, Reply{NewsItem: d, Entry: e})
				return true
			}
		}
		return false
	})
}

// route looks for people to ask the questions that wait without an answer, the first few
// of them, and makes those this person knows about theirs.
func (p *Pool) route(ctx context.Context, b *Breakfast, m digest.Audience, cards []index.Card, members []Person) error {
	order := digest.Routable(b.Questions, m, cards)
	for _, i := range order[:min(len(order), mostRouted)] {
		q := &b.Questions[i]
		s, err := p.scopeOf(ctx, q.Card, cards)
		if err != nil {
			return err
		}
		if q.Ask, err = p.experts(ctx, s, m.Who, members, WhoOptions{Limit: 3, Except: handles(q.Authors)}); err != nil {
			return err
		}
		q.Mine = q.Mine || slices.Contains(s.Named, m.Me) || !q.Own && slices.ContainsFunc(q.Ask, func(e Expert) bool { return e.Handle == m.Me })
	}
	digest.SortWaiting(b.Questions)
	return nil
}

func handles(names []string) []note.Handle {
	var out []note.Handle
	for _, n := range names {
		out = append(out, note.HandleFrom(n))
	}
	return out
}

// onlyTurned keeps, of notes that may have become proven or contested since a date, those
// whose reports before it said something else; the others are news.
func (p *Pool) onlyTurned(ctx context.Context, b *Breakfast) error {
	for _, list := range []*[]NewsItem{&b.Proven, &b.Contested} {
		kept := (*list)[:0]
		for _, d := range *list {
			was, err := p.stateBefore(ctx, &d.Card, b.Since)
			if err != nil {
				return err
			}
			if was == digest.VersionOf(&d.Card).State {
				b.News = append(b.News, d)
			} else {
				kept = append(kept, d)
			}
		}
		*list = kept
	}
	return nil
}

// stateBefore is what the reports on a note said before a moment: Proven, Contested or "".
func (p *Pool) stateBefore(ctx context.Context, c *index.Card, when time.Time) (string, error) {
	thread, err := p.thread(ctx, c.Address, c.Aliases)
	if err != nil {
		return "", err
	}
	thread = slices.DeleteFunc(thread, func(e Entry) bool { return !e.When().Before(when) })
	text, err := p.readWorking(c.Path)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", c.Path, err)
	}
	why, err := p.why(ctx, note.Parse(c.Path, text), thread)
	was := *c
	was.Facts = why.Facts
	return digest.VersionOf(&was).State, err
}

// saidHow reports that somebody has told already how a practice went for them.
func (p *Pool) saidHow(ctx context.Context, who people.Handles, h note.Handle, c *index.Card) bool {
	if c.LastEntry.IsZero() {
		return false
	}
	thread, err := p.thread(ctx, c.Address, c.Aliases)
	return err == nil && slices.ContainsFunc(thread, func(e Entry) bool {
		return e.EntryName.Type == note.Tried && who.Of(string(e.EntryName.Author)) == h
	})
}

// Seen reads what the user has seen.
func (p *Pool) Seen() (*Seen, error) { return digest.ReadSeen(p.LocalDir()) }
