package people

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

func TestHandles(t *testing.T) {
	cards := []Person{
		{Handle: "ana", Name: "Ana María Example", Card: Card{Also: []string{"ana-old", "ana@corp.example"}}},
		{Handle: "ben", Name: "Ben", Former: []note.Handle{"bo", "ana"}},
	}
	ps := NewHandles(cards, []byte("# who is who\n"+
		"Ben <ben@example.org> Benjamin <b.work@corp.example>\n"+
		"Cy Example <cy@example.org> <cynthia@old.example>\n"+
		"broken < line\n<>\n"+
		"Mallory <mallory@example.org> <ana@corp.example>\n"))
	for spelling, want := range map[string]note.Handle{
		"bo": "ben", "ana": "ana", "@ana": "ana", "Ana": "ana", "Ana María Example": "ana", "ana-maria-example": "ana", "ana-old": "ana",
		"ana@corp.example": "ana", // a card is never overruled
		"Benjamin":         "ben", "b.work@corp.example": "ben", "b-work": "ben",
		"cynthia": "cy", "cynthia@old.example": "cy", "Cy Example": "cy", "cy@example.org": "cy",
		"dee": "dee", "Dee Example": "dee-example", "": "", "  ": "", "…": "",
	} {
		if got := ps.Of(spelling); got != want {
			t.Errorf("%q is %q, not %q", spelling, got, want)
		}
	}
	if got := (Handles{}).Of("Ana@example.org"); got != "ana" {
		t.Errorf("without cards: %q", got)
	}
	for _, c := range []struct{ name, email, want string }{
		{"Dee Example", "dee@example.org", "dee"}, {"Dee Example", "", "dee-example"}, {"", "", ""},
		{"Ana María Example", "am@elsewhere.example", "ana"}, {"Somebody", "ana@corp.example", "ana"},
	} {
		if got := ps.Changed(&index.Card{By: c.name, ByEmail: c.email}); string(got) != c.want {
			t.Errorf("a change by %s <%s> is of %q, not %q", c.name, c.email, got, c.want)
		}
	}
}

// TestExperts weighs made-up activity: each case says who is named, in which order and why.
func TestExperts(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	week, years := now.AddDate(0, 0, -2), now.AddDate(-2, 0, -30)
	written := func(a note.Address, typ note.Type, when time.Time, authors ...string) Scoped {
		return Scoped{index.Card{Address: a, Type: typ, Created: when, Authors: authors}, 1}
	}
	entry := func(a note.Address, typ note.Type, by note.Handle, when time.Time) note.EntryName {
		return note.EntryName{Note: a, Date: when, Author: by, Type: typ, Rand: "aaaa"}
	}
	q := written("oncall/q", note.Question, week, "dee")
	best := entry(q.Address, note.Answer, "cy", week)
	for _, tc := range []struct {
		name     string
		notes    []Scoped
		thread   []note.EntryName // of the first note
		accepted map[string]bool
		people   []Person
		named    []note.Handle
		charter  note.Charter
		options  Asking
		want     []string // "handle: reason; reason"
	}{
		{name: "nothing"},
		{
			name: "authors, the newer first", notes: []Scoped{
				written("oncall/a", note.Practice, years, "ben"), written("oncall/b", note.Practice, week, "ana"),
			},
			want: []string{"ana: wrote 1 practice on oncall, last this week", "ben: wrote 1 practice on oncall, last in 2024"},
		},
		{
			name: "kinds and spellings of one person", notes: []Scoped{
				written("oncall/a", note.Practice, week, "Ana"), written("oncall/b", "", week, "ana"),
				written("oncall/c", note.Story, week, "ana", "@ana"), written("oncall/d", note.Event, week, "ana"),
			},
			want: []string{"ana: wrote 2 practices and 1 story on oncall, last this week"},
		},
		{
			name: "asking is no expertise, answering one's own question neither", notes: []Scoped{q},
			thread: []note.EntryName{entry(q.Address, note.Answer, "dee", week)},
		},
		{
			name: "an accepted answer before two others", notes: []Scoped{q},
			thread:   []note.EntryName{entry(q.Address, note.Answer, "ben", week), best, entry(q.Address, note.Comment, "eve", week)},
			accepted: map[string]bool{EntryFile(best.Path()): true},
			want:     []string{"cy: answered 1 question, accepted, last this week", "ben: answered 1 question, last this week"},
		},
		{
			name: "reports, once a note", notes: []Scoped{written("oncall/a", note.Practice, week)},
			thread: []note.EntryName{entry("oncall/a", note.Tried, "ben", week), entry("oncall/a", note.Tried, "ben", week), entry("oncall/a", note.Verify, "cy", week)},
			want: []string{
				"ben: tried 1 note and told how it went, last this week", "cy: verified 1 note, last this week",
			},
		},
		{
			name: "a steward of the topic, and one of everything", notes: []Scoped{written("oncall/a", note.Practice, week, "ana")},
			charter: note.Charter{Stewards: []note.StewardRule{{Pattern: "oncall/**", Handles: []note.Handle{"ben"}}, {Pattern: "**", Handles: []note.Handle{"root"}}}},
			want: []string{
				"ben: looks after notes on oncall", "ana: wrote 1 practice on oncall, last this week", "root: looks after notes on oncall",
			},
		},
		{
			name: "who left is not named, who is away is", notes: []Scoped{written("oncall/a", note.Practice, week, "ana", "ben")},
			people: []Person{{Handle: "ana", Name: "Ana", Card: Card{Presence: Left}}, {Handle: "ben", Name: "Ben", Card: Card{Presence: Away}}},
			want:   []string{"ben: wrote 1 practice on oncall, last this week"},
		},
		{
			name:   "what a card offers",
			people: []Person{{Handle: "ana", Card: Card{AskMe: "Pagers, oncall."}}, {Handle: "ben", Card: Card{AskMe: "noncalling"}}},
			want:   []string{"ana: is glad to be asked about it"},
		},
		{
			name: "not these, and no more than so many", notes: []Scoped{written("oncall/a", note.Practice, week, "ana", "ben", "cy")},
			options: Asking{Limit: 1, Except: []note.Handle{"ana"}},
			want:    []string{"ben: wrote 1 practice on oncall, last this week"},
		},
		{
			name: "whom the question names, before who looks after the topic", named: []note.Handle{"cy", "cy"},
			notes:   []Scoped{written("oncall/a", note.Practice, week, "ana")},
			charter: note.Charter{Stewards: []note.StewardRule{{Pattern: "oncall/**", Handles: []note.Handle{"ben"}}}},
			want:    []string{"cy: is named in the question", "ben: looks after notes on oncall", "ana: wrote 1 practice on oncall, last this week"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			scorer := NewScorer(NewHandles(tc.people, nil), Scope{On: "on oncall", About: "oncall"}, now)
			for i := range tc.notes {
				scorer.Wrote(&tc.notes[i])
				if i == 0 {
					scorer.Said(&tc.notes[i], tc.thread, tc.accepted)
				}
				scorer.Stewards(tc.charter, tc.notes[i].Address)
			}
			scorer.Cards(tc.people)
			scorer.Named(tc.named)
			var got []string
			for _, e := range scorer.Experts(tc.options) {
				got = append(got, string(e.Handle)+": "+strings.Join(e.Reasons, "; "))
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tc.want, "\n"))
			}
		})
	}
}

