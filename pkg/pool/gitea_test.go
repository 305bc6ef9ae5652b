package pool_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/forgetest"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// onGitea is a community whose shared place is on a real Gitea. Ana and Ben may write, Cleo
// may only read; ben is the steward.
type onGitea struct {
	t      *testing.T
	server *forgetest.GiteaServer
	url    string
	dir    string
	said   []string
}

func newOnGitea(t *testing.T) *onGitea { return stewardOnGitea(t, "ben") }

func stewardOnGitea(t *testing.T, steward note.Handle) *onGitea {
	g := &onGitea{t: t, server: forgetest.StartGitea(t), dir: t.TempDir()}
	_, g.url = g.server.Repository(t)
	p, err := pool.Found(t.Context(), filepath.Join(g.dir, "ana"), pool.Founding{Name: "Table", Who: []note.Handle{steward}, Remote: g.url}, g.options("ana"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	for _, who := range []string{"ben", "cleo"} {
		p, err := pool.Join(t.Context(), g.url, filepath.Join(g.dir, who), g.options(who))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Close() })
	}
	return g
}

func (g *onGitea) options(name string) pool.Options {
	host, _ := strings.CutPrefix(g.server.URL, "http://")
	o := newCommunity(g.t).options(name)
	o.Env = append(o.Env, "COP_HOST="+host, "COP_TOKEN="+g.server.Token(forge.Login(name)))
	o.Log = func(line string) { g.said = append(g.said, line) }
	o.Now, o.Idle = nil, 2*time.Minute // a busy machine is no failure
	return o
}

func (g *onGitea) open(name string) *pool.Pool {
	g.t.Helper()
	p, err := pool.Open(g.t.Context(), filepath.Join(g.dir, name), g.options(name))
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(func() { p.Close() })
	return p
}

// H2: the repository gets another name on the host's pages. What is shared next is offered
// there, and the address here changes.
func TestGiteaRenamed(t *testing.T) {
	g := newOnGitea(t)
	ana := g.open("ana")
	a, err := ana.Save(t.Context(), []byte("---\ntitle: Drink tea\ndescription: It helps.\nauthors: [ana]\n---\n\nBoil water.\n"), "kitchen")
	if err != nil {
		t.Fatal(err)
	}
	g.server.Rename(t, g.url, "renamed")
	rep, err := ana.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err != nil || len(rep.Offered) != 1 || rep.Offered[0].Review == nil {
		t.Fatalf("%+v, %v\n%s", rep, err, strings.Join(g.said, "\n"))
	}
	if url, _ := ana.Remote(); !strings.HasSuffix(url, "/guild/renamed.git") {
		t.Errorf("the address is still %s", url)
	}
	ben := g.open("ben")
	queue, err := ben.Reviews(t.Context(), forge.Filter{})
	if err != nil || len(queue) != 1 {
		t.Fatalf("ben's queue: %+v, %v", queue, err)
	}
	if _, err := ben.Judge(t.Context(), queue[0].ID, forge.Review{Opinion: forge.Approved, Head: queue[0].Head}); err != nil {
		t.Fatal(err)
	}
	if url, _ := ben.Remote(); !strings.HasSuffix(url, "/guild/renamed.git") {
		t.Errorf("ben's address is still %s", url)
	}
}

