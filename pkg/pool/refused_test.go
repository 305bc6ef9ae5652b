package pool_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

// protectMain refuses changes of the trunk with the given words and takes
// everything else.
func protectMain(words string) string {
	return "while read old new ref; do\n" +
		"  if [ \"$ref\" = refs/heads/main ]; then echo '" + words + "' >&2; exit 1; fi\n" +
		"done\n"
}

func TestProtectedLine(t *testing.T) {
	for _, words := range []string{"remote: error: GH006: Protected branch update failed for refs/heads/main.", "protected branch hook declined"} {
		t.Run(words, func(t *testing.T) {
			c := table(t, true, "ben")
			c.hook(protectMain(words))
			c.speak("ben", one, "said by ben")
			rep := c.sync("ben")
			if rep.Batched == nil || !strings.HasPrefix(rep.Batched.Branch, "cop/ben/") {
				t.Fatalf("no batched contribution: %+v", rep)
			}
			if !strings.Contains(rep.Remote, "rotected") {
				t.Errorf("the words of the shared place are lost: %q", rep.Remote)
			}
			if again := c.sync("ben"); again.Batched != nil || len(again.Refreshed)+len(again.Sent) != 0 {
				t.Errorf("the second sync sends again: %+v", again)
			}
			c.replace("ben", onePath, "second", "second by ben")
			c.write("ben", "practices/a/two.md", "# Two\n\ntwo by ben\n")
			shared := c.share("ben")
			if shared.Direct || len(shared.Offered) != 1 || !shared.Offered[0].Sent {
				t.Fatalf("not offered as one contribution: %+v", shared)
			}
			st := c.status("ben")
			expect(t, "drafts", addressesOf(st.Drafts), "")
			expect(t, "to send", addressesOf(st.ToSend), "")
			c.remembers("", "said by ben", "second by ben", "two by ben")
			c.hook("")
			c.mergeAll("cop/ben/")
			closed := c.sync("ben").Closed
			if len(closed) == 0 {
				t.Error("nothing was closed")
			}
			if st := c.status("ben"); len(st.Drafts)+len(st.InReview)+len(st.ToSend)+len(st.Conflicts) != 0 {
				t.Errorf("not clean after the merge: %+v", st)
			}
			c.sync("ana")
			c.together("ana", "ben")
		})
	}
}

// mergeAll merges the contributions below a prefix as a forge does.
func (c *community) mergeAll(prefix string) {
	c.t.Helper()
	for _, branch := range strings.Fields(c.run("", "for-each-ref", "--format=%(refname:short)", "refs/heads/"+prefix)) {
		c.upstream(func(in string) {
			c.run(in, "merge", "-q", "--no-ff", "-m", "Merge "+branch, "origin/"+branch)
		})
	}
}

// upstream does something in a fresh clone, as a forge or another tool would, and sends
// main.
func (c *community) upstream(work func(in string), push ...string) {
	c.t.Helper()
	c.clones++
	in := "forge" + string(rune('a'+c.clones))
	c.run("", "clone", "-q", c.shared, c.dir+"/"+in)
	work(in)
	c.run(in, append([]string{"push", "-q", "origin", "main"}, push...)...)
}

func TestHookThatRejects(t *testing.T) {
	c := table(t, true, "ben")
	c.hook("echo 'titles must have five words' >&2; exit 1\n")
	c.replace("ben", onePath, "second", "second by ben")
	_, err := c.tryShare("ben")
	var push *repo.PushError
	if !errors.As(err, &push) {
		t.Fatalf("got %v, not a PushError", err)
	}
	if !strings.Contains(push.Remote, "titles must have five words") {
		t.Errorf("the hook's words are lost: %q", push.Remote)
	}
	c.has("ben", onePath, "second by ben")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
	c.hook("")
	c.share("ben")
	c.sync("ana")
	c.has("ana", onePath, "second by ben")
	c.together("ana", "ben")
}

func TestHookThatRejectsAnOffer(t *testing.T) {
	c := table(t, false, "ben")
	c.hook("echo 'not today' >&2; exit 1\n")
	c.replace("ben", onePath, "second", "second by ben")
	_, err := c.tryShare("ben")
	var push *repo.PushError
	if !errors.As(err, &push) || !strings.Contains(push.Remote, "not today") {
		t.Fatalf("got %v", err)
	}
	c.hook("")
	if rep := c.sync("ben"); len(rep.Refreshed) != 1 {
		t.Errorf("the next sync does not send the offer: %+v", rep)
	}
	c.remembers("", "second by ben")
	c.sound("ben")
}

