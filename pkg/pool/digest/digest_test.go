package digest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

var sunday = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func someCards(n int) []index.Card {
	out := make([]index.Card, n)
	for i := range out {
		a := note.Address(fmt.Sprintf("oncall/n%d", i))
		out[i] = index.Card{Address: a, Path: a.Path(), Hash: fmt.Sprint(i), Type: note.Practice, Topic: "oncall", Title: string(a), Authors: []string{"ben"}, By: "Ben"}
	}
	return out
}

// keep marks those cards of which now is true as seen.
func keep(t *testing.T, s *Seen, cards []index.Card, now func(int) bool) *Seen {
	t.Helper()
	if err := s.Keep(len(cards), func(i int) NoteVersion { return VersionOf(&cards[i]) }, now); err != nil {
		t.Fatal(err)
	}
	again, err := ReadSeen(filepath.Dir(s.path))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// TestSeen: nothing is news on the first visit; later what changed is, until it was
// before a person's eyes.
func TestSeen(t *testing.T) {
	dir := t.TempDir()
	cards := someCards(4)
	s, err := ReadSeen(dir)
	if err != nil || !s.First {
		t.Fatalf("%+v, %v", s, err)
	}
	nothing := func(int) bool { return false }
	s = keep(t, s, cards[:3], nothing)
	cards[1].Hash = "changed"
	cards[2].Maturity, cards[2].LastEntry = evidence.Proven, sunday
	m := Audience{Seen: s}
	for i, want := range []review.Kind{"", review.Edited, review.Edited, review.New} {
		if got := m.change(&cards[i]); got != want {
			t.Errorf("card %d: %q, not %q", i, got, want)
		}
	}
	if !m.turned(&cards[2], evidence.Proven) || m.turned(&cards[2], evidence.Contested) || m.turned(&cards[1], evidence.Proven) {
		t.Error("what became proven is not told from the rest")
	}
	s = keep(t, s, cards, func(i int) bool { return i == 2 })
	m = Audience{Seen: s}
	if m.change(&cards[1]) != review.Edited || m.change(&cards[2]) != "" || m.change(&cards[3]) != review.New {
		t.Error("a note that was not seen counts as seen, or the other way round")
	}
	cards[2].Hash = "edited"
	if m.turned(&cards[2], evidence.Proven) {
		t.Error("what was seen as proven became so again")
	}
	if err := os.WriteFile(filepath.Join(dir, "seen"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSeen(dir); err != nil {
		t.Errorf("a damaged file: %v", err)
	}
}

// TestGlance puts one note of every kind on the table.
func TestGlance(t *testing.T) {
	cards := someCards(9)
	set := func(i int, f func(*index.Card)) { f(&cards[i]) }
	set(0, func(c *index.Card) { c.Authors, c.By = []string{"ana"}, "Ana" })                        // mine alone
	set(1, func(c *index.Card) { c.Authors, c.By, c.Worked = []string{"ana"}, "Ana", 1 })           // mine, and somebody tried it
	set(2, func(c *index.Card) { c.Contested, c.Failed, c.LastEntry = true, 2, sunday })            // contested
	set(3, func(c *index.Card) { c.Maturity, c.LastEntry = evidence.Proven, sunday })               // proven
	set(4, func(c *index.Card) { c.Type, c.Date = note.Question, sunday })                          // waits
	set(5, func(c *index.Card) { c.Type, c.Date, c.Answers = note.Question, sunday, 1 })            // answered
	set(6, func(c *index.Card) { c.Type, c.Authors = note.Question, []string{"ana"} })              // mine
	set(7, func(c *index.Card) { c.Type, c.Topic, c.Address = note.Person, "people", "people/cy" }) // new member
	set(8, func(c *index.Card) { c.Date = sunday.AddDate(-1, 0, 3) })                               // a year ago
	m := Audience{Now: sunday, Me: "ana", Name: "Ana", Seen: &Seen{}}
	b := m.Sort(cards)
	names := func(ds []NewsItem) string {
		var out []string
		for _, d := range ds {
			out = append(out, string(d.Change)+" "+string(d.Address))
		}
		return strings.Join(out, ", ")
	}
	for what, pair := range map[string][2]string{
		"news":      {names(b.News), "new oncall/n1, new oncall/n8"},
		"proven":    {names(b.Proven), "new oncall/n3"},
		"contested": {names(b.Contested), "new oncall/n2"},
		"welcome":   {names(b.Welcome), "new people/cy"},
		"year ago":  {names([]NewsItem{b.YearAgo}), " oncall/n8"},
		"own":       {fmt.Sprint(b.Own), "[oncall/n0]"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, not %s", what, pair[0], pair[1])
		}
	}
	var waiting []string
	for _, q := range b.Questions {
		waiting = append(waiting, q.Address.Slug())
	}
	if !slices.Equal(waiting, []string{"n4", "n5", "n6"}) {
		t.Errorf("questions: %v", waiting)
	}
	m.Charter = note.Charter{Stewards: []note.StewardRule{{Pattern: "**", Handles: []note.Handle{"ana"}}}}
	if b = m.Sort(cards); b.Questions[0].Mine {
		t.Error("who looks after everything must answer everything")
	}
	m.Charter.Stewards[0].Pattern = "oncall/**"
	if b = m.Sort(cards); !b.Questions[0].Mine || b.Suggest(sunday, triedNone).Command != "cop answer oncall/n4" {
		t.Errorf("a steward is not asked: %+v", b.Suggest(sunday, triedNone))
	}
}

// TestYearAgo: the note nearest to the day a year ago, if it was written within a week of it.
func TestYearAgo(t *testing.T) {
	t.Parallel()
	then := sunday.AddDate(-1, 0, 0)
	for _, tt := range []struct {
		days []int // from the day, of each note
		want string
	}{
		{[]int{6}, "oncall/n0"}, {[]int{-6}, "oncall/n0"}, {[]int{7}, ""}, {[]int{-8}, ""}, {[]int{5, -2, 3}, "oncall/n1"}, {[]int{2, -2}, "oncall/n0"}, {nil, ""},
	} {
		y, cards := anniversary{then: then}, someCards(len(tt.days))
		for i, d := range tt.days {
			cards[i].Created = then.AddDate(0, 0, d)
			y.see(&cards[i])
		}
		if got := string(y.best.Address); got != tt.want {
			t.Errorf("%v days: %q, want %q", tt.days, got, tt.want)
		}
	}
}

// TestMarksKeepWordsApart: what is remembered of two texts is not that of two others.
func TestMarksKeepWordsApart(t *testing.T) {
	t.Parallel()
	if fnv("ab", "c") == fnv("a", "bc") || fnv("a") == fnv("a", "") {
		t.Error("marks of different texts are the same")
	}
}

// TestAct: what others wait for comes first, and there is always something to do.
func TestAct(t *testing.T) {
	card := func(a note.Address) index.Card {
		return index.Card{Address: a, Type: note.Practice, Date: sunday.AddDate(0, 0, -20)}
	}
	answered := card("b")
	answered.Answers = 1
	for _, tc := range []struct {
		b    Breakfast
		want string
	}{
		{Breakfast{}, `cop til "…"`},
		{Breakfast{YearAgo: NewsItem{Card: card("y")}}, "cop verify y"},
		{Breakfast{News: []NewsItem{{Card: card("n"), Own: true}}}, `cop til "…"`},
		{Breakfast{News: []NewsItem{{Card: card("n")}}, YearAgo: NewsItem{Card: card("y")}}, "cop tried n worked"},
		{Breakfast{News: []NewsItem{{Card: card("n")}}, Questions: []Waiting{{Card: card("q")}}}, "cop answer q"},
		{Breakfast{Questions: []Waiting{{Card: card("q"), Own: true}}}, `cop til "…"`},
		{Breakfast{Questions: []Waiting{{Card: card("q")}}, Welcome: []NewsItem{{Card: card("people/cy")}}}, "cop show people/cy"},
		{Breakfast{Welcome: []NewsItem{{Card: card("people/cy")}}, Contested: []NewsItem{{Card: card("c")}}}, "cop show c --why"},
		{Breakfast{Contested: []NewsItem{{Card: card("c")}}, Questions: []Waiting{{Card: answered, Own: true}}}, "cop show b"},
		{Breakfast{Questions: []Waiting{{Card: card("q"), Mine: true}, {Card: answered, Own: true}}}, "cop answer q"},
		// U47: one's own contribution waits for oneself.
		{Breakfast{Ready: []review.Review{numbered(8)}, Questions: []Waiting{{Card: card("q")}}}, "cop review 8 --merge"},
		{Breakfast{Ready: []review.Review{numbered(8)}, Returned: []review.Review{numbered(7)}}, "cop review 7"},
		{Breakfast{Reviews: []review.Review{numbered(6)}, Returned: []review.Review{numbered(7)}}, "cop review 6"},
	} {
		if got := tc.b.Suggest(sunday, triedNone); got.Command != tc.want || got.Why == "" {
			t.Errorf("%+v, not %s", got, tc.want)
		}
	}
}

func numbered(n int) review.Review { return review.Review{Contribution: forge.Contribution{Number: n}} }

func triedNone(*index.Card) bool { return false }
