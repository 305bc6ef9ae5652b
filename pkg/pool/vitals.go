package pool

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/health"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Past is what the pool tells about its community, from what the others have too: drafts do not
// count. What waits for a decision is what was known when this clone looked last; all else is
// the same on every clone at one commit.
func (p *Pool) Past(ctx context.Context) (*health.History, error) {
	e, err := p.Edition(ctx, EditionOptions{Within: true})
	if err != nil {
		return nil, err
	}
	h, err := e.Past(ctx)
	if err != nil {
		return nil, err
	}
	waiting, _ := p.KnownReviews()
	for _, r := range waiting {
		if !r.Draft {
			h.Waiting = append(h.Waiting, dayStart(r.Created))
		}
	}
	unapproved, err := p.PastReviews(ctx)
	h.Unapproved = len(unapproved)
	return h, err
}

// Past is what this edition tells about its community.
func (e *Edition) Past(ctx context.Context) (*health.History, error) {
	g := chronicle{e: e, note: map[note.Address]int{}}
	for i := range e.all {
		m := &e.all[i]
		g.h.Members = append(g.h.Members, health.Member{Handle: m.Handle, Since: dayStart(m.Since), Left: m.Presence == Left})
	}
	for i := range e.Notes {
		if err := g.take(ctx, &e.Notes[i]); err != nil {
			return nil, err
		}
	}
	if err := g.links(ctx); err != nil {
		return nil, err
	}
	if err := g.changes(ctx); err != nil {
		return nil, err
	}
	return &g.h, nil
}

