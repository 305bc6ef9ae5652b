package repo

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenFindsTheRepositoryAbove(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("practices/a/b/c.md", "c")
	r := must(Open(filepath.Join(w.root, "practices", "a", "b"), w.opts))(t)
	defer r.Close()
	equal(t, "root", r.Root(), w.root)
	equal(t, "local dir", r.LocalDir(), filepath.Join(w.root, ".git", "cop"))
	if _, err := Open(t.TempDir(), w.opts); !errors.Is(err, ErrNotFound) {
		t.Errorf("no repository: %v", err)
	}
	bare := filepath.Join(t.TempDir(), "bare.git")
	runGit(t, t.TempDir(), w.env, "init", "-q", "--bare", bare)
	if _, err := Open(bare, w.opts); !errors.Is(err, ErrNotFound) {
		t.Errorf("a bare repository: %v", err)
	}
	if _, err := Init(w.root, "main", w.opts); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made twice: %v", err)
	}
	if _, err := Init(t.TempDir(), "../x", w.opts); err == nil {
		t.Error("a branch with a bad name was made")
	}
}

func TestInitMakesWhatGitMakes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	equal(t, "HEAD", must(w.Head())(t), Head{Ref: "refs/heads/main"})
	equal(t, "status", w.git("status", "--porcelain=v2", "--branch"), "# branch.oid (initial)\n# branch.head main")
	theirs := t.TempDir()
	runGit(t, theirs, w.env, "init", "-q", "-b", "main")
	for _, key := range []string{"core.repositoryformatversion", "core.filemode", "core.bare", "core.logallrefupdates"} {
		got, _ := w.Config(key)
		equal(t, key, got, runGit(t, theirs, w.env, "config", key))
	}
}

// Everything a user's git may have made of a repository that is still in the classic layout.
func TestOpenInEveryShape(t *testing.T) {
	t.Parallel()
	shapes := map[string]func(w *world) string{
		"linked worktree": func(w *world) string {
			w.git("worktree", "add", "-q", "-b", "side", "../side")
			return filepath.Join(filepath.Dir(w.root), "side")
		},
		"gitdir file": func(w *world) string {
			check(w.t, os.Rename(filepath.Join(w.root, ".git"), filepath.Join(w.root, "..", "moved.git")))
			check(w.t, os.WriteFile(filepath.Join(w.root, ".git"), []byte("gitdir: ../moved.git\n"), 0o666))
			w.git("config", "core.worktree", filepath.ToSlash(w.root))
			return w.root
		},
		"sparse checkout": func(w *world) string {
			w.git("sparse-checkout", "set", "practices/x")
			return w.root
		},
		"worktree config": func(w *world) string {
			w.git("config", "extensions.worktreeConfig", "true")
			w.git("config", "--worktree", "cop.handle", "ana")
			return w.root
		},
		"packed": func(w *world) string {
			w.git("gc", "-q")
			return w.root
		},
		"alternates": func(w *world) string {
			dir := filepath.Join(filepath.Dir(w.root), "borrower")
			w.git("clone", "-q", "--shared", w.root, dir)
			return dir
		},
		"packed alternates": func(w *world) string {
			w.git("gc", "-q")
			dir := filepath.Join(filepath.Dir(w.root), "borrower")
			w.git("clone", "-q", "--reference", w.root, w.root, dir)
			return dir
		},
		"detached": func(w *world) string {
			w.git("checkout", "-q", "--detach")
			return w.root
		},
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			gitPath(t)
			first := w.commit("one", file("practices/x/a.md", "a"), file("practices/y/b.md", "b"), file("practices/c.md", "c"))
			w.git("reset", "-q", "--hard", string(first))
			dir := shape(w)
			r := must(Open(dir, w.opts))(t)
			o := &world{Repo: r, t: t, env: w.env}
			defer o.Close()
			equal(t, "root", o.Root(), dir)
			head := must(o.Head())(t)
			equal(t, "head", string(head.Hash), o.git("rev-parse", "HEAD"))
			equal(t, "file", string(must(o.ReadFile(head.Hash, "practices/y/b.md"))(t)), "b")
			equal(t, "changes", len(must(o.Changes(t.Context(), o.scan(), head.Hash))(t)), 0)
			equal(t, "staged", o.git("diff", "--cached", "--name-only"), "")
			equal(t, "unmerged", len(must(o.Unmerged())(t)), 0)
			next := must(o.WriteCommit(t.Context(), Commit{Parents: []Hash{first}, Base: first, Message: "two", Edits: []Edit{file("practices/x/a.md", "new")}}))(t)
			ref := head.Ref
			if ref == "" {
				ref = "HEAD"
			}
			check(t, o.UpdateRefs(t.Context(), RefUpdate{Ref: ref, Old: head.Hash, New: next, Note: "two"}))
			check(t, o.WriteFile("practices/x/a.md", []byte("new"), 0))
			check(t, o.UpdateIndex(t.Context(), []IndexEdit{{Path: "practices/x/a.md", Set: must(o.Lookup(next, "practices/x/a.md"))(t)}}))
			equal(t, "status", o.git("status", "--porcelain"), "")
			equal(t, "reflog", o.git("reflog", "-1", "--format=%gs", "HEAD"), "two")
			o.git("fsck", "--strict")
			w.git("fsck", "--strict")
		})
	}
}

func TestWithoutGitTheReasonIsTold(t *testing.T) {
	t.Parallel()
	for what, config := range map[string][2]string{
		"sha256 ids":           {"extensions.objectFormat", "sha256"},
		"reftable references":  {"extensions.refStorage", "reftable"},
		"a partial clone":      {"extensions.partialClone", "origin"},
		"the extension future": {"extensions.future", "true"},
	} {
		w := newWorld(t)
		check(t, w.SetConfig(config[0], config[1]))
		o := w.opts
		o.Git = ""
		_, err := Open(w.root, o)
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	tip := w.commit("one", file("practices/a.md", "a"))
	w.git("tag", "-a", "-m", "tagged", "v1")
	w.git("branch", "side")
	for _, rev := range []string{"HEAD", "main", "refs/heads/main", "heads/side", "side", "v1", string(tip), string(tip[:7]), strings.ToUpper(string(tip[:9]))} {
		h, err := w.Resolve(rev)
		if err != nil || h != tip {
			t.Errorf("%s is %s, %v", rev, h, err)
		}
	}
	blob := w.HashBlob([]byte("a"))
	for _, rev := range []string{"", "nothing", "abc", "..", "0000000", string(blob), string(blob[:8]), "HEAD~1"} {
		if h, err := w.Resolve(rev); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is %s, %v", rev, h, err)
		}
	}
	w.git("gc", "-q")
	equal(t, "after packing", must(w.Resolve(string(tip[:7])))(t), tip)
}

// git packs and prunes while a Repo is open: what it knew of packs and references is looked up anew.
func TestGitRepacksUnderneath(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	var tips []Hash
	for i := range 12 {
		tips = append(tips, w.commit("x", file("practices/a.md", strings.Repeat("line\n", i)), file("practices/b/c.md", strings.Repeat("other\n", 100+i))))
		if i%3 == 2 {
			w.git("gc", "-q", "--prune=now")
		}
		for j, h := range tips {
			equal(t, "content", string(must(w.ReadFile(h, "practices/a.md"))(t)), strings.Repeat("line\n", j))
		}
		fresh := w.reopen(nil)
		equal(t, "tip", must(fresh.Ref("refs/heads/main"))(t), tips[i])
	}
	w.git("fsck", "--strict")
}
