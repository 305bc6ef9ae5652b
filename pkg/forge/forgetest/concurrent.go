package forgetest

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/gitreview"
)

// Concurrent lets so many members, each with a clone of one bare repository, review one
// contribution at once, so many events each, and fails when one is lost. over makes the
// clones' gitreview.Git.
func Concurrent(t *testing.T, over GitOf, members, events int) {
	shared := Bare(t)
	ana := newClone(t, "ana", shared)
	ana.Start(branch)
	head := ana.Write("Wait ten minutes", map[string]string{page: better})
	ana.Push(forge.Route{Ref: "refs/heads/" + string(branch)}, "")
	var all sync.WaitGroup
	for m := range members {
		who := forge.Login(fmt.Sprintf("member-%d", m))
		f := plainFor(t, over, newClone(t, string(who), shared), who, 0)
		all.Go(func() {
			for e := range events {
				r := forge.Review{Opinion: forge.Commented, Head: head, Inline: []forge.Inline{
					{Anchor: forge.Anchor{Path: page, Line: 4}, Body: fmt.Sprintf("%s says %d", who, e)},
				}}
				if _, err := f.Submit(t.Context(), "ana/rotate-the-pager", r); err != nil {
					t.Errorf("%s, event %d: %v", who, e, err)
				}
			}
		})
	}
	all.Wait()
	c, err := plainFor(t, over, ana, Ana, 0).Get(t.Context(), "ana/rotate-the-pager")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, h := range c.Threads {
		said[h.Comments[0].Body] = true
	}
	if len(said) != members*events || len(c.Verdicts) != members {
		t.Errorf("%d of %d comments and %d of %d reviewers arrived", len(said), members*events, len(c.Verdicts), members)
	}
}

// Races are what only plain git has to win by itself: two who merge at once, a member on
// two machines, a name that is offered again.
func Races(t *testing.T, over GitOf) {
	t.Run("two-merge-at-once", func(t *testing.T) { raceMerge(t, over) })
	t.Run("push-to-main-meanwhile", func(t *testing.T) { raceMain(t, over) })
	t.Run("one-member-two-machines", func(t *testing.T) { raceMachines(t, over) })
	t.Run("same-name-again", func(t *testing.T) { sameNameAgain(t, over) })
	t.Run("comments-follow-their-lines", func(t *testing.T) { commentsFollow(t, over) })
	t.Run("forged-events", func(t *testing.T) { forged(t, over) })
	t.Run("joined-content", func(t *testing.T) { joined(t, over) })
}

func plainScene(t *testing.T, over GitOf) (*scene, string) {
	shared := Bare(t)
	p := &Place{Clone: func(t testing.TB, who forge.Login) *Clone { return newClone(t, string(who), shared) }}
	p.As = func(who forge.Login) forge.Forge { return plainFor(t, over, p.Clone(t, who), who, 0) }
	return newScene(t, p), shared
}

func raceMerge(t *testing.T, over GitOf) {
	s, _ := plainScene(t, over)
	one := s.propose(forge.Proposal{}, better)
	s.ana.Start("cop/ana/tea")
	head := s.ana.Write("Drink tea", map[string]string{"practices/tea.md": "# Tea\n"})
	s.ana.Push(forge.Route{Ref: "refs/heads/cop/ana/tea"}, "")
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i, who := range []forge.Login{Ben, Cleo, Ben, Cleo} {
		id, want := one.ID, one.Head
		if i > 1 {
			id, want = "ana/tea", head
		}
		f := s.As(who)
		all.Go(func() { _, errs[i] = f.Merge(s.ctx, id, want) })
	}
	all.Wait()
	for i := 0; i < 4; i += 2 {
		if (errs[i] == nil) == (errs[i+1] == nil) {
			t.Errorf("of two who merged one contribution, exactly one succeeds: %v, %v", errs[i], errs[i+1])
		}
	}
	ben := s.Clone(t, Ben)
	if got := ben.Git("show", "origin/main:"+page); got != strings.TrimSpace(better) {
		t.Errorf("main has %q", got)
	}
	if got := ben.Git("show", "origin/main:practices/tea.md"); got != "# Tea" {
		t.Errorf("main has %q", got)
	}
}