// TestGiteaWithoutWriteAccess lets a member who may only read share a note, and a steward
// accept it.
func TestGiteaWithoutWriteAccess(t *testing.T) {
	g := newOnGitea(t)
	cleo := g.open("cleo")
	a, err := cleo.Save(t.Context(), []byte("---\ntitle: Drink tea\ndescription: It helps.\nauthors: [cleo]\n---\n\nBoil water.\n\nWait.\n"), "kitchen")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := cleo.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err != nil {
		t.Fatal(err)
	}
	offered := rep.Offered[0]
	if offered.Review == nil || offered.Review.URL == "" || !offered.Sent || !strings.Contains(offered.Review.Body, "It helps.") {
		t.Fatalf("offered: %+v", offered)
	}
	ben := g.open("ben")
	queue, err := ben.Reviews(t.Context(), forge.Filter{})
	if err != nil || len(queue) != 1 || !queue[0].AsksMe || len(queue[0].Notes) != 1 {
		t.Fatalf("ben's queue: %+v, %v", queue, err)
	}
	better := "Boil fresh water."
	r, err := ben.Review(t.Context(), queue[0].Name())
	if err != nil || !strings.Contains(string(r.Notes[0].New), "Boil water") || r.Notes[0].Old != nil {
		t.Fatalf("ben looks: %+v, %v", r, err)
	}
	line := 1 + strings.Count(strings.SplitAfter(string(r.Notes[0].New), "Boil")[0], "\n")
	if _, err := ben.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.ChangesRequested, Head: r.Head, Body: "Nearly.", Inline: []forge.Inline{
		{Anchor: forge.Anchor{Path: a.Path(), Line: line}, Body: "Fresh?", Suggestion: &better},
	}}); err != nil {
		t.Fatal(err)
	}
	cleo = g.open("cleo")
	if _, err := cleo.Sync(t.Context(), pool.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	st, err := cleo.Status(t.Context())
	if err != nil || len(st.InReview) != 1 || st.Contributions[0].Review == nil || len(st.Contributions[0].Review.Verdicts) != 1 {
		t.Fatalf("cleo's status: %+v, %v", st, err)
	}
	got, err := cleo.ApplySuggestions(t.Context(), r.ID)
	if err != nil || len(got.Done) != 1 {
		t.Fatalf("applied: %+v, %v", got, err)
	}
	if r, err = g.open("ben").Review(t.Context(), r.Name()); err != nil || !strings.Contains(string(r.Notes[0].New), better) {
		t.Fatalf("ben looks again: %+v, %v", r, err)
	}
	ben = g.open("ben")
	if _, err := ben.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head}); err != nil {
		t.Fatal(err)
	}
	acc, err := ben.Accept(t.Context(), r.ID, r.Head)
	if err != nil || acc.Behind != nil {
		t.Fatal(err, acc.Behind)
	}
	last, err := g.open("cleo").Sync(t.Context(), pool.SyncOptions{})
	if err != nil || len(last.Closed) != 1 || last.Unseen != nil {
		t.Errorf("cleo's last sync: %+v, %v", last, err)
	}
	st, err = g.open("cleo").Status(t.Context())
	if err != nil || len(st.Contributions)+len(st.Drafts)+len(st.InReview) != 0 {
		t.Errorf("open ends: %+v, %v", st, err)
	}
	for _, l := range g.said {
		for _, who := range []forge.Login{"ana", "ben", "cleo"} {
			if strings.Contains(l, g.server.Token(who)) {
				t.Errorf("a token is in the log: %s", l)
			}
		}
	}
}

// H5, H7: a contribution is closed on the host's pages, and its author goes on before they look.
// It is offered anew, which nobody calls an update, and they hear what became of the first.
func TestGiteaClosedAndSharedAgain(t *testing.T) {
	g := newOnGitea(t)
	text := "---\ntitle: Drink tea\ndescription: It helps.\nauthors: [ana]\n---\n\nBoil water.\n"
	ana := g.open("ana")
	a, err := ana.Save(t.Context(), []byte(text), "kitchen")
	if err != nil {
		t.Fatal(err)
	}
	first, err := ana.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err != nil {
		t.Fatal(err)
	}
	g.server.Call(t, "PATCH", (&pages{host: g}).repository()+"/pulls/"+first.Offered[0].Review.Name(), map[string]any{"state": "closed"})
	if err := ana.Update(t.Context(), a, []byte(text+"\nWait.\n")); err != nil {
		t.Fatal(err)
	}
	again, err := g.open("ana").Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err != nil || len(again.Offered) != 1 || again.Offered[0].Updated || again.Offered[0].Review.Name() == first.Offered[0].Review.Name() {
		t.Fatalf("%+v, %v", again.Offered, err)
	}
	if o := again.Sync.Outcomes; len(o) != 1 || o[0].Result != pool.StandsDeclined || o[0].Name != first.Offered[0].Review.Name() {
		t.Errorf("ana hears %+v", o)
	}
	rep, err := g.open("ana").Sync(t.Context(), pool.SyncOptions{})
	if err != nil || len(rep.Outcomes) != 0 || rep.Unseen != nil {
		t.Errorf("ana's next sync: %+v, %v", rep, err)
	}
	st, err := g.open("ana").Status(t.Context())
	if err != nil || len(st.InReview) != 1 || len(st.Contributions) != 1 || st.Contributions[0].Review.Name() != again.Offered[0].Review.Name() {
		t.Errorf("ana's status: %+v, %v", st, err)
	}
}

