package forge

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

type githubPull struct {
	Number    int           `json:"number"`
	NodeID    string        `json:"node_id"`
	HTMLURL   string        `json:"html_url"`
	Title     string        `json:"title"`
	Body      *string       `json:"body"`
	User      *githubUser   `json:"user"`
	State     string        `json:"state"`
	Draft     bool          `json:"draft"`
	MergedAt  *time.Time    `json:"merged_at"`
	MergeSHA  *string       `json:"merge_commit_sha"`
	MergedBy  *githubUser   `json:"merged_by"` // absent in lists
	ClosedAt  *time.Time    `json:"closed_at"`
	Mergeable *bool         `json:"mergeable"` // null while GitHub computes; absent in lists
	MergeWord string        `json:"mergeable_state"`
	Asked     []*githubUser `json:"requested_reviewers"`
	Created   time.Time     `json:"created_at"`
	Updated   time.Time     `json:"updated_at"`
	Head      githubEnd     `json:"head"`
	Base      githubEnd     `json:"base"`
}

type githubEnd struct {
	Ref  string      `json:"ref"`
	SHA  string      `json:"sha"`
	Repo *githubRepo `json:"repo"`
}

func (g *github) contribution(p githubPull) Contribution {
	c := Contribution{
		ID: idOf(p.Number), Number: p.Number, URL: line(p.HTMLURL), Title: line(p.Title),
		Author: p.User.login(), Branch: Branch(line(p.Head.Ref)), Base: Branch(line(p.Base.Ref)),
		Head: Commit(line(p.Head.SHA)), HeadRef: fmt.Sprintf("refs/pull/%d/head", p.Number),
		State: Open, Draft: p.Draft, Created: p.Created.UTC(), Updated: p.Updated.UTC(),
	}
	if p.Body != nil {
		c.Body = text(*p.Body)
	}
	switch {
	case p.MergedAt != nil:
		c.State = Merged
		if p.MergeSHA != nil {
			c.Merge = Commit(line(*p.MergeSHA))
		}
	case p.State == "closed":
		c.State = Closed
	}
	if r := p.Head.Repo; r != nil && !sameFold(r.FullName, g.home.now()) {
		c.Fork = line(r.FullName)
	}
	for _, u := range p.Asked {
		c.Requested = append(c.Requested, u.login())
	}
	return c
}

func (g *github) Open(ctx context.Context, p Proposal) (Contribution, error) {
	if p.Base == "" {
		r, err := g.repository(ctx)
		if err != nil {
			return Contribution{}, err
		}
		p.Base = Branch(line(r.DefaultBranch))
	}
	from := g.home.owner()
	if p.Way == ByFork {
		from, _, _ = strings.Cut(p.Fork.Path, "/")
	}
	old, err := githubPages[githubPull](ctx, g, call{path: g.at("pulls"), query: url.Values{
		"state": {"open"}, "head": {from + ":" + string(p.Branch)}, "base": {string(p.Base)},
	}}, 1)
	if err != nil {
		return Contribution{}, fmt.Errorf("look for a contribution from %s: %w", p.Branch, err)
	}
	if len(old) > 0 {
		return g.refresh(ctx, idOf(old[0].Number), p)
	}
	return g.create(ctx, from, p)
}

func (g *github) create(ctx context.Context, from string, p Proposal) (Contribution, error) {
	head := string(p.Branch)
	if p.Way == ByFork {
		head = from + ":" + head
	}
	var made githubPull
	_, err := g.ask(ctx, call{method: http.MethodPost, path: g.at("pulls"), body: map[string]any{
		"head": head, "base": p.Base, "title": line(p.Title), "body": p.Body, "draft": p.Draft, "maintainer_can_modify": true,
	}}, &made)
	if err != nil {
		return Contribution{}, fmt.Errorf("open a contribution from %s: %w", p.Branch, err)
	}
	if err := g.askReview(ctx, made.Number, p.Reviewers); err != nil {
		return Contribution{}, err
	}
	return g.Get(ctx, idOf(made.Number))
}

// refresh brings an offered contribution up to date with a proposal.
func (g *github) refresh(ctx context.Context, id ID, p Proposal) (Contribution, error) {
	if p.Head != "" {
		n, err := number(id)
		if err != nil {
			return Contribution{}, err
		}
		if _, err := g.settle(ctx, func() (bool, error) {
			now, err := g.pullOf(ctx, n)
			return Commit(now.Head.SHA) == p.Head, err
		}); err != nil {
			return Contribution{}, err
		}
	}
	return g.Update(ctx, id, Amendment{Title: given(p.Title), Body: given(p.Body), Draft: &p.Draft, Reviewers: p.Reviewers})
}

// askReview asks people; "group/team" means a team of the owner's.
func (g *github) askReview(ctx context.Context, n int, who []Login) error {
	if len(who) == 0 {
		return nil
	}
	people, teams := []string{}, []string{}
	for _, l := range who {
		if _, team, ok := strings.Cut(string(l), "/"); ok {
			teams = append(teams, team)
			continue
		}
		people = append(people, string(l))
	}
	_, err := g.ask(ctx, call{method: http.MethodPost, path: g.pull(n, "requested_reviewers"), body: map[string]any{
		"reviewers": people, "team_reviewers": teams,
	}}, nil)
	if err != nil {
		return fmt.Errorf("ask %s for a review: %w", joinLogins(who), err)
	}
	return nil
}

