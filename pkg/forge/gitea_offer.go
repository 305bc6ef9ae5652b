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

// draftPrefix marks a title on hosts that have no other mark. Gitea, Forgejo and GitLab
// all read "Draft:" so by default or "WIP:"; this driver writes the one they share.
const draftPrefix = "WIP: "

type giteaPull struct {
	Number    int          `json:"number"`
	HTMLURL   string       `json:"html_url"`
	Title     string       `json:"title"`
	Body      string       `json:"body"`
	User      *giteaUser   `json:"user"`
	State     string       `json:"state"`
	Draft     bool         `json:"draft"`
	Merged    bool         `json:"merged"`
	MergeSHA  string       `json:"merge_commit_sha"`
	Mergeable bool         `json:"mergeable"`
	MergeBase string       `json:"merge_base"`
	MergedBy  *giteaUser   `json:"merged_by"`
	ClosedAt  *time.Time   `json:"closed_at"`
	Asked     []*giteaUser `json:"requested_reviewers"`
	Created   time.Time    `json:"created_at"`
	Updated   time.Time    `json:"updated_at"`
	Head      giteaEnd     `json:"head"`
	Base      giteaEnd     `json:"base"`
}

type giteaEnd struct {
	Label string     `json:"label"`
	Ref   string     `json:"ref"`
	SHA   string     `json:"sha"`
	Repo  *giteaRepo `json:"repo"`
}

// contribution translates what the host says.
func (g *gitea) contribution(p giteaPull) Contribution {
	c := Contribution{
		ID: idOf(p.Number), Number: p.Number, URL: line(p.HTMLURL), Title: line(p.Title), Body: text(p.Body),
		Author: p.User.login(), Branch: g.branchOf(p), Base: Branch(line(p.Base.Ref)),
		Head: Commit(line(p.Head.SHA)), HeadRef: fmt.Sprintf("refs/pull/%d/head", p.Number),
		State: Open, Draft: p.Draft, Created: p.Created.UTC(), Updated: p.Updated.UTC(),
	}
	switch {
	case p.Merged:
		c.State, c.Merge = Merged, Commit(line(p.MergeSHA))
	case p.State == "closed":
		c.State = Closed
	}
	if r := p.Head.Repo; r != nil && !strings.EqualFold(r.FullName, g.home.now()) {
		c.Fork = line(r.FullName)
	}
	for _, u := range p.Asked {
		c.Requested = append(c.Requested, u.login())
	}
	c.Title = strings.TrimSpace(strings.TrimPrefix(c.Title, draftPrefix))
	return c
}

// agit reports whether a contribution came by AGit: then its head has no branch, and the
// host does not tell the topic it was pushed as.
func (p giteaPull) agit() bool { return strings.HasPrefix(p.Head.Ref, "refs/pull/") }

// branchOf is the branch as its author named it, "" for AGit.
func (g *gitea) branchOf(p giteaPull) Branch {
	if p.agit() {
		return ""
	}
	return Branch(line(p.Head.Ref))
}

// Open offers a branch. AGit has opened it with the push already: then it is looked up.
func (g *gitea) Open(ctx context.Context, p Proposal) (Contribution, error) {
	if p.Way == ByAGit && p.Head == "" {
		return Contribution{}, &UsageError{"a contribution by AGit is found by its head: say which was pushed"}
	}
	if p.Base == "" {
		r, err := g.repository(ctx)
		if err != nil {
			return Contribution{}, err
		}
		p.Base = Branch(line(r.DefaultBranch))
	}
	me, err := g.Whoami(ctx)
	if err != nil {
		return Contribution{}, err
	}
	old, found, err := g.offered(ctx, p, me.Login)
	if err != nil {
		return Contribution{}, err
	}
	if found {
		c, err := g.refresh(ctx, idOf(old.Number), p)
		c.Branch = p.Branch
		return c, err
	}
	if p.Way == ByAGit {
		return Contribution{}, fmt.Errorf("open a contribution from %s: the push did not make one: %w", p.Branch, ErrNotFound)
	}
	return g.create(ctx, p)
}

// offered looks for an open contribution of the same branch. One by AGit is known by its
// author and its head.
func (g *gitea) offered(ctx context.Context, p Proposal, me Login) (giteaPull, bool, error) {
	var hit giteaPull
	look := func() (bool, error) {
		all, err := g.pulls(ctx, Filter{Limit: 500})
		if err != nil {
			return false, err
		}
		for _, c := range all {
			if g.same(c, p, me) {
				hit = c
				return true, nil
			}
		}
		return p.Way != ByAGit, nil
	}
	if _, err := g.settle(ctx, look); err != nil {
		return hit, false, err
	}
	return hit, hit.Number > 0, nil
}

