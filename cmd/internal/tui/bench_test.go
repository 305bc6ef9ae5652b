package tui

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// The benchmarks measure what a person waits for, at 10,000 and 100,000 notes,
// in a terminal of 200×50:
//
//	Frame      one View of the whole screen
//	Catalogue  from the cards of the index to a list that can be narrowed
//	Keystroke  from a key of a search to the frame that shows what it found in titles
//	Scroll     a page down and its frame
//	Memory     what the browser keeps, in MB (reported, not timed)

// vocabulary gives titles that look like titles.
func vocabulary() []string {
	return []string{
		"retry", "timeout", "cache", "pager", "deploy", "rollback", "queue", "breakfast", "review", "incident",
		"schema", "migration", "latency", "budget", "handover", "alarm", "backup", "restore", "canary", "toggle",
	}
}

// manyCards makes n cards that differ.
func manyCards(n int) []index.Card {
	words := vocabulary()
	pick := func(i, k int) string { return words[(i*7+k*k*3+i/len(words))%len(words)] }
	cards := make([]index.Card, n)
	for i := range cards {
		topic := pick(i, 9) + "/" + pick(i, 11)
		a := note.Address(fmt.Sprintf("%s/%s-%s-%d", topic, pick(i, 1), pick(i, 2), i))
		cards[i] = index.Card{
			Address: a, Path: a.Path(), Hash: fmt.Sprintf("%040x", i), Type: note.Practice, Topic: topic,
			Title: fmt.Sprintf("%s the %s before every %s number %d", pick(i, 1), pick(i, 2), pick(i, 3), i),
			Tags:  []string{pick(i, 4), pick(i, 5)}, Authors: []string{"ana"}, Updated: now().Add(-time.Duration(i) * time.Minute),
		}
	}
	return cards
}

func never(index.Card) bool { return false }

func newCatalogue(cards []index.Card, stale func(index.Card) bool) *catalogue {
	g := newCatalogueBuilder(len(cards), stale, nil)
	for i := range cards {
		g.add(&cards[i])
	}
	return g.build()
}

// crowded is a browser that shows n notes.
func crowded(tb testing.TB, n int) *browser {
	tb.Helper()
	s := term.Test(map[string]string{"TERM": "xterm-256color"}).Terminal(200).Streams
	h := Host{Streams: s, Now: now, Explain: func(err error) (string, string) { return err.Error(), "" }}
	d := newSession(h)
	d.news = nil
	b := newBrowser(context.Background(), h, d, Start{Pool: true})
	b.resize(200, 50)
	all := newCatalogue(manyCards(n), never)
	b.Update(catalogued{n: b.load.n, all: all, seen: &pool.Seen{First: true}, fresh: true})
	b.Update(counted{all, all.choices()})
	return b
}

func counts(b *testing.B, f func(b *testing.B, n int)) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { f(b, n) })
	}
}

func BenchmarkFrame(b *testing.B) {
	counts(b, func(b *testing.B, n int) {
		m := crowded(b, n)
		for b.Loop() {
			m.View()
		}
	})
}

func BenchmarkCatalogue(b *testing.B) {
	counts(b, func(b *testing.B, n int) {
		cards := manyCards(n)
		for b.Loop() {
			newCatalogue(cards, never).choices()
		}
	})
}

// BenchmarkKeystroke types a word again and again, each key with the search it
// starts and the frame that shows the outcome.
func BenchmarkKeystroke(b *testing.B) {
	counts(b, func(b *testing.B, n int) {
		m := crowded(b, n)
		m.Update(keyOf("/"))
		i, word := 0, "rollback"
		for b.Loop() {
			if i%len(word) == 0 {
				m.Update(keyOf("ctrl+u"))
			}
			_, cmd := m.Update(keyOf(word[i%len(word) : i%len(word)+1]))
			narrowing(m, cmd)
			m.View()
			i++
		}
	})
}

// narrowing carries out the first of the commands a key started: the search in
// titles. The other one waits for the index.
func narrowing(m *browser, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		msg = batch[0]()
	}
	if found, ok := msg.(narrowed); ok {
		m.Update(found)
	}
}

func BenchmarkScroll(b *testing.B) {
	counts(b, func(b *testing.B, n int) {
		m := crowded(b, n)
		for b.Loop() {
			m.Update(keyOf("pgdown"))
			m.View()
		}
	})
}

func BenchmarkMemory(b *testing.B) {
	counts(b, func(b *testing.B, n int) {
		var before, after runtime.MemStats
		for b.Loop() {
			runtime.GC()
			runtime.ReadMemStats(&before)
			m := crowded(b, n)
			runtime.GC()
			runtime.ReadMemStats(&after)
			runtime.KeepAlive(m)
		}
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		b.ReportMetric(0, "ns/op")
	})
}
