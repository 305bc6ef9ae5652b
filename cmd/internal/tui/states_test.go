package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// eachSize runs a story in every size; at names its screens.
func eachSize(t *testing.T, story func(t *testing.T, width, height int, at func(string) string)) {
	t.Helper()
	for _, size := range sizes {
		t.Run(fmt.Sprint(size[0]), func(t *testing.T) {
			story(t, size[0], size[1], func(name string) string { return fmt.Sprintf("%s-%dx%d", name, size[0], size[1]) })
		})
	}
}

// Before the notes are there, and while a command is at work.
func TestWaitingScreens(t *testing.T) {
	eachSize(t, func(t *testing.T, width, height int, at func(string) string) {
		s := newStage(t, breakfast(t), width, height, Start{})
		early := newBrowser(t.Context(), s.host(s.b.host.Streams), s.b.session, Start{})
		late := *s
		late.b = early
		late.send(tea.WindowSizeMsg{Width: width, Height: height})
		late.golden(at("reading-home"))
		late.send(progressed{"reading notes", 12345, 100000})
		late.press("2")
		late.golden(at("reading-pool"))

		s.held = func(tea.Cmd) bool { return true }
		s.press("S")
		s.send(said{s.b.running.n, "fetching from git.example.org, 1,200 of 30,000 objects"})
		s.golden(at("syncing"))
	})
}

// What is mine, what is new, and what somebody else did.
func TestHomeScreens(t *testing.T) {
	eachSize(t, func(t *testing.T, width, height int, at func(string) string) {
		dir := breakfast(t)
		s := newStage(t, dir, width, height, Start{})
		if err := s.b.remember(); err != nil {
			t.Fatal(err)
		}
		write(t, dir, map[string]string{
			"oncall/brand-new.md": "---\ntitle: Brand new\nauthors: [ben]\ndate: 2026-11-22\n---\n\nText.\n",
			"people/cy.md":        "---\ntitle: Cy Example\ntype: person\nauthors: [cy]\ndate: 2026-11-01\n---\n\n## Ask me about\n\nKettles.\n",
		})
		shareAll(t, dir)
		write(t, dir, map[string]string{"oncall/mine.md": "---\ntitle: Not with the others yet\nauthors: [ana]\ndate: 2026-11-22\n---\n\nText.\n"})
		s = newStage(t, dir, width, height, Start{})
		s.golden(at("home-news"))
		s.press("s")
		s.run = func([]string) (string, int) { return "Would offer oncall/mine for review.\nTo two stewards.\n", 0 }
		s.press("esc", "s")
		s.golden(at("share-mine"))
		s.press("esc", "P")
		s.golden(at("people"))
		s.press("j")
		s.golden(at("people-next"))
	})
}

// A question, its answers, and what can be done about them.
func TestTalkScreens(t *testing.T) {
	eachSize(t, func(t *testing.T, width, height int, at func(string) string) {
		dir := newPool(t, nil)
		write(t, dir, map[string]string{
			"deploy/why.md": "---\ntitle: Why is it slow?\ntype: question\nauthors: [ana]\ndate: 2026-11-01\n---\n\nNine seconds.\n",
			"deploy/why/2026-11-21-ben-answer-abc234.md": "---\nauthor: ben\ndate: 2026-11-21T08:00:00Z\ntype: answer\n---\n\nThe cache is cold.\n",
			"oncall/old.md":    "---\ntitle: An old promise\nauthors: [ana]\ndate: 2024-11-01\n---\n\nText.\n",
			"oncall/broken.md": "---\ntitle: [unclosed\n---\n\nStill worth reading.\n",
		})
		shareAll(t, dir)
		s := newStage(t, dir, width, height, Start{Words: "why"})
		s.press("enter", "tab")
		s.golden(at("question"))
		s.press("A")
		s.golden(at("accepted"))
		s.press("2", "V")
		s.golden(at("stale"))
		s.press("R")
		s.golden(at("retire"))
		s.press("esc", "/", "ctrl+u", "'is:broken", "enter")
		s.golden(at("broken"))
		s.run = func([]string) (string, int) {
			return "Ana  2 notes\nBen  1 answer\n" + strings.Repeat("and one more\n", 30), 0
		}
		s.press("w")
		s.golden(at("output"))
		s.press("G")
		s.sees("closes")
	})
}

// A review with words on it, nothing to review, and no way to the place of review.
func TestReviewStates(t *testing.T) {
	eachSize(t, func(t *testing.T, width, height int, at func(string) string) {
		ana, _ := inReview(t)
		in(t, ana, "ana", func(p *pool.Pool) error {
			r, err := p.Review(t.Context(), "ben/rotate-the-pager")
			if err != nil {
				return err
			}
			_, err = p.Comment(t.Context(), r, forge.Inline{Anchor: forge.Anchor{Path: "practices/oncall/rotate-the-pager.md", Line: 12}, Body: "Which Monday?"})
			return err
		})
		s := newStage(t, ana, width, height, Start{})
		s.press("4", "enter", "]")
		s.golden(at("review-unsent"))
		s.press("?")
		s.golden(at("review-help"))

		shared := filepath.Join(filepath.Dir(ana), "shared.git")
		if err := os.Rename(shared, shared+".away"); err != nil {
			t.Fatal(err)
		}
		s = newStage(t, ana, width, height, Start{})
		s.explain = func(error) string { return "git.example.org does not answer" }
		s.press("4")
		s.golden(at("review-away"))
		s.press("enter")
		s.golden(at("review-lost"))

		s = newStage(t, breakfast(t), width, height, Start{})
		s.press("4")
		s.golden(at("review-none"))
	})
}

// Wide terminals show more beside each other.
func TestWideScreens(t *testing.T) {
	ana, _ := inReview(t)
	for _, size := range [][2]int{{100, 30}, {200, 50}} {
		at := func(name string) string { return fmt.Sprintf("%s-%dx%d", name, size[0], size[1]) }
		s := newStage(t, breakfast(t), size[0], size[1], Start{})
		s.golden(at("home"))
		s.press("2")
		s.golden(at("pool"))
		s.press("/", "'rotate", "enter")
		s.golden(at("note"))
		s = newStage(t, ana, size[0], size[1], Start{})
		s.press("4", "enter")
		s.golden(at("review-read"))
	}
}
