package main

import (
	"path/filepath"
	"strings"
)

// story is the demo's script: what Ana and Ben do, in the order they do it. Each scene
// is a real command; its output is not touched.
func story(dir string) []scene {
	shared := filepath.Join(dir, "shared.git")
	return []scene{
		{
			say: "Ana founds a pool for the people who look after the pager. Practices are read by a second person before everyone gets them.",
			run: []string{"init", "ana", "--name", "Breakfast table", "--purpose", "Fewer nights awake.", "--review", "required",
				"--remote", shared, "--my-name", "Ana", "--my-email", "ana@example.org", "--my-handle", "ana"},
		},
		{
			say: "She writes down what she found out the hard way. An editor would open; here the words come along.",
			who: "ana",
			run: []string{"add", "Rotate the pager on Mondays", "--topic", "oncall", "--tag", "rota", "--message", pagerNote},
		},
		{who: "ana", run: []string{"til", "The pager's mute switch also mutes the backup phone"}},
		{say: "Both are drafts until she offers them to the others.", who: "ana", run: []string{"status"}},
		{who: "ana", run: []string{"share"}},
		{
			say: "Ben joins. Nothing to set up, nothing to learn first. Something waits for a second reader.",
			run: []string{"join", shared, "ben", "--my-name", "Ben", "--my-email", "ben@example.org", "--my-handle", "ben"},
		},
		{who: "ben", run: []string{"review"}},
		{who: "ben", run: []string{"review", "rotate-the-pager"}},
		{
			say: "He knows something Ana does not, and suggests the words.",
			who: "ben",
			run: []string{"review", "rotate-the-pager", "-L", "rotate-the-pager-on-mondays:13", "--message", "And when Monday is a holiday?",
				"--suggest", "1. Hand over every Monday at ten, at the breakfast table; before a holiday, on Friday.", "--request-changes"},
		},
		{say: "Taking them costs her one line.", who: "ana", run: []string{"review", "rotate-the-pager", "--apply"}},
		{say: "Ben sees only what changed since he looked, and accepts.", who: "ben", run: []string{"review", "rotate-the-pager", "--since-mine"}},
		{who: "ben", run: []string{"review", "rotate-the-pager", "--approve", "--merge"}},
		{who: "ana", run: []string{"sync"}},
		{say: "Ben is on call tonight and searches; \"handing over\" finds \"hand over\".", who: "ben", run: []string{"find", "handing", "over"}},
		{
			say: "Afterwards he adds where it breaks, and offers that.",
			who: "ben", file: pagerFile, change: benAdds,
			run: []string{"edit", "rotate-the-pager", "--body-file", "-"},
		},
		{who: "ben", run: []string{"share"}},
		{
			say: "Meanwhile Ana, who has not seen Ben's change yet, corrects her title.",
			who: "ana", file: pagerFile, change: anaRetitles,
			run: []string{"edit", "rotate-the-pager", "--body-file", "-"},
		},
		{who: "ana", run: []string{"review", "ben/"}},
		{
			say: "She accepts his words, and they join hers: nothing is lost and nobody had to think about it.",
			who: "ana", run: []string{"review", "ben/", "--approve", "--merge"},
		},
		{who: "ana", run: []string{"show", "rotate-the-pager"}},
		{who: "ana", run: []string{"share"}},
		{who: "ben", run: []string{"review", "ana/", "--approve", "--merge"}},
		{
			say: "Two weeks later Ben tells how it went. That, not a vote, is what makes a practice trusted.",
			who: "ben",
			run: []string{"tried", "rotate-the-pager", "worked", "--context", "night shift, team of nine", "--effort", "10 min a week", "Nobody missed an alarm since."},
		},
		{who: "ben", run: []string{"show", "rotate-the-pager", "--why"}},
		{who: "ben", run: []string{"sync"}},
		{who: "ana", run: []string{"sync"}},
		{say: "Next morning, with the first coffee: what is new, who waits, and one thing to do.", who: "ana", run: []string{"breakfast"}},
		{say: "What the pool knows now:", who: "ben", run: []string{"list"}},
	}
}

const pagerNote = `When one person has the pager for weeks, they stop hearing it.

## What to do

1. Hand over every Monday at ten, at the breakfast table.
2. Say what rang last week and what will ring next.

## How you know it works

Whoever takes over can name the three alarms that rang most.
`

const pagerFile = "practices/oncall/rotate-the-pager-on-mondays.md"

func benAdds(text string) string {
	return text + "\n## Where it breaks\n\nOn a Monday that is a holiday: hand over the Friday before.\n"
}

func anaRetitles(text string) string {
	return strings.Replace(text, "Rotate the pager on Mondays", "Rotate the pager every Monday", 1)
}
