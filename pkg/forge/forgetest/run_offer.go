package forgetest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

func openGetList(t *testing.T, s *scene) {
	made := s.propose(forge.Proposal{Body: "Five is too short.\n\nSee the incident."}, better)
	got := s.get(made.ID)
	head := s.ana.Head()
	if got.Title != "Wait ten minutes" || got.Body != "Five is too short.\n\nSee the incident." {
		t.Errorf("words: %q %q", got.Title, got.Body)
	}
	if got.Author != Ana || got.Branch != branch || got.Base != "main" || got.Head != head {
		t.Errorf("author %q branch %q base %q head %q, want ana %s main %s", got.Author, got.Branch, got.Base, got.Head, branch, head)
	}
	if got.State != forge.Open || got.Draft || got.Created.IsZero() || got.Updated.IsZero() {
		t.Errorf("state %q draft %v created %v updated %v", got.State, got.Draft, got.Created, got.Updated)
	}
	if numbers := s.As(Ben).Capabilities().Numbers; numbers != (got.Number > 0) || numbers != (got.URL != "") {
		t.Errorf("number %d, page %q on a place where counting is %v", got.Number, got.URL, numbers)
	}
	ben := s.Clone(t, Ben)
	ben.Git("fetch", "--quiet", "origin", got.HeadRef)
	if fetched := ben.Git("rev-parse", "FETCH_HEAD"); fetched != string(head) {
		t.Errorf("%s holds %s, want %s", got.HeadRef, fetched, head)
	}
	list, err := s.As(Ben).List(s.ctx, forge.Filter{})
	s.must(err)
	if len(list) != 1 || list[0].ID != made.ID || list[0].Head != head {
		t.Errorf("list: %+v", list)
	}
}

func openTwice(t *testing.T, s *scene) {
	first := s.propose(forge.Proposal{}, better)
	second := s.offer(forge.Proposal{Branch: branch, Title: "Wait ten minutes, and say so"}, better+"\nSay so.\n")
	if second.ID != first.ID {
		t.Fatalf("offering %s again opened %s beside %s", branch, second.ID, first.ID)
	}
	got := s.head(first.ID, s.ana.Head())
	if got.Title != "Wait ten minutes, and say so" {
		t.Errorf("title %q was not updated", got.Title)
	}
	list, err := s.As(Ben).List(s.ctx, forge.Filter{})
	s.must(err)
	if len(list) != 1 {
		t.Errorf("%d contributions, want 1", len(list))
	}
}

func updateWords(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	title, body := "Wait longer", "Because."
	got, err := s.As(Ana).Update(s.ctx, c.ID, forge.Amendment{Title: &title, Body: &body, Reviewers: []forge.Login{Ben}})
	s.must(err)
	if got.Title != title || got.Body != body {
		t.Errorf("words: %q %q", got.Title, got.Body)
	}
	if !slices.Contains(got.Requested, Ben) {
		t.Errorf("ben is not asked: %v", got.Requested)
	}
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head})
	if got := s.get(c.ID); slices.Contains(got.Requested, Ben) {
		t.Errorf("ben has answered and is still asked")
	}
}

func diff(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	files, err := s.As(Ben).Diff(s.ctx, c.ID)
	s.must(err)
	if len(files) != 1 || files[0].Path != page || files[0].Old != page || len(files[0].Hunks) != 1 {
		t.Fatalf("diff: %+v", files)
	}
	var added, removed []string
	for _, l := range files[0].Hunks[0].Lines {
		switch l.Mark {
		case '+':
			added = append(added, l.Text)
			if l.New != 4 {
				t.Errorf("added line has number %d, want 4", l.New)
			}
		case '-':
			removed = append(removed, l.Text)
		}
	}
	if strings.Join(added, "|") != "Call the second on-call after ten minutes." || strings.Join(removed, "|") != "Call the second on-call after five minutes." {
		t.Errorf("added %q, removed %q", added, removed)
	}
}

func withdraw(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	s.offer(forge.Proposal{Branch: branch, Title: "Wait ten minutes"}, better+"\nMore.\n")
	now := s.head(c.ID, s.ana.Head())
	if err := s.As(Ana).Withdraw(s.ctx, c.ID, c.Head); !errors.Is(err, forge.ErrStaleHead) { // H7
		t.Errorf("what was changed unseen is taken back: %v", err)
	}
	if got := s.get(c.ID); got.State != forge.Open {
		t.Errorf("after that: %s", got.State)
	}
	s.must(s.As(Ana).Withdraw(s.ctx, c.ID, now.Head))
	s.must(s.As(Ana).Withdraw(s.ctx, c.ID, now.Head)) // U37: as whoever does it again who was cut off
	if got := s.get(c.ID); got.State != forge.Closed || got.Gate.Mergeable || !got.Gate.Has(forge.NotOpen) {
		t.Errorf("after withdrawing: state %q, gate %+v", got.State, got.Gate)
	}
	list, err := s.As(Ben).List(s.ctx, forge.Filter{})
	s.must(err)
	if len(list) != 0 {
		t.Errorf("still offered: %+v", list)
	}
	closed, err := s.As(Ben).List(s.ctx, forge.Filter{State: forge.Closed})
	s.must(err)
	if len(closed) != 1 || closed[0].ID != c.ID {
		t.Errorf("closed ones: %+v", closed)
	}
	if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); err == nil {
		t.Error("a withdrawn contribution was merged")
	}
}

