package pool

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/repo"
)

// What was merged into a contribution may be older, and does not say whose it is.
func TestBeginningIsNotWhatWasMerged(t *testing.T) {
	commit := func(id repo.Hash, email string, parents ...repo.Hash) repo.CommitInfo {
		return repo.CommitInfo{Hash: id, Author: repo.Person{Email: email}, Parents: parents}
	}
	for name, log := range map[string][]repo.CommitInfo{
		"nothing":       nil,
		"two":           {commit("tip", "ana", "a"), commit("a", "eve", "base")},
		"an older side": {commit("tip", "eve", "a", "old"), commit("a", "eve", "base"), commit("old", "ben", "base")},
	} {
		want := "eve"
		if log == nil {
			want = ""
		}
		if got := beginning(log, "tip").Author.Email; got != want {
			t.Errorf("%s: begun by %q, want %q", name, got, want)
		}
	}
}
