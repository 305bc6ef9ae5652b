package repo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every store passes the same suite: the classic layout through ours, the same layout through
// the git binary, and what only the git binary can read.
func TestStores(t *testing.T) {
	t.Parallel()
	git := gitPath(t)
	kinds := []struct {
		name   string
		init   []string
		binary bool
	}{
		{"ours", []string{"init", "-q", "-b", "main"}, false},
		{"git", []string{"init", "-q", "-b", "main"}, true},
		{"sha256", []string{"init", "-q", "-b", "main", "--object-format=sha256"}, true},
		{"reftable", []string{"init", "-q", "-b", "main", "--ref-format=reftable"}, true},
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			env, dir := worldEnv(t), filepath.Join(t.TempDir(), "pool")
			cmd := exec.Command(git, append(slices.Clone(k.init), dir)...)
			cmd.Env = env
			if out, err := cmd.CombinedOutput(); err != nil && k.name == "reftable" {
				t.Skipf("this git cannot make reftables: %s", out)
			} else if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			o := Options{Git: git, Env: env}
			r := must(Open(dir, o))(t)
			if _, isBinary := r.store.(*binaryStore); k.binary && !isBinary {
				check(t, r.store.Close())
				r.store = must(newBinaryStore(o, r.layout))(t)
			}
			w := &world{Repo: r, t: t, env: env}
			t.Cleanup(func() { check(t, r.Close()) })
			storeObjects(t, w)
			storeRefs(t, w)
			w.git("fsck", "--strict")
		})
	}
}

func storeObjects(t *testing.T, w *world) {
	content := strings.Repeat("line\n", 1000)
	ids := must(w.store.Add([]object{{blobKind, []byte(content)}, {blobKind, nil}, {treeKind, nil}}))(t)
	for i, want := range []string{content, "", ""} {
		k, data, err := w.store.Object(ids[i])
		check(t, err)
		equal(t, "content", string(data), want)
		equal(t, "kind", k, []kind{blobKind, blobKind, treeKind}[i])
		equal(t, "id", ids[i], w.format.id(k, data))
	}
	again := must(w.store.Add([]object{{blobKind, []byte(content)}}))(t)
	equal(t, "same content", again[0], ids[0])
	equal(t, "git's word", w.git("cat-file", "-p", string(ids[0])), strings.TrimRight(content, "\n"))
	missing := Hash(strings.Repeat("1", 2*w.format.size()))
	if _, _, err := w.store.Object(missing); !errors.Is(err, errNoObject) {
		t.Errorf("a missing object: %v", err)
	}
	if _, _, err := w.store.Object("zz"); err == nil {
		t.Error("an id that is none was read")
	}
	found := must(w.store.Expand(string(ids[0][:7])))(t)
	if !slices.Contains(found, ids[0]) {
		t.Errorf("Expand found %v", found)
	}
}

