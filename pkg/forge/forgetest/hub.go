package forgetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
)

// hub is what the stand-ins for GitHub and GitLab have in common: repositories that are
// real git, and contributions in memory. What git knows – heads, changes, conflicts – is
// asked of git each time.
type hub struct {
	mu    sync.Mutex
	t     testing.TB
	root  string
	env   []string
	repos map[string]*hubRepo
	trees map[string]string // of merges, by both commits; "" for a clash
	clock time.Time
	ids   int
	moved map[string]string // old names of repositories
	heard ear
}

type hubRepo struct {
	full      string // "guild/pool"
	dir       string
	parent    *hubRepo
	write     map[string]bool
	pulls     []*hubPull
	approvals int
	checks    []string
	results   map[string]bool // commit + check: passed
	archived  bool
	style     string // the one way to merge that is allowed; "" for all
}

type hubPull struct {
	n                         int
	base, from                *hubRepo
	title, body, author       string
	branch, target            string
	head                      string // as last seen; it stays after the branch is gone
	draft, closed             bool
	merged                    string // the merge commit
	endedBy                   string // who merged or closed it
	asked                     []string
	reviews                   []*hubReview
	talk, inline, unpublished []*hubComment
	created, updated, headAt  time.Time
}

type hubReview struct {
	id                    int
	by, state, body, head string
	dismissed             bool
	when                  time.Time
}

type hubComment struct {
	id, replyTo int
	thread      string
	by, body    string
	path        string
	line, start int
	before      bool
	when        time.Time
	head        string
}

