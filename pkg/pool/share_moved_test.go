package pool_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

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

// U3: somebody moved a note and changed what ben changed as well. He is told where it went, and
// what he settles on stands there: one note, that is found under either address.
func TestSettleFollowsAMove(t *testing.T) {
	for _, tt := range []struct {
		choice pool.Choice
		want   string
		drafts string
	}{
		{pool.KeepMine, "second by ben", "b/uno edited"},
		{pool.TakeTheirs, "second by ana", ""},
		{pool.TakeText, "second by both", "b/uno edited"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			c := movedClash(t)
			cf := c.sync("ben").Conflicts[0]
			expect(t, "theirs", string(cf.Theirs)+" "+string(cf.MovedTo), "moved b/uno")
			sides, err := c.reopen("ben").Sides(context.Background(), one)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, "theirs", string(sides.Theirs), c.read("ben", unoPath))
			expect(t, "by", sides.By, "ana")
			left, err := c.reopen("ben").Settle(context.Background(), one, tt.choice, []byte("# One\n\nsecond by both\n"))
			if err != nil {
				t.Fatal(err)
			}
			expect(t, "at", string(left.At), "b/uno")
			c.gone("ben", onePath)
			c.has("ben", unoPath, tt.want, "/a/one")
			st := c.status("ben")
			expect(t, "conflicts", conflictsOf(st.Conflicts), "")
			expect(t, "drafts", addressesOf(st.Drafts), tt.drafts)
			if tt.drafts != "" {
				c.share("ben")
			}
			c.sync("ana")
			c.has("ana", unoPath, tt.want)
			c.gone("ana", onePath)
			c.together("ana", "ben")
			c.remembers("ben", "second by ben", "second by ana")
			c.sound("ana", "ben")
		})
	}
}

const unoPath = "practices/b/uno.md"

// movedClash is a table at which ana moved and changed what ben has changed as well.
func movedClash(t *testing.T) *community {
	t.Helper()
	c := table(t, true, "ben")
	c.moved("ana", one, "b/uno")
	c.replace("ana", unoPath, "second", "second by ana")
	c.share("ana")
	c.replace("ben", onePath, "second", "second by ben")
	return c
}

// U3: it was moved twice.
func TestClashFollowsTwoMoves(t *testing.T) {
	c := movedClash(t)
	c.moved("ana", "b/uno", "b/eins")
	c.share("ana")
	cf := c.sync("ben").Conflicts[0]
	expect(t, "moved to", string(cf.MovedTo), "b/eins")
}

// U3: what ben has of his own at the new address is not written over.
func TestSettleLeavesWhatIsAtTheNewAddress(t *testing.T) {
	c := movedClash(t)
	c.sync("ben")
	c.replace("ben", unoPath, "third", "third by ben")
	left, err := c.reopen("ben").Settle(context.Background(), one, pool.KeepMine, nil)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "at", string(left.At), "a/one")
	c.has("ben", unoPath, "third by ben")
	c.has("ben", onePath, "second by ben")
}

// U3: both moved it. Nothing is lost, so it is there twice; that is said once, and not called new.
func TestTwoMovesAreTold(t *testing.T) {
	c := table(t, true, "ben")
	c.moved("ana", one, "b/by-ana")
	c.share("ana")
	c.moved("ben", one, "b/by-ben")
	var said []string
	o := c.options("ben")
	o.Notice = func(line string) { said = append(said, line) }
	p, err := pool.Open(t.Context(), filepath.Join(c.dir, "ben"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	mustShare(t, p)
	expect(t, "said", strings.Join(said, "; "), "note: a/one is there twice now: somebody else moved it to b/by-ana while you moved it to b/by-ben; cop rm takes one of them away")
}

// U4: what was said about a note moves along, also what the user said; a share of the note takes
// all of it, and no exchange any of it before.
func TestThreadMovesAlong(t *testing.T) {
	c := table(t, true, "ben")
	const was, is = "practices/a/one/", "practices/b/uno/"
	for _, name := range []string{"2026-11-01-cy-tried-abcdef", "2026-11-01-ana-tried-abcdef"} {
		author, _, _ := strings.Cut(strings.TrimPrefix(name, "2026-11-01-"), "-")
		c.write("ana", was+name+".md", "---\ntype: tried\nauthor: "+author+"\ndate: 2026-11-01\noutcome: worked\n---\n")
	}
	c.share("ana")
	c.moved("ana", one, "b/uno")
	c.sync("ana")
	st := c.status("ana")
	expect(t, "drafts", addressesOf(st.Drafts), "b/uno moved, b/uno/2026-11-01-ana-tried-abcdef moved, b/uno/2026-11-01-cy-tried-abcdef moved")
	expect(t, "to send", addressesOf(st.ToSend), "")
	c.share("ana", "b/uno")
	expect(t, "called", strings.TrimSpace(c.run("", "log", "-1", "--format=%s", "main")), `Move "One"`)
	expect(t, "left", addressesOf(c.status("ana").Drafts), "")
	c.sync("ben")
	for _, name := range []string{"2026-11-01-cy-tried-abcdef.md", "2026-11-01-ana-tried-abcdef.md"} {
		c.gone("ben", was+name)
		c.has("ben", is+name, "worked")
	}
	c.sound("ana", "ben")
}
