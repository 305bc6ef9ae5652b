package pool_test

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What a thread says must be the same on every clone that has the same files, whoever
// wrote them, in whatever order they arrived, and with or without an index of yesterday.

func (c *community) tried(name string, a note.Address, outcome, place string) string {
	c.t.Helper()
	file, err := c.reopen(name).Tried(context.Background(), a, pool.Report{Outcome: outcome, Context: place})
	if err != nil {
		c.t.Fatal(err)
	}
	return file
}

func (c *community) view(name string, a note.Address) pool.View {
	c.t.Helper()
	v, err := c.reopen(name).Show(context.Background(), a)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// told is everything that a member sees of a note's thread, and what lists say about it.
func (c *community) told(name string, a note.Address) string {
	c.t.Helper()
	p := c.reopen(name)
	v, err := p.Show(context.Background(), a)
	if err != nil {
		c.t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range v.Thread {
		fmt.Fprintf(&b, "%s %s %s\n%s\n", e.File, e.By(), e.When(), e.Bytes())
	}
	fmt.Fprintf(&b, "%+v\n", v.Why)
	cards, err := p.Cards(context.Background())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, card := range cards {
		if card.Address == a {
			if card.Facts != v.Why.Facts {
				c.t.Errorf("%s: lists say %+v of %s, its page %+v", name, card.Facts, a, v.Why.Facts)
			}
		}
	}
	return b.String()
}

func TestFiftyEntriesEachOffline(t *testing.T) {
	for _, order := range [][]string{{"ana", "ben", "ana"}, {"ben", "ana", "ben"}} {
		t.Run(order[0]+" first", func(t *testing.T) {
			c := table(t, true, "ben")
			notes := []note.Address{one, "a/two", "a/three"}
			for _, a := range notes[1:] {
				c.write("ana", a.Path(), strings.Replace(oneText, "One", string(a), 1)+"\nmore of "+string(a)+"\n")
			}
			c.share("ana")
			c.sync("ben")
			rnd := rand.New(rand.NewSource(7))
			for i := range 50 {
				for _, name := range []string{"ana", "ben"} {
					p := c.reopen(name)
					a := notes[rnd.Intn(len(notes))]
					var err error
					switch rnd.Intn(4) {
					case 0:
						_, err = p.AddEntry(context.Background(), a, pool.NewEntry{Type: note.Comment, Body: fmt.Sprint("comment ", i)})
					case 1:
						_, err = p.Verify(context.Background(), a, "")
					default:
						outcome := []string{pool.Worked, pool.Partly, pool.Failed}[rnd.Intn(3)]
						_, err = p.Tried(context.Background(), a, pool.Report{Outcome: outcome, Context: fmt.Sprint("place ", rnd.Intn(3))})
					}
					if err != nil {
						t.Fatal(err)
					}
					p.Close()
				}
			}
			for _, name := range order {
				c.sync(name)
			}
			c.together("ana", "ben")
			entries := 0
			for _, a := range notes {
				if x, y := c.told("ana", a), c.told("ben", a); x != y {
					t.Errorf("%s: ana sees\n%s\nben sees\n%s", a, x, y)
				}
				entries += len(c.view("ana", a).Thread)
			}
			if entries != 100 {
				t.Errorf("%d entries, want 100", entries)
			}
			c.join("cy") // a clone without a past
			for _, a := range notes {
				if x, y := c.told("ana", a), c.told("cy", a); x != y {
					t.Errorf("%s: ana sees\n%s\nwho comes new sees\n%s", a, x, y)
				}
			}
		})
	}
}

// A practice becomes proven, and what happens to it then decides whether it stays so.
func TestProvenUntilRewritten(t *testing.T) {
	c := table(t, true, "ben", "cy", "dee")
	long := "---\ntitle: One\nauthors: [ana]\n---\n\n" + strings.Repeat("Hand over every Monday, say what rang. ", 8) + "\n"
	c.write("ana", onePath, long)
	c.share("ana")
	for name, place := range map[string]string{"ben": "ward", "cy": "ward", "dee": "lab"} {
		c.sync(name)
		c.tried(name, one, pool.Worked, place)
		c.sync(name)
	}
	c.tried("ana", one, pool.Worked, "home")
	c.sync("ana")
	v := c.view("ana", one)
	expect(t, "after three reports", v.Why.Maturity, pool.Proven)
	expect(t, "lists", cardOf(c, "ana", one).Maturity, pool.Proven)
	if len(v.Why.Ignored) != 1 || !strings.Contains(v.Why.Ignored[0].Reason, "own") {
		t.Errorf("the author's own report: %+v", v.Why.Ignored)
	}
	for _, e := range v.Thread {
		if len(e.At) != 40 {
			t.Errorf("%s does not say which text was tried: %q", e.File, e.At)
		}
	}

	c.replace("ana", onePath, "Hand over", "Always hand over")
	c.share("ana")
	expect(t, "after a small repair", c.view("ana", one).Why.Maturity, pool.Proven)

	c.write("ana", onePath, "---\ntitle: One\nauthors: [ana]\n---\n\nNever rotate anything; buy a louder pager instead.\n")
	c.share("ana")
	after := c.view("ana", one)
	expect(t, "after a rewrite", after.Why.Maturity, pool.Untried)
	if len(after.Why.Counted) != 0 || len(after.Why.Ignored) != 4 {
		t.Errorf("counted %+v, ignored %+v", after.Why.Counted, after.Why.Ignored)
	}
	c.sync("ben")
	if x, y := c.told("ana", one), c.told("ben", one); x != y {
		t.Errorf("ana sees\n%s\nben sees\n%s", x, y)
	}

	// The note moves: what was said stays said, and so does who said it.
	if _, err := c.reopen("ben").Move(context.Background(), one, "b/moved"); err != nil {
		t.Fatal(err)
	}
	before := c.view("ana", one)
	c.share("ben")
	c.sync("ana")
	moved := c.view("ana", "b/moved")
	expect(t, "moved", fmt.Sprint(moved.Why.Facts), fmt.Sprint(before.Why.Facts))
	expect(t, "who is who", fmt.Sprint(len(moved.Why.Ignored)), "4")
}

func cardOf(c *community, name string, a note.Address) (out pool.View) {
	c.t.Helper()
	cards, err := c.reopen(name).Cards(context.Background())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, card := range cards {
		if card.Address == a {
			out.Card = card
		}
	}
	return out
}

// Two handles with one address are one person, also when they are the author's.
func TestPuppetsCountOnce(t *testing.T) {
	c := table(t, true, "ben", "cy")
	for _, handle := range []string{"puppet", "zoe"} {
		c.as[handle] = map[string]string{"puppet": "ben", "zoe": "ana"}[handle]
		c.join(handle)
		c.run(handle, "config", "cop.handle", handle)
	}
	c.write("ana", onePath, strings.Replace(oneText, "tags: [x]", "authors: [ana]", 1))
	c.share("ana")
	for _, name := range []string{"ben", "puppet", "zoe", "ana"} {
		c.sync(name)
		c.tried(name, one, pool.Worked, "place of "+name)
		c.sync(name)
	}
	c.sync("cy")
	v := c.view("cy", one)
	expect(t, "maturity", v.Why.Maturity, pool.Emerging)
	expect(t, "counted", fmt.Sprint(len(v.Why.Counted)), "1")

	// .mailmap joins two addresses of one person.
	c.tried("cy", one, pool.Worked, "place of cy")
	c.sync("cy")
	expect(t, "with cy", c.view("cy", one).Why.Maturity, pool.Promising)
	c.sync("ana")
	c.write("ana", ".mailmap", "Ben <ben@example.org> <cy@example.org>\n")
	c.run("ana", "add", ".mailmap")
	c.run("ana", "commit", "-q", "-m", "Say who is who")
	c.run("ana", "push", "-q", "origin", "main")
	c.sync("cy")
	expect(t, "cy is ben", c.view("cy", one).Why.Maturity, pool.Emerging)
	if x, y := c.told("ana", one), c.told("cy", one); x != y {
		t.Errorf("ana sees\n%s\ncy sees\n%s", x, y)
	}
}

// A report that names a commit which only some clones have weighs the same everywhere.
func TestAVersionThatOnlyOneCloneHas(t *testing.T) {
	c := table(t, true, "ben")
	c.run("ben", "checkout", "-q", "-b", "aside")
	c.write("ben", onePath, "---\ntitle: One\n---\n\nsomething else altogether\n")
	c.run("ben", "commit", "-q", "-a", "-m", "Aside")
	aside := strings.TrimSpace(c.run("ben", "rev-parse", "HEAD"))
	c.run("ben", "checkout", "-q", "main")
	c.write("ben", "practices/a/one/2026-11-24-ben-tried-abcd.md", "---\nauthor: ben\ntype: tried\noutcome: worked\nat: "+aside+"\n---\n")
	c.sync("ben")
	c.sync("ana")
	if x, y := c.told("ana", one), c.told("ben", one); x != y {
		t.Errorf("ana sees\n%s\nben sees\n%s", x, y)
	}
	if r := c.view("ana", one).Why.Counted; len(r) != 1 || !strings.Contains(r[0].Remark, "not in the shared history") {
		t.Errorf("counted %+v", r)
	}
}

// The charter's thresholds are those that everybody accepted, and a change of them is
// noticed without a change of any note.
func TestThresholdsOfTheCharter(t *testing.T) {
	c := table(t, true, "ben", "cy")
	for _, name := range []string{"ben", "cy"} {
		c.tried(name, one, pool.Worked, "place of "+name)
		c.sync(name)
	}
	c.sync("ana")
	expect(t, "by default", cardOf(c, "ana", one).Maturity, pool.Promising)
	c.replace("ana", "practices/charter.md", "stage: prototype", "stage: prototype\nmaturity: {promising: 1, proven: 2}")
	expect(t, "a draft of the charter", cardOf(c, "ana", one).Maturity, pool.Promising)
	c.share("ana")
	expect(t, "accepted", cardOf(c, "ana", one).Maturity, pool.Proven)
	c.sync("cy")
	expect(t, "elsewhere", cardOf(c, "cy", one).Maturity, pool.Proven)
}
