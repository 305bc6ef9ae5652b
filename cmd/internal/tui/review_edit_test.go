package tui

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What comes back from the editor is read as it was meant: words, changed lines, both,
// neither.
func TestReadComment(t *testing.T) {
	r := pool.Review{Notes: []pool.ReviewedNote{{Path: "practices/a.md", Old: []byte("gone\n"), New: []byte("one\r\ntwo\r\n```\ncode\n")}}}
	prompt := func(a forge.Anchor) string { return CommentPrompt(r, a) }
	two := forge.Anchor{Path: "practices/a.md", Start: 1, Line: 2}
	fenced := forge.Anchor{Path: "practices/a.md", Start: 3, Line: 4}
	for name, c := range map[string]struct {
		at         forge.Anchor
		edit       func(string) string
		body, want string // want "-": no suggestion
	}{
		"nothing":      {two, func(s string) string { return s }, "", "-"},
		"words":        {two, func(s string) string { return "Why?\n\nReally." + s }, "Why?\n\nReally.", "-"},
		"lines":        {two, func(s string) string { return strings.Replace(s, "two", "three\nfour", 1) }, "", "one\nthree\nfour"},
		"both":         {two, func(s string) string { return "So." + strings.Replace(s, "one\n", "", 1) }, "So.", "two"},
		"all removed":  {two, func(s string) string { return strings.Replace(s, "one\ntwo\n", "", 1) }, "", ""},
		"fence within": {fenced, func(s string) string { return strings.Replace(s, "code", "better", 1) }, "", "```\nbetter"},
		"old lines":    {forge.Anchor{Path: "practices/a.md", Side: forge.Before, Line: 1}, func(s string) string { return "Keep it." + s }, "Keep it.", "-"},
	} {
		body, suggestion := ReadComment(c.edit(prompt(c.at)), LinesOf(r, c.at))
		got := "-"
		if suggestion != nil {
			got = *suggestion
		}
		if body != c.body || got != c.want {
			t.Errorf("%s: words %q, suggestion %q; want %q, %q", name, body, got, c.body, c.want)
		}
	}
}
