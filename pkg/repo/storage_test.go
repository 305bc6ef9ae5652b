package repo

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// storage is a way in which the installed git can keep a repository. make turns w into it, or makes
// another clone of it, and returns where that is; "" when this git cannot.
type storage struct {
	name string
	make func(s *storageMaker) string
	// without tells that cop reads it without git on the machine, too
	without bool
}

type storageMaker struct {
	*world
	bare string // a bare repository with the same history, that may be cloned with filters
}

// can runs git and tells whether it could.
func (s *storageMaker) can(args ...string) bool {
	out, err := s.try(args...)
	if err != nil {
		s.t.Logf("git %s: %v %s", strings.Join(args, " "), err, out)
	}
	return err == nil
}

// here makes something of the repository itself.
func here(steps ...string) func(s *storageMaker) string {
	return func(s *storageMaker) string {
		for _, step := range steps {
			if !s.can(strings.Fields(step)...) {
				return ""
			}
		}
		return s.root
	}
}

// cloned makes a clone.
func cloned(args string) func(s *storageMaker) string {
	return func(s *storageMaker) string {
		dir := filepath.Join(filepath.Dir(s.root), "clone")
		from := s.bare
		if strings.Contains(args, "--filter") || strings.Contains(args, "--depth") {
			from = "file://" + s.bare
		}
		if !s.can(append(append([]string{"clone", "-q"}, strings.Fields(args)...), from, dir)...) {
			return ""
		}
		return dir
	}
}

func storages() []storage {
	return []storage{
		{name: "split index", make: here("update-index --split-index"), without: false},
		{name: "index version 4", make: here("update-index --index-version 4"), without: true},
		{name: "untracked cache", make: here("update-index --untracked-cache", "status"), without: true},
		{name: "sparse index", make: here("sparse-checkout set --cone --sparse-index practices/x"), without: true},
		{name: "packs", make: here("repack -adfq"), without: true},
		{name: "pack index version 1", make: here("-c pack.indexVersion=1 repack -adfq"), without: true},
		{name: "cruft packs", make: func(s *storageMaker) string {
			s.git("commit", "-q", "--allow-empty", "-m", "thrown away")
			s.git("reset", "-q", "--hard", "HEAD~1")
			s.git("reflog", "expire", "--expire=now", "--all")
			return here("repack -q --cruft -d")(s)
		}, without: true},
		{name: "multi-pack-index with bitmap", make: here("repack -adq", "multi-pack-index write --bitmap"), without: true},
		{name: "incremental multi-pack-index", make: here("repack -adq", "multi-pack-index write --incremental"), without: true},
		{name: "commit graph", make: here("commit-graph write --reachable --changed-paths"), without: true},
		{name: "packed references", make: here("pack-refs --all"), without: true},
		{name: "treeless clone", make: cloned("--filter=tree:0")},
		{name: "blobless clone", make: cloned("--filter=blob:none"), without: true},
		{name: "clone without large files", make: cloned("--filter=blob:limit=10"), without: true},
		{name: "sparse treeless clone", make: cloned("--filter=tree:0 --sparse")},
		{name: "shallow clone", make: cloned("--depth=1"), without: true},
		{name: "borrowed objects", make: cloned("--shared"), without: true},
		{name: "borrowed objects, relative", make: func(s *storageMaker) string {
			dir := cloned("--shared")(s)
			if dir != "" {
				check(s.t, os.WriteFile(filepath.Join(dir, ".git", "objects", "info", "alternates"), []byte("../../../pool.git/objects\n"), 0o644))
			}
			return dir
		}, without: true},
		{name: "linked worktree, relative", make: func(s *storageMaker) string {
			if !s.can("-c", "worktree.useRelativePaths=true", "worktree", "add", "-q", "-b", "side", "../side") {
				return ""
			}
			if v, _ := s.try("config", "extensions.relativeWorktrees"); strings.TrimSpace(v) != "true" {
				return ""
			}
			return filepath.Join(filepath.Dir(s.root), "side")
		}, without: true},
		{name: "reftable", make: here("refs migrate --ref-format=reftable")},
		{name: "sha256", make: func(s *storageMaker) string {
			dir := filepath.Join(filepath.Dir(s.root), "sha256")
			if !s.can("init", "-q", "-b", "main", "--object-format=sha256", dir) {
				return ""
			}
			runGit(s.t, s.root, s.env, "worktree", "list")
			check(s.t, os.CopyFS(filepath.Join(dir, "practices"), os.DirFS(filepath.Join(s.root, "practices"))))
			runGit(s.t, dir, s.env, "add", ".")
			runGit(s.t, dir, s.env, "commit", "-q", "-m", "one")
			return dir
		}},
	}
}

