package forgetest

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Plain is a place without a forge: a bare repository.
func Plain(t testing.TB) *Place {
	t.Helper()
	shared := Bare(t)
	approvals := 0
	clones := map[forge.Login]*Clone{}
	place := &Place{Clone: func(t testing.TB, who forge.Login) *Clone { return newClone(t, string(who), shared) }}
	place.As = func(who forge.Login) forge.Forge {
		if clones[who] == nil {
			clones[who] = newClone(t, string(who), shared)
		}
		return plainFor(t, clones[who], who, approvals)
	}
	place.Protect = func(_ testing.TB, n int, _ ...string) { approvals = n }
	return place
}

func plainFor(t testing.TB, c *Clone, who forge.Login, approvals int) forge.Forge {
	t.Helper()
	f, err := forge.NewPlain(forge.PlainOptions{
		Git: gitBinary{c}, Me: forge.Account{Login: who, Name: string(who)}, Approvals: approvals,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
