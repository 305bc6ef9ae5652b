package pool_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/repo"
)

// empty is a community whose shared place holds nothing yet.
func empty(t *testing.T) *community {
	t.Helper()
	t.Parallel()
	c := newCommunity(t)
	c.needGit()
	if err := repo.InitBare(c.shared, "main"); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestJoinAnEmptyPlace(t *testing.T) {
	for _, without := range []bool{false, true} {
		name := "with git"
		if without {
			name = "without git"
		}
		t.Run(name, func(t *testing.T) {
			c := empty(t)
			c.without = map[string]bool{"ana": without, "ben": without}
			c.join("ana")
			c.join("ben")
			if rep := c.sync("ana"); len(rep.Sent)+len(rep.Received) != 0 {
				t.Errorf("something was exchanged: %+v", rep)
			}
			c.write("ana", onePath, oneText)
			c.write("ben", "practices/b/two.md", "# Two\n\ntwo by ben\n")
			if rep := c.share("ana"); !rep.Direct {
				t.Errorf("not shared directly: %+v", rep)
			}
			c.share("ben")
			c.sync("ben")
			c.sync("ana")
			c.has("ben", onePath, "second")
			c.mergeAll("cop/ben/")
			c.sync("ana")
			c.sync("ben")
			c.has("ana", "practices/b/two.md", "two by ben")
			c.together("ana", "ben")
		})
	}
}

// Who joins a place that is empty cannot know what the others will call their line.
func TestJoinAnEmptyPlaceThatOthersBegin(t *testing.T) {
	for _, first := range []string{"sync", "share"} {
		t.Run(first, func(t *testing.T) {
			c := empty(t)
			c.run("", "symbolic-ref", "HEAD", "refs/heads/trunk")
			c.join("ben")
			c.run("", "init", "-q", "-b", "main", c.dir+"/work")
			c.write("work", onePath, oneText)
			c.run("work", "add", ".")
			c.run("work", "commit", "-q", "-m", "Begin")
			c.run("work", "push", "-q", c.shared, "main")
			c.write("ben", "practices/b/two.md", "# Two\n\ntwo by ben\n")
			if first == "sync" {
				c.sync("ben")
			}
			c.share("ben")
			c.has("ben", onePath, "second")
			expect(t, "line", c.run("ben", "symbolic-ref", "HEAD"), "refs/heads/main\n")
			expect(t, "lines there", c.run("", "for-each-ref", "--format=%(refname)", "refs/heads/main", "refs/heads/master", "refs/heads/trunk"), "refs/heads/main\n")
			c.run("", "symbolic-ref", "HEAD", "refs/heads/main")
			c.mergeAll("cop/ben/")
			c.sync("ben")
			expect(t, "status", c.run("ben", "status", "--porcelain"), "")
		})
	}
}

func TestJoinWhatIsNoPool(t *testing.T) {
	c := empty(t)
	c.run("", "init", "-q", "-b", "main", c.dir+"/work")
	c.write("work", "README.md", "no pool\n")
	c.run("work", "add", ".")
	c.run("work", "commit", "-q", "-m", "No pool")
	c.run("work", "push", "-q", c.shared, "main")
	_, err := pool.Join(context.Background(), c.shared, filepath.Join(c.dir, "ana"), c.options("ana"))
	wantErr(t, err, pool.ErrNoPool)
	c.gone("ana", ".git")
}

func TestJoinLeavesOthersFilesAlone(t *testing.T) {
	c := table(t, true)
	c.write("full", "mine.txt", "mine\n")
	_, err := pool.Join(context.Background(), c.shared, filepath.Join(c.dir, "full"), c.options("ben"))
	if err == nil {
		t.Fatal("joined into a folder with files in it")
	}
	c.has("full", "mine.txt", "mine")
	if entries, err := os.ReadDir(filepath.Join(c.dir, "full")); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestSyncWithoutASharedPlace(t *testing.T) {
	t.Parallel()
	c := newCommunity(t)
	c.needGit()
	p, err := pool.Found(context.Background(), filepath.Join(c.dir, "ana"), pool.Founding{Name: "Alone"}, c.options("ana"))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	_, err = p.Sync(context.Background(), pool.SyncOptions{})
	wantErr(t, err, pool.ErrNoRemote)
	c.write("ana", onePath, oneText)
	if rep := c.share("ana"); !rep.Local {
		t.Errorf("not kept locally: %+v", rep)
	}
	expect(t, "status", c.run("ana", "status", "--porcelain"), "")
	if log := c.run("ana", "log", "--format=%s"); !strings.Contains(log, "One") {
		t.Errorf("not in the history: %s", log)
	}
}
