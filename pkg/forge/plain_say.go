package forge

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// append adds an event to the user's own ref. make sees the newest state on every try;
// a second machine of the same member may be faster.
func (p *plain) append(ctx context.Context, id ID, what string, make func(look, story) (event, error)) (look, error) {
	var l look
	err := p.retry(ctx, func() error {
		var err error
		if l, err = p.look(ctx); err != nil {
			return err
		}
		s, err := l.story(ctx, id)
		if err != nil {
			return err
		}
		e, err := make(l, s)
		if err != nil {
			return err
		}
		e.when = p.after(s.events)
		return l.push(ctx, e)
	})
	if err != nil {
		return l, fmt.Errorf("%s %s: %w", what, id, err)
	}
	return p.look(ctx)
}

// after is the earliest time of an event that answers others: a second after the newest of
// them, since git counts in seconds. A member's clock that runs ahead by more than five
// minutes drags nobody along.
func (p *plain) after(events []event) time.Time {
	limit := p.Now().Add(5 * time.Minute)
	var newest time.Time
	for _, e := range events {
		if e.when.After(newest) && e.when.Before(limit) {
			newest = e.when
		}
	}
	if newest.IsZero() {
		return newest
	}
	return newest.Add(time.Second)
}

// push writes an event and moves the user's ref to it, together with other refs.
func (l look) push(ctx context.Context, e event, more ...RefMove) error {
	e.by = l.Me.Login
	ref := e.of.reviewRef(e.by)
	old := l.refs[ref]
	parents := e.parents
	if old != "" {
		parents = append([]Commit{old}, parents...)
	}
	c := NewCommit{Parents: parents, Message: e.message(), NotBefore: e.when}
	if len(e.Comments)+len(e.Replies) > 0 {
		src, err := json.MarshalIndent(e.record, "", "  ")
		if err != nil {
			return err
		}
		c.Edits = []Edit{{Path: recordPath, Data: append(src, '\n')}}
	}
	id, err := l.Git.Write(ctx, c)
	if err != nil {
		return err
	}
	return l.Git.Push(ctx, append(more, RefMove{Ref: ref, Old: old, New: id})...)
}

// Open says the words that go with a pushed branch. The branch alone is a contribution
// already; this adds title, body, and who is asked.
func (p *plain) Open(ctx context.Context, o Proposal) (Contribution, error) {
	id, ok := idOfBranch(o.Branch)
	if !ok {
		return Contribution{}, &UsageError{fmt.Sprintf("%q is no branch for a contribution: use cop/<handle>/<name>", Line(string(o.Branch)))}
	}
	l, err := p.look(ctx)
	if err != nil {
		return Contribution{}, err
	}
	if l.refs[id.ref()] == "" {
		return Contribution{}, fmt.Errorf("open contribution %s: its branch is not at %s: %w", id, p.Place, ErrNotFound)
	}
	if id.author() != p.Me.Login {
		return l.get(ctx, id) // somebody else's: its words are theirs
	}
	return p.Update(ctx, id, Amendment{Title: given(o.Title), Body: given(o.Body), Draft: &o.Draft, Reviewers: o.Reviewers})
}

func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (p *plain) Update(ctx context.Context, id ID, a Amendment) (Contribution, error) {
	l, err := p.append(ctx, id, "update contribution", func(_ look, s story) (event, error) {
		if s.State != Open {
			return event{}, p.refuse("it is " + string(s.State) + " already")
		}
		if s.Author != p.Me.Login {
			return event{}, p.refuse("only " + string(s.Author) + " may change its title, words and reviewers")
		}
		return amended(s, a)
	})
	if err != nil {
		return Contribution{}, err
	}
	return l.get(ctx, id)
}

func amended(s story, a Amendment) (event, error) {
	e := event{of: s.ID, head: s.Head, state: Open, title: s.Title, body: s.Body, draft: s.Draft, requested: s.Requested}
	if a.Title != nil {
		e.title = Line(*a.Title)
	}
	if a.Body != nil {
		e.body = *a.Body
	}
	if a.Draft != nil {
		e.draft = *a.Draft
	}
	for _, l := range a.Reviewers {
		if !isName(string(l)) {
			return e, &UsageError{fmt.Sprintf("%q is no handle", Line(string(l)))}
		}
		if !slices.Contains(e.requested, l) {
			e.requested = append(e.requested, l)
		}
	}
	return e, nil
}

