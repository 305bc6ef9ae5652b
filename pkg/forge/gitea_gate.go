package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"
)

// giteaRules remembers what the branches of one list ask for.
type giteaRules struct {
	mu     sync.Mutex
	byName map[Branch]giteaBranch
}

// giteaBranch is what the host tells everybody who can read about a branch's rules.
type giteaBranch struct {
	Approvals int      `json:"required_approvals"`
	Enforced  bool     `json:"enable_status_check"`
	Contexts  []string `json:"status_check_contexts"`
	CanMerge  bool     `json:"user_can_merge"`
}

func (g *gitea) branch(ctx context.Context, rules *giteaRules, name Branch) (giteaBranch, error) {
	rules.mu.Lock()
	defer rules.mu.Unlock()
	if b, ok := rules.byName[name]; ok {
		return b, nil
	}
	var b giteaBranch
	if _, err := g.do(ctx, call{path: g.at("branches") + branchPath(name)}, &b); err != nil {
		return b, fmt.Errorf("read the rules of %s: %w", name, err)
	}
	if rules.byName == nil {
		rules.byName = map[Branch]giteaBranch{}
	}
	rules.byName[name] = b
	return b, nil
}

// branchPath escapes a branch's name but keeps its slashes, as this host wants it.
func branchPath(b Branch) string { return segments(strings.Split(string(b), "/")...) }

type giteaStatus struct {
	Status      string `json:"status"`
	Context     string `json:"context"`
	Description string `json:"description"`
	TargetURL   string `json:"target_url"`
}

func (g *gitea) checks(ctx context.Context, head Commit) ([]Check, error) {
	if !isCommit(string(head)) {
		return nil, nil
	}
	var combined struct {
		Statuses []giteaStatus `json:"statuses"`
	}
	if _, err := g.do(ctx, call{path: g.at("commits", string(head), "status")}, &combined); err != nil {
		if errors.Is(err, ErrNotFound) {
			return nil, nil
		}
		return nil, fmt.Errorf("read the checks of %s: %w", short(head), err)
	}
	var out []Check
	for _, s := range combined.Statuses {
		out = append(out, Check{Name: line(s.Context), State: statusState(s.Status), Text: line(s.Description), URL: line(s.TargetURL)})
	}
	return out, nil
}

// statusState translates the words all hosts use for a commit's status.
func statusState(s string) CheckState {
	switch s {
	case "success", "warning", "neutral":
		return Passed
	case "failure", "error", "failed", "canceled", "cancelled", "timed_out", "action_required", "startup_failure":
		return Failed
	case "skipped", "stale", "manual":
		return Skipped
	}
	return Pending
}

func (g *gitea) Gate(ctx context.Context, id ID) (Gate, error) {
	n, err := number(id)
	if err != nil {
		return Gate{}, err
	}
	p, err := g.pullOf(ctx, n)
	if err != nil {
		return Gate{}, err
	}
	c := g.contribution(p)
	_, err = g.complete(ctx, p, &c, &giteaRules{})
	return c.Gate, err
}

// gate puts together what this host says in several places.
func (g *gitea) gate(ctx context.Context, p giteaPull, c Contribution, rules *giteaRules) (Gate, error) {
	if c.State != Open {
		return Gate{Reasons: []Reason{{NotOpen, "it is " + string(c.State) + " already"}}}, nil
	}
	b, err := g.branch(ctx, rules, c.Base)
	if err != nil {
		return Gate{}, err
	}
	var why []Reason
	if c.Draft {
		why = append(why, Reason{IsDraft, "its author is not done with it: it is marked as a draft"})
	}
	why = append(why, verdictReasons(c.Verdicts, b.Approvals)...)
	if b.Enforced {
		why = append(why, checkReasons(c.Checks, b.Contexts)...)
	}
	if !p.Mergeable && !c.Draft {
		why = append(why, Reason{Conflicting, clashSince + ", unless " + g.host.Name() + " is still comparing the two"})
	}
	if !b.CanMerge && !g.opt.Credential.IsZero() {
		why = append(why, Reason{NotAllowed, "you may not merge into " + string(c.Base)})
	}
	return Gate{Mergeable: len(why) == 0, Reasons: why}, nil
}