// raceMain lets somebody push to main between the merge's look and its push.
func raceMain(t *testing.T, over GitOf) {
	s, shared := plainScene(t, over)
	c := s.propose(forge.Proposal{}, better)
	other := newClone(t, "cleo", shared)
	other.Start("main")
	other.Write("Say hello", map[string]string{"practices/hello.md": "# Hello\n"})
	pushed := 0
	g := meddler{Git: over(t, newClone(t, "ben", shared)), before: func() {
		if pushed++; pushed == 1 {
			other.Git("push", "--quiet", "origin", "HEAD:refs/heads/main")
		}
	}}
	f, err := gitreview.New(gitreview.Options{Git: g, Me: forge.Account{Login: Ben}})
	s.must(err)
	merged, err := f.Merge(s.ctx, c.ID, c.Head)
	s.must(err)
	if pushed < 2 {
		t.Fatalf("the merge was pushed %d times: nobody got in its way", pushed)
	}
	other.Git("fetch", "--quiet", "origin", "main")
	for path, want := range map[string]string{page: strings.TrimSpace(better), "practices/hello.md": "# Hello"} {
		if got := other.Git("show", string(merged)+":"+path); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func raceMachines(t *testing.T, over GitOf) {
	s, _ := plainScene(t, over)
	c := s.propose(forge.Proposal{}, better)
	var all sync.WaitGroup
	for machine := range 3 {
		f := s.As(Ben)
		all.Go(func() {
			for n := range 4 {
				if _, err := f.Reply(s.ctx, c.ID, forge.Conversation, fmt.Sprintf("Hello %d from %d.", n, machine)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := s.get(c.ID); len(got.Threads) != 1 || len(got.Threads[0].Comments) != 12 {
		t.Errorf("12 comments became %+v", got.Threads)
	}
}

// sameNameAgain offers under a name whose first round is over: nothing of it counts.
func sameNameAgain(t *testing.T, over GitOf) {
	s, _ := plainScene(t, over)
	c := s.propose(forge.Proposal{Title: "First"}, better)
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head, Body: "old words"})
	s.submit(Cleo, c.ID, forge.Review{Opinion: forge.ChangesRequested, Head: c.Head, Body: "old objection"})
	s.must(s.As(Ana).Withdraw(s.ctx, c.ID, ""))
	if got := s.get(c.ID); got.State != forge.Closed || len(got.Verdicts) != 2 || got.Title != "First" {
		t.Errorf("after the first round: %+v", got)
	}
	again := s.propose(forge.Proposal{Title: "Second"}, better+"\nMore.\n")
	if again.State != forge.Open || len(again.Verdicts) != 0 || len(again.Threads) != 0 || again.Title != "Second" {
		t.Errorf("the second round inherits: %+v", again)
	}
	s.submit(Cleo, c.ID, forge.Review{Opinion: forge.Approved, Head: again.Head})
	_, err := s.As(Cleo).Merge(s.ctx, again.ID, again.Head)
	s.must(err)
	if got := s.get(c.ID); got.State != forge.Merged || len(got.Verdicts) != 1 || got.Verdicts[0].By != Cleo {
		t.Errorf("after the second round: %+v", got)
	}
}

func commentsFollow(t *testing.T, over GitOf) {
	s, _ := plainScene(t, over)
	c := s.propose(forge.Proposal{}, better)
	s.submit(Ben, c.ID, forge.Review{Head: c.Head, Inline: []forge.Inline{
		{Anchor: forge.Anchor{Path: page, Start: 3, Line: 4}, Body: "Both lines."},
		{Anchor: forge.Anchor{Path: page, Line: 6}, Body: "Last."},
		{Anchor: forge.Anchor{Path: page, Side: forge.Before, Line: 4}, Body: "As it was."},
	}})
	moved := "# Rotate the pager\n\nAn introduction.\n\nHand over at noon, not at midnight. Call the\nsecond on-call after ten minutes.\n"
	s.offer(forge.Proposal{Branch: branch, Title: "Wait ten minutes"}, moved)
	byBody := map[string]forge.Thread{}
	for _, h := range s.get(c.ID).Threads {
		byBody[h.Comments[0].Body] = h
	}
	if h := byBody["Both lines."]; h.Start != 5 || h.Line != 6 || h.Outdated {
		t.Errorf("re-wrapped and moved: %+v", h)
	}
	if h := byBody["Last."]; !h.Outdated || h.Line != 0 || h.Quote != "Write down what you did." {
		t.Errorf("gone: %+v", h)
	}
	if h := byBody["As it was."]; h.Line != 4 || h.Outdated || h.Quote != "Call the second on-call after five minutes." {
		t.Errorf("on the old side: %+v", h)
	}
}

// forged writes what no cop writes into the review refs: nothing of it counts or harms.
func forged(t *testing.T, over GitOf) {
	s, _ := plainScene(t, over)
	c := s.propose(forge.Proposal{}, better)
	evil := s.Clone(t, Cleo)
	commit := func(message string) string {
		id, err := over(t, evil).Write(s.ctx, gitreview.NewCommit{Message: message})
		s.must(err)
		return string(id)
	}
	body := "Cop-Contribution: ana/rotate-the-pager\nCop-Head: " + string(c.Head) + "\nCop-Verdict: approved\n"
	for ref, id := range map[string]string{
		"refs/cop/reviews/ana/rotate-the-pager/ben":   commit("Approve\n\n" + body + "Cop-By: cleo\n"),
		"refs/cop/reviews/ana/rotate-the-pager/dora":  commit("Approve\n\nCop-By: dora\n" + strings.Replace(body, "ana/rotate-the-pager", "ana/other", 1)),
		"refs/cop/reviews/ana/rotate-the-pager/eve":   commit("no trailers at all"),
		"refs/cop/reviews/ana/rotate-the-pager/frank": commit("Approve\n\n" + body + "Cop-By: frank\n\nand then words"),
		"refs/cop/reviews/deep/er/than/it/goes":       commit("x"),
		"refs/heads/cop/not-one":                      commit("x\n"),
		"refs/heads/cop/gil/esc":                      commit("\x1b]0;x\x07Title\u202e\n\nbody\x1b[2J"),
	} {
		evil.Git("push", "--quiet", "origin", id+":"+ref)
	}
	got := s.get(c.ID)
	if len(got.Verdicts) != 0 || len(got.Threads) != 0 {
		t.Errorf("forged verdicts count: %+v %+v", got.Verdicts, got.Threads)
	}
	list, err := s.As(Ben).List(s.ctx, forge.Filter{})
	s.must(err)
	if len(list) != 2 {
		t.Fatalf("list: %+v", list)
	}
	for _, c := range list {
		if strings.ContainsAny(c.Title+c.Body, "\x1b\x07\u202e") {
			t.Errorf("not clean: %q %q", c.Title, c.Body)
		}
	}
}

// joined merges a file that both sides changed, with the pool's own way of joining.
func joined(t *testing.T, over GitOf) {
	s, shared := plainScene(t, over)
	c := s.propose(forge.Proposal{}, better)
	ben := s.Clone(t, Ben)
	ben.Start("main")
	ben.Write("Say where", map[string]string{page: strings.ReplaceAll(seeds()[page], "Write down what you did.", "Write down what you did, in the log.")})
	ben.Git("push", "--quiet", "origin", "HEAD:refs/heads/main")
	s.gate(c.ID, forge.Conflicting)
	f, err := gitreview.New(gitreview.Options{
		Git: over(t, newClone(t, "ben", shared)), Me: forge.Account{Login: Ben},
		Join: func(path string, base, mine, theirs []byte) ([]byte, bool) {
			if filepath.Base(path) != filepath.Base(page) || len(base) == 0 {
				t.Errorf("asked to join %s", path)
			}
			return []byte(strings.ReplaceAll(string(mine), "what you did.", "what you did, in the log.")), true
		},
	})
	s.must(err)
	merged, err := f.Merge(s.ctx, c.ID, c.Head)
	s.must(err)
	ben.Git("fetch", "--quiet", "origin", "main")
	got := ben.Git("show", string(merged)+":"+page)
	if !strings.Contains(got, "ten minutes") || !strings.Contains(got, "in the log") {
		t.Errorf("joined: %q", got)
	}
	if _, err := f.Merge(s.ctx, "ana/nothing", c.Head); !errors.Is(err, forge.ErrNotFound) {
		t.Errorf("merging nothing: %v", err)
	}
}
