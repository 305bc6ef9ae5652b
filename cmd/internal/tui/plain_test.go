package tui

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// plainly is what a person sees who answers the plain browser with those lines, and the
// commands that ran.
func plainly(t *testing.T, dir string, start Start, lines ...string) (shown string, ran []string) {
	t.Helper()
	twin := term.Test(map[string]string{"TERM": "dumb"}).Terminal(80)
	twin.Err = twin.Stdout // both are the one terminal
	twin.Stdin.WriteString(strings.Join(lines, "\n") + "\n")
	s := &stage{T: t, dir: dir}
	s.open = func(ctx context.Context) (*pool.Pool, error) { return pool.Open(ctx, dir, options()) }
	s.run = func([]string) (string, int) { return "Sent.\n", 0 }
	if _, err := Browse(t.Context(), s.host(twin.Streams), start); err != nil {
		t.Fatal(err)
	}
	for _, args := range s.ran {
		ran = append(ran, strings.Join(args, " "))
	}
	if strings.Contains(twin.Stdout.String(), "\x1b") {
		t.Errorf("a sequence for the terminal: %q", twin.Stdout.String())
	}
	return twin.Stdout.String(), ran
}

// inOrder fails unless the words are there, each after the one before.
func inOrder(t *testing.T, text string, words ...string) {
	t.Helper()
	rest := text
	for _, w := range words {
		_, after, ok := strings.Cut(rest, w)
		if !ok {
			t.Fatalf("%q does not follow in:\n%s", w, text)
		}
		rest = after
	}
}

// The plain browser tells at the beginning what home tells, and lists it by a word.
func TestPlainHome(t *testing.T) {
	dir := breakfast(t)
	plainly(t, dir, Start{}, "q")
	write(t, dir, map[string]string{
		"oncall/brand-new.md": "---\ntitle: Brand new\nauthors: [ben]\n---\n\nText.\n",
		"oncall/mine.md":      "---\ntitle: Still mine\nauthors: [ana]\n---\n\nText.\n",
	})
	shown, _ := plainly(t, dir, Start{}, "new", "questions", "mine", "q")
	inOrder(t, shown,
		"New since you last looked: 1. The word new lists them.", "Questions waiting: 1.", "Yours, not with the others yet: 2.",
		"New since you last looked: 1 to 1 of 1", "Brand new, oncall, draft",
		"Questions waiting: 1 to 1 of 1", "Why is the first request so slow?, deploy, open", "Yours, not with the others yet: 1 to 2 of 2", "Still mine")
	shown, _ = plainly(t, dir, Start{}, "new", "q")
	inOrder(t, shown, "New since you last looked: none.")
}

// Everything a review needs, in plain lines: the queue, the change with the numbers of its
// lines, comments, the verdict, and why it cannot be accepted.
func TestPlainReview(t *testing.T) {
	ana, _ := inReview(t)
	plainly(t, ana, Start{}, "r", "b", "q")
	shown, ran := plainly(t, ana, Start{}, "r", "1", "c", "c 12", "Which Monday?", "c 400", "m", "r 7", "v", "2", "Nearly.", "7", "b", "q")
	inOrder(t, shown,
		"Reviews that ask for you: 1. r shows them.",
		"In review: 1 contribution", `1  Improve "Rotate the pager", by ben, asks for you`,
		"12 ~ 1. Hand over [-on-] {+every+} Monday", "c LINE comment",
		"Which line?", "On “1. Hand over every Monday at ten.”", "Kept; v sends it with your verdict.",
		"There is nothing to comment on at line 400.", "It cannot be accepted yet:", "approval",
		"Which thread?",
		"Your verdict", "Words about the whole", "Sent.", "In review: 1 contribution", "There is no contribution 7 here.", "Number, n next")
	want := regexp.MustCompile(`^review ben/rotate-the-pager --head [0-9a-f]{40} --request-changes --body Nearly\.$`)
	if len(ran) != 1 || !want.MatchString(ran[0]) {
		t.Errorf("ran %q", ran)
	}
	in(t, ana, "ana", func(p *pool.Pool) error {
		d, err := p.ReviewDraft("ben/rotate-the-pager")
		if len(d.Inline) != 1 || d.Inline[0].Line != 12 || d.Inline[0].Body != "Which Monday?" {
			t.Errorf("kept %+v", d)
		}
		return err
	})
	shown, _ = plainly(t, ana, Start{}, "r", "1", "b", "b", "q")
	inOrder(t, shown, "Not sent yet: 1 comment of yours.")
}

// Nobody to ask is no reason to end.
func TestPlainReviewNowhere(t *testing.T) {
	shown, _ := plainly(t, breakfast(t), Start{}, "r", "q")
	inOrder(t, shown, "not connected to a shared place", "Number, n next")
}
