package evidence

import (
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/repo"
)

// Whoever brings entries of two people carried them; one's own only are not carried. Dates
// are those of the newest and of the adding commit.
func TestHistory(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	entry := func(by, rand string) string { return "practices/t/n.d/2026-03-01-" + by + "-answer-" + rand + ".md" }
	h := NewHistory()
	commit := func(rev string, d int, added bool, paths ...string) {
		c := repo.CommitInfo{Hash: repo.Hash(rev), Arrived: day(d), Author: repo.Person{Name: "Ana", Email: "Ana@Example.org"}, Message: "x\n\n" + DraftedTrailer + ": practices/t/n.md (helper)\n"}
		for _, p := range paths {
			if err := h.Commit(p, c, added); err != nil {
				t.Fatal(err)
			}
		}
	}
	commit("c3", 3, false, "practices/t/n.md")
	commit("c2", 2, true, entry("ben", "aaaaaa"), entry("cy", "bbbbbb"))
	commit("c1", 1, true, "practices/t/n.md", entry("ana", "cccccc"), entry("ana", "dddddd"))
	got := h.Times["practices/t/n.md"]
	if !got.Created.Equal(day(1)) || !got.Updated.Equal(day(3)) || got.Changes != 2 || got.By != "Ana" || got.DraftedBy != "helper" {
		t.Errorf("%+v", got)
	}
	carried := map[string]bool{}
	for _, v := range h.Entries() {
		carried[string(v.Handle)] = v.Carried
		if v.Email != "ana@example.org" {
			t.Errorf("%+v", v)
		}
	}
	if len(carried) != 3 || carried["ana"] || !carried["ben"] || !carried["cy"] {
		t.Errorf("carried: %v", carried)
	}
}
