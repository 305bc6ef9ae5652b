package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// github speaks with github.com, ghe.com and GitHub Enterprise servers.
type github struct{ rest }

func newGitHub(h Host, path string, o Options) *github {
	g := &github{rest{
		newest:   url.Values{"sort": {"updated"}, "direction": {"desc"}},
		verbs:    map[Opinion]string{Commented: "COMMENT", Approved: "APPROVE", ChangesRequested: "REQUEST_CHANGES"},
		wordless: []Opinion{Approved}, diffMedia: "application/vnd.github.diff",
	}}
	g.begin(h, path, o, g)
	g.media, g.header = "application/vnd.github+json", http.Header{"X-Github-Api-Version": {"2022-11-28"}}
	g.size = url.Values{"per_page": {"100"}}
	return g
}

// Capabilities leave out what only GitHub's other interface, GraphQL, can do: say which
// threads are resolved. Marking a draft as done is done through it.
func (g *github) Capabilities() Capabilities {
	return Capabilities{
		Numbers: true, Inline: true, Ranges: true, OldLines: true, RequestChanges: true, RequestReview: true,
		Heads: true, Checks: true, Drafts: true, Fork: true,
	}
}

func (g *github) byHand(branch Route, p Proposal) Route {
	branch = g.rest.byHand(branch, p)
	branch.Page += "?expand=1"
	return branch
}

// EnsureFork asks for a fork: GitHub answers with the one there is. A new one is filled
// after the answer; it is waited for.
func (g *github) EnsureFork(ctx context.Context) (Fork, error) {
	var r repository
	reply, err := g.do(ctx, call{method: http.MethodPost, path: g.at("forks"), body: map[string]any{"default_branch_only": true}}, &r)
	if err != nil {
		return Fork{}, fmt.Errorf("fork %s: %w", g.home.now(), err)
	}
	f := r.fork()
	f.Created = reply.status == http.StatusAccepted
	owner, name, err := ownerAndName(f.Path)
	if err != nil {
		return Fork{}, &RefusedError{Host: g.host.Name(), Text: "it did not say where the fork is"}
	}
	_, err = g.settle(ctx, func() (bool, error) {
		_, err := g.do(ctx, call{path: segments("repos", owner, name)}, nil)
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		return err == nil, err
	})
	return f, err
}

func (g *github) offered(ctx context.Context, p Proposal) (int, any, error) {
	from := g.home.owner()
	if p.Way == ByFork {
		from, _, _ = strings.Cut(p.Fork.Path, "/")
	}
	old, err := pages[pull](ctx, g.client, call{path: g.at("pulls"), query: url.Values{
		"state": {"open"}, "head": {from + ":" + string(p.Branch)}, "base": {string(p.Base)},
	}}, 1)
	if err != nil || len(old) == 0 {
		return 0, nil, err
	}
	return old[0].Number, nil, nil
}

func (g *github) amend(ctx context.Context, now pull, a Amendment) error {
	if err := g.rest.amend(ctx, now, a); err != nil || a.Draft == nil || *a.Draft == now.Draft {
		return err
	}
	return g.mark(ctx, now.NodeID, *a.Draft)
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
	err := g.post(ctx, g.graphQL(), map[string]any{"query": query, "variables": map[string]any{"id": node}}, &out)
	if err == nil && len(out.Errors) > 0 {
		err = &RefusedError{Host: g.host.Name(), Text: Line(out.Errors[0].Message)}
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

func (g *github) closer(ctx context.Context, n int) (*user, error) {
	var issue struct {
		By *user `json:"closed_by"`
	}
	_, err := g.do(ctx, call{path: g.issue(n)}, &issue)
	return issue.By, err
}

func (g *github) inline(in Inline) map[string]any {
	side := "RIGHT"
	if in.Side == Before {
		side = "LEFT"
	}
	m := map[string]any{"path": in.Path, "line": in.Line, "side": side, "body": in.Words(false)}
	if in.First() < in.Line {
		m["start_line"], m["start_side"] = in.Start, side
	}
	return m
}

func (g *github) commentLists(n int, _ []review) []string { return []string{g.pull(n, "comments")} }

// key is the comment that one answers, or itself.
func (g *github) key(c comment) string {
	if c.InReplyTo == 0 {
		return idText(c.ID)
	}
	return idText(c.InReplyTo)
}

func (g *github) anchor(c comment) Anchor {
	a := Anchor{Path: Line(c.Path), Side: After, Line: value(c.Line), Start: value(c.Start)}
	if c.Side == "LEFT" {
		a.Side = Before
	}
	a.Quote = Text(tail(c.DiffHunk, a.Side, a.Line-a.First()+1))
	return a
}

func (g *github) answer(ctx context.Context, n int, t ThreadID, body string) (Comment, error) {
	if t == Conversation {
		return g.say(ctx, n, body)
	}
	if _, err := number(ID(t)); err != nil {
		return Comment{}, noThread(t)
	}
	var made comment
	err := g.post(ctx, g.pull(n, "comments", string(t), "replies"), map[string]any{"body": body}, &made)
	return made.comment(), err
}

// accept merges in a way that the repository and the rules of the branch allow.
func (g *github) accept(ctx context.Context, p pull, head Commit) (Commit, error) {
	r, err := g.repository(ctx)
	if err != nil {
		return "", err
	}
	rule, err := g.rule(ctx, Branch(Line(p.Base.Ref)))
	if err != nil {
		return "", fmt.Errorf("read the rules of %s: %w", Line(p.Base.Ref), err)
	}
	var done struct {
		SHA string `json:"sha"`
	}
	_, err = g.do(ctx, call{method: http.MethodPut, path: g.pull(p.Number, "merge"), body: map[string]any{"sha": head, "merge_method": g.style("merge", r.githubStyles(rule))}}, &done)
	return Commit(Line(done.SHA)), err
}
