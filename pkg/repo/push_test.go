package repo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refused wants a PushError with one refusal of this kind and returns it.
func refused(t testing.TB, err error, kind RejectKind) (remote, message string) {
	t.Helper()
	var e *PushError
	if !errors.As(err, &e) {
		t.Fatalf("want a PushError, got %v", err)
	}
	if len(e.Refs) == 0 || e.Refs[0].Kind != kind {
		t.Fatalf("want kind %d, got %+v, and the server said %q", kind, e.Refs, e.Remote)
	}
	return e.Remote, e.Refs[0].Message
}

// on writes a commit on top of a parent, without moving anything.
func (w *world) on(parent Hash, edits ...Edit) Hash {
	w.t.Helper()
	c := Commit{Base: parent, Edits: edits, Message: "work"}
	if parent != "" {
		c.Parents = []Hash{parent}
	}
	return must(w.WriteCommit(context.Background(), c))(w.t)
}

func (m *meeting) hook(name, script string) {
	m.t.Helper()
	path := filepath.Join(m.remote, "hooks", name)
	check(m.t, os.MkdirAll(filepath.Dir(path), 0o777))
	check(m.t, os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o777))
}

func (m *meeting) healthy() {
	m.t.Helper()
	equal(m.t, "fsck of the remote", m.inRemote("fsck", "--full", "--strict", "--no-dangling"), "")
}

func pushNewBranchUpdateAndDelete(m *meeting) {
	t := m.t
	tip := m.seed(20)
	c := m.clone()
	one := c.on(tip, file("practices/t1/new.md", "one\n"), file("practices/deep/er/new.md", "x\n"))
	check(t, c.push(PushRef{Ref: "refs/heads/cop/ana/new", New: one}))
	equal(t, "new", m.tip("refs/heads/cop/ana/new"), one)
	two := c.on(one, file("practices/t1/new.md", "two\n"))
	check(t, c.push(PushRef{Ref: "refs/heads/cop/ana/new", New: two}, PushRef{Ref: "refs/heads/main", New: two}))
	equal(t, "updated", m.tip("refs/heads/cop/ana/new"), two)
	equal(t, "main", m.tip("refs/heads/main"), two)
	check(t, c.push(PushRef{Ref: "refs/heads/main", New: two}))
	check(t, c.push(PushRef{Ref: "refs/heads/cop/ana/new"}))
	equal(t, "deleted", m.tip("refs/heads/cop/ana/new"), "")
	check(t, c.push(PushRef{Ref: "refs/heads/cop/ana/new"}))
	refused(t, c.push(PushRef{Ref: "refs/heads/cop/ana/new", Lease: &two}), Stale)
	m.healthy()
}

func pushOfAMerge(m *meeting) {
	t := m.t
	tip := m.seed(10)
	c := m.clone()
	left := c.on(tip, file("practices/left.md", "l\n"))
	right := c.on(tip, file("practices/right.md", "r\n"))
	merge := must(c.WriteCommit(context.Background(), Commit{Parents: []Hash{left, right}, Base: left, Edits: []Edit{file("practices/right.md", "r\n")}, Message: "merge"}))(t)
	next := c.on(merge, Edit{Path: "practices/left.md", Delete: true})
	check(t, c.push(PushRef{Ref: "refs/heads/main", New: next}))
	equal(t, "main", m.tip("refs/heads/main"), next)
	m.healthy()
}

func pushRefusesLostCommits(m *meeting) {
	t := m.t
	tip := m.seed(3)
	c := m.clone()
	theirs := m.seed(1)
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine}), NonFastForward)
	// The same once their commit is known here.
	c.fetch("refs/heads/main")
	refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine}), NonFastForward)
	equal(t, "main", m.tip("refs/heads/main"), theirs)
}

func pushWithLease(m *meeting) {
	t := m.t
	tip := m.seed(3)
	c := m.clone()
	theirs := m.seed(1)
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	none := Hash("")
	refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine, Lease: &tip}), Stale)
	refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine, Lease: &none}), Stale)
	refused(t, c.push(PushRef{Ref: "refs/heads/main", Lease: &tip}), Stale)
	equal(t, "main", m.tip("refs/heads/main"), theirs)
	c.fetch("refs/heads/main")
	check(t, c.push(PushRef{Ref: "refs/heads/main", New: mine, Lease: &theirs}))
	check(t, c.push(PushRef{Ref: "refs/heads/fresh", New: mine, Lease: &none}))
	equal(t, "main", m.tip("refs/heads/main"), mine)
	check(t, c.push(PushRef{Ref: "refs/heads/fresh", Lease: &mine}))
	equal(t, "fresh", m.tip("refs/heads/fresh"), "")
	m.healthy()
}

