package repo

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// age makes every working file look old, so that git need not look into it again.
func (w *world) age() {
	old := time.Now().Add(-time.Hour)
	check(w.t, filepath.Walk(filepath.Join(w.root, "practices"), func(p string, fi os.FileInfo, err error) error {
		if err != nil || !fi.Mode().IsRegular() {
			return err
		}
		return os.Chtimes(p, old, old)
	}))
}

func TestIndexStaysCleanForGit(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2", "3", "4"} {
		t.Run("version "+version, func(t *testing.T) {
			w := newWorld(t)
			var edits []Edit
			for i := range 20 {
				path := fmt.Sprintf("practices/t%d/note-%d.md", i%3, i)
				w.put(path, path)
				edits = append(edits, file(path, path))
			}
			w.age()
			tip := w.commit("one", edits...)
			check(t, w.ResetIndex(t.Context(), tip))
			equal(t, "status of a fresh index", w.git("status", "--porcelain"), "")
			w.git("update-index", "--index-version", version)
			if version == "3" {
				w.git("update-index", "--skip-worktree", "practices/t1/note-1.md")
			}
			w.put("practices/t0/note-0.md", "changed")
			w.put("practices/new.md", "new")
			check(t, os.Remove(filepath.Join(w.root, "practices", "t2", "note-2.md")))
			next := w.commit("two", file("practices/t0/note-0.md", "changed"), file("practices/new.md", "new"), Edit{Path: "practices/t2/note-2.md", Delete: true})
			check(t, w.UpdateIndex(t.Context(), []IndexEdit{
				{Path: "practices/t0/note-0.md", Set: must(w.Lookup(next, "practices/t0/note-0.md"))(t)},
				{Path: "practices/new.md", Set: must(w.Lookup(next, "practices/new.md"))(t)},
				{Path: "practices/t2/note-2.md", Remove: true},
			}))
			// A git that may not refresh its index tells what it would have to read.
			equal(t, "entries git has to look into", w.git("diff-files", "--name-only"), "")
			equal(t, "status", w.git("status", "--porcelain"), "")
			equal(t, "staged", w.git("diff", "--cached", "--name-only"), "")
			if version == "3" {
				equal(t, "flags kept", strings.Count(w.git("ls-files", "-v"), "S practices/t1/note-1.md"), 1)
			}
			w.git("fsck", "--strict")
		})
	}
}

func TestUnmergedAndStagedAt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a"), file("practices/b.md", "b"), file("practices/c/d.md", "d"))
	check(t, w.ResetIndex(t.Context(), tip))
	blob := func(s string) FileID { return FileID{must(w.WriteBlob([]byte(s)))(t), Regular} }
	check(t, w.UpdateIndex(t.Context(), []IndexEdit{
		{Path: "practices/a.md", Base: blob("a"), Mine: blob("mine"), Theirs: blob("theirs")},
		{Path: "practices/b.md", Remove: true},
		{Path: "practices/c/new.md", Set: blob("n")},
		{Path: "practices/gone.md", Mine: blob("mine"), Base: blob("x")},
	}))
	a := Staged{Path: "practices/a.md", Base: blob("a"), Mine: blob("mine"), Theirs: blob("theirs")}
	gone := Staged{Path: "practices/gone.md", Base: blob("x"), Mine: blob("mine")}
	equal(t, "git's word", w.git("ls-files", "-u", "--format=%(stage) %(path)"), "1 practices/a.md\n2 practices/a.md\n3 practices/a.md\n1 practices/gone.md\n2 practices/gone.md")
	equal(t, "unmerged", fmt.Sprint(must(w.Unmerged())(t)), fmt.Sprint(map[string]Staged{a.Path: a, gone.Path: gone}))
	equal(t, "at", fmt.Sprint(must(w.StagedAt("practices/a.md", "practices/b.md", "practices/c/new.md", "practices/none.md"))(t)),
		fmt.Sprint(map[string]Staged{a.Path: a, "practices/c/new.md": {Path: "practices/c/new.md", Normal: blob("n")}}))
	check(t, w.UpdateIndex(t.Context(), []IndexEdit{{Path: "practices/a.md", Set: blob("a")}, {Path: "practices/gone.md", Remove: true}}))
	equal(t, "settled", len(must(w.Unmerged())(t)), 0)
}

// An index without conflicts is read once; every change of it is seen.
func TestUnmergedReadsACalmIndexOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a"))
	check(t, w.ResetIndex(t.Context(), tip))
	check(t, os.MkdirAll(w.LocalDir(), 0o777))
	blob := FileID{must(w.WriteBlob([]byte("b")))(t), Regular}
	reads := func() (found int, read bool) {
		other := w.reopen(nil)
		defer other.Close()
		found = len(must(other.Unmerged())(t))
		return found, other.index.file != nil
	}
	time.Sleep(50 * time.Millisecond) // an index as young as this is looked into again
	for round := range 3 {
		for again, want := range []bool{true, false, false} {
			found, read := reads()
			if found != 0 || read != want {
				t.Fatalf("round %d, look %d: %d conflicts, read %v, want %v", round, again, found, read, want)
			}
		}
		check(t, w.UpdateIndex(t.Context(), []IndexEdit{{Path: "practices/a.md", Base: blob, Mine: blob}}))
		for range 2 {
			if found, read := reads(); found != 1 || !read {
				t.Fatalf("round %d: %d conflicts, read %v", round, found, read)
			}
		}
		check(t, w.UpdateIndex(t.Context(), []IndexEdit{{Path: "practices/a.md", Set: blob}}))
		time.Sleep(50 * time.Millisecond)
	}
}

