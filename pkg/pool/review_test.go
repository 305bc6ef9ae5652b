package pool_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// offered is a pool with review in which ben offers a better note one.
func offered(t *testing.T) (c *community, branch string) {
	t.Helper()
	c = table(t, false, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	rep := c.share("ben")
	if rep.Direct || len(rep.Offered) != 1 || !rep.Offered[0].Sent {
		t.Fatalf("not offered: %+v", rep)
	}
	return c, rep.Offered[0].Branch
}

// nothingOpen fails unless a member has nothing that is not with the others.
func (c *community) nothingOpen(name string) {
	c.t.Helper()
	st := c.status(name)
	if len(st.Drafts)+len(st.InReview)+len(st.ToSend)+len(st.Conflicts)+len(st.Contributions) != 0 {
		c.t.Errorf("%s has open ends: drafts %s, in review %s, to send %s, conflicts %s, %d contributions", name,
			addressesOf(st.Drafts), addressesOf(st.InReview), addressesOf(st.ToSend), conflictsOf(st.Conflicts), len(st.Contributions))
	}
}

func TestShareForReview(t *testing.T) {
	c, branch := offered(t)
	expect(t, "branch", branch, "cop/ben/one")
	expect(t, "in review", addressesOf(c.status("ben").InReview), "a/one edited")
	expect(t, "main", c.run("ben", "rev-parse", "main"), c.run("", "rev-parse", "main"))
	first := strings.TrimSpace(c.run("", "rev-parse", branch))
	if _, err := c.tryShare("ben"); !errors.Is(err, pool.ErrNothingToShare) {
		t.Errorf("sharing again: %v", err)
	}
	c.run("", "config", "receive.denyNonFastForwards", "true")
	c.replace("ben", onePath, "third", "third by ben")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
	if rep := c.share("ben"); len(rep.Offered) != 1 || rep.Offered[0].Branch != branch {
		t.Fatalf("not the same contribution: %+v", rep)
	}
	c.run("", "merge-base", "--is-ancestor", first, branch)
	c.sync("ana")
	c.lacks("ana", onePath, "by ben")
	if st := c.status("ana"); len(st.Contributions) != 0 {
		t.Errorf("ana has ben's contribution: %+v", st)
	}
	c.sound("ana", "ben")
}

// reviewer commits to a contribution as somebody else would with git.
func (c *community) reviewer(branch string, work func(in string)) {
	c.t.Helper()
	c.upstream(func(in string) {
		c.run(in, "checkout", "-q", branch)
		work(in)
		c.run(in, "add", ".")
		c.run(in, "commit", "-q", "-m", "What I would say")
	}, branch)
}

func TestReviewersCommitsAreKept(t *testing.T) {
	c, branch := offered(t)
	c.reviewer(branch, func(in string) {
		c.replace(in, onePath, "first", "first by the reviewer")
		c.write(in, "practices/a/extra.md", "# Extra\n\nextra by the reviewer\n")
	})
	theirs := strings.TrimSpace(c.run("", "rev-parse", branch))
	c.replace("ben", onePath, "third", "third by ben")
	rep := c.share("ben")
	if len(rep.Offered) != 1 || rep.Offered[0].Branch != branch {
		t.Fatalf("not the same contribution: %+v", rep)
	}
	c.run("", "merge-base", "--is-ancestor", theirs, branch)
	got := c.run("", "show", branch+":"+onePath)
	for _, w := range []string{"first by the reviewer", "second by ben", "third by ben"} {
		if !strings.Contains(got, w) {
			t.Errorf("the contribution lacks %q:\n%s", w, got)
		}
	}
	c.run("", "show", branch+":practices/a/extra.md")
	c.has("ben", onePath, "first by the reviewer")
	c.mergeAll(branch)
	c.sync("ben")
	c.nothingOpen("ben")
	c.sync("ana")
	c.together("ana", "ben")
}

func TestReviewerAndAuthorAtOnce(t *testing.T) {
	c, branch := offered(t)
	back := c.away()
	c.replace("ben", onePath, "third", "third by ben")
	if rep := c.share("ben"); rep.Waiting == nil {
		t.Fatal("shared with nobody there")
	}
	back()
	c.reviewer(branch, func(in string) { c.replace(in, onePath, "first", "first by the reviewer") })
	theirs := strings.TrimSpace(c.run("", "rev-parse", branch))
	rep := c.sync("ben")
	if len(rep.Refreshed) != 1 {
		t.Errorf("not sent: %+v", rep)
	}
	c.run("", "merge-base", "--is-ancestor", theirs, branch)
	c.has("ben", onePath, "first by the reviewer", "second by ben", "third by ben")
	expect(t, "in review", addressesOf(c.status("ben").InReview), "a/one edited")
	c.sound("ben")
}

func TestWithdraw(t *testing.T) {
	c, branch := offered(t)
	if _, err := c.reopen("ben").Withdraw(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	expect(t, "the branch", c.run("", "for-each-ref", "refs/heads/"+branch), "")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
	c.has("ben", onePath, "second by ben")
	c.remembers("ben", "second by ben")
	_, err := c.reopen("ben").Withdraw(t.Context(), "one")
	wantErr(t, err, pool.ErrNoContribution)
	c.sync("ben")
	c.share("ben")
	c.remembers("", "second by ben")
	c.sound("ben")
}

// H6, U2: what somebody else added unseen is not taken back with the rest.
func TestWithdrawKeepsWhatSomebodyAddedUnseen(t *testing.T) {
	c, branch := offered(t)
	tree := strings.TrimSpace(c.run("", "rev-parse", branch+"^{tree}"))
	theirs := strings.TrimSpace(c.run("", "-c", "user.name=Cleo", "-c", "user.email=cleo@example.org", "commit-tree", tree, "-p", branch, "-m", "Help"))
	c.run("", "update-ref", "refs/heads/"+branch, theirs)
	_, err := c.reopen("ben").Withdraw(t.Context(), "one")
	var changed *pool.ChangedThereError
	if !errors.As(err, &changed) || fmt.Sprint(changed.By, changed.Notes) != "[tester] []" {
		t.Fatalf("taken back: %v", err)
	}
	expect(t, "the branch", strings.TrimSpace(c.run("", "rev-parse", "refs/heads/"+branch)), theirs)
	c.sync("ben")
	if _, err := c.reopen("ben").Withdraw(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
}

// accept makes an offer part of the trunk in the ways forges know.
func (c *community) accept(how, branch string, remove bool) {
	c.t.Helper()
	var push []string
	if remove {
		push = []string{":" + branch}
	}
	c.upstream(func(in string) {
		if how == "squash" {
			c.run(in, "merge", "-q", "--squash", "origin/"+branch)
			c.run(in, "commit", "-q", "-m", "Squashed")
			return
		}
		c.run(in, "merge", "-q", "--no-ff", "-m", "Merge", "origin/"+branch)
	}, push...)
}

func TestOfferAccepted(t *testing.T) {
	for _, how := range []string{"merge", "squash"} {
		for _, remove := range []bool{false, true} {
			name := how
			if remove {
				name += " and remove the branch"
			}
			t.Run(name, func(t *testing.T) {
				c, branch := offered(t)
				c.accept(how, branch, remove)
				rep := c.sync("ben")
				expect(t, "closed", strings.Join(rep.Closed, " "), "ben/one")
				c.nothingOpen("ben")
				expect(t, "branches", c.run("ben", "for-each-ref", "refs/heads/cop", "refs/remotes/origin/cop"), "")
				expect(t, "branches there", c.run("", "for-each-ref", "refs/heads/cop"), "")
				c.sync("ana")
				c.has("ana", onePath, "second by ben")
				c.together("ana", "ben")
			})
		}
	}
}

func TestOfferAcceptedWhileEditing(t *testing.T) {
	for _, how := range []string{"merge", "squash"} {
		for _, remove := range []bool{false, true} {
			name := how
			if remove {
				name += " and remove the branch"
			}
			t.Run(name, func(t *testing.T) {
				c, branch := offered(t)
				c.replace("ben", onePath, "second by ben", "second, much better")
				c.accept(how, branch, remove)
				rep := c.sync("ben")
				expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
				c.has("ben", onePath, "second, much better")
				expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
				c.share("ben")
				c.sound("ben")
			})
		}
	}
}

// A squashed offer that was improved on right after is accepted all the same.
func TestOfferAcceptedAndWentOn(t *testing.T) {
	c, branch := offered(t)
	c.accept("squash", branch, false)
	c.upstream(func(in string) {
		c.replace(in, onePath, "first", "first by somebody")
		c.run(in, "commit", "-q", "-a", "-m", "Improve")
	})
	rep := c.sync("ben")
	expect(t, "closed", strings.Join(rep.Closed, " "), "ben/one")
	c.nothingOpen("ben")
	c.has("ben", onePath, "first by somebody", "second by ben")
	c.together("ben")
}

func TestOfferDeclined(t *testing.T) {
	c, branch := offered(t)
	c.run("", "update-ref", "-d", "refs/heads/"+branch)
	rep := c.sync("ben")
	expect(t, "closed", strings.Join(rep.Closed, " "), "ben/one")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
	c.has("ben", onePath, "second by ben")
	c.remembers("ben", "second by ben")
	c.share("ben")
	c.remembers("", "second by ben")
	c.sound("ben")
}

func TestOfferNewAndRemovedNotes(t *testing.T) {
	c := table(t, false, "ben")
	c.write("ben", "practices/a/two.md", "# Two\n\ntwo by ben\n")
	c.remove("ben", onePath)
	rep := c.share("ben")
	if len(rep.Offered) != 1 {
		t.Fatalf("%d contributions", len(rep.Offered))
	}
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "")
	c.speak("ben", "a/two", "said by ben")
	if sent := c.sync("ben").Sent; len(sent) != 1 {
		t.Errorf("sent %q, not just the comment", sent)
	}
	c.accept("merge", rep.Offered[0].Branch, true)
	c.sync("ben")
	c.nothingOpen("ben")
	c.sync("ana")
	c.gone("ana", onePath)
	c.together("ana", "ben")
}

func TestOneMemberTwoMachines(t *testing.T) {
	c, branch := offered(t)
	c.join("laptop")
	c.as["laptop"] = "ben"
	c.sync("laptop")
	c.write("laptop", "practices/a/two.md", "# Two\n\ntwo by ben\n")
	c.share("laptop")
	c.accept("merge", branch, true)
	c.mergeAll("cop/ben/")
	c.sync("laptop")
	c.sync("ben")
	c.nothingOpen("ben")
	c.nothingOpen("laptop")
	c.has("laptop", onePath, "second by ben")
	c.sound("ben", "laptop")
}
