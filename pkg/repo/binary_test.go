package repo

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// Repositories that only git can read take part in everything.
func TestSha256TakesPart(t *testing.T) {
	t.Parallel()
	git, env := gitPath(t), worldEnv(t)
	remote := filepath.Join(t.TempDir(), "pool.git")
	runGit(t, ".", env, "init", "-q", "--bare", "-b", "main", "--object-format=sha256", remote)
	first := filepath.Join(t.TempDir(), "first")
	runGit(t, ".", env, "init", "-q", "-b", "main", "--object-format=sha256", first)
	runGit(t, first, env, "commit", "-q", "--allow-empty", "-m", "begin")
	runGit(t, first, env, "push", "-q", remote, "main")
	o := Options{Git: git, Env: env}
	one := &world{Repo: must(Clone(context.Background(), remote, filepath.Join(t.TempDir(), "a"), o, nil))(t), t: t, env: env}
	tip := one.commit("first", file("practices/a.md", "a\n"), file("practices/t/b.md", "b\n"))
	equal(t, "length of an id", len(tip), 64)
	check(t, one.push(PushRef{Ref: "refs/heads/main", New: tip}))
	two := &world{Repo: must(Clone(context.Background(), remote, filepath.Join(t.TempDir(), "b"), o, nil))(t), t: t, env: env}
	next := one.commit("second", file("practices/a.md", "more\n"))
	check(t, one.push(PushRef{Ref: "refs/heads/main", New: next, Lease: &tip}))
	equal(t, "fetched", two.fetch("refs/heads/*").Refs["refs/heads/main"], next)
	changes := must(two.Diff(context.Background(), tip, next))(t)
	equal(t, "changes", len(changes), 1)
	equal(t, "content", string(must(two.ReadFile(next, "practices/a.md"))(t)), "more\n")
	for _, w := range []*world{one, two} {
		equal(t, "fsck", w.git("fsck", "--strict", "--no-dangling"), "")
		check(t, w.Close())
	}
}

func TestWithoutGitItSaysWhatNeedsIt(t *testing.T) {
	t.Parallel()
	env := worldEnv(t)
	dir := filepath.Join(t.TempDir(), "pool")
	runGit(t, ".", env, "init", "-q", "--object-format=sha256", dir)
	runGit(t, dir, env, "commit", "-q", "--allow-empty", "-m", "begin")
	_, err := Open(dir, Options{Env: env})
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "sha256") || !strings.Contains(err.Error(), "git program") {
		t.Errorf("open says %v", err)
	}
	s := httpSite(t)
	for _, url := range []string{dir, s.url(filepath.Join(dir, ".git"))} {
		_, err = Clone(context.Background(), url, filepath.Join(t.TempDir(), "c"), Options{Env: env}, nil)
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "sha256") {
			t.Errorf("clone of %s says %v", url, err)
		}
	}
}

func TestSparseAndLinkedWorktreesExchange(t *testing.T) {
	t.Parallel()
	for _, git := range []string{gitPath(t), ""} {
		m := newMeeting(t, folderSite(t), git)
		tip := m.seed(8)
		c := m.clone()
		c.git("sparse-checkout", "set", "practices/t1")
		linked := filepath.Join(t.TempDir(), "linked")
		c.git("worktree", "add", "-q", "-b", "side", linked)
		for _, dir := range []string{c.Root(), linked} {
			w := &world{Repo: must(Open(dir, m.opts))(t), t: t, env: m.opts.Env}
			mine := w.on(tip, file("practices/t1/new.md", dir))
			check(t, w.push(PushRef{Ref: "refs/heads/main", New: mine, Lease: &tip}))
			equal(t, "fetched", w.fetch("refs/heads/main").Refs["refs/heads/main"], mine)
			tip = mine
			check(t, w.Close())
		}
		m.healthy()
	}
}

func TestCatFileIsStartedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := must(newBinaryStore(w.opts, w.layout))(t)
	ids := must(s.Add([]object{{blobKind, []byte("kept")}}))(t)
	for range 2 {
		_, data, err := s.Object(ids[0])
		check(t, err)
		equal(t, "content", string(data), "kept")
		check(t, s.objects.cat.cmd.Process.Kill())
	}
	if err := s.Close(); err == nil {
		t.Error("nobody noticed that git cat-file was killed")
	}
}

func TestBinaryAddsManyAsOnePack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := must(newBinaryStore(w.opts, w.layout))(t)
	var many []object
	for i := range 3 * looseAtMost {
		many = append(many, object{blobKind, []byte(strings.Repeat("x", i))})
	}
	ids := must(s.Add(many))(t)
	for i, id := range ids {
		_, data, err := s.Object(id)
		check(t, err)
		equal(t, "size", len(data), i)
	}
	packs := must(filepath.Glob(filepath.Join(w.common, "objects", "pack", "*.pack")))(t)
	equal(t, "packs", len(packs), 1)
	check(t, s.Close())
}

func TestSettingsOfTheEnvironmentAreKept(t *testing.T) {
	t.Parallel()
	g := newGitProgram(Options{Git: gitPath(t), Env: append(worldEnv(t), "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=a.b", "GIT_CONFIG_VALUE_0=theirs", "GIT_DIR=/nowhere", "LANG=de_DE")}, t.TempDir())
	out, err := g.with(override{Key: "a.c", Value: "ours"}).output(context.Background(), nil, "config", "--get-regexp", "a[.]")
	check(t, err)
	equal(t, "settings", string(out), "a.b theirs\na.c ours\n")
}
