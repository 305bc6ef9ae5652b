package gitreview

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// A log is newest first, by date: what was merged may come last, and was not the beginning.
func TestBeginningIsNotWhatWasMerged(t *testing.T) {
	commit := func(id, email string, parents ...forge.Commit) CommitInfo {
		return CommitInfo{ID: forge.Commit(id), Email: email, Parents: parents}
	}
	for name, log := range map[string][]CommitInfo{
		"one":               {commit("a", "eve", "base")},
		"two":               {commit("b", "ana", "a"), commit("a", "eve", "base")},
		"an older side":     {commit("m", "eve", "a", "old"), commit("a", "eve", "base"), commit("old", "ben", "base")},
		"a side of its own": {commit("m", "ben", "a", "side"), commit("a", "eve"), commit("side", "ben")},
	} {
		if got := beginning(log).Email; got != "eve" {
			t.Errorf("%s: begun by %s", name, got)
		}
	}
}
