package pool_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// modelSteps is how many steps a run takes: COP_MODEL_STEPS, else a few.
func modelSteps(few int) int {
	if n, err := strconv.Atoi(os.Getenv("COP_MODEL_STEPS")); err == nil {
		return n
	}
	return few
}

func modelSeed() int64 {
	seed, _ := strconv.ParseInt(os.Getenv("COP_MODEL_SEED"), 10, 64)
	return seed
}

// oneOpen opens pools one after the other, as one command after the other does.
func oneOpen(t *testing.T, open func(name string) (*pool.Pool, error)) func(string) *pool.Pool {
	var opened *pool.Pool
	t.Cleanup(func() { _ = opened.Close() })
	return func(name string) *pool.Pool {
		if opened != nil {
			_ = opened.Close()
		}
		p, err := open(name)
		if err != nil {
			t.Fatal(err)
		}
		opened = p
		return p
	}
}

// hand is a clone of somebody who uses git alone.
type hand struct {
	t   *testing.T
	git string
	dir string
	env func() []string
}

func (h *hand) run(args ...string) string {
	out, err := h.try(args...)
	if err != nil {
		h.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func (h *hand) try(args ...string) (string, error) {
	cmd := exec.Command(h.git, append([]string{"-C", h.dir}, args...)...)
	cmd.Env = h.env()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// look brings the clone to what the shared place has, and checks a state of it out.
func (h *hand) look(at string) {
	h.run("fetch", "-q", "--prune", "origin")
	h.run("checkout", "-q", "--detach", at)
}

func (h *hand) branch(o *offerModel) string { return "cop/" + o.name }

func (h *hand) squash(o *offerModel) {
	h.look("origin/main")
	h.run("merge", "-q", "--squash", "origin/"+h.branch(o))
	h.run("commit", "-q", "--allow-empty", "-m", "Squash")
	h.run("push", "-q", "origin", "HEAD:main")
}

// rebase puts the contribution on top of the trunk; where its own states do not fit there one by
// one, as one.
func (h *hand) rebase(o *offerModel) (states bool) {
	h.look("origin/" + h.branch(o))
	if _, err := h.try("rebase", "-q", "--no-gpg-sign", "origin/main"); err != nil {
		h.run("rebase", "--abort")
		h.squash(o)
		return false
	}
	h.run("push", "-q", "origin", "HEAD:main")
	return true
}

func (h *hand) forward(o *offerModel) {
	h.look("origin/main")
	h.run("push", "-q", "origin", "origin/"+h.branch(o)+":main")
}

func (h *hand) merge(o *offerModel) {
	h.look("origin/main")
	h.run("merge", "-q", "--no-ff", "-m", "Merge", "origin/"+h.branch(o))
	h.run("push", "-q", "origin", "HEAD:main")
}

func (h *hand) remove(o *offerModel) {
	h.run("fetch", "-q", "--prune", "origin")
	h.run("push", "-q", "origin", ":refs/heads/"+h.branch(o))
}

func (h *hand) amend(o *offerModel, a note.Address, text string) {
	h.look("origin/" + h.branch(o))
	path := filepath.Join(h.dir, filepath.FromSlash(a.Path()))
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		h.t.Fatal(err)
	}
	h.run("commit", "-q", "-a", "-m", "Amend")
	h.run("push", "-q", "origin", "HEAD:refs/heads/"+h.branch(o))
}

// TestModel runs random histories on plain git: U1, U2, U3, U4, U8, H5, H6, H7, U10, U46 in
// whatever order. COP_MODEL_STEPS says how many steps, COP_MODEL_SEED where they begin. With
// COP_MODEL_STEPS the program itself is asked, too, and its hints are followed.
func TestModel(t *testing.T) {
	t.Parallel()
	c := newCommunity(t)
	c.needGit()
	c.found("ana", false)
	for _, name := range modelMembers[1:] {
		c.join(name)
	}
	c.write("ben", "practices/people/ben.md", "---\ntitle: Ben\ntype: person\n---\n\nHere.\n") // nobody is alone
	for _, name := range []string{"ben", "ana", "cleo"} {
		c.sync(name)
	}
	c.run("", "clone", "-q", c.shared, filepath.Join(c.dir, "hand"))
	h := &hand{t: t, git: c.git, dir: filepath.Join(c.dir, "hand"), env: func() []string {
		c.now = c.now.Add(time.Minute)
		when := c.now.Format(time.RFC3339)
		return append(c.options("tester").Env, "GIT_AUTHOR_DATE="+when, "GIT_COMMITTER_DATE="+when)
	}}
	t.Logf("seed %d", modelSeed())
	prog := newProgram(t, c.dir, func(name string) []string {
		c.now = c.now.Add(time.Minute)
		return append(c.options(name).Env, "COP_NOW="+c.now.Format(time.RFC3339))
	})
	m := newModel(t, modelSeed(), place{
		dir: c.dir, squash: h.squash, rebase: h.rebase, forward: h.forward, merge: h.merge, remove: h.remove, amend: h.amend,
		open: oneOpen(t, func(name string) (*pool.Pool, error) {
			return pool.Open(t.Context(), filepath.Join(c.dir, name), c.options(name))
		}),
		closed: func(closed bool) {
			if closed {
				c.hook("echo 'closed for today' >&2; exit 1\n")
				return
			}
			c.hook("")
		},
		also: prog.hook(func(m *model, name string, want map[string][]string) {
			if prog.r.Intn(30) == 0 {
				prog.compare(m, name, want)
			}
			if prog.r.Intn(50) == 0 {
				prog.apart(m, func() { prog.leads(m, name) })
			}
		}),
		dump: func() string { return c.run("", "log", "--graph", "--oneline", "--name-status", "--branches", "-24") },
	})
	for range modelSteps(60) {
		m.step()
	}
}