func (g *github) Update(ctx context.Context, id ID, a Amendment) (Contribution, error) {
	n, err := number(id)
	if err != nil {
		return Contribution{}, err
	}
	now, err := g.pullOf(ctx, n)
	if err != nil {
		return Contribution{}, err
	}
	body := map[string]any{}
	if a.Title != nil && line(*a.Title) != now.Title {
		body["title"] = line(*a.Title)
	}
	if a.Body != nil && (now.Body == nil || *a.Body != *now.Body) {
		body["body"] = *a.Body
	}
	if len(body) > 0 {
		if _, err := g.ask(ctx, call{method: http.MethodPatch, path: g.pull(n), body: body}, nil); err != nil {
			return Contribution{}, fmt.Errorf("update contribution %s: %w", id, err)
		}
	}
	if a.Draft != nil && *a.Draft != now.Draft {
		if err := g.mark(ctx, now.NodeID, *a.Draft); err != nil {
			return Contribution{}, fmt.Errorf("update contribution %s: %w", id, err)
		}
	}
	fresh := slices.DeleteFunc(slices.Clone(a.Reviewers), func(l Login) bool {
		return slices.ContainsFunc(now.Asked, func(u *githubUser) bool { return sameFold(u.Login, l) })
	})
	if err := g.askReview(ctx, n, fresh); err != nil {
		return Contribution{}, err
	}
	return g.Get(ctx, id)
}

// mark makes a contribution a draft or ready. GitHub's REST interface cannot; GraphQL can.
func (g *github) mark(ctx context.Context, node string, draft bool) error {
	verb := "markPullRequestReadyForReview"
	if draft {
		verb = "convertPullRequestToDraft"
	}
	query := fmt.Sprintf("mutation($id: ID!) { %s(input: {pullRequestId: $id}) { clientMutationId } }", verb)
	var out struct {
		Errors []struct{ Message string }
	}
	_, err := g.ask(ctx, call{method: http.MethodPost, path: g.graphQL(), body: map[string]any{"query": query, "variables": map[string]any{"id": node}}}, &out)
	if err == nil && len(out.Errors) > 0 {
		err = &RefusedError{Host: g.host.Name(), Text: line(out.Errors[0].Message)}
	}
	return err
}

// graphQL is beside the REST interface: /graphql, on Enterprise /api/graphql.
func (g *github) graphQL() string {
	if base, ok := strings.CutSuffix(g.base, "/v3"); ok {
		return base + "/graphql"
	}
	return g.base + "/graphql"
}

func (g *github) pullOf(ctx context.Context, n int) (githubPull, error) {
	var p githubPull
	if _, err := g.ask(ctx, call{path: g.pull(n)}, &p); err != nil {
		return p, fmt.Errorf("look at contribution %d: %w", n, err)
	}
	return p, nil
}

func (g *github) List(ctx context.Context, f Filter) ([]Contribution, error) {
	q := url.Values{"state": {"open"}, "sort": {"updated"}, "direction": {"desc"}}
	enough := f.limit()
	if f.state() != Open {
		q.Set("state", "closed")
		enough = 0
	}
	all, err := githubPages[githubPull](ctx, g, call{path: g.at("pulls"), query: q}, enough)
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	rules := &githubRules{}
	return fill(ctx, all, f, func(ctx context.Context, p githubPull) (Contribution, error) {
		c := g.contribution(p)
		if c.State != f.state() {
			return c, nil
		}
		p, err := g.pullOf(ctx, p.Number) // a list does not say what is mergeable
		if err != nil {
			return c, err
		}
		_, err = g.complete(ctx, p, &c, rules)
		return c, err
	})
}

func (g *github) Get(ctx context.Context, id ID) (Contribution, error) {
	n, err := number(id)
	if err != nil {
		return Contribution{}, err
	}
	p, err := g.pullOf(ctx, n)
	if err != nil {
		return Contribution{}, err
	}
	c := g.contribution(p)
	reviews, err := g.complete(ctx, p, &c, &githubRules{})
	if err != nil {
		return c, err
	}
	if c.Threads, err = g.threadsOf(ctx, n, reviews); err != nil || c.State == Open {
		return c, err
	}
	by := p.MergedBy
	if c.State == Closed {
		var issue struct {
			By *githubUser `json:"closed_by"`
		}
		if _, err := g.ask(ctx, call{path: g.at("issues", string(id))}, &issue); err != nil && !unreadable(err) {
			return c, fmt.Errorf("read who closed contribution %d: %w", n, err)
		}
		by = issue.By
	}
	c.ended(by.known(), stampOf(p.ClosedAt))
	return c, nil
}

// complete adds verdicts, checks and the gate.
func (g *github) complete(ctx context.Context, p githubPull, c *Contribution, rules *githubRules) ([]githubReview, error) {
	reviews, err := g.reviews(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	c.Verdicts = githubVerdicts(reviews, c.Head)
	if c.Checks, err = g.checks(ctx, c.Head); err != nil {
		return nil, err
	}
	c.Gate, err = g.gate(ctx, p, *c, rules)
	return reviews, err
}

func (g *github) Diff(ctx context.Context, id ID) ([]FileDiff, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	r, err := g.ask(ctx, call{path: g.pull(n), accept: "application/vnd.github.diff"}, nil)
	if err != nil {
		return nil, fmt.Errorf("read the change of contribution %d: %w", n, err)
	}
	return parseDiff(string(r.body)), nil
}