// git stages random things; StagedAt tells what git ls-files tells.
func TestStagedAtAgreesWithGit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	rnd := rand.New(rand.NewSource(13))
	names := []string{"practices/a.md", "practices/a/b.md", "practices/a-b.md", "practices/x/y/z.md", "README.md", "practices/moved.md"}
	tip := w.commit("one", file(names[1], "1"), file(names[2], "2"), file(names[3], "3"), file(names[4], "4"))
	w.git("reset", "-q", "--hard", string(tip))
	for round := range 15 {
		path := names[rnd.Intn(len(names)-1)]
		act(t, rnd, filepath.Join(w.root, filepath.FromSlash(path)), filepath.Join(w.root, "practices", "moved.md"))
		w.git("add", "-A")
		var got []string
		list := must(w.StagedAt(names...))(t)
		for _, path := range sortedKeys(list) {
			got = append(got, fmt.Sprintf("%06o %s %s", list[path].Normal.Mode, list[path].Normal.Hash, path))
		}
		equal(t, fmt.Sprint("round ", round), strings.Join(got, "\n"), w.git(append([]string{"ls-files", "--format=%(objectmode) %(objectname) %(path)"}, names...)...))
	}
}

// A file that changes in the tick in which git's index was written has the times the index knows, and
// git only looks into it since it is no older than the index. A newer index must not hide that.
func TestIndexDoesNotHideARacyEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	check(t, w.SetConfig("core.trustctime", "false"))
	tip := w.commit("one", file("practices/a.md", "aaa"), file("practices/b.md", "b"))
	w.git("reset", "-q", "--hard", string(tip))
	a, tick := filepath.Join(w.root, "practices", "a.md"), time.Now().Add(-time.Hour)
	check(t, os.Chtimes(a, tick, tick))
	w.git("update-index", "--refresh")
	check(t, os.Chtimes(filepath.Join(w.gitDir, "index"), tick, tick))
	w.put("practices/a.md", "xyz")
	check(t, os.Chtimes(a, tick, tick))
	check(t, w.UpdateIndex(t.Context(), []IndexEdit{{Path: "practices/b.md", Set: FileID{w.HashBlob([]byte("b")), Regular}}}))
	equal(t, "status", w.git("status", "--porcelain"), " M practices/a.md")
}

// G5: a split index is for git to change; without git it is named, and stays as it is.
func TestSplitIndexIsGitsOrNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a"), file("practices/b.md", "b"))
	w.git("reset", "-q", "--hard", string(tip))
	w.git("update-index", "--split-index")
	remove := []IndexEdit{{Path: "practices/a.md", Remove: true}}
	without := w.reopen(func(o *Options) { o.Git = "" })
	if err := without.UpdateIndex(t.Context(), remove); err == nil || !strings.Contains(err.Error(), "split index") {
		t.Errorf("a split index without git: %v", err)
	}
	if _, err := without.Unmerged(); err == nil || !strings.Contains(err.Error(), "split index") {
		t.Errorf("a split index without git: %v", err)
	}
	equal(t, "git's index", w.git("ls-files"), "practices/a.md\npractices/b.md")
	check(t, w.UpdateIndex(t.Context(), remove))
	if _, err := w.Unmerged(); err != nil {
		t.Errorf("a split index with git: %v", err)
	}
	equal(t, "git's index", w.git("ls-files"), "practices/b.md")
}

func TestDamagedIndexIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a"), file("practices/b.md", "b"))
	check(t, w.ResetIndex(t.Context(), tip))
	path := filepath.Join(w.gitDir, "index")
	good := must(os.ReadFile(path))(t)
	for n := range len(good) {
		check(t, os.WriteFile(path, good[:n], 0o666))
		if _, err := w.Unmerged(); err == nil && n > 0 {
			t.Fatalf("an index cut at %d of %d bytes was read", n, len(good))
		}
	}
}

// Replacing a few of many sorted entries gives what replacing them one by one in a map gives.
func TestReplaceAgreesWithAMap(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(19))
	names := []string{"a", "a-b", "a.md", "a/b", "a/b-c", "a/b/c", "a0", "b", "b/a", "b/b"}
	for range 500 {
		x, want, fresh := &gitIndex{}, map[string]string{}, map[string][]indexEntry{}
		for _, name := range names { // they are sorted
			switch rnd.Intn(4) {
			case 0, 1:
				x.entries = append(x.entries, indexEntry{Path: name, id: "old"})
				want[name] = "old"
			case 2:
				fresh[name] = nil
			case 3:
				fresh[name] = []indexEntry{{Path: name, id: "new"}}
			}
		}
		maps.DeleteFunc(want, func(path, _ string) bool {
			_, replaced := fresh[path]
			return replaced || slices.ContainsFunc(names, func(dir string) bool {
				return len(fresh[dir]) > 0 && strings.HasPrefix(path, dir+"/")
			})
		})
		for path, list := range fresh {
			for _, e := range list {
				want[path] = e.id
			}
		}
		check(t, x.replace(fresh))
		var got []string
		for _, e := range x.entries {
			got = append(got, e.Path+" "+e.id)
		}
		var all []string
		for _, path := range sortedKeys(want) {
			all = append(all, path+" "+want[path])
		}
		equal(t, fmt.Sprint("entries after ", fresh), strings.Join(got, "\n"), strings.Join(all, "\n"))
	}
}