func dayStart(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// chronicle gathers a history.
type chronicle struct {
	e    *Edition
	h    health.History
	note map[note.Address]int // of h.Notes
}

// did is that somebody did something; who is spelled as they spelled it.
func (g *chronicle) did(who string, when time.Time) {
	if by := g.e.who.Of(who); by != "" && !when.IsZero() {
		g.h.Deeds = append(g.h.Deeds, health.Deed{By: by, Day: dayStart(when)})
	}
}

// take takes in a note: who wrote it, who said something about it, and what became of it.
func (g *chronicle) take(ctx context.Context, c *index.Card) error {
	if c.Type == note.Person {
		return nil
	}
	g.wrote(c)
	for _, path := range g.e.threads[c.Address] {
		name, _ := note.EntryOf(path)
		g.did(string(name.Author), name.Date)
	}
	switch c.Type {
	case note.CharterNote:
		return nil
	case note.Event:
		return g.meeting(c)
	}
	n := health.Note{
		Address: c.Address, Type: c.Type, Created: dayStart(c.Dated()), Stewards: g.stewards(c.Address),
		Stale: g.stale(c),
	}
	if top, _, below := strings.Cut(c.Topic, "/"); top != "" || below {
		n.Topic = top
	}
	if c.Retired() {
		n.Retired = dayStart(newer(c.Updated, n.Created))
	}
	n.Answered = g.answered(c, n.Created)
	if err := g.reports(ctx, c, &n); err != nil {
		return err
	}
	g.note[c.Address] = len(g.h.Notes)
	g.h.Notes = append(g.h.Notes, n)
	return nil
}

// wrote is who wrote the note, and who changed it last.
func (g *chronicle) wrote(c *index.Card) {
	for _, a := range c.Authors {
		g.did(a, c.Dated())
	}
	if len(c.Authors) == 0 && c.Changes < 2 {
		g.did(string(g.e.who.Changed(c)), c.Dated())
	}
	if c.Changes > 1 {
		g.did(string(g.e.who.Changed(c)), c.Edited)
	}
}

// stewards are how many look after a note, without those who left.
func (g *chronicle) stewards(a note.Address) (n int) {
	for _, h := range g.e.Charter.StewardsOf(a) {
		if m, ok := g.member(g.e.who.Of(string(h))); !ok || m.Presence != Left {
			n++
		}
	}
	return n
}

func (g *chronicle) member(h note.Handle) (Person, bool) {
	i := slices.IndexFunc(g.e.all, func(m Person) bool { return m.Handle == h })
	if i < 0 {
		return Person{}, false
	}
	return g.e.all[i], true
}

// stale are the times in which the note's promise had run out: each ends with the next
// verification.
func (g *chronicle) stale(c *index.Card) []health.Span {
	verified := []time.Time{{}}
	for _, path := range g.e.threads[c.Address] {
		if name, _ := note.EntryOf(path); name.Type == note.Verify {
			verified = append(verified, dayStart(name.Date))
		}
	}
	slices.SortFunc(verified, time.Time.Compare)
	var out []health.Span
	for i, when := range verified {
		was := *c
		was.Status, was.Verified = "", when
		span := health.Span{From: dayStart(evidence.StaleAt(was, g.e.Charter))}
		if i+1 < len(verified) {
			span.To = verified[i+1]
		}
		if !span.From.IsZero() && (span.To.IsZero() || span.From.Before(span.To)) {
			out = append(out, span)
		}
	}
	return out
}

// answered is when a question had its first answer; one that was settled without any had it at once.
func (g *chronicle) answered(c *index.Card, asked time.Time) (first time.Time) {
	if c.Type != note.Question {
		return time.Time{}
	}
	for _, path := range g.e.threads[c.Address] {
		if name, _ := note.EntryOf(path); name.Type == note.Answer && (first.IsZero() || name.Date.Before(first)) {
			first = dayStart(name.Date)
		}
	}
	if first.IsZero() && c.Accepted {
		first = asked
	}
	return first
}

// reports is since when somebody else had tried it, and when reports disagreed.
func (g *chronicle) reports(ctx context.Context, c *index.Card, n *health.Note) error {
	if c.Worked+c.Partly+c.Failed == 0 {
		return nil
	}
	for _, path := range g.e.threads[c.Address] {
		name, _ := note.EntryOf(path)
		if name.Type == note.Tried && !g.author(c, name.Author) && (n.Tried.IsZero() || name.Date.Before(n.Tried)) {
			n.Tried = dayStart(name.Date)
		}
	}
	if c.Failed == 0 {
		return nil
	}
	var err error
	n.Contested, err = g.contested(ctx, c)
	return err
}

func (g *chronicle) author(c *index.Card, h note.Handle) bool {
	return slices.ContainsFunc(c.Authors, func(a string) bool { return g.e.who.Of(a) == g.e.who.Of(string(h)) })
}

// contested weighs what was said by the evening of each day on which somebody reported.
func (g *chronicle) contested(ctx context.Context, c *index.Card) ([]health.Span, error) {
	thread, err := g.e.Thread(c.Address)
	if err != nil {
		return nil, err
	}
	text, err := g.e.Text(c.Path)
	if err != nil {
		return nil, err
	}
	var out []health.Span
	for i, entry := range thread {
		day := dayStart(entry.EntryName.Date)
		if entry.EntryName.Type != note.Tried || i+1 < len(thread) && dayStart(thread[i+1].EntryName.Date).Equal(day) {
			continue
		}
		why, err := g.e.Why(ctx, note.Parse(c.Path, text), thread[:i+1])
		if err != nil {
			return nil, err
		}
		open := len(out) > 0 && out[len(out)-1].To.IsZero()
		switch {
		case why.Contested && !open:
			out = append(out, health.Span{From: day})
		case !why.Contested && open:
			out[len(out)-1].To = day
		}
	}
	return out, nil
}

// meeting takes in a meeting and what was agreed on in it.
func (g *chronicle) meeting(c *index.Card) error {
	text, err := g.e.Text(c.Path)
	if errors.Is(err, fs.ErrNotExist) || c.Status != "" {
		return nil
	}
	if err != nil {
		return err
	}
	n := note.Parse(c.Path, text)
	day := dayStart(meeting.Day(c))
	tasks := n.Tasks()
	for _, t := range tasks {
		a := meeting.ActionOf(c.Address, day, t)
		g.h.Actions = append(g.h.Actions, health.Action{Said: day, Due: a.Due, Done: a.Done})
	}
	g.h.Meetings = append(g.h.Meetings, health.Meeting{Day: day, Result: len(tasks) > 0 || meeting.SaysWhatCame(n)})
	return nil
}

// links finds what notes of other topics use, and what came from other pools.
func (g *chronicle) links(ctx context.Context) error {
	used := func(i int, when time.Time) {
		if n := &g.h.Notes[i]; !when.IsZero() && (n.Reused.IsZero() || when.Before(n.Reused)) {
			n.Reused = when
		}
	}
	from, err := g.e.pool.db.Adapted(ctx)
	if err != nil {
		return err
	}
	for _, a := range from {
		if i, ok := g.note[a]; ok {
			used(i, g.h.Notes[i].Created)
		}
	}
	return g.e.EachLink(ctx, func(from note.Address, _ note.Link, to note.Place, _ bool) {
		i, ok := g.note[from]
		j, found := g.note[to.Note]
		if ok && found && to.Leads == note.ToNote && g.h.Notes[i].Topic != g.h.Notes[j].Topic {
			used(j, g.h.Notes[i].Created)
		}
	})
}

// reviewsBack is how far back changes are read: a quarter for each week of a series.
const reviewsBack = (health.Points + 13) * 7 * 24 * time.Hour

// changes finds what was reviewed and accepted: what came in by a merge, or was put in later
// than it was written. Hosts that squash changes into one keep no day on which they began, so
// those are left out.
func (g *chronicle) changes(ctx context.Context) error {
	p := g.e.pool
	oldest := time.Time{}
	for c, err := range p.repo.Trunk(ctx, p.accepted()) {
		switch {
		case err != nil && oldest.IsZero():
			return err
		case oldest.IsZero():
			oldest = c.When.Add(-reviewsBack)
		}
		if err != nil || c.When.Before(oldest) || c.Before == "" {
			return ctx.Err() // a clone without all of its history begins there
		}
		notes, err := p.repo.Differ(c.Hash, c.Before, strings.TrimSuffix(note.Root, "/"))
		if err != nil {
			return err
		}
		if notes {
			g.change(ctx, c)
		}
	}
	return ctx.Err()
}

// change is one commit of the shared line as a change that was reviewed, if it was.
func (g *chronicle) change(ctx context.Context, c repo.TrunkCommit) {
	if len(c.Parents) > 1 && c.Before != c.Parents[0] {
		return // a member only took what the others had
	}
	offered := c.Written
	if len(c.Parents) > 1 {
		brought, err := g.e.pool.repo.Between(ctx, c.Before, c.Side())
		if err != nil {
			return // a clone without all of its history
		}
		for _, b := range brought {
			if b.Written.Before(offered) {
				offered = b.Written
			}
		}
		g.did(c.Author.Name, c.When)
	}
	if offered.IsZero() || len(c.Parents) < 2 && c.When.Sub(offered) < time.Minute {
		return
	}
	g.h.Changes = append(g.h.Changes, health.Change{Offered: dayStart(offered), Accepted: dayStart(c.When)})
}

// newer is the newer of two times.
func newer(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
