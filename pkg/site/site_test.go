package site_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/breakfast-table/cop/pkg/memtemp"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

func TestMain(m *testing.M) { os.Exit(memtemp.Tests{TestingM: m}.Run()) }

// guild is a pool of these files, drafts included.
func guild(t *testing.T, files map[string]string) *pool.Pool {
	t.Helper()
	dir := t.TempDir()
	now := func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }
	env := []string{"HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1"}
	p, err := pool.Found(context.Background(), filepath.Join(dir, "guild"), pool.Founding{
		Name: "Reliability guild", Purpose: "Fewer nights awake.", Direct: true, Me: pool.Member{Name: "Ana", Email: "ana@example.org", Handle: "ana"},
	}, pool.Options{Now: now, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	for name, text := range files {
		put(t, p.Path(name), text)
	}
	if p, err = pool.Open(context.Background(), p.Root(), pool.Options{Now: now, Env: env}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// laidOut is the site of a pool.
func laidOut(t *testing.T, p *pool.Pool) *site.Site {
	t.Helper()
	return laidOutBy(t, p, site.Options{})
}

func laidOutBy(t *testing.T, p *pool.Pool, o site.Options) *site.Site {
	t.Helper()
	e, err := p.Edition(context.Background(), pool.EditionOptions{Drafts: true})
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.New(context.Background(), e, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// built is every file of a folder that holds the site, by path, and the report.
func built(t *testing.T, p *pool.Pool, dir string) (map[string]string, site.Report) {
	t.Helper()
	kept := filepath.Join(p.LocalDir(), "site", "words")
	report, err := site.Folder{Dir: dir, Memory: filepath.Join(p.LocalDir(), "site", "test")}.Write(context.Background(), laidOutBy(t, p, site.Options{Kept: kept}), nil)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, dir), report
}

// builtAnew is the same where nothing was built before.
func builtAnew(t *testing.T, p *pool.Pool) (map[string]string, site.Report) {
	t.Helper()
	dir := t.TempDir()
	report, err := site.Folder{Dir: dir}.Write(context.Background(), laidOut(t, p), nil)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, dir), report
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, file)
		b, err := os.ReadFile(file)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// ownPractices are the practices of this project.
func ownPractices(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir("../../practices", func(file string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".md" {
			return err
		}
		b, err := os.ReadFile(file)
		out["practices/"+strings.TrimPrefix(filepath.ToSlash(file), "../../practices/")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Line 1 and 3 of issue 17, of this project's own practices: every link of every page leads
// to a file of the site and to a place in it, nothing is asked of another host, pages are
// small, have one title, and keep to the policy that they state.
func TestEveryPageHolds(t *testing.T) {
	files, report := built(t, guild(t, ownPractices(t)), t.TempDir())
	if len(report.Problems) > 0 {
		t.Errorf("problems: %+v", report.Problems)
	}
	if n := len(files["all/site.css"]); n > 15<<10 {
		t.Errorf("the stylesheet has %d bytes", n)
	}
	places := map[string]map[string]bool{}
	pages := 0
	for file, text := range files {
		if strings.HasSuffix(file, ".html") {
			places[file] = ids(t, file, text)
			pages++
		}
	}
	if pages < 100 {
		t.Errorf("only %d pages", pages)
	}
	for file, text := range files {
		if !strings.HasSuffix(file, ".html") {
			continue
		}
		if len(text) > 60<<10 {
			t.Errorf("%s has %d bytes", file, len(text))
		}
		for _, link := range links(t, text) {
			if wrong := leadsAstray(file, link, files, places); wrong != "" {
				t.Errorf("%s: %s: %s", file, link, wrong)
			}
		}
	}
}

// leadsAstray says what is wrong with a link of a page, "" for nothing.
func leadsAstray(file, link string, files map[string]string, places map[string]map[string]bool) string {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "" || u.Host != "":
		return ""
	}
	to := file
	if u.Path != "" {
		to = path.Join(path.Dir(file), u.Path)
	}
	if _, ok := files[to]; !ok {
		return "no such file"
	}
	if u.Fragment != "" && !places[to][u.Fragment] {
		return "no such place"
	}
	return ""
}

func ids(t *testing.T, file, text string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	titles := 0
	visit(t, text, func(n *html.Node) {
		if n.Data == "h1" {
			titles++
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && out[a.Val]:
				t.Errorf("%s has two places called %q", file, a.Val)
			case a.Key == "id":
				out[a.Val] = true
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s has %s=%q, which its policy forbids", file, a.Key, a.Val)
			}
		}
		if outside(n) {
			t.Errorf("%s asks another host: %+v", file, n.Attr)
		}
	})
	if titles != 1 && !strings.Contains(text, `http-equiv="refresh"`) {
		t.Errorf("%s has %d titles", file, titles)
	}
	return out
}

// outside reports an element that a browser fetches from another host.
func outside(n *html.Node) bool {
	for _, a := range n.Attr {
		fetched := a.Key == "src" || a.Key == "href" && n.Data == "link" && !hasAttr(n, "rel", "canonical")
		if fetched && (strings.Contains(a.Val, "://") || strings.HasPrefix(a.Val, "//")) {
			return true
		}
	}
	return false
}

func hasAttr(n *html.Node, key, value string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key && a.Val == value })
}

func links(t *testing.T, text string) []string {
	var out []string
	visit(t, text, func(n *html.Node) {
		for _, a := range n.Attr {
			if (a.Key == "href" || a.Key == "src") && a.Val != "" {
				out = append(out, a.Val)
			}
		}
	})
	return out
}

func visit(t *testing.T, text string, f func(*html.Node)) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

// Line 3 and line 8: the same pool makes the same bytes, in another folder and after other
// builds; what did not change is not made again; what is gone goes; what cop did not write,
// or somebody changed, stays.
func TestAFolderIsKeptInStep(t *testing.T) {
	p := guild(t, map[string]string{
		"practices/oncall/pager.md":  "# Rotate the pager\n\nSee [[oncall/quiet]].\n",
		"practices/oncall/quiet.md":  "# Quiet hours\n\n![A desk](desk.png)\n",
		"practices/oncall/desk.png":  "no picture, but bytes",
		"practices/oncall/old.md":    "# Old ways\n",
		"practices/oncall/lonely.md": "# Nobody links here\n",
	})
	dir := t.TempDir()
	put(t, filepath.Join(dir, "CNAME"), "guild.example.org\n")
	first, report := built(t, p, dir)
	if len(report.Written) != report.Files || first["oncall/desk.png"] == "" {
		t.Fatalf("written %d of %d files: %v", len(report.Written), report.Files, slices.Sorted(maps.Keys(first)))
	}
	if second, report := built(t, p, dir); !maps.Equal(first, second) || len(report.Written)+len(report.Removed) > 0 {
		t.Errorf("nothing changed, and this was written: %v", report.Written)
	}
	elsewhere, _ := built(t, p, filepath.Join(t.TempDir(), "deep", "pages"))
	delete(first, "CNAME")
	if !maps.Equal(first, elsewhere) {
		t.Error("another folder has other bytes")
	}

	put(t, p.Path("practices/oncall/lonely.md"), "# Nobody links here\n\nStill.\n")
	for _, gone := range []string{"practices/oncall/old.md", "practices/oncall/desk.png"} {
		if err := os.Remove(p.Path(gone)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(dir, "oncall", "desk.png"), "changed by somebody")
	p = again(t, p)
	last, report := built(t, p, dir)
	for file, want := range map[string]bool{"oncall/old/index.html": false, "oncall/desk.png": true, "CNAME": true, "oncall/lonely/index.html": true} {
		if _, ok := last[file]; ok != want {
			t.Errorf("%s is there: %v", file, ok)
		}
	}
	if !slices.Contains(report.Kept, "oncall/desk.png") || slices.Contains(report.Written, "oncall/pager/index.html") || !slices.Contains(report.Written, "oncall/lonely/index.html") {
		t.Errorf("report: %+v", report)
	}
	if !strings.Contains(last["oncall/quiet/index.html"], `<span class="gone">A desk</span>`) {
		t.Errorf("a picture that is gone is still shown: %s", last["oncall/quiet/index.html"])
	}
}

// again opens a pool anew, as the next command would.
func again(t *testing.T, p *pool.Pool) *pool.Pool {
	t.Helper()
	q, err := pool.Open(context.Background(), p.Root(), pool.Options{Env: []string{"HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}

// Bad input of issue 17: two notes with one address on a system that ignores case, notes with
// the address of a topic or of a list, and names that an address has to escape: all are
// built, and told by name.
func TestAddressesThatCollide(t *testing.T) {
	p := guild(t, map[string]string{
		"practices/oncall/Pager.md":      "# Big pager\n",
		"practices/oncall/pager.md":      "# Small pager\n",
		"practices/oncall/PAGER.md":      "# Loud pager\n",
		"practices/oncall.md":            "# All about being on call\n\nHello.\n",
		"practices/ward/README.md":       "# The ward\n",
		"practices/ward/night.md":        "# Night\n\n[up](README.md) [[oncall/Pager]] [[ward/100% sure?]]\n",
		"practices/ward/100% sure?.md":   "# Sure\n",
		"practices/all/new.md":           "# A note called all/new\n",
		"practices/ward/moved.md":        "---\naliases: [oncall/before, ward/night]\n---\n# Moved\n",
		"practices/a: b/c#d.md":          "# Signs\n\n[[ward/night]]\n",
		"practices/events/2026-01-02.md": "---\ntitle: A meeting\n---\n- [ ] ana: do it\n",
	})
	files, report := built(t, p, t.TempDir())
	for file, want := range map[string]string{
		"oncall/index.html":            "All about being on call",
		"oncall/PAGER/index.html":      "Loud pager",
		"oncall/Pager-2/index.html":    "Big pager",
		"oncall/pager-3/index.html":    "Small pager",
		"ward/index.html":              "The ward",
		"ward/100% sure?/index.html":   "Sure",
		"all/new/index.html":           "New and changed",
		"all/new-2/index.html":         "A note called all/new",
		"oncall/before/index.html":     `url=../../ward/moved/index.html`,
		"a: b/c#d/index.html":          `href="../../ward/night/index.html"`,
		"events/2026-01-02/index.html": "A meeting",
	} {
		if !strings.Contains(files[file], want) {
			t.Errorf("%s does not say %q", file, want)
		}
	}
	told := fmt.Sprint(report.Problems)
	for _, file := range []string{"practices/oncall/pager.md", "practices/all/new.md"} {
		if !strings.Contains(told, file+" same-address") {
			t.Errorf("nobody is told of %s: %s", file, told)
		}
	}
	for _, p := range report.Problems {
		if _, at, ok := strings.Cut(p.Message, "it is at "); ok && files[strings.TrimSuffix(at, " instead")] == "" {
			t.Errorf("%s is not where one is told: %s", p.Path, p.Message)
		}
	}
	places := map[string]map[string]bool{}
	for file, text := range files {
		if strings.HasSuffix(file, ".html") {
			places[file] = ids(t, file, text)
		}
	}
	for file, text := range files {
		for _, link := range links(t, text) {
			if wrong := leadsAstray(file, link, files, places); wrong != "" && strings.HasSuffix(file, ".html") {
				t.Errorf("%s: %s: %s", file, link, wrong)
			}
		}
	}
}

// An empty pool has a first page that says so.
func TestAnEmptyPool(t *testing.T) {
	p := guild(t, nil)
	for _, file := range []string{"practices/charter.md", "practices/how-we-share/first-steps.md"} {
		if err := os.Remove(p.Path(file)); err != nil {
			t.Fatal(err)
		}
	}
	files, report := built(t, again(t, p), t.TempDir())
	if !strings.Contains(files["index.html"], "Nothing is published here yet.") || len(report.Problems) > 0 {
		t.Errorf("%s\n%+v", files["index.html"], report.Problems)
	}
}

// Line 1: one note of a kind is one, also of a kind that only this pool knows.
func TestOneOfAKind(t *testing.T) {
	p := guild(t, map[string]string{
		"practices/events/2026-01-02.md": "---\ntype: event\n---\n# A meeting\n",
		"practices/oncall/one.md":        "---\ntype: meeting\n---\n# Once\n",
		"practices/oncall/list.md":       "---\ntype: Check list\n---\n# A list\n",
		"practices/oncall/new.md":        "---\ntype: gallery\n---\n# Pictures\n",
	})
	files, _ := built(t, p, t.TempDir())
	if many := regexp.MustCompile(`>1 [a-z ]*s<`).FindAllString(files["index.html"], -1); len(many) > 0 {
		t.Errorf("one is many: %v", many)
	}
	for _, one := range []string{">1 meeting<", ">1 check list<", ">1 gallery<"} {
		if !strings.Contains(files["index.html"], one) {
			t.Errorf("the first page does not say %q", one)
		}
	}
}

// What a list in the folder says of files outside of it is nobody's word.
func TestNothingOutsideIsRemoved(t *testing.T) {
	p, dir := guild(t, nil), filepath.Join(t.TempDir(), "pages")
	built(t, p, dir)
	outside := filepath.Join(filepath.Dir(dir), "mine.txt")
	put(t, outside, "mine")
	sum := sha256.Sum256([]byte("mine"))
	list, err := os.ReadFile(filepath.Join(dir, ".cop-site"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, ".cop-site"), string(list)+hex.EncodeToString(sum[:16])+" ../mine.txt\n")
	built(t, p, dir)
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}

// A folder with files of somebody else where pages would be is left as it is.
func TestAForeignFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "index.html"), "mine")
	_, err := site.Folder{Dir: dir}.Write(context.Background(), laidOut(t, guild(t, nil)), nil)
	if err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("error: %v", err)
	}
	if files := read(t, dir); len(files) != 1 || files["index.html"] != "mine" {
		t.Errorf("files: %v", files)
	}
}
