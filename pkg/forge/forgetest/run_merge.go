package forgetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

func gateApproval(t *testing.T, s *scene) {
	s.Protect(t, 1)
	c := s.propose(forge.Proposal{}, better)
	s.gate(c.ID, forge.NeedsApproval)
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head})
	s.gate(c.ID, "")
}

func gateCheck(t *testing.T, s *scene) {
	if !s.As(Ben).Capabilities().Checks {
		return // nothing can fail here
	}
	s.Protect(t, 0, "spelling")
	c := s.propose(forge.Proposal{}, better)
	s.gate(c.ID, forge.CheckPending)
	s.Report(t, c.Head, "spelling", false)
	g := s.gate(c.ID, forge.CheckFailed)
	if !strings.Contains(g.Reasons[0].Text, "spelling") {
		t.Errorf("the reason does not name the check: %q", g.Reasons[0].Text)
	}
	got := s.get(c.ID)
	if len(got.Checks) != 1 || got.Checks[0].Name != "spelling" || got.Checks[0].State != forge.Failed {
		t.Errorf("checks: %+v", got.Checks)
	}
	var blocked *forge.BlockedError
	if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); !errors.As(err, &blocked) {
		t.Errorf("merging in spite of a failed check: %v", err)
	}
	s.Report(t, c.Head, "spelling", true)
	s.gate(c.ID, "")
}

func gateConflict(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	s.gate(c.ID, "")
	ben := s.Clone(t, Ben)
	ben.Start("main")
	ben.Write("Wait twenty minutes", map[string]string{page: strings.ReplaceAll(better, "ten", "twenty")})
	ben.Git("push", "--quiet", "origin", "HEAD:refs/heads/main")
	s.gate(c.ID, forge.Conflicting)
	var blocked *forge.BlockedError
	if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); !errors.As(err, &blocked) {
		t.Errorf("merging in spite of a conflict: %v", err)
	}
}

func gateDraft(t *testing.T, s *scene) {
	if !s.As(Ana).Capabilities().Drafts {
		return
	}
	c := s.propose(forge.Proposal{Draft: true}, better)
	if !c.Draft || c.Title != "Wait ten minutes" {
		t.Fatalf("draft %v, title %q", c.Draft, c.Title)
	}
	s.gate(c.ID, forge.IsDraft)
	ready := false
	got, err := s.As(Ana).Update(s.ctx, c.ID, forge.Amendment{Draft: &ready})
	s.must(err)
	if got.Draft || got.Title != "Wait ten minutes" {
		t.Errorf("after it was finished: draft %v, title %q", got.Draft, got.Title)
	}
	s.gate(c.ID, "")
}

func mergeHead(t *testing.T, s *scene) {
	s.Protect(t, 1)
	c := s.propose(forge.Proposal{}, better)
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head})
	s.gate(c.ID, "")
	merged, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head)
	s.must(err)
	ben := s.Clone(t, Ben)
	if got := ben.Git("show", "origin/main:"+page); got != strings.TrimSpace(better) {
		t.Errorf("main has %q", got)
	}
	if tip := ben.Git("rev-parse", "origin/main"); merged != "" && tip != string(merged) {
		t.Errorf("merged as %s, main is at %s", merged, tip)
	}
	got := s.get(c.ID)
	if got.State != forge.Merged || got.Gate.Mergeable || got.Head != c.Head {
		t.Errorf("after merging: state %q gate %+v head %s", got.State, got.Gate, got.Head)
	}
	if v, ok := verdict(got, Ben); !ok || v.Opinion != forge.Approved {
		t.Errorf("the approval is forgotten: %+v", got.Verdicts)
	}
	list, err := s.As(Ana).List(s.ctx, forge.Filter{})
	s.must(err)
	if len(list) != 0 {
		t.Errorf("still offered: %+v", list)
	}
	if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); err == nil {
		t.Error("merged twice")
	}
}

func mergeStale(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	s.offer(forge.Proposal{Branch: branch, Title: "Wait ten minutes"}, better+"\nMore.\n")
	s.head(c.ID, s.ana.Head())
	if _, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head); !errors.Is(err, forge.ErrStaleHead) {
		t.Fatalf("error %v, want a stale head", err)
	}
	if got := s.get(c.ID); got.State != forge.Open {
		t.Errorf("state %q", got.State)
	}
}

func mergeBlocked(t *testing.T, s *scene) {
	s.Protect(t, 1)
	c := s.propose(forge.Proposal{}, better)
	s.gate(c.ID, forge.NeedsApproval)
	_, err := s.As(Ben).Merge(s.ctx, c.ID, c.Head)
	var blocked *forge.BlockedError
	if !errors.As(err, &blocked) || len(blocked.Reasons) == 0 || blocked.Reasons[0].Kind != forge.NeedsApproval {
		t.Fatalf("error %v, want the missing approval", err)
	}
	if !strings.Contains(err.Error(), "approval") {
		t.Errorf("the error does not say why: %v", err)
	}
}
