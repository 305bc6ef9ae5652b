package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// sizes are the terminals every screen is looked at in.
var sizes = [][2]int{{80, 24}, {40, 12}}

// breakfast is a small pool with a little of everything.
func breakfast(t *testing.T) string {
	t.Helper()
	dir := newPool(t, nil)
	write(t, dir, map[string]string{
		"oncall/rotate-the-pager.md":                             "---\ntitle: Rotate the pager\ndescription: One week each, handed over at breakfast.\nauthors: [ben]\ntags: [rota, people]\ndate: 2026-11-01\n---\n\n# Rotate the pager\n\nWho carries it for weeks stops hearing it. See [[deploy/warm-the-cache]] and\n[the docs](https://example.org/pager), or [a gap](gone.md).\n\n## What to do\n\n1. Hand over on Monday.\n2. Say what rang.\n\n## How you know it works\n\nThe next one can name [three alarms](#what-to-do).\n",
		"deploy/warm-the-cache.md":                               "---\ntitle: Warm the cache\nauthors: [cy]\ntags: [cache]\ndate: 2026-10-20\n---\n\nCall `/warm` before the switch. It belongs to [[oncall/rotate-the-pager|the rota]].\n",
		"deploy/日本語のメモ.md":                                       "---\ntitle: 日本語のメモ 🍵 と絵文字\nauthors: [cy]\ndate: 2026-10-18\n---\n\n朝食のときに話す。お茶を入れてから、次の当番に渡す。\n",
		"deploy/why-so-slow.md":                                  "---\ntitle: Why is the first request so slow?\ntype: question\nauthors: [dee]\ndate: 2026-11-20\n---\n\nEvery morning the first request takes nine seconds.\n",
		"oncall/rotate-the-pager/2026-11-10-cy-tried-abc234.md":  "---\nauthor: cy\ndate: 2026-11-10T08:00:00Z\ntype: tried\noutcome: worked\ncontext: team of four\n---\n\nNobody missed an alarm.\n",
		"oncall/rotate-the-pager/2026-11-12-dee-tried-abd234.md": "---\nauthor: dee\ndate: 2026-11-12T08:00:00Z\ntype: tried\noutcome: failed\ncontext: a team of one\n---\n",
	})
	shareAll(t, dir)
	return dir
}

func TestScreens(t *testing.T) {
	for _, size := range sizes {
		at := func(name string) string { return fmt.Sprintf("%s-%dx%d", name, size[0], size[1]) }
		t.Run(fmt.Sprint(size[0]), func(t *testing.T) {
			dir := breakfast(t)
			s := newStage(t, dir, size[0], size[1], Start{})
			s.golden(at("home"))
			s.press("2")
			s.golden(at("pool"))
			s.press("f")
			s.golden(at("facets"))
			s.press("esc", "/", "'nine seconds")
			s.golden(at("text-found"))
			s.press("ctrl+u", "'pag")
			s.golden(at("filter"))
			s.press("ctrl+u", "'nothing like this")
			s.golden(at("no-match"))
			s.press("ctrl+u", "'tag:")
			s.golden(at("half-a-query"))
			s.press("ctrl+u", "'rotate", "enter")
			s.golden(at("note"))
			s.press("tab")
			s.golden(at("link"))
			s.press("O")
			s.golden(at("outline"))
			s.press("esc", "G")
			s.golden(at("note-end"))
			s.press("t")
			s.golden(at("tried"))
			s.press("esc", "?")
			s.golden(at("help"))
			s.press("'link")
			s.golden(at("help-filter"))
			s.press("esc", ":", "'s")
			s.golden(at("palette"))
		})
	}
}

func TestEmptyPool(t *testing.T) {
	for _, size := range sizes {
		dir := newPool(t, nil)
		if err := os.RemoveAll(filepath.Join(dir, "practices")); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, "practices"), 0o755); err != nil {
			t.Fatal(err)
		}
		s := newStage(t, dir, size[0], size[1], Start{Pool: true})
		s.golden(fmt.Sprintf("empty-%dx%d", size[0], size[1]))
	}
}

func TestUnreadableNote(t *testing.T) {
	for _, size := range sizes {
		dir := breakfast(t)
		s := newStage(t, dir, size[0], size[1], Start{Words: "rotate"})
		if err := os.Remove(filepath.Join(dir, "practices/oncall/rotate-the-pager.md")); err != nil {
			t.Fatal(err)
		}
		s.press("enter")
		s.sees("cannot be read")
		s.golden(fmt.Sprintf("unreadable-%dx%d", size[0], size[1]))
	}
}

