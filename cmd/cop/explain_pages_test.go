package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/repo"
)

var update = flag.Bool("update", false, "write the pages that are made from the code anew")

// answersPage is a page of practices/cop that is made of the table of answers.
type answersPage struct {
	file, title, description, intro string
	class                           repo.Class
	exit                            int // 0: any
}

var answersPages = []answersPage{
	{file: "answers-out-of-reach", title: "Answers that mean: out of reach", class: repo.Away,
		description: "What counts as a shared place that cannot be reached now, so that what you share waits.",
		intro:       "The place could not be asked, or said that it cannot now. What you share is kept and goes with the next `cop sync`; `cop share` ends with 0, since nothing is lost, and a `cop sync` that could do nothing with the exit code below."},
	{file: "answers-that-refuse-you", title: "Answers that refuse whoever asks", class: repo.Refused, exit: exitAuth,
		description: "What counts as a shared place, or a setting on the way to it, that does not let you in.",
		intro:       "The place said no to you, to this machine or to this way of asking. Trying again would change nothing: cop ends with exit code 4, the place's words once, and what would help. Drafts stay drafts."},
	{file: "answers-that-refuse-what-was-sent", title: "Answers that refuse what was sent", class: repo.Refused, exit: exitRefused,
		description: "What counts as a shared place that knows you and does not take what you sent.",
		intro:       "The place knows you and did not take this. Where it takes other lines, a change of the shared line becomes a contribution with the place's words as the reason; else cop ends with exit code 8, the words once, and your drafts stay drafts."},
	{file: "answers-gone-or-moved", title: "Answers that mean: gone or moved", class: repo.Gone,
		description: "What counts as an address where no pool is, or none that you may see.",
		intro:       "The host is there, and the pool is not: not here, not under this name, or not for you – hosts do not tell which. cop follows a redirect by itself. A folder that worked before and cannot be found now counts as out of reach instead: a network drive is away."},
	{file: "answers-not-understood", title: "Answers that cop does not understand", class: repo.Unknown,
		description: "What is told whole, because neither cop nor the git of this machine knows what it means.",
		intro:       "No answer of an unknown kind is taken for a place that is out of reach. It is told whole, with what would understand it where that is known. Somebody who can read it is often one message away, so send them the whole line."},
}

// The pages are what the code says.
func TestAnswersPagesAreMadeOfTheCode(t *testing.T) {
	told := 0
	for _, page := range answersPages {
		text, n := page.text(t)
		told += n
		path := filepath.Join("..", "..", "practices", "cop", page.file+".md")
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(path)
		if err != nil || string(have) != text {
			t.Errorf("%s is not what the code says (%v); go test ./cmd/cop -run AnswersPages -update writes it anew", path, err)
		}
	}
	if all := len(repo.Answers()); told != all {
		t.Errorf("%d of %d answers are on a page", told, all)
	}
}

func (p answersPage) text(t *testing.T) (string, int) {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: \"%s\"\ndescription: %s\ntags: [code, git, errors]\nauthors: [cop-founders]\ndate: 2026-11-29\n---\n\n", p.title, p.description)
	fmt.Fprintf(&b, "%s\n\nThe table is made of the code (`repo.Answers`), and a test keeps it so. With a version: heard; without: as documented; see also [[cop/errors-speak-and-then-help]]. Add what was heard there first, see the test fail, run it with `-update`.\n\n", p.intro)
	b.WriteString("| Who says it | What cop says | Exit |\n|---|---|---|\n")
	n := 0
	for _, a := range repo.Answers() {
		e, ok := explainAnswer(a.Err())
		if !ok {
			t.Errorf("no words for %s", a.From)
		}
		if a.Class != p.class || p.exit != 0 && e.exit != p.exit {
			continue
		}
		n++
		words := e.Message
		if len(e.Words) > 0 {
			words += ": " + e.Words[0] + " …"
		}
		fmt.Fprintf(&b, "| %s | %s | %d |\n", a.From, strings.ReplaceAll(words, "|", "\\|"), e.exit)
	}
	return b.String(), n
}
