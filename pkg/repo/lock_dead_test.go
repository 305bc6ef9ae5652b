//go:build unix

package repo

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// U36: what a killed process of ours left locked stops nobody, git neither.
func TestDeadLocksOfOursAreCleared(t *testing.T) {
	w := newWorld(t)
	tip := w.commit("one", file("a.md", "a"))
	w.git("reset", "-q", "--hard", string(tip))
	for _, name := range []string{"index", "refs/heads/main", "refs/heads/cop/ana/x"} {
		path := filepath.Join(w.gitDir, filepath.FromSlash(name))
		check(t, os.MkdirAll(filepath.Dir(path), 0o777))
		if lock := must(createLock(path))(t); lock.temp == "" {
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

// U36: those on references of ours go as well, and what is left of locks that became the file:
// git's own tidying is stopped by the first, and the second would stay for ever.
func TestDeadRefLocksAreCleared(t *testing.T) {
	w := newWorld(t)
	tip := w.commit("one", file("a.md", "a"))
	w.git("update-ref", "refs/cop/sent/x", string(tip))
	path := filepath.Join(w.common, "refs", "cop", "sent", "x")
	lock := must(createLock(path))(t)
	if lock.temp == "" {
		t.Skip("this file system knows no second names")
	}
	check(t, lock.f.Close()) // as when its process is killed
	old := time.Now().Add(-time.Hour)
	for _, dir := range []string{w.gitDir, filepath.Dir(path)} {
		left := filepath.Join(dir, firstNames+"LEFT")
		check(t, os.WriteFile(left, nil, 0o666))
		check(t, os.Chtimes(left, old, old))
	}
	w.ClearDeadRefLocks()
	for _, dir := range []string{w.gitDir, filepath.Dir(path)} {
		left := must(filepath.Glob(filepath.Join(dir, "*"+".lock")))(t)
		left = append(left, must(filepath.Glob(filepath.Join(dir, firstNames+"*")))(t)...)
		equal(t, "left in "+dir, len(left), 0)
	}
	w.git("pack-refs", "--all")
	w.git("update-ref", "-d", "refs/cop/sent/x")
}

// A disk that does not let go of a lock leaves its first name, too: by that the next one knows it.
func TestLockThatStaysKeepsItsFirstName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "main")
	lock := must(createLock(path))(t)
	own := lock.temp
	if own == "" {
		t.Skip("this file system knows no second names")
	}
	aside := path + ".aside"
	check(t, os.Rename(path+".lock", aside))
	check(t, os.MkdirAll(filepath.Join(path+".lock", "full"), 0o777)) // nothing removes this
	if lock.discard() == nil {
		t.Fatal("a lock that stays is no error")
	}
	check(t, os.RemoveAll(path+".lock"))
	check(t, os.Rename(aside, path+".lock"))
	if !breakDeadLock(path) {
		t.Error("nobody finds out that it is dead")
	}
	for _, left := range []string{own, path + ".lock"} {
		if _, err := os.Lstat(left); err == nil {
			t.Errorf("%s stays", left)
		}
	}
}
