package term

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

const proseOld = `---
title: Rotate the pager
tags: [rota]
authors: [ana]
---

# Rotate the pager

Who carries it for weeks stops hearing it. Nobody should carry it
for more than a week.

## What to do

1. Hand over on Monday.
2. Say what rang.

Nothing here changes.

Nor here.

` + "```sh\npager off\n# and then\npager on\n```\n\n## How you know it works\n\nThe next one can name three alarms.\n"

const proseNew = `---
title: Rotate the pager every Monday
tags: [rota, people]
authors: [ana]
---

# Rotate the pager

Who carries it for weeks stops hearing it. Nobody
should carry it for more than *one* week.

## What to do

1. Hand over on Monday at ten.
2. Say what rang.
3. Thank whoever had it.

Nothing here changes.

Nor here.

` + "```sh\npager off\n# and later\npager on\n```\n\n## How you know it works\n\nThe next one can name three alarms.\n"

const proseRead = `~ title: Rotate the pager {+every Monday+}
~ tags: rota{+, people+}

  # Rotate the pager

~ Who carries it for weeks stops hearing it. Nobody should carry it for more
~ than [-a-] {+*one*+} week.

  ## What to do

~ 1. Hand over on Monday {+at ten+}.
  2. Say what rang.
+ 3. Thank whoever had it.

  Nothing here changes.

  Nor here.

~ ┌ sh
  │ pager off
- │ # and then
+ │ # and later
  │ pager on

  ## How you know it works

  ⋯ 1 line is the same
`

const proseWords = `  ---
~ title: Rotate the pager {+every Monday+}
~ tags: [rota{+, people+}]
  authors: [ana]
  ---

  # Rotate the pager

~ Who carries it for weeks stops hearing it. Nobody
~ should carry it for more than [-a-] {+*one*+} week.

  ## What to do

~ 1. Hand over on Monday {+at ten+}.
  2. Say what rang.
+ 3. Thank whoever had it.

  Nothing here changes.

  ⋯ 1 line is the same

  ` + "```sh" + `
  pager off
~ # and [-then-] {+later+}
  pager on
  ` + "```" + `

  ⋯ 3 lines are the same
`

func layProse(old, fresh string, o ProseOptions) ProseLayout {
	return LayoutProse("practices/a.md", []byte(old), []byte(fresh), o)
}

func TestLayoutProse(t *testing.T) {
	for view, want := range map[ProseView]string{ProseRendered: proseRead, ProseWords: proseWords} {
		if got := strings.Join(layProse(proseOld, proseNew, ProseOptions{Width: 80, View: view}).Lines, "\n") + "\n"; got != want {
			t.Errorf("%v:\n%s", view, cmp.Diff(want, got))
		}
	}
}

// Each line knows the lines of the file that a comment on it is about.
func TestLayoutProseSpots(t *testing.T) {
	s := layProse(proseOld, proseNew, ProseOptions{Width: 80})
	about := map[string]string{}
	for i, l := range s.Lines {
		about[strings.TrimSpace(l)] = fmt.Sprintf("%d-%d %v %v", s.Spots[i].At.First, s.Spots[i].At.Last, s.Spots[i].Gone, s.Spots[i].Changed)
	}
	for line, want := range map[string]string{
		"~ title: Rotate the pager {+every Monday+}": "2-2 false true",
		"~ than [-a-] {+*one*+} week.":               "9-10 false true",
		"+ 3. Thank whoever had it.":                 "16-16 false true",
		"- │ # and then":                             "23-23 true true",
		"+ │ # and later":                            "24-24 false true",
		"Nothing here changes.":                      "18-18 false false",
	} {
		if about[line] != want {
			t.Errorf("%q is about %s, want %s", line, about[line], want)
		}
	}
	var starts []string
	for _, i := range s.Changes {
		starts = append(starts, s.Lines[i])
	}
	if len(starts) != 5 || !strings.HasPrefix(starts[4], "- │ # and then") {
		t.Errorf("changes begin at %q", starts)
	}
}

// Nothing is wider than the terminal, and nothing in a note acts on it.
func TestLayoutProseIsSafe(t *testing.T) {
	hostile := "Text \x1b]0;owned\x07 and \x1b[31mred\u202e.\n\n- \x1b[2J" + strings.Repeat("long", 60) + "\n\n```\x1b[1m\ncode \x1b[5m\tx" + strings.Repeat("y", 90) + "\n```\n\n朝食のときに話す。お茶を入れてから、次の当番に渡す。\n"
	for _, width := range []int{80, 38, 20} {
		for view := range ProseViews {
			for _, old := range []string{"", "Text.\n\n- one\n", hostile[:60]} {
				s := LayoutProse("practices/a.md", []byte(old), []byte(hostile), ProseOptions{Width: width, View: view, Palette: Palette{Color: true, Dark: true}})
				if len(s.Lines) != len(s.Spots) {
					t.Fatalf("%d lines, %d spots", len(s.Lines), len(s.Spots))
				}
				for _, l := range s.Lines {
					if Safe(l, true) != l || strings.Contains(l, "\x1b[2J") || strings.Contains(l, "[31mred") {
						t.Errorf("%v: %q", view, l)
					}
					if ansi.StringWidth(l) > width {
						t.Errorf("%v: %d columns of %d: %q", view, ansi.StringWidth(l), width, l)
					}
				}
			}
		}
	}
}

func TestLayoutProseNewNote(t *testing.T) {
	s := LayoutProse("practices/a.md", nil, []byte(proseNew), ProseOptions{Width: 60})
	if s.Lines[0] != "+ title: Rotate the pager every Monday" || s.Spots[len(s.Spots)-1].At.First != 30 || len(s.Changes) != 4 {
		t.Errorf("%q\n%v %v", s.Lines, s.Spots[len(s.Spots)-1], s.Changes)
	}
	if s := layProse("a b\nc\n", "a\nb c\n", ProseOptions{}); len(s.Lines) != 1 || !strings.Contains(s.Lines[0], "Reads the same") {
		t.Errorf("%q", s.Lines)
	}
}