// G5, G4: whatever way the installed git keeps a repository, we read it and write to it, and git
// finds it whole afterwards. What this git cannot make is told.
func TestEveryWayGitKeepsARepository(t *testing.T) {
	gitPath(t)
	for _, kind := range storages() {
		for _, without := range []bool{false, true} {
			name := kind.name
			if without {
				name += " without git"
			}
			t.Run(name, func(t *testing.T) {
				w := newWorld(t)
				w.git("config", "uploadpack.allowFilter", "true")
				old := w.commit("zero", file("practices/x/old.md", "old"), file("practices/y/b.md", "b, which is longer"))
				first := w.commit("one", file("practices/x/a.md", "a"), Edit{Path: "practices/x/old.md", Delete: true}, file("practices/c.md", "c"))
				w.git("reset", "-q", "--hard", string(first))
				s := &storageMaker{world: w, bare: filepath.Join(filepath.Dir(w.root), "pool.git")}
				w.git("clone", "-q", "--bare", w.root, s.bare)
				runGit(t, s.bare, w.env, "config", "uploadpack.allowFilter", "true")
				runGit(t, s.bare, w.env, "config", "uploadpack.allowAnySHA1InWant", "true")
				dir := kind.make(s)
				if dir == "" {
					t.Skipf("not made: this git (%s) cannot: %s", w.git("--version"), kind.name)
				}
				o := w.opts
				if without {
					o.Git = ""
				}
				coreStory(t, kind, dir, old, o)
			})
		}
	}
}

func coreStory(t *testing.T, kind storage, dir string, old Hash, o Options) {
	r, err := Open(dir, o)
	if err == nil {
		defer r.Close()
		err = (&world{Repo: r, t: t, env: o.Env}).keepsStory(old)
	}
	if o.Git == "" && !kind.without {
		if !errors.Is(err, ErrUnsupported) {
			t.Errorf("without git it says %v", err)
		}
		return
	}
	check(t, err)
	for _, args := range [][]string{{"status", "--porcelain"}, {"fsck", "--strict", "--no-dangling", "--no-progress"}} {
		if out := runGit(t, dir, o.Env, args...); out != "" && !strings.HasPrefix(out, "notice:") {
			t.Errorf("git %s says %s", args[0], out)
		}
	}
}

// keepsStory reads everything, writes a commit and moves to it.
func (w *world) keepsStory(old Hash) error {
	ctx := w.t.Context()
	head, err := w.Head()
	if err != nil {
		return err
	}
	if text, err := w.ReadFile(head.Hash, "practices/y/b.md"); err != nil || string(text) != "b, which is longer" {
		return errors.Join(err, errors.New("another content: "+string(text)))
	}
	info, err := w.Info(head.Hash)
	if err != nil {
		return err
	}
	if len(info.Parents) > 0 && len(info.Parents[0]) == len(old) && w.format == sha1Format {
		if _, err := w.Diff(ctx, info.Parents[0], head.Hash); err != nil {
			if cut, _ := w.shallow(); len(cut) == 0 {
				return err
			}
		}
	}
	if _, err := w.Unmerged(); err != nil {
		return err
	}
	snap, err := w.Scan(ctx)
	if err != nil {
		return err
	}
	if changes, err := w.Changes(ctx, snap, head.Hash); err != nil || len(changes) > 0 && w.git("status", "--porcelain") == "" {
		for _, c := range changes {
			if v, _ := w.try("ls-files", "-t", c.Path); !strings.HasPrefix(v, "S ") && v != "" {
				return errors.Join(err, errors.New("changed: "+c.Path))
			}
		}
	}
	next, err := w.WriteCommit(ctx, Commit{Parents: []Hash{head.Hash}, Base: head.Hash, Message: "two", Edits: []Edit{file("practices/x/a.md", "new")}})
	if err != nil {
		return err
	}
	id, err := w.Lookup(next, "practices/x/a.md")
	if err != nil {
		return err
	}
	return errors.Join(
		w.UpdateRefs(ctx, RefUpdate{Ref: head.Ref, Old: head.Hash, New: next, Note: "two"}),
		w.WriteFile("practices/x/a.md", []byte("new"), 0),
		w.UpdateIndex(ctx, []IndexEdit{{Path: "practices/x/a.md", Set: id}}))
}
