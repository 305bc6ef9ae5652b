package repo

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

func TestCommitIsWhatGitWouldWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.commit("Add two notes", file("practices/a.md", "a\n"), file("practices/topic/b.md", "b\n"))
	w.git("fsck", "--strict")
	equal(t, "log", w.git("log", "--format=%H %an <%ae> %ad %cn %s", "--date=iso"), string(first)+" Ana Gram <ana@example.org> 2026-03-01 09:30:00 +0100 Ana Gram Add two notes")
	equal(t, "files", w.git("ls-tree", "-r", "--name-only", "HEAD"), "practices/a.md\npractices/topic/b.md")
	equal(t, "reflog", w.git("log", "-g", "--format=%gs", "main"), "commit: Add two notes")
	equal(t, "reflog of HEAD", w.git("log", "-g", "--format=%gs", "HEAD"), "commit: Add two notes")
	w.git("reset", "-q", "--hard")
	tree := w.git("rev-parse", "HEAD^{tree}")
	w.put("practices/c.md", "c\n")
	w.git("add", ".")
	w.git("commit", "-q", "-m", "Add c")
	theirs := w.git("rev-parse", "HEAD")
	ours := must(w.WriteCommit(context.Background(), Commit{Parents: []Hash{first}, Base: first, Message: "Add c", Edits: []Edit{file("practices/c.md", "c\n")}}))(t)
	equal(t, "commit", string(ours), theirs)
	back := must(w.WriteCommit(context.Background(), Commit{Parents: []Hash{ours}, Base: ours, Message: "Drop c", Edits: []Edit{{Path: "practices/c.md", Delete: true}}}))(t)
	equal(t, "tree after deletion", string(must(w.Info(back))(t).Tree), tree)
}

func TestCommitWithoutChangeIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a\n"))
	for _, c := range []Commit{
		{Message: "empty"},
		{Parents: []Hash{tip}, Base: tip, Edits: []Edit{file("practices/a.md", "a\n")}},
		{Parents: []Hash{tip}, Base: tip, Edits: []Edit{{Path: "practices/gone.md", Delete: true}}},
	} {
		if _, err := w.WriteCommit(context.Background(), c); !errors.Is(err, ErrNothingToCommit) {
			t.Errorf("WriteCommit(%q) = %v, want ErrNothingToCommit", c.Message, err)
		}
	}
	merge := Commit{Parents: []Hash{tip, tip}, Base: tip, Message: "a merge may change nothing"}
	must(w.WriteCommit(context.Background(), merge))(t)
}

func TestCommitRefusesDangerousPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"", "/etc/passwd", "a//b", "../x", "a/../b", ".git/config", "x/.GIT/hooks/post-checkout", "a/.git. /x", ".g\u200cit/x", "git~1/x", ".git::$INDEX_ALLOCATION/x", `a\..\b`, "a/", "./a"} {
		if _, err := w.WriteCommit(context.Background(), Commit{Message: "bad", Edits: []Edit{file(path, "x")}}); err == nil {
			t.Errorf("a commit with the path %q was written", path)
		}
		if err := w.WriteFile(path, []byte("x"), Regular); err == nil {
			t.Errorf("the working file %q was written", path)
		}
	}
}

func TestFileAndFolderConflicts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tip := w.commit("one", file("practices/a.md", "a\n"), file("practices/d/x.md", "x\n"))
	try := func(edits ...Edit) error {
		_, err := w.WriteCommit(context.Background(), Commit{Parents: []Hash{tip}, Base: tip, Message: "try", Edits: edits})
		return err
	}
	if err := try(file("practices/a.md/below.md", "x")); err == nil {
		t.Error("a file became a folder without being deleted")
	}
	if err := try(file("practices/d", "x")); err == nil {
		t.Error("a folder became a file without being emptied")
	}
	check(t, try(Edit{Path: "practices/a.md", Delete: true}, file("practices/a.md/below.md", "x")))
	check(t, try(Edit{Path: "practices/d/x.md", Delete: true}, file("practices/d", "x")))
	if err := try(Edit{Path: "practices/a.md/no.md", Delete: true}); !errors.Is(err, ErrNothingToCommit) {
		t.Errorf("deleting below a file: %v", err)
	}
}

// Random trees, rewritten by random edits: always the tree git makes of the same files, and Diff
// tells what git diff-tree tells.
func TestTreesAgreeWithGit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gitPath(t)
	rnd := rand.New(rand.NewSource(7))
	names := []string{"a", "a.md", "a-b.md", "a0", "b/c.md", "b/c/d.md", "b/é.md", "b.md", "z z.md", "deep/er/est/f.md"}
	want := map[string]string{}
	tip := Hash("")
	for round := range 20 {
		var edits []Edit
		for range 1 + rnd.Intn(4) {
			path := names[rnd.Intn(len(names))]
			if rnd.Intn(3) == 0 {
				edits = append(edits, Edit{Path: path, Delete: true})
				delete(want, path)
			} else {
				content := fmt.Sprint(rnd.Intn(5))
				edits = append(edits, file(path, content))
				want[path] = content
			}
		}
		c := Commit{Base: tip, Message: fmt.Sprint("round ", round), Edits: edits}
		if tip != "" {
			c.Parents = []Hash{tip}
		}
		next, err := w.WriteCommit(context.Background(), c)
		if errors.Is(err, ErrNothingToCommit) {
			continue
		}
		check(t, err)
		equal(t, "files", listing(t, w, next), describe(w, want))
		equal(t, "diff", diffText(must(w.Diff(context.Background(), tip, next))(t)), gitDiff(w, tip, next))
		tip = next
	}
	check(t, w.UpdateRefs(context.Background(), RefUpdate{Ref: "refs/heads/main", New: tip}))
	w.git("fsck", "--strict")
}

func listing(t *testing.T, w *world, rev Hash) string {
	var lines []string
	check(t, w.Walk(context.Background(), rev, "", func(path string, id FileID) error {
		lines = append(lines, fmt.Sprintf("%o blob %s\t%s", id.Mode, id.Hash, path))
		return nil
	}))
	got := strings.Join(lines, "\n")
	equal(t, "ls-tree", got, w.git("-c", "core.quotepath=off", "ls-tree", "-r", string(rev)))
	return got
}

func describe(w *world, files map[string]string) string {
	var lines []string
	for _, path := range sortedKeys(files) {
		lines = append(lines, fmt.Sprintf("100644 blob %s\t%s", w.HashBlob([]byte(files[path])), path))
	}
	return strings.Join(lines, "\n")
}

func diffText(changes []Change) string {
	var lines []string
	for _, c := range changes {
		letter := "M"
		if c.Before == (FileID{}) {
			letter = "A"
		} else if c.After == (FileID{}) {
			letter = "D"
		}
		lines = append(lines, letter+"\t"+c.Path)
	}
	return strings.Join(lines, "\n")
}

func gitDiff(w *world, a, b Hash) string {
	if a == "" {
		a = Hash("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
		w.git("hash-object", "-t", "tree", "-w", "/dev/null")
	}
	return w.git("-c", "core.quotepath=off", "diff-tree", "-r", "--no-renames", "--name-status", string(a), string(b))
}
