package forgetest

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/gitreview"
)

// GitOf makes the gitreview.Git of a clone.
type GitOf func(testing.TB, *Clone) gitreview.Git

// Program is the gitreview.Git over the git program.
func Program(_ testing.TB, c *Clone) gitreview.Git { return gitBinary{c} }

// Plain is a place without a forge: a bare repository, worked on with the git program.
func Plain(t testing.TB) *Place { return PlainOver(t, Program) }

// PlainOver is Plain with another gitreview.Git.
func PlainOver(t testing.TB, over GitOf) *Place {
	t.Helper()
	shared := Bare(t)
	approvals := 0
	clones := map[forge.Login]*Clone{}
	place := &Place{Clone: func(t testing.TB, who forge.Login) *Clone { return newClone(t, string(who), shared) }}
	place.As = func(who forge.Login) forge.Forge {
		if clones[who] == nil {
			clones[who] = newClone(t, string(who), shared)
		}
		return plainFor(t, over, clones[who], who, approvals)
	}
	place.Protect = func(_ testing.TB, n int, _ ...string) { approvals = n }
	return place
}

func plainFor(t testing.TB, over GitOf, c *Clone, who forge.Login, approvals int) forge.Forge {
	t.Helper()
	f, err := gitreview.New(gitreview.Options{
		Git: over(t, c), Me: forge.Account{Login: who, Name: string(who)}, Approvals: approvals,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
