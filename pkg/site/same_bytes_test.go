package site_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

// Line 3 and line 8 of issue 17: after any change, a folder that is kept in step holds the bytes
// of one that is made from nothing.
func TestAnyChangeMakesTheBytesOfAFirstBuild(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 8))
	g := gardener{r: r, t: t}
	files := map[string]string{}
	for len(files) < 14 {
		files[g.path()] = g.note()
	}
	p := guild(t, files)
	dir, steps := t.TempDir(), 12
	if os.Getenv("COP_TOOLS") != "" {
		steps = 100
	}
	shown := preview{Folder: site.Folder{Dir: t.TempDir(), Recall: new(site.Recall), Own: true}}
	for step := range steps {
		did := g.change(p.Path)
		p = again(t, p)
		got, _ := built(t, p, dir)
		want, _ := builtAnew(t, p)
		shown.follow(t, p, step%4 == 3, want)
		if maps.Equal(got, want) {
			continue
		}
		for file := range got {
			if is, should := apart(got[file], want[file]); is != should && file != ".cop-site" {
				t.Errorf("%s: where a first build has %q it has %q", file, should, is)
			}
		}
		t.Fatalf("step %d, %s: files %d and %d", step, did, len(got), len(want))
	}
}

// preview is a folder that one process keeps in step, of whose search it may leave out for now.
type preview struct{ site.Folder }

func (v preview) follow(t *testing.T, p *pool.Pool, whole bool, want map[string]string) {
	t.Helper()
	v.NoIndex = !whole
	if _, err := v.Write(context.Background(), laidOut(t, p), nil); err != nil {
		t.Fatal(err)
	}
	for file, is := range read(t, v.Dir) {
		if late := !whole && strings.HasPrefix(file, site.IndexDir); !late && is != want[file] {
			t.Fatalf("the preview's %s is not that of a first build", file)
		}
	}
	for file := range want {
		late := !whole && strings.HasPrefix(file, site.IndexDir) || file == ".cop-site"
		if _, err := os.Stat(filepath.Join(v.Dir, file)); err != nil && !late {
			t.Fatal(err)
		}
	}
}

// apart are two texts from where they begin to differ.
func apart(a, b string) (string, string) {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	at = max(0, at-30)
	return a[at:min(len(a), at+200)], b[at:min(len(b), at+200)]
}

// gardener changes a pool at random.
type gardener struct {
	r *rand.Rand
	t *testing.T
	n int
}

func (g *gardener) one(of ...string) string { return of[g.r.IntN(len(of))] }

func (g *gardener) path() string {
	return "practices/" + g.one("oncall/", "ward/", "ward/night/", "Oncall/", "", "events/") + g.one("pager", "quiet", "README", "rota", "Rota", "desk", "plan", "2026-01-02") + ".md"
}

func (g *gardener) note() string {
	g.n++
	front := g.one("", "", "type: question\n", "type: story\n", "publish: false\n", "status: superseded\n", "superseded_by: ../oncall/rota.md\n", "aliases: [oncall/before, Old name]\n", "type: event\ndate: 2026-01-02\n", "prerequisites: [oncall/pager]\n", "authors: [ana]\n")
	front += g.one("", "tags: [night, Pager]\n", "tags: [go]\n") + g.one("", "description: In a few words.\n", "review_by: 2026-02-01\n")
	return "---\n" + front + "---\n# " + g.one("Rotate", "Quiet", "Plan") + " " + g.one("the pager", "nights", "the desk") + "\n\n" +
		g.one("Every Monday.", "See [[oncall/pager]] and [it](../ward/desk.md).", "![[ward/rota]]", "![A desk](desk.png)", "<script>no</script> <a href=\"desk.md\">it</a> <img src=\"desk.png\">", "Ruhige Nächte sind selten.") +
		fmt.Sprintf(" Said %d times.\n\n- [ ] ana: call @ben\n", g.n)
}

// change makes one, and says which.
func (g *gardener) change(at func(string) string) string {
	paths, _ := filepath.Glob(at("practices/*/*.md"))
	slices.Sort(paths)
	kind, some := "write", ""
	if len(paths) >= 8 {
		some, kind = paths[g.r.IntN(len(paths))], g.one("write", "write", "edit", "edit", "edit", "remove", "entry", "entry", "picture", "charter", "card", "card", "touch", "move")
	}
	switch kind {
	case "write":
		some = at(g.path())
		put(g.t, some, g.note())
	case "edit":
		b, err := os.ReadFile(some)
		if err != nil {
			g.t.Fatal(err)
		}
		put(g.t, some, string(b)+g.one("More.\n", "See [[oncall/quiet]].\n", "Kumquat.\n"))
	case "remove":
		_ = os.Remove(some)
	case "entry":
		g.n++
		name := fmt.Sprintf("2026-01-%02d-%s-%s-n3xk7%c.md", g.n%28+1, g.one("ana", "ben", "cleo"), g.one("comment", "answer", "tried", "tried", "accept", "verify"), 'a'+g.n%5)
		put(g.t, filepath.Join(strings.TrimSuffix(some, ".md"), name), "---\n"+g.one("", "publish: false\n")+"outcome: "+g.one("worked", "failed")+"\n---\nIt "+g.one("worked.", "was [fine](../quiet.md).")+"\n")
	case "picture":
		some = at("practices/ward/desk.png")
		if g.r.IntN(3) == 0 {
			_ = os.Remove(some)
		} else {
			put(g.t, some, g.one("no picture", "another"))
		}
	case "charter":
		put(g.t, at("practices/charter.md"), "---\ntype: charter\n"+g.one("words:\n  pager: [beeper]\n", "site:\n  exclude: [ward]\n", "site:\n  contact: a@example.org\n", "purpose: Sleep.\n", "publish: false\nwords:\n  night: [dark]\n")+"---\n# Charter\n\n"+g.one("We share.", "We care.")+"\n")
	case "card":
		put(g.t, at("practices/people/"+g.one("ana", "ben")+".md"), "---\ntype: person\npublish: "+g.one("true", "false")+"\n---\n# "+g.one("Ana Example", "Ben Example", "Ana Other")+"\n")
	case "touch":
		day := time.Date(2026, 11, 1+g.r.IntN(20), g.r.IntN(24), 0, 0, 0, time.UTC)
		if err := os.Chtimes(some, day, day); err != nil {
			g.t.Fatal(err)
		}
	case "move":
		to := at(g.path())
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			g.t.Fatal(err)
		}
		_ = os.Rename(some, to)
	}
	return kind + " " + some
}
