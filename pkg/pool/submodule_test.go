package pool_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A submodule is no file of the pool's: whoever pushes one stops nobody, whatever it was before, and
// takes nobody's draft away.
func TestSubmodulesStopNobody(t *testing.T) {
	c := table(t, true, "ben", "eve")
	const first, second = "1111111111111111111111111111111111111111", "2222222222222222222222222222222222222222"
	paths := []string{"practices/sub", "practices/a/two.md", "beside", "practices/a/mine.md"}
	c.write("ben", "practices/a/mine.md", "# Mine\n\nA draft.\n")
	arrives := func(what string) {
		t.Helper()
		c.gitAs("eve@example.org", "eve", "commit", "-q", "--allow-empty", "-m", what)
		c.gitAs("eve@example.org", "eve", "push", "-q", "origin", "main")
		c.sync("ben")
		if got := c.run("ben", "status", "--porcelain"); got != "" && strings.TrimSpace(got) != "T practices/a/mine.md" && what != "Files" && what != "Nothing" {
			t.Errorf("%s: git sees\n%s", what, got)
		}
		if got := c.read("ben", "practices/a/mine.md"); !strings.Contains(got, "A draft.") {
			t.Errorf("%s: the draft is %q", what, got)
		}
		expect(t, what, c.run("ben", "rev-parse", "HEAD"), c.run("eve", "rev-parse", "HEAD"))
	}
	for _, id := range []string{first, second} {
		for _, path := range paths {
			c.run("eve", "update-index", "--add", "--cacheinfo", "160000,"+id+","+path)
		}
		arrives("Submodules")
	}
	for _, path := range paths[:3] {
		if fi, err := os.Stat(filepath.Join(c.dir, "ben", path)); err != nil || !fi.IsDir() {
			t.Errorf("%s: %v, %v", path, fi, err)
		}
	}
	for _, path := range paths[:3] {
		c.run("eve", "rm", "-q", "--cached", path)
		if err := os.RemoveAll(filepath.Join(c.dir, "eve", path)); err != nil {
			t.Fatal(err)
		}
		c.write("eve", path, "# Now a file\n")
		c.run("eve", "add", path)
	}
	arrives("Files")
	for _, path := range paths[:3] {
		expect(t, path, c.read("ben", path), "# Now a file\n")
	}
	for _, path := range paths {
		c.run("eve", "rm", "-q", "-f", "--cached", path)
		c.run("eve", "update-index", "--add", "--cacheinfo", "160000,"+first+","+path)
	}
	arrives("Files no more")
	for _, path := range paths {
		c.run("eve", "rm", "-q", "--cached", path)
	}
	arrives("Nothing")
	for _, path := range paths[:3] {
		if _, err := os.Stat(filepath.Join(c.dir, "ben", path)); err == nil {
			t.Errorf("%s is still there", path)
		}
	}
	c.share("ben")
	c.sync("eve")
	c.has("eve", "practices/a/mine.md", "A draft.")
}