func TestSharedPlaceAway(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.speak("ben", one, "said by ben")
	back := c.away()
	rep := c.share("ben")
	var net *repo.NetError
	if !errors.As(rep.Waiting, &net) {
		t.Fatalf("waiting for %v", rep.Waiting)
	}
	_, err := c.trySync("ben", pool.SyncOptions{})
	if !errors.As(err, &net) {
		t.Errorf("sync says %v", err)
	}
	st := c.status("ben")
	expect(t, "drafts", addressesOf(st.Drafts), "")
	if len(st.ToSend) != 2 {
		t.Errorf("to send: %s", addressesOf(st.ToSend))
	}
	back()
	if sent := c.sync("ben").Sent; len(sent) != 2 {
		t.Errorf("sent %q", sent)
	}
	c.sync("ana")
	c.has("ana", onePath, "second by ben")
	c.together("ana", "ben")
}

func TestSharedPlaceAwayAndOthersWentOn(t *testing.T) {
	for _, tt := range []struct{ name, line, conflicts string }{
		{"another line", "first", ""},
		{"the same line", "second", "a/one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := table(t, true, "ben")
			c.replace("ben", onePath, "second", "second by ben")
			c.write("ben", "practices/a/two.md", "# Two\n\ntwo by ben\n")
			back := c.away()
			c.share("ben")
			c.replace("ben", "practices/a/two.md", "two by ben", "two by ben, again")
			c.share("ben")
			back()
			c.replace("ana", onePath, tt.line, tt.line+" by ana")
			c.share("ana")
			rep := c.sync("ben")
			expect(t, "conflicts", conflictsOf(rep.Conflicts), tt.conflicts)
			c.has("ben", onePath, "second by ben")
			c.sync("ana")
			c.has("ana", "practices/a/two.md", "two by ben, again")
			if tt.conflicts != "" {
				settle(t, c, "ben", pool.KeepMine)
				c.share("ben")
				c.sync("ana")
			}
			c.has("ana", onePath, "second by ben")
			c.sync("ben")
			c.together("ana", "ben")
			c.remembers("ben", "by ana", "second by ben")
		})
	}
}

func settle(t *testing.T, c *community, name string, choice pool.Choice) {
	t.Helper()
	p := c.reopen(name)
	for _, clash := range c.status(name).Conflicts {
		if _, err := p.Settle(t.Context(), clash.Address, choice, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// A share that waits and is settled otherwise must not come back later.
func TestWaitingShareThatWasGivenUp(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	back := c.away()
	c.share("ben")
	back()
	c.replace("ana", onePath, "second", "second by ana")
	c.share("ana")
	c.sync("ben")
	settle(t, c, "ben", pool.TakeTheirs)
	c.replace("ana", onePath, "second by ana", "second")
	c.share("ana")
	c.sync("ben")
	c.sync("ana")
	c.lacks("ana", onePath, "by ben")
	c.together("ana", "ben")
	c.remembers("ben", "second by ben")
}

func TestSilentSharedPlace(t *testing.T) {
	c := table(t, true, "ben")
	c.silent("ben")
	c.replace("ben", onePath, "second", "second by ben")
	rep := c.share("ben")
	var net *repo.NetError
	if !errors.As(rep.Waiting, &net) || net.Kind != repo.Timeout {
		t.Fatalf("waiting for %v", rep.Waiting)
	}
	expect(t, "to send", addressesOf(c.status("ben").ToSend), "a/one edited")
	c.idle = 10 * time.Second
	c.run("ben", "remote", "set-url", "origin", c.shared)
	c.sync("ben")
	c.sync("ana")
	c.has("ana", onePath, "second by ben")
	c.together("ana", "ben")
}

// G8: a contribution that carries what was said and what was shared is called by both.
func TestProtectedLineIsOfferedByWhatItCarries(t *testing.T) {
	c := table(t, true, "ben")
	c.hook(protectMain("protected branch hook declined"))
	c.write("ben", "practices/a/two.md", "# Drain and reboot\n\ntwo by ben\n")
	c.speak("ben", one, "said by ben")
	shared := c.share("ben")
	if len(shared.Offered) != 1 {
		t.Fatalf("offered: %+v", shared.Offered)
	}
	expect(t, "title", shared.Offered[0].Title, `Add "Drain and reboot" and 1 more`)
}
