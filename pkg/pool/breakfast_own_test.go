package pool_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// U47: a note that the user wrote by hand and that names no author is no news to them, and nothing
// to try: the others do not have it.
func TestOwnDraftIsNoNews(t *testing.T) {
	c := table(t, false, "ben")
	c.sync("ben")
	c.write("ben", "practices/b/by-hand.md", "# By hand\n\nWritten in an editor.\n")
	b, err := c.reopen("ben").Breakfast(t.Context(), pool.BreakfastOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range b.News {
		if n.Address == "b/by-hand" {
			t.Errorf("told as %s", n.Change)
		}
	}
	if b.Act.Address == "b/by-hand" {
		t.Errorf("to do: %s", b.Act.Why)
	}
}