func pushAtomically(m *meeting) {
	t := m.t
	tip := m.seed(3)
	m.inRemote("branch", "gone")
	c := m.clone()
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	stale := Hash(strings.Repeat("1", 40))
	push := []PushRef{{Ref: "refs/heads/main", New: mine}, {Ref: "refs/cop/reviews/1/ana", New: mine}, {Ref: "refs/heads/gone", Lease: &stale}}
	var e *PushError
	if err := c.Push(context.Background(), "origin", push, PushOptions{Atomic: true}); !errors.As(err, &e) {
		t.Fatalf("want a PushError, got %v", err)
	}
	equal(t, "refused", len(e.Refs), 3)
	equal(t, "main", m.tip("refs/heads/main"), tip)
	equal(t, "review", m.tip("refs/cop/reviews/1/ana"), "")
	push[2].Lease = &tip
	check(t, c.Push(context.Background(), "origin", push, PushOptions{Atomic: true}))
	equal(t, "main", m.tip("refs/heads/main"), mine)
	equal(t, "review", m.tip("refs/cop/reviews/1/ana"), mine)
	equal(t, "gone", m.tip("refs/heads/gone"), "")
}

func pushOptionsArrive(m *meeting) {
	t := m.t
	tip := m.seed(1)
	m.hook("pre-receive", `i=0; while [ $i -lt "$GIT_PUSH_OPTION_COUNT" ]; do eval "echo \$GIT_PUSH_OPTION_$i"; i=$((i+1)); done > "$GIT_DIR/options"`+"\n")
	c := m.clone()
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	options := PushOptions{Options: []string{"topic=a b", "title=x=y", "title=again", "merge_request.create"}}
	check(t, c.Push(context.Background(), "origin", []PushRef{{Ref: "refs/heads/main", New: mine}}, options))
	equal(t, "options", string(must(os.ReadFile(filepath.Join(m.remote, "options")))(t)), "topic=a b\ntitle=x=y\ntitle=again\nmerge_request.create\n")
}

func pushMeetsAHook(m *meeting) {
	t := m.t
	tip := m.seed(1)
	m.hook("pre-receive", "cat >/dev/null\nprintf '\\033[31mplease\\033[0m add a title\\007\\r\\n\\033]0;owned\\007second line\\n' >&2\nexit 1\n")
	c := m.clone()
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	words, message := refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine}), Hook)
	equal(t, "words", words, "please add a title\nsecond line")
	equal(t, "message", message, "pre-receive hook declined")
	m.hook("pre-receive", "exit 0\n")
	m.hook("update", "test \"$1\" != refs/heads/main\n")
	refused(t, c.push(PushRef{Ref: "refs/heads/other", New: mine}, PushRef{Ref: "refs/heads/main", New: mine}), Hook)
	equal(t, "main", m.tip("refs/heads/main"), tip)
	equal(t, "other", m.tip("refs/heads/other"), mine)
}

func pushMeetsAProtectedBranch(m *meeting) {
	t := m.t
	tip := m.seed(1)
	c := m.clone()
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	for _, words := range []string{
		"GitLab: You are not allowed to push code to protected branches on this project.",
		"error: GH006: Protected branch update failed for refs/heads/main.",
		"Gitea: Not allowed to push to protected branch main",
	} {
		m.hook("pre-receive", "echo '"+words+"' >&2\nexit 1\n")
		said, _ := refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine}), Protected)
		equal(t, "words", said, words)
	}
}

func pushLosesARace(m *meeting) {
	t := m.t
	tip := m.seed(1)
	c := m.clone()
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	other := m.remote + "-other"
	runGit(t, ".", m.opts.Env, "clone", "-q", m.remote, other)
	// Somebody else's push arrives while ours is being looked at.
	runGit(t, other, m.opts.Env, "commit", "-q", "--allow-empty", "-m", "theirs")
	theirs := Hash(runGit(t, other, m.opts.Env, "rev-parse", "HEAD"))
	runGit(t, other, m.opts.Env, "push", "-q", "origin", "HEAD:refs/heads/side")
	m.hook("pre-receive", "env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main "+string(theirs)+"\n")
	refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine, Lease: &tip}), Stale)
	equal(t, "main", m.tip("refs/heads/main"), theirs)
}

