package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// entries are the files of a note's thread whose names hold a word.
func entries(t *testing.T, dir, note, word string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "practices", filepath.FromSlash(note), "*-"+word+"-*.md"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A question is answered by two; the asker chooses one of the answers and accepts it.
func TestAcceptAnAnswer(t *testing.T) {
	dir := newPool(t, nil)
	write(t, dir, map[string]string{
		"deploy/why.md": "---\ntitle: Why is it slow?\ntype: question\nauthors: [ana]\n---\n\nNine seconds.\n",
		"deploy/why/2026-11-21-ben-answer-abc234.md": "---\nauthor: ben\ndate: 2026-11-21T08:00:00Z\ntype: answer\n---\n\nThe cache is cold.\n",
		"deploy/why/2026-11-22-cy-answer-abc234.md":  "---\nauthor: cy\ndate: 2026-11-22T08:00:00Z\ntype: answer\nre: 2026-11-21-ben-answer-abc234.md\n---\n\nNo, the disk.\n",
	})
	shareAll(t, dir)
	s := newStage(t, dir, 80, 24, Start{Words: "why"})
	s.press("enter")
	s.sees("1 ben answered", "2 cy answered (to 1)")
	s.press("A")
	s.sees("tab chooses an answer, A accepts it.")
	if n := len(entries(t, dir, "deploy/why", "accept")); n > 0 {
		t.Fatalf("%d answers accepted before one was chosen", n)
	}
	s.press("tab", "enter")
	s.sees("r replies to ben, A accepts an answer.")
	s.press("A")
	s.sees("Written; it goes to everyone with the next sync", "ben answered · accepted", "3 ana accepted an answer (to 1)")
	found := entries(t, dir, "deploy/why", "accept")
	if len(found) != 1 {
		t.Fatalf("accepted: %v", found)
	}
	if b, err := os.ReadFile(found[0]); err != nil || !strings.Contains(string(b), "re: 2026-11-21-ben-answer-abc234.md") {
		t.Errorf("%v\n%s", err, b)
	}
	s.press("A")
	s.sees("accepted already")
	s.press("esc")
	s.sees("answered")
}

// Whatever asks to be looked at is one key away, and so is each of the three answers.
func TestVerifyAndRetire(t *testing.T) {
	dir := newPool(t, nil)
	write(t, dir, map[string]string{
		"oncall/old.md": "---\ntitle: An old promise\nauthors: [ana]\ndate: 2024-11-01\n---\n\nText.\n",
		"oncall/due.md": "---\ntitle: A promise with a day\nauthors: [ana]\ndate: 2026-11-01\nreview_by: 2026-11-02\n---\n\nText.\n",
		"oncall/new.md": "---\ntitle: A fresh promise\nauthors: [ana]\ndate: 2026-11-01\n---\n\nText.\n",
	})
	shareAll(t, dir)
	s := newStage(t, dir, 80, 24, Start{})
	s.press("V")
	s.sees("is:stale", "An old promise", "A promise with a day", "v still true, e repair, R retire")
	s.seesNot("A fresh promise")
	s.press("/", "' day", "enter", "v")
	s.sees("Written; it goes to everyone with the next sync", "ana verified it: still true")
	if found := entries(t, dir, "oncall/due", "verify"); len(found) != 1 {
		t.Fatalf("verified: %v", found)
	}
	s.press("2", "V")
	s.seesNot("A promise with a day")
	s.press("R")
	s.sees("Take it out of use?", "oncall/old")
	s.press("esc")
	if len(s.ran) > 0 {
		t.Fatalf("ran %v before it was confirmed", s.ran)
	}
	s.press("R", "enter")
	if len(s.ran) != 1 || strings.Join(s.ran[0], " ") != "retire oncall/old" {
		t.Fatalf("ran %v", s.ran)
	}
}

// A report says which text was tried, as the command does.
func TestTriedSaysWhichText(t *testing.T) {
	dir := breakfast(t)
	s := newStage(t, dir, 80, 24, Start{Words: "warm"})
	s.press("enter", "t", "enter", "'a ward", "enter", "'It held.", "enter")
	s.sees("ana tried it: worked (a ward)")
	found := entries(t, dir, "deploy/warm-the-cache", "tried")
	if len(found) != 1 {
		t.Fatalf("reports: %v", found)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"outcome: worked", "context: a ward", "at: ", "It held."} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the report lacks %q:\n%s", want, b)
		}
	}
}