func (g *gitea) same(c giteaPull, p Proposal, me Login) bool {
	t := g.contribution(c)
	if t.Base != p.Base || c.agit() != (p.Way == ByAGit) {
		return false
	}
	switch p.Way {
	case ByAGit:
		return t.Head == p.Head && sameFold(t.Author, me)
	case ByFork:
		return t.Branch == p.Branch && sameFold(t.Fork, p.Fork.Path)
	}
	return t.Branch == p.Branch && t.Fork == ""
}

func (g *gitea) create(ctx context.Context, p Proposal) (Contribution, error) {
	head := string(p.Branch)
	if p.Way == ByFork {
		owner, _, _ := strings.Cut(p.Fork.Path, "/")
		head = owner + ":" + head
	}
	title := line(p.Title)
	if p.Draft {
		title = draftPrefix + title
	}
	var made giteaPull
	_, err := g.do(ctx, call{method: http.MethodPost, path: g.at("pulls"), body: map[string]any{
		"head": head, "base": p.Base, "title": title, "body": p.Body,
	}}, &made)
	if err != nil {
		return Contribution{}, fmt.Errorf("open a contribution from %s: %w", p.Branch, err)
	}
	if err := g.ask(ctx, made.Number, p.Reviewers); err != nil {
		return Contribution{}, err
	}
	return g.Get(ctx, idOf(made.Number))
}

// refresh brings an offered contribution up to date with a proposal.
func (g *gitea) refresh(ctx context.Context, id ID, p Proposal) (Contribution, error) {
	a := Amendment{Draft: &p.Draft, Reviewers: p.Reviewers}
	if p.Title != "" {
		a.Title = &p.Title
	}
	if p.Body != "" {
		a.Body = &p.Body
	}
	if p.Head != "" {
		if err := g.arrive(ctx, id, p.Head); err != nil {
			return Contribution{}, err
		}
	}
	return g.Update(ctx, id, a)
}

// arrive waits until the host has noticed a push: it does so after answering it.
func (g *gitea) arrive(ctx context.Context, id ID, head Commit) error {
	n, err := number(id)
	if err != nil {
		return err
	}
	_, err = g.settle(ctx, func() (bool, error) {
		p, err := g.pullOf(ctx, n)
		return Commit(p.Head.SHA) == head, err
	})
	return err
}

func (g *gitea) ask(ctx context.Context, n int, reviewers []Login) error {
	if len(reviewers) == 0 {
		return nil
	}
	_, err := g.do(ctx, call{method: http.MethodPost, path: g.pull(n, "requested_reviewers"), body: map[string]any{"reviewers": reviewers}}, nil)
	if err != nil {
		return fmt.Errorf("ask %s for a review: %w", joinLogins(reviewers), err)
	}
	return nil
}

func joinLogins(ls []Login) string {
	var s []string
	for _, l := range ls {
		s = append(s, string(l))
	}
	return strings.Join(s, ", ")
}

func (g *gitea) Update(ctx context.Context, id ID, a Amendment) (Contribution, error) {
	n, err := number(id)
	if err != nil {
		return Contribution{}, err
	}
	now, err := g.pullOf(ctx, n)
	if err != nil {
		return Contribution{}, err
	}
	body := map[string]any{}
	if a.Body != nil && *a.Body != now.Body {
		body["body"] = *a.Body
	}
	if title := amendedTitle(now.Title, now.Draft, a); title != now.Title {
		body["title"] = title
	}
	if len(body) > 0 {
		if _, err := g.do(ctx, call{method: http.MethodPatch, path: g.pull(n), body: body}, nil); err != nil {
			return Contribution{}, fmt.Errorf("update contribution %s: %w", id, err)
		}
	}
	fresh := slices.DeleteFunc(slices.Clone(a.Reviewers), func(l Login) bool {
		return slices.ContainsFunc(now.Asked, func(u *giteaUser) bool { return strings.EqualFold(u.Login, string(l)) })
	})
	if err := g.ask(ctx, n, fresh); err != nil {
		return Contribution{}, err
	}
	return g.Get(ctx, id)
}

// amendedTitle is the title with the draft mark as it shall be.
func amendedTitle(now string, draft bool, a Amendment) string {
	plain := strings.TrimSpace(undraft(now))
	if a.Title != nil {
		plain = line(*a.Title)
	}
	if a.Draft != nil {
		draft = *a.Draft
	}
	switch {
	case !draft:
		return plain
	case a.Title == nil && undraft(now) != now:
		return now
	}
	return draftPrefix + plain
}

