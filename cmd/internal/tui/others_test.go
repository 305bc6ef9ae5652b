package tui

import (
	"context"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// newWideStage opens the browser on one pool beside another one, and one that is gone.
func newWideStage(t *testing.T, width, height int, gone ...string) *stage {
	t.Helper()
	ours := newPool(t, map[string]string{
		"oncall/pager.md": "# Rotate the pager\n\nEvery week another person.\n",
		"bread/rye.md":    "# Bake rye bread\n\nSlowly. See [theirs](ops:oncall/pager).\n",
	})
	shareAll(t, ours)
	theirs := newPool(t, map[string]string{
		"oncall/pager.md":     "# Hand the pager over in daylight\n\nSay what is open. [Look back](../oncall/look-back.md).\n",
		"oncall/look-back.md": "# Look back after the watch\n\nWhat woke you?\n",
		"tea/mint.md":         "# Grow mint\n\nIn a pot.\n",
	})
	shareAll(t, theirs)
	s := newStage(t, ours, width, height, Start{Pool: true})
	s.b.host.Others = func(ctx context.Context) ([]pools.Named, []string) {
		p, err := pool.Open(ctx, theirs, options())
		if err != nil {
			t.Fatal(err)
		}
		return []pools.Named{{Name: "ops", Pool: p}}, gone
	}
	s.b.session.host.Others = s.b.host.Others
	return s
}

// TestEveryPool searches all pools of the machine, ranked together, and reads what another one has.
func TestEveryPool(t *testing.T) {
	for _, size := range []struct {
		name          string
		width, height int
	}{{"every-pool-80", 80, 24}, {"every-pool-40", 40, 24}} {
		s := newWideStage(t, size.width, size.height)
		s.press("E", "'pager")
		s.golden(size.name)
		s.press("esc", "esc", "/", "'daylight", "enter")
		s.golden(size.name + "-note")
	}
}

// TestAnotherPoolsNote is read here and nothing of ours is done to it, though one of ours has the same address.
func TestAnotherPoolsNote(t *testing.T) {
	s := newWideStage(t, 80, 24)
	s.press("ctrl+r", "E", "'dayli") // a word that is only begun
	s.sees("Hand the pager over in daylight", "oncall", "ops", "1 in 2 pools")
	s.press("enter")
	s.sees("Hand the pager over in daylight", "ops has this note")
	for _, key := range []string{"e", "t", "a", "v", "R", "o", "r"} {
		s.press(key)
		s.sees("ops:oncall/pager is another community's note")
	}
	if len(s.lent)+len(s.ran) > 0 || s.b.over != nil {
		t.Fatalf("something was done: %v %v", s.lent, s.ran)
	}
	s.press("T")
	if len(s.lent) != 1 || s.lent[0][0] != "adapt" || s.lent[0][1] != "ops:oncall/pager" {
		t.Fatalf("T ran %v", s.lent)
	}
	s.press("tab", "enter")
	s.sees("Look back after the watch", "ops has this note")
	s.press("backspace", "esc")
	s.sees("1 in 2 pools")
	s.press("E")
	s.sees("Nothing matches.")
	s.press("esc", "E")
	s.sees("in 2 pools", "Grow mint")
}

// TestLinkIntoAnotherPool follows "ops:oncall/pager" to where it leads.
func TestLinkIntoAnotherPool(t *testing.T) {
	s := newWideStage(t, 80, 24)
	s.press("/", "'rye", "enter", "tab", "enter")
	s.sees("Hand the pager over in daylight", "ops has this note")
	s.press("backspace")
	s.sees("Bake rye bread")
}

// TestEveryPoolButGone says which pools were passed over.
func TestEveryPoolButGone(t *testing.T) {
	s := newWideStage(t, 80, 24, "attic")
	s.press("E", "'pager")
	s.sees("attic cannot be opened", "Hand the pager over")
}

// TestOnlyPool says that there is no other pool, and how to get one.
func TestOnlyPool(t *testing.T) {
	s := newStage(t, newPool(t, map[string]string{"a/b.md": "# Alone\n\nText.\n"}), 80, 24, Start{Pool: true})
	s.press("E")
	s.sees("only pool you know", "cop pool add URL")
}
