package pool_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/memtemp"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// childKey makes the test binary a member's program: share what there is and sync. Its
// value is "name|folder|git".
const childKey = "COP_POOL_TEST_CHILD"

func TestMain(m *testing.M) {
	if what := os.Getenv(childKey); what != "" {
		os.Exit(child(what))
	}
	os.Exit(memtemp.Tests{TestingM: m}.Run())
}

func child(what string) int {
	part := strings.Split(what, "|")
	ctx := context.Background()
	p, err := pool.Open(ctx, part[1], pool.Options{Git: part[2], Env: os.Environ(), Handle: part[0], Idle: 10 * time.Second})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer p.Close()
	_, err = p.Share(ctx, pool.ShareOptions{})
	var clash *pool.ConflictError
	if err != nil && !errors.Is(err, pool.ErrNothingToShare) && !errors.As(err, &clash) {
		fmt.Println(err)
		return 1
	}
	if _, err = p.Sync(ctx, pool.SyncOptions{}); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// program is a member's program, ready to start.
func (c *community) program(name string) *exec.Cmd {
	c.t.Helper()
	o := c.options(name)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(o.Env, childKey+"="+strings.Join([]string{name, c.dir + "/" + name, o.Git}, "|"))
	return cmd
}

// mess is a community in which a member's program is killed again and again.
type mess struct {
	*community
	r     *rand.Rand
	words []string
	clock time.Duration // how long the program takes when it is left alone
}

// TestKillSlow kills the program of ben with SIGKILL at random points while the others
// go on. Whatever it left, the next run completes: all clones converge, git is content
// and every word anybody wrote is in the history. COP_SLOW makes it 200 rounds.
func TestKillSlow(t *testing.T) {
	rounds := 26
	if os.Getenv("COP_SLOW") != "" {
		rounds = 200
	}
	for _, without := range []bool{false, true} {
		name := "with git"
		if without {
			name = "without git"
		}
		t.Run(name, func(t *testing.T) {
			c := table(t, true, "ben")
			c.without = map[string]bool{"ben": without}
			m := &mess{community: c, r: rand.New(rand.NewSource(7))}
			for round := range rounds / 2 {
				m.round(round)
			}
			m.end()
		})
	}
}

func (m *mess) word() string {
	w := fmt.Sprintf("word%04d", len(m.words))
	m.words = append(m.words, w)
	return w
}

func (m *mess) round(n int) {
	m.life("ana", n)
	_, _ = m.tryShare("ana") // whatever becomes of it, the next round goes on
	m.life("ben", n)
	if m.clock == 0 {
		begin := time.Now()
		if out, err := m.program("ben").CombinedOutput(); err != nil {
			m.t.Fatalf("%v: %s", err, out)
		}
		m.clock = time.Since(begin)
		return
	}
	cmd := m.program("ben")
	group := m.r.Intn(2) == 0
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	timer := time.AfterFunc(time.Duration(m.r.Int63n(int64(m.clock))), func() { kill(cmd, group) })
	_ = cmd.Wait() // killed or not, both are fine
	timer.Stop()
	m.noMarkersInFiles("ben")
	if m.r.Intn(2) == 0 {
		m.complete("ben")
	}
}

func (m *mess) noMarkersInFiles(name string) {
	m.t.Helper()
	for _, path := range strings.Fields(m.run(name, "ls-files", "-co", "--exclude-standard", "practices")) {
		if strings.HasSuffix(path, ".tmp") {
			continue // what a killed write leaves; the next run does not share it
		}
		if b, err := os.ReadFile(m.dir + "/" + name + "/" + path); err == nil && strings.Contains(string(b), "<<<<<<<") {
			m.t.Errorf("%s has markers", path)
		}
	}
}

// life changes this and that in a clone.
func (m *mess) life(name string, n int) {
	m.write(name, fmt.Sprintf("practices/%s/note-%d.md", name, n), fmt.Sprintf("# Note %d\n\n%s\n", n, m.word()))
	if b, err := os.ReadFile(m.dir + "/" + name + "/" + onePath); err == nil {
		at := []string{"first\n", "third\n"}[m.r.Intn(2)]
		m.write(name, onePath, strings.Replace(string(b), at, at+name+" "+m.word()+"\n", 1))
	}
	m.speak(name, one, m.word())
	if n%4 == 3 {
		m.moved(name, note.Address(fmt.Sprintf("%s/note-%d", name, n-2)), note.Address(fmt.Sprintf("%s/moved-%d", name, n)))
	}
}

// complete runs the program to its end and settles what clashes.
func (m *mess) complete(name string) {
	m.t.Helper()
	if out, err := m.program(name).CombinedOutput(); err != nil {
		m.t.Fatalf("the next run does not complete: %v: %s", err, out)
	}
	settle(m.t, m.community, name, pool.KeepMine)
}

func (m *mess) end() {
	for range 3 {
		m.complete("ben")
		m.complete("ana")
	}
	m.complete("ben")
	m.together("ana", "ben")
	history := m.run("", "log", "main", "-m", "-p", "--format=%H") + m.run("ben", "log", "--all", "-m", "-p", "--format=%H") + m.run("ana", "log", "--all", "-m", "-p", "--format=%H")
	for _, w := range m.words {
		if !strings.Contains(history, w) {
			m.t.Errorf("%s is nowhere in the history", w)
		}
	}
}

// TestTwoAtOnce starts two programs of one member on one clone, several times.
func TestTwoAtOnce(t *testing.T) {
	c := table(t, true, "ben")
	for n := range 3 {
		c.write("ben", fmt.Sprintf("practices/b/note-%d.md", n), "# Note\n\nby ben\n")
		c.replace("ana", onePath, "first", "first, better")
		c.share("ana")
		first, second := c.program("ben"), c.program("ben")
		var said [2]strings.Builder
		for i, cmd := range []*exec.Cmd{first, second} {
			cmd.Stdout = &said[i]
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
		}
		for i, cmd := range []*exec.Cmd{first, second} {
			if err := cmd.Wait(); err != nil {
				t.Errorf("%v: %s", err, said[i].String())
			}
		}
	}
	c.nothingOpen("ben")
	c.sync("ana")
	c.together("ana", "ben")
	expect(t, "notes", c.run("", "ls-tree", "--name-only", "main:practices/b"), "note-0.md\nnote-1.md\nnote-2.md\n")
}
