package note_test

import (
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/google/go-cmp/cmp"
)

func charter(front string) *note.Note {
	return note.Parse("practices/charter.md", []byte("---\n"+front+"---\n"))
}

func TestReadCharter(t *testing.T) {
	t.Parallel()
	defaults, problems := note.ReadCharter(nil)
	want := note.Charter{
		Practices: note.LaneRequired, Conversation: note.LaneDirect, Meetings: note.LaneRequired, Approvals: 1, StaleAfter: 365 * 24 * time.Hour,
		Maturity: note.MaturityRule{Promising: 2, Proven: 3, MaxFailed: 0.25},
	}
	if d := cmp.Diff(want, defaults); d != "" || len(problems) > 0 {
		t.Error(d, problems)
	}
	got, problems := note.ReadCharter(charter(`name: Reliability guild
stage: Prototype
review: {practices: direct, conversation: required}
approvals: 2
stewards: {"**": cleo, "oncall/**": [ana, "@ben"], oncall/pager: dan}
stale_after: 12w
maturity: {promising: 3, proven: 5, max_failed: 0.5}
upstreams: [{name: ops, url: https://git.example.org/ops/pool.git}]
`))
	want = note.Charter{
		Name: "Reliability guild", Stage: "prototype", Practices: note.LaneDirect, Conversation: note.LaneRequired, Meetings: note.LaneRequired, Approvals: 2,
		StaleAfter: 84 * 24 * time.Hour, Maturity: note.MaturityRule{Promising: 3, Proven: 5, MaxFailed: 0.5},
		Stewards: []note.StewardRule{
			{Pattern: "oncall/pager", Handles: []note.Handle{"dan"}}, {Pattern: "oncall/**", Handles: []note.Handle{"ana", "ben"}}, {Pattern: "**", Handles: []note.Handle{"cleo"}},
		},
		Upstreams: []note.Upstream{{Name: "ops", URL: "https://git.example.org/ops/pool.git"}},
	}
	if d := cmp.Diff(want, got); d != "" || len(problems) > 0 {
		t.Error(d, problems)
	}
	for a, want := range map[note.Address][]note.Handle{
		"oncall/pager": {"dan", "ana", "ben", "cleo"}, "oncall/a/b": {"ana", "ben", "cleo"}, "other": {"cleo"}, "oncallx/a": {"cleo"},
	} {
		if d := cmp.Diff(want, got.StewardsOf(a)); d != "" {
			t.Errorf("%s: %s", a, d)
		}
	}
}

func TestCharterShortForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		front                   string
		practices, conversation note.Lane
	}{
		{"practices: direct\n", note.LaneDirect, note.LaneDirect},
		{"review: direct\n", note.LaneDirect, note.LaneDirect},
		{"review: required\n", note.LaneRequired, note.LaneDirect},
		{"review:\n  practices: Direct\n", note.LaneDirect, note.LaneDirect},
		{"conversation: required\n", note.LaneRequired, note.LaneRequired},
		{"review:\n", note.LaneRequired, note.LaneDirect},
		{"review: [direct\n", note.LaneRequired, note.LaneDirect},
	} {
		c, problems := note.ReadCharter(charter(tt.front))
		if c.Practices != tt.practices || c.Conversation != tt.conversation || len(problems) > 0 {
			t.Errorf("%q: %s, %s, %v", tt.front, c.Practices, c.Conversation, problems)
		}
	}
	for front, days := range map[string]int{"never": 0, "30": 30, "6 months": 180, "1y": 365, "0d": 0} {
		if c, _ := note.ReadCharter(charter("stale_after: " + front + "\n")); c.StaleAfter != time.Duration(days)*24*time.Hour {
			t.Errorf("stale_after %s = %s", front, c.StaleAfter)
		}
	}
	c, _ := note.ReadCharter(charter("stewards: [ana]\n"))
	if got := c.StewardsOf("x/y"); len(got) != 1 || got[0] != "ana" {
		t.Errorf("plain stewards: %v", got)
	}
}

func TestCharterProblems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"maturity: high": 1, "maturity: [2, 3]": 1, "maturity:": 0, "maturity: ~": 0, "maturity: {}": 0} {
		if _, problems := note.ReadCharter(charter(text + "\n")); len(problems) != want {
			t.Errorf("%s: %+v", text, problems)
		}
	}
	c, problems := note.ReadCharter(charter(`stage: party
review: {practices: sometimes}
approvals: 1.5
stale_after: soon
maturity: {promising: 0, max_failed: 2}
stewards: {"[": ana}
upstreams: [{name: x}]
`))
	if d := cmp.Diff(func() note.Charter { c, _ := note.ReadCharter(nil); return c }(), c); d != "" {
		t.Errorf("what is not understood changes the defaults: %s", d)
	}
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if d := cmp.Diff([]int{2, 3, 4, 5, 6, 6, 7, 8}, lines); d != "" {
		t.Error(d, problems)
	}
}

func TestStewardPatternsAreCheap(t *testing.T) {
	t.Parallel()
	c := note.Charter{Stewards: []note.StewardRule{{Pattern: strings.Repeat("**/", 2000) + "x", Handles: []note.Handle{"a"}}}}
	if got := c.StewardsOf(note.Address(strings.Repeat("a/", 2000) + "y")); got != nil {
		t.Error(got)
	}
	c.Stewards[0].Pattern = "a/**/z*"
	if c.StewardsOf("a/z1") == nil || c.StewardsOf("a/b/c/zz") == nil || c.StewardsOf("a/b") != nil {
		t.Error("stars do not match")
	}
}

// A community says which words mean the same; what cannot be read is told at its own line.
func TestCharterWords(t *testing.T) {
	t.Parallel()
	c, problems := note.ReadCharter(charter(`name: Guild
words:
  folder: [directory, dir, Folder]
  k8s: kubernetes
  pull request: [merge request]
  alone:
  same: [SAME]
  signs: ["--", "…", token]
  nested: {a: b}
`))
	want := [][]string{{"folder", "directory", "dir"}, {"k8s", "kubernetes"}, {"pull request", "merge request"}, {"signs", "token"}}
	if d := cmp.Diff(want, c.Words); d != "" {
		t.Error(d)
	}
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if d := cmp.Diff([]int{7, 8, 9, 9, 10, 10}, lines); d != "" {
		t.Error(d, problems)
	}
	for front, told := range map[string]int{"words:\n": 0, "words: {}\n": 0, "words: [folder, directory]\n": 1, "words: folder\n": 1} {
		if c, problems := note.ReadCharter(charter(front)); c.Words != nil || len(problems) != told {
			t.Errorf("%q: %v %v", front, c.Words, problems)
		}
	}
	if c, problems := note.ReadCharter(charter("words:\n  a: [" + strings.Repeat("x, ", 40) + "y1, y2, y3, y4, y5, y6, y7, y8, y9, z1, z2, z3]\n")); len(c.Words[0]) != 12 || len(problems) != 1 {
		t.Error(c.Words, problems)
	}
}
