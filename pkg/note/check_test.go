package note_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/google/go-cmp/cmp"
)

func TestCheckNote(t *testing.T) {
	t.Parallel()
	const entry = "practices/a/b/2024-05-01-ana-tried-k3x7q2.md"
	for _, tt := range []struct {
		name, path, src string
		want            []string
	}{
		{"fine", "", "---\ntitle: x\nkind: page\nlang: en\n---\nWords.\n", nil},
		{"no front matter", "", "Words.\n", nil},
		{"syntax", "", "---\na: 1\nb: c: d\n---\nW\n", []string{"3 front-matter"}},
		{"unclosed", "", "---\na: 1\n", []string{"1 front-matter"}},
		{"twice", "", "---\na: 1\nb: 2\na: 3\n---\nW\n", []string{`4 duplicate-key "a" is there twice`}},
		{"shapes", "", "---\ntitle: [a]\ntags: {a: b}\nauthors: [[x]]\n---\nW\n", []string{"2 wrong-shape", "3 wrong-shape", "4 wrong-shape"}},
		{"dates", "", "---\ndate: yesterday\nreview_by: 2024-02-30\n---\nW\n", []string{`2 bad-date date "yesterday"`, "3 bad-date"}},
		{"good dates", "", "---\ndate: 2024-05-01 10:00\nreview_by: 2024-05-01T10:00:00+02:00\n---\nW\n", nil},
		{"status", "", "---\nstatus: draft\n---\nW\n", []string{"2 bad-status"}},
		{"status unknown", "", "---\nstatus: \"x\\e[31m\"\n---\nW\n", []string{`2 bad-status unknown status "x`}},
		{"superseded", "", "---\nstatus: superseded\nsuperseded_by: a/b\n---\nW\n", nil},
		{"superseded by none", "", "---\nstatus: superseded\n---\nW\n", []string{"2 bad-status"}},
		{"outcome", entry, "---\nauthor: ana\noutcome: wroked\n---\n", []string{`3 unknown-outcome unknown outcome "wroked"`}},
		{"no outcome", entry, "---\nauthor: ana\n---\nIt was fine.\n", []string{"1 unknown-outcome"}},
		{"entry name", entry, "---\nauthor: ben\ntype: comment\noutcome: worked\n---\n", []string{"2 entry-name", "3 entry-name", "5 empty-body"}},
		{"empty", "", "---\ntitle: x\n---\n\n", []string{"4 empty-body"}},
		{"only asked", "", "---\ntitle: Why x?\ntype: question\n---\n", nil},
		{"empty file", "", "", []string{"1 empty-body"}},
		{"bytes", "", "ok\nbad \xff\n", []string{"2 not-utf8"}},
		{"markers", "", "a\n<<<<<<< mine\nb\n=======\nc\n>>>>>>> theirs\n", []string{"2 conflict-markers"}},
		{"markers in code", "", "a\n```\n<<<<<<< mine\nb\n=======\nc\n>>>>>>> theirs\n```\n", nil},
		{"half a marker", "", "<<<<<<< mine\n=======\n", nil},
		{"prompt", "", "Intro.\n\n## Why\n\n<!-- What would the next person need? -->\n\n## How\n\nSo.\n", []string{"5 unanswered left unanswered: What would the next person need?"}},
		{"prompts of a meeting", "", "---\ntitle: Call\ntype: event\ndate: 2026-12-01\n---\n\n## Notes\n\n<!-- What was said there? -->\n\n## Actions\n\n<!-- One line each, with a day? -->\n", []string{"9 unanswered left unanswered: What was said there? – and 1 more like it"}},
		{"L17 a long prompt", "", "## Why\n\n<!-- What is it? " + strings.Repeat("And then some more words. ", 100) + "-->\n", []string{"3 unanswered left unanswered: What is it? And then some more words. And then some more words. And then some more"}},
		{"answered", "", "## Why\n\n<!-- What would the next person need? -->\n\nThis.\n", nil},
		{"other comment", "", "<!-- markdownlint-disable -->\n# H\n\nW\n", nil},
		{"remark to a tool", "", "<!-- BEGIN OF SOME GENERATED BLOCK -->\n\n# H\n\nW\n", nil},
		{"comment in code", "", "## A\n\n```\n<!-- a b c d e -->\n```\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := tt.path
			if path == "" {
				path = "practices/x.md"
			}
			var got []string
			for _, p := range note.CheckNote(note.Parse(path, []byte(tt.src))) {
				s := fmt.Sprintf("%d %s %s", p.Line, p.Rule, p.Message)
				if p.Path != path || p.Message == "" || strings.ContainsRune(s, 0x1b) {
					t.Errorf("odd problem %+v", p)
				}
				got = append(got, s)
			}
			same := len(got) == len(tt.want)
			for i := range got {
				same = same && strings.HasPrefix(got[i], tt.want[i])
			}
			if !same {
				t.Error(cmp.Diff(tt.want, got))
			}
		})
	}
}

// L17: what somebody wrote is quoted, not repeated.
func TestALineIsALineL17(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("many long words ", 200)
	src := "---\nstatus: " + long + "\ndate: " + long + "\n---\n\n## A\n\n<!-- " + long + "? -->\n\n## B\n"
	found := note.CheckNote(note.Parse("practices/x.md", []byte(src)))
	if len(found) < 3 {
		t.Errorf("%d found", len(found))
	}
	for _, p := range found {
		if n := len([]rune(p.Message)); n > 160 {
			t.Errorf("%d characters: %s", n, p.Message)
		}
	}
	if got := note.Brief("one two three", 9); got != "one two…" {
		t.Error(got)
	}
}
