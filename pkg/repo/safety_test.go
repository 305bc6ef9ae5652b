package repo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// We and git write in one repository at once: both move main by reading it, making a commit on top and
// trying again when the other was faster. Nothing may get lost, and nobody may ever
// see a broken reference.
func TestWorkingBesideGit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	w.commit("begin", file("practices/begin.md", "begin"))
	const each = 12
	var all sync.WaitGroup
	errs := make(chan error, 4*each)
	for worker := range 2 {
		other := w.reopen(nil)
		all.Go(func() {
			for i := range each {
				errs <- ourCommit(other, fmt.Sprintf("practices/ours-%d-%d.md", worker, i))
			}
		})
	}
	all.Go(func() {
		for i := range each {
			errs <- gitCommit(w, fmt.Sprintf("practices/git-%d.md", i))
		}
	})
	all.Go(func() {
		for range each {
			out, err := w.try("pack-refs", "--all")
			if err != nil && !strings.Contains(out, "lock") {
				errs <- fmt.Errorf("pack-refs: %s", out)
			}
			if out, err := w.try("for-each-ref"); err != nil || !strings.Contains(out, "refs/heads/main") {
				errs <- fmt.Errorf("git does not see main: %s", out)
			}
		}
	})
	all.Wait()
	close(errs)
	for err := range errs {
		check(t, err)
	}
	files := 0
	check(t, w.Walk(context.Background(), must(w.Ref("refs/heads/main"))(t), "", func(string, FileID) error { files++; return nil }))
	equal(t, "files", files, 1+3*each)
	w.git("fsck", "--strict")
}

func (w *world) try(args ...string) (string, error) {
	cmd := exec.Command(w.opts.Git, args...)
	cmd.Dir, cmd.Env = w.root, w.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func ourCommit(w *world, path string) error {
	ctx := context.Background()
	for {
		tip, err := w.Ref("refs/heads/main")
		if err != nil {
			return err
		}
		if tip == "" {
			return errors.New("main was seen without a value")
		}
		h, err := w.WriteCommit(ctx, Commit{Parents: []Hash{tip}, Base: tip, Message: path, Edits: []Edit{file(path, path)}})
		if err != nil {
			return err
		}
		err = w.UpdateRefs(ctx, RefUpdate{Ref: "refs/heads/main", Old: tip, New: h})
		if !errors.Is(err, ErrRefMoved) && !errors.Is(err, ErrBusy) {
			return err
		}
	}
}

// gitCommit does the same with git's plumbing and an index of its own.
func gitCommit(w *world, path string) error {
	for {
		script := fmt.Sprintf(`set -e
tip=$(git rev-parse main); export GIT_INDEX_FILE=.git/index-%[1]s
git read-tree $tip; blob=$(echo %[2]s | git hash-object -w --stdin)
git update-index --add --cacheinfo 100644,$blob,%[2]s
new=$(git commit-tree -p $tip -m %[2]s $(git write-tree)); rm $GIT_INDEX_FILE
git update-ref refs/heads/main $new $tip || exit 7`, filepath.Base(path), path)
		cmd := exec.Command("sh", "-c", script)
		cmd.Dir, cmd.Env = w.root, w.env
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == 7 {
			continue
		}
		if err != nil {
			return fmt.Errorf("git: %w: %s", err, out)
		}
		return nil
	}
}

// A kill may come between any two steps. What each step leaves is a valid repository where
// the old state counts, and the next run completes.
func TestKilledBetweenObjectsAndRef(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a"))
	h := must(w.WriteCommit(context.Background(), Commit{Parents: []Hash{tip}, Base: tip, Message: "two", Edits: []Edit{file("practices/b.md", "b")}}))(t)
	w.git("fsck", "--strict")
	equal(t, "main", w.git("rev-parse", "main"), string(tip))
	// Killed while it held the lock: git and we say so, and name the file.
	lock := filepath.Join(w.common, "refs", "heads", "main.lock")
	check(t, os.WriteFile(lock, []byte(h+"\n"), 0o666))
	err := w.UpdateRefs(context.Background(), RefUpdate{Ref: "refs/heads/main", Old: tip, New: h})
	if !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), lock) {
		t.Fatalf("a lock that nobody holds: %v", err)
	}
	equal(t, "main", w.git("rev-parse", "main"), string(tip))
	check(t, os.Remove(lock))
	// Killed while it wrote an object: a temp file that nobody takes for one.
	check(t, os.WriteFile(filepath.Join(w.common, "objects", string(h[:2]), ".cop-123.tmp"), []byte("half"), 0o666))
	check(t, w.UpdateRefs(context.Background(), RefUpdate{Ref: "refs/heads/main", Old: tip, New: h}))
	w.git("fsck", "--strict")
	equal(t, "main", w.git("rev-parse", "main"), string(h))
}