// withoutWrite goes every way that the place has for a member who may only read.
func withoutWrite(t *testing.T, s *scene) {
	caps := s.As(Cleo).Capabilities()
	if !caps.AGit && !caps.Fork {
		if _, err := s.As(Cleo).EnsureFork(s.ctx); !errors.Is(err, forge.ErrUnsupported) {
			t.Errorf("a fork on a place that has none: %v", err)
		}
		return
	}
	r, err := s.As(Cleo).Repository(s.ctx)
	s.must(err)
	if r.Permission != forge.Read || !r.Forkable {
		t.Errorf("cleo has %q, may fork: %v", r.Permission, r.Forkable)
	}
	if caps.AGit {
		s.offerFromOutside(forge.Proposal{Branch: "cop/cleo/tea", Title: "Drink tea", Body: "Two\nlines.", Reviewers: []forge.Login{Ben}}, forge.ByAGit)
	}
	if caps.Fork {
		s.offerFromOutside(forge.Proposal{Branch: "cop/cleo/coffee", Title: "Drink coffee", Body: "Two\nlines."}, forge.ByFork)
	}
}

// offerFromOutside shares, then shares again after another edit.
func (s *scene) offerFromOutside(p forge.Proposal, way forge.Way) {
	s.t.Helper()
	f, clone := s.As(Cleo), s.Clone(s.t, Cleo)
	clone.Start(p.Branch)
	var first forge.ID
	for _, text := range []string{"# Drink\n\nOne cup.\n", "# Drink\n\nTwo cups.\n"} {
		p.Head = clone.Write(p.Title, map[string]string{"practices/drink.md": text})
		r, err := f.Route(s.ctx, p)
		s.must(err)
		if r.Way == forge.ByBranch {
			s.t.Fatal("a member without write access is told to push a branch")
		}
		to := ""
		if way == forge.ByFork {
			r = forge.Route{Way: way, Ref: "refs/heads/" + string(p.Branch)}
			p.Fork, err = f.EnsureFork(s.ctx)
			s.must(err)
			to = p.Fork.CloneURL
		}
		if r.Way != way {
			s.t.Fatalf("way %q, want %q", r.Way, way)
		}
		clone.Push(r, to)
		p.Way = way
		c, err := f.Open(s.ctx, p)
		s.must(err)
		if first == "" {
			first = c.ID
		}
		got := s.head(c.ID, p.Head)
		if got.ID != first || got.Author != Cleo || got.Branch != p.Branch && way != forge.ByAGit || c.Branch != p.Branch || got.Title != p.Title || got.Body != p.Body {
			s.t.Errorf("by %s: %+v", way, got)
		}
		if (way == forge.ByFork) != (got.Fork != "") {
			s.t.Errorf("by %s the contribution comes from %q", way, got.Fork)
		}
	}
	s.submit(Ben, first, forge.Review{Opinion: forge.Approved, Head: p.Head})
	s.gate(first, "")
	_, err := s.As(Ben).Merge(s.ctx, first, p.Head)
	s.must(err)
	if got := s.get(first); got.State != forge.Merged {
		s.t.Errorf("state %q after merging", got.State)
	}
}

// hostile text goes in raw and comes out harmless.
func hostile(t *testing.T, s *scene) {
	evil := "Wait \x1b]0;owned\x07ten\u202e minutes"
	c := s.propose(forge.Proposal{Title: evil, Body: "a\x1b[31mred\x1b[0m\nb"}, better)
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.ChangesRequested, Head: c.Head, Body: "no\x1b[2J"})
	got := s.get(c.ID)
	all := got.Title + got.Body
	for _, h := range got.Threads {
		for _, m := range h.Comments {
			all += m.Body
		}
	}
	for _, v := range got.Verdicts {
		all += v.Body
	}
	if strings.ContainsAny(all, "\x1b\x07\u202e") {
		t.Errorf("control characters came through: %q", all)
	}
	if !strings.Contains(got.Title, "minutes") {
		t.Errorf("title %q", got.Title)
	}
}

func unknown(t *testing.T, s *scene) {
	id := forge.ID("4711")
	if !s.As(Ben).Capabilities().Numbers {
		id = "ana/nothing"
	}
	if _, err := s.As(Ben).Get(s.ctx, id); !errors.Is(err, forge.ErrNotFound) {
		t.Errorf("error %v, want not found", err)
	}
	var usage *forge.UsageError
	if _, err := s.As(Ben).Get(s.ctx, "../../x"); !errors.As(err, &usage) {
		t.Errorf("error %v, want a usage error", err)
	}
}
