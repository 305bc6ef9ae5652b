package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// TestInboxU47: what is asked of a person stands on home and opens at its entry; nothing
// stands there twice because it is new as well; the one thing to do begins when chosen.
func TestInboxU47(t *testing.T) {
	dir := newPool(t, map[string]string{"ops/why.md": "---\ntitle: Why is it slow?\ntype: question\nauthors: [ana]\ndate: 2026-10-01\n---\n\nNobody knows.\n"})
	s := newStage(t, dir, 80, 40, Start{})
	s.b.home.returned = []pool.Review{{Contribution: forge.Contribution{ID: "7", Title: "Warm it", Updated: now()}, Mine: true}}
	s.b.home.arrange()
	s.shows("Yours: changes asked for", "Warm it")
	screen := ansi.Strip(s.b.View())
	if at := strings.Index(screen, "One thing to do"); at < 0 || strings.Count(screen[:at], "Why is it slow?") != 1 {
		t.Errorf("the question does not stand once above the one thing to do:\n%s", screen)
	}
	if s.b.home.review() != "7" {
		t.Error("enter would not open the contribution")
	}
	s.b.home.digest.act = pool.Act{Why: "What did you learn lately?", Command: `cop til "…"`}
	s.b.home.digest.about = ""
	s.b.home.arrange()
	s.press("G", "enter")
	if p, ok := s.b.over.(*palette); !ok || p.line.value() != "til " {
		t.Errorf("enter begins nothing: %v", s.b.over)
	}
}
