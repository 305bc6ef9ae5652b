package pool_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// community is one shared place and members with a clone each, on this machine. Its
// clock moves one minute with every look.
type community struct {
	t      *testing.T
	dir    string
	shared string
	git    string
	now    time.Time
	// without names the members whose machines have no git.
	without map[string]bool
	// as names the member behind a second clone.
	as     map[string]string
	idle   time.Duration
	clones int
}

func newCommunity(t *testing.T) *community {
	t.Helper()
	c := &community{t: t, dir: t.TempDir(), idle: 10 * time.Second, as: map[string]string{}, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	c.shared = filepath.Join(c.dir, "shared.git")
	c.git, _ = exec.LookPath("git")
	return c
}

// options are those of one member; every member sees the same clock.
func (c *community) options(name string) pool.Options {
	git := c.git
	if c.without[name] {
		git = ""
	}
	if who, ok := c.as[name]; ok {
		name = who
	}
	return pool.Options{
		Git: git,
		Env: []string{
			"HOME=" + c.dir, "PATH=" + os.Getenv("PATH"), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=" + name, "GIT_AUTHOR_EMAIL=" + name + "@example.org",
			"GIT_COMMITTER_NAME=" + name, "GIT_COMMITTER_EMAIL=" + name + "@example.org",
		},
		Handle: name, Idle: c.idle,
		Now: func() time.Time { c.now = c.now.Add(time.Minute); return c.now },
	}
}

// found makes the pool and its shared place.
func (c *community) found(name string, direct bool) *pool.Pool {
	c.t.Helper()
	p, err := pool.Found(context.Background(), filepath.Join(c.dir, name), pool.Founding{Name: "Table", Direct: direct, Remote: c.shared}, c.options(name))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { p.Close() })
	return p
}

func (c *community) join(name string) *pool.Pool {
	c.t.Helper()
	p, err := pool.Join(context.Background(), c.shared, filepath.Join(c.dir, name), c.options(name))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { p.Close() })
	return p
}

// reopen is what the next command does: nothing is remembered but what is on disk.
func (c *community) reopen(name string) *pool.Pool {
	c.t.Helper()
	p, err := pool.Open(context.Background(), filepath.Join(c.dir, name), c.options(name))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { p.Close() })
	return p
}

// run runs git in a member's clone ("" for the shared place).
func (c *community) run(name string, args ...string) string {
	c.t.Helper()
	dir := c.shared
	if name != "" {
		dir = filepath.Join(c.dir, name)
	}
	cmd := exec.Command(c.git, append([]string{"-C", dir}, args...)...)
	cmd.Env = append(c.options("tester").Env, "GIT_AUTHOR_DATE=2026-11-24T09:00:00Z", "GIT_COMMITTER_DATE=2026-11-24T09:00:00Z")
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (c *community) needGit() {
	c.t.Helper()
	if c.git == "" {
		c.t.Skip("compares with git, which is not installed")
	}
}

// write changes a working file behind cop's back, as an editor does.
func (c *community) write(name, path, text string) {
	c.t.Helper()
	full := filepath.Join(c.dir, name, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

func (c *community) read(name, path string) string {
	c.t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, name, filepath.FromSlash(path)))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(b)
}

func mustSync(t *testing.T, p *pool.Pool) pool.SyncReport {
	t.Helper()
	rep, err := p.Sync(context.Background(), pool.SyncOptions{})
	if err != nil {
		t.Fatalf("sync: %v", err)
	}
	return rep
}

func mustShare(t *testing.T, p *pool.Pool, only ...note.Address) pool.ShareReport {
	t.Helper()
	rep, err := p.Share(context.Background(), pool.ShareOptions{Notes: only})
	if err != nil {
		t.Fatalf("share: %v", err)
	}
	return rep
}

// life lets members do what members do, at random, and remembers every word that was
// written.
type life struct {
	*community
	r     *rand.Rand
	names []string
	words []string // each written into some note exactly once
	n     int
}

// TestConvergeSlow: five members add, edit, talk, move, remove, share and exchange in
// random order over one shared place. In the end all have the same tree, no file has a
// conflict marker, nothing anyone wrote is missing from the history, and git finds
// nothing to complain about. The second time nobody but the last has git. COP_SLOW
// makes it 2,000 steps.
func TestConvergeSlow(t *testing.T) {
	steps, seeds := 60, int64(2)
	if os.Getenv("COP_SLOW") != "" {
		steps = 2000
	}
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			c := newCommunity(t)
			c.needGit()
			if seed == 1 {
				c.without = map[string]bool{"ana": true, "ben": true, "cyd": true, "dee": true}
			}
			l := &life{community: c, r: rand.New(rand.NewSource(seed)), names: []string{"ana", "ben", "cyd", "dee", "eva"}}
			c.found("ana", true)
			for _, name := range l.names[1:] {
				c.join(name)
			}
			for range steps {
				l.step()
			}
			l.settleAll()
			l.check()
		})
	}
}

