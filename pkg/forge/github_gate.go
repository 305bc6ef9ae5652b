package forge

import (
	"context"
	"fmt"
)

// githubRule is what a branch asks for, from rulesets: those are readable by everybody
// who can read. What classic branch protection asks for only shows as "blocked".
type githubRule struct {
	approvals int
	checks    []string
	linear    bool // no merge commits
	styles    []string
}

func (g *github) rule(ctx context.Context, known *rules, b Branch) (githubRule, error) {
	return ruleOf(known, b, func() (r githubRule, err error) {
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
	})
}

// checks joins GitHub's two kinds: check runs and commit statuses.
func (g *github) checks(ctx context.Context, head Commit) ([]Check, error) {
	if !IsCommit(string(head)) {
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
	_, err := g.do(ctx, call{path: g.at("commits", string(head), "check-runs"), query: g.size}, &runs)
	if err != nil && !unreadable(err) {
		return nil, fmt.Errorf("read the checks of %s: %w", short(head), err)
	}
	var out []Check
	for _, r := range runs.Runs {
		c := Check{Name: Line(r.Name), State: Pending, URL: Line(value(r.HTMLURL)), Text: Line(value(r.Output.Title))}
		if r.Status == "completed" {
			c.State = statusState(value(r.Conclusion))
		}
		out = append(out, c)
	}
	statuses, err := g.statuses(ctx, head)
	return append(out, statuses...), err
}

// complete reads one of a list again: a list does not say what is mergeable.
func (g *github) complete(ctx context.Context, p pull, c *Contribution, known *rules) (any, error) {
	if p.MergeWord == "" {
		var err error
		if p, err = g.one(ctx, p.Number); err != nil {
			return nil, fmt.Errorf("look at contribution %d: %w", c.Number, err)
		}
	}
	reviews, err := g.reviews(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	c.Verdicts = verdicts(reviews, c.Head)
	if c.Checks, err = g.checks(ctx, c.Head); err != nil {
		return nil, err
	}
	if c.State != Open {
		c.Gate = c.notOpen()
		return reviews, nil
	}
	rule, err := g.rule(ctx, known, c.Base)
	if err != nil {
		return nil, err
	}
	why := append(draftReason(*c), VerdictReasons(c.Verdicts, rule.approvals)...)
	why = append(why, checkReasons(c.Checks, rule.checks)...)
	c.Gate = gateOf(append(why, stateReasons(p, *c, why)...))
	return reviews, nil
}

// stateReasons reads GitHub's one word for it. "blocked" says that some rule is not met;
// it is passed on only when nothing else explains it.
func stateReasons(p pull, c Contribution, known []Reason) []Reason {
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
