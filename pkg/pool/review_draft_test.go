package pool_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// lineOf is the number of the line of a contribution's note that holds some words.
func lineOf(t *testing.T, r pool.Review, words string) int {
	t.Helper()
	for i, l := range strings.Split(string(r.Notes[0].New), "\n") {
		if strings.Contains(l, words) {
			return i + 1
		}
	}
	t.Fatalf("no line with %q in\n%s", words, r.Notes[0].New)
	return 0
}

// A review that was begun is kept until it was sent, follows what it is about when the
// author changes it, and is refused while nobody looked at the change.
func TestReviewDraft(t *testing.T) {
	c, _ := offered(t)
	r := c.review("ana", "one")
	ctx := t.Context()
	comment := func(words, body string) forge.Inline {
		return forge.Inline{Anchor: forge.Anchor{Path: onePath, Line: lineOf(t, r, words)}, Body: body}
	}
	c.with("ana", func(p *pool.Pool) {
		if _, err := p.Comment(ctx, r, forge.Inline{Anchor: forge.Anchor{Path: onePath, Line: 999}, Body: "x"}); !errors.As(err, new(*forge.UsageError)) {
			t.Errorf("a line that is not there: %v", err)
		}
		if _, err := p.Comment(ctx, r, forge.Inline{Anchor: forge.Anchor{Path: "practices/other.md", Line: 1}, Body: "x"}); !errors.As(err, new(*forge.UsageError)) {
			t.Errorf("another file: %v", err)
		}
		// U9, U48: on an empty line a suggestion would double the sentence beside it; a comment is
		// about that sentence.
		empty := lineOf(t, r, "first") - 1
		better := "Another first."
		if _, err := p.Comment(ctx, r, forge.Inline{Anchor: forge.Anchor{Path: onePath, Line: empty}, Suggestion: &better}); !errors.As(err, new(*forge.UsageError)) || !strings.Contains(err.Error(), "is empty") {
			t.Errorf("a suggestion for an empty line: %v", err)
		}
		if d, err := p.Comment(ctx, r, forge.Inline{Anchor: forge.Anchor{Path: onePath, Line: empty}, Body: "x"}); err != nil || d.Inline[0].Line == empty || d.Inline[0].Quote == "" {
			t.Errorf("a comment on an empty line: %+v, %v", d, err)
		}
		if a := r.AtWords(forge.Anchor{Path: onePath, Line: empty}); a.Line == empty || a.Line < 1 {
			t.Errorf("an empty line leads to %+v", a)
		}
		if _, err := p.DropReviewDraft(ctx, r.ID); err != nil {
			t.Fatal(err)
		}
		for _, in := range []forge.Inline{comment("second by ben", "Who?"), comment("first", "Why first?")} {
			if _, err := p.Comment(ctx, r, in); err != nil {
				t.Fatal(err)
			}
		}
	})

	// The author puts a line above and drops another.
	c.replace("ben", onePath, "first", "new on top\n\nfirst")
	c.replace("ben", onePath, "second by ben", "rewritten")
	c.share("ben")
	newer := c.review("ana", "one")
	c.with("ana", func(p *pool.Pool) {
		if _, err := p.Submit(ctx, r.ID, forge.Review{Opinion: forge.Commented, Head: newer.Head}); !errors.Is(err, forge.ErrStaleHead) {
			t.Fatalf("submitted unseen: %v", err)
		}
		d, lost, err := p.ShowReview(ctx, newer)
		if err != nil || lost != 1 || d.Comments() != 2 || len(d.Inline) != 1 || d.Inline[0].Line != lineOf(t, newer, "first") {
			t.Fatalf("followed: %+v, %d lost, %v", d, lost, err)
		}
		if _, err := p.Submit(ctx, r.ID, forge.Review{Opinion: forge.ChangesRequested, Head: r.Head}); !errors.Is(err, forge.ErrStaleHead) {
			t.Fatalf("submitted for the old head: %v", err)
		}
		if d, err = p.ReviewDraft(r.ID); err != nil || d.Comments() != 2 {
			t.Fatalf("a refused review is lost: %+v, %v", d, err)
		}
		back := c.away()
		if _, err := p.Submit(ctx, r.ID, forge.Review{Opinion: forge.ChangesRequested, Head: newer.Head, Body: "Far away."}); err == nil {
			t.Fatal("sent to nowhere")
		}
		if d, err = p.ReviewDraft(r.ID); err != nil || d.Comments() != 2 || d.Body != "Far away." || d.Opinion != forge.ChangesRequested {
			t.Fatalf("out of reach it is lost: %+v, %v", d, err)
		}
		back()
		if _, err := p.Submit(ctx, r.ID, forge.Review{Opinion: forge.ChangesRequested, Head: newer.Head, Body: "Please."}); err != nil {
			t.Fatal(err)
		}
		if d, err = p.ReviewDraft(r.ID); err != nil || !d.Empty() || d.Shown != newer.Head {
			t.Errorf("after sending: %+v, %v", d, err)
		}
	})
	after := c.review("ben", "one")
	var said []string
	for _, th := range after.Threads {
		for _, m := range th.Comments {
			said = append(said, m.Body)
		}
	}
	all := strings.Join(said, "|")
	if !strings.Contains(all, "Why first?") || !strings.Contains(all, "Who?") || !strings.Contains(all, "Please.") {
		t.Errorf("said %q", all)
	}
}

// A draft file that cannot be read is said, and left as it is.
func TestReviewDraftUnreadable(t *testing.T) {
	c, _ := offered(t)
	r := c.review("ana", "one")
	c.with("ana", func(p *pool.Pool) {
		if _, err := p.Comment(t.Context(), r, forge.Inline{Anchor: forge.Anchor{Path: onePath, Line: 1}, Body: "x"}); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(p.LocalDir(), "reviews", "*.json"))
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		if err := os.WriteFile(files[0], []byte("{half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Comment(t.Context(), r, forge.Inline{Anchor: forge.Anchor{Path: onePath, Line: 1}, Body: "y"}); err == nil {
			t.Error("written over")
		}
		if b, err := os.ReadFile(files[0]); err != nil || string(b) != "{half" {
			t.Errorf("%q, %v", b, err)
		}
	})
}

func TestPanel(t *testing.T) {
	c, _ := offered(t)
	c.write("ben", "practices/b/one-again.md", "---\ntitle: First thing again\n---\n\nSee [gone](../nowhere.md) and [[a/one]].\n")
	c.share("ben")
	r := c.review("ana", "one-again")
	c.with("ana", func(p *pool.Pool) {
		panel, err := p.Panel(t.Context(), r)
		if err != nil || !strings.Contains(panel.Rubric, "Would I find it?") {
			t.Fatal(panel, err)
		}
		if len(panel.Problems) != 1 || panel.Problems[0].Rule != "broken-link" {
			t.Errorf("problems %+v", panel.Problems)
		}
	})
}