func TestTopicScope(t *testing.T) {
	cards := []index.Card{
		{Address: "oncall/a", Topic: "oncall"}, {Address: "oncall/paging/b", Topic: "oncall/paging"},
		{Address: "x/c", Topic: "x", Tags: []string{"Rota"}}, {Address: "people/ana", Topic: "people", Tags: []string{"rota"}},
	}
	for about, want := range map[string]int{"oncall": 2, "Oncall": 2, "paging": 1, "oncall/paging": 1, "call": 0, "rota": 1, "": 0, "people": 0} {
		if got := TopicScope(cards, about); len(got.Notes) != want {
			t.Errorf("%q is about %d notes, not %d", about, len(got.Notes), want)
		}
	}
}

func TestCardText(t *testing.T) {
	const before = "---\ntitle: Ana\n# mine\nfoo: bar\n---\n\n## What we do\n\n<!-- prompt -->\nOld.\n\n## Pets\n\nA cat.\n"
	n := note.Parse("practices/people/ana.md", []byte(before))
	who := Read(n)
	if who.Does != "Old." || who.Handle != "ana" {
		t.Fatalf("%+v", who)
	}
	if err := who.Card.Write(n); err != nil || string(n.Bytes()) != before {
		t.Fatalf("a card that says the same changed the file: %v\n%s", err, n.Bytes())
	}
	card := who.Card
	card.Does, card.Learn, card.Presence, card.Offers = "New.", "Go.", Away, []string{"oncall"}
	if err := card.Write(n); err != nil {
		t.Fatal(err)
	}
	const after = "---\ntitle: Ana\n# mine\nfoo: bar\npresence: away\noffers: [oncall]\n---\n\n## What we do\n\nNew.\n\n## Pets\n\nA cat.\n\n## I want to learn\n\nGo.\n"
	if string(n.Bytes()) != after {
		t.Errorf("got\n%s", n.Bytes())
	}
	card.Does, card.Learn, card.Presence, card.Offers = "", "", "", nil
	if err := card.Write(n); err != nil {
		t.Fatal(err)
	}
	if got := string(n.Bytes()); got != "---\ntitle: Ana\n# mine\nfoo: bar\n---\n\n## Pets\n\nA cat.\n\n" {
		t.Errorf("got\n%s", got)
	}
}
