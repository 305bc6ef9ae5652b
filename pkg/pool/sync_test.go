package pool_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func TestEditArrives(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ana", onePath, "first", "first, better")
	rep := c.share("ana")
	if !rep.Direct || rep.Waiting != nil {
		t.Errorf("not shared directly: %+v", rep)
	}
	got := c.sync("ben")
	expect(t, "received", addressesOf(got.Received), "a/one edited")
	c.has("ben", onePath, "first, better")
	c.together("ana", "ben")
	if again := c.sync("ben"); len(again.Received)+len(again.Sent) != 0 {
		t.Errorf("the second sync does something: %+v", again)
	}
}

func TestDraftsSurviveWhatArrives(t *testing.T) {
	c := table(t, true, "ben")
	c.write("ben", "practices/b/own.md", "# Own\n\nmine alone\n")
	c.replace("ben", onePath, "third", "third by ben")
	c.replace("ben", onePath, "[x]", "[x, ben]")
	c.replace("ana", onePath, "first", "first by ana")
	c.replace("ana", onePath, "[x]", "[x, ana]")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", onePath, "first by ana", "third by ben", "ana", "ben")
	c.has("ben", "practices/b/own.md", "mine alone")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited, b/own new")
	c.share("ben")
	c.sync("ana")
	c.has("ana", onePath, "first by ana", "third by ben")
	c.together("ana", "ben")
}

// clash makes ben and ana change the same line; ana shares first. Something else
// arrives with it.
func clash(t *testing.T) *community {
	t.Helper()
	c := table(t, true, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.replace("ana", onePath, "second", "second by ana")
	c.write("ana", "practices/a/two.md", "# Two\n\ntwo by ana\n")
	c.share("ana")
	return c
}

func TestConflictStopsNothing(t *testing.T) {
	c := clash(t)
	c.speak("ben", one, "a comment by ben")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/one")
	c.has("ben", onePath, "second by ben")
	c.lacks("ben", onePath, "second by ana")
	c.has("ben", "practices/a/two.md", "two by ana")
	if len(rep.Sent) != 1 {
		t.Errorf("sent %q, not just the comment", rep.Sent)
	}
	st := c.status("ben")
	expect(t, "conflicts in status", conflictsOf(st.Conflicts), "a/one")
	expect(t, "drafts", addressesOf(st.Drafts), "")
	if _, err := c.tryShare("ben"); err == nil {
		t.Error("a conflict was shared")
	}
	again := c.sync("ben")
	expect(t, "conflicts again", conflictsOf(again.Conflicts), "a/one")
	c.has("ben", onePath, "second by ben")
	c.sound("ana", "ben")
}

func TestConflictSidesAndNewsOfTheirs(t *testing.T) {
	c := clash(t)
	c.sync("ben")
	c.replace("ana", onePath, "first", "first by ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/one")
	sides, err := c.reopen("ben").Sides(context.Background(), one)
	if err != nil {
		t.Fatal(err)
	}
	if string(sides.Base) != oneText {
		t.Errorf("base is %q", sides.Base)
	}
	if !strings.Contains(string(sides.Theirs), "first by ana") {
		t.Errorf("theirs is not the newest: %q", sides.Theirs)
	}
	expect(t, "mine", string(sides.Mine), c.read("ben", onePath))
}

func TestSettle(t *testing.T) {
	both := strings.Replace(oneText, "second", "second by ben and ana", 1)
	for _, tt := range []struct {
		name   string
		choice pool.Choice
		want   string
		drafts string
	}{
		{"keep mine", pool.KeepMine, "second by ben", "a/one edited"},
		{"take theirs", pool.TakeTheirs, "second by ana", ""},
		{"take a text", pool.TakeText, "second by ben and ana", "a/one edited"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := clash(t)
			c.sync("ben")
			if _, err := c.reopen("ben").Settle(context.Background(), one, tt.choice, []byte(both)); err != nil {
				t.Fatal(err)
			}
			st := c.status("ben")
			expect(t, "conflicts", conflictsOf(st.Conflicts), "")
			expect(t, "drafts", addressesOf(st.Drafts), tt.drafts)
			c.has("ben", onePath, tt.want)
			if tt.drafts != "" {
				c.share("ben")
				c.sync("ana")
				c.has("ana", onePath, tt.want)
			}
			c.sync("ben")
			c.together("ana", "ben")
			c.remembers("ben", "second by ben", "second by ana")
		})
	}
}

func TestSettleNothing(t *testing.T) {
	c := table(t, true)
	_, err := c.reopen("ana").Settle(context.Background(), one, pool.KeepMine, nil)
	wantErr(t, err, pool.ErrNoConflict)
}

