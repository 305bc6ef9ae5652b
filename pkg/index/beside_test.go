package index

import (
	"strings"
	"testing"
)

// Two indexes that tell each other how often the words stand score alike what one index of the
// same notes would, a search over several words as well; alone each has its own opinion.
func TestIndexesBesideEachOtherScoreAsOne(t *testing.T) {
	t.Parallel()
	common, rare := files{}, files{}
	for _, n := range []string{"a", "b", "c", "d", "e"} {
		common["ops/"+n] = "# " + n + "\n\npager kernel words here\n"
		rare["dev/"+n] = "# " + n + "\n\ncoffee kernel words here\n"
	}
	rare["dev/a"] = "# a\n\npager kernel words here\n"
	both := files{}
	for _, some := range []files{common, rare} {
		for a, text := range some {
			both[a] = text
		}
	}
	one, ops, dev := indexed(t, both), indexed(t, common), indexed(t, rare)
	for _, words := range []string{"pager", "pager kernel", `"pager kernel"`, "pager -coffee", "how is the pager of a kernel"} {
		var told Frequencies
		score := func(db *DB, beside func(Frequencies) Frequencies) float64 {
			q := query(t, words)
			q.Beside, q.Bare = beside, true
			r := find1(t, db, q)
			for _, h := range r.Hits {
				if strings.HasSuffix(string(h.Address), "/a") {
					return h.Score
				}
			}
			t.Fatalf("%q: %+v", words, r)
			return 0
		}
		alone := score(dev, func(own Frequencies) Frequencies { told = own; return Frequencies{} })
		here := score(ops, func(own Frequencies) Frequencies { told, own = own, told; return own })
		there := score(dev, func(Frequencies) Frequencies { return told })
		if want := score(one, nil); here != want || there != want {
			t.Errorf("%q: %v and %v, in one index %v", words, here, there, want)
		}
		if alone == there && words != "pager kernel" {
			t.Errorf("%q: %v, whatever the others have", words, alone)
		}
	}
}

// A bare hit gets its snippet when it is shown, from the query that found it.
func TestABareHitIsShownLater(t *testing.T) {
	t.Parallel()
	db := indexed(t, samplePool())
	for _, words := range []string{"backoff", "cafe", "数据", "ackof", ""} {
		q := query(t, words)
		whole := find1(t, db, q)
		q.Bare = true
		bare := find1(t, db, q)
		for i := range bare.Hits {
			h, want := &bare.Hits[i], whole.Hits[i]
			if h.Snippet != "" {
				t.Errorf("%q: read %s", words, h.Address)
			}
			bare.Show([]*Hit{h})
			if h.Snippet != want.Snippet || len(h.Marks) != len(want.Marks) || len(h.TitleMarks) != len(want.TitleMarks) {
				t.Errorf("%q: %s: %q, want %q", words, h.Address, h.Snippet, want.Snippet)
			}
		}
	}
}
