package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Several programs at once on one pool and one shared place: each adds notes, finds them at
// once, lists, looks at the status and shares. Nothing is lost, nothing is damaged, what is in
// the index is what a new one would hold, and whoever only reads hardly notices the others.
func TestConcurrentPrograms(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs of this test are links to the test itself")
	}
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("the tool for this test is git, which tells whether anything is damaged")
	}
	for _, programs := range []int{2, 8} {
		t.Run(fmt.Sprint(programs, " programs"), func(t *testing.T) {
			c := newSharedPool(t, git)
			alone := c.work(1, "alone")
			crowd := c.work(programs, "crowd")
			for _, command := range []string{"find", "list", "status"} {
				a, b := slices.Max(alone[command]), slices.Max(crowd[command])
				t.Logf("%s: at most %v alone, %v with %d programs", command, a, b, programs)
				// On a machine with fewer cores than programs each takes its turn; a wait for
				// a lock that is held as long as somebody works would be far beyond that.
				if b > 10*time.Duration(programs)*a+3*time.Second {
					t.Errorf("%s took %v with %d programs and %v alone", command, b, programs, a)
				}
			}
			c.whole(programs)
		})
	}
}

const notesEach = 2

// sharedPool is one pool with 200 notes, its shared place, and the program.
type sharedPool struct {
	t              *testing.T
	git, cop, home string
	dir, shared    string
}

func newSharedPool(t *testing.T, git string) *sharedPool {
	home := t.TempDir()
	c := &sharedPool{t: t, git: git, cop: filepath.Join(home, "cop"), home: home, dir: filepath.Join(home, "pool"), shared: filepath.Join(home, "shared.git")}
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, c.cop)
	}
	if err != nil {
		t.Fatal(err)
	}
	c.must("init", c.dir, "--name", "Crowd", "--review", "direct", "--remote", c.shared, "--no-input")
	for i := range 200 {
		file := filepath.Join(c.dir, "practices", fmt.Sprintf("topic-%d", i%7), fmt.Sprintf("note-%d.md", i))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(fmt.Sprintf("# Note %d\n\nSome words.\n", i)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c.must("-C", c.dir, "share")
	return c
}

func (c *sharedPool) environ() []string {
	return []string{
		"HOME=" + c.home, "PATH=" + os.Getenv("PATH"), "COP_CONFIG=" + filepath.Join(c.home, "config.toml"), "COP_HANDLE=ana", "NO_COLOR=1",
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=Ana", "GIT_AUTHOR_EMAIL=ana@example.org",
		"GIT_COMMITTER_NAME=Ana", "GIT_COMMITTER_EMAIL=ana@example.org",
	}
}

// run is one program from start to end.
func (c *sharedPool) run(args ...string) (out string, took time.Duration, err error) {
	cmd := exec.Command(c.cop, args...)
	cmd.Env = c.environ()
	var said, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &errs
	began := time.Now()
	if err = cmd.Run(); err != nil {
		err = fmt.Errorf("cop %q: %w\n%s%s", args, err, &said, &errs)
	}
	return said.String(), time.Since(began), err
}

func (c *sharedPool) must(args ...string) string {
	c.t.Helper()
	out, _, err := c.run(args...)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// work lets n members' programs work at once and tells how long each command took.
func (c *sharedPool) work(n int, name string) map[string][]time.Duration {
	var mu sync.Mutex
	took := map[string][]time.Duration{}
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			for k := range notesEach {
				word := fmt.Sprintf("%s%dx%d", name, i, k)
				for _, args := range [][]string{
					{"add", "About " + word, "--topic", "crowd", "--message", "Words of " + word + "."}, {"find", word}, {"list"}, {"status"}, {"share"},
				} {
					out, d, err := c.run(append([]string{"-C", c.dir}, args...)...)
					var exit *exec.ExitError
					if args[0] == "share" && errors.As(err, &exit) && exit.ExitCode() == exitNothing {
						err = nil // another program has shared it already
					}
					if err == nil && args[0] == "find" && !strings.Contains(out, "About "+word) {
						err = fmt.Errorf("%s was just added and is not found:\n%s", word, out)
					}
					mu.Lock()
					if took[args[0]] = append(took[args[0]], d); err != nil {
						c.t.Error(err)
					}
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return took
}

// whole checks that everything is there and in order.
func (c *sharedPool) whole(programs int) {
	t := c.t
	if out := c.must("-C", c.dir, "sync"); !strings.Contains(out, "Up to date") {
		t.Errorf("something had not been shared: %s", out)
	}
	if out := c.must("-C", c.dir, "status"); out != "state\tchange\taddress\ttitle\n" && out != "" {
		t.Errorf("status: %s", out)
	}
	shared := c.tell(c.shared, "ls-tree", "--name-only", "main:practices/crowd")
	if got := strings.Count(shared, "\n"); got != notesEach*(programs+1) {
		t.Errorf("%d notes arrived, %d were written:\n%s", got, notesEach*(programs+1), shared)
	}
	if own := c.tell(c.dir, "rev-parse", "HEAD"); own != c.tell(c.shared, "rev-parse", "main") {
		t.Errorf("the clone is at %s", own)
	}
	if out := c.tell(c.dir, "status", "--porcelain"); out != "" {
		t.Errorf("git sees changes: %s", out)
	}
	for _, dir := range []string{c.dir, c.shared} {
		c.tell(dir, "fsck", "--strict")
	}
	c.must("-C", c.dir, "check")
	before, found := c.must("-C", c.dir, "list"), c.must("-C", c.dir, "find", "words")
	if err := os.RemoveAll(filepath.Join(c.dir, ".git", "cop")); err != nil {
		t.Fatal(err)
	}
	if after := c.must("-C", c.dir, "list"); after != before {
		t.Errorf("the list with a new index:\n%s\nand with the one that the programs made:\n%s", after, before)
	}
	if after := c.must("-C", c.dir, "find", "words"); after != found {
		t.Errorf("found with a new index:\n%s\nand with the one that the programs made:\n%s", after, found)
	}
}

// tell runs git, which must be content.
func (c *sharedPool) tell(dir string, args ...string) string {
	c.t.Helper()
	cmd := exec.Command(c.git, append([]string{"-C", dir}, args...)...)
	cmd.Env = c.environ()
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return string(out)
}
