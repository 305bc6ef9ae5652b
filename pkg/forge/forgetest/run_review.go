package forgetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

func inlineAndReply(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	suggestion := "Call the second on-call after eight minutes."
	receipt := s.submit(Ben, c.ID, forge.Review{Opinion: forge.Commented, Head: c.Head, Inline: []forge.Inline{
		{Anchor: forge.Anchor{Path: page, Line: 4}, Body: "Ten is long.", Suggestion: &suggestion},
	}})
	if len(receipt.Moved) > 0 || receipt.Verdict.Opinion != forge.Commented || receipt.Verdict.By != Ben {
		t.Errorf("receipt: %+v", receipt)
	}
	threads, err := s.As(Ana).Threads(s.ctx, c.ID)
	s.must(err)
	h, ok := thread(threads, page, 4)
	if !ok || len(h.Comments) != 1 || h.Comments[0].By != Ben || !strings.HasPrefix(h.Comments[0].Body, "Ten is long.") || h.Outdated {
		t.Fatalf("threads: %+v", threads)
	}
	if h.Quote != "" && h.Quote != "Call the second on-call after ten minutes." {
		t.Errorf("quote %q", h.Quote)
	}
	found := forge.Suggestions(h.Comments[0].Body)
	if len(found) != 1 || found[0].Text != suggestion {
		t.Fatalf("suggestions in %q: %+v", h.Comments[0].Body, found)
	}
	if first, last := found[0].Lines(h.Anchor); first != 4 || last != 4 {
		t.Errorf("the suggestion replaces lines %d to %d, want 4", first, last)
	}
	said, err := s.As(Ana).Reply(s.ctx, c.ID, h.ID, "Eight it is.")
	s.must(err)
	if said.By != Ana || said.Body != "Eight it is." {
		t.Errorf("reply: %+v", said)
	}
	threads, err = s.As(Ben).Threads(s.ctx, c.ID)
	s.must(err)
	h, _ = thread(threads, page, 4)
	if len(h.Comments) != 2 || h.Comments[1].By != Ana || h.Comments[1].Body != "Eight it is." {
		t.Errorf("thread after the reply: %+v", h)
	}
}

// commentOutside speaks of lines that the change does not touch: a comment is never lost.
func commentOutside(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	receipt := s.submit(Ben, c.ID, forge.Review{Opinion: forge.Commented, Head: c.Head, Body: "Two things.", Inline: []forge.Inline{
		{Anchor: forge.Anchor{Path: page, Line: 4}, Body: "On the line."},
		{Anchor: forge.Anchor{Path: "practices/elsewhere.md", Line: 2}, Body: "Somewhere else."},
	}})
	if len(receipt.Moved) != 1 || receipt.Moved[0].Path != "practices/elsewhere.md" {
		t.Errorf("moved: %+v", receipt.Moved)
	}
	var all strings.Builder
	for _, h := range s.get(c.ID).Threads {
		for _, m := range h.Comments {
			all.WriteString(m.Body + "\n")
		}
	}
	for _, want := range []string{"Two things.", "On the line.", "Somewhere else.", "practices/elsewhere.md:2"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q was lost: %q", want, all.String())
		}
	}
}

func conversation(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	_, err := s.As(Ben).Reply(s.ctx, c.ID, forge.Conversation, "Where does ten come from?")
	s.must(err)
	_, err = s.As(Ana).Reply(s.ctx, c.ID, forge.Conversation, "From the incident.")
	s.must(err)
	threads, err := s.As(Ben).Threads(s.ctx, c.ID)
	s.must(err)
	if len(threads) != 1 || threads[0].ID != forge.Conversation || len(threads[0].Comments) != 2 {
		t.Fatalf("threads: %+v", threads)
	}
	said := threads[0].Comments
	if said[0].By != Ben || said[1].By != Ana || said[1].Body != "From the incident." || said[0].When.IsZero() {
		t.Errorf("conversation: %+v", said)
	}
	if _, err := s.As(Ben).Reply(s.ctx, c.ID, "99999", "into the void"); !errors.Is(err, forge.ErrNotFound) {
		t.Errorf("reply to an unknown thread: %v", err)
	}
}

func requestThenApprove(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	receipt := s.submit(Ben, c.ID, forge.Review{Opinion: forge.ChangesRequested, Head: c.Head, Body: "Say why."})
	if receipt.Verdict.Opinion != forge.ChangesRequested {
		t.Fatalf("receipt: %+v", receipt)
	}
	g := s.gate(c.ID, forge.ChangesAsked)
	if !strings.Contains(g.Reasons[0].Text, "ben") {
		t.Errorf("the reason does not say who: %q", g.Reasons[0].Text)
	}
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head, Body: "Fine now."})
	got := s.get(c.ID)
	v, ok := verdict(got, Ben)
	if !ok || len(got.Verdicts) != 1 || v.Opinion != forge.Approved || v.Stale {
		t.Errorf("verdicts: %+v", got.Verdicts)
	}
	if heads := s.As(Ben).Capabilities().Heads; heads && v.Head != c.Head {
		t.Errorf("the verdict is on %q, want %q", v.Head, c.Head)
	}
	s.gate(c.ID, "")
	if _, err := s.As(Ana).Submit(s.ctx, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head}); (err == nil) != s.As(Ana).Capabilities().OwnVerdict {
		t.Errorf("approving one's own: %v", err)
	}
}

func newHeadStales(t *testing.T, s *scene) {
	s.Protect(t, 1)
	c := s.propose(forge.Proposal{}, better)
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head})
	s.gate(c.ID, "")
	s.offer(forge.Proposal{Branch: branch, Title: "Wait ten minutes"}, better+"\nMore.\n")
	got := s.head(c.ID, s.ana.Head())
	if v, ok := verdict(got, Ben); ok && !v.Stale {
		t.Errorf("an approval of %s counts for %s: %+v", c.Head, got.Head, v)
	}
	s.gate(c.ID, forge.NeedsApproval)
	s.submit(Ben, c.ID, forge.Review{Opinion: forge.Approved, Head: got.Head})
	s.gate(c.ID, "")
}

func reviewOldHead(t *testing.T, s *scene) {
	c := s.propose(forge.Proposal{}, better)
	s.offer(forge.Proposal{Branch: branch, Title: "Wait ten minutes"}, better+"\nMore.\n")
	now := s.head(c.ID, s.ana.Head())
	_, err := s.As(Ben).Submit(s.ctx, c.ID, forge.Review{Opinion: forge.Approved, Head: c.Head})
	var stale *forge.StaleHeadError
	if !errors.Is(err, forge.ErrStaleHead) || !errors.As(err, &stale) || stale.Have != now.Head || stale.Want != c.Head {
		t.Fatalf("error %v, want a stale head", err)
	}
	if v, ok := verdict(s.get(c.ID), Ben); ok {
		t.Errorf("the refused review is there: %+v", v)
	}
	for _, r := range []forge.Review{
		{Opinion: forge.Approved}, {Opinion: "meh", Head: now.Head}, {Head: now.Head}, {Opinion: forge.ChangesRequested, Head: now.Head},
		{Head: now.Head, Inline: []forge.Inline{{Anchor: forge.Anchor{Path: page}}}},
	} {
		var usage *forge.UsageError
		if _, err := s.As(Ben).Submit(s.ctx, c.ID, r); !errors.As(err, &usage) {
			t.Errorf("review %+v: error %v, want a usage error", r, err)
		}
	}
}
