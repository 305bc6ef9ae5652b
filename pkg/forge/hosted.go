package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// dialect is what a host that reviews does in its own way. R is a contribution as the host
// writes it. All else is in [hosted], once. What a method is told has been checked: numbers
// exist, texts are not empty, heads are the newest.
type dialect[R any] interface {
	Capabilities() Capabilities
	Repository(context.Context) (Repository, error)
	// byHand and outside are the ways to it without a token, and without the right to write.
	byHand(Route, Proposal) Route
	outside(Route, Repository, Proposal) Route

	one(ctx context.Context, n int) (R, error)
	// many are at least those that a filter asks for, newest activity first.
	many(context.Context, Filter) ([]R, error)
	contribution(R) Contribution
	// complete adds verdicts, checks and the gate. What it read on the way is for said.
	complete(context.Context, R, *Contribution, *rules) (known any, err error)
	threads(ctx context.Context, n int, known any) ([]Thread, error)
	closedBy(context.Context, R, Contribution) (Login, *time.Time, error)
	change(ctx context.Context, n int) ([]FileDiff, error)

	// offered finds the open contribution of the same branch, 0 for none. What it learnt of
	// the two ends is for create.
	offered(context.Context, Proposal) (n int, ends any, err error)
	create(ctx context.Context, p Proposal, ends any) (n int, err error)
	amend(context.Context, R, Amendment) error
	close(ctx context.Context, n int) error

	review(context.Context, R, written) (Verdict, error)
	answer(ctx context.Context, n int, t ThreadID, body string) (Comment, error)
	accept(ctx context.Context, r R, head Commit) (Commit, error)
}

// written is a review whose comments are where the host takes them.
type written struct {
	Review
	body   string // with the comments that have no place
	inline []Inline
	files  []FileDiff // of the change; empty without inline comments
}

// rules remembers what the branches of one list ask for.
type rules struct {
	mu     sync.Mutex
	byName map[Branch]any
}

// ruleOf reads the rule of a branch once.
func ruleOf[T any](r *rules, b Branch, read func() (T, error)) (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.byName[b].(T); ok {
		return known, nil
	}
	rule, err := read()
	if err != nil {
		return rule, fmt.Errorf("read the rules of %s: %w", b, err)
	}
	if r.byName == nil {
		r.byName = map[Branch]any{}
	}
	r.byName[b] = rule
	return rule, nil
}

// hosted is a Forge over a host: what all hosts have in common, over a dialect.
type hosted[R any] struct {
	*client
	d dialect[R]
}

// Host is where the repository lives.
func (h *hosted[R]) Host() Host { return h.host }

// Route prefers a branch of the shared repository.
func (h *hosted[R]) Route(ctx context.Context, p Proposal) (Route, error) {
	branch := Route{Way: ByBranch, Ref: "refs/heads/" + string(p.Branch)}
	if h.opt.Credential.IsZero() {
		branch.Way, branch.Why = ByLink, "there is no token for "+h.host.Name()
		return h.d.byHand(branch, p), nil
	}
	r, err := h.d.Repository(ctx)
	switch {
	case err != nil:
		return Route{}, err
	case r.Archived:
		return Route{}, h.host.archived(r.Path)
	case r.Permission == Write || r.Permission == Admin:
		return branch, nil
	}
	branch.Why = "you cannot write to " + r.Path
	return h.d.outside(branch, r, p), nil
}

// outside is a copy of one's own, where the dialect knows nothing easier.
func (h *hosted[R]) outside(branch Route, _ Repository, _ Proposal) Route {
	branch.Way = ByFork
	return branch
}

// read reads one contribution by its id.
func (h *hosted[R]) read(ctx context.Context, id ID) (raw R, n int, err error) {
	if n, err = number(id); err != nil {
		return raw, 0, err
	}
	if raw, err = h.d.one(ctx, n); err != nil {
		return raw, n, fmt.Errorf("look at contribution %d: %w", n, err)
	}
	return raw, n, nil
}

// mustBe is look at one that has to be at a head.
func (h *hosted[R]) mustBe(ctx context.Context, id ID, head Commit) (raw R, n int, err error) {
	if raw, n, err = h.read(ctx, id); err != nil {
		return raw, n, err
	}
	if have := h.d.contribution(raw).Head; have != head {
		return raw, n, &StaleHeadError{Want: head, Have: have}
	}
	return raw, n, nil
}

