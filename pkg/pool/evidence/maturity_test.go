package evidence

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// said makes a thread of lines "ben worked team a", the oldest first; words after the
// outcome are the context. "ben answer", "ana accept 1" (the first entry), "ben verify" and
// "ben comment" are the other entries. A share in front, "60%", is how much of the text
// that was tried still stands; "brought" that an import did.
func said(t *testing.T, lines ...string) ([]Entry, map[string]Tried) {
	t.Helper()
	var thread []Entry
	weights := map[string]Tried{}
	for i, line := range lines {
		share := 100
		words, brought := strings.Fields(line), ""
		if words[0] == "brought" {
			words, brought = words[1:], "source: discourse:site/12@0123456789\n"
		}
		if n, err := fmt.Sscanf(words[0], "%d%%", &share); n == 1 && err == nil {
			words = words[1:]
		}
		name := note.EntryName{Note: "t/n", Date: time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC), Author: note.Handle(words[0]), Rand: fmt.Sprintf("aa%c%c", 'a'+i/26, 'a'+i%26)}
		front := ""
		switch kind := words[1]; kind {
		case "answer", "comment", "verify":
			name.Type = note.Type(kind)
		case "accept":
			name.Type = note.Accept
			at := 0
			if _, err := fmt.Sscan(words[2], &at); err == nil && at <= len(thread) {
				front = "re: " + path.Base(thread[at-1].File) + "\n"
			}
		default:
			name.Type = note.Tried
			front = "outcome: " + kind + "\ncontext: \"" + strings.Join(words[2:], " ") + "\"\n"
			weights[name.Path()] = Tried{Share: share}
		}
		thread = append(thread, Entry{EntryName: name, File: name.Path(), Note: note.Parse(name.Path(), []byte("---\n"+brought+front+"---\n"))})
	}
	return thread, weights
}