func (l *life) step() {
	name := l.names[l.r.Intn(len(l.names))]
	p, err := pool.Open(context.Background(), filepath.Join(l.dir, name), l.options(name))
	if err != nil {
		l.t.Fatal(err)
	}
	defer p.Close()
	acts := []func(string, *pool.Pool){l.add, l.edit, l.edit, l.edit, l.speak, l.speak, l.move, l.remove, l.share, l.share, l.sync, l.sync}
	acts[l.r.Intn(len(acts))](name, p)
}

// word is a word that nobody has written yet.
func (l *life) word() string {
	l.n++
	w := fmt.Sprintf("word%05d", l.n)
	l.words = append(l.words, w)
	return w
}

func (l *life) add(name string, p *pool.Pool) {
	text := fmt.Sprintf("---\ntitle: Note %d\ntags: [%s]\nauthors: [%s]\n---\n\nFirst line of the note.\n\nSecond %s.\n\nThird line of the note.\n", l.n, name, name, l.word())
	if _, err := p.Save(context.Background(), []byte(text), []string{"a", "b", "c/d"}[l.r.Intn(3)]); err != nil {
		l.t.Fatal(err)
	}
}

// some picks a note of the clone, "" when there is none.
func (l *life) some(p *pool.Pool) note.Address {
	cards, err := p.Cards(context.Background())
	if err != nil {
		l.t.Fatal(err)
	}
	var own []note.Address
	for _, c := range cards {
		if c.Topic == "a" || c.Topic == "b" || c.Topic == "c/d" {
			own = append(own, c.Address)
		}
	}
	if len(own) == 0 {
		return ""
	}
	return own[l.r.Intn(len(own))]
}

// edit adds a line somewhere, or a tag.
func (l *life) edit(name string, p *pool.Pool) {
	a := l.some(p)
	if a == "" {
		return
	}
	text, err := p.Read(a)
	if err != nil {
		return // in conflict: removed here
	}
	n := note.Parse(a.Path(), text)
	if l.r.Intn(4) == 0 {
		if err := n.Set("tags", append(append([]string{}, n.Tags...), l.word())); err != nil {
			l.t.Fatal(err)
		}
		text = n.Bytes()
	} else {
		lines := strings.SplitAfter(string(text), "\n")
		first := n.BodyLine()
		at := first + l.r.Intn(len(lines)-first)
		lines = append(lines[:at], append([]string{"By " + name + ": " + l.word() + "\n"}, lines[at:]...)...)
		text = []byte(strings.Join(lines, ""))
	}
	if err := p.Update(context.Background(), a, text); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) speak(_ string, p *pool.Pool) {
	a := l.some(p)
	if a == "" {
		return
	}
	e := pool.NewEntry{Type: note.Comment, Body: "I say " + l.word()}
	if _, err := p.AddEntry(context.Background(), a, e); err != nil {
		l.t.Fatal(err)
	}
}

// quiet reports that a note is exactly as the others have it.
func (l *life) quiet(p *pool.Pool, a note.Address) bool {
	st, err := p.Status(context.Background())
	if err != nil {
		l.t.Fatal(err)
	}
	for _, list := range [][]pool.Item{st.Drafts, st.InReview, st.ToSend} {
		for _, it := range list {
			if it.Address == a || it.From == a.Path() || strings.HasPrefix(string(it.Address), string(a)+"/") {
				return false
			}
		}
	}
	for _, c := range st.Conflicts {
		if c.Address == a {
			return false
		}
	}
	return true
}

