package forge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// look is the shared place at one moment: its refs, and the clone has their objects.
type look struct {
	*plain
	refs map[string]Commit
}

func (p *plain) look(ctx context.Context) (look, error) {
	refs, err := p.Git.Fetch(ctx, branches+string(p.Base), proposals+"*", reviewRefs+"*")
	if err != nil {
		return look{}, fmt.Errorf("look at contributions: %w", err)
	}
	return look{p, refs}, nil
}

// base is the newest accepted commit; "" while there is none.
func (l look) base() Commit { return l.refs[branches+string(l.Base)] }

// ids lists every contribution that has a branch or a review.
func (l look) ids() []ID {
	seen := map[ID]bool{}
	for ref := range l.refs {
		id := ID(strings.TrimPrefix(ref, proposals))
		if rest, ok := strings.CutPrefix(ref, reviewRefs); ok {
			id = ID(rest[:max(strings.LastIndexByte(rest, '/'), 0)])
		}
		if id.plain() && (strings.HasPrefix(ref, proposals) || strings.HasPrefix(ref, reviewRefs)) {
			seen[id] = true
		}
	}
	var out []ID
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// tips are the newest events of each reviewer of a contribution.
func (l look) tips(id ID) map[Login]Commit {
	out := map[Login]Commit{}
	prefix := reviewRefs + string(id) + "/"
	for ref, tip := range l.refs {
		if by, ok := strings.CutPrefix(ref, prefix); ok && isName(by) {
			out[Login(by)] = tip
		}
	}
	return out
}

// events reads what members did, oldest first, and leaves out the rounds that are over.
// When the contribution itself is over, its last round is what counts.
func (l look) events(ctx context.Context, id ID) ([]event, error) {
	all := map[Commit]event{}
	for by, tip := range l.tips(id) {
		log, err := l.Git.Log(ctx, "", tip)
		if err != nil {
			return nil, fmt.Errorf("read the reviews of %s: %w", id, err)
		}
		for _, e := range ownChain(log, tip, id, by) {
			all[e.id] = e
		}
	}
	over := l.over(all, l.refs[id.ref()] != "")
	var out []event
	for c, e := range all {
		if over[c] {
			continue
		}
		if err := l.readRecordOf(ctx, &e); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	slices.SortFunc(out, byTime)
	return out, nil
}

// byTime orders events; what happened in one second is ordered by member, and each
// member's own events as they were made.
func byTime(a, b event) int {
	return cmp.Or(a.when.Compare(b.when), strings.Compare(string(a.by), string(b.by)), cmp.Compare(a.turn, b.turn))
}

// ownChain follows first parents from a ref's tip and returns the events of its own
// member, oldest first. A clock that went backwards does not change their order.
func ownChain(log []CommitInfo, tip Commit, id ID, by Login) []event {
	byID := map[Commit]CommitInfo{}
	for _, c := range log {
		byID[c.ID] = c
	}
	var out []event
	for tip != "" {
		c, known := byID[tip]
		e, ok := readEvent(c, id, by)
		if !known || !ok {
			break // a closing event that begins a ref has another's as its first parent
		}
		delete(byID, tip)
		out = append(out, e)
		tip = ""
		if len(c.Parents) > 0 {
			tip = c.Parents[0]
		}
	}
	slices.Reverse(out)
	for i := range out {
		out[i].turn = i
		if i > 0 && out[i].when.Before(out[i-1].when) {
			out[i].when = out[i-1].when
		}
	}
	return out
}

// over marks the events of rounds that are over: what closing events reach, with
// themselves. While no branch is offered, the newest closing event still speaks, and
// with it the round it closed.
func (l look) over(all map[Commit]event, offered bool) map[Commit]bool {
	var closings []event
	for _, e := range all {
		if e.state == Merged || e.state == Closed {
			closings = append(closings, e)
		}
	}
	slices.SortFunc(closings, byTime)
	if !offered && len(closings) > 0 {
		closings = closings[:len(closings)-1]
	}
	done := map[Commit]bool{}
	for _, c := range closings {
		todo := []Commit{c.id}
		for len(todo) > 0 {
			id := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if e, ok := all[id]; ok && !done[id] {
				done[id] = true
				todo = append(todo, e.parents...)
			}
		}
	}
	return done
}

// readRecordOf reads what did not fit into an event's message.
func (l look) readRecordOf(ctx context.Context, e *event) error {
	if r, known := l.records.Load(e.id); known {
		e.record = r.(record)
		return nil
	}
	f, err := l.Git.Lookup(ctx, e.id, recordPath)
	if err != nil {
		return fmt.Errorf("read a review of %s: %w", e.of, err)
	}
	if f.Blob != "" {
		src, err := l.Git.Read(ctx, f.Blob)
		if err != nil {
			return fmt.Errorf("read a review of %s: %w", e.of, err)
		}
		e.record = readRecord(src)
	}
	l.records.Store(e.id, e.record)
	return nil
}

// story is one contribution with the events it is made of.
type story struct {
	Contribution
	events []event
	merged mergePlan
}

// story reads a contribution. ErrNotFound when there is neither a branch nor a review.
func (l look) story(ctx context.Context, id ID) (story, error) {
	if !id.plain() {
		return story{}, &UsageError{fmt.Sprintf("%q is no name of a contribution: it takes handle/name", Line(string(id)))}
	}
	events, err := l.events(ctx, id)
	if err != nil {
		return story{}, err
	}
	head := l.refs[id.ref()]
	if head == "" && len(events) == 0 {
		return story{}, fmt.Errorf("contribution %s: %w", id, ErrNotFound)
	}
	s := story{events: events, Contribution: Contribution{
		ID: id, Author: id.author(), Branch: Branch("cop/" + string(id)), Base: l.Base,
		Head: head, HeadRef: id.ref(), State: Open,
	}}
	if err := l.tell(ctx, &s); err != nil {
		return s, err
	}
	s.Verdicts = plainVerdicts(events, s.Head)
	s.Requested = Unanswered(s.Requested, s.Verdicts)
	return s, l.judge(ctx, &s)
}

// tell fills in title, words and state: from the newest events, else from the commit.
func (l look) tell(ctx context.Context, s *story) error {
	words := map[Login]string{}
	s.Unopened = true
	for _, e := range s.events {
		s.Updated = e.when
		if e.opinion == Approved || e.body != "" && (e.state == "" || e.state == Closed) {
			words[e.by] = e.body // approved without a word, what was said before is settled
		}
		switch {
		case e.state == Open && e.by == s.Author:
			s.Title, s.Body, s.Draft, s.Unopened = e.title, e.body, e.draft, false
			s.Requested = slices.Clone(e.requested)
			if s.Created.IsZero() {
				s.Created = e.when
			}
		case e.state == Merged || e.state == Closed:
			s.State, s.Merge = e.state, e.merge
			s.Closing = Closing{By: e.by, When: e.when, Words: words[e.by]}
		}
		if l.refs[s.ID.ref()] == "" && e.head != "" {
			s.Head = e.head
		}
	}
	if l.refs[s.ID.ref()] == "" {
		if s.State == Open {
			s.State = Closed // its branch is gone, with git's own means
		}
		s.Unopened = false
		return nil
	}
	err := l.tellFromCommits(ctx, s)
	s.Unopened = s.Unopened && s.State == Open
	return err
}

// tellFromCommits adds what only the branch knows.
func (l look) tellFromCommits(ctx context.Context, s *story) error {
	log, err := l.Git.Log(ctx, l.base(), s.Head)
	if err != nil {
		return fmt.Errorf("read contribution %s: %w", s.ID, err)
	}
	if len(log) == 0 {
		s.State, s.Merge = Merged, s.Head // accepted with git's own means
		return nil
	}
	newest, oldest := log[0], log[len(log)-1]
	if newest.When.After(s.Updated) {
		s.Updated = newest.When.UTC()
	}
	if s.Created.IsZero() {
		s.Created = oldest.When.UTC()
	}
	if s.Title == "" {
		title, body, _ := strings.Cut(newest.Message, "\n")
		s.Title, s.Body = Line(title), strings.TrimSpace(Text(body))
	}
	return nil
}

// plainVerdicts are the verdicts among events. One on another head is stale.
func plainVerdicts(events []event, head Commit) []Verdict {
	var all []Verdict
	for _, e := range events {
		if e.opinion != "" {
			all = append(all, Verdict{By: e.by, Opinion: e.opinion, Head: e.head, Body: e.body, When: e.when, Stale: e.head != head})
		}
	}
	return NewestVerdicts(all)
}

func (p *plain) List(ctx context.Context, f Filter) ([]Contribution, error) {
	l, err := p.look(ctx)
	if err != nil {
		return nil, err
	}
	var all []Contribution
	for _, id := range l.ids() {
		if cmp.Or(f.State, Open) == Open && l.refs[id.ref()] == "" {
			continue
		}
		s, err := l.story(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, s.Contribution)
	}
	return Choose(all, f), nil
}

func (p *plain) Get(ctx context.Context, id ID) (Contribution, error) {
	l, err := p.look(ctx)
	if err != nil {
		return Contribution{}, err
	}
	return l.get(ctx, id)
}

func (l look) get(ctx context.Context, id ID) (Contribution, error) {
	s, err := l.story(ctx, id)
	if err != nil {
		return Contribution{}, err
	}
	s.Threads, err = l.threads(ctx, s)
	return s.Contribution, err
}

func (p *plain) Gate(ctx context.Context, id ID) (Gate, error) {
	l, err := p.look(ctx)
	if err != nil {
		return Gate{}, err
	}
	s, err := l.story(ctx, id)
	return s.Gate, err
}

func (p *plain) Threads(ctx context.Context, id ID) ([]Thread, error) {
	c, err := p.Get(ctx, id)
	return c.Threads, err
}
