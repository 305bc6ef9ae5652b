package repo

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func cloneFetchesAndChecksOut(m *meeting) {
	t := m.t
	tip := m.seed(30)
	m.inRemote("tag", "-m", "first", "v1")
	m.inRemote("branch", "cop/ana/pager", "main~3")
	c := m.clone()
	equal(t, "HEAD", must(c.Head())(t), Head{Ref: "refs/heads/main", Hash: tip})
	equal(t, "status", c.git("status", "--porcelain", "--branch"), "## main...origin/main")
	equal(t, "origin/HEAD", c.git("symbolic-ref", "refs/remotes/origin/HEAD"), "refs/remotes/origin/main")
	equal(t, "branch", c.git("rev-parse", "refs/remotes/origin/cop/ana/pager"), m.inRemote("rev-parse", "main~3"))
	equal(t, "tag", c.git("rev-parse", "v1^{}"), string(tip))
	equal(t, "fsck", c.git("fsck", "--full", "--strict"), "")
	url, _ := c.Remote("origin")
	equal(t, "url", url, m.url)
}

func cloneChecksOutLinksAndModes(m *meeting) {
	t := m.t
	w := newWorld(t)
	w.commit("odd files", file("practices/ä ü.md", "umlauts\n"), file("run.sh", "#!/bin/sh\n"),
		Edit{Path: "tool", Data: []byte("x"), Mode: Executable},
		Edit{Path: "practices/outside", Data: []byte("../../../etc/passwd"), Mode: Symlink})
	w.git("push", "-q", m.remote, "main")
	c := m.clone()
	equal(t, "status", c.git("status", "--porcelain"), "")
	equal(t, "link", must(os.Readlink(filepath.Join(c.Root(), "practices", "outside")))(t), "../../../etc/passwd")
}

func cloneOfAnEmptyRemote(m *meeting) {
	t := m.t
	c := m.clone()
	h := must(c.Head())(t)
	equal(t, "HEAD", h, Head{Ref: "refs/heads/main"})
	tip := c.commit("first", file("practices/a.md", "a\n"))
	check(t, c.push(PushRef{Ref: "refs/heads/main", New: tip}))
	equal(t, "remote", m.tip("refs/heads/main"), tip)
}

func cloneThatFailsLeavesNothing(m *meeting) {
	t := m.t
	parent := t.TempDir()
	_, err := Clone(context.Background(), m.site.url(m.remote+"-absent"), filepath.Join(parent, "deep", "clone"), m.opts, nil)
	var net *NetError
	if !errors.As(err, &net) || net.Kind != NotFound {
		t.Fatalf("want NotFound, got %v", err)
	}
	left := must(os.ReadDir(parent))(t)
	equal(t, "left behind", len(left), 0)
}

// A bare repository's HEAD may name a branch that nobody ever sent.
func cloneWhereHeadLeadsNowhere(m *meeting) {
	m.seed(2)
	m.inRemote("symbolic-ref", "HEAD", "refs/heads/master")
	c := m.clone()
	head := must(c.Head())(m.t)
	equal(m.t, "branch", head.Ref, "refs/heads/main")
	equal(m.t, "tip", head.Hash, m.tip("refs/heads/main"))
	equal(m.t, "status", c.git("status", "--short", "--branch"), "## main...origin/main")
	equal(m.t, "origin's default", must(c.SymRef("refs/remotes/origin/HEAD"))(m.t), "refs/remotes/origin/main")
}

func cloneIntoFolders(m *meeting) {
	t := m.t
	m.seed(1)
	full := t.TempDir()
	check(t, os.WriteFile(filepath.Join(full, "mine"), nil, 0o666))
	if _, err := Clone(context.Background(), m.url, full, m.opts, nil); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("want ErrExist, got %v", err)
	}
	empty := t.TempDir()
	before := must(os.Stat(empty))(t)
	r := must(Clone(context.Background(), m.url, empty, m.opts, nil))(t)
	check(t, r.Close())
	if after := must(os.Stat(empty))(t); !os.SameFile(before, after) {
		t.Fatal("the empty folder was replaced by another")
	}
	names := ""
	for _, e := range must(os.ReadDir(empty))(t) {
		names += e.Name() + " "
	}
	equal(t, "content", names, ".git practices ")
}

