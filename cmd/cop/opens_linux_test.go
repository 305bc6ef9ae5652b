package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

// What did not change is not read again: with an index that is up to date no command opens a
// note to list, to tell what is mine or to exchange; to find it opens those that it shows a
// sentence of, to show one that one and its thread; and after one note changed, that one
// beside. The kernel tells who opens what.
func TestNothingUnchangedIsRead(t *testing.T) {
	p := newReadPool(t)
	commands := [][]string{{"find", "zebra"}, {"list"}, {"show", "oncall/note-07"}, {"show", "oncall/note-02"}, {"status"}, {"sync"}}
	shown := func(c []string) []string {
		return map[string][]string{
			"find zebra":          {"practices/hiring/note-05.md"},
			"show oncall/note-07": {"practices/oncall/note-07.md"},
			"show oncall/note-02": {"practices/oncall/note-02.md", "practices/oncall/note-02/…"},
		}[strings.Join(c, " ")]
	}
	for _, c := range commands { // whatever is read for the first time
		p.cop(c...)
	}
	for _, c := range commands {
		p.reads(strings.Join(c, " "), shown(c), c...)
	}
	for i, c := range commands {
		changed := fmt.Sprintf("practices/deploy/note-%02d.md", 10+i)
		p.write(changed, fmt.Sprintf("# Note changed %d\n\nA word that is new.\n", i))
		p.reads(strings.Join(c, " ")+" after a change", append(shown(c), changed), c...)
		p.cop("share")
		p.cop("list")
	}
	card := "practices/people/m03.md"
	p.write(card, "---\ntype: member\nname: M03\nalso: [x03]\n---\n\n# M03\n\nNew words.\n")
	p.reads("list after a card changed", []string{card}, "list")
}

// readPool is a pool of sixty notes with member cards and reports, exchanged with a folder,
// whose files are watched.
type readPool struct {
	t         *testing.T
	home, dir string
	now       time.Time
}

func newReadPool(t *testing.T) *readPool {
	p := &readPool{t: t, home: t.TempDir(), now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	p.dir = filepath.Join(p.home, "pool")
	p.cop("init", p.dir, "--name", "Read", "--review", "direct", "--remote", filepath.Join(p.home, "shared.git"), "--no-input")
	for i := range 60 {
		p.write(fmt.Sprintf("practices/%s/note-%02d.md", []string{"oncall", "deploy", "hiring"}[i%3], i/3), fmt.Sprintf("# Note %d\n\nA word, and number %d.\n", i, i))
		if i < 20 {
			p.write(fmt.Sprintf("practices/people/m%02d.md", i), fmt.Sprintf("---\ntype: member\nname: M%02d\nalso: [x%02d]\n---\n\n# M%02d\n", i, i, i))
		}
	}
	p.write("practices/hiring/note-05.md", "# Zebra crossing\n\nA zebra, and no other.\n")
	p.cop("share")
	p.cop("tried", "oncall/note-02", "worked", "--context", "a team of nine")
	p.cop("comment", "oncall/note-02", "A comment.")
	p.cop("sync")
	return p
}

func (p *readPool) write(path, text string) {
	p.t.Helper()
	full := filepath.Join(p.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *readPool) cop(args ...string) {
	p.t.Helper()
	// A file that changes in the moment it is looked at is rightly looked at again.
	time.Sleep(50 * time.Millisecond)
	p.now = p.now.Add(time.Minute)
	twin := term.Test(map[string]string{
		"HOME": p.home, "PATH": os.Getenv("PATH"), "COP_CONFIG": filepath.Join(p.home, "config.toml"), "COP_HANDLE": "ana", "COP_NOW": p.now.Format(time.RFC3339),
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
		"GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org", "NO_COLOR": "1",
	})
	twin.NoInput = true
	if args[0] != "init" {
		args = append([]string{"-C", p.dir}, args...)
	}
	if code := Main(args, twin.Streams); code != exitOK {
		p.t.Fatalf("cop %q ended with %d\n%s%s", args, code, twin.Stdout, twin.Stderr)
	}
}

// reads runs a command and compares the notes it opened with those it may open; one that ends
// with … stands for everything below.
func (p *readPool) reads(what string, may []string, args ...string) {
	p.t.Helper()
	opened := p.opens(func() { p.cop(args...) })
	for _, path := range opened {
		if !slices.ContainsFunc(may, func(m string) bool {
			below, all := strings.CutSuffix(m, "…")
			return path == m || all && strings.HasPrefix(path, below)
		}) {
			p.t.Errorf("%s: read %s", what, path)
		}
	}
	for _, m := range may {
		if !strings.HasSuffix(m, "…") && !slices.Contains(opened, m) {
			p.t.Errorf("%s: did not read %s; the watch is blind", what, m)
		}
	}
}

// opens lists the files of the pool that are opened while do runs, by this or any process.
func (p *readPool) opens(do func()) []string {
	p.t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		p.t.Skipf("the tool for this test is the kernel's watch on files: %v", err)
	}
	defer func() { _ = unix.Close(fd) }()
	dirs := map[int32]string{}
	for _, top := range []string{"practices", "templates"} {
		err := filepath.WalkDir(filepath.Join(p.dir, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			wd, err := unix.InotifyAddWatch(fd, path, unix.IN_OPEN)
			dirs[int32(wd)] = path
			return err
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
	do()
	var opened []string
	buf := make([]byte, 1<<20)
	for {
		n, err := unix.Read(fd, buf)
		if err == unix.EAGAIN {
			slices.Sort(opened)
			return slices.Compact(opened)
		}
		if err != nil {
			p.t.Fatal(err)
		}
		for at := 0; at < n; {
			e := (*unix.InotifyEvent)(unsafe.Pointer(&buf[at]))
			name := strings.TrimRight(string(buf[at+unix.SizeofInotifyEvent:at+unix.SizeofInotifyEvent+int(e.Len)]), "\x00")
			at += unix.SizeofInotifyEvent + int(e.Len)
			if e.Mask&unix.IN_ISDIR != 0 || name == "" {
				continue
			}
			rel, err := filepath.Rel(p.dir, filepath.Join(dirs[e.Wd], name))
			if err != nil {
				p.t.Fatal(err)
			}
			opened = append(opened, filepath.ToSlash(rel))
		}
	}
}
