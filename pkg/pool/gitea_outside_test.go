package pool_test

import (
	"path/filepath"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// H2, H5: a member who may only read shares, is declined, and the contribution is opened again on
// the host's pages. It is in review again, here and on their other machine, which has no branch of
// it: the host keeps it elsewhere. What they share next updates it.
func TestGiteaReopenedFromOutside(t *testing.T) {
	g := newOnGitea(t)
	text := "---\ntitle: Drink tea\ndescription: It helps.\nauthors: [cleo]\n---\n\nBoil water.\n"
	cleo := g.open("cleo")
	a, err := cleo.Save(t.Context(), []byte(text), "kitchen")
	if err != nil {
		t.Fatal(err)
	}
	first, err := cleo.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err != nil {
		t.Fatal(err)
	}
	name := first.Offered[0].Review.Name()
	state := func(s string) {
		g.server.Call(t, "PATCH", (&pages{host: g}).repository()+"/pulls/"+name, map[string]any{"state": s})
	}
	state("closed")
	if rep, err := g.open("cleo").Sync(t.Context(), pool.SyncOptions{}); err != nil || len(rep.Outcomes) != 1 || rep.Outcomes[0].Result != pool.StandsDeclined {
		t.Fatalf("cleo hears %+v (%v)", rep.Outcomes, err)
	}
	state("open")
	if rep, err := g.open("cleo").Sync(t.Context(), pool.SyncOptions{}); err != nil || len(rep.Reopened) != 1 || rep.Reopened[0].Name() != name {
		t.Errorf("cleo hears that %+v is open again (%v)", rep.Reopened, err)
	}
	st, err := g.open("cleo").Status(t.Context())
	if err != nil || len(st.Drafts) != 0 || len(st.InReview) != 1 || len(st.Contributions) != 1 || st.Contributions[0].Standing != pool.StandsInReview {
		t.Errorf("cleo's status: %+v (%v)", st, err)
	}
	other, err := pool.Join(t.Context(), g.url, filepath.Join(g.dir, "cleo-2"), g.options("cleo"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	if st, err := other.Status(t.Context()); err != nil || len(st.Contributions) != 1 || st.Contributions[0].Standing != pool.StandsInReview {
		t.Errorf("on the other machine: %+v (%v)", st, err)
	}
	cleo = g.open("cleo")
	if err := cleo.Update(t.Context(), a, []byte(text+"\nWait.\n")); err != nil {
		t.Fatal(err)
	}
	again, err := cleo.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err != nil || len(again.Offered) != 1 || !again.Offered[0].Updated || again.Offered[0].Review.Name() != name {
		t.Fatalf("%+v, %v", again.Offered, err)
	}
	if rep, err := other.Sync(t.Context(), pool.SyncOptions{}); err != nil || len(rep.Changed) != 0 || len(rep.Reopened) != 0 {
		t.Errorf("the other machine hears %+v (%v)", rep, err)
	}
	if st, err := other.Status(t.Context()); err != nil || len(st.Contributions) != 1 || st.Contributions[0].Head != again.Offered[0].Head {
		t.Errorf("on the other machine: %+v (%v)", st, err)
	}
}