func cloneInterrupted(m *meeting) {
	t := m.t
	m.seed(3)
	parent := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Clone(ctx, m.url, filepath.Join(parent, "clone"), m.opts, nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("want Canceled, got %v", err)
	}
	equal(t, "left behind", len(must(os.ReadDir(parent))(t)), 0)
}

func fetchNothingNew(m *meeting) {
	t := m.t
	tip := m.seed(3)
	c := m.clone()
	for range 2 {
		adv := c.fetch("refs/heads/*")
		equal(t, "main", adv.Refs["refs/heads/main"], tip)
		equal(t, "HEAD", adv.Head, Ref("refs/heads/main"))
	}
	equal(t, "kept", must(c.Ref("refs/cop/fetched/origin/heads/main"))(t), tip)
}

func fetchMovesOnlyItsOwnReferences(m *meeting) {
	t := m.t
	m.seed(3)
	c := m.clone()
	before := c.git("for-each-ref", "refs/heads", "refs/remotes", "refs/tags")
	for _, commits := range []int{1, 150} {
		tip := m.seed(commits)
		m.inRemote("tag", "-f", "newer")
		adv := c.fetch("refs/heads/main", "refs/heads/cop/*")
		equal(t, "main", adv.Refs["refs/heads/main"], tip)
		equal(t, "kept", must(c.Ref("refs/cop/fetched/origin/heads/main"))(t), tip)
		equal(t, "the user's references", c.git("for-each-ref", "refs/heads", "refs/remotes", "refs/tags"), before)
		equal(t, "fsck", c.git("fsck", "--full", "--no-dangling"), "")
	}
	if _, err := os.Stat(filepath.Join(c.Root(), ".git", "FETCH_HEAD")); err == nil {
		t.Fatal("fetching wrote FETCH_HEAD")
	}
}

func fetchPrunes(m *meeting) {
	t := m.t
	m.seed(3)
	m.inRemote("branch", "cop/ana")
	c := m.clone()
	c.fetch("refs/heads/*")
	// The name that vanished is a folder of the one that comes.
	m.inRemote("branch", "-D", "cop/ana")
	m.inRemote("branch", "cop/ana/pager")
	c.fetch("refs/heads/*")
	kept := must(c.Refs("refs/cop/fetched/origin/heads/cop/"))(t)
	equal(t, "kept", len(kept), 1)
	if kept["refs/cop/fetched/origin/heads/cop/ana/pager"] == "" {
		t.Fatalf("kept %v", kept)
	}
}

func fetchOfARewrittenHistory(m *meeting) {
	t := m.t
	m.seed(5)
	c := m.clone()
	m.inRemote("update-ref", "refs/heads/main", "main~2")
	tip := m.seed(2)
	adv := c.fetch("refs/heads/main")
	equal(t, "main", adv.Refs["refs/heads/main"], tip)
	equal(t, "fsck", c.git("fsck", "--full", "--no-dangling"), "")
}

func fetchKeepsObjectsFromGarbageCollection(m *meeting) {
	t := m.t
	m.seed(2)
	c := m.clone()
	tip := m.seed(1)
	c.fetch("refs/heads/main")
	c.git("reflog", "expire", "--expire=now", "--all")
	c.git("gc", "-q", "--prune=now")
	if _, err := c.Info(tip); err != nil {
		t.Fatal(err)
	}
}

func fetchIntoAShallowClone(m *meeting) {
	t := m.t
	m.seed(5)
	dir := filepath.Join(t.TempDir(), "shallow")
	runGit(t, ".", m.opts.Env, "clone", "-q", "--depth", "1", "file://"+m.remote, dir)
	runGit(t, dir, m.opts.Env, "remote", "set-url", "origin", m.url)
	r := must(Open(dir, m.opts))(t)
	c := &world{Repo: r, t: t, env: m.opts.Env}
	t.Cleanup(func() { check(t, r.Close()) })
	tip := m.seed(2)
	equal(t, "main", c.fetch("refs/heads/main").Refs["refs/heads/main"], tip)
	next := must(c.WriteCommit(context.Background(), Commit{Parents: []Hash{tip}, Base: tip, Edits: []Edit{file("practices/new.md", "x\n")}, Message: "new"}))(t)
	check(t, c.push(PushRef{Ref: "refs/heads/main", New: next}))
	equal(t, "remote", m.tip("refs/heads/main"), next)
	equal(t, "fsck of the remote", m.inRemote("fsck", "--full"), "")
}

