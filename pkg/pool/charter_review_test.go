package pool_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// U11: a change of the charter is accepted with the approval of one of its stewards, and of
// nobody else; of any other note with anybody's.
func TestCharterTakesASteward(t *testing.T) {
	c := table(t, false, "ben", "cleo")
	const charter = "practices/charter.md"
	c.write("cleo", charter, c.read("cleo", charter)+"\nWe meet on Tuesdays.\n")
	c.share("cleo")
	c.with("ben", func(p *pool.Pool) {
		r := c.review("ben", "cleo/charter")
		if _, err := p.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head}); err != nil {
			t.Fatal(err)
		}
		_, err := p.Accept(t.Context(), r.ID, r.Head)
		var blocked *forge.BlockedError
		if !errors.As(err, &blocked) || !strings.Contains(err.Error(), "steward") {
			t.Fatalf("accepted with nobody who answers for it: %v", err)
		}
	})
	c.with("ana", func(p *pool.Pool) {
		r := c.review("ana", "cleo/charter")
		if _, err := p.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Accept(t.Context(), r.ID, r.Head); err != nil {
			t.Fatal(err)
		}
	})
}

// U43: who writes a steward's handle on their own card approves no change of the charter in the
// steward's place, and takes no steward away from a change of their own.
func TestNamingAStewardMakesNone(t *testing.T) {
	c := table(t, false, "ben", "cleo")
	const charter = "practices/charter.md"
	c.pushed("ben@example.org", "ben", "practices/people/ben.md", "---\ntitle: Ben\nalso: [ana]\n---\n")
	for _, pair := range [][2]string{{"cleo", "ben"}, {"ben", "cleo"}} {
		author, by := pair[0], pair[1]
		c.sync(author)
		c.write(author, charter, c.read(author, charter)+"\nWe meet on Tuesdays.\n")
		c.share(author)
		c.sync(by)
		r := c.review(by, author+"/charter")
		c.with(by, func(p *pool.Pool) {
			if _, err := p.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head}); err != nil {
				t.Fatal(err)
			}
		})
		c.sync("ana")
		if c.review("ana", string(r.ID)).Gate.Mergeable {
			t.Errorf("%s's change of the charter is let in by %s", author, by)
		}
	}
}

// U43: who offers something in another's name, from their own address, does not approve it in theirs.
func TestOfferingInAnothersNameApprovesNothing(t *testing.T) {
	c := table(t, false, "ben", "eve")
	c.pushed("eve@example.org", "eve", "practices/people/eve.md", "---\ntitle: Eve\n---\n")
	c.pushed("eve@example.org", "eve", "practices/people/eve.md", "---\ntitle: Eve E.\n---\n")
	c.write("eve", "practices/a/two.md", strings.Replace(oneText, "One", "Two", 1))
	c.gitAs("eve@example.org", "eve", "checkout", "-q", "-b", "mine")
	c.gitAs("eve@example.org", "eve", "add", "practices")
	c.gitAs("eve@example.org", "eve", "commit", "-q", "-m", "Add two")
	c.run("eve", "push", "-q", "origin", "mine:refs/heads/cop/ben/two")
	head := forge.Commit(c.gitAs("eve@example.org", "eve", "rev-parse", "HEAD"))
	empty := c.gitAs("eve@example.org", "eve", "hash-object", "-t", "tree", "-w", "/dev/null")
	event := c.gitAs("eve@example.org", "eve", "commit-tree", empty, "-m", "Approve\n\nfine\n\nCop-Contribution: ben/two\nCop-By: eve\nCop-Head: "+string(head)+"\nCop-Verdict: approved")
	c.run("eve", "push", "-q", "origin", event+":refs/cop/reviews/ben/two/eve")
	c.sync("ana")
	got := c.review("ana", "ben/two")
	if len(got.Verdicts) != 1 || got.Verdicts[0].Advisory || got.Gate.Mergeable || !strings.Contains(fmt.Sprint(got.Gate.Reasons), "offered under another name") {
		t.Errorf("let in by who offered it: %+v %+v", got.Verdicts, got.Gate)
	}
}
