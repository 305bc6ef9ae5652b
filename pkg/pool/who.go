package pool

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Expert is a member worth asking, and why.
type Expert = people.Expert

// WhoOptions narrow whom to ask. The zero value is up to five people.
type WhoOptions = people.Asking

// Who tells whom to ask about a topic, a tag, or words: those who wrote about it, answered
// questions, tried it and told, or look after it. About a topic of the pool every note
// below it speaks; about words those notes that have them, each as much as it is about
// them. Those whose card says that they left are not named. Nobody found is no error.
//
// The score adds up, each part weighed by how much the note is about what was asked
// (r, 0 to 1) and by its age (halved by the year, but never below a quarter):
//
//	3 a note written (questions count nothing)    2 an answer, and 3 more when accepted
//	1 a note tried and told about, or verified    4 "ask me about" on their card says so
//	4 steward of a note by the charter; of the whole pool: 1    8 the question names them
func (p *Pool) Who(ctx context.Context, about string, o WhoOptions) ([]Expert, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	cards, err := p.db.Cards(ctx)
	if err != nil {
		return nil, err
	}
	s, err := p.scope(ctx, about, cards)
	if err != nil {
		return nil, err
	}
	who, members, err := p.handles(ctx)
	if err != nil {
		return nil, err
	}
	return p.experts(ctx, s, who, members, o)
}

// Route tells whom to ask a question that is in the pool, three people at most: from the
// notes that are most like it, and – counting half – from all others of its topic. The
// asker is not among them.
func (p *Pool) Route(ctx context.Context, question note.Address) ([]Expert, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	cards, err := p.db.Cards(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(cards, func(c index.Card) bool { return c.Address == question })
	if i < 0 {
		return nil, &NoNoteError{Typed: string(question)}
	}
	s, err := p.scopeOf(ctx, cards[i], cards)
	if err != nil {
		return nil, err
	}
	who, members, err := p.handles(ctx)
	if err != nil {
		return nil, err
	}
	return p.experts(ctx, s, who, members, WhoOptions{Limit: 3, Except: handles(cards[i].Authors)})
}

const mostScoped = 200 // notes that words are followed to

// scope finds what a topic, a tag or words are about.
func (p *Pool) scope(ctx context.Context, about string, cards []index.Card) (people.Scope, error) {
	about = note.Clean(strings.TrimSpace(about))
	if s := people.TopicScope(cards, about); len(s.Notes) > 0 {
		return s, nil
	}
	q, err := index.ParseQuery(about)
	if err != nil {
		return people.Scope{}, err
	}
	q.Limit, q.Bare, q.Stale = mostScoped, true, p.Stale
	res, err := p.db.Find(ctx, q)
	if err != nil {
		return people.Scope{}, fmt.Errorf("find notes about %s: %w", about, err)
	}
	return people.Scope{On: fmt.Sprintf("about %q", about), About: about, Notes: people.Weighed(res.Hits)}, nil
}

const mostLike = 20 // notes like a question

// scopeOf is what a question is about.
func (p *Pool) scopeOf(ctx context.Context, question index.Card, cards []index.Card) (people.Scope, error) {
	b, err := p.readWorking(question.Path)
	if err != nil {
		return people.Scope{}, fmt.Errorf("read %s: %w", question.Path, err)
	}
	n := note.Parse(question.Path, b)
	like, err := p.db.Similar(ctx, n.Title, n.Text(), mostLike)
	if err != nil {
		return people.Scope{}, err
	}
	s := people.Scope{On: "like it", About: question.Topic, Notes: people.Weighed(like), Named: n.AskedOf()}
	if question.Topic == "" {
		return s, nil
	}
	all := people.TopicScope(cards, question.Topic)
	s.On = all.On
	seen := map[note.Address]bool{question.Address: true}
	for _, c := range s.Notes {
		seen[c.Address] = true
	}
	if len(like) > 0 && slices.ContainsFunc(s.Notes, func(c people.Scoped) bool { return c.Topic != question.Topic }) {
		s.On = all.On + " or like it"
	}
	for _, c := range all.Notes {
		if !seen[c.Address] {
			c.Weight = 0.5
			s.Notes = append(s.Notes, c)
		}
	}
	s.Notes = slices.DeleteFunc(s.Notes, func(c people.Scoped) bool { return c.Address == question.Address })
	return s, nil
}

// experts weighs what each member did about a scope.
func (p *Pool) experts(ctx context.Context, s people.Scope, who people.Handles, cards []Person, o WhoOptions) ([]Expert, error) {
	t := people.NewScorer(who, s, p.opt.now())
	threads, err := p.entriesOf(ctx, s.Notes)
	if err != nil {
		return nil, err
	}
	for i := range s.Notes {
		c := &s.Notes[i]
		t.Wrote(c)
		accepted, err := p.acceptedIn(c, threads[c.Address])
		if err != nil {
			return nil, err
		}
		t.Said(c, threads[c.Address], accepted)
		t.Stewards(p.Charter(), c.Address)
	}
	t.Named(s.Named)
	t.Cards(cards)
	return t.Experts(o), nil
}

const manyThreads = 300 // from here on one pass over all names is cheaper

// entriesOf lists the names of the entries in the threads of notes.
func (p *Pool) entriesOf(ctx context.Context, notes []people.Scoped) (map[note.Address][]note.EntryName, error) {
	out := map[note.Address][]note.EntryName{}
	take := func(paths []string) {
		for _, path := range paths {
			if e, ok := note.EntryOf(path); ok {
				out[e.Note] = append(out[e.Note], e)
			}
		}
	}
	if len(notes) > manyThreads {
		all, err := p.db.EntriesSince(ctx, time.Time{})
		if err != nil {
			return nil, err
		}
		take(all)
		return out, p.ownOf(ctx, out)
	}
	for i := range notes {
		if notes[i].LastEntry.IsZero() {
			continue
		}
		paths, err := p.db.Entries(ctx, notes[i].Address)
		if err != nil {
			return nil, err
		}
		take(paths)
	}
	return out, p.ownOf(ctx, out)
}

// ownOf leaves out of threads what was brought in others' names.
func (p *Pool) ownOf(ctx context.Context, threads map[note.Address][]note.EntryName) error {
	for a, thread := range threads {
		own, err := p.own(ctx, thread)
		if err != nil {
			return err
		}
		threads[a] = own
	}
	return nil
}

// acceptedIn names the files of a note's answers that were accepted. Only entries that
// accept are read.
func (p *Pool) acceptedIn(c *people.Scoped, thread []note.EntryName) (map[string]bool, error) {
	out := map[string]bool{}
	if !c.Accepted {
		return out, nil
	}
	for _, e := range thread {
		if e.Type != note.Accept {
			continue
		}
		entry, ok, err := p.entry(e.Path())
		if err != nil {
			return nil, err
		}
		if ok {
			out[people.EntryFile(entry.Re)] = true
		}
	}
	return out, nil
}
