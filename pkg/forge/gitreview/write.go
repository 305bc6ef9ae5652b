package gitreview

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
)

// append adds an event to the user's own ref. make sees the newest state on every try;
// a second machine of the same member may be faster.
func (p *reviews) append(ctx context.Context, id forge.ID, what string, make func(snapshot, proposal) (event, error)) (snapshot, error) {
	var l snapshot
	err := p.retry(ctx, func() error {
		var err error
		if l, err = p.fetch(ctx); err != nil {
			return err
		}
		s, err := l.proposal(ctx, id)
		if err != nil {
			return err
		}
		e, err := make(l, s)
		if err != nil {
			return err
		}
		e.when = p.after(s.events)
		return l.push(ctx, s, e)
	})
	if err != nil {
		return l, fmt.Errorf("%s %s: %w", what, id, err)
	}
	return p.fetch(ctx)
}

// after is the earliest time of an event that answers others: a second after the newest of
// them, since git counts in seconds. A member's clock that runs ahead by more than five
// minutes drags nobody along.
func (p *reviews) after(events []event) time.Time {
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
func (l snapshot) push(ctx context.Context, s proposal, e event, more ...RefMove) error {
	if s.You == "" {
		return l.refuse("it was offered by another " + string(s.Author) + "; take a handle that is nobody else's to say something about it")
	}
	e.by = s.You
	ref := reviewRef(e.of, e.by)
	old := l.refs[ref]
	parents := e.parents
	if old != "" {
		parents = append([]forge.Commit{old}, parents...)
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
func (p *reviews) Open(ctx context.Context, o forge.Proposal) (forge.Contribution, error) {
	id, ok := idOfBranch(o.Branch)
	if !ok {
		return forge.Contribution{}, &forge.UsageError{Text: fmt.Sprintf("%q is no branch for a contribution: use cop/<handle>/<name>", forge.Line(string(o.Branch)))}
	}
	l, err := p.fetch(ctx)
	if err != nil {
		return forge.Contribution{}, err
	}
	if l.refs[branchRef(id)] == "" {
		return forge.Contribution{}, fmt.Errorf("open contribution %s: its branch is not at %s: %w", id, p.Place, forge.ErrNotFound)
	}
	s, err := l.proposal(ctx, id)
	if err != nil {
		return forge.Contribution{}, err
	}
	if s.Author != s.You {
		return l.get(ctx, id) // somebody else's: its words are theirs
	}
	return p.Update(ctx, id, o.Amendment())
}

func (p *reviews) Update(ctx context.Context, id forge.ID, a forge.Amendment) (forge.Contribution, error) {
	l, err := p.append(ctx, id, "update contribution", func(_ snapshot, s proposal) (event, error) {
		if s.State != forge.Open {
			return event{}, p.refuse("it is " + string(s.State) + " already")
		}
		if s.Author != s.You {
			return event{}, p.refuse("only " + string(s.Author) + " may change its title, words and reviewers")
		}
		return amended(s, a)
	})
	if err != nil {
		return forge.Contribution{}, err
	}
	return l.get(ctx, id)
}

func amended(s proposal, a forge.Amendment) (event, error) {
	e := event{of: s.ID, head: s.Head, state: forge.Open, title: s.Title, body: s.Body, draft: s.Draft, requested: s.Requested}
	if a.Title != nil {
		e.title = forge.Line(*a.Title)
	}
	if a.Body != nil {
		e.body = *a.Body
	}
	if a.Draft != nil {
		e.draft = *a.Draft
	}
	for _, l := range a.Reviewers {
		if !isName(string(l)) {
			return e, &forge.UsageError{Text: fmt.Sprintf("%q is no handle", forge.Line(string(l)))}
		}
		if !slices.Contains(e.requested, l) {
			e.requested = append(e.requested, l)
		}
	}
	return e, nil
}

func (p *reviews) refuse(why string) error { return &forge.RefusedError{Host: "cop", Text: why} }

func (p *reviews) Submit(ctx context.Context, id forge.ID, r forge.Review) (forge.Receipt, error) {
	if err := r.Check(); err != nil {
		return forge.Receipt{}, err
	}
	var receipt forge.Receipt
	l, err := p.append(ctx, id, "review contribution", func(l snapshot, s proposal) (event, error) {
		switch {
		case s.State != forge.Open:
			return event{}, p.refuse("it is " + string(s.State) + " already")
		case s.Head != r.Head:
			return event{}, &forge.StaleHeadError{Want: r.Head, Have: s.Head}
		case s.Author == s.You && r.Opinion != forge.Commented && r.Opinion != "":
			return event{}, p.refuse("nobody decides on their own contribution")
		}
		e := event{of: id, head: r.Head, opinion: cmp.Or(r.Opinion, forge.Commented), body: r.Body}
		receipt.Moved = nil
		for _, in := range r.Inline {
			c, err := l.recorded(ctx, s, in)
			if errors.Is(err, forge.ErrNotFound) {
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
		return forge.Receipt{}, err
	}
	s, err := l.proposal(ctx, id)
	if err != nil {
		return forge.Receipt{}, err
	}
	for _, v := range s.Verdicts {
		if v.By == s.You && v.Brought == "" {
			receipt.Verdict = v
		}
	}
	return receipt, nil
}

// recorded makes a comment findable again. ErrNotFound when the file has no such lines.
func (l snapshot) recorded(ctx context.Context, s proposal, in forge.Inline) (recordedComment, error) {
	at := s.Head
	if in.Side == forge.Before {
		at = s.merged.base
	}
	c := recordedComment{Path: in.Path, Side: in.Side, Line: in.Line, Start: in.Start, Body: in.Words(false)}
	f, err := l.Git.Lookup(ctx, at, in.Path)
	if err != nil {
		return c, err
	}
	if f.Blob == "" {
		return c, fmt.Errorf("%s: %w", in.Path, forge.ErrNotFound)
	}
	src, err := l.Git.Read(ctx, f.Blob)
	if err != nil {
		return c, err
	}
	lines := strings.Split(strings.TrimSuffix(string(src), "\n"), "\n")
	if in.Line > len(lines) {
		return c, fmt.Errorf("%s:%d: %w", in.Path, in.Line, forge.ErrNotFound)
	}
	c.Blob = f.Blob
	c.Quote = strings.Join(lines[in.First()-1:in.Line], "\n")
	return c, nil
}

func (p *reviews) Reply(ctx context.Context, id forge.ID, t forge.ThreadID, body string) (forge.Comment, error) {
	if strings.TrimSpace(body) == "" {
		return forge.Comment{}, &forge.UsageError{Text: "an empty comment says nothing"}
	}
	l, err := p.append(ctx, id, "reply on contribution", func(l snapshot, s proposal) (event, error) {
		e := event{of: id, head: s.Head}
		if t == forge.Conversation {
			e.body = body
			return e, nil
		}
		threads, err := l.threads(ctx, s)
		if err != nil {
			return e, err
		}
		if !slices.ContainsFunc(threads, func(h forge.Thread) bool { return h.ID == t }) {
			return e, fmt.Errorf("thread %s: %w", forge.Line(string(t)), forge.ErrNotFound)
		}
		e.Replies = []recordedReply{{Thread: t, Body: body}}
		return e, nil
	})
	if err != nil {
		return forge.Comment{}, err
	}
	return l.lastWord(ctx, id, t)
}

// lastWord is the user's newest comment in a thread.
func (l snapshot) lastWord(ctx context.Context, id forge.ID, t forge.ThreadID) (forge.Comment, error) {
	s, err := l.proposal(ctx, id)
	if err != nil {
		return forge.Comment{}, err
	}
	threads, err := l.threads(ctx, s)
	if err != nil {
		return forge.Comment{}, err
	}
	for _, h := range threads {
		for i := len(h.Comments) - 1; i >= 0 && h.ID == t; i-- {
			if h.Comments[i].By == s.You {
				return h.Comments[i], nil
			}
		}
	}
	return forge.Comment{}, fmt.Errorf("reply on contribution %s: %w", id, forge.ErrNotFound)
}
