package note_test

import (
	"fmt"
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

// What a charter holds and nothing reads is told at its line, whatever form it has; what is in order
// is not told at all.
func TestCheckCharter(t *testing.T) {
	t.Parallel()
	for front, want := range map[string]string{
		"stewards: 7\n":                        "2 stewards names 7, which is no handle",
		"stewards: [ana, 7]\n":                 "2 stewards names 7",
		"stewards: true\n":                     "2 stewards names true",
		"stewards: [{name: ana}, ben]\n":       "2 stewards holds something that is no handle",
		"stewards: [\"!!\", ana]\n":            "2 \"!!\" is no handle",
		"stewards: Ana Example\n":              "2 \"Ana Example\" is a name; it counts as the handle ana-example",
		"stewards:\n  oncall: ana\n  x: 7\n":   "4 stewards names 7",
		"stewards:\n  a: ana\n  \"[\": ben\n":  "4 \"[\" matches no note",
		"stewards:\n  a: ana\n  b: []\n":       "4 nobody looks after \"b\"",
		"stewards:\n  a: ana\n  a: ben\n":      "4 \"a\" is there twice",
		"rhythm: [weekly]\n":                   "2 rhythm stands in the first lines",
		"stage: [grow]\n":                      "2 stage is not a single value",
		"name: {a: b}\n":                       "2 name is not a single value",
		"approvals: [2]\n":                     "2 approvals is not a single value",
		"signatures: [asked]\n":                "2 signatures is not a single value",
		"signatures: perhaps\n":                "2 unknown signatures \"perhaps\"",
		"stale_after: [1y]\n":                  "2 stale_after is not a single value",
		"review: {practice: direct}\n":         "2 review has no \"practice\"",
		"review: {practices: [direct]}\n":      "2 review: practices is not a single value",
		"review:\n  alone: yes please\n":       "3 unknown",
		"maturity: {promissing: 2}\n":          "2 maturity has no \"promissing\"",
		"maturity:\n  promising: 5\n":          "2 a practice would be proven at 3 reports and promising only at 5",
		"approval: 2\n":                        "2 \"approval\" is no rule of a charter",
		"stale-after: 1y\n":                    "2 \"stale-after\" is no rule",
		"steward: [ana]\n":                     "2 \"steward\" is no rule",
		"type: story\nname: X\n":               "2 the charter says that it is a story",
		"upstreams: [{name: ops, url: ops}]\n": "2 the upstream \"ops\" has no address",
		"upstreams:\n- {name: a, url: \"u:/\"}\n- {name: A, url: \"v:/\"}\n": "4 two upstreams are called",
		"title: Charter\n": "1 the charter says nothing yet",
	} {
		got := note.CheckCharter(charter(front), "rhythm")
		if len(got) == 0 || !strings.HasPrefix(fmt.Sprint(got[0].Line, " ", got[0].Message), want) || got[0].Fix == "" || got[0].Advice {
			t.Errorf("%q: want %s: %+v", front, want, got)
		}
		if len(got) > 1 {
			t.Errorf("%q is told more than once: %+v", front, got)
		}
	}
	for _, front := range []string{
		"name: Guild\nimage: x.png\nteam: ops\nstage: grow\n", "stewards: [ana, \"7\", \"@ben\", cy@example.org]\n", "stewards: ana, ben\n", "stewards:\nname: X\n",
		"review: {practices: required, alone: accept}\n", "maturity: {promising: 3, proven: 3}\n", "check: [living]\n", "site: {exclude: [hr]}\n",
	} {
		if got := note.CheckCharter(charter(front), "rhythm"); len(got) > 0 {
			t.Errorf("%q: %+v", front, got)
		}
	}
	if got := note.CheckCharter(charter("rhythm: Tuesdays\nname: X\n"), "rhythm"); len(got) != 1 || !got[0].Advice {
		t.Errorf("a text in the wrong place is advice: %+v", got)
	}
	for text, want := range map[string]int{"": 1, "\n\n": 1, "# Charter\n": 1, "We meet on Tuesdays.\n": 0, "## Why\n\n<!-- Why do we exist, in one sentence? -->\n": 1} {
		if got := note.CheckCharter(note.Parse("practices/charter.md", []byte(text))); len(got) != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
