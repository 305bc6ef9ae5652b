package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

const rotaBefore = "---\ntitle: Rotate the pager\nauthors: [ana]\ndate: 2026-11-01\n---\n\nWho carries it for weeks stops hearing it. Nobody should carry it\nfor more than a week.\n\n## What to do\n\n1. Hand over on Monday.\n2. Say what rang.\n"

// optionsOf are those of a member's pools.
func optionsOf(name string) pool.Options {
	o := options()
	o.Handle = name
	title := strings.ToUpper(name[:1]) + name[1:]
	o.Env = strings.Split(strings.NewReplacer("=Ana", "="+title, "=ana@", "="+name+"@").Replace(strings.Join(o.Env, "\n")), "\n")
	return o
}

// in does something in a member's pool.
func in(t *testing.T, dir, name string, work func(p *pool.Pool) error) {
	t.Helper()
	p, err := pool.Open(context.Background(), dir, optionsOf(name))
	if err == nil {
		err = errors.Join(work(p), p.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func shareAs(t *testing.T, dir, name string) {
	t.Helper()
	in(t, dir, name, func(p *pool.Pool) error {
		_, err := p.Share(t.Context(), pool.ShareOptions{Anyway: true})
		return err
	})
}

// inReview is the pool of ana, who looks after it, and that of ben, who offers her a
// better note.
func inReview(t *testing.T) (ana, ben string) {
	t.Helper()
	root := t.TempDir()
	ana, ben = filepath.Join(root, "ana"), filepath.Join(root, "ben")
	bare := filepath.Join(root, "shared.git")
	p, err := pool.Found(t.Context(), ana, pool.Founding{
		Name: "Breakfast table", Direct: true, Remote: bare, Me: pool.Member{Name: "Ana", Email: "ana@example.org", Handle: "ana"},
	}, options())
	if err == nil {
		err = p.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	charter := read(t, ana, "charter.md")
	if !strings.Contains(charter, "practices: direct") {
		t.Fatal(charter)
	}
	write(t, ana, map[string]string{
		"oncall/rotate-the-pager.md": rotaBefore,
		"charter.md":                 strings.Replace(charter, "practices: direct", "practices: required", 1),
	})
	shareAs(t, ana, "ana")
	if p, err = pool.Join(t.Context(), bare, ben, optionsOf("ben")); err == nil {
		err = p.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	better := strings.NewReplacer("on Monday.", "every Monday at ten.", "It. Nobody", "it. Nobody", "Say what rang.\n", "Say what rang.\n3. Thank whoever had it.\n").Replace(rotaBefore)
	write(t, ben, map[string]string{"oncall/rotate-the-pager.md": better})
	shareAs(t, ben, "ben")
	return ana, ben
}

// U30: at 80 and at 40 columns the queue says where each contribution stands, and home says
// what asks for a person.
func TestReviewScreens(t *testing.T) {
	ana, _ := inReview(t)
	for _, size := range sizes {
		at := func(name string) string { return fmt.Sprintf("review-%s-%dx%d", name, size[0], size[1]) }
		s := newStage(t, ana, size[0], size[1], Start{})
		s.press("4")
		s.golden(at("queue"))
		s.press("1")
		s.sees("Reviews that ask for you")
		s.golden(at("home"))
		s.press("4", "enter")
		s.golden(at("read"))
		s.press("]")
		s.golden(at("change"))
		s.press("tab")
		s.golden(at("words"))
		s.press("tab")
		s.golden(at("source"))
		s.press("tab", "c")
		s.golden(at("comment"))
		s.press("esc", "s")
		s.golden(at("suggest"))
		s.press("esc", "v")
		s.golden(at("verdict"))
		s.press("esc", "m")
		s.golden(at("accept"))
	}
}

// What is written about a line is kept with it until the verdict takes it along, also when
// the browser ends in between.
func TestReviewComments(t *testing.T) {
	ana, _ := inReview(t)
	s := newStage(t, ana, 80, 24, Start{})
	s.press("4", "enter", "]", "c", "'Which Monday?", "enter")
	s.sees("you, not sent yet", "Which Monday?", "Kept; v sends it")
	s.press("s", "ctrl+u", "'1. Hand over on Mondays.", "enter")
	s.sees("1. Hand over on Mondays.")
	s.press("g")
	s.sees("Not sent yet: 2 comments")

	s = newStage(t, ana, 80, 24, Start{})
	s.press("4", "enter", "v", "c", "enter", "'Nearly.")
	s.sees("2 comments of yours go with it")
	s.press("enter")
	got := strings.Join(s.ran[0], " ")
	if !strings.HasPrefix(got, "review ben/rotate-the-pager --head ") || !strings.HasSuffix(got, " --request-changes --body Nearly.") {
		t.Errorf("ran %q", got)
	}
	in(t, ana, "ana", func(p *pool.Pool) error {
		d, err := p.ReviewDraft("ben/rotate-the-pager")
		if len(d.Inline) != 2 || d.Inline[0].Line != 12 || d.Inline[0].Body != "Which Monday?" || d.Inline[1].Suggestion == nil || *d.Inline[1].Suggestion != "1. Hand over on Mondays." {
			t.Errorf("kept %+v", d)
		}
		return err
	})
	s.press("m")
	s.sees("It cannot be accepted yet", "needs 1 approval")
	s.press("enter")
	if len(s.ran) != 1 {
		t.Errorf("accepted what cannot be: %q", s.ran)
	}
}

// The place of review out of reach: what was known is there and said to be old.
func TestReviewOffline(t *testing.T) {
	ana, _ := inReview(t)
	s := newStage(t, ana, 80, 24, Start{})
	s.press("4")
	if err := os.Rename(filepath.Join(filepath.Dir(ana), "shared.git"), filepath.Join(filepath.Dir(ana), "away.git")); err != nil {
		t.Fatal(err)
	}
	s = newStage(t, ana, 80, 24, Start{})
	s.sees("Reviews that ask for you")
	s.press("4")
	s.sees("as known now", "Improve \"Rotate the pager\"")
	s.press("enter")
	s.sees("ctrl+r asks again")
}

// Late answers do not count, and a tab that was left does not come back.
func TestReviewLate(t *testing.T) {
	ana, _ := inReview(t)
	s := newStage(t, ana, 80, 24, Start{})
	s.press("4", "enter")
	old := s.b.reviews.get.n
	s.send(reviewRead{n: old - 1, err: errors.New("late")})
	s.seesNot("late")
	s.press("esc")
	s.sees("1 contribution")
	s.press("esc")
	if s.b.at != atHome {
		t.Errorf("at %v", s.b.at)
	}
}

// U9: a contribution of one's own is edited in the browser, and what others suggest is taken
// there; what is somebody else's is not.
func TestOwnContributionInTheBrowserU9(t *testing.T) {
	ana, ben := inReview(t)
	suggestTo(t, ana)
	s := newStage(t, ana, 80, 24, Start{})
	s.press("4", "enter", "e")
	s.sees("Only ben can do that; s suggests other words.")

	for _, size := range sizes {
		s = newStageOf(t, ben, optionsOf("ben"), size[0], size[1], Start{})
		s.press("4", "enter")
		s.sees("Yours: e edits it, a takes 1 suggestion.")
		s.press("a")
		s.golden(fmt.Sprintf("review-suggested-%dx%d", size[0], size[1]))
	}
	s.press("enter")
	if got := strings.Join(s.ran[len(s.ran)-1], " "); got != "review ben/rotate-the-pager --apply" {
		t.Errorf("ran %q", got)
	}
	s.press("e")
	s.sees("Closed without a change.")
	if got := strings.Join(s.lent[0], " "); got != "edit oncall/rotate-the-pager" {
		t.Errorf("lent %q", got)
	}
	s.edit = func() {
		write(t, ben, map[string]string{"oncall/rotate-the-pager.md": read(t, ben, "oncall/rotate-the-pager.md") + "4. Rest.\n"})
	}
	s.press("e")
	if got := strings.Join(s.ran[len(s.ran)-1], " "); got != "share oncall/rotate-the-pager --dry-run" {
		t.Errorf("ran %q", got)
	}
	s.press("enter")
	if got := strings.Join(s.ran[len(s.ran)-1], " "); got != "share oncall/rotate-the-pager" {
		t.Errorf("ran %q", got)
	}
}

// suggestTo lets ana suggest other words for a line of what ben offers.
func suggestTo(t *testing.T, ana string) {
	t.Helper()
	in(t, ana, "ana", func(p *pool.Pool) error {
		r, err := p.Review(t.Context(), "ben/rotate-the-pager")
		if err != nil {
			return err
		}
		words := "1. Hand over on Mondays."
		_, err = p.Comment(t.Context(), r, forge.Inline{Anchor: forge.Anchor{Path: r.Notes[0].Path, Line: 12}, Suggestion: &words})
		if err == nil {
			_, err = p.Submit(t.Context(), r.ID, forge.Review{Opinion: forge.Commented, Head: r.Head})
		}
		return err
	})
}
