package pool_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool"
)

// standing tells what a member's status says of their contributions, what asks for them, and whose the
// reviews are, in one line.
func (c *community) standing(name string) string {
	c.t.Helper()
	p := c.reopen(name)
	st, err := p.Status(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	all, err := p.Reviews(c.t.Context(), forge.Filter{})
	if err != nil {
		c.t.Fatal(err)
	}
	var own, asks []string
	for _, r := range all {
		if r.Mine {
			own = append(own, r.Name())
		}
		if r.AsksMe {
			asks = append(asks, r.Name())
		}
	}
	slices.Sort(own)
	return fmt.Sprintf("in review %d, drafts %d, to send %d, own %v, asks %v", len(st.InReview), len(st.Drafts), len(st.ToSend), own, asks)
}

// A member who is called otherwise while contributions are open – another handle,
// another address, both, the old ones again – has them still, under the names they have; nothing is
// offered twice, and nobody is asked about their own. Whoever takes the old handle has none of it.
func TestContributionsOfWhoeverIsCalledOtherwise(t *testing.T) {
	c := table(t, false, "ben", "cy")
	c.tried("ben", one, pool.Worked, "ward")
	c.tried("cy", one, pool.Worked, "lab")
	for _, name := range []string{"ben", "cy", "ana"} {
		c.sync(name)
	}
	c.replace("ben", onePath, "second", "2nd")
	c.share("ben")
	quiet := func(when, want string) {
		t.Helper()
		for range 2 {
			if rep := c.sync("ben"); len(rep.Refreshed) > 0 || rep.Offered != nil || len(rep.AsksMe) > 0 {
				t.Errorf("%s: %+v %+v %+v", when, rep.Refreshed, rep.Offered, rep.AsksMe)
			}
		}
		expect(t, when, c.standing("ben"), want)
	}
	quiet("as ben", "in review 1, drafts 0, to send 0, own [ben/one], asks []")
	c.as["ben"] = "benjamin"
	c.run("ben", "config", "cop.handle", "ben")
	quiet("from another address", "in review 1, drafts 0, to send 0, own [ben/one], asks []")
	delete(c.as, "ben")
	c.run("ben", "config", "cop.handle", "bo")
	quiet("as bo", "in review 1, drafts 0, to send 0, own [ben/one], asks []")
	c.write("ben", "practices/a/two.md", "# Two\n\ntext\n")
	if rep := c.share("ben"); len(rep.Offered) != 1 || rep.Offered[0].Name != "bo/two" {
		t.Errorf("offered %+v", rep.Offered)
	}
	const both = "in review 2, drafts 0, to send 0, own [ben/one bo/two], asks []"
	quiet("both names", both)
	c.run("ben", "config", "--unset", "cop.handle")
	quiet("as ben again", both)
	c.run("cy", "config", "cop.handle", "bo")
	c.sync("cy")
	expect(t, "cy, who calls herself bo", c.standing("cy"), "in review 0, drafts 0, to send 0, own [], asks []")
	c.run("cy", "config", "--unset", "cop.handle")

	c.run("ben", "config", "cop.handle", "bo")
	ctx := t.Context()
	if _, err := c.reopen("ben").Judge(ctx, "ben/one", forge.Review{Opinion: forge.Approved, Head: c.head("ben", "ben/one")}); err == nil {
		t.Error("bo approved what ben offered")
	}
	if _, err := c.reopen("cy").Judge(ctx, "ben/one", forge.Review{Opinion: forge.Approved, Head: c.head("cy", "ben/one")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.reopen("ben").Accept(ctx, "ben/one", c.head("ben", "ben/one")); err != nil {
		t.Error(err)
	}
	if _, err := c.reopen("ben").Withdraw(ctx, "bo/two"); err != nil {
		t.Error(err)
	}
	quiet("at the end", "in review 0, drafts 1, to send 0, own [], asks []")
}

func (c *community) head(name, review string) forge.Commit {
	c.t.Helper()
	r, err := c.reopen(name).Review(c.t.Context(), review)
	if err != nil {
		c.t.Fatal(err)
	}
	return r.Head
}
