package forgetest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// renamed: whatever reads or writes follows the repository to its new name, and says so.
func renamed(t *testing.T, s *scene) {
	if s.Settings == nil {
		return
	}
	c := s.propose(forge.Proposal{}, better)
	s.Settings.Rename(t, "pool-of-notes")
	for name, write := range map[string]func(forge.Forge) error{
		"review": func(f forge.Forge) error {
			_, err := f.Submit(s.ctx, c.ID, forge.Review{Opinion: forge.Commented, Head: c.Head, Body: "Which tea?"})
			return err
		},
		"reply": func(f forge.Forge) error {
			_, err := f.Reply(s.ctx, c.ID, forge.Conversation, "Green.")
			return err
		},
		"update": func(f forge.Forge) error {
			words := "Why ten."
			_, err := f.Update(s.ctx, c.ID, forge.Amendment{Body: &words})
			return err
		},
		"list": func(f forge.Forge) error {
			list, err := f.List(s.ctx, forge.Filter{})
			if err == nil && len(list) != 1 {
				t.Errorf("the list has %d", len(list))
			}
			return err
		},
		"merge": func(f forge.Forge) error { _, err := f.Gate(s.ctx, c.ID); return err },
	} {
		before := len(s.Settings.Heard())
		if err := write(s.As(Ben)); err != nil {
			t.Errorf("%s by the old name: %v", name, err)
		}
		if heard := s.Settings.Heard(); len(heard) != before+1 || !strings.HasSuffix(heard[before], "/pool-of-notes") {
			t.Errorf("%s: heard %q", name, heard[before:])
		}
	}
	r, err := s.As(Ana).Repository(s.ctx)
	s.must(err)
	if !strings.HasSuffix(r.Path, "/pool-of-notes") {
		t.Errorf("the repository is at %s", r.Path)
	}
	if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); err != nil {
		t.Errorf("merge by the old name: %v", err)
	}
}

// archived: nothing is pushed or opened, in words that say why; afterwards all is as before.
func archived(t *testing.T, s *scene) {
	if s.Settings == nil {
		return
	}
	c := s.propose(forge.Proposal{}, better)
	s.Settings.Archive(t, true)
	_, err := s.As(Ana).Route(s.ctx, forge.Proposal{Branch: "cop/ana/tea", Title: "Drink tea"})
	if err == nil || !strings.Contains(err.Error(), "archived") {
		t.Errorf("offered to an archive: %v", err)
	}
	if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); err == nil || !strings.Contains(err.Error(), "archived") {
		t.Errorf("merged in an archive: %v", err)
	}
	s.Settings.Archive(t, false)
	s.gate(c.ID, "")
	_, err = s.As(Ben).Merge(s.ctx, c.ID, c.Head)
	s.must(err)
}

// passerBy: whoever may only read has an opinion and no vote.
func passerBy(t *testing.T, s *scene) {
	if s.Settings == nil {
		return
	}
	s.Protect(t, 1)
	c := s.propose(forge.Proposal{}, better)
	s.submit(Cleo, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head})
	s.gate(c.ID, forge.NeedsApproval)
	s.submit(Cleo, c.ID, forge.Review{Opinion: forge.ChangesRequested, Head: c.Head, Body: "I would wait longer."})
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head})
	if g := s.gate(c.ID, ""); g.Has(forge.ChangesAsked) {
		t.Errorf("a passer-by stops it: %+v", g)
	}
	got := s.get(c.ID)
	cleo, _ := verdict(got, Cleo)
	ben, _ := verdict(got, Ben)
	if cleo.Opinion != forge.ChangesRequested || !cleo.Advisory || ben.Advisory {
		t.Errorf("verdicts: %+v", got.Verdicts)
	}
	_, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head)
	s.must(err)
}

