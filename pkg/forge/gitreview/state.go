package gitreview

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
)

// snapshot is the shared place at one moment: its refs, and the clone has their objects.
type snapshot struct {
	*reviews
	refs map[string]forge.Commit
}

func (p *reviews) fetch(ctx context.Context) (snapshot, error) {
	refs, err := p.Git.Fetch(ctx, branches+string(p.Base), proposals+"*", reviewRefs+"*")
	if err != nil {
		return snapshot{}, fmt.Errorf("look at contributions: %w", err)
	}
	return snapshot{p, refs}, nil
}

// base is the newest accepted commit; "" while there is none.
func (l snapshot) base() forge.Commit { return l.refs[branches+string(l.Base)] }

// ids lists every contribution that has a branch or a review.
func (l snapshot) ids() []forge.ID {
	seen := map[forge.ID]bool{}
	for ref := range l.refs {
		id := forge.ID(strings.TrimPrefix(ref, proposals))
		if rest, ok := strings.CutPrefix(ref, reviewRefs); ok {
			id = forge.ID(rest[:max(strings.LastIndexByte(rest, '/'), 0)])
		}
		if isID(id) && (strings.HasPrefix(ref, proposals) || strings.HasPrefix(ref, reviewRefs)) {
			seen[id] = true
		}
	}
	var out []forge.ID
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// tips are the newest events of each reviewer of a contribution.
func (l snapshot) tips(id forge.ID) map[forge.Login]forge.Commit {
	out := map[forge.Login]forge.Commit{}
	prefix := reviewRefs + string(id) + "/"
	for ref, tip := range l.refs {
		if by, ok := strings.CutPrefix(ref, prefix); ok && isHandle(by) {
			out[forge.Login(by)] = tip
		}
	}
	return out
}

// events reads what members did, oldest first, and leaves out the rounds that are over.
// When the contribution itself is over, its last round is what counts.
func (l snapshot) events(ctx context.Context, id forge.ID) ([]event, error) {
	all := map[forge.Commit]event{}
	for by, tip := range l.tips(id) {
		log, err := l.Git.Log(ctx, "", tip)
		if err != nil {
			return nil, fmt.Errorf("read the reviews of %s: %w", id, err)
		}
		for _, e := range ownChain(log, tip, id, by) {
			all[e.id] = e
		}
	}
	over := l.over(all, l.refs[branchRef(id)] != "")
	var out []event
	for c, e := range all {
		if over[c] {
			continue
		}
		if err := l.readRecordOf(ctx, &e); err != nil {
			return nil, err
		}
		if l.Whose != nil {
			var err error
			if e.brought, e.bare, err = l.Whose(ctx, e.by, e.commit); err != nil {
				return nil, fmt.Errorf("see who said what about %s: %w", id, err)
			}
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
func ownChain(log []CommitInfo, tip forge.Commit, id forge.ID, by forge.Login) []event {
	byID := map[forge.Commit]CommitInfo{}
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
func (l snapshot) over(all map[forge.Commit]event, offered bool) map[forge.Commit]bool {
	var closings []event
	for _, e := range all {
		if e.state == forge.Merged || e.state == forge.Closed {
			closings = append(closings, e)
		}
	}
	slices.SortFunc(closings, byTime)
	if !offered && len(closings) > 0 {
		closings = closings[:len(closings)-1]
	}
	done := map[forge.Commit]bool{}
	for _, c := range closings {
		todo := []forge.Commit{c.id}
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
func (l snapshot) readRecordOf(ctx context.Context, e *event) error {
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

// proposal is one contribution with the events it is made of.
type proposal struct {
	forge.Contribution
	events []event
	merged mergePlan
}

// proposal reads a contribution. ErrNotFound when there is neither a branch nor a review.
func (l snapshot) proposal(ctx context.Context, id forge.ID) (proposal, error) {
	if !isID(id) {
		return proposal{}, &forge.UsageError{Text: fmt.Sprintf("%q is no name of a contribution: it takes handle/name", forge.Line(string(id)))}
	}
	events, err := l.events(ctx, id)
	if err != nil {
		return proposal{}, err
	}
	head := l.refs[branchRef(id)]
	if head == "" && len(events) == 0 {
		return proposal{}, fmt.Errorf("contribution %s: %w", id, forge.ErrNotFound)
	}
	s := proposal{events: events, Contribution: forge.Contribution{
		ID: id, Author: authorOf(id), Branch: forge.Branch("cop/" + string(id)), Base: l.Base,
		Head: head, HeadRef: branchRef(id), State: forge.Open,
	}}
	if err := l.tell(ctx, &s); err != nil {
		return s, err
	}
	s.You = l.nameIn(ctx, s)
	s.Verdicts = l.verdictsOf(events, s.Head)
	s.Requested = forge.Unanswered(s.Requested, s.Verdicts)
	return s, l.judge(ctx, &s)
}

// nameIn is the user's name in a contribution: who offered something under a name, or said something
// about it, goes on under that one there.
func (l snapshot) nameIn(ctx context.Context, s proposal) forge.Login {
	own := l.Own
	if own == nil {
		own = func(by forge.Login, _ string) bool { return by == l.Me.Login }
	}
	if own(s.Author, s.From) {
		return s.Author
	}
	for _, e := range s.events {
		if e.by != s.Author && own(e.by, e.email) {
			return e.by
		}
	}
	name := l.Me.Login
	if l.Called != nil {
		name = l.Called(ctx)
	}
	if name == s.Author {
		return ""
	}
	return name
}

// tell fills in title, words and state: from the newest events, else from the commit.
func (l snapshot) tell(ctx context.Context, s *proposal) error {
	log, err := l.commitsOf(ctx, s)
	if err != nil {
		return err
	}
	s.From = offeredFrom(s, log)
	words := map[forge.Login]string{}
	s.Unopened = true
	for _, e := range s.events {
		s.Updated = e.when
		if e.brought != "" && e.state == forge.Open && e.email != s.From {
			continue // its author's words are its author's
		}
		if e.opinion == forge.Approved || e.body != "" && (e.state == "" || e.state == forge.Closed) {
			words[e.by] = e.body // approved without a word, what was said before is settled
		}
		switch {
		case e.state == forge.Open && e.by == s.Author:
			s.Title, s.Body, s.Draft, s.Unopened = e.title, e.body, e.draft, false
			s.Requested = slices.Clone(e.requested)
			if s.Created.IsZero() {
				s.Created = e.when
			}
		case e.state == forge.Merged || e.state == forge.Closed:
			s.State, s.Merge = e.state, e.merge
			s.Closing = forge.Closing{By: cmp.Or(forge.Login(e.brought), e.by), When: e.when, Words: words[e.by]}
		}
		if l.refs[branchRef(s.ID)] == "" && e.head != "" {
			s.Head = e.head
		}
	}
	if l.refs[branchRef(s.ID)] == "" {
		if s.State == forge.Open {
			s.State = forge.Closed // its branch is gone, with git's own means
		}
		s.Unopened = false
		return nil
	}
	tellFromCommits(s, log)
	s.Unopened = s.Unopened && s.State == forge.Open
	return nil
}

// commitsOf are the commits of an open contribution, the newest first.
func (l snapshot) commitsOf(ctx context.Context, s *proposal) ([]CommitInfo, error) {
	if l.refs[branchRef(s.ID)] == "" {
		return nil, nil
	}
	log, err := l.Git.Log(ctx, l.base(), s.Head)
	if err != nil {
		return nil, fmt.Errorf("read contribution %s: %w", s.ID, err)
	}
	return log, nil
}

// offeredFrom is the address of who offered a contribution: of its first commit, else of the first
// words that go with it.
func offeredFrom(s *proposal, log []CommitInfo) string {
	if len(log) > 0 {
		return beginning(log).Email
	}
	first := ""
	for _, e := range s.events {
		switch {
		case e.state != forge.Open || e.by != s.Author:
		case e.brought == "":
			return e.email
		case first == "":
			first = e.email
		}
	}
	return first
}

// beginning is where the first parents of the newest commit of a log lead. What was merged into a
// contribution may be older, and is not how it began.
func beginning(log []CommitInfo) CommitInfo {
	at := make(map[forge.Commit]CommitInfo, len(log))
	for _, c := range log {
		at[c.ID] = c
	}
	first := log[0]
	for len(first.Parents) > 0 {
		before, ok := at[first.Parents[0]]
		if !ok {
			break
		}
		first = before
	}
	return first
}

// tellFromCommits adds what only the branch knows.
func tellFromCommits(s *proposal, log []CommitInfo) {
	if len(log) == 0 {
		s.State, s.Merge = forge.Merged, s.Head // accepted with git's own means
		return
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
		s.Title, s.Body = forge.Line(title), strings.TrimSpace(forge.Text(body))
	}
}

// verdictsOf are the verdicts among events. One on another head is stale. What others brought in
// somebody's name stands before what they said themselves, and takes the place of none of it.
func (l snapshot) verdictsOf(events []event, head forge.Commit) []forge.Verdict {
	var own, brought []forge.Verdict
	for _, e := range events {
		if e.opinion == "" {
			continue
		}
		v := forge.Verdict{
			By: e.by, Opinion: e.opinion, Head: e.head, Body: e.body, When: e.when, Stale: e.head != head,
			Brought: e.brought, Unsigned: e.bare, Advisory: e.brought != "" || l.Signed && e.bare,
		}
		if v.Brought != "" {
			brought = append(brought, v)
		} else {
			own = append(own, v)
		}
	}
	return append(forge.NewestVerdicts(brought), forge.NewestVerdicts(own)...)
}
