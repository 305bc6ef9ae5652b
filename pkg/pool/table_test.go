package pool_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What the stories in this folder share: a table of members with one note that all
// have, and ways to look at what became of it.

const (
	one     = note.Address("a/one")
	onePath = "practices/a/one.md"
	oneText = "---\ntitle: One\ntags: [x]\n---\n\nfirst\n\nsecond\n\nthird\n"
)

// table is a community of ana, who founded it, and others; everybody has the note one.
func table(t *testing.T, direct bool, others ...string) *community {
	t.Helper()
	t.Parallel()
	c := newCommunity(t)
	c.needGit()
	c.set(direct, others...)
	return c
}

func (c *community) set(direct bool, others ...string) {
	c.t.Helper()
	c.found("ana", direct)
	c.write("ana", onePath, oneText)
	c.run("ana", "add", "practices")
	c.run("ana", "commit", "-q", "-m", "Add one")
	c.run("ana", "push", "-q", "origin", "main")
	for _, name := range others {
		c.join(name)
	}
}

func (c *community) sync(name string) pool.SyncReport {
	c.t.Helper()
	return mustSync(c.t, c.reopen(name))
}

func (c *community) share(name string, only ...note.Address) pool.ShareReport {
	c.t.Helper()
	return mustShare(c.t, c.reopen(name), only...)
}

func (c *community) trySync(name string, o pool.SyncOptions) (pool.SyncReport, error) {
	c.t.Helper()
	return c.reopen(name).Sync(context.Background(), o)
}

func (c *community) tryShare(name string) (pool.ShareReport, error) {
	c.t.Helper()
	return c.reopen(name).Share(context.Background(), pool.ShareOptions{})
}

func (c *community) status(name string) pool.Status {
	c.t.Helper()
	st, err := c.reopen(name).Status(context.Background())
	if err != nil {
		c.t.Fatal(err)
	}
	return st
}

// replace edits a working file as an editor does.
func (c *community) replace(name, path, old, text string) {
	c.t.Helper()
	was := c.read(name, path)
	if !strings.Contains(was, old) {
		c.t.Fatalf("%s: %s has no %q:\n%s", name, path, old, was)
	}
	c.write(name, path, strings.Replace(was, old, text, 1))
}

func (c *community) remove(name, path string) {
	c.t.Helper()
	if err := os.Remove(filepath.Join(c.dir, name, path)); err != nil {
		c.t.Fatal(err)
	}
}

// has fails unless the member's file holds all the words.
func (c *community) has(name, path string, words ...string) {
	c.t.Helper()
	text := c.read(name, path)
	for _, w := range words {
		if !strings.Contains(text, w) {
			c.t.Errorf("%s: %s lacks %q:\n%s", name, path, w, text)
		}
	}
}

// lacks fails when the member's file holds any of the words.
func (c *community) lacks(name, path string, words ...string) {
	c.t.Helper()
	text := c.read(name, path)
	for _, w := range words {
		if strings.Contains(text, w) {
			c.t.Errorf("%s: %s has %q:\n%s", name, path, w, text)
		}
	}
}

func (c *community) gone(name, path string) {
	c.t.Helper()
	if _, err := os.Lstat(filepath.Join(c.dir, name, path)); !os.IsNotExist(err) {
		c.t.Errorf("%s: %s is there (%v)", name, path, err)
	}
}

// remembers fails unless the words are somewhere in what a clone ("" is the shared
// place) keeps.
func (c *community) remembers(name string, words ...string) {
	c.t.Helper()
	history := c.run(name, "log", "--all", "-m", "-p", "--format=%H")
	for _, w := range words {
		if !strings.Contains(history, w) {
			c.t.Errorf("%q is nowhere in the history of %q", w, name)
		}
	}
}

// sound fails unless git is content with the clones and the shared place, no file has a
// conflict marker and nothing of ours lies about.
func (c *community) sound(names ...string) {
	c.t.Helper()
	for _, name := range append([]string{""}, names...) {
		if out := c.run(name, "fsck", "--strict", "--no-dangling"); out != "" {
			c.t.Errorf("%q: fsck: %s", name, out)
		}
		if name == "" {
			continue
		}
		c.noMarkersIn(name)
	}
}

func (c *community) noMarkersIn(name string) {
	c.t.Helper()
	err := filepath.WalkDir(filepath.Join(c.dir, name, "practices"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasSuffix(path, ".tmp") {
			c.t.Errorf("left behind: %s", path)
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), "<<<<<<<") || strings.Contains(string(b), ">>>>>>>") {
			c.t.Errorf("%s has conflict markers", path)
		}
		return err
	})
	if err != nil {
		c.t.Error(err)
	}
}

// together fails unless the clones show exactly what the shared place has.
func (c *community) together(names ...string) {
	c.t.Helper()
	want := c.run("", "rev-parse", "main")
	for _, name := range names {
		if got := c.run(name, "rev-parse", "main"); got != want {
			c.t.Errorf("%s is at %s, the others at %s", name, got, want)
		}
		if out := c.run(name, "status", "--porcelain"); out != "" {
			c.t.Errorf("%s is not clean:\n%s", name, out)
		}
	}
	c.sound(names...)
}

// hook makes the shared place run a script before it takes anything.
func (c *community) hook(script string) {
	c.t.Helper()
	path := filepath.Join(c.shared, "hooks", "pre-receive")
	if script == "" {
		if err := os.Remove(path); err != nil {
			c.t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		c.t.Fatal(err)
	}
}

// away takes the shared place off the network until back is called.
func (c *community) away() (back func()) {
	c.t.Helper()
	if err := os.Rename(c.shared, c.shared+".away"); err != nil {
		c.t.Fatal(err)
	}
	return func() {
		c.t.Helper()
		if err := os.Rename(c.shared+".away", c.shared); err != nil {
			c.t.Fatal(err)
		}
	}
}

// speak adds a comment to a note.
func (c *community) speak(name string, a note.Address, body string) string {
	c.t.Helper()
	path, err := c.reopen(name).AddEntry(context.Background(), a, pool.NewEntry{Type: note.Comment, Body: body})
	if err != nil {
		c.t.Fatal(err)
	}
	return path
}

func addressesOf(items []pool.Item) string {
	var out []string
	for _, it := range items {
		out = append(out, string(it.Address)+" "+string(it.Change))
	}
	return strings.Join(out, ", ")
}

func conflictsOf(cs []pool.Conflict) string {
	var out []string
	for _, c := range cs {
		out = append(out, string(c.Address))
	}
	return strings.Join(out, ", ")
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

// silent points a clone at a server that takes every call and never says a word.
func (c *community) silent(name string) {
	c.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	var calls []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			call, err := l.Accept()
			if err != nil {
				return
			}
			calls = append(calls, call)
		}
	}()
	c.t.Cleanup(func() {
		l.Close()
		<-done
		for _, call := range calls {
			call.Close()
		}
	})
	c.run(name, "remote", "set-url", "origin", "http://"+l.Addr().String()+"/pool.git")
	c.idle = 300 * time.Millisecond
}
