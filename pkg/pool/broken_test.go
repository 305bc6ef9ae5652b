package pool_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// rewrite replaces the shared history by one that has another root.
func (c *community) rewrite() {
	c.t.Helper()
	c.upstream(func(in string) {
		c.write(in, "practices/a/fresh.md", "# Fresh\n\nonly in the new history\n")
		c.run(in, "checkout", "-q", "--orphan", "new")
		c.run(in, "add", ".")
		c.run(in, "commit", "-q", "-m", "Start again")
		c.run(in, "branch", "-q", "-M", "main")
	}, "--force")
}

func TestRewrittenHistory(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.write("ben", "practices/b/own.md", "# Own\n\nmine alone\n")
	before, files := c.run("ben", "for-each-ref", "refs/heads", "refs/remotes"), c.run("ben", "status", "--porcelain")
	c.rewrite()
	_, err := c.trySync("ben", pool.SyncOptions{})
	var rewritten *pool.RewrittenError
	if !errors.As(err, &rewritten) {
		t.Fatalf("got %v", err)
	}
	expect(t, "refs", c.run("ben", "for-each-ref", "refs/heads", "refs/remotes"), before)
	expect(t, "files", c.run("ben", "status", "--porcelain"), files)
	old := strings.TrimSpace(c.run("ben", "rev-parse", "main"))
	rep, err := c.trySync("ben", pool.SyncOptions{AcceptRewrite: true})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", "practices/a/fresh.md", "only in the new history")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited, b/own new")
	if kept := c.run("ben", "for-each-ref", "--contains", old, "refs/cop/kept"); kept == "" {
		t.Error("the old history is not kept")
	}
	c.share("ben")
	c.sync("ben")
	c.together("ben")
	c.remembers("", "second by ben", "mine alone")
}

func TestRewrittenHistoryWithOffers(t *testing.T) {
	c := table(t, false, "ben")
	c.replace("ben", onePath, "second", "second by ben")
	c.share("ben")
	c.rewrite()
	rep, err := c.trySync("ben", pool.SyncOptions{AcceptRewrite: true})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", onePath, "second by ben")
	c.replace("ben", onePath, "first", "first by ben")
	c.share("ben")
	offer := c.status("ben").Contributions
	if len(offer) != 1 {
		t.Fatalf("%d contributions", len(offer))
	}
	expect(t, "what the offer changes", c.run("", "diff", "--name-only", "main..."+offer[0].Branch), onePath+"\n")
	c.sound("ben")
}

func TestSharedLineGone(t *testing.T) {
	c := table(t, true, "ben")
	c.run("", "branch", "-m", "main", "other")
	_, err := c.trySync("ben", pool.SyncOptions{})
	var gone *pool.GoneError
	if !errors.As(err, &gone) {
		t.Fatalf("got %v", err)
	}
	c.run("", "branch", "-m", "other", "main")
	c.sync("ben")
	c.together("ana", "ben")
}

func TestAwayFromTheLine(t *testing.T) {
	for _, tt := range []struct {
		name, branch string
		away, home   []string
	}{
		{"no branch", "", []string{"checkout", "-q", "--detach"}, []string{"checkout", "-q", "main"}},
		{"another branch", "else", []string{"checkout", "-q", "-b", "else"}, []string{"checkout", "-q", "main"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := table(t, true, "ben")
			c.run("ben", tt.away...)
			c.replace("ben", onePath, "second", "second by ben")
			_, syncErr := c.trySync("ben", pool.SyncOptions{})
			_, shareErr := c.tryShare("ben")
			for _, err := range []error{syncErr, shareErr} {
				var away *pool.NotOnTrunkError
				if !errors.As(err, &away) || away.Branch != tt.branch || away.Shared != "main" {
					t.Errorf("got %v", err)
				}
			}
			p := c.reopen("ben")
			if _, err := p.Cards(context.Background()); err != nil {
				t.Error(err)
			}
			if _, err := p.Show(context.Background(), one); err != nil {
				t.Error(err)
			}
			expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited")
			c.run("ben", tt.home...)
			c.share("ben")
			c.sync("ana")
			c.has("ana", onePath, "second by ben")
			c.together("ana", "ben")
		})
	}
}

func TestStagedChanges(t *testing.T) {
	c := table(t, true, "ben")
	c.write("ben", "practices/b/staged.md", "# Staged\n\nstaged by ben\n")
	c.replace("ben", onePath, "third", "third by ben")
	c.run("ben", "add", ".")
	c.replace("ana", "practices/a/one.md", "first", "first by ana")
	c.write("ana", "practices/a/two.md", "# Two\n")
	c.share("ana")
	c.sync("ben")
	c.has("ben", onePath, "first by ana", "third by ben")
	expect(t, "drafts", addressesOf(c.status("ben").Drafts), "a/one edited, b/staged new")
	c.share("ben")
	c.sync("ana")
	c.together("ana", "ben")
}

