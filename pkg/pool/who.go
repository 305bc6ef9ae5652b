package pool

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Expert is a member worth asking, and why.
type Expert struct {
	Handle   note.Handle
	Name     string
	Score    float64   // orders one answer and means nothing else
	Reasons  []string  // plain and true, the weightiest first; never empty
	Last     time.Time // the newest of what speaks for them; zero when nothing has a date
	Presence string    // Away when their card says so
}

// WhoOptions narrow whom to ask. The zero value is up to five people.
type WhoOptions struct {
	Limit  int           // 0: five
	Except []note.Handle // not these
}

const usualExperts = 5

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
	who, people, err := p.persons(ctx)
	if err != nil {
		return nil, err
	}
	return p.experts(ctx, s, who, people, o)
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
	who, people, err := p.persons(ctx)
	if err != nil {
		return nil, err
	}
	return p.experts(ctx, s, who, people, WhoOptions{Limit: 3, Except: handles(cards[i].Authors)})
}

// scope is what somebody should know about.
type scope struct {
	on    string // "on oncall", `about "retry budget"`: how reasons call it
	about string // what the card of a member may name
	notes []scoped
	named []note.Handle // whom a question is for
}

// scoped is a note and how much it is about the matter, 0 to 1.
type scoped struct {
	index.Card
	weight float64
}

const (
	mostScoped = 200 // notes that words are followed to
	leastAbout = 0.2
)

// scope finds what a topic, a tag or words are about.
func (p *Pool) scope(ctx context.Context, about string, cards []index.Card) (scope, error) {
	about = note.Clean(strings.TrimSpace(about))
	if s := topicScope(cards, about); len(s.notes) > 0 {
		return s, nil
	}
	q, err := index.ParseQuery(about)
	if err != nil {
		return scope{}, err
	}
	q.Limit, q.Bare, q.Stale = mostScoped, true, p.Stale
	res, err := p.db.Find(ctx, q)
	if err != nil {
		return scope{}, fmt.Errorf("find notes about %s: %w", about, err)
	}
	return scope{on: fmt.Sprintf("about %q", about), about: about, notes: weighed(res.Hits)}, nil
}

// topicScope is every note of a topic, named in full or by its last part in any
// spelling, or else with a tag.
func topicScope(cards []index.Card, name string) scope {
	slug := strings.ToLower(strings.Trim(name, "/"))
	if slug == "" {
		return scope{}
	}
	spelled := note.Slug(slug)
	within := func(topic string) bool {
		t := strings.ToLower(topic)
		return t == slug || strings.HasPrefix(t, slug+"/") || strings.Contains("/"+t+"/", "/"+spelled+"/")
	}
	tagged := func(c *index.Card) bool {
		return slices.ContainsFunc(c.Tags, func(t string) bool { return strings.EqualFold(t, name) })
	}
	topic, tag := scope{on: "on " + slug, about: name}, scope{on: "on " + slug, about: name}
	for i := range cards {
		switch c := &cards[i]; {
		case c.Topic == peopleDir || c.Type == note.Person:
		case within(c.Topic):
			topic.notes = append(topic.notes, scoped{*c, 1})
		case tagged(c):
			tag.notes = append(tag.notes, scoped{*c, 1})
		}
	}
	if len(topic.notes) > 0 {
		return topic
	}
	return tag
}

// weighed are hits as notes of a scope: the best one counts in full.
func weighed(hits []index.Hit) []scoped {
	var out []scoped
	for i := range hits {
		h := &hits[i]
		if h.Topic == peopleDir || h.Type == note.Person {
			continue
		}
		w := 1.0
		if best := hits[0].Score; best > 0 {
			w = max(h.Score/best, leastAbout)
		}
		out = append(out, scoped{h.Card, w})
	}
	return out
}

const mostLike = 20 // notes like a question

// scopeOf is what a question is about.
func (p *Pool) scopeOf(ctx context.Context, question index.Card, cards []index.Card) (scope, error) {
	b, err := p.readWorking(question.Path)
	if err != nil {
		return scope{}, fmt.Errorf("read %s: %w", question.Path, err)
	}
	n := note.Parse(question.Path, b)
	like, err := p.db.Similar(ctx, n.Title, n.Text(), mostLike)
	if err != nil {
		return scope{}, err
	}
	s := scope{on: "like it", about: question.Topic, notes: weighed(like), named: n.AskedOf()}
	if question.Topic == "" {
		return s, nil
	}
	all := topicScope(cards, question.Topic)
	s.on = all.on
	seen := map[note.Address]bool{question.Address: true}
	for _, c := range s.notes {
		seen[c.Address] = true
	}
	if len(like) > 0 && slices.ContainsFunc(s.notes, func(c scoped) bool { return c.Topic != question.Topic }) {
		s.on = all.on + " or like it"
	}
	for _, c := range all.notes {
		if !seen[c.Address] {
			c.weight = 0.5
			s.notes = append(s.notes, c)
		}
	}
	s.notes = slices.DeleteFunc(s.notes, func(c scoped) bool { return c.Address == question.Address })
	return s, nil
}

// experts weighs what each member did about a scope.
func (p *Pool) experts(ctx context.Context, s scope, who persons, people []Person, o WhoOptions) ([]Expert, error) {
	t := newTally(who, s, p.opt.now())
	threads, err := p.entriesOf(ctx, s.notes)
	if err != nil {
		return nil, err
	}
	for i := range s.notes {
		c := &s.notes[i]
		t.wrote(c)
		accepted, err := p.acceptedIn(c, threads[c.Address])
		if err != nil {
			return nil, err
		}
		t.said(c, threads[c.Address], accepted)
		t.stewards(p.Charter(), c.Address)
	}
	t.named(s.named)
	t.cards(people)
	return t.experts(o), nil
}

const manyThreads = 300 // from here on one pass over all names is cheaper

// entriesOf lists the names of the entries in the threads of notes.
func (p *Pool) entriesOf(ctx context.Context, notes []scoped) (map[note.Address][]note.EntryName, error) {
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
		take(all)
		return out, err
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
	return out, nil
}

// acceptedIn names the files of a note's answers that were accepted. Only entries that
// accept are read.
func (p *Pool) acceptedIn(c *scoped, thread []note.EntryName) (map[string]bool, error) {
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
			out[entryFile(entry.Re)] = true
		}
	}
	return out, nil
}

// entryFile is the file name an entry is referred to by, however it was written.
func entryFile(re string) string {
	name := re[strings.LastIndexByte(re, '/')+1:]
	return strings.TrimSuffix(name, ".md") + ".md"
}

func byScore(a, b Expert) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Handle, b.Handle))
}
