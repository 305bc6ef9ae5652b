package pool_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// H2: a second machine of a member whose contribution is in review says so from the first moment;
// and what the contribution gets from there, with what was accepted meanwhile, nobody else did.
func TestSecondMachineWhileInReview(t *testing.T) {
	c := table(t, false, "ben")
	c.sync("ben")
	c.replace("ben", onePath, "second", "2nd")
	c.share("ben")
	c.as["ben2"] = "ben"
	c.join("ben2")
	status := func(name string) pool.Status {
		t.Helper()
		st, err := c.reopen(name).Status(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	if st := status("ben2"); len(st.Contributions) != 1 || st.Contributions[0].Standing != pool.StandsInReview {
		t.Errorf("after joining: %+v", st.Contributions)
	}
	c.pushed("eve@example.org", "ana", "practices/a/new.md", "# New\n\ntext\n")
	c.sync("ben2")
	c.replace("ben2", onePath, "One", "First")
	c.share("ben2")
	if rep := c.sync("ben"); len(rep.Changed) > 0 {
		t.Errorf("done by %v: %v", rep.Changed[0].By, rep.Changed[0].Notes)
	}
}

// U16: what waits to be sent for review is not undone behind it: the review would go out all the same.
func TestUndoOfWhatWaitsToBeSent(t *testing.T) {
	c := table(t, false, "ben")
	c.sync("ben")
	p := c.reopen("ben")
	if _, err := p.Move(t.Context(), "a/one", "b/first"); err != nil {
		t.Fatal(err)
	}
	away := c.shared + ".away"
	if err := os.Rename(c.shared, away); err != nil {
		t.Fatal(err)
	}
	if _, err := c.reopen("ben").Share(t.Context(), pool.ShareOptions{}); err != nil {
		t.Fatal(err)
	}
	var spent *pool.SpentError
	if _, err := c.reopen("ben").Undo(t.Context(), pool.UndoOptions{}); !errors.As(err, &spent) || spent.Why != pool.SpentKept || spent.In != "ben/first" {
		t.Errorf("undone: %v", err)
	}
}
