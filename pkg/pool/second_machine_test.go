package pool_test

import (
	"context"
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