func TestStagedVersionThatNothingElseHas(t *testing.T) {
	c := table(t, true, "ben")
	c.replace("ben", onePath, "third", "third, staged only")
	c.run("ben", "add", ".")
	c.replace("ben", onePath, "third, staged only", "third, in the file")
	c.replace("ana", onePath, "first", "first by ana")
	c.share("ana")
	_, err := c.trySync("ben", pool.SyncOptions{})
	var staged *pool.StagedError
	if !errors.As(err, &staged) {
		t.Fatalf("got %v", err)
	}
	expect(t, "paths", strings.Join(staged.Paths, " "), onePath)
	c.has("ben", onePath, "third, in the file")
	if got := c.run("ben", "show", ":"+onePath); !strings.Contains(got, "staged only") {
		t.Error("the staged version is gone")
	}
	c.run("ben", "reset", "-q")
	c.sync("ben")
	c.has("ben", onePath, "first by ana", "third, in the file")
	c.sound("ana", "ben")
}

// A run that was killed after git's index was written left versions there that are the
// others' already. They are no reason to refuse, whatever the others did since.
func TestKilledLateAndOthersWentOn(t *testing.T) {
	c := table(t, true, "ben")
	before := strings.TrimSpace(c.run("ben", "rev-parse", "main"))
	c.replace("ana", onePath, "first", "first by ana")
	c.share("ana")
	c.sync("ben")
	c.run("ben", "update-ref", "refs/heads/main", before)
	c.replace("ben", onePath, "third", "third by ben")
	c.replace("ana", onePath, "first by ana", "first by ana, again")
	c.share("ana")
	rep := c.sync("ben")
	expect(t, "conflicts", conflictsOf(rep.Conflicts), "")
	c.has("ben", onePath, "first by ana, again", "third by ben")
	c.share("ben")
	c.sync("ana")
	c.together("ana", "ben")
}

func TestReadOnlyFile(t *testing.T) {
	c := table(t, true, "ben")
	full := filepath.Join(c.dir, "ben", onePath)
	if err := os.Chmod(full, 0o444); err != nil {
		t.Fatal(err)
	}
	c.replace("ana", onePath, "first", "first by ana")
	c.write("ana", "practices/a/two.md", "# Two\n")
	c.share("ana")
	_, err := c.trySync("ben", pool.SyncOptions{})
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), onePath) {
		t.Errorf("got %v", err)
	}
	expect(t, "the file", c.read("ben", onePath), oneText)
	if err := os.Chmod(full, 0o644); err != nil {
		t.Fatal(err)
	}
	c.sync("ben")
	c.together("ana", "ben")
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser writes into read-only folders")
	}
	c := table(t, true, "ben")
	dir := filepath.Join(c.dir, "ben", "practices", "a")
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	c.replace("ana", onePath, "first", "first by ana")
	c.share("ana")
	_, err := c.trySync("ben", pool.SyncOptions{})
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c.sync("ben")
	c.together("ana", "ben")
}

// smallDisk puts a clone on a disk of its own of two megabytes.
func (c *community) smallDisk(name string) {
	c.t.Helper()
	mount, err := exec.LookPath("mount")
	if err != nil || os.Getuid() != 0 {
		c.t.Skip("only the superuser can make a small disk")
	}
	dir := filepath.Join(c.dir, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		c.t.Fatal(err)
	}
	if out, err := exec.Command(mount, "-t", "tmpfs", "-o", "size=2m", "none", dir).CombinedOutput(); err != nil {
		c.t.Skipf("cannot make a small disk here: %s", out)
	}
	c.t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			c.t.Errorf("umount: %s", out)
		}
	})
}

// fill leaves n bytes on a clone's disk.
func (c *community) fill(name string, n int) {
	c.t.Helper()
	path := filepath.Join(c.dir, name, "filler")
	f, err := os.Create(path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer f.Close()
	chunk := bytes.Repeat([]byte("x"), 4096)
	size := int64(0)
	for {
		n, err := f.Write(chunk)
		size += int64(n)
		if errors.Is(err, syscall.ENOSPC) {
			break
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	if err := f.Truncate(max(0, size-int64(n))); err != nil {
		c.t.Fatal(err)
	}
}

func TestFullDisk(t *testing.T) {
	for _, room := range []int{0, 8 << 10, 40 << 10, 90 << 10} {
		t.Run(note.Slug(strings.Repeat("x", room>>12)+" pages"), func(t *testing.T) {
			c := table(t, true)
			c.smallDisk("ben")
			c.join("ben")
			c.replace("ben", onePath, "third", "third by ben")
			for _, name := range []string{"p", "q", "r"} {
				c.write("ana", "practices/a/"+name+".md", "# Big\n\n"+strings.Repeat("words of ana ", 3000)+name+"\n")
			}
			c.replace("ana", onePath, "first", "first by ana")
			c.share("ana")
			c.fill("ben", room)
			if _, err := c.trySync("ben", pool.SyncOptions{}); err == nil {
				t.Error("no error with a full disk")
			} else if !strings.Contains(err.Error(), "space") {
				t.Errorf("the error does not say why: %v", err)
			}
			c.has("ben", onePath, "third by ben")
			c.remove("ben", "filler")
			c.sync("ben")
			c.has("ben", onePath, "first by ana", "third by ben")
			c.share("ben")
			c.sync("ana")
			c.together("ana", "ben")
		})
	}
}
