package pool_test

import (
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// commit commits everything in a clone with git, as its member.
func (c *community) commit(name, message string) string {
	c.t.Helper()
	c.run(name, "add", "-A", "practices")
	c.run(name, "commit", "-q", "--author", name+" <"+name+"@example.org>", "-m", message)
	return strings.TrimSpace(c.run(name, "rev-parse", "HEAD"))
}

func (c *community) authored(commit, by string) {
	c.t.Helper()
	expect(c.t, "author", c.run("", "show", "-s", "--format=%an %s", commit), by+"\n")
}

func TestOwnCommitsGoAsTheyAre(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	own := c.commit("ben", "My words")
	c.replace("ben", onePath, "third", "third, not committed")
	c.speak("ben", one, "said by ben")
	if rep := c.sync("ben"); len(rep.Sent) != 2 {
		t.Errorf("sent %q", rep.Sent)
	}
	c.authored(own, "ben My words")
	c.run("", "merge-base", "--is-ancestor", own, "main")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
	c.share("ben")
	c.sync("ana")
	c.together("ana", "ben")
}

func TestOwnCommitsJoinWhatArrived(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "third", "third by ben")
	own := c.commit("ben", "My words")
	c.replace("ana", onePath, "first", "first by ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.run("", "merge-base", "--is-ancestor", own, "main")
	c.authored(own, "ben My words")
	c.has("ben", onePath, "first by ana", "third by ben")
	c.sync("ana")
	c.together("ana", "ben")
}

func TestOwnCommitsThatClash(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.write("ben", "practices/a/two.md", "# Two\n\ntwo by ben\n")
	own := c.commit("ben", "My words")
	c.replace("ana", onePath, "second", "second by ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/one")
	c.has("ben", onePath, "second by ben")
	c.run("", "merge-base", "--is-ancestor", own, "main")
	c.sync("ana")
	c.has("ana", onePath, "second by ana")
	c.has("ana", "practices/a/two.md", "two by ben")
	settle(t, c, "ben", pool.KeepMine)
	c.share("ben")
	c.sync("ana")
	c.has("ana", onePath, "second by ben")
	c.together("ana", "ben")
}

func TestOwnCommitsThatTheOthersHaveAlready(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "second", "second by both")
	own := c.commit("ben", "My words")
	c.replace("ana", onePath, "second", "second by both")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", onePath, "second by both")
	c.sync("ana")
	c.together("ana", "ben")
	c.run("ben", "cat-file", "-e", own)
}

func TestOwnCommitsNeedReview(t *testing.T) {
	for _, ahead := range []bool{true, false} {
		name := "diverged"
		if ahead {
			name = "ahead"
		}
		t.Run(name, func(t *testing.T) {
			c := table(t, false, "ben")
			c.write("ben", "practices/a/two.md", "# Two\n\ntwo by ben\n")
			c.commit("ben", "Two")
			c.remove("ben", onePath)
			own := c.commit("ben", "No more one")
			if !ahead {
				c.upstream(func(in string) {
					c.write(in, "practices/a/three.md", "# Three\n")
					c.commit(in, "Three")
				})
			}
			rep := c.sync("ben")
			if rep.Offered == nil {
				t.Fatalf("not offered: %+v", rep)
			}
			// H6, its sibling: what is given back to review is not told as gone.
			expect(t, "arrived", addressesOf(rep.Received), map[bool]string{true: "", false: "a/three new"}[ahead])
			expect(t, "branch", rep.Offered.Branch, "cop/ben/commits-"+own[:8])
			expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
			expect(t, "the offer", strings.TrimSpace(c.run("", "rev-parse", rep.Offered.Branch)), own)
			expect(t, "the line", c.run("ben", "rev-parse", "main"), c.run("", "rev-parse", "main"))
			c.authored(own, "ben No more one")
			expect(t, "drafts", addressesOf(c.status("ben").Drafts), "")
			c.has("ben", "practices/a/two.md", "two by ben")
			c.gone("ben", onePath)
			if again := c.sync("ben"); again.Offered != nil || len(again.Refreshed) != 0 {
				t.Errorf("offered again: %+v", again)
			}
			c.accept("merge", rep.Offered.Branch, true)
			c.sync("ben")
			c.nothingOpen("ben")
			c.sync("ana")
			c.together("ana", "ben")
		})
	}
}

func TestOwnCommitsAndAProtectedLine(t *testing.T) {
	c := table(t, true, "ben")
	c.hook(protectMain("protected branch hook declined"))
	c.replace("ben", onePath, "second", "second by ben")
	own := c.commit("ben", "My words")
	c.speak("ben", one, "said by ben")
	rep := c.sync("ben")
	if rep.Offered == nil || rep.Batched == nil {
		t.Fatalf("offered %v, batched %v", rep.Offered, rep.Batched)
	}
	c.run("", "merge-base", "--is-ancestor", own, rep.Offered.Branch)
	expect(t, "the line", c.run("ben", "rev-parse", "main"), c.run("", "rev-parse", "main"))
	c.has("ben", onePath, "second by ben")
	c.remembers("", "said by ben", "second by ben")
	if again := c.sync("ben"); again.Offered != nil || again.Batched != nil || len(again.Refreshed) != 0 {
		t.Errorf("the second sync does something: %+v", again)
	}
	c.sound("ben")
}

func TestOwnCommitsAndAnotherBeginning(t *testing.T) {
	c := table(t, true, "ben")
	c.run("ben", "checkout", "-q", "--orphan", "new")
	own := c.commit("ben", "Start again")
	c.run("ben", "branch", "-q", "-M", "main")
	_, err := c.trySync("ben", pool.SyncOptions{})
	if err == nil || err.Error() != (&pool.UnrelatedError{}).Error() {
		t.Errorf("got %v", err)
	}
	expect(t, "the line", strings.TrimSpace(c.run("ben", "rev-parse", "main")), own)
	c.sound("ben")
}