func TestTheirsRemovedMineEdited(t *testing.T) {
	for _, choice := range []pool.Choice{pool.KeepMine, pool.TakeTheirs} {
		t.Run(fmt.Sprint(choice), func(t *testing.T) {
			c := table(t, true, "ben")
			c.replace("ben", onePath, "second", "second by ben")
			c.remove("ana", onePath)
			c.share("ana")
			rep := c.sync("ben")
			expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/one")
			c.has("ben", onePath, "second by ben")
			if _, err := c.reopen("ben").Settle(context.Background(), one, choice, nil); err != nil {
				t.Fatal(err)
			}
			if choice == pool.KeepMine {
				expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one new")
				c.share("ben")
				c.sync("ana")
				c.has("ana", onePath, "second by ben")
			} else {
				c.gone("ben", onePath)
			}
			c.sync("ben")
			c.together("ana", "ben")
			c.remembers("ben", "second by ben")
		})
	}
}

func TestMineRemovedTheirsEdited(t *testing.T) {
	for _, choice := range []pool.Choice{pool.KeepMine, pool.TakeTheirs} {
		t.Run(fmt.Sprint(choice), func(t *testing.T) {
			c := table(t, true, "ben")
			c.remove("ben", onePath)
			c.replace("ana", onePath, "second", "second by ana")
			c.share("ana")
			rep := c.sync("ben")
			expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/one")
			c.gone("ben", onePath)
			if _, err := c.reopen("ben").Settle(context.Background(), one, choice, nil); err != nil {
				t.Fatal(err)
			}
			if choice == pool.KeepMine {
				expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one removed")
				c.share("ben")
				c.sync("ana")
				c.gone("ana", onePath)
			} else {
				c.has("ben", onePath, "second by ana")
			}
			c.together("ana", "ben")
		})
	}
}

func TestBothAddedTheSameAddress(t *testing.T) {
	c := table(t, true, "ben")
	c.write("ana", "practices/a/new.md", "# New\n\nwords of ana\n")
	c.write("ben", "practices/a/new.md", "# New\n\nwords of ben\n")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/new")
	c.has("ben", "practices/a/new.md", "words of ben")
	if _, err := c.reopen("ben").Settle(context.Background(), "a/new", pool.TakeText, []byte("# New\n\nwords of ana\n\nwords of ben\n")); err != nil {
		t.Fatal(err)
	}
	c.share("ben")
	c.sync("ana")
	c.has("ana", "practices/a/new.md", "words of ana", "words of ben")
	c.together("ana", "ben")
}

func TestBothAddedTheSameText(t *testing.T) {
	c := table(t, true, "ben")
	for _, name := range []string{"ana", "ben"} {
		c.write(name, "practices/a/new.md", "# New\n\nthe same words\n")
	}
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	expect(t, "received", addressesOf(rep.Received), "")
	c.together("ana", "ben")
}

func TestTheirMoveMyEdit(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "third", "third by ben")
	c.moved("ana", one, "b/uno")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.gone("ben", onePath)
	c.has("ben", "practices/b/uno.md", "third by ben", "a/one")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "b/uno edited")
	c.share("ben")
	c.sync("ana")
	c.together("ana", "ben")
}

func TestMyMoveTheirEdit(t *testing.T) {
	c := table(t, true, "ben")
	c.moved("ben", one, "b/uno")
	c.replace("ana", onePath, "third", "third by ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.gone("ben", onePath)
	c.has("ben", "practices/b/uno.md", "third by ana")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "b/uno moved")
	c.share("ben")
	c.sync("ana")
	c.gone("ana", onePath)
	c.together("ana", "ben")
}

func TestMoveAndEditOfTheSameLine(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "third", "third by ben")
	c.moved("ana", one, "b/uno")
	c.replace("ana", "practices/b/uno.md", "third", "third by ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "a/one")
	c.has("ben", onePath, "third by ben")
	c.has("ben", "practices/b/uno.md", "third by ana")
	c.sound("ana", "ben")
}

func TestBothMoved(t *testing.T) {
	c := table(t, true, "ben")
	c.moved("ben", one, "b/by-ben")
	c.moved("ana", one, "b/by-ana")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.gone("ben", onePath)
	c.has("ben", "practices/b/by-ben.md", "second")
	c.has("ben", "practices/b/by-ana.md", "second")
	c.sound("ana", "ben")
}

func (c *community) moved(name string, from, to note.Address) {
	c.t.Helper()
	if _, err := c.reopen(name).Move(context.Background(), from, to); err != nil {
		c.t.Fatal(err)
	}
}

// What was shared while the working file went on changing must not come back as
// somebody else's change.
func TestEditsAfterSharingDoNotClashWithThemselves(t *testing.T) {
	c := table(t, true, "ben")
	back := c.away()
	c.replace("ben", onePath, "second", "second by ben")
	c.share("ben")
	c.replace("ben", onePath, "second by ben", "second, much better")
	back()
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", onePath, "second, much better")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
	c.sync("ana")
	c.has("ana", onePath, "second by ben")
	c.sound("ana", "ben")
}
