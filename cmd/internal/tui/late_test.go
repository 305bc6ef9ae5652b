package tui

import (
	"context"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// answers carries out a key's commands and returns what they bring instead of
// delivering it.
func answers(s *stage, key string) []tea.Msg {
	s.Helper()
	_, cmd := s.b.Update(keyOf(key))
	return gather(cmd)
}

func gather(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	switch m := cmd().(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		var out []tea.Msg
		for _, c := range m {
			out = append(out, gather(c)...)
		}
		return out
	default:
		return []tea.Msg{m}
	}
}

// TestLateResults delivers what two key strokes found in the wrong order: the
// older result must not replace the newer one, neither titles nor text.
func TestLateResults(t *testing.T) {
	s := newStage(t, breakfast(t), 80, 24, Start{Pool: true})
	s.press("/", "'wa")
	early := answers(s, "r") // war: Warm the cache
	s.press("ctrl+u")
	late := answers(s, "q") // q: nothing but the text
	for _, m := range late {
		s.send(m)
	}
	before := s.screen()
	if len(early) < 2 {
		t.Fatalf("a key started %d searches, want titles and text", len(early))
	}
	for _, m := range early {
		s.send(m)
	}
	if s.screen() != before {
		t.Errorf("a late result replaced a newer one:\n%s", s.screen())
	}
}

// TestLatePreviewAndPage delivers previews, pages, catalogues and states that
// nobody waits for any more.
func TestLatePreviewAndPage(t *testing.T) {
	s := newStage(t, breakfast(t), 80, 24, Start{Pool: true})
	s.press("g")
	before := s.screen()
	for _, m := range []tea.Msg{
		previewed{n: s.b.noteList.previewAsk.n - 1, of: place{note: "x"}, layout: layout{lines: []string{"LATE"}}},
		paged{n: s.b.page.ask.n - 1, layout: layout{lines: []string{"LATE"}}},
		catalogued{n: s.b.load.n - 1, all: newCatalogue(nil, never), name: "LATE", fresh: true},
		stated{n: s.b.ask.n - 1, status: pool.Status{Drafts: []pool.Item{{Address: "x", Title: "LATE"}}}},
		foundText{n: s.b.noteList.asked.n - 1},
	} {
		s.send(m)
	}
	if s.screen() != before {
		t.Errorf("a late message changed the screen:\n%s", s.screen())
	}
	s.press("1")
	s.seesNot("LATE")
}

// TestNarrowing types queries letter by letter and compares what narrowing the
// last result finds with a fresh search.
func TestNarrowing(t *testing.T) {
	c := newCatalogue(manyCards(3000), never)
	for _, typed := range []string{"retry cache", "rtr", "pager -queue", "tag:cache retry", `"the cache" re`, "number 2", "ééé"} {
		var last []int32 // what the query before could reach
		var was parsedFilter
		for i := range typed {
			w, err := understand(typed[:i+1])
			if err != nil || w.query.IsZero() {
				last, was = nil, parsedFilter{}
				continue
			}
			want, reach, err := c.narrow(context.Background(), w, nil)
			if err != nil {
				t.Fatal(err)
			}
			if last != nil && w.narrows(was) {
				got, _, err := c.narrow(context.Background(), w, last)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%q from %q: %d found, a fresh search finds %d", w.typed, was.typed, len(got), len(want))
				}
			}
			last, was = reach, w
		}
	}
}

func TestNarrowIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w, err := understand("retry")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := newCatalogue(manyCards(10), never).narrow(ctx, w, nil); err == nil {
		t.Error("a cancelled search brought a result")
	}
}

// TestBestFirst: the whole word in a title stands before the word in a tag, and
// letters strewn over a title do not count.
func TestBestFirst(t *testing.T) {
	cards := manyCards(0)
	for _, title := range []string{"Praise the gentle author", "How we carry it", "The pager"} {
		a := note.Address(note.Slug(title))
		c := manyCards(1)[0]
		c.Address, c.Title, c.Topic, c.Tags = a, title, "", nil
		cards = append(cards, c)
	}
	cards[1].Tags = []string{"pager"}
	c := newCatalogue(cards, never)
	w, err := understand("pager")
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := c.narrow(context.Background(), w, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, []int32{2, 0}) {
		t.Errorf("found %v, want the title (by address the third), then the tag (the first)", got)
	}
}

// TestFacetsAgree: what the list keeps for a facet is what the index finds.
func TestFacetsAgree(t *testing.T) {
	dir := breakfast(t)
	write(t, dir, map[string]string{
		"oncall/deep/old.md": "---\ntitle: Old\nstatus: deprecated\ntags: [rota, \"two words\"]\nauthors: [ana, ben]\nreview_by: 2020-01-01\n---\n\nText.\n",
		"oncall/broken.md":   "---\ntitle: [unclosed\n---\n\nText.\n",
		"deploy/plan.fr.md":  "---\ntitle: Le plan\n---\n\nTexte.\n",
	})
	shareAll(t, dir)
	s := newStage(t, dir, 80, 24, Start{Pool: true})
	p, err := pool.Open(context.Background(), dir, options())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, query := range []string{
		"topic:oncall", "topic:oncall/deep", "-topic:deploy", "tag:rota", "tag:rota tag:people", "-tag:rota", "tag:rota,cache",
		`tag:"two words"`, "type:question", "type:practice", "type:question,charter", "author:ben", "-author:cy", "status:deprecated",
		"status:accepted", "is:unanswered", "is:contested", "is:broken", "is:stale", "-is:stale", "maturity:emerging", "maturity:untried",
		"lang:fr", "since:2026-11-10", "topic:nowhere",
	} {
		w, err := understand(query)
		if err != nil {
			t.Fatal(err)
		}
		order, _, err := s.b.noteList.all.narrow(context.Background(), w, nil)
		if err != nil {
			t.Fatal(err)
		}
		q, err := pool.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		q.Stale = p.Stale
		found, err := p.Find(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		var mine, theirs []string
		for _, i := range order {
			mine = append(mine, string(s.b.noteList.all.cards[i].Address))
		}
		for _, h := range found.Hits {
			theirs = append(theirs, string(h.Address))
		}
		slices.Sort(mine)
		slices.Sort(theirs)
		if !slices.Equal(mine, theirs) {
			t.Errorf("%s: the list has %v, the index finds %v", query, mine, theirs)
		}
	}
}

// TestEnterWaitsForTheSearch: enter right after a word opens the first note of
// that word, not the one that was on top before it was found.
func TestEnterWaitsForTheSearch(t *testing.T) {
	for _, typed := range []string{"w", "z"} { // in titles; nowhere
		s := newStage(t, breakfast(t), 80, 24, Start{Pool: true})
		s.press("/", "'arm the cach")
		s.press("home")
		found := answers(s, typed)
		s.press("enter")
		if s.b.at != atPool {
			t.Fatalf("%q: a note was opened before the search was done", typed)
		}
		for _, m := range found {
			s.send(m)
		}
		if opened := s.b.at == atNote; opened != (typed == "w") {
			t.Errorf("%q: opened %v", typed, opened)
		}
	}
}