// verdictReasons says which verdicts are in the way, or missing.
func verdictReasons(verdicts []Verdict, required int) []Reason {
	var why []Reason
	have, stale := 0, 0
	for _, v := range verdicts {
		switch {
		case v.Advisory:
		case v.Opinion == ChangesRequested && !v.Stale:
			why = append(why, Reason{ChangesAsked, string(v.By) + " asked for changes"})
		case v.Opinion == Approved && v.Stale:
			stale++
		case v.Opinion == Approved:
			have++
		}
	}
	if have >= required {
		return why
	}
	text := fmt.Sprintf("it needs %s, has %d", plural(required, "approval"), have)
	if stale > 0 {
		text += fmt.Sprintf(" (and %d of an older state)", stale)
	}
	return append(why, Reason{NeedsApproval, text})
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// checkReasons compares checks with the required ones, which may be patterns.
func checkReasons(checks []Check, required []string) []Reason {
	var why []Reason
	for _, want := range required {
		state := CheckState("")
		for _, c := range checks {
			if ok, _ := path.Match(want, c.Name); ok || want == c.Name {
				state = worse(state, c.State)
			}
		}
		switch state {
		case Failed:
			why = append(why, Reason{CheckFailed, fmt.Sprintf("the check %q failed", line(want))})
		case Pending:
			why = append(why, Reason{CheckPending, fmt.Sprintf("the check %q is still running", line(want))})
		case "":
			why = append(why, Reason{CheckPending, fmt.Sprintf("the check %q has not run", line(want))})
		}
	}
	return why
}

func worse(a, b CheckState) CheckState {
	for _, s := range []CheckState{Failed, Pending, Passed, Skipped} {
		if a == s || b == s {
			return s
		}
	}
	return ""
}

// Merge accepts a head. The host answers 405 "try again later" while it still computes
// conflicts, and only then it is worth waiting.
func (g *gitea) Merge(ctx context.Context, id ID, head Commit) (Commit, error) {
	n, err := number(id)
	if err != nil {
		return "", err
	}
	if err := g.mustBe(ctx, n, head); err != nil {
		return "", err
	}
	gate, err := g.Gate(ctx, id)
	if err != nil {
		return "", err
	}
	if gate.shut() {
		return "", blocked(gate, "")
	}
	repo, err := g.repository(ctx)
	if err != nil {
		return "", err
	}
	if repo.Archived {
		return "", g.host.archived(repo.FullName)
	}
	body := map[string]any{"Do": g.style(repo.MergeStyle, repo.styles()), "head_commit_id": head}
	var refused error
	for round, done := 0, false; !done && round < mostRounds; round++ {
		if round == 1 {
			g.opt.Notice(g.host.Name() + " is still comparing it with what was accepted")
		}
		done, err = g.settle(ctx, func() (bool, error) {
			_, refused = g.do(ctx, call{method: http.MethodPost, path: g.pull(n, "merge"), body: body}, nil)
			return !busy(refused), ctx.Err()
		})
		if err != nil {
			return "", err
		}
	}
	if busy(refused) {
		return "", &BlockedError{Reasons: []Reason{{Undecided, g.host.Name() + " is still comparing it with what was accepted; try again in a moment"}}}
	}
	if refused != nil {
		return "", g.whyNot(ctx, n, head, refused)
	}
	p, err := g.pullOf(ctx, n)
	return Commit(line(p.MergeSHA)), err
}

// mostRounds is how often a merge is tried while the host is busy, seven seconds each.
const mostRounds = 5

func busy(err error) bool {
	var r *RefusedError
	return errors.As(err, &r) && r.Status == http.StatusMethodNotAllowed && strings.Contains(strings.ToLower(r.Text), "try again later")
}

// whyNot turns a refused merge into the reason behind it.
func (g *gitea) whyNot(ctx context.Context, n int, head Commit, refused error) error {
	var r *RefusedError
	if !errors.As(refused, &r) {
		return fmt.Errorf("merge contribution %d: %w", n, refused)
	}
	if r.Status == http.StatusConflict && strings.Contains(r.Text, "head out of date") {
		return &StaleHeadError{Want: head}
	}
	if err := g.mustBe(ctx, n, head); err != nil {
		return err
	}
	gate, err := g.Gate(ctx, idOf(n))
	if err != nil {
		return fmt.Errorf("merge contribution %d: %w", n, refused)
	}
	return blocked(gate, r.Text)
}

// shut reports whether it is no use to try: something stands in the way other than what
// hosts compute late.
func (g Gate) shut() bool {
	for _, r := range g.Reasons {
		if r.Kind != Conflicting && r.Kind != Undecided {
			return true
		}
	}
	return false
}

// blocked says why a merge was refused; when the gate knows no reason, the host's words are it.
func blocked(gate Gate, said string) error {
	if len(gate.Reasons) == 0 {
		gate.Reasons = []Reason{{OtherObstacle, said}}
	}
	return &BlockedError{Reasons: gate.Reasons, Text: said}
}

func (g *gitea) Withdraw(ctx context.Context, id ID) error {
	n, err := number(id)
	if err != nil {
		return err
	}
	if _, err := g.do(ctx, call{method: http.MethodPatch, path: g.pull(n), body: map[string]any{"state": "closed"}}, nil); err != nil {
		return fmt.Errorf("withdraw contribution %d: %w", n, err)
	}
	return nil
}