func storeRefs(t *testing.T, w *world) {
	ctx := context.Background()
	who := Person{"Ana", "ana@example.org"}
	update := func(u ...RefUpdate) error { return w.store.UpdateRefs(ctx, u, who, worldTime) }
	var tips []Hash
	base := Hash("")
	for i := range 3 {
		c := Commit{Base: base, Message: fmt.Sprint(i), Edits: []Edit{file("a", fmt.Sprint(i))}}
		if base != "" {
			c.Parents = []Hash{base}
		}
		base = must(w.WriteCommit(ctx, c))(t)
		tips = append(tips, base)
	}
	equal(t, "HEAD", must(w.store.Ref("HEAD"))(t), refValue{Sym: "refs/heads/main"})
	equal(t, "absent", must(w.store.Ref("refs/heads/main"))(t), refValue{})
	check(t, update(RefUpdate{Ref: "refs/heads/main", New: tips[0], Note: "begin"}))
	if err := update(RefUpdate{Ref: "refs/heads/main", New: tips[1]}); !errors.Is(err, ErrRefMoved) {
		t.Errorf("made twice: %v", err)
	}
	if err := update(RefUpdate{Ref: "refs/heads/main", Old: tips[1], New: tips[2]}); !errors.Is(err, ErrRefMoved) {
		t.Errorf("moved from elsewhere: %v", err)
	}
	check(t, update(RefUpdate{Ref: "refs/heads/main", Old: tips[0], New: tips[1], Note: "second"}))
	err := update(RefUpdate{Ref: "refs/heads/other", New: tips[0]}, RefUpdate{Ref: "refs/heads/main", Old: tips[0], New: tips[2]})
	if !errors.Is(err, ErrRefMoved) {
		t.Errorf("one of two is wrong: %v", err)
	}
	equal(t, "other", must(w.store.Ref("refs/heads/other"))(t), refValue{})
	check(t, update(RefUpdate{Ref: "refs/heads/cop/ana/x", New: tips[0]}, RefUpdate{Ref: "refs/remotes/origin/main", Any: true, New: tips[2]}))
	if err := update(RefUpdate{Ref: "refs/heads/cop", New: tips[0]}); err == nil {
		t.Error("a branch was made where a folder of branches is")
	}
	if err := update(RefUpdate{Ref: "refs/heads/main/sub", New: tips[0]}); err == nil {
		t.Error("a branch was made below a branch")
	}
	w.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
	want := map[Ref]Hash{"refs/heads/main": tips[1], "refs/heads/cop/ana/x": tips[0], "refs/remotes/origin/main": tips[2], "refs/remotes/origin/HEAD": tips[2]}
	if got := must(w.store.Refs(""))(t); !maps.Equal(got, want) {
		t.Errorf("refs: %v", got)
	}
	if got := must(w.store.Refs("refs/heads/cop/"))(t); len(got) != 1 {
		t.Errorf("refs below a prefix: %v", got)
	}
	equal(t, "reflog", w.git("reflog", "show", "--format=%gs|%gn|%gd", "--date=iso", "main"), "second|Ana|main@{2026-03-01 09:30:00 +0100}\nbegin|Ana|main@{2026-03-01 09:30:00 +0100}")
	w.git("pack-refs", "--all", "--prune")
	check(t, update(RefUpdate{Ref: "refs/heads/main", Old: tips[1], New: tips[2]}))
	check(t, update(RefUpdate{Ref: "refs/heads/cop/ana/x", Old: tips[0]}, RefUpdate{Ref: "refs/remotes/origin/main", Old: tips[2], New: tips[0]}))
	equal(t, "after packing", w.git("for-each-ref", "--format=%(refname) %(objectname)"), fmt.Sprintf("refs/heads/main %s\nrefs/remotes/origin/HEAD %s\nrefs/remotes/origin/main %s", tips[2], tips[0], tips[0]))
	check(t, update(RefUpdate{Ref: "refs/heads/cop", New: tips[0]}))
	check(t, update(RefUpdate{Ref: "refs/heads/cop", Any: true}))
	check(t, update(RefUpdate{Ref: "refs/heads/never", Any: true}))
	if err := update(RefUpdate{Ref: "refs/heads/never", Old: tips[0]}); !errors.Is(err, ErrRefMoved) {
		t.Errorf("deleting what is gone: %v", err)
	}
	missing := Hash(strings.Repeat("1", 2*w.format.size()))
	if err := update(RefUpdate{Ref: "refs/heads/broken", New: missing}); err == nil {
		t.Error("a reference was moved to an object that is not there")
	}
	for _, name := range []Ref{"", "main", "refs/../../x", "refs/heads/a..b", "refs/heads/.x", "refs/heads/x.lock", "refs/heads/a b", "refs/heads/x/", "/etc/passwd", "refs/heads/a\nb"} {
		if err := update(RefUpdate{Ref: name, New: tips[0], Any: true}); err == nil {
			t.Errorf("the reference %q was made", name)
		}
	}
}

// What git reads of an object that was too small to be compressed is what was stored.
func TestStoreSmallObjects(t *testing.T) {
	w := newWorld(t)
	for _, size := range []int{0, 1, smallObject - 1, smallObject} {
		text := strings.Repeat("x", size)
		id, err := w.WriteBlob([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := w.git("cat-file", "blob", string(id)); strings.TrimRight(got, "\n") != text {
			t.Errorf("%d bytes became %d", size, len(got))
		}
	}
}
