package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// githubRules remembers what the branches of one list ask for.
type githubRules struct {
	mu     sync.Mutex
	byName map[Branch]githubRule
}

// githubRule is what a branch asks for, from rulesets: those are readable by everybody
// who can read. What classic branch protection asks for only shows as "blocked".
type githubRule struct {
	approvals int
	checks    []string
	resolved  bool // all threads must be
	linear    bool // no merge commits
	styles    []string
}

func (g *github) rule(ctx context.Context, rules *githubRules, b Branch) (githubRule, error) {
	rules.mu.Lock()
	defer rules.mu.Unlock()
	if r, ok := rules.byName[b]; ok {
		return r, nil
	}
	type rawRule struct {
		Type       string `json:"type"`
		Parameters struct {
			Approvals int      `json:"required_approving_review_count"`
			Resolved  bool     `json:"required_review_thread_resolution"`
			Styles    []string `json:"allowed_merge_methods"`
			Checks    []struct {
				Context string `json:"context"`
			} `json:"required_status_checks"`
		} `json:"parameters"`
	}
	var r githubRule
	all, err := githubPages[rawRule](ctx, g, call{path: g.at("rules", "branches", string(b))}, 0)
	if err != nil && !unreadable(err) {
		return r, fmt.Errorf("read the rules of %s: %w", b, err)
	}
	for _, raw := range all {
		r.approvals = max(r.approvals, raw.Parameters.Approvals)
		r.linear = r.linear || raw.Type == "required_linear_history"
		if len(raw.Parameters.Styles) > 0 {
			r.styles = raw.Parameters.Styles
		}
		r.resolved = r.resolved || raw.Parameters.Resolved
		for _, c := range raw.Parameters.Checks {
			r.checks = append(r.checks, c.Context)
		}
	}
	if rules.byName == nil {
		rules.byName = map[Branch]githubRule{}
	}
	rules.byName[b] = r
	return r, nil
}

// unreadable reports that a host keeps something from us, or is too old to know it. The
// gate then says less, but nothing wrong.
func unreadable(err error) bool {
	var auth *AuthError
	var refused *RefusedError
	return errors.Is(err, ErrNotFound) || errors.As(err, &auth) || errors.As(err, &refused) && refused.Status == http.StatusForbidden
}

// checks joins GitHub's two kinds: check runs and commit statuses.
func (g *github) checks(ctx context.Context, head Commit) ([]Check, error) {
	if !isCommit(string(head)) {
		return nil, nil
	}
	var runs struct {
		Runs []struct {
			Name       string  `json:"name"`
			Status     string  `json:"status"`
			Conclusion *string `json:"conclusion"`
			HTMLURL    *string `json:"html_url"`
			Output     struct {
				Title *string `json:"title"`
			} `json:"output"`
		} `json:"check_runs"`
	}
	commit := g.at("commits", string(head))
	if _, err := g.ask(ctx, call{path: commit + "/check-runs", query: map[string][]string{"per_page": {"100"}}}, &runs); err != nil && !unreadable(err) {
		return nil, fmt.Errorf("read the checks of %s: %w", short(head), err)
	}
	var out []Check
	for _, r := range runs.Runs {
		c := Check{Name: line(r.Name), State: Pending, URL: line(value(r.HTMLURL)), Text: line(value(r.Output.Title))}
		if r.Status == "completed" {
			c.State = statusState(value(r.Conclusion))
		}
		out = append(out, c)
	}
	var statuses struct {
		Statuses []struct {
			State       string  `json:"state"`
			Context     string  `json:"context"`
			Description *string `json:"description"`
			TargetURL   *string `json:"target_url"`
		} `json:"statuses"`
	}
	if _, err := g.ask(ctx, call{path: commit + "/status", query: map[string][]string{"per_page": {"100"}}}, &statuses); err != nil && !unreadable(err) {
		return nil, fmt.Errorf("read the checks of %s: %w", short(head), err)
	}
	for _, s := range statuses.Statuses {
		out = append(out, Check{Name: line(s.Context), State: statusState(s.State), Text: line(value(s.Description)), URL: line(value(s.TargetURL))})
	}
	return out, nil
}

