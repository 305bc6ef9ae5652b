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

func TestGuess(t *testing.T) {
	home := t.TempDir()
	pool := func(name string) string {
		dir := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o777); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	ops, sre, around := pool("ops"), pool("sre"), pool("around")
	config := filepath.Join(home, "config.toml")
	text := "theme = \"dark\"\npool = 'ops'\n\n[pools]\nops = \"" + ops + "\"\n'sre' = '" + sre + "'\n\n[searches]\nops = 'x'\n"
	if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COP_CONFIG", config)
	t.Setenv("COP_POOL", "")
	for _, tt := range []struct{ in, line, pool, want string }{
		{around, "cop", "", around},
		{around, "cop find -C", "", around},
		{around, "cop find -- -C " + sre, "", around},
		{around, "cop -C " + sre + " list", "", sre},
		{home, "cop list --chdir=sre", "", filepath.Join(home, "sre")},
		{around, "cop list --pool sre", "", sre},
		{around, "cop list", "sre", sre},
		{around, "cop list", ops, ops},
		{home, "cop list", "", ops},
		{home, "cop list --pool nobody", "", ""},
	} {
		t.Chdir(tt.in)
		t.Setenv("COP_POOL", tt.pool)
		got := ""
		if l := guess(strings.Fields(tt.line)); l != nil {
			got = l.Root
		}
		if got != tt.want {
			t.Errorf("%s in %s: looks at %q, want %q", tt.line, tt.in, got, tt.want)
		}
	}
	t.Setenv("COP_CONFIG", "")
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", home)
	if got := settings(); got != "" {
		t.Errorf("without settings: %q", got)
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
	for _, late := range []string{"alecthomas/chroma", "yuin/goldmark", "modernc.org/sqlite", "itchyny/gojq"} {
		if at := strings.Index(string(out), late); at >= 0 && at < ours {
			t.Errorf("%s came before it: what does it import that is not ready at once?", late)
		}
	}
}