func (l *life) move(_ string, p *pool.Pool) {
	a := l.some(p)
	if a == "" || !l.quiet(p, a) {
		return
	}
	to := note.Address(fmt.Sprintf("%s/moved-%d", []string{"a", "b"}[l.r.Intn(2)], l.r.Int31()))
	if _, err := p.Move(context.Background(), a, to); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) remove(_ string, p *pool.Pool) {
	a := l.some(p)
	if a == "" || l.r.Intn(3) > 0 || !l.quiet(p, a) {
		return
	}
	if _, err := p.Remove(context.Background(), a); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) share(_ string, p *pool.Pool) {
	_, err := p.Share(context.Background(), pool.ShareOptions{})
	var clash *pool.ConflictError
	if err != nil && !errors.Is(err, pool.ErrNothingToShare) && !errors.As(err, &clash) {
		l.t.Fatalf("share: %v", err)
	}
}

func (l *life) sync(_ string, p *pool.Pool) {
	rep, err := p.Sync(context.Background(), pool.SyncOptions{})
	if err != nil {
		l.t.Fatalf("sync: %v", err)
	}
	if l.r.Intn(2) == 0 {
		l.settle(p, rep.Conflicts)
	}
}

// settle ends conflicts, one way or another.
func (l *life) settle(p *pool.Pool, cs []pool.Conflict) {
	for _, c := range cs {
		sides, err := p.Sides(context.Background(), c.Address)
		if err != nil {
			l.t.Fatal(err)
		}
		choice := []pool.Choice{pool.KeepMine, pool.TakeTheirs, pool.TakeText}[l.r.Intn(3)]
		both := append(append([]byte{}, sides.Mine...), sides.Theirs...)
		if _, err := p.Settle(context.Background(), c.Address, choice, both); err != nil {
			l.t.Fatal(err)
		}
	}
}

// settleAll lets everybody finish.
func (l *life) settleAll() {
	for range 8 {
		for _, name := range l.names {
			p := l.reopen(name)
			rep := mustSync(l.t, p)
			l.settle(p, rep.Conflicts)
			l.share(name, p)
		}
	}
}

func (l *life) check() {
	tree := func(name string) string { return l.run(name, "rev-parse", "HEAD^{tree}") }
	want := tree(l.names[0])
	var history bytes.Buffer
	for _, name := range l.names {
		if got := tree(name); got != want {
			l.t.Errorf("%s has another tree: %s, not %s\n%s", name, got, want, l.run(name, "diff", "--stat", strings.TrimSpace(want), "HEAD"))
		}
		if dirty := l.run(name, "status", "--porcelain"); dirty != "" {
			l.t.Errorf("%s is not clean:\n%s", name, dirty)
		}
		if out := l.run(name, "fsck", "--strict", "--no-dangling"); out != "" {
			l.t.Errorf("%s: fsck: %s", name, out)
		}
		history.WriteString(l.run(name, "log", "--all", "-m", "-p", "--format=%H"))
	}
	if out := l.run("", "fsck", "--strict", "--no-dangling"); out != "" {
		l.t.Errorf("shared: fsck: %s", out)
	}
	lost := 0
	for _, w := range l.words {
		if !bytes.Contains(history.Bytes(), []byte(w)) {
			lost++
			l.t.Errorf("%s is nowhere in the history", w)
		}
	}
	l.noMarkers(history.String())
	l.t.Logf("%d words, %d lost, %s", len(l.words), lost, l.run(l.names[0], "rev-list", "--count", "HEAD"))
}

func (l *life) noMarkers(history string) {
	for _, marker := range []string{"+<<<<<<<", "+>>>>>>>", "+======="} {
		if strings.Contains(history, "\n"+marker) {
			l.t.Errorf("the history has a conflict marker %s", marker)
		}
	}
}
