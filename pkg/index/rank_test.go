package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestRanking(t *testing.T) {
	t.Parallel()
	filler := " Some other words that fill the note up to a size like that of the rest."
	f := files{
		"x/title":       "---\ntitle: About kumquats\n---\nNothing." + filler,
		"x/tag":         "---\ntitle: Fruit\ntags: [kumquat]\n---\nNothing." + filler,
		"x/description": "---\ntitle: Fruit salad\ndescription: With a kumquat\n---\nNothing." + filler,
		"x/heading":     "---\ntitle: Fruit cake\n---\n## Kumquat\n\nNothing." + filler,
		"x/body":        "---\ntitle: Fruit juice\n---\nOne kumquat, nothing." + filler,
		"x/retired":     "---\ntitle: Old kumquats\nstatus: superseded\n---\nNothing." + filler,
	}
	for i := range 30 {
		f[fmt.Sprint("y/other-", i)] = "---\ntitle: Other\n---\nNothing." + filler
	}
	db := indexed(t, f)
	got := found(t, db, "kumquat")
	if want := []string{"x/title", "x/tag", "x/description", "x/heading", "x/body"}; !slices.Equal(slices.DeleteFunc(slices.Clone(got), func(a string) bool { return a == "x/retired" }), want) {
		t.Errorf("order %q", got)
	}
	if i := slices.Index(got, "x/retired"); i < 1 {
		t.Errorf("the retired note is at %d of %q", i, got)
	}
	if err := db.SetFacts(t.Context(), map[note.Address]Facts{
		"y/other-7": {Maturity: "proven", Worked: 4},
		"y/other-3": {Maturity: "proven", Worked: 3, Failed: 2, Contested: true},
		"y/other-5": {LastEntry: time.Unix(1000, 0)},
	}); err != nil {
		t.Fatal(err)
	}
	if got := found(t, db, "other"); got[0] != "y/other-7" || !slices.Equal(got[1:3], []string{"y/other-3", "y/other-5"}) {
		t.Errorf("evidence: %q", got[:4])
	}
	if got := found(t, db, "maturity:proven -is:contested"); !slices.Equal(got, []string{"y/other-7"}) {
		t.Errorf("facts: %q", got)
	}
	q := query(t, "other")
	q.Sort = ByEvidence
	if got := addressesOf(find1(t, db, q)); got[0] != "y/other-7" || got[1] != "y/other-3" {
		t.Errorf("by evidence: %q", got[:3])
	}
	q = query(t, "is:stale other")
	q.Stale = func(c Card) bool { return strings.HasSuffix(string(c.Address), "9") }
	if got := addressesOf(find1(t, db, q)); len(got) != 3 {
		t.Errorf("stale: %q", got)
	}
}

// A word that stands everywhere is not weighed everywhere, and the best are still found.
func TestNarrowing(t *testing.T) {
	t.Parallel()
	f := files{}
	for i := range 3 * narrow {
		f[fmt.Sprintf("x/note-%04d", i)] = "---\ntitle: Plain\n---\nA common word."
	}
	f["a/first"] = "---\ntitle: Common sense\n---\nA word."
	f["x/note-0001"] = "---\ntitle: Plain\ntags: [go]\n---\nA common, common, common word."
	db := indexed(t, f)
	q := query(t, "common")
	q.Limit = 10
	r := find1(t, db, q)
	if got := addressesOf(r); len(got) != 10 || got[0] != "a/first" || r.Total != 3*narrow+1 || !r.More {
		t.Errorf("%q of %d", got, r.Total)
	}
	q.Limit = 0
	r = find1(t, db, q)
	if got := addressesOf(r); len(got) != 3*narrow+1 || got[0] != "a/first" || r.More {
		t.Errorf("%d of %d, first %q", len(got), r.Total, got[0])
	}
	q.Bare = true
	if h := find1(t, db, q).Hits[0]; h.Snippet != "" || len(h.TitleMarks) != 1 {
		t.Errorf("bare: %+v", h)
	}
	q = query(t, "common tag:go")
	q.Limit = 10
	if got := addressesOf(find1(t, db, q)); !slices.Equal(got, []string{"x/note-0001"}) {
		t.Errorf("%q", got)
	}
	q = query(t, "common maturity:untried")
	q.Limit = 10
	if r := find1(t, db, q); r.Total != 3*narrow+1 || len(r.Hits) != 10 {
		t.Errorf("filtered: %d of %d", len(r.Hits), r.Total)
	}
}