func TestWriteFileKeepsWhatItCannotReplace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("practices/a.md", "old")
	full := filepath.Join(w.root, "practices", "a.md")
	check(t, os.Chmod(full, 0o444))
	err := w.WriteFile("practices/a.md", []byte("new"), 0)
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), "practices/a.md") {
		t.Fatalf("a read-only file: %v", err)
	}
	equal(t, "content", string(must(os.ReadFile(full))(t)), "old")
	check(t, os.Chmod(full, 0o640))
	check(t, w.WriteFile("practices/a.md", []byte("new"), 0))
	equal(t, "permissions", must(os.Stat(full))(t).Mode().Perm(), 0o640)
	check(t, w.WriteFile("practices/a.md", []byte("run"), Executable))
	equal(t, "permissions", must(os.Stat(full))(t).Mode().Perm(), 0o750)
	check(t, w.WriteFile("practices/new/er/b.md", []byte("b"), Regular))
	check(t, w.RemoveFile("practices/new/er/b.md"))
	if _, err := os.Stat(filepath.Join(w.root, "practices", "new")); !errors.Is(err, os.ErrNotExist) {
		t.Error("empty folders stayed")
	}
	if err := w.RemoveFile("practices/new/er/b.md"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("removed twice: %v", err)
	}
	check(t, w.RemoveFile("practices/a.md"))
	if _, err := os.Stat(filepath.Join(w.root, "practices")); err != nil {
		t.Error("the folder practices is gone, and with it the pool")
	}
	left := must(filepath.Glob(filepath.Join(w.root, "practices", ".cop-*")))(t)
	equal(t, "temp files left", len(left), 0)
	// What a killed writer left goes when it is old; where there is no room for scratch files
	// in .git they are beside their destination.
	scratch := filepath.Join(w.root, ".git", "cop", "new")
	killed, fresh := filepath.Join(scratch, ".cop-1-0.tmp"), filepath.Join(scratch, ".cop-2-0.tmp")
	for _, file := range []string{killed, fresh} {
		check(t, os.WriteFile(file, []byte("half"), 0o666))
	}
	old := time.Now().Add(-2 * time.Hour)
	check(t, os.Chtimes(killed, old, old))
	check(t, w.reopen(nil).WriteFile("practices/c.md", []byte("c"), Regular))
	if _, err := os.Stat(killed); !errors.Is(err, os.ErrNotExist) {
		t.Error("what a killed writer left is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("what another process may be writing is gone")
	}
	check(t, os.RemoveAll(scratch))
	check(t, os.WriteFile(scratch, nil, 0o666))
	check(t, w.WriteFile("practices/c.md", []byte("again"), Regular))
	equal(t, "content", string(must(os.ReadFile(filepath.Join(w.root, "practices", "c.md")))(t)), "again")
}

func TestWriteFileNeverFollowsLinks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	outside := t.TempDir()
	check(t, os.WriteFile(filepath.Join(outside, "x.md"), []byte("theirs"), 0o666))
	check(t, os.MkdirAll(filepath.Join(w.root, "practices"), 0o777))
	check(t, os.Symlink(outside, filepath.Join(w.root, "practices", "dir")))
	check(t, os.Symlink(filepath.Join(outside, "x.md"), filepath.Join(w.root, "practices", "file.md")))
	if err := w.WriteFile("practices/dir/x.md", []byte("ours"), Regular); err == nil {
		t.Error("written through a folder that is a link")
	}
	if err := w.RemoveFile("practices/dir/x.md"); err == nil {
		t.Error("removed through a folder that is a link")
	}
	if _, err := w.WorkingFile("practices/dir/x.md"); err == nil {
		t.Error("read through a folder that is a link")
	}
	id := must(w.WorkingFile("practices/file.md"))(t)
	equal(t, "a link's id", id, FileID{w.HashBlob([]byte(filepath.Join(outside, "x.md"))), Symlink})
	check(t, w.WriteFile("practices/file.md", []byte("ours"), Regular))
	equal(t, "theirs", string(must(os.ReadFile(filepath.Join(outside, "x.md")))(t)), "theirs")
	equal(t, "ours", must(w.WorkingFile("practices/file.md"))(t), FileID{w.HashBlob([]byte("ours")), Regular})
	check(t, w.WriteFile("practices/link.md", []byte("file.md"), Symlink))
	equal(t, "a new link", must(os.Readlink(filepath.Join(w.root, "practices", "link.md")))(t), "file.md")
}
