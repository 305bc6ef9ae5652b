// Package forgetest is the contract of pkg/forge: one suite that every driver passes, and
// places to run it at – plain git, a real Gitea on this machine, and stand-ins for GitHub
// and GitLab.
//
// What the stand-ins cannot tell is whether the real service behaves as they do. GitHub's
// is held to GitHub's own description of its interface in both directions; GitLab's was
// written after its documentation by hand. Neither driver was ever run against the real
// service by this suite.
package forgetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
)

const (
	page   = "practices/oncall/rotate-the-pager.md"
	branch = forge.Branch("cop/ana/rotate-the-pager")
	better = "# Rotate the pager\n\nHand over at noon, not at midnight.\n" +
		"Call the second on-call after ten minutes.\n\nWrite down what you did.\n"
)

// Essential runs the tests that most of the others build upon.
func Essential(t *testing.T, open func(testing.TB) *Place) { run(t, open, true) }

// Run holds a driver to the contract. open makes a fresh place each time. With -short
// only the essential tests run.
func Run(t *testing.T, open func(testing.TB) *Place) { run(t, open, testing.Short()) }

func run(t *testing.T, open func(testing.TB) *Place, fewer bool) {
	essential := []string{"open-get-list", "inline-comment-and-reply", "new-head-makes-approval-stale", "merge-expected-head"}
	for _, c := range []struct {
		name string
		test func(*testing.T, *scene)
	}{
		{"open-get-list", openGetList},
		{"open-twice-is-update", openTwice},
		{"update-words-and-reviewers", updateWords},
		{"diff", diff},
		{"inline-comment-and-reply", inlineAndReply},
		{"comment-outside-the-change", commentOutside},
		{"conversation", conversation},
		{"request-changes-then-approve", requestThenApprove},
		{"new-head-makes-approval-stale", newHeadStales},
		{"review-of-an-old-head-is-refused", reviewOldHead},
		{"gate-missing-approval", gateApproval},
		{"gate-failing-check", gateCheck},
		{"gate-conflict", gateConflict},
		{"gate-draft", gateDraft},
		{"merge-expected-head", mergeHead},
		{"merge-stale-head-is-refused", mergeStale},
		{"merge-blocked-says-why", mergeBlocked},
		{"withdraw", withdraw},
		{"member-without-write-access", withoutWrite},
		{"hostile-text", hostile},
		{"unknown-contribution", unknown},
		{"H2-renamed", renamed},
		{"H2-archived", archived},
		{"H3-passer-by-has-no-vote", passerBy},
		{"H4-merge-styles", styles},
		{"H5-accepted-by-whom", acceptedBy},
		{"H5-declined-by-whom", declinedBy},
		{"H7-amended-and-reopened", reopened},
		{"H8-narrow-token", narrowToken},
	} {
		if fewer && !slices.Contains(essential, c.name) {
			continue
		}
		t.Run(c.name, func(t *testing.T) { c.test(t, newScene(t, open(t))) })
	}
}

// scene is a place with shorthands. Whatever must work ends the test when it does not.
type scene struct {
	*Place
	t   *testing.T
	ctx context.Context
	ana *Clone
}

func newScene(t *testing.T, p *Place) *scene {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return &scene{Place: p, t: t, ctx: ctx, ana: p.Clone(t, Ana)}
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// propose lets Ana change the page and offer it.
func (s *scene) propose(p forge.Proposal, content string) forge.Contribution {
	s.t.Helper()
	if p.Branch == "" {
		p.Branch = branch
	}
	if p.Title == "" {
		p.Title = "Wait ten minutes"
	}
	s.ana.Start(p.Branch)
	return s.offer(p, content)
}

// offer commits on what is checked out, pushes and opens.
func (s *scene) offer(p forge.Proposal, content string) forge.Contribution {
	s.t.Helper()
	p.Head = s.ana.Write(p.Title, map[string]string{page: content})
	f := s.As(Ana)
	r, err := f.Route(s.ctx, p)
	s.must(err)
	if r.Way != forge.ByBranch {
		s.t.Fatalf("a member with write access goes %q, not by branch (%s)", r.Way, r.Why)
	}
	s.ana.Push(r, "")
	p.Way = r.Way
	c, err := f.Open(s.ctx, p)
	s.must(err)
	return c
}

// until asks again while a host is still working on something.
func (s *scene) until(what string, f func() (bool, error)) {
	s.t.Helper()
	for {
		ok, err := f()
		if ok {
			return
		}
		if err != nil || s.ctx.Err() != nil {
			s.t.Fatalf("%s: %v", what, errors.Join(err, s.ctx.Err()))
		}
		select {
		case <-s.ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *scene) get(id forge.ID) forge.Contribution {
	s.t.Helper()
	c, err := s.As(Ben).Get(s.ctx, id)
	s.must(err)
	return c
}

// head waits until the place has noticed a push.
func (s *scene) head(id forge.ID, want forge.Commit) forge.Contribution {
	s.t.Helper()
	var c forge.Contribution
	s.until("the new head", func() (bool, error) {
		var err error
		c, err = s.As(Ben).Get(s.ctx, id)
		return c.Head == want, err
	})
	return c
}

// gate waits for a reason to stand or, with "", for the gate to open.
func (s *scene) gate(id forge.ID, want forge.Obstacle) forge.Gate {
	s.t.Helper()
	var g forge.Gate
	s.until("the gate "+string(want), func() (bool, error) {
		var err error
		g, err = s.As(Ben).Gate(s.ctx, id)
		return want == "" && g.Mergeable || want != "" && !g.Mergeable && g.Has(want), err
	})
	return g
}

func (s *scene) submit(who forge.Login, id forge.ID, r forge.Review) forge.Receipt {
	s.t.Helper()
	got, err := s.As(who).Submit(s.ctx, id, r)
	s.must(err)
	return got
}

// verdict is what one reviewer thinks.
func verdict(c forge.Contribution, by forge.Login) (forge.Verdict, bool) {
	i := slices.IndexFunc(c.Verdicts, func(v forge.Verdict) bool { return v.By == by })
	if i < 0 {
		return forge.Verdict{}, false
	}
	return c.Verdicts[i], true
}

// thread finds the thread at a line.
func thread(ts []forge.Thread, path string, line int) (forge.Thread, bool) {
	i := slices.IndexFunc(ts, func(h forge.Thread) bool { return h.Path == path && h.Line == line })
	if i < 0 {
		return forge.Thread{}, false
	}
	return ts[i], true
}
