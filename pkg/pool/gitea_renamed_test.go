package pool_test

import (
	"fmt"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// A member takes another handle while things are in review on a host, which knows them by its own name,
// as one who may write and as one whose contributions are no branches there: nothing is offered
// twice, and what they change goes to the review that is open.
func TestGiteaCalledOtherwise(t *testing.T) {
	g := newOnGitea(t)
	for _, name := range []string{"ana", "cleo"} {
		p := g.open(name)
		text := fmt.Sprintf("---\ntitle: Tea of %s\nauthors: [%s]\n---\n\nBoil water.\n", name, name)
		a, err := p.Save(t.Context(), []byte(text), "kitchen")
		if err != nil {
			t.Fatal(err)
		}
		first, err := p.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
		if err != nil || len(first.Offered) != 1 || first.Offered[0].Review == nil {
			t.Fatalf("%s: %+v (%v)", name, first.Offered, err)
		}
		o := g.options(name)
		o.Handle = name + "-now"
		now := func() *pool.Pool {
			t.Helper()
			p, err := pool.Open(t.Context(), p.Root(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { p.Close() })
			return p
		}
		for range 2 {
			if rep, err := now().Sync(t.Context(), pool.SyncOptions{}); err != nil || len(rep.Refreshed) != 0 || len(rep.AsksMe) != 0 {
				t.Errorf("%s hears %+v, asked for %+v (%v)", name, rep.Refreshed, rep.AsksMe, err)
			}
		}
		if st, err := now().Status(t.Context()); err != nil || len(st.InReview) != 1 || len(st.Drafts)+len(st.ToSend)+len(st.AsksMe) != 0 {
			t.Errorf("%s: %+v (%v)", name, st, err)
		}
		if err := now().Update(t.Context(), a, []byte(text+"\nWait.\n")); err != nil {
			t.Fatal(err)
		}
		again, err := now().Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
		if err != nil || len(again.Offered) != 1 || !again.Offered[0].Updated || again.Offered[0].Review.Name() != first.Offered[0].Review.Name() {
			t.Errorf("%s: %+v (%v)", name, again.Offered, err)
		}
		if _, err := now().Withdraw(t.Context(), first.Offered[0].Review.Name()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
