package tui

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
)

// TestKeyMap: in one place no key does two things, and every key that is shown
// does something.
func TestKeyMap(t *testing.T) {
	for _, at := range []screens{atHome, atPool, atNote} {
		seen := map[string]action{}
		for _, b := range keys() {
			if b.where&at == 0 {
				continue
			}
			if b.does == "" || len(b.keys) == 0 || b.act == none {
				t.Errorf("%+v is incomplete", b)
			}
			for _, k := range b.keys {
				if was, ok := seen[k]; ok {
					t.Errorf("%s: %q does %d and %d", at, k, was, b.act)
				}
				seen[k] = b.act
			}
		}
	}
}

func TestFooterFits(t *testing.T) {
	l := newStyles(term.Test(nil).Terminal(80).Streams)
	for width := 10; width < 200; width += 7 {
		for _, at := range []screens{atHome, atPool, atNote} {
			foot := keys().footer(at, l, width)
			if w := ansi.StringWidth(foot); w > width {
				t.Errorf("%d columns of %d: %q", w, width, ansi.Strip(foot))
			}
			if !strings.Contains(ansi.Strip(foot), "? keys") {
				t.Errorf("%d columns: the way to the help is missing: %q", width, ansi.Strip(foot))
			}
		}
	}
}

func TestListPassesOverHeadings(t *testing.T) {
	l := list{inert: func(i int) bool { return i%3 == 0 }}
	l.resize(4)
	l.reset(9)
	if l.cursor != 1 || l.top != 0 {
		t.Fatalf("cursor %d, top %d", l.cursor, l.top)
	}
	var at []int
	for range 6 {
		l.move(1)
		at = append(at, l.cursor)
	}
	for i, want := range []int{2, 4, 5, 7, 8, 8} {
		if at[i] != want {
			t.Fatalf("went %v", at)
		}
	}
	l.choose(0)
	if from, to := l.visible(); from != 0 || to != 4 {
		t.Errorf("rows %d to %d are seen", from, to)
	}
	l.grow(0)
	l.move(1)
	if l.cursor != 0 {
		t.Errorf("cursor %d of nothing", l.cursor)
	}
}

func TestFieldEdits(t *testing.T) {
	var f field
	for _, k := range []string{"a", "b", " ", "c", "d", "left", "left", "x", "ctrl+w", "end", "é", "ctrl+a", "delete"} {
		f.typed(keyOf(k))
	}
	if f.value() != "b cdé" {
		t.Errorf("typed %q", f.value())
	}
	f.insert([]rune("one\ntwo\x1b[31m\u202e"))
	if strings.ContainsAny(f.value(), "\n\x1b\u202e") {
		t.Errorf("pasted %q", f.value())
	}
}

func TestWebAddress(t *testing.T) {
	for remote, want := range map[string]string{
		"git@github.com:guild/pool.git":             "https://github.com/guild/pool/blob/HEAD/practices/a/b%20c.md",
		"https://x:secret@github.com/guild/pool":    "https://github.com/guild/pool/blob/HEAD/practices/a/b%20c.md",
		"ssh://git@gitlab.example.org:22/g/s/p.git": "https://gitlab.example.org/g/s/p/-/blob/HEAD/practices/a/b%20c.md",
		"https://codeberg.org/guild/pool.git":       "https://codeberg.org/guild/pool/src/HEAD/practices/a/b%20c.md",
		"https://git.example.org/guild/pool.git":    "",
		"/srv/pool.git":                             "",
		"file:///srv/github/pool.git":               "",
		"git@github.com:pool.git":                   "",
	} {
		if got, ok := webAddress(remote, "a/b c"); got != want || ok != (want != "") {
			t.Errorf("%s: %q", remote, got)
		}
	}
}

func TestFit(t *testing.T) {
	for _, text := range []string{"", "plain", "日本語のメモ", "🍵🍵🍵 tea", "e\u0301\u0301", "\x1b[1mbold and long\x1b[m"} {
		for width := range 14 {
			if w := ansi.StringWidth(fit(text, width)); w != width {
				t.Errorf("fit(%q, %d) is %d columns", text, width, w)
			}
		}
	}
}

// TestGathering: cards that come again as they were make the old catalogue; where
// one has changed, come or gone, the new one is as if there had been no old one.
func TestGathering(t *testing.T) {
	cards := manyCards(50)
	old := newCatalogue(cards, never)
	again := func(cards []index.Card) *catalogue {
		g := newCatalogueBuilder(len(cards), never, old)
		for i := range cards {
			g.add(&cards[i])
		}
		return g.build()
	}
	if slices.Reverse(cards); again(cards) != old {
		t.Error("the same notes in another order make another catalogue")
	}
	changed := slices.Clone(cards)
	changed[3].Hash, changed[3].Title = "edited", "Another title"
	changed[4].Status = "superseded"
	changed[5].Worked = 3
	changed[6].Updated = now()
	for what, list := range map[string][]index.Card{"edited": changed, "one is gone": cards[1:], "one came": append(manyCards(51)[50:], cards...)} {
		got, want := again(list), newCatalogue(list, never)
		if got == old || len(got.cards) != len(want.cards) {
			t.Fatalf("%s: %d notes, want %d", what, len(got.cards), len(want.cards))
		}
		for i := range want.cards {
			g, w := got.cards[i], want.cards[i]
			if *g.traits != *w.traits || got.text[i].ToString() != want.text[i].ToString() || got.at()[w.Address] != int32(i) {
				t.Errorf("%s: row %d is %s, want %s", what, i, g.Address, w.Address)
			}
			g.traits, w.traits = nil, nil
			if !reflect.DeepEqual(g, w) {
				t.Errorf("%s: row %d is %+v, want %+v", what, i, g, w)
			}
		}
	}
}
