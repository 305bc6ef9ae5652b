package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRecipes runs the shell recipes of practices/cop/editors-and-assistants.md as they
// stand there. fzf chooses by FZF_DEFAULT_OPTS instead of by keys.
func TestRecipes(t *testing.T) {
	for _, needed := range []string{"bash", "git", "fzf"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("there is no %s on this machine; .ci/run has one", needed)
		}
	}
	t.Parallel()
	page, err := os.ReadFile("../../practices/cop/editors-and-assistants.md")
	if err != nil {
		t.Fatal(err)
	}
	var recipes []string
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		recipes = append(recipes, m[1])
	}
	want := []string{"-F", "practices/oncall/rotate-the-pager.md", "Hand over at ten, at the breakfast table.", "1\n", "Learnt-from: oncall/rotate-the-pager"}
	if len(recipes) != len(want) {
		t.Fatalf("%d recipes, %d expected", len(recipes), len(want))
	}
	g := newWorkshop(t)
	g.cop("add", "Rotate the pager", "--topic", "oncall", "--message", "Hand over at ten, at the breakfast table.")
	g.write("practices/oncall/who-has-the-key.md", "---\ntitle: Who has the key?\ntype: question\nauthors: [ben]\ndate: 2026-11-20\n---\n\n@ana\n\nIt is not on the hook.\n")
	for i, recipe := range recipes {
		got := g.run("bash", "-euc", recipe)
		if !strings.Contains(got, want[i]) {
			t.Errorf("recipe\n%s\nprinted\n%s\nwithout %q", recipe, got, want[i])
		}
	}
}

// workshop is a pool with the built program beside it, for tests with other programs.
type workshop struct {
	t        *testing.T
	dir, bin string
	env      []string
}

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	cop, err := built()
	if err != nil {
		t.Fatalf("%v: %s", err, cop)
	}
	home := t.TempDir()
	g := &workshop{t: t, dir: filepath.Join(home, "guild"), bin: filepath.Dir(cop)}
	g.env = append(os.Environ(),
		"HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "XDG_STATE_HOME="+home, "COP_CONFIG="+filepath.Join(home, "config.toml"),
		"GIT_CONFIG_GLOBAL="+filepath.Join(home, ".gitconfig"), "GIT_CONFIG_NOSYSTEM=1", "PATH="+g.bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"FZF_DEFAULT_OPTS=--filter=pager", "NO_COLOR=1", "TERM=dumb",
	)
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte("[user]\n\tname = Ana\n\temail = ana@example.org\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	g.cop("init", ".", "--name", "Guild", "--no-input")
	return g
}

func (g *workshop) cop(args ...string) string {
	g.t.Helper()
	return g.run(append([]string{"cop"}, args...)...)
}

func (g *workshop) run(args ...string) string {
	g.t.Helper()
	cmd := exec.CommandContext(g.t.Context(), args[0], args[1:]...)
	if args[0] == "cop" {
		cmd = exec.CommandContext(g.t.Context(), filepath.Join(g.bin, "cop"), args[1:]...)
	}
	cmd.Dir, cmd.Env = g.dir, g.env
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		g.t.Fatalf("%q: %v\n%s%s", args, err, out, said.String())
	}
	return string(out)
}

func (g *workshop) write(name, text string) {
	g.t.Helper()
	if err := os.WriteFile(filepath.Join(g.dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
		g.t.Fatal(err)
	}
}