func fetchFromAShallowRemote(m *meeting) {
	t := m.t
	m.seed(1)
	c := m.clone()
	m.seed(4)
	shallow := m.remote + "-shallow"
	runGit(t, ".", m.opts.Env, "clone", "-q", "--bare", "--depth", "1", "file://"+m.remote, shallow)
	c.git("remote", "set-url", "origin", m.site.url(shallow))
	c.forgetConfig()
	_, err := c.Fetch(context.Background(), "origin", []string{"refs/heads/main"})
	if m.opts.Git == "" && !errors.Is(err, ErrUnsupported) {
		t.Fatalf("want ErrUnsupported, got %v", err)
	}
	if m.opts.Git != "" {
		check(t, err)
	}
}

func TestAddressesThatRunProgramsAreRefused(t *testing.T) {
	t.Parallel()
	ran := filepath.Join(t.TempDir(), "ran")
	git := gitPath(t)
	for _, url := range []string{
		"--upload-pack=touch " + ran, "-u", "ext::sh -c touch% " + ran, "fd::0", "ssh://-oProxyCommand=touch%20" + ran + "/x",
		"ssh://host/-x", "-oProxyCommand=x:y", "gopher://host/x", "https://host/a\nb", "", "ssh://u@-h/x",
	} {
		for _, g := range []string{git, ""} {
			_, err := Clone(context.Background(), url, filepath.Join(t.TempDir(), "c"), Options{Git: g, Env: worldEnv(t)}, nil)
			var net *NetError
			if err == nil || errors.As(err, &net) {
				t.Errorf("%q (git %q): want a refusal, got %v", url, g, err)
			}
		}
	}
	if _, err := os.Stat(ran); err == nil {
		t.Fatal("an address ran a program")
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]endpoint{
		"https://ana:s3cret@git.example.org:8443/pool.git": {scheme: "https", user: "ana", password: "s3cret", host: "git.example.org", port: "8443", path: "/pool.git", plain: "https://ana@git.example.org:8443/pool.git"},
		"git@example.org:ops/pool.git":                     {scheme: "ssh", user: "git", host: "example.org", path: "ops/pool.git", plain: "git@example.org:ops/pool.git"},
		"ssh://[::1]:22/~ana/pool":                         {scheme: "ssh", host: "::1", port: "22", path: "/~ana/pool", plain: "ssh://[::1]:22/~ana/pool"},
		"[::1]:pool":                                       {scheme: "ssh", host: "::1", path: "pool", plain: "[::1]:pool"},
		"../pool":                                          {scheme: "file", path: "../pool", plain: "../pool"},
		"./a:b":                                            {scheme: "file", path: "./a:b", plain: "./a:b"},
		"file:///srv/a b.git":                              {scheme: "file", path: "/srv/a b.git", plain: "file:///srv/a b.git"},
	} {
		got, err := parseEndpoint(raw)
		check(t, err)
		equal(t, raw, got, want)
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	got := redact("fatal: https://ana:s3cret@h/x and 'http://tok:x@y@h' and https://h/?a=b@c")
	equal(t, "text", got, "fatal: https://ana:***@h/x and 'http://tok:***@h' and https://h/?a=b@c")
	if strings.Contains(withoutPassword("https://a:p@w@h/x@y"), "p@w") {
		t.Fatal("the password is still there")
	}
}

func TestFirstFetchBetweenFoldersCopies(t *testing.T) {
	t.Parallel()
	m := newMeeting(t, folderSite(t), "")
	m.seed(150)
	m.inRemote("gc", "-q")
	tip := m.seed(1)
	c := m.clone()
	theirs := must(filepath.Glob(filepath.Join(m.remote, "objects", "pack", "*.pack")))(t)
	ours := must(filepath.Glob(filepath.Join(c.common, "objects", "pack", "*.pack")))(t)
	equal(t, "packs", len(ours), len(theirs))
	equal(t, "HEAD", must(c.Head())(t).Hash, tip)
	equal(t, "fsck", c.git("fsck", "--full", "--strict"), "")
	// A remote that borrows its objects from elsewhere is read instead.
	borrower := filepath.Join(t.TempDir(), "borrower.git")
	runGit(t, ".", m.opts.Env, "clone", "-q", "--bare", "--shared", m.remote, borrower)
	m.url = borrower
	d := m.clone()
	equal(t, "HEAD", must(d.Head())(t).Hash, tip)
	equal(t, "fsck", d.git("fsck", "--full", "--strict"), "")
}