// Pages are parts of one list.
func TestPaging(t *testing.T) {
	t.Parallel()
	db := indexed(t, newAuthor(2).pool(120, 60))
	for _, s := range []string{"the", "", "tag:go"} {
		q := query(t, s)
		all := addressesOf(find1(t, db, q))
		var pages []string
		for q.Limit = 7; ; q.Offset += 7 {
			r := find1(t, db, q)
			pages = append(pages, addressesOf(r)...)
			if !r.More {
				break
			}
		}
		if !slices.Equal(pages, all) {
			t.Errorf("%q: pages %q\nall %q", s, pages, all)
		}
	}
}

func TestCardsAreComplete(t *testing.T) {
	t.Parallel()
	text := "---\ntitle: Tïtle\ndescription: D\ntype: story\ntags: [a, b]\nauthors: [ana]\naliases: [old/x]\ndate: 1969-07-20\nreview_by: 2030-01-02\nstatus: deprecated\n---\nOne two three.\n"
	db := indexed(t, files{"t/x.fr": text})
	now := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	facts := Facts{Maturity: "promising", Contested: true, Worked: 2, Partly: 1, Failed: 3, Answers: 4, Comments: 5, Accepted: true, Verified: now, LastEntry: now.Add(time.Hour)}
	if err := db.SetFacts(t.Context(), map[note.Address]Facts{"t/x.fr": facts, "gone": facts}); err != nil {
		t.Fatal(err)
	}
	if err := db.SetHistory(t.Context(), History{Rev: "r", Times: map[string]Times{"practices/t/x.fr.md": {now, now.Add(time.Minute), "Ana B", "ana@example.org", "", 2}}}); err != nil {
		t.Fatal(err)
	}
	got, ok, err := db.Card(t.Context(), "t/x.fr")
	got.titled, got.spoken = 0, 0
	want := Card{
		Address: "t/x.fr", Path: "practices/t/x.fr.md", Hash: blobID(text), Type: "story", Title: "Tïtle", Description: "D", Topic: "t",
		Tags: []string{"a", "b"}, Authors: []string{"ana"}, Aliases: []string{"old/x"}, Date: time.Date(1969, 7, 20, 0, 0, 0, 0, time.UTC),
		ReviewBy: time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC), Added: now, Edited: now.Add(time.Minute), By: "Ana B", ByEmail: "ana@example.org", Changes: 2,
		Created: time.Date(1969, 7, 20, 0, 0, 0, 0, time.UTC), Updated: now.Add(time.Minute), // N1: its date is when it was written
		Status: "deprecated", Lang: "fr", Words: 3, Facts: facts,
	}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) || !ok || err != nil {
		t.Errorf("got  %+v\nwant %+v (%v)", got, want, err)
	}
}

// N1: a note was written when it says so, and changed when it says so before it came into the
// pool; on the day that it says, and where it says nothing, git knows.
func TestDatesOfACardN1(t *testing.T) {
	day := func(s string) time.Time {
		d, _ := note.ParseTime(s)
		return d
	}
	added := day("2026-11-29 10:00")
	for _, tt := range []struct {
		date, modified, created, updated string
		changes                          int
	}{
		{"", "", "2026-11-29 10:00", "2026-11-29 10:00", 1},
		{"2015-03-04", "", "2015-03-04", "2015-03-04", 1},
		{"2015-03-04", "2019-01-02", "2015-03-04", "2019-01-02", 1},
		{"", "2019-01-02", "2026-11-29 10:00", "2019-01-02", 1},
		{"2015-03-04", "2019-01-02", "2015-03-04", "2026-11-29 10:00", 2},
		{"2026-11-29", "", "2026-11-29 10:00", "2026-11-29 10:00", 1},
		{"2026-11-20", "", "2026-11-20", "2026-11-29 10:00", 1},
		{"2027-01-01", "", "2026-11-29 10:00", "2026-11-29 10:00", 1},
	} {
		c := Card{Date: day(tt.date), Modified: day(tt.modified)}
		c.setTimes(Times{Created: added, Updated: added, Changes: tt.changes})
		if !c.Created.Equal(day(tt.created)) || !c.Updated.Equal(day(tt.updated)) {
			t.Errorf("%+v: written %v, changed %v", tt, c.Created, c.Updated)
		}
	}
}
