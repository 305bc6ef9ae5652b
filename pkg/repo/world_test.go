package repo

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// worldTime is the time in every test.
var worldTime = time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("", 3600))

// gitPath is the real git; tests that compare with it skip where there is none.
func gitPath(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed, and this test compares with it")
	}
	return path
}

// worldEnv is a fixed world: nobody's configuration, one identity, one time.
func worldEnv(t testing.TB) []string {
	return []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C", "TZ=UTC",
		"GIT_AUTHOR_NAME=Ana Gram", "GIT_AUTHOR_EMAIL=ana@example.org", "GIT_COMMITTER_NAME=Ana Gram", "GIT_COMMITTER_EMAIL=ana@example.org",
		"GIT_AUTHOR_DATE=2026-03-01T09:30:00+0100", "GIT_COMMITTER_DATE=2026-03-01T09:30:00+0100"}
}

// world is a repository of ours in a temp dir, with git beside it to judge.
type world struct {
	*Repo
	t   testing.TB
	env []string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	env := worldEnv(t)
	git, _ := exec.LookPath("git")
	r, err := Init(filepath.Join(t.TempDir(), "pool"), "main", Options{Git: git, Env: env, Now: func() time.Time { return worldTime }})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Repo: r, t: t, env: env}
	t.Cleanup(func() { check(t, r.Close()) })
	return w
}

// reopen opens the repository again, as another process would, with other options if wanted.
func (w *world) reopen(change func(o *Options)) *world {
	w.t.Helper()
	o := w.opts
	if change != nil {
		change(&o)
	}
	r, err := Open(w.root, o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { check(w.t, r.Close()) })
	return &world{Repo: r, t: w.t, env: o.Env}
}

// git runs real git in the working tree and returns what it printed.
func (w *world) git(args ...string) string {
	w.t.Helper()
	return runGit(w.t, w.root, w.env, args...)
}

func runGit(t testing.TB, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command(gitPath(t), args...)
	cmd.Dir, cmd.Env = dir, env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimRight(string(out), "\n")
}

// put writes a working file the way an editor would.
func (w *world) put(path, content string) {
	w.t.Helper()
	full := filepath.Join(w.root, filepath.FromSlash(path))
	check(w.t, os.MkdirAll(filepath.Dir(full), 0o777))
	check(w.t, os.WriteFile(full, []byte(content), 0o666))
}

// commit writes a commit on main and moves main to it.
func (w *world) commit(message string, edits ...Edit) Hash {
	w.t.Helper()
	tip := must(w.Ref("refs/heads/main"))(w.t)
	c := Commit{Base: tip, Edits: edits, Message: message}
	if tip != "" {
		c.Parents = []Hash{tip}
	}
	h := must(w.WriteCommit(context.Background(), c))(w.t)
	check(w.t, w.UpdateRefs(context.Background(), RefUpdate{Ref: "refs/heads/main", Old: tip, New: h, Note: "commit: " + message}))
	return h
}

func file(path, content string) Edit { return Edit{Path: path, Data: []byte(content)} }

// must unwraps a result that cannot fail here.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s:\n got %v\nwant %v", what, got, want)
	}
}
