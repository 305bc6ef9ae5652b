package ahead

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestWanted(t *testing.T) {
	for line, want := range map[string]bool{
		"cop": true, "cop find retry": true, "cop -C x list": true, "cop sync": true, "cop find -- --help": true,
		"cop version": false, "cop find --help": false, "cop help find": false, "cop join x": false, "cop --version": false,
	} {
		if got := wanted(strings.Fields(line)); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
}

func TestStart(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"cop": here, "cop find -C": here, "cop find -- -C /x": here, "cop -C /a/b find x": "/a/b", "cop --chdir=/a list": "/a", "cop list --chdir /a": "/a",
		"cop -C sub list": filepath.Join(here, "sub"),
	} {
		if got := start(strings.Fields(line)); got != want {
			t.Errorf("%s: starts in %s, want %s", line, got, want)
		}
	}
}

func TestBeginFindsThePoolAround(t *testing.T) {
	root := t.TempDir()
	below := filepath.Join(root, "practices", "oncall")
	for _, dir := range []string{below, filepath.Join(root, ".git", "cop")} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	l := begin(below)
	if l == nil || l.Root != root || l.File != filepath.Join(root, ".git", "cop", "files") {
		t.Fatalf("begun: %+v", l)
	}
	if l.Remembered().Found {
		t.Error("something was remembered of a pool that nobody looked at")
	}
	if l := begin(string(os.PathSeparator)); l != nil {
		t.Errorf("begun in %s", l.Root)
	}
}

// What this package gains is that it comes first: before the libraries that take long.
func TestItComesFirst(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "cop")
	if out, err := exec.Command("go", "build", "-o", bin, "github.com/breakfast-table/cop/cmd/cop").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	cmd := exec.Command(bin, "status")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1", "HOME="+cmd.Dir)
	out, _ := cmd.CombinedOutput() // there is no pool: what is looked at is the order
	ours := strings.Index(string(out), "cmd/internal/ahead ")
	if ours < 0 {
		t.Fatalf("it was not initialised:\n%s", out)
	}
	for _, late := range []string{"alecthomas/chroma", "microcosm-cc/bluemonday", "yuin/goldmark", "modernc.org/sqlite", "itchyny/gojq"} {
		if at := strings.Index(string(out), late); at >= 0 && at < ours {
			t.Errorf("%s came before it: what does it import that is not ready at once?", late)
		}
	}
}
