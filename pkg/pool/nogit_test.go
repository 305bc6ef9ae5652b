package pool_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// The core stories once more where no machine has git; git only looks afterwards.

func gitless(t *testing.T, direct bool) *community {
	t.Helper()
	t.Parallel()
	c := newCommunity(t)
	c.needGit()
	c.without = map[string]bool{"ana": true, "ben": true}
	c.set(direct, "ben")
	return c
}

func TestWithoutGitDirect(t *testing.T) {
	c := gitless(t, true)
	c.replace("ben", onePath, "third", "third by ben")
	c.moved("ana", one, "b/uno")
	c.speak("ana", "b/uno", "said by ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", "practices/b/uno.md", "third by ben")
	c.share("ben")
	c.sync("ana")
	c.together("ana", "ben")
	c.remembers("", "said by ana", "third by ben")
}

func TestWithoutGitConflictAndWaiting(t *testing.T) {
	c := gitless(t, true)
	back := c.away()
	c.replace("ben", onePath, "second", "second by ben")
	if rep := c.share("ben"); rep.Waiting == nil {
		t.Fatal("shared with nobody there")
	}
	back()
	c.replace("ana", onePath, "second", "second by ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/one")
	c.has("ben", onePath, "second by ben")
	settle(t, c, "ben", pool.KeepMine)
	c.share("ben")
	c.sync("ana")
	c.has("ana", onePath, "second by ben")
	c.together("ana", "ben")
}

func TestWithoutGitReview(t *testing.T) {
	c := gitless(t, false)
	c.replace("ben", onePath, "second", "second by ben")
	rep := c.share("ben")
	if len(rep.Offered) != 1 || !rep.Offered[0].Sent {
		t.Fatalf("not offered: %+v", rep)
	}
	c.reviewer(rep.Offered[0].Branch, func(in string) { c.replace(in, onePath, "first", "first by the reviewer") })
	c.replace("ben", onePath, "third", "third by ben")
	c.share("ben")
	c.accept("merge", rep.Offered[0].Branch, true)
	c.sync("ben")
	c.nothingOpen("ben")
	c.has("ben", onePath, "first by the reviewer", "second by ben", "third by ben")
	c.sync("ana")
	c.together("ana", "ben")
}