func TestBrokenFrontMatter(t *testing.T) {
	dir := breakfast(t)
	write(t, dir, map[string]string{"oncall/broken.md": "---\ntitle: [unclosed\n---\n\nStill worth reading.\n"})
	s := newStage(t, dir, 80, 24, Start{Words: "is:broken"})
	s.sees("unreadable")
	s.press("enter")
	s.sees("cannot be read", "Still worth reading.")
}

func TestSyncFailure(t *testing.T) {
	for _, size := range sizes {
		s := newStage(t, breakfast(t), size[0], size[1], Start{})
		s.run = func([]string) (string, int) {
			return "cop: git.example.org cannot be reached\nhint: what you wrote is kept; run cop sync again later\n", 1
		}
		s.press("S")
		s.golden(fmt.Sprintf("sync-failed-%dx%d", size[0], size[1]))
		s.press("esc")
		s.seesNot("cannot be reached")
	}
}

func TestShareShowsFirstAndAsks(t *testing.T) {
	dir := breakfast(t)
	write(t, dir, map[string]string{"oncall/new.md": "---\ntitle: A new thing\n---\n\nWords.\n"})
	s := newStage(t, dir, 80, 24, Start{})
	s.sees("Your drafts", "A new thing")
	s.run = func(args []string) (string, int) { return "Would offer oncall/new for review.\nTo two stewards.\n", 0 }
	s.press("s")
	s.golden("share-80x24")
	s.press("esc")
	if len(s.ran) != 1 || strings.Join(s.ran[0], " ") != "share --dry-run" {
		t.Fatalf("ran %q", s.ran)
	}
	s.press("s", "enter")
	if got := s.ran[len(s.ran)-1]; strings.Join(got, " ") != "share" {
		t.Fatalf("ran %q", got)
	}
}

// What a note waits for stands below it in the words of cop show, with the key that leads on.
func TestWhatANoteWaitsFor(t *testing.T) {
	dir := breakfast(t)
	write(t, dir, map[string]string{"oncall/new.md": "---\ntitle: A zebra crossing\n---\n\nWords.\n"})
	s := newStage(t, dir, 80, 24, Start{Words: "zebra crossing"})
	s.press("enter")
	s.sees("a draft: the others do not have it yet; s offers it")
}

// TestFastTyping: keys that arrive together are still keys, and a pasted text
// is none.
func TestFastTyping(t *testing.T) {
	s := newStage(t, breakfast(t), 80, 24, Start{})
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("/pager")})
	s.sees("/ pager", "1 of 6")
	s.press("esc", "1")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("qSe"), Paste: true})
	s.sees("Questions waiting")
	if len(s.ran)+len(s.lent) > 0 {
		t.Errorf("a pasted text ran %v %v", s.ran, s.lent)
	}
}

// TestNews: what came since the last visit is news until it was on the screen;
// a visit that did not look at home leaves it news.
func TestNews(t *testing.T) {
	dir := breakfast(t)
	leave := func(s *stage) {
		s.Helper()
		if err := s.b.remember(); err != nil {
			s.Fatal(err)
		}
	}
	first := newStage(t, dir, 80, 24, Start{})
	first.sees("Lately")
	first.seesNot("New since")
	leave(first)

	ben := strings.NewReplacer("title: Warm the cache", "title: Warm the cache twice").Replace(read(t, dir, "deploy/warm-the-cache.md"))
	write(t, dir, map[string]string{"deploy/warm-the-cache.md": ben, "oncall/brand-new.md": "---\ntitle: Brand new\nauthors: [ben]\n---\n\nText.\n"})
	elsewhere := newStage(t, dir, 80, 24, Start{Pool: true})
	leave(elsewhere)

	again := newStage(t, dir, 80, 24, Start{})
	again.sees("New since you last looked", "Brand new", "Warm the cache twice")
	again.seesNot("Lately")
	leave(again)
	last := newStage(t, dir, 80, 24, Start{})
	last.seesNot("New since")
}

func read(t *testing.T, dir, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "practices", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestManyNews: home lists the first of many and more on request; what was not
// shown stays news.
func TestManyNews(t *testing.T) {
	dir := breakfast(t)
	s := newStage(t, dir, 80, 24, Start{})
	if err := s.b.remember(); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("oncall/n%02d.md", i)] = fmt.Sprintf("---\ntitle: Number %02d\nauthors: [ben]\n---\n\nText.\n", i)
	}
	write(t, dir, files)
	shareAll(t, dir)
	s = newStage(t, dir, 80, 24, Start{})
	s.sees("New since you last looked  40", "… 30 more")
	for range 12 {
		s.press("j")
	}
	s.press("enter")
	s.seesNot("… 30 more")
	if n := len(s.b.home.drawn); n >= 40 || n < 10 {
		t.Errorf("%d notes count as seen", n)
	}
}
