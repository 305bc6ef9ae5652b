package forgetest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Clone is one member's clone, worked on with the real git.
type Clone struct {
	t   testing.TB
	Dir string
	env []string
	who string
}

// gitPath finds git, or skips: nothing here can be tested without.
func gitPath(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	return path
}

// environment is all that git gets to know: no settings of this machine, a person's
// name, and more of the caller's.
func environment(home, who string, more ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=" + who, "GIT_AUTHOR_EMAIL=" + who + "@example.test",
		"GIT_COMMITTER_NAME=" + who, "GIT_COMMITTER_EMAIL=" + who + "@example.test",
	}, more...)
}

// newClone clones an address into a folder of its own.
func newClone(t testing.TB, who, url string, more ...string) *Clone {
	t.Helper()
	home := t.TempDir()
	c := &Clone{t: t, Dir: filepath.Join(home, "pool"), env: environment(home, who, more...), who: who}
	cmd := exec.Command(gitPath(t), "clone", "--quiet", url, c.Dir)
	cmd.Env = c.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("clone: %v\n%s", err, out)
	}
	return c
}

// Env is all that git gets to know in this clone.
func (c *Clone) Env() []string { return slices.Clone(c.env) }

// run runs git in the clone.
func (c *Clone) run(stdin string, args ...string) (stdout, stderr string, err error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = c.Dir, c.env, strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// Git runs git, which must work, and returns what it printed.
func (c *Clone) Git(args ...string) string {
	c.t.Helper()
	out, errs, err := c.run("", args...)
	if err != nil {
		c.t.Fatalf("git %s: %v\n%s%s", strings.Join(args, " "), err, out, errs)
	}
	return strings.TrimSpace(out)
}

// Write writes files, commits them on the current branch and returns the commit.
func (c *Clone) Write(message string, files map[string]string) forge.Commit {
	c.t.Helper()
	for name, content := range files {
		full := filepath.Join(c.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			c.t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			c.t.Fatal(err)
		}
	}
	c.Git("add", "-A")
	c.Git("commit", "--quiet", "-m", message)
	return c.Head()
}

// Head is the commit that is checked out.
func (c *Clone) Head() forge.Commit { return forge.Commit(c.Git("rev-parse", "HEAD")) }

// Start begins a branch at the newest main of the shared place.
func (c *Clone) Start(branch forge.Branch) {
	c.t.Helper()
	c.Git("fetch", "--quiet", "origin", "main")
	c.Git("checkout", "--quiet", "-B", string(branch), "FETCH_HEAD")
}

// Push sends what is checked out along a route.
func (c *Clone) Push(r forge.Route, to string) {
	c.t.Helper()
	args := []string{"push", "--quiet"}
	for _, o := range r.Options {
		args = append(args, "-o", o)
	}
	if to == "" {
		to = "origin"
	}
	c.Git(append(args, to, "+HEAD:"+r.Ref)...)
}
