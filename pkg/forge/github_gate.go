package forge

import (
	"context"
	"fmt"
)

// rule reads rulesets: those are readable by everybody who can read. What classic branch
// protection asks for only shows as "blocked".
func (g *github) rule(ctx context.Context, b Branch) (r rule, err error) {
	type rawRule struct {
		Type       string `json:"type"`
		Parameters struct {
			Approvals int      `json:"required_approving_review_count"`
			Styles    []string `json:"allowed_merge_methods"`
			Checks    []struct {
				Context string `json:"context"`
			} `json:"required_status_checks"`
		} `json:"parameters"`
	}
	all, err := pages[rawRule](ctx, g.client, call{path: g.at("rules", "branches", string(b))}, 0)
	if err != nil && !unreadable(err) {
		return r, err
	}
	for _, raw := range all {
		r.approvals = max(r.approvals, raw.Parameters.Approvals)
		r.linear = r.linear || raw.Type == "required_linear_history"
		if len(raw.Parameters.Styles) > 0 {
			r.styles = raw.Parameters.Styles
		}
		for _, c := range raw.Parameters.Checks {
			r.checks = append(r.checks, c.Context)
		}
	}
	return r, nil
}

// checks joins GitHub's two kinds: check runs and commit statuses.
func (g *github) checks(ctx context.Context, head Commit) ([]Check, error) {
	var found struct {
		Runs []status `json:"check_runs"`
	}
	_, err := g.do(ctx, call{path: g.at("commits", string(head), "check-runs"), query: g.size}, &found)
	runs, err := checksOf(head, found.Runs, err)
	if err != nil {
		return nil, err
	}
	statuses, err := g.rest.checks(ctx, head)
	return append(runs, statuses...), err
}

// complete reads one of a list again: a list does not say what is mergeable.
func (g *github) complete(ctx context.Context, p pull, c *Contribution, known *rules) (any, error) {
	if p.MergeWord == "" {
		var err error
		if p, err = g.one(ctx, p.Number); err != nil {
			return nil, fmt.Errorf("look at contribution %d: %w", c.Number, err)
		}
	}
	return g.rest.complete(ctx, p, c, known)
}

// obstacles reads GitHub's one word for it. "blocked" says that some rule is not met;
// it is passed on only when nothing else explains it.
func (g *github) obstacles(p pull, c *Contribution, _ rule, known []Reason) []Reason {
	switch {
	case p.Mergeable != nil && !*p.Mergeable || p.MergeWord == "dirty":
		return []Reason{{Conflicting, ClashSince}}
	case p.Mergeable == nil:
		return []Reason{{Undecided, "GitHub is still looking whether it can be accepted"}}
	case p.MergeWord == "behind":
		return []Reason{{Behind, "it has to take in what was accepted since first"}}
	case p.MergeWord == "blocked" && len(known) == 0:
		return []Reason{{OtherObstacle, fmt.Sprintf("a rule of %s is not met yet", c.Base)}}
	}
	return nil
}
