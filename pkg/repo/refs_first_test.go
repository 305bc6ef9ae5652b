package repo

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// G17: a place with thousands of lines is joined without git in about the time that git takes.
func TestCloneOfManyBranches(t *testing.T) {
	m := newMeeting(t, folderSite(t), "")
	tip := m.seed(2)
	var script strings.Builder
	const many = 5000
	for i := range many {
		fmt.Fprintf(&script, "create refs/heads/b/%d %s\n", i, tip)
	}
	g := newGitProgram(Options{Git: gitPath(t), Env: m.opts.Env}, m.remote)
	_, err := g.output(t.Context(), strings.NewReader(script.String()), "update-ref", "--stdin")
	check(t, err)
	began := time.Now()
	runGit(t, ".", m.opts.Env, "clone", "-q", "file://"+m.remote, filepath.Join(t.TempDir(), "git"))
	theirs := time.Since(began)
	began = time.Now()
	c := m.clone()
	ours := time.Since(began)
	t.Logf("git %v, cop %v", theirs, ours)
	if ours > 2*theirs+time.Second {
		t.Errorf("it takes %v, git %v", ours, theirs)
	}
	equal(t, "branches", len(must(c.Refs("refs/remotes/origin/b/"))(t)), many)
	equal(t, "git counts", len(strings.Fields(c.git("for-each-ref", "--format=%(refname)", "refs/remotes/origin/b/"))), many)
	equal(t, "fsck", c.git("fsck", "--strict", "--no-dangling", "--no-progress"), "")
}
