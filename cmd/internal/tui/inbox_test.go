package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// U47, U30: what is asked of a person stands on home and opens at its entry; nothing
// stands there twice because it is new as well; the one thing to do begins when chosen.
func TestInboxU47(t *testing.T) {
	dir := newPool(t, map[string]string{"ops/why.md": "---\ntitle: Why is it slow?\ntype: question\nauthors: [ana]\ndate: 2026-10-01\n---\n\nNobody knows.\n"})
	s := newStage(t, dir, 80, 40, Start{})
	s.b.home.returned = []pool.Review{{Contribution: forge.Contribution{ID: "7", Title: "Warm it", Updated: now()}, Mine: true}}
	s.b.home.ready = []pool.Review{{Contribution: forge.Contribution{ID: "8", Title: "Cool it", Updated: now()}, Mine: true}}
	s.b.home.arrange()
	s.shows("Yours: changes asked for", "Warm it", "Yours: can be accepted", "Cool it")
	screen := ansi.Strip(s.b.View())
	if at := strings.Index(screen, "One thing to do"); at < 0 || strings.Count(screen[:at], "Why is it slow?") != 1 {
		t.Errorf("the question does not stand once above the one thing to do:\n%s", screen)
	}
	if s.b.home.review() != "7" {
		t.Error("enter would not open the contribution")
	}
	s.b.home.today.act = pool.Suggestion{Why: "What did you learn lately?", Command: `cop til "…"`}
	s.b.home.today.about = ""
	s.b.home.arrange()
	s.press("G", "enter")
	if p, ok := s.b.over.(*palette); !ok || p.line.value() != "til " {
		t.Errorf("enter begins nothing: %v", s.b.over)
	}
}

// U47: what others said about one's own notes stands on home and opens at the entry.
func TestSaidAboutYoursU47(t *testing.T) {
	note := "---\ntitle: Warm it up\nauthors: [ana]\ndate: 2026-10-01\n---\n\n" + strings.Repeat("Text.\n\n", 40)
	dir := newPool(t, map[string]string{"ops/warm.md": note})
	s := newStage(t, dir, 80, 24, Start{})
	if err := s.b.remember(); err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{"ops/warm/2026-11-24-ben-tried-k3x7ab.md": "---\ntype: tried\nauthor: ben\ndate: 2026-11-24T08:00:00Z\noutcome: failed\n---\n\nIt broke.\n"})
	s = newStage(t, dir, 80, 24, Start{})
	s.shows("Said about yours", "Warm it up", "failed for ben")
	s.press("enter")
	s.shows("It broke.")
	if e, ok := s.b.page.chosenEntry(); !ok || e.Outcome != "failed" {
		t.Errorf("the entry is not chosen: %+v", e)
	}
}
