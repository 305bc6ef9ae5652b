package tui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// U28: lines that are pasted become one, with a space where they were apart.
func TestPasteU28(t *testing.T) {
	for pasted, want := range map[string]string{
		"extract\rtar":            "extract tar",
		"extract\r\n   tar\r\n":   "extract tar",
		"a\n\n\nb":                "a b",
		"a \t\n b":                "a b",
		"one\ttwo  three":         "one two  three",
		"a\u2028b\u0085c\vd":      "a b c d",
		"日本\n語":                   "日本 語",
		"\x1b[31mred\x1b[m\nblue": "[31mred[m blue",
	} {
		f := new(field)
		f.typed(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pasted), Paste: true})
		if got := f.value(); got != want {
			t.Errorf("%q: %q, want %q", pasted, got, want)
		}
	}
}

// U32: a quotation that is still being typed narrows the list.
func TestUnclosedU32(t *testing.T) {
	for typed, want := range map[string]string{
		`"ex`: `"ex"`, `retry "`: "retry ", `"exact phrase" "mo`: `"exact phrase" "mo"`, `tag:"x`: `tag:"x"`, "retry": "retry", `"`: "",
	} {
		if got := closed(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
		if _, err := understand(typed); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

const found = "---\ntitle: %s\ntype: practice\nauthors: [ana]\ndate: 2026-10-01\n---\n\n"

func longNote(title string) string {
	lines := make([]string, 60)
	for i := range lines {
		lines[i] = "Some words about the weather.\n"
	}
	lines[40] = "Here the Flüssigkeit is warm.\n"
	lines[50] = "And here flussigkeit once more.\n"
	return strings.Replace(found, "%s", title, 1) + strings.Join(lines, "\n")
}

// U29: a note that was found by its text opens at the match, which is marked;
// n and N go on, and the position is told.
func TestMatchesU29(t *testing.T) {
	dir := newPool(t, map[string]string{"ops/cooling.md": longNote("Cooling")})
	s := newStage(t, dir, 80, 24, Start{Pool: true})
	s.press("/", "'flüssigkeit", "enter")
	s.shows("Here the Flüssigkeit is warm", "1 of 2 ·")
	if !strings.Contains(s.b.View(), "\x1b[7mFlüssigkeit\x1b[m") {
		t.Errorf("not marked: %q", s.b.View())
	}
	s.press("n")
	s.shows("flussigkeit once more", "2 of 2")
	s.press("N")
	s.shows("1 of 2")
	s.press("/", "'weather")
	s.shows("/ weather")
	s.press("enter", "n", "g")
	s.shows("of 58 · top")
	s.press("esc")
	if strings.Contains(s.b.View(), "of 58") {
		t.Error("esc does not end the search")
	}
	s.press("/", "'nowhere")
	s.shows("not in this note")
	s.press("esc", "n")
	if !slices.ContainsFunc(s.lent, func(args []string) bool { return args[0] == "add" }) {
		t.Error("n writes no note where nothing is searched for")
	}
}

// U31: what a command says does not take keys that are meant for
// the screen.
func TestKeysAfterACommandU31(t *testing.T) {
	dir := newPool(t, map[string]string{"ops/a.md": longNote("Alpha"), "ops/b.md": longNote("Beta")})
	s := newStage(t, dir, 80, 24, Start{Pool: true})
	s.run = func([]string) (string, int) { return "Received 1 change.\nSent nothing.\n", 0 }
	at := s.b.noteList.list.cursor
	s.press("S")
	s.shows("Sent nothing.")
	s.press("j")
	if s.b.over != nil || s.b.noteList.list.cursor == at {
		t.Errorf("the key was swallowed: %v, row %d", s.b.over, s.b.noteList.list.cursor)
	}
	// A command that ends while a line is typed waits until the line is done.
	s.b.running = &running{n: s.b.load.n, cancel: func() {}}
	s.press("/", "'al")
	s.send(ran{n: s.b.load.n, args: []string{"sync"}, output: "one\ntwo\n"})
	s.press("'pha")
	if got := s.b.noteList.filter.value(); got != "alpha" || s.b.over != nil {
		t.Errorf("typed %q", got)
	}
	s.press("esc")
	s.shows("cop sync", "two")
}

// U33: an empty list of people or of what is stale says so.
func TestEmptyListsU33(t *testing.T) {
	s := newStage(t, newPool(t, nil), 80, 24, Start{})
	s.press("V")
	s.shows("Nothing asks to be looked at again.")
	if got := ansi.Strip(s.b.View()); strings.Contains(got, "These ask") || strings.Contains(got, "writes a note about it") {
		t.Errorf("speaks of notes:\n%s", got)
	}
}

// shows fails unless all words are on the screen.
func (s *stage) shows(words ...string) {
	s.Helper()
	screen := ansi.Strip(s.b.View())
	for _, w := range words {
		if !strings.Contains(screen, w) {
			s.Fatalf("%q is not on the screen:\n%s", w, screen)
		}
	}
}

// U49: the outline is narrowed by what is typed.
func TestOutlineIsNarrowedU49(t *testing.T) {
	body := "---\ntitle: Long\n---\n"
	for _, h := range []string{"First things", "Second things", "Jars", "Quiet"} {
		body += "\n## " + h + "\n\n" + strings.Repeat("Text.\n\n", 15)
	}
	s := newStage(t, newPool(t, map[string]string{"long.md": body}), 80, 24, Start{Words: "Long"})
	s.press("enter", "O", "'thi")
	s.sees("First things", "Second things")
	if strings.Contains(s.b.View(), "Jars") {
		t.Error("a heading without the letters is shown")
	}
	s.press("down", "enter")
	if at := s.b.page.section(); s.b.page.layout.headings[at].Text != "Second things" {
		t.Errorf("went to %q", s.b.page.layout.headings[at].Text)
	}
	s.press("O", "'zz")
	s.sees("No heading has that.")
}