// styles: what the repository allows is taken.
func styles(t *testing.T, s *scene) {
	if s.Settings == nil {
		return
	}
	for round, only := range []string{"squash", "rebase", "merge"} {
		s.Settings.Style(t, only)
		name := forge.Branch("cop/ana/by-" + only)
		s.ana.Git("fetch", "--quiet", "origin")
		s.ana.Start(name)
		s.ana.Git("commit", "--quiet", "--allow-empty", "--author", "Zoe <zoe@example.org>", "-m", "Begin with "+only)
		c := s.offer(forge.Proposal{Branch: name, Title: "By " + only}, better+"\n"+only+"\n")
		s.gate(c.ID, "")
		if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); err != nil {
			t.Fatalf("%s alone is allowed: %v", only, err)
		}
		ben := s.Clone(t, Ben)
		if got := ben.Git("show", "origin/main:"+page); !strings.Contains(got, only) {
			t.Errorf("by %s: main has %q", only, got)
		}
		if all := ben.Git("log", "--format=%an %B", "origin/main"); s.Settings.Names && strings.Count(all, "Zoe") < 1+round {
			t.Errorf("by %s: who wrote some of it is not named:\n%s", only, all)
		}
		if one := len(strings.Fields(ben.Git("rev-list", "--parents", "-1", "origin/main"))) == 2; one != (only != "merge") {
			t.Errorf("by %s: one parent %v", only, one)
		}
	}
}

func acceptedBy(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head, Body: "Thank you!"})
	s.gate(c.ID, "")
	_, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head)
	s.must(err)
	got := s.get(c.ID)
	if got.State != forge.Merged || got.Closing.By != Ben || got.Closing.When.IsZero() || got.Closing.Words != "Thank you!" {
		t.Errorf("%s, %+v", got.State, got.Closing)
	}
}

func declinedBy(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	if got := s.get(c.ID); got.Closing != (forge.Closing{}) {
		t.Errorf("while it is open: %+v", got.Closing)
	}
	_, err := s.As(Ben).Reply(s.ctx, c.ID, forge.Conversation, "We have that already.")
	s.must(err)
	_, err = s.As(Ana).Reply(s.ctx, c.ID, forge.Conversation, "Oh.")
	s.must(err)
	s.must(s.As(Ben).Withdraw(s.ctx, c.ID, ""))
	got := s.get(c.ID)
	if got.State != forge.Closed || got.Closing.By != Ben || got.Closing.When.IsZero() || got.Closing.Words != "We have that already." {
		t.Errorf("declined: %s, %+v", got.State, got.Closing)
	}
}

// reopened: somebody else adds to a contribution, it is closed and opened again: it is one
// and the same, with the newest head.
func reopened(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	ben := s.Clone(t, Ben)
	ben.Git("checkout", "--quiet", "-B", "help", "origin/"+string(branch))
	head := ben.Write("Say why", map[string]string{page: better + "\nTen is enough.\n"})
	ben.Git("push", "--quiet", "origin", "HEAD:refs/heads/"+string(branch))
	if got := s.head(c.ID, head); got.State != forge.Open || got.Author != Ana {
		t.Errorf("after it was amended: %+v", got)
	}
	if s.Settings == nil {
		return
	}
	s.must(s.As(Ana).Withdraw(s.ctx, c.ID, ""))
	s.Settings.Reopen(t, Ana, c.ID)
	got := s.get(c.ID)
	if got.State != forge.Open || got.Head != head || got.Closing != (forge.Closing{}) {
		t.Errorf("reopened: %+v", got)
	}
	same, err := s.As(Ana).Open(s.ctx, forge.Proposal{Branch: branch, Way: forge.ByBranch, Title: "Wait ten minutes", Head: head})
	s.must(err)
	if same.ID != c.ID {
		t.Errorf("offered again as %s, not as %s", same.ID, c.ID)
	}
}

// narrowToken: the token's scope is the reason, and is named – before anything is tried, too.
func narrowToken(t *testing.T, s *scene) {
	if s.Settings == nil {
		return
	}
	c := s.propose(forge.Proposal{}, better)
	f := s.Settings.Narrow(Ben)
	_, err := f.Reply(s.ctx, c.ID, forge.Conversation, "Hello.")
	var auth *forge.AuthError
	if !errors.As(err, &auth) || auth.Lacks == "" || !strings.Contains(err.Error(), auth.Lacks) {
		t.Errorf("a token that may only read: %v", err)
	}
	for who, want := range map[forge.Forge]bool{f: true, s.As(Ben): false} {
		lacks, err := who.(forge.Scoped).Lacks(s.ctx)
		s.must(err)
		if (lacks != "") != want {
			t.Errorf("the token lacks %q", lacks)
		}
	}
	if got := s.get(c.ID); slices.ContainsFunc(got.Threads, func(h forge.Thread) bool { return true }) {
		t.Errorf("something was said: %+v", got.Threads)
	}
}
