package pool_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// with opens a member's clone for a moment.
func (c *community) with(name string, work func(p *pool.Pool)) {
	c.t.Helper()
	work(c.reopen(name))
}

// review is one contribution as a member sees it.
func (c *community) review(name, typed string) (r pool.Review) {
	c.t.Helper()
	c.with(name, func(p *pool.Pool) {
		var err error
		if r, err = p.Review(c.t.Context(), typed); err != nil {
			c.t.Fatalf("%s looks at %q: %v", name, typed, err)
		}
	})
	return r
}

func TestReviewShowsWhatChanges(t *testing.T) {
	c, _ := offered(t)
	for _, typed := range []string{"ben/one", "cop/ben/one", "one", "a/one"} {
		r := c.review("ana", typed)
		if r.ID != "ben/one" || r.Mine || len(r.Notes) != 1 {
			t.Fatalf("%q: %+v", typed, r)
		}
		n := r.Notes[0]
		if n.Address != "a/one" || n.Change != pool.Edited || strings.Contains(string(n.Old), "by ben") || !strings.Contains(string(n.New), "second by ben") {
			t.Errorf("%q changes %+v: %q, %q", typed, n, n.Old, n.New)
		}
	}
	if r := c.review("ben", "one"); !r.Mine || r.AsksMe {
		t.Errorf("ben's own: %+v", r)
	}
	c.with("ana", func(p *pool.Pool) {
		if _, err := p.Review(t.Context(), "nothing-like-it"); !errors.Is(err, pool.ErrNoReview) {
			t.Errorf("an unknown name: %v", err)
		}
	})
}

func TestJudgeAndAccept(t *testing.T) {
	c, _ := offered(t)
	r := c.review("ana", "one")
	c.with("ana", func(p *pool.Pool) {
		var blocked *forge.BlockedError
		if _, err := p.Accept(t.Context(), r.ID, r.Head); !errors.As(err, &blocked) || !strings.Contains(err.Error(), "approval") {
			t.Errorf("accepting what nobody approved: %v", err)
		}
		if _, err := p.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head, Body: "Good."}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Accept(t.Context(), r.ID, forge.Commit(strings.Repeat("0", 40))); !errors.Is(err, forge.ErrStaleHead) {
			t.Errorf("accepting another head: %v", err)
		}
		got, err := p.Accept(t.Context(), r.ID, r.Head)
		if err != nil || got.Behind != nil {
			t.Fatal(err, got.Behind)
		}
	})
	c.has("ana", onePath, "second by ben")
	if rep := c.sync("ben"); len(rep.Closed) != 1 {
		t.Errorf("ben's sync closes %v", rep.Closed)
	}
	c.nothingOpen("ben")
	c.sound("ana", "ben")
	if r := c.review("ana", "ben/one"); r.State != forge.Merged || len(r.Notes) != 1 || !strings.Contains(string(r.Notes[0].New), "by ben") {
		t.Errorf("what was accepted can still be looked at: %+v", r)
	}
}

func TestSuggestionsAreTaken(t *testing.T) {
	c, branch := offered(t)
	r := c.review("ana", "one")
	lines := strings.Split(string(r.Notes[0].New), "\n")
	at := 0
	for i, l := range lines {
		if strings.Contains(l, "second by ben") {
			at = i + 1
		}
	}
	better := "second by ben and ana"
	c.with("ana", func(p *pool.Pool) {
		_, err := p.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.ChangesRequested, Head: r.Head, Inline: []forge.Inline{
			{Anchor: forge.Anchor{Path: onePath, Line: at}, Body: "Together?", Suggestion: &better},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.ApplySuggestions(t.Context(), r.ID); !errors.Is(err, pool.ErrNotYours) {
			t.Errorf("ana applies to ben's: %v", err)
		}
	})
	c.replace("ben", onePath, "first", "first, edited since")
	c.with("ben", func(p *pool.Pool) {
		mine, err := p.Review(t.Context(), "one")
		if err != nil || len(mine.Suggested()) != 1 {
			t.Fatalf("suggested: %+v, %v", mine.Suggested(), err)
		}
		// U37: what stops it half-way leaves nothing that takes the suggestion back later.
		own := filepath.Join(p.Root(), filepath.FromSlash(onePath))
		if err := os.Chmod(own, 0o444); err != nil {
			t.Fatal(err)
		}
		if _, err := p.ApplySuggestions(t.Context(), r.ID); !errors.Is(err, fs.ErrPermission) {
			t.Fatalf("applied to a file that may not be written: %v", err)
		}
		if err := os.Chmod(own, 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := p.ApplySuggestions(t.Context(), r.ID)
		if err != nil || len(got.Done) != 1 || len(got.Left) != 0 || got.Waiting != nil {
			t.Fatalf("applied: %+v, %v", got, err)
		}
		after, err := p.Review(t.Context(), "one")
		if err != nil || len(after.Suggested()) != 0 || !strings.Contains(string(after.Notes[0].New), better) {
			t.Errorf("afterwards: %+v, %v", after, err)
		}
	})
	c.has("ben", onePath, better)
	c.has("ben", onePath, "edited since")
	if got := c.run("", "log", "-1", "--format=%B", branch); !strings.Contains(got, "Co-authored-by: ana <ana@example.org>") {
		t.Errorf("no thanks: %s", got)
	}
	if got := c.run("", "show", branch+":"+onePath); strings.Contains(got, "edited since") {
		t.Errorf("more than the suggestion went out: %s", got)
	}
}
