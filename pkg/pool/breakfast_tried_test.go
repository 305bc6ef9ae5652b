package pool_test

import (
	"context"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Nobody is asked to try what they have reported on.
func TestBreakfastKnowsWhatWasTried(t *testing.T) {
	c := table(t, true, "ben")
	suggests := func() string {
		t.Helper()
		b, err := c.reopen("ben").Breakfast(context.Background(), pool.BreakfastOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return b.Act.Command
	}
	before := suggests()
	a, ok := strings.CutPrefix(strings.TrimSuffix(before, " worked"), "cop tried ")
	if !ok {
		t.Fatalf("before: %q", before)
	}
	if _, err := c.reopen("ben").AddEntry(context.Background(), note.Address(a), pool.NewEntry{Type: note.Tried, Fields: []note.Field{{Key: "outcome", Value: "worked"}}}); err != nil {
		t.Fatal(err)
	}
	if got := suggests(); got == before {
		t.Errorf("after: %q", got)
	}
}