func newHub(t testing.TB) *hub {
	h := &hub{t: t, root: t.TempDir(), env: environment(t.TempDir(), "hub"), repos: map[string]*hubRepo{}, moved: map[string]string{}, trees: map[string]string{}, clock: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	r := &hubRepo{full: "guild/pool", dir: Bare(t), write: map[string]bool{"ana": true, "ben": true, "guild": true}, results: map[string]bool{}}
	h.repos[r.full] = r
	return h
}

func (h *hub) pool() *hubRepo {
	if to := h.moved["guild/pool"]; to != "" {
		return h.repos[to]
	}
	return h.repos["guild/pool"]
}

// settings are the owner's pages.
func (h *hub) settings(narrow func(forge.Login) forge.Forge) *Settings {
	locked := func(f func()) {
		h.mu.Lock()
		defer h.mu.Unlock()
		f()
	}
	return &Settings{
		Narrow: narrow, Heard: h.heard.all,
		Rename: func(_ testing.TB, name string) {
			locked(func() {
				r, to := h.pool(), "guild/"+name
				delete(h.repos, r.full)
				h.moved[r.full], h.repos[to], r.full = to, r, to
			})
		},
		Archive: func(_ testing.TB, archived bool) { locked(func() { h.pool().archived = archived }) },
		Style:   func(_ testing.TB, only string) { locked(func() { h.pool().style = only }) },
		Reopen: func(_ testing.TB, _ forge.Login, id forge.ID) {
			locked(func() {
				n, _ := strconv.Atoi(string(id))
				p := h.pool().pull(n)
				p.closed, p.endedBy, p.updated = false, "", h.tick()
			})
		},
	}
}

// narrowed takes the mark of a token that may only read from it.
func narrowed(token string) (who string, narrow bool) { return strings.CutSuffix(token, "!read") }

// tick is the next second: what happens here happens in a known order.
func (h *hub) tick() time.Time {
	h.clock = h.clock.Add(time.Second)
	return h.clock
}

func (h *hub) id() int {
	h.ids++
	return 1000 + h.ids
}

// git asks a repository; ok is false when git says no.
func (h *hub) git(r *hubRepo, args ...string) (string, bool) {
	cmd := exec.Command("git", append([]string{"--git-dir", r.dir}, args...)...)
	cmd.Env = h.env
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err == nil
}

// tip reads a branch, mostly without starting git: everything asks for it.
func (h *hub) tip(r *hubRepo, branch string) string {
	if src, err := os.ReadFile(filepath.Join(r.dir, "refs", "heads", filepath.FromSlash(branch))); err == nil {
		return strings.TrimSpace(string(src))
	}
	out, _ := h.git(r, "rev-parse", "--verify", "--quiet", "refs/heads/"+branch)
	return out
}

// fork makes or finds somebody's fork.
func (h *hub) fork(r *hubRepo, who string) *hubRepo {
	full := who + "/" + filepath.Base(r.full)
	if f := h.repos[full]; f != nil {
		return f
	}
	f := &hubRepo{full: full, dir: filepath.Join(h.root, who+".git"), parent: r, write: map[string]bool{who: true}, results: map[string]bool{}}
	cmd := exec.Command("git", "clone", "--quiet", "--bare", r.dir, f.dir)
	cmd.Env = h.env
	if out, err := cmd.CombinedOutput(); err != nil {
		h.t.Errorf("fork: %v %s", err, out)
	}
	h.repos[full] = f
	return f
}

// open makes a contribution, or says why not.
func (h *hub) open(p *hubPull) error {
	if h.tip(p.from, p.branch) == "" {
		return fmt.Errorf("no branch %s in %s", p.branch, p.from.full)
	}
	for _, o := range p.base.pulls {
		if o.live() && o.from == p.from && o.branch == p.branch && o.target == p.target {
			return fmt.Errorf("a pull request already exists for %s", p.branch)
		}
	}
	p.n, p.created = len(p.base.pulls)+1, h.tick()
	p.updated = p.created
	p.base.pulls = append(p.base.pulls, p)
	h.refresh(p)
	return nil
}

func (p *hubPull) live() bool { return !p.closed && p.merged == "" }

// refresh brings a contribution up to date with its branch and makes its head fetchable.
func (h *hub) refresh(p *hubPull) {
	tip := h.tip(p.from, p.branch)
	if !p.live() || tip == "" {
		return
	}
	if tip == p.head {
		return
	}
	p.head, p.headAt = tip, h.tick()
	p.updated = p.headAt
	for _, ref := range []string{"refs/pull/%d/head", "refs/merge-requests/%d/head"} {
		ref = fmt.Sprintf(ref, p.n)
		if p.from == p.base {
			h.git(p.base, "update-ref", ref, tip)
			continue
		}
		h.git(p.base, "fetch", "--quiet", p.from.dir, "+refs/heads/"+p.branch+":"+ref)
	}
}

func (h *hub) mergeBase(p *hubPull) string {
	out, _ := h.git(p.base, "merge-base", "refs/heads/"+p.target, p.head)
	return out
}

func (h *hub) diff(p *hubPull) string {
	cmd := exec.Command("git", "--git-dir", p.base.dir, "diff", h.mergeBase(p), p.head)
	cmd.Env = h.env
	out, _ := cmd.Output()
	return string(out)
}

// mergedTree is the tree of both sides, ok false when they clash.
func (h *hub) mergedTree(p *hubPull) (string, bool) {
	key := h.tip(p.base, p.target) + " " + p.head
	if _, known := h.trees[key]; !known {
		out, ok := h.git(p.base, "merge-tree", "--write-tree", h.tip(p.base, p.target), p.head)
		if !ok {
			out = ""
		}
		h.trees[key], _, _ = strings.Cut(out, "\n")
	}
	return h.trees[key], h.trees[key] != ""
}

// approvals are those that count: of this head, and not taken back by the same person.
func (p *hubPull) verdicts() (approvals int, changes bool) {
	last := map[string]*hubReview{}
	for _, r := range p.reviews {
		if (r.state == "APPROVED" || r.state == "CHANGES_REQUESTED") && p.base.write[r.by] {
			last[r.by] = r
		}
	}
	for _, r := range last {
		if r.state == "APPROVED" && r.head == p.head && !r.dismissed {
			approvals++
		}
		changes = changes || r.state == "CHANGES_REQUESTED" && !r.dismissed
	}
	return approvals, changes
}

// missing lists the required checks that did not pass, in one word each: "" for all passed.
func (p *hubPull) missing() (failed, pending bool) {
	for _, c := range p.base.checks {
		passed, known := p.base.results[p.head+" "+c]
		failed = failed || known && !passed
		pending = pending || !known
	}
	return failed, pending
}

// merge brings a contribution in. The reason is "" when that worked, else one of
// "head", "conflict", "blocked", "closed".
func (h *hub) merge(p *hubPull, by, head, style string) string {
	h.refresh(p)
	approvals, changes := p.verdicts()
	failed, pending := p.missing()
	tree, clean := h.mergedTree(p)
	switch {
	case !p.live():
		return "closed"
	case head != "" && head != p.head:
		return "head"
	case !clean:
		return "conflict"
	case p.draft || changes || failed || pending || approvals < p.base.approvals:
		return "blocked"
	}
	tip := h.tip(p.base, p.target)
	if p.base.archived || p.base.style != "" && style != p.base.style {
		return "style"
	}
	parents := []string{"-p", tip, "-p", p.head}
	if style != "merge" {
		parents = parents[:2]
	}
	commit, ok := h.git(p.base, append(append([]string{"commit-tree", tree}, parents...), "-m", "Merge "+p.title)...)
	if !ok {
		return "conflict"
	}
	if _, ok := h.git(p.base, "update-ref", "refs/heads/"+p.target, commit, tip); !ok {
		return "head"
	}
	p.merged, p.endedBy, p.updated = commit, by, h.tick()
	return ""
}

// pull finds a contribution by its number.
func (r *hubRepo) pull(n int) *hubPull {
	if n < 1 || n > len(r.pulls) {
		return nil
	}
	return r.pulls[n-1]
}

// newestFirst is how lists come.
func newestFirst(ps []*hubPull) []*hubPull {
	out := slices.Clone(ps)
	slices.SortFunc(out, func(a, b *hubPull) int { return b.updated.Compare(a.updated) })
	return out
}

// covers reports whether a line is part of what the host shows of a change.
func (h *hub) covers(p *hubPull, c *hubComment) bool {
	args := []string{"diff", "--unified=3", h.mergeBase(p), p.head, "--", c.path}
	out, ok := h.git(p.base, args...)
	if !ok || out == "" {
		return false
	}
	before, after, inside := 0, 0, false
	for l := range strings.Lines(out) {
		if n, _ := fmt.Sscanf(l, "@@ -%d,%d +%d", &before, new(int), &after); n == 3 {
			inside = true
			continue
		}
		if !inside {
			continue
		}
		if (l[0] == ' ' || l[0] == '+') && !c.before && after == c.line || l[0] != '+' && c.before && before == c.line {
			return true
		}
		if l[0] != '+' {
			before++
		}
		if l[0] != '-' {
			after++
		}
	}
	return false
}

// standIn prepares a place on a hub.
func (h *hub) place(as func(forge.Login) forge.Forge) *Place {
	return &Place{
		As:    as,
		Clone: func(t testing.TB, who forge.Login) *Clone { return newClone(t, string(who), h.pool().dir) },
		Protect: func(_ testing.TB, approvals int, checks ...string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.pool().approvals, h.pool().checks = approvals, checks
		},
		Report: func(_ testing.TB, head forge.Commit, check string, passed bool) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.pool().results[string(head)+" "+check] = passed
		},
	}
}
