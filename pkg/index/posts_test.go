package index

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// What a newer run takes from an older one, however many documents either has.
func TestCommon(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(n, of int) []uint32 {
		out := make([]uint32, n)
		for i := range out {
			if out[i] = uint32(r.IntN(of)); r.IntN(4) == 0 {
				out[i] += entryDoc
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for range 500 {
		ids, of := draw(r.IntN(80), 100), draw(r.IntN(1+r.IntN(80)), 120)
		var want []uint32
		for _, doc := range of {
			if slices.Contains(ids, doc) {
				want = append(want, doc)
			}
		}
		if got := common(ids, of); !slices.Equal(got, want) {
			t.Fatalf("%v of %v: %v, want %v", of, ids, got, want)
		}
	}
}