func (h *hosted[R]) List(ctx context.Context, f Filter) ([]Contribution, error) {
	all, err := h.d.many(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	known := &rules{}
	return fill(ctx, all, f, func(ctx context.Context, raw R) (Contribution, error) {
		c := h.d.contribution(raw)
		if c.State != cmp.Or(f.State, Open) {
			return c, nil
		}
		_, err := h.d.complete(ctx, raw, &c, known)
		return c, err
	})
}

// whole is a contribution with all but its threads. What was read on the way is for those.
func (h *hosted[R]) whole(ctx context.Context, raw R) (c Contribution, known any, err error) {
	c = h.d.contribution(raw)
	known, err = h.d.complete(ctx, raw, &c, &rules{})
	return c, known, err
}

// verdictOf is what somebody said of a contribution, if it was this.
func (h *hosted[R]) verdictOf(ctx context.Context, raw R, who Login, o Opinion) (v Verdict, ok bool, err error) {
	c, _, err := h.whole(ctx, raw)
	i := slices.IndexFunc(c.Verdicts, func(v Verdict) bool { return v.By == who && v.Opinion == o })
	if err != nil || i < 0 {
		return v, false, err
	}
	return c.Verdicts[i], true, nil
}

func (h *hosted[R]) Get(ctx context.Context, id ID) (Contribution, error) {
	raw, n, err := h.read(ctx, id)
	if err != nil {
		return Contribution{}, err
	}
	c, known, err := h.whole(ctx, raw)
	if err != nil {
		return c, err
	}
	if c.Threads, err = h.d.threads(ctx, n, known); err != nil || c.State == Open {
		return c, err
	}
	by, when, err := h.d.closedBy(ctx, raw, c)
	if err != nil && !unreadable(err) {
		return c, fmt.Errorf("read who closed contribution %d: %w", n, err)
	}
	c.ended(by, value(when).UTC())
	return c, nil
}

func (h *hosted[R]) Gate(ctx context.Context, id ID) (Gate, error) {
	raw, _, err := h.read(ctx, id)
	if err != nil {
		return Gate{}, err
	}
	c, _, err := h.whole(ctx, raw)
	return c.Gate, err
}

func (h *hosted[R]) Threads(ctx context.Context, id ID) ([]Thread, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	return h.d.threads(ctx, n, nil)
}

func (h *hosted[R]) Diff(ctx context.Context, id ID) ([]FileDiff, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	files, err := h.d.change(ctx, n)
	if err != nil {
		return nil, fmt.Errorf("read the change of contribution %d: %w", n, err)
	}
	return files, nil
}

// Open offers a branch. AGit has opened it with the push already: then it is looked up.
func (h *hosted[R]) Open(ctx context.Context, p Proposal) (Contribution, error) {
	if p.Way == ByAGit && p.Head == "" {
		return Contribution{}, &UsageError{"a contribution by AGit is found by its head: say which was pushed"}
	}
	if p.Base == "" {
		r, err := h.d.Repository(ctx)
		if err != nil {
			return Contribution{}, err
		}
		p.Base = r.Default
	}
	n, ends, err := h.d.offered(ctx, p)
	switch {
	case err != nil:
		return Contribution{}, fmt.Errorf("look for a contribution from %s: %w", p.Branch, err)
	case n > 0:
		c, err := h.refresh(ctx, n, p)
		c.Branch = p.Branch
		return c, err
	case p.Way == ByAGit:
		return Contribution{}, fmt.Errorf("open a contribution from %s: the push did not make one: %w", p.Branch, ErrNotFound)
	}
	if n, err = h.d.create(ctx, p, ends); err != nil {
		return Contribution{}, fmt.Errorf("open a contribution from %s: %w", p.Branch, err)
	}
	return h.Get(ctx, idOf(n))
}

// refresh brings an offered contribution up to date with a proposal. Hosts take note of a
// push after they have answered it.
func (h *hosted[R]) refresh(ctx context.Context, n int, p Proposal) (Contribution, error) {
	if p.Head != "" {
		_, err := h.settle(ctx, func() (bool, error) {
			now, err := h.d.one(ctx, n)
			return err == nil && h.d.contribution(now).Head == p.Head, err
		})
		if err != nil {
			return Contribution{}, err
		}
	}
	return h.Update(ctx, idOf(n), p.Amendment())
}

func (h *hosted[R]) Update(ctx context.Context, id ID, a Amendment) (Contribution, error) {
	now, _, err := h.read(ctx, id)
	if err != nil {
		return Contribution{}, err
	}
	if err := h.d.amend(ctx, now, a); err != nil {
		return Contribution{}, fmt.Errorf("update contribution %s: %w", id, err)
	}
	return h.Get(ctx, id)
}

func (h *hosted[R]) Withdraw(ctx context.Context, id ID, head Commit) error {
	n, err := number(id)
	if err == nil && head != "" {
		_, _, err = h.mustBe(ctx, id, head)
	}
	if err != nil {
		return err
	}
	if err := h.d.close(ctx, n); err != nil {
		return fmt.Errorf("withdraw contribution %d: %w", n, err)
	}
	return nil
}

func (h *hosted[R]) Submit(ctx context.Context, id ID, r Review) (Receipt, error) {
	if err := r.Check(); err != nil {
		return Receipt{}, err
	}
	raw, n, err := h.mustBe(ctx, id, r.Head)
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	w := written{Review: r, body: r.Body, inline: r.Inline}
	if len(r.Inline) > 0 {
		if w.files, err = h.Diff(ctx, id); err != nil {
			return Receipt{}, err
		}
		w.inline, receipt.Moved, w.body = sortOut(r, w.files)
	}
	if r.Perhaps {
		v, arrived, err := h.resume(ctx, raw, n, w)
		if receipt.Verdict = v; arrived || err != nil {
			return receipt, err
		}
	}
	if receipt.Verdict, err = h.d.review(ctx, raw, w); Unclear(err) && !r.Perhaps {
		if v, arrived, _ := h.resume(ctx, raw, n, w); arrived {
			receipt.Verdict, err = v, nil
		}
	}
	if err != nil {
		return receipt, fmt.Errorf("send the review of contribution %d: %w", n, err)
	}
	return receipt, nil
}

func (h *hosted[R]) Reply(ctx context.Context, id ID, t ThreadID, body string) (Comment, error) {
	n, err := number(id)
	if err != nil {
		return Comment{}, err
	}
	if strings.TrimSpace(body) == "" {
		return Comment{}, &UsageError{"an empty comment says nothing"}
	}
	c, err := h.d.answer(ctx, n, t, body)
	if Unclear(err) {
		if there, arrived := h.answered(ctx, n, t, body); arrived {
			return there, nil
		}
	}
	if err != nil {
		return Comment{}, fmt.Errorf("reply on contribution %d: %w", n, err)
	}
	return c, nil
}

// noThread says that there is none to answer in.
func noThread(t ThreadID) error { return fmt.Errorf("thread %s: %w", Line(string(t)), ErrNotFound) }

func (h *hosted[R]) Merge(ctx context.Context, id ID, head Commit) (Commit, error) {
	raw, n, err := h.mustBe(ctx, id, head)
	if err != nil {
		return "", err
	}
	gate, err := h.Gate(ctx, id)
	if err != nil {
		return "", err
	}
	if gate.shut() {
		return "", blocked(gate, "")
	}
	repository, err := h.d.Repository(ctx)
	if err != nil {
		return "", err
	}
	if repository.Archived {
		return "", h.host.archived(repository.Path)
	}
	merged, refused := h.d.accept(ctx, raw, head)
	if refused != nil {
		return "", h.whyNot(ctx, n, head, refused)
	}
	return merged, nil
}

// whyNot turns a refused merge into the reason behind it.
func (h *hosted[R]) whyNot(ctx context.Context, n int, head Commit, refused error) error {
	var r *RefusedError
	var shut *BlockedError
	stale := errors.Is(refused, ErrStaleHead)
	if errors.As(refused, &shut) {
		return refused
	}
	if !stale && (!errors.As(refused, &r) || r.Status >= 500) {
		return fmt.Errorf("merge contribution %d: %w", n, refused)
	}
	if _, _, err := h.mustBe(ctx, idOf(n), head); err != nil || stale {
		return cmp.Or(err, refused)
	}
	gate, err := h.Gate(ctx, idOf(n))
	if err != nil {
		return fmt.Errorf("merge contribution %d: %w", n, refused)
	}
	if r.Status == http.StatusForbidden {
		gate.Reasons = append([]Reason{{NotAllowed, r.Text}}, gate.Reasons...)
	}
	return blocked(gate, r.Text)
}

var (
	_ dialect[pull]        = (*github)(nil)
	_ dialect[pull]        = (*gitea)(nil)
	_ dialect[gitlabMerge] = (*gitlab)(nil)
)
