//go:build unix

package repo

import (
	"os"
	"path/filepath"
	"testing"
)

// U36: what a killed process of ours left locked stops nobody, git neither.
func TestDeadLocksOfOursAreCleared(t *testing.T) {
	w := newWorld(t)
	tip := w.commit("one", file("a.md", "a"))
	w.git("reset", "-q", "--hard", string(tip))
	for _, name := range []string{"index", "refs/heads/main", "refs/heads/cop/ana/x"} {
		path := filepath.Join(w.gitDir, filepath.FromSlash(name))
		check(t, os.MkdirAll(filepath.Dir(path), 0o777))
		if lock := must(createLock(path))(t); lock.own == "" {
			t.Skip("this file system knows no second names")
		} else {
			check(t, lock.f.Close()) // as when its process is killed
		}
	}
	living := must(createLock(filepath.Join(w.gitDir, "HEAD")))(t)
	check(t, replaceFile(filepath.Join(w.gitDir, "packed-refs.lock"), nil, 0o644, false)) // git's own
	if _, err := w.try("commit", "-q", "--allow-empty", "-m", "stopped"); err == nil {
		t.Fatal("git is not stopped by a lock")
	}
	w.ClearDeadLocks("refs/heads/main")
	left := must(filepath.Glob(filepath.Join(w.gitDir, "*.lock")))(t)
	equal(t, "locks left", len(left), 2)
	check(t, living.discard())
	w.put("a.md", "b")
	w.git("commit", "-q", "-a", "-m", "goes on")
	w.git("branch", "cop/ana/x")
}