// H3, its sibling: the host protects nothing, and the charter asks for an approval. What has none is
// not called acceptable, its own author cannot let it in with cop, and with one it goes in.
func TestGiteaCharterAsksForApproval(t *testing.T) {
	g := newOnGitea(t)
	ana := g.open("ana")
	a, err := ana.Save(t.Context(), []byte("---\ntitle: Drink tea\ndescription: It helps.\nauthors: [ana]\n---\n\nBoil water.\n"), "kitchen")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := ana.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
	if err != nil {
		t.Fatal(err)
	}
	r := *rep.Offered[0].Review
	st, err := ana.Status(t.Context())
	if err != nil || r.Standing() != pool.StandsInReview || st.Contributions[0].Standing != pool.StandsInReview {
		t.Errorf("it stands as %s, by status %+v (%v)", r.Standing(), st.Contributions, err)
	}
	var blocked *forge.BlockedError
	if _, err := ana.Accept(t.Context(), r.ID, r.Head); !errors.As(err, &blocked) || !strings.Contains(err.Error(), "as the charter asks") {
		t.Errorf("ana accepts her own: %v", err)
	}
	ben := g.open("ben")
	if _, err := ben.Judge(t.Context(), r.ID, forge.Review{Opinion: forge.Approved, Head: r.Head}); err != nil {
		t.Fatal(err)
	}
	if now, err := g.open("ana").Review(t.Context(), r.Name()); err != nil || now.Standing() != pool.StandsReady {
		t.Errorf("approved it stands as %s (%v)", now.Standing(), err)
	}
	if _, err := g.open("ana").Accept(t.Context(), r.ID, r.Head); err != nil {
		t.Error(err)
	}
}

// H5, H6: contributions are accepted on the host's pages in each of its styles. Their author hears
// by whom, though what they brought came before the answer; and who is asked for one hears of it
// with the next sync, not a quarter of an hour later.
func TestGiteaAcceptedOnItsPages(t *testing.T) {
	g := newOnGitea(t)
	at := (&pages{host: g}).repository()
	for _, style := range []string{"squash", "rebase", "merge"} {
		ana := g.open("ana")
		a, err := ana.Save(t.Context(), []byte("---\ntitle: By "+style+"\ndescription: It helps.\nauthors: [ana]\n---\n\nBoil water.\n"), "kitchen")
		if err != nil {
			t.Fatal(err)
		}
		rep, err := ana.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
		if err != nil {
			t.Fatal(err)
		}
		if heard, err := g.open("ben").Sync(t.Context(), pool.SyncOptions{}); err != nil || len(heard.AsksMe) != 1 {
			t.Errorf("%s: ben is asked for %+v (%v)", style, heard.AsksMe, err)
		}
		path := at + "/pulls/" + rep.Offered[0].Review.Name()
		g.compared(path, rep.Offered[0].Head)
		if style == "squash" { // somebody adds to it first, and its branch goes with it
			var added struct{ Commit struct{ SHA string } }
			said := g.server.Call(t, "POST", at+"/contents/practices/kitchen/more.md", map[string]any{
				"content": "IyBNb3JlCg==", "branch": rep.Offered[0].Branch, "message": "Amend",
			})
			if err := json.Unmarshal(said, &added); err != nil {
				t.Fatal(err)
			}
			g.compared(path, added.Commit.SHA)
		}
		g.server.Call(t, "POST", path+"/merge", map[string]any{"Do": style, "delete_branch_after_merge": style == "squash", "force_merge": true})
		// H6: whoever asks before they sync is not told that it waits to be sent.
		if _, err := g.open("ana").Reviews(t.Context(), forge.Filter{}); err != nil {
			t.Fatal(err)
		}
		if st, err := g.open("ana").Status(t.Context()); err != nil || len(st.ToSend)+len(st.Drafts) != 0 || len(st.InReview) != 1 {
			t.Errorf("%s: ana's status before she syncs: %+v (%v)", style, st, err)
		}
		last, err := g.open("ana").Sync(t.Context(), pool.SyncOptions{})
		if err != nil || len(last.Outcomes) != 1 || last.Outcomes[0].Result != pool.StandsAccepted || last.Outcomes[0].By != "guild" || last.Outcomes[0].ByMe {
			t.Errorf("%s: ana hears %+v (%v)", style, last.Outcomes, err)
		}
		if _, err := g.open("ben").Sync(t.Context(), pool.SyncOptions{}); err != nil {
			t.Fatal(err)
		}
	}
}

