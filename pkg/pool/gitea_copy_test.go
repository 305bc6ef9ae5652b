package pool_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// G1: a member copies the repository on the host's pages and joins the copy. They are told that the
// community gets nothing of what they share there, once, and by which command it does; after that
// what they had offered to themselves goes to the community.
func TestGiteaJoinedTheOwnCopy(t *testing.T) {
	g := newOnGitea(t)
	g.server.CallAs(t, "cleo", "POST", (&pages{host: g}).repository()+"/forks", map[string]any{})
	copied := strings.Replace(g.url, "/guild/", "/cleo/", 1)
	o := g.options("cleo")
	var told []string
	o.Notice = func(line string) {
		if strings.Contains(line, "your own copy of guild/") {
			told = append(told, line)
		}
	}
	dir := filepath.Join(g.dir, "copy")
	p, err := pool.Join(t.Context(), copied, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	if len(told) != 1 || !strings.Contains(told[0], "cop init --remote "+g.url) {
		t.Errorf("cleo is told %q", told)
	}
	a, err := p.Save(t.Context(), []byte("---\ntitle: Drink tea\ndescription: It helps.\nauthors: [cleo]\n---\n\nBoil water.\n"), "kitchen")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Share(t.Context(), pool.ShareOptions{Notes: []note.Address{a}}); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Found(t.Context(), dir, pool.Founding{Remote: "http://elsewhere.test/guild/pool.git"}, o); err == nil {
		t.Error("any other place is taken")
	}
	q, err := pool.Found(t.Context(), dir, pool.Founding{Remote: g.url}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	st, err := q.Status(t.Context())
	if err != nil || len(st.InReview) != 1 || len(st.Contributions) != 1 {
		t.Fatalf("cleo's status: %+v (%v)", st, err)
	}
	if r := st.Contributions[0].Review; r == nil || !strings.HasPrefix(r.URL, strings.TrimSuffix(g.url, ".git")+"/") || len(told) != 1 {
		t.Errorf("in review as %+v; told %q", r, told)
	}
}