func pushTags(m *meeting) {
	t := m.t
	m.seed(2)
	c := m.clone()
	c.git("tag", "-a", "-m", "a tag", "v1")
	tag := must(c.Ref("refs/tags/v1"))(t)
	check(t, c.push(PushRef{Ref: "refs/tags/v1", New: tag}))
	equal(t, "kind", m.inRemote("cat-file", "-t", "refs/tags/v1"), "tag")
	m.healthy()
}

func pushMovesNothingHere(m *meeting) {
	t := m.t
	tip := m.seed(2)
	c := m.clone()
	before := c.git("for-each-ref")
	mine := c.on(tip, file("practices/mine.md", "m\n"))
	check(t, c.push(PushRef{Ref: "refs/heads/main", New: mine}))
	equal(t, "references", c.git("for-each-ref"), before)
}

func TestPushToACheckedOutBranchIsProtected(t *testing.T) {
	t.Parallel()
	for _, git := range []string{gitPath(t), ""} {
		other := newWorld(t)
		other.commit("first", file("practices/a.md", "a\n"))
		o := Options{Git: git, Env: other.env}
		r := must(Clone(context.Background(), other.Root(), filepath.Join(t.TempDir(), "c"), o, nil))(t)
		c := &world{Repo: r, t: t, env: other.env}
		mine := c.on(must(c.Head())(t).Hash, file("practices/b.md", "b\n"))
		refused(t, c.push(PushRef{Ref: "refs/heads/main", New: mine}), Protected)
		check(t, c.push(PushRef{Ref: "refs/heads/side", New: mine}))
		check(t, r.Close())
	}
}

// U44: an answer that was lost is no refusal: what was sent may have arrived.
func TestLostAnswerIsNoRefusal(t *testing.T) {
	out := "!\tHEAD:refs/heads/main\t[remote failure] (remote failed to report status)\n"
	if err := refusedBy([]PushRef{{Ref: "refs/heads/main"}}, out, "fatal: the remote end hung up unexpectedly"); err != nil {
		t.Errorf("refused: %v", err)
	}
}

func TestPushUnderstandsServers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, said string
		want         RejectKind
	}{
		{"protected branch hook declined", "", Protected},
		{"push declined due to repository rule violations", "", Protected},
		{"pre-receive hook declined", "Branch refs/heads/main can only be modified through pull requests.", Protected},
		{"pre-receive hook declined", "no swearing", Hook},
		// G9: the same that others say before anything is sent, with 403.
		{"pre-receive hook declined", "\nerror:\nerror: User permission denied for writing.\nerror:", NoRight},
		{"hook declined", "", Hook},
		{"TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.", "", Protected},
		{"failed to update ref", "", Stale},
		{"stale info", "is protected", Stale},
		{"fetch first", "", NonFastForward},
		{"atomic push failed", "protected branch", Other},
		{"atomic transaction failed", "error: cannot lock ref 'refs/heads/x': is at 1 but expected 2", Stale},
		// U40: trouble of the place's own is neither a lost race nor a rule of its.
		{"failed to update ref", "error: cannot lock ref 'refs/heads/main': Unable to create '/srv/pool.git/./refs/heads/main.lock': File exists.", Locked},
		{"failed to update ref", "error: cannot lock ref 'refs/heads/main': Unable to create '/srv/pool.git/./refs/heads/main.lock': Permission denied", Unwritable},
		{"failed to update ref", "error: cannot lock ref 'refs/heads/main': Unable to create '/srv/pool.git/./refs/heads/main.lock': No space left on device", NoRoom},
		{"unpacker error: unpack-objects abnormal exit", "error: unable to create temporary file: Input/output error", Unstored},
		{"unpacker error: index-pack abnormal exit", "", Unstored},
		{"unable to migrate objects to permanent storage", "", Unstored},
		{"failed to delete", "error: Unable to create '/srv/pool.git/./packed-refs.lock': File exists.", Locked},
		{"no idea", "", Other},
	} {
		if got := refusal("refs/heads/main", c.status, c.said); got.Kind != c.want {
			t.Errorf("%q with %q: kind %d, want %d", c.status, c.said, got.Kind, c.want)
		}
	}
}