// compared waits until the host knows a contribution's newest state and has compared that with the
// pool: it does both after it has answered the push.
func (g *onGitea) compared(path, head string) {
	g.t.Helper()
	for range 400 {
		var p struct {
			Mergeable bool
			Head      struct{ SHA string }
		}
		if err := json.Unmarshal(g.server.Call(g.t, "GET", path, nil), &p); err != nil {
			g.t.Fatal(err)
		}
		if p.Mergeable && p.Head.SHA == head {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	g.t.Fatalf("%s is not compared at %s", path, head)
}

// G8: a member who may only read asks a question. It goes for review, and they are told that it is
// for want of the right, not because the place takes everything only after review.
func TestGiteaQuestionWithoutWriteAccess(t *testing.T) {
	g := newOnGitea(t)
	cleo := g.open("cleo")
	if _, err := cleo.Save(t.Context(), []byte("---\ntitle: Why so slow?\ntype: question\nauthors: [cleo]\n---\n\nIt is.\n"), "kitchen"); err != nil {
		t.Fatal(err)
	}
	rep, err := cleo.Sync(t.Context(), pool.SyncOptions{})
	if err != nil || !rep.NoRight || rep.Batched == nil || rep.Batched.Review == nil {
		t.Fatalf("%+v, %v", rep, err)
	}
	// H6: the host calls everything clashing while it compares; nobody here does.
	ana := g.open("ana")
	if _, err := ana.Save(t.Context(), []byte("---\ntitle: Who cleans?\ntype: question\nauthors: [ana]\n---\n\nNobody.\n"), "kitchen"); err != nil {
		t.Fatal(err)
	}
	if _, err := ana.Sync(t.Context(), pool.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if r, err := g.open("ana").Review(t.Context(), rep.Batched.Review.Name()); err != nil || r.Standing() == pool.StandsCrossed {
			t.Errorf("it stands as %s: %+v (%v)", r.Standing(), r.Gate, err)
		}
	}
}

// H6: another contribution is accepted, on which the host compares all that is open anew and calls it
// clashing until it has. Whoever looks at the queue then, before they sync, is not told to settle
// what nobody else touched.
func TestGiteaNothingClashesWhileItCompares(t *testing.T) {
	g := newOnGitea(t)
	offer := func(who, title string) pool.Review {
		t.Helper()
		p := g.open(who)
		a, err := p.Save(t.Context(), []byte("---\ntitle: "+title+"\ndescription: It helps.\nauthors: ["+who+"]\n---\n\nBoil water.\n"), "kitchen")
		if err != nil {
			t.Fatal(err)
		}
		rep, err := p.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}})
		if err != nil {
			t.Fatal(err)
		}
		return *rep.Offered[0].Review
	}
	offer("ana", "Drink tea")
	other := offer("ben", "Drink water")
	g.compared((&pages{host: g}).repository()+"/pulls/"+other.Name(), string(other.Head))
	g.server.Call(t, "POST", (&pages{host: g}).repository()+"/pulls/"+other.Name()+"/merge", map[string]any{"Do": "merge", "force_merge": true})
	for range 5 {
		queue, err := g.open("ana").Reviews(t.Context(), forge.Filter{})
		if err != nil || len(queue) != 1 || queue[0].Standing() != pool.StandsInReview {
			t.Errorf("ana's queue: %+v (%v)", queue, err)
		}
	}
}
