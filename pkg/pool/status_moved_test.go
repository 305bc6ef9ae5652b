package pool_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// U16: a note that was moved is called moved as long as it is in review, not removed and new.
func TestMovedInReviewIsCalledMoved(t *testing.T) {
	c := table(t, false, "ben")
	c.sync("ben")
	p := c.reopen("ben")
	if _, err := p.Move(t.Context(), note.Address("a/one"), note.Address("b/first")); err != nil {
		t.Fatal(err)
	}
	c.share("ben")
	st, err := c.reopen("ben").Status(t.Context())
	if err != nil || len(st.InReview) != 1 || st.InReview[0].Change != pool.Moved || st.InReview[0].From != onePath {
		t.Errorf("in review: %+v (%v)", st.InReview, err)
	}
}