func (p *plain) refuse(why string) error { return &RefusedError{Host: "cop", Text: why} }

func (p *plain) Submit(ctx context.Context, id ID, r Review) (Receipt, error) {
	if err := r.Check(); err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	l, err := p.append(ctx, id, "review contribution", func(l look, s story) (event, error) {
		switch {
		case s.State != Open:
			return event{}, p.refuse("it is " + string(s.State) + " already")
		case s.Head != r.Head:
			return event{}, &StaleHeadError{Want: r.Head, Have: s.Head}
		case s.Author == p.Me.Login && r.Opinion != Commented && r.Opinion != "":
			return event{}, p.refuse("nobody decides on their own contribution")
		}
		e := event{of: id, head: r.Head, opinion: cmp.Or(r.Opinion, Commented), body: r.Body}
		receipt.Moved = nil
		for _, in := range r.Inline {
			c, err := l.recorded(ctx, s, in)
			if errors.Is(err, ErrNotFound) {
				receipt.Moved = append(receipt.Moved, in)
				e.body = strings.TrimSpace(fmt.Sprintf("%s\n\n`%s:%d`: %s", e.body, in.Path, in.Line, in.Words(true)))
				continue
			}
			if err != nil {
				return event{}, err
			}
			e.Comments = append(e.Comments, c)
		}
		return e, nil
	})
	if err != nil {
		return Receipt{}, err
	}
	s, err := l.story(ctx, id)
	if err != nil {
		return Receipt{}, err
	}
	for _, v := range s.Verdicts {
		if v.By == p.Me.Login {
			receipt.Verdict = v
		}
	}
	return receipt, nil
}

// recorded makes a comment findable again. ErrNotFound when the file has no such lines.
func (l look) recorded(ctx context.Context, s story, in Inline) (recordedComment, error) {
	at := s.Head
	if in.Side == Before {
		at = s.merged.base
	}
	c := recordedComment{Path: in.Path, Side: in.Side, Line: in.Line, Start: in.Start, Body: in.Words(false)}
	f, err := l.Git.Lookup(ctx, at, in.Path)
	if err != nil {
		return c, err
	}
	if f.Blob == "" {
		return c, fmt.Errorf("%s: %w", in.Path, ErrNotFound)
	}
	src, err := l.Git.Read(ctx, f.Blob)
	if err != nil {
		return c, err
	}
	lines := strings.Split(strings.TrimSuffix(string(src), "\n"), "\n")
	if in.Line > len(lines) {
		return c, fmt.Errorf("%s:%d: %w", in.Path, in.Line, ErrNotFound)
	}
	c.Blob = f.Blob
	c.Quote = strings.Join(lines[in.First()-1:in.Line], "\n")
	return c, nil
}

func (p *plain) Reply(ctx context.Context, id ID, t ThreadID, body string) (Comment, error) {
	if strings.TrimSpace(body) == "" {
		return Comment{}, &UsageError{"an empty comment says nothing"}
	}
	l, err := p.append(ctx, id, "reply on contribution", func(l look, s story) (event, error) {
		e := event{of: id, head: s.Head}
		if t == Conversation {
			e.body = body
			return e, nil
		}
		threads, err := l.threads(ctx, s)
		if err != nil {
			return e, err
		}
		if !slices.ContainsFunc(threads, func(h Thread) bool { return h.ID == t }) {
			return e, fmt.Errorf("thread %s: %w", Line(string(t)), ErrNotFound)
		}
		e.Replies = []recordedReply{{Thread: t, Body: body}}
		return e, nil
	})
	if err != nil {
		return Comment{}, err
	}
	return l.lastWord(ctx, id, t)
}

// lastWord is the user's newest comment in a thread.
func (l look) lastWord(ctx context.Context, id ID, t ThreadID) (Comment, error) {
	c, err := l.get(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	for _, h := range c.Threads {
		for i := len(h.Comments) - 1; i >= 0 && h.ID == t; i-- {
			if h.Comments[i].By == l.Me.Login {
				return h.Comments[i], nil
			}
		}
	}
	return Comment{}, fmt.Errorf("reply on contribution %s: %w", id, ErrNotFound)
}
