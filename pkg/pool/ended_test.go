package pool_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

const noteTwo = note.Address("a/two")

// twoOffered is ben's contribution of two notes.
func twoOffered(t *testing.T) *community {
	c := table(t, false, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.write("ben", noteTwo.Path(), "# Two\n\ntwo by ben\n")
	c.share("ben")
	return c
}

// U4, H5: a note leaves a contribution that ended elsewhere meanwhile. What is left of it is not
// offered anew: it is a draft again.
func TestReducedAfterItEnded(t *testing.T) {
	c := twoOffered(t)
	c.run("", "branch", "-q", "-D", "cop/ben/one")
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
	c.run("", "branch", "-q", "-D", "cop/ben/one")
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

// U4: a note leaves a contribution that is being accepted as it was. The note is there then, as
// accepted, and nobody offers to remove it.
func TestReducedWhileItIsAccepted(t *testing.T) {
	for _, how := range []string{"--ff-only", "--no-ff"} {
		t.Run(how, func(t *testing.T) {
			c := twoOffered(t)
			c.upstream(func(in string) { c.run(in, "merge", "-q", "-m", "Merge", how, "origin/cop/ben/one") })
			if rep, err := c.reopen("ben").Remove(t.Context(), noteTwo); err != nil || len(rep.Released.Reduced) != 1 {
				t.Fatalf("%+v, %v", rep, err)
			}
			rep := c.sync("ben")
			if len(rep.Refreshed) != 0 || len(rep.Outcomes) != 1 {
				t.Errorf("sent %+v, ended %+v", rep.Refreshed, rep.Outcomes)
			}
			if st := c.status("ben"); len(st.Contributions)+len(st.Drafts) != 0 {
				t.Errorf("open ends: %+v", st)
			}
			c.has("ben", noteTwo.Path(), "two by ben")
			c.sound("ben")
		})
	}
}

// H5: a contribution is accepted in other words of history, its branch stays, and the note goes
// on. It is no clash to anybody: it was accepted.
func TestTakenAndGoneOnFrom(t *testing.T) {
	c := table(t, false, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.share("ben")
	c.upstream(func(in string) {
		c.run(in, "merge", "-q", "--squash", "origin/cop/ben/one")
		c.run(in, "commit", "-q", "-m", "Squash")
		c.replace(in, onePath, "second by ben", "second, better")
		c.commit(in, "Go on")
	})
	c.sync("ana")
	if q, err := c.reopen("ana").Reviews(t.Context(), forge.Filter{}); err != nil || len(q) != 0 {
		t.Errorf("ana is asked for %+v, %v", q, err)
	}
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	if len(rep.Outcomes) != 1 || rep.Outcomes[0].Result != pool.StandsAccepted || rep.Outcomes[0].By == "" || rep.Outcomes[0].ByMe {
		t.Errorf("ben reads %+v", rep.Outcomes)
	}
	c.has("ben", onePath, "second, better")
	c.sound("ben")
}

// H7: others change a contribution and accept that in other words of history, before its author
// looks. The note follows, and nobody is told of a clash between the two states of one thing.
func TestAmendedAndSquashed(t *testing.T) {
	c := table(t, false, "ben")
	c.write("ben", noteTwo.Path(), "# Two\n\ntwo by ben\n")
	c.share("ben")
	c.reviewer("cop/ben/two", func(in string) { c.replace(in, noteTwo.Path(), "by ben", "by a reviewer") })
	c.upstream(func(in string) {
		c.run(in, "merge", "-q", "--squash", "origin/cop/ben/two")
		c.commit(in, "Squash")
	})
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	expect(t, "conflicts of status", conflictsOf(c.status("ben").Conflicts), "")
	c.has("ben", noteTwo.Path(), "two by a reviewer")
	c.remembers("ben", "two by ben")
	c.sound("ben")
}

// H5, U4: a note is removed whose contribution somebody declined meanwhile. It is over already, and
// its author reads that it was declined, and why, not that they took it back.
func TestRemovedAfterItWasDeclined(t *testing.T) {
	c := table(t, false, "ben")
	c.write("ben", noteTwo.Path(), "# Two\n\ntwo by ben\n")
	c.share("ben")
	ana := c.reopen("ana")
	r, err := ana.Review(t.Context(), "ben/two")
	if err != nil {
		t.Fatal(err)
	}
	if err := ana.Decline(t.Context(), r, "Not now."); err != nil {
		t.Fatal(err)
	}
	ben := c.reopen("ben")
	if _, err := ben.Remove(t.Context(), noteTwo); err != nil {
		t.Fatal(err)
	}
	rep := c.sync("ben")
	if len(rep.Outcomes) != 1 || rep.Outcomes[0].Result != pool.StandsDeclined || rep.Outcomes[0].Words != "Not now." {
		t.Errorf("ben reads %+v", rep.Outcomes)
	}
	c.nothingOpen("ben")
}

// U1: of two notes that clash one is settled by hand, by making it what the others have. The
// contribution goes on without it, and sharing leads on.
func TestSharedAfterOneWasSettledByHand(t *testing.T) {
	c := twoOffered(t)
	theirs := "# Two\n\ntwo by others\n"
	c.upstream(func(in string) {
		c.replace(in, onePath, "second", "second, better")
		c.write(in, noteTwo.Path(), theirs)
		c.commit(in, "Go on")
	})
	c.sync("ben")
	c.write("ben", noteTwo.Path(), theirs)
	settle(t, c, "ben", pool.KeepMine)
	c.share("ben")
	st := c.status("ben")
	expect(t, "in review", addressesOf(st.InReview), "a/one edited")
	expect(t, "drafts", addressesOf(st.Drafts), "")
	if len(st.Contributions) != 1 || st.Contributions[0].Standing == pool.StandsCrossed {
		t.Errorf("open: %+v", st.Contributions)
	}
	c.sound("ben")
}

// U36: whoever accepted a contribution was killed over there while its branch went; the lock that
// they left keeps it. Its author is told of the lock, and the branch goes once that is removed.
func TestLockKeepsTheBranchOfWhatWasAccepted(t *testing.T) {
	c := table(t, false, "ben")
	c.write("ben", noteTwo.Path(), "# Two\n\ntwo by ben\n")
	c.share("ben")
	c.accept("merge", "cop/ben/two", false)
	lock := filepath.Join(c.shared, "refs", "heads", "cop", "ben", "two.lock")
	if err := os.WriteFile(lock, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var push *repo.PushError
	if _, err := c.trySync("ben", pool.SyncOptions{}); !errors.As(err, &push) || push.LockFile() == "" {
		t.Fatalf("ben hears %v", err)
	}
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	rep := c.sync("ben")
	if len(rep.Outcomes) != 1 || rep.Outcomes[0].Result != pool.StandsAccepted {
		t.Errorf("ben reads %+v", rep.Outcomes)
	}
	if left := c.run("", "for-each-ref", "refs/heads/cop"); left != "" {
		t.Errorf("left there: %s", left)
	}
	c.sound("ben")
}
