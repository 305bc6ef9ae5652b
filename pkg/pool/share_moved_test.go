package pool_test

import "testing"

// U3: who shares an edit of a note that somebody moved meanwhile is told "Shared … with everyone".
// So it must be with everyone, at the note's new address.
func TestShareFollowsAMove(t *testing.T) {
	c := table(t, true, "ben")
	c.moved("ana", one, "b/uno")
	c.share("ana")
	c.replace("ben", onePath, "third", "third by ben")
	rep := c.share("ben")
	expect(t, "shared", addressesOf(rep.Items), "b/uno edited")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "")
	c.sync("ana")
	c.has("ana", "practices/b/uno.md", "third by ben")
	c.sound("ana", "ben")
}

// U3: both moved it, one edited it as well.
func TestShareOfAMoveMeetsAnotherMove(t *testing.T) {
	c := table(t, true, "ben")
	c.moved("ana", one, "b/by-ana")
	c.share("ana")
	c.moved("ben", one, "b/by-ben")
	c.replace("ben", "practices/b/by-ben.md", "third", "third by ben")
	c.share("ben")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "")
	c.sync("ana")
	c.has("ana", "practices/b/by-ben.md", "third by ben")
	c.sound("ana", "ben")
}

// U3: the shared place was away when it was shared; the next exchange sends it.
func TestShareOutOfReachFollowsAMove(t *testing.T) {
	c := table(t, true, "ben")
	c.moved("ana", one, "b/uno")
	c.share("ana")
	back := c.away()
	c.replace("ben", onePath, "third", "third by ben")
	if rep := c.share("ben"); rep.Waiting == nil {
		t.Fatal("the place is not away")
	}
	back()
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", "practices/b/uno.md", "third by ben")
	c.gone("ben", onePath)
	c.sync("ana")
	c.has("ana", "practices/b/uno.md", "third by ben")
	c.sound("ana", "ben")
}

// U3, in a pool with review: what is offered is the note where it is now.
func TestOfferFollowsAMove(t *testing.T) {
	c := table(t, false, "ben")
	c.moved("ana", one, "b/uno")
	c.run("ana", "add", "-A", "practices")
	c.run("ana", "commit", "-q", "-m", "Move one")
	c.run("ana", "push", "-q", "origin", "main")
	c.replace("ben", onePath, "third", "third by ben")
	c.share("ben")
	st := c.status("ben")
	expect(t, "in review", addressesOf(st.InReview), "b/uno edited")
	expect(t, "drafts", addressesOf(st.Drafts), "")
	expect(t, "conflicts", conflictsOf(st.Conflicts), "")
	c.sound("ana", "ben")
}

// U3, U4: what moved is in review already, at its old address, and gets more.
func TestUpdateFollowsAMove(t *testing.T) {
	c := table(t, false, "ben")
	c.replace("ben", onePath, "third", "third by ben")
	c.share("ben")
	c.moved("ana", one, "b/uno")
	c.run("ana", "add", "-A", "practices")
	c.run("ana", "commit", "-q", "-m", "Move one")
	c.run("ana", "push", "-q", "origin", "main")
	c.replace("ben", onePath, "first", "first by ben")
	c.share("ben")
	st := c.status("ben")
	expect(t, "in review", addressesOf(st.InReview), "b/uno edited")
	expect(t, "drafts", addressesOf(st.Drafts), "")
	expect(t, "conflicts", conflictsOf(st.Conflicts), "")
	c.has("ben", "practices/b/uno.md", "first by ben", "third by ben")
	c.sound("ana", "ben")
}