// TestMaturity is every threshold and trap of the rule in the pool format. ana wrote the
// note and zoe is another handle of hers; bea is another handle of ben's.
func TestMaturity(t *testing.T) {
	for _, tt := range []struct {
		name   string
		thread []string
		want   string // maturity, flags, then worked/partly/failed that count
		rule   note.MaturityRule
	}{
		{name: "nobody", want: "untried 0/0/0"},
		{name: "one", thread: []string{"ben worked a"}, want: "emerging 1/0/0"},
		{name: "brought by an import", thread: []string{"brought ben worked a", "brought cy failed b"}, want: "untried 0/0/0"},
		{name: "brought, then said here", thread: []string{"brought ben worked a", "ben worked a"}, want: "emerging 1/0/0"},
		{name: "one without a place", thread: []string{"ben worked"}, want: "emerging 1/0/0"},
		{name: "two", thread: []string{"ben worked a", "cy worked a"}, want: "promising 2/0/0"},
		{name: "three in two places", thread: []string{"ben worked a", "cy worked b", "dee worked a"}, want: "proven 3/0/0"},
		{name: "three in one place", thread: []string{"ben worked a", "cy worked a", "dee worked a"}, want: "promising 3/0/0"},
		{name: "one place in three spellings", thread: []string{"ben worked Team A.", "cy worked team a", "dee worked team-a"}, want: "promising 3/0/0"},
		{name: "places nobody names", thread: []string{"ben worked", "cy worked", "dee worked a"}, want: "promising 3/0/0"},
		{name: "a place where it failed is no place", thread: []string{"ben worked a", "cy worked a", "dee worked a", "eve failed b"}, want: "promising 3/0/1"},
		{name: "a quarter failed", thread: []string{"ben worked a", "cy worked b", "dee worked a", "eve failed c"}, want: "proven 3/0/1"},
		{name: "more than a quarter failed", thread: []string{"ben worked a", "cy worked b", "dee worked a", "eve failed c", "fay failed c"}, want: "promising contested 3/0/2"},
		{name: "partly is a report too", thread: []string{"ben worked a", "cy worked b", "dee worked a", "eve failed c", "fay failed c", "gus partly a", "hal partly b", "ivy partly a"}, want: "proven 3/3/2"},
		{name: "partly alone", thread: []string{"ben partly a", "cy partly b", "dee partly c"}, want: "untried 0/3/0"},
		{name: "failed alone", thread: []string{"ben failed a"}, want: "untried 0/0/1"},
		{name: "two failed", thread: []string{"ben failed a", "cy failed b"}, want: "untried contested 0/0/2"},
		{name: "one and one", thread: []string{"ben worked a", "cy failed b"}, want: "emerging contested 1/0/1"},

		{name: "the author's own", thread: []string{"ana worked a", "ana worked b", "ana worked c"}, want: "untried 0/0/0"},
		{name: "the author's failure", thread: []string{"ben worked a", "ana failed b"}, want: "emerging 1/0/0"},
		{name: "the author's second handle", thread: []string{"zoe worked a", "ben worked b"}, want: "emerging 1/0/0"},
		{name: "one person, two handles", thread: []string{"ben worked a", "bea worked b", "cy worked c"}, want: "promising 2/0/0"},
		{name: "one person often", thread: []string{"ben worked a", "ben worked b", "ben worked c"}, want: "emerging 1/0/0"},
		{name: "the newest counts", thread: []string{"ben worked a", "cy worked b", "ben failed a"}, want: "emerging contested 1/0/1"},
		{name: "the newest of two handles counts", thread: []string{"ben worked a", "bea failed a"}, want: "untried 0/0/1"},
		{name: "a failure made good", thread: []string{"ben failed a", "ben worked a"}, want: "emerging 1/0/0"},
		{name: "an outcome nobody knows", thread: []string{"ben wroked a", "cy worked a"}, want: "emerging 1/0/0"},
		{name: "an unknown outcome does not take back", thread: []string{"ben worked a", "ben dunno a"}, want: "emerging 1/0/0"},
		{name: "talk is no report", thread: []string{"ben comment", "cy answer", "dee verify"}, want: "untried 0/0/0"},

		{name: "small repairs cost nothing", thread: []string{"80% ben worked a", "81% cy worked b", "99% dee worked c"}, want: "proven 3/0/0"},
		{name: "half of the text is left", thread: []string{"50% ben worked a", "50% cy worked b", "50% dee worked c"}, want: "emerging 3/0/0"},
		{name: "rounded to whole reports", thread: []string{"73% ben worked a", "72% cy worked b", "72% dee worked c"}, want: "proven 3/0/0"},
		{name: "just below", thread: []string{"71% ben worked a", "71% cy worked b", "71% dee worked c"}, want: "promising 3/0/0"},
		{name: "one of an older text", thread: []string{"55% ben worked a"}, want: "emerging 1/0/0"},
		{name: "one of a much older text", thread: []string{"54% ben worked a"}, want: "untried 1/0/0"},
		{name: "another text", thread: []string{"30% ben worked a", "0% cy worked b"}, want: "untried 0/0/0"},
		{name: "an old failure weighs less", thread: []string{"ben worked a", "cy worked b", "dee worked c", "60% eve failed a", "60% fay failed b"}, want: "promising contested 3/0/2"},
		{name: "an older failure weighs too little", thread: []string{"ben worked a", "cy worked b", "dee worked c", "45% eve failed a", "45% fay failed b"}, want: "proven 3/0/2"},
		{name: "one old failure contests nothing", thread: []string{"ben worked a", "31% eve failed a"}, want: "emerging 1/0/1"},

		{name: "the charter asks for more", rule: note.MaturityRule{Promising: 3, Proven: 4, MaxFailed: 0.25}, thread: []string{"ben worked a", "cy worked b", "dee worked a"}, want: "promising 3/0/0"},
		{name: "the charter asks for less", rule: note.MaturityRule{Promising: 1, Proven: 2, MaxFailed: 0.25}, thread: []string{"ben worked a", "cy worked b"}, want: "proven 2/0/0"},
		{name: "the charter allows no failure", rule: note.MaturityRule{Promising: 2, Proven: 3}, thread: []string{"ben worked a", "cy worked b", "dee worked a", "eve failed a"}, want: "promising contested 3/0/1"},
		{name: "the charter allows any failure", rule: note.MaturityRule{Promising: 2, Proven: 3, MaxFailed: 1}, thread: []string{"ben failed a", "cy failed b"}, want: "untried 0/0/2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			thread, weights := said(t, tt.thread...)
			if tt.rule == (note.MaturityRule{}) {
				tt.rule = note.MaturityRule{Promising: 2, Proven: 3, MaxFailed: 0.25}
			}
			why := Weigh(thread, Rules{Maturity: tt.rule, Person: twoHandles, Authors: []string{"@ana"}, Tried: weights})
			got := why.Maturity
			if why.Contested {
				got += " contested"
			}
			if got = fmt.Sprintf("%s %d/%d/%d", got, why.Worked, why.Partly, why.Failed); got != tt.want {
				t.Errorf("got %q, want %q\n%+v\n%+v", got, tt.want, why.Counted, why.Ignored)
			}
			reports := 0
			for _, e := range thread {
				if e.EntryName.Type == note.Tried {
					reports++
				}
			}
			if n := len(why.Counted) + len(why.Ignored); n != reports {
				t.Errorf("%d of %d reports are explained", n, reports)
			}
		})
	}
}

// twoHandles knows that zoe is another handle of ana's, and bea one of ben's.
func twoHandles(h note.Handle) string {
	switch h {
	case "zoe":
		h = "ana"
	case "ben":
		h = "bea"
	}
	return "@" + string(h)
}