// undraft removes a draft mark from a title, in any of the forms hosts read.
func undraft(title string) string {
	for _, p := range []string{"WIP:", "[WIP]", "Draft:", "[Draft]", "(Draft)"} {
		if len(title) >= len(p) && strings.EqualFold(title[:len(p)], p) {
			return strings.TrimSpace(title[len(p):])
		}
	}
	return title
}

func (g *gitea) pullOf(ctx context.Context, n int) (giteaPull, error) {
	var p giteaPull
	if _, err := g.do(ctx, call{path: g.pull(n)}, &p); err != nil {
		return p, fmt.Errorf("look at contribution %d: %w", n, err)
	}
	return p, nil
}

func (g *gitea) pulls(ctx context.Context, f Filter) ([]giteaPull, error) {
	q := url.Values{"limit": {"50"}, "sort": {"recentupdate"}, "state": {"open"}}
	enough := f.limit()
	if f.state() != Open {
		q.Set("state", "closed")
		enough = 0
	}
	all, err := pages[giteaPull](ctx, g.client, call{path: g.at("pulls"), query: q}, enough, g.linked)
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	return all, nil
}

func (g *gitea) List(ctx context.Context, f Filter) ([]Contribution, error) {
	all, err := g.pulls(ctx, f)
	if err != nil {
		return nil, err
	}
	rules := &giteaRules{}
	return fill(ctx, all, f, func(ctx context.Context, p giteaPull) (Contribution, error) {
		c := g.contribution(p)
		if c.State != f.state() {
			return c, nil
		}
		_, err := g.complete(ctx, p, &c, rules)
		return c, err
	})
}

func (g *gitea) Get(ctx context.Context, id ID) (Contribution, error) {
	n, err := number(id)
	if err != nil {
		return Contribution{}, err
	}
	p, err := g.pullOf(ctx, n)
	if err != nil {
		return Contribution{}, err
	}
	c := g.contribution(p)
	reviews, err := g.complete(ctx, p, &c, &giteaRules{})
	if err != nil {
		return c, err
	}
	if c.Threads, err = g.threadsOf(ctx, n, reviews); err != nil || c.State == Open {
		return c, err
	}
	by := p.MergedBy
	if c.State == Closed {
		if by, err = g.closer(ctx, n); err != nil {
			return c, err
		}
	}
	c.ended(by.login(), stampOf(p.ClosedAt))
	return c, nil
}

// closer is who closed a contribution last; this host tells it in the timeline alone.
func (g *gitea) closer(ctx context.Context, n int) (by *giteaUser, err error) {
	type moment struct {
		Type string     `json:"type"`
		User *giteaUser `json:"user"`
	}
	all, err := pages[moment](ctx, g.client, call{path: g.at("issues", string(idOf(n)), "timeline"), query: url.Values{"limit": {"50"}}}, 0, g.linked)
	if err != nil && !unreadable(err) {
		return nil, fmt.Errorf("read who closed contribution %d: %w", n, err)
	}
	for _, m := range all {
		if m.Type == "close" {
			by = m.User
		}
	}
	return by, nil
}

// complete adds verdicts, checks and the gate.
func (g *gitea) complete(ctx context.Context, p giteaPull, c *Contribution, rules *giteaRules) ([]giteaReview, error) {
	reviews, err := g.reviews(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	c.Verdicts = giteaVerdicts(reviews, c.Head)
	c.Requested = without(c.Requested, c.Verdicts)
	if c.Checks, err = g.checks(ctx, c.Head); err != nil {
		return nil, err
	}
	c.Gate, err = g.gate(ctx, p, *c, rules)
	return reviews, err
}

// without drops from those asked who has answered with a verdict on this head.
func without(asked []Login, verdicts []Verdict) []Login {
	return slices.DeleteFunc(asked, func(l Login) bool {
		return slices.ContainsFunc(verdicts, func(v Verdict) bool { return v.By == l && !v.Stale && v.Opinion != Commented })
	})
}

func (g *gitea) Diff(ctx context.Context, id ID) ([]FileDiff, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	r, err := g.do(ctx, call{path: g.pull(n) + ".diff", accept: "text/plain"}, nil)
	if err != nil {
		return nil, fmt.Errorf("read the change of contribution %d: %w", n, err)
	}
	return parseDiff(string(r.body)), nil
}