// value is what a pointer points to, "" for none.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (g *github) Gate(ctx context.Context, id ID) (Gate, error) {
	n, err := number(id)
	if err != nil {
		return Gate{}, err
	}
	p, err := g.pullOf(ctx, n)
	if err != nil {
		return Gate{}, err
	}
	c := g.contribution(p)
	_, err = g.complete(ctx, p, &c, &githubRules{})
	return c.Gate, err
}

// gate combines what the branch asks for with what GitHub says of the contribution.
func (g *github) gate(ctx context.Context, p githubPull, c Contribution, rules *githubRules) (Gate, error) {
	if c.State != Open {
		return Gate{Reasons: []Reason{{NotOpen, "it is " + string(c.State) + " already"}}}, nil
	}
	rule, err := g.rule(ctx, rules, c.Base)
	if err != nil {
		return Gate{}, err
	}
	var why []Reason
	if c.Draft {
		why = append(why, Reason{IsDraft, "its author is not done with it: it is marked as a draft"})
	}
	why = append(why, verdictReasons(c.Verdicts, rule.approvals)...)
	why = append(why, checkReasons(c.Checks, rule.checks)...)
	why = append(why, stateReasons(p, c, why)...)
	return Gate{Mergeable: len(why) == 0, Reasons: why}, nil
}

// stateReasons reads GitHub's one word for it. "blocked" says that some rule is not met;
// it is passed on only when nothing else explains it.
func stateReasons(p githubPull, c Contribution, known []Reason) []Reason {
	switch {
	case p.Mergeable != nil && !*p.Mergeable || p.MergeWord == "dirty":
		return []Reason{{Conflicting, clashSince}}
	case p.Mergeable == nil:
		return []Reason{{Undecided, "GitHub is still looking whether it can be merged"}}
	case p.MergeWord == "behind":
		return []Reason{{Behind, fmt.Sprintf("it has to take in the newest state of %s first", c.Base)}}
	case p.MergeWord == "blocked" && len(known) == 0:
		return []Reason{{OtherObstacle, fmt.Sprintf("a rule of %s is not met yet", c.Base)}}
	}
	return nil
}

func (g *github) Merge(ctx context.Context, id ID, head Commit) (Commit, error) {
	n, err := number(id)
	if err != nil {
		return "", err
	}
	p, err := g.mustBe(ctx, n, head)
	if err != nil {
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
	rule, err := g.rule(ctx, &githubRules{}, Branch(line(p.Base.Ref)))
	if err != nil {
		return "", err
	}
	var done struct {
		SHA string `json:"sha"`
	}
	_, err = g.ask(ctx, call{method: http.MethodPut, path: g.pull(n, "merge"), body: map[string]any{"sha": head, "merge_method": g.style("merge", repo.styles(rule))}}, &done)
	if err != nil {
		return "", g.whyNot(ctx, n, head, err)
	}
	return Commit(line(done.SHA)), nil
}

func (g *github) whyNot(ctx context.Context, n int, head Commit, refused error) error {
	var r *RefusedError
	if !errors.As(refused, &r) || !slices.Contains([]int{http.StatusMethodNotAllowed, http.StatusConflict, http.StatusForbidden, http.StatusUnprocessableEntity}, r.Status) {
		return fmt.Errorf("merge contribution %d: %w", n, refused)
	}
	if _, err := g.mustBe(ctx, n, head); err != nil {
		return err
	}
	gate, err := g.Gate(ctx, idOf(n))
	if err != nil {
		return fmt.Errorf("merge contribution %d: %w", n, refused)
	}
	if r.Status == http.StatusForbidden {
		gate.Reasons = append([]Reason{{NotAllowed, r.Text}}, gate.Reasons...)
	}
	return blocked(gate, r.Text)
}

func (g *github) Withdraw(ctx context.Context, id ID) error {
	n, err := number(id)
	if err != nil {
		return err
	}
	if _, err := g.ask(ctx, call{method: http.MethodPatch, path: g.pull(n), body: map[string]any{"state": "closed"}}, nil); err != nil {
		return fmt.Errorf("withdraw contribution %d: %w", n, err)
	}
	return nil
}