// Settling a question takes the asker or a steward, and an answer of this thread.
func TestAccepted(t *testing.T) {
	for _, tt := range []struct {
		name   string
		thread []string
		want   int // answers settled
	}{
		{"by the asker", []string{"ben answer", "ana accept 1"}, 1},
		{"by the asker's other handle", []string{"ben answer", "zoe accept 1"}, 1},
		{"by a steward", []string{"ben answer", "sue accept 1"}, 1},
		{"by the answerer", []string{"ben answer", "ben accept 1"}, 0},
		{"the asker's own answer", []string{"ana answer", "ana accept 1"}, 1},
		{"a comment", []string{"ben comment", "ana accept 1"}, 0},
		{"an answer of elsewhere", []string{"ben answer", "ana accept nothing"}, 0},
		{"two answers", []string{"ben answer", "cy answer", "ana accept 1", "ana accept 2"}, 2},
	} {
		thread, weights := said(t, tt.thread...)
		why := Weigh(thread, Rules{Person: twoHandles, Acceptors: []string{"@ana", "@sue"}, Tried: weights})
		if len(why.Settled) != tt.want || why.Accepted != (tt.want > 0) {
			t.Errorf("%s: %v, accepted %v", tt.name, why.Settled, why.Accepted)
		}
	}
}

func TestWeightOf(t *testing.T) {
	for share, want := range map[int]int{0: 0, 30: 0, 31: 2, 55: 50, 60: 60, 79: 98, 80: 100, 100: 100} {
		if got := WeightOf(share); got != want {
			t.Errorf("of a share of %d%%: %d, want %d", share, got, want)
		}
	}
}

func TestShareOf(t *testing.T) {
	words := func(s string) map[string]int {
		return Words(note.Parse("practices/x.md", []byte("---\ntitle: T\n---\n"+s)))
	}
	for _, tt := range []struct {
		before, now string
		want        int
	}{
		{"one two three", "one two three", 100},
		{"one two three", "one two three four five six", 100}, // added
		{"one two three", "Three, *two* `one`!", 100},         // moved, other markup
		{"one two three", "one two", 75},                      // the title is a word too
		{"one two three", "four five six", 25},                //
		{"go go go", "go", 50},                                // counted as often as it stands there
		{"数据库迁移必须可以回滚", "数据库迁移可以回滚", 83},                      // no spaces between words
		{"", "one", 100},                                           //
		{"<!-- a b c -->\n\none", "one", 100},                      // what nobody reads
		{strings.Repeat("x ", 999), strings.Repeat("x ", 500), 50}, // rounded down
	} {
		if got := ShareOf(words(tt.before), words(tt.now)); got != tt.want {
			t.Errorf("%.20q → %.20q: %d%%, want %d%%", tt.before, tt.now, got, tt.want)
		}
	}
}

func TestStaleAt(t *testing.T) {
	day := func(s string) time.Time {
		at, _ := note.ParseTime(s)
		return at
	}
	year := note.Charter{StaleAfter: 365 * 24 * time.Hour}
	for _, tt := range []struct {
		name string
		card index.Card
		c    note.Charter
		want string
	}{
		{"nothing is promised", index.Card{}, year, ""},
		{"a year after it was dated", index.Card{Date: day("2025-01-01")}, year, "2026-01-01"},
		{"undated: after it was added", index.Card{Created: day("2025-01-01")}, year, "2026-01-01"},
		{"verified since", index.Card{Date: day("2025-01-01"), Facts: index.Facts{Verified: day("2025-06-01")}}, year, "2026-06-01"},
		{"the charter says never", index.Card{Date: day("2020-01-01")}, note.Charter{}, ""},
		{"the day after review_by", index.Card{ReviewBy: day("2025-03-01")}, note.Charter{}, "2025-03-02"},
		{"whichever comes first", index.Card{Date: day("2025-01-01"), ReviewBy: day("2025-03-01")}, year, "2025-03-02"},
		{"verified after review_by", index.Card{ReviewBy: day("2025-03-01"), Facts: index.Facts{Verified: day("2025-03-05")}}, note.Charter{}, ""},
		{"verified before review_by", index.Card{ReviewBy: day("2025-03-01"), Facts: index.Facts{Verified: day("2025-02-05")}}, note.Charter{}, "2025-03-02"},
		{"a story stays true", index.Card{Type: note.Story, Date: day("2020-01-01")}, year, ""},
		{"a story that promises", index.Card{Type: note.Story, ReviewBy: day("2020-01-01")}, year, "2020-01-02"},
		{"retired", index.Card{Status: "superseded", Date: day("2020-01-01"), ReviewBy: day("2020-01-01")}, year, ""},
	} {
		got := ""
		if end := StaleAt(tt.card, tt.c); !end.IsZero() {
			got = end.Format(time.DateOnly)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
