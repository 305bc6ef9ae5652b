package pool_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

const noteTwo = note.Address("a/two")

// twoOffered is ben's contribution of two notes, whose branch somebody takes away with git.
func twoOffered(t *testing.T) *community {
	c := table(t, false, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.write("ben", noteTwo.Path(), "# Two\n\ntwo by ben\n")
	c.share("ben")
	c.run("", "branch", "-q", "-D", "cop/ben/one")
	return c
}

// U4, H5: a note leaves a contribution that ended elsewhere meanwhile. What is left of it is not
// offered anew: it is a draft again.
func TestReducedAfterItEnded(t *testing.T) {
	c := twoOffered(t)
	if rep, err := c.reopen("ben").Remove(t.Context(), noteTwo); err != nil || len(rep.Released.Reduced) != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	rep := c.sync("ben")
	if len(rep.Refreshed) != 0 || len(rep.Outcomes) != 1 {
		t.Errorf("sent %+v, ended %+v", rep.Refreshed, rep.Outcomes)
	}
	st := c.status("ben")
	expect(t, "drafts", addressesOf(st.Drafts), "a/one edited")
	if len(st.Contributions) != 0 {
		t.Errorf("still open: %+v", st.Contributions)
	}
	c.sound("ben")
}

// H5: a note is edited and another begun while the contribution of the first ends elsewhere.
// Both go, and neither replaces the other.
func TestSharedAfterItEnded(t *testing.T) {
	c := twoOffered(t)
	c.replace("ben", onePath, "second by ben", "again by ben")
	c.write("ben", "practices/b/one.md", "# One of b\n\nb by ben\n")
	rep := c.share("ben")
	if len(rep.Offered) != 1 {
		t.Fatalf("offered %+v", rep.Offered)
	}
	st := c.status("ben")
	expect(t, "in review", addressesOf(st.InReview), "a/one edited, b/one new")
	expect(t, "drafts", addressesOf(st.Drafts), "a/two new")
	c.sound("ben")
}
