package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rest is the interface that GitHub designed and Gitea and Forgejo took over: the same paths
// below /repos/OWNER/NAME and the same fields. What differs is in the dialects.
type rest struct {
	hosted[pull]
	v      variant
	newest url.Values // orders a list by activity
	// draftTitle says that a draft is one by its title.
	draftTitle bool
	verbs      map[Opinion]string // of reviews
	// wordless are the opinions that may come without a word.
	wordless []Opinion
	// diffEnd and diffMedia ask for a contribution as a diff.
	diffEnd, diffMedia string
}

// variant is what a host with this interface does in its own way.
type variant interface {
	dialect[pull]
	// rule is what a branch asks of contributions; obstacles are what else stands against one.
	rule(context.Context, Branch) (rule, error)
	obstacles(p pull, c *Contribution, r rule, known []Reason) []Reason
	checks(ctx context.Context, head Commit) ([]Check, error)
	// closer is who closed a contribution without merging it; nil where the host does not say.
	closer(ctx context.Context, n int) (*user, error)

	inline(Inline) map[string]any
	// commentLists are where inline comments are. Those with a key in common are one thread.
	commentLists(n int, reviews []review) []string
	key(comment) string
	anchor(comment) Anchor
}

// rule is what a branch asks of contributions to it.
type rule struct {
	approvals int
	checks    []string // that have to pass; names or patterns
	linear    bool     // no merge commits
	styles    []string // in which they may be accepted; empty for no matter
	closed    bool     // this user may not accept any
}

func (g *rest) begin(h Host, path string, o Options, v variant) {
	g.client, g.d, g.v = newClient(h, o), v, v
	g.home = &whereabouts{path: path, below: belowRepos, told: g.opt.Moved, ask: func(ctx context.Context) (string, error) {
		r, err := g.repository(ctx)
		return r.FullName, err
	}}
}

// belowRepos is where a repository is.
func belowRepos(path string) string {
	owner, name, _ := strings.Cut(path, "/")
	return segments("repos", owner, name)
}

func (g *rest) at(elements ...string) string { return g.home.prefix() + segments(elements...) }

func (g *rest) pull(n int, elements ...string) string {
	return g.at(append([]string{"pulls", string(idOf(n))}, elements...)...)
}

func (g *rest) issue(n int, elements ...string) string {
	return g.at(append([]string{"issues", string(idOf(n))}, elements...)...)
}

// repository is one of either host. Fields of the other are as if they were not there.
type repository struct {
	FullName      string                           `json:"full_name"`
	HTMLURL       string                           `json:"html_url"`
	CloneURL      string                           `json:"clone_url"`
	SSHURL        string                           `json:"ssh_url"`
	DefaultBranch string                           `json:"default_branch"`
	Private       bool                             `json:"private"`
	Archived      bool                             `json:"archived"`
	Empty         bool                             `json:"empty"`
	Pulls         *bool                            `json:"has_pull_requests"`
	AllowForking  *bool                            `json:"allow_forking"`
	Permissions   struct{ Admin, Push, Pull bool } `json:"permissions"`
	Owner         *user                            `json:"owner"`
	Parent        *repository                      `json:"parent"`
	// How contributions may be accepted, by GitHub and by Gitea.
	MergeCommit   *bool  `json:"allow_merge_commit"`
	Squash        *bool  `json:"allow_squash_merge"`
	Rebase        *bool  `json:"allow_rebase_merge"`
	MergeStyle    string `json:"default_merge_style"`
	AllowMerge    bool   `json:"allow_merge_commits"`
	AllowFF       bool   `json:"allow_fast_forward_only_merge"`
	AllowRebase   bool   `json:"allow_rebase"`
	AllowExplicit bool   `json:"allow_rebase_explicit"`
}

func (g *rest) repository(ctx context.Context) (repository, error) {
	var r repository
	if _, err := g.do(ctx, call{path: g.at()}, &r); err != nil {
		return r, fmt.Errorf("look at %s: %w", g.home.now(), err)
	}
	g.home.learn(r.FullName)
	return r, nil
}

// Repository: who can look may read, though GitHub says nothing of permissions without a token.
func (g *rest) Repository(ctx context.Context) (Repository, error) {
	r, err := g.repository(ctx)
	if err != nil {
		return Repository{}, err
	}
	return Repository{
		Path: Line(r.FullName), URL: Line(r.HTMLURL), Default: Branch(Line(r.DefaultBranch)),
		Permission: permission(r.Permissions.Admin, r.Permissions.Push), Private: r.Private, Archived: r.Archived,
		Forkable: !r.Empty && !g.opt.Credential.IsZero() && (r.AllowForking == nil || *r.AllowForking),
		Parent:   r.Parent.fork(),
	}, nil
}

// permission is that of somebody who can look.
func permission(admin, push bool) Permission {
	switch {
	case admin:
		return Admin
	case push:
		return Write
	}
	return Read
}

func (g *rest) byHand(branch Route, p Proposal) Route {
	ends := string(cmp.Or(p.Base, "main")) + "..." + string(p.Branch)
	branch.Page = g.host.Web + segments(g.home.owner(), g.home.name(), "compare", ends)
	return branch
}

func (r *repository) fork() Fork {
	if r == nil {
		return Fork{}
	}
	return Fork{Path: Line(r.FullName), CloneURL: redact(Line(r.CloneURL)), SSHURL: Line(r.SSHURL)}
}

// pull is a contribution of either host.
type pull struct {
	Number    int        `json:"number"`
	NodeID    string     `json:"node_id"`
	HTMLURL   string     `json:"html_url"`
	Title     string     `json:"title"`
	Body      *string    `json:"body"`
	User      *user      `json:"user"`
	State     string     `json:"state"`
	Draft     bool       `json:"draft"`
	Merged    bool       `json:"merged"`
	MergedAt  *time.Time `json:"merged_at"`
	MergeSHA  *string    `json:"merge_commit_sha"`
	MergedBy  *user      `json:"merged_by"` // absent in GitHub's lists
	ClosedAt  *time.Time `json:"closed_at"`
	Mergeable *bool      `json:"mergeable"` // null while GitHub computes; absent in its lists
	MergeWord string     `json:"mergeable_state"`
	Asked     []*user    `json:"requested_reviewers"`
	Created   time.Time  `json:"created_at"`
	Updated   time.Time  `json:"updated_at"`
	Head      pullEnd    `json:"head"`
	Base      pullEnd    `json:"base"`
}

type pullEnd struct {
	Ref  string      `json:"ref"`
	SHA  string      `json:"sha"`
	Repo *repository `json:"repo"`
}

// agit reports whether a contribution came by AGit: then its head has no branch, and the
// host does not tell the topic it was pushed as.
func (p pull) agit() bool { return strings.HasPrefix(p.Head.Ref, "refs/pull/") }

func (g *rest) contribution(p pull) Contribution {
	c := Contribution{
		ID: idOf(p.Number), Number: p.Number, URL: Line(p.HTMLURL), Title: Line(p.Title), Body: Text(value(p.Body)),
		Author: p.User.login(), Base: Branch(Line(p.Base.Ref)), Head: Commit(Line(p.Head.SHA)),
		HeadRef: fmt.Sprintf("refs/pull/%d/head", p.Number), State: Open, Draft: p.Draft, Created: p.Created.UTC(), Updated: p.Updated.UTC(),
	}
	switch {
	case p.Merged || p.MergedAt != nil:
		c.State, c.Merge = Merged, Commit(Line(value(p.MergeSHA)))
	case p.State == "closed":
		c.State = Closed
	}
	if !p.agit() {
		c.Branch = Branch(Line(p.Head.Ref))
	}
	if r := p.Head.Repo; r != nil && !sameFold(r.FullName, g.home.now()) {
		c.Fork = Line(r.FullName)
	}
	for _, u := range p.Asked {
		c.Requested = append(c.Requested, u.login())
	}
	if g.draftTitle {
		c.Title = strings.TrimSpace(strings.TrimPrefix(c.Title, giteaDraft))
	}
	return c
}

func (g *rest) one(ctx context.Context, n int) (p pull, err error) {
	_, err = g.do(ctx, call{path: g.pull(n)}, &p)
	return p, err
}

func (g *rest) many(ctx context.Context, f Filter) ([]pull, error) {
	q := url.Values{"state": {"open"}}
	enough := f.limit()
	if cmp.Or(f.State, Open) != Open {
		q.Set("state", "closed")
		enough = 0
	}
	for name, v := range g.newest {
		q[name] = v
	}
	all, err := pages[pull](ctx, g.client, call{path: g.at("pulls"), query: q}, enough)
	if errors.Is(err, ErrNotFound) {
		err = g.whyNone(ctx, err)
	}
	return all, err
}

// errEmpty says that a repository lists no contributions since nobody has pushed to it yet.
var errEmpty = errors.New("nothing was pushed yet")

// whyNone says why a host has no list of contributions.
func (g *rest) whyNone(ctx context.Context, notFound error) error {
	r, err := g.repository(ctx)
	switch {
	case err != nil:
		return err
	case r.Pulls != nil && !*r.Pulls:
		return &OffError{Host: g.host.Name(), Path: Line(r.FullName)}
	case r.Empty:
		return errEmpty
	}
	return notFound
}

func (g *rest) create(ctx context.Context, p Proposal, _ any) (int, error) {
	body := map[string]any{"head": p.Branch, "base": p.Base, "title": titled(giteaDraft, Line(p.Title), p.Draft && g.draftTitle), "body": p.Body}
	if p.Way == ByFork {
		owner, _, _ := strings.Cut(p.Fork.Path, "/")
		body["head"] = owner + ":" + string(p.Branch)
	}
	if !g.draftTitle {
		body["draft"], body["maintainer_can_modify"] = p.Draft, true
	}
	var made pull
	if err := g.post(ctx, g.at("pulls"), body, &made); err != nil {
		return 0, err
	}
	return made.Number, g.askReview(ctx, made.Number, p.Reviewers)
}

// askReview asks people; "group/team" means a team of the owner's.
func (g *rest) askReview(ctx context.Context, n int, who []Login) error {
	if len(who) == 0 {
		return nil
	}
	people, teams, names := []string{}, []string{}, []string{}
	for _, l := range who {
		names = append(names, string(l))
		if _, team, ok := strings.Cut(string(l), "/"); ok {
			teams = append(teams, team)
			continue
		}
		people = append(people, string(l))
	}
	if err := g.post(ctx, g.pull(n, "requested_reviewers"), map[string]any{"reviewers": people, "team_reviewers": teams}, nil); err != nil {
		return fmt.Errorf("ask %s for a review: %w", strings.Join(names, ", "), err)
	}
	return nil
}

func (g *rest) amend(ctx context.Context, now pull, a Amendment) error {
	body := map[string]any{}
	if a.Body != nil && *a.Body != value(now.Body) {
		body["body"] = *a.Body
	}
	title := now.Title
	if g.draftTitle {
		title = amendedTitle(giteaDraft, now.Title, now.Draft, a)
	} else if a.Title != nil {
		title = Line(*a.Title)
	}
	if title != now.Title {
		body["title"] = title
	}
	if len(body) > 0 {
		if err := g.edit(ctx, now.Number, body); err != nil {
			return err
		}
	}
	fresh := slices.DeleteFunc(slices.Clone(a.Reviewers), func(l Login) bool {
		return slices.ContainsFunc(now.Asked, func(u *user) bool { return sameFold(u.Login, l) })
	})
	return g.askReview(ctx, now.Number, fresh)
}

// complete joins what this interface says in several places.
func (g *rest) complete(ctx context.Context, p pull, c *Contribution, known *rules) (any, error) {
	reviews, err := g.reviews(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	c.Verdicts = verdicts(reviews, c.Head)
	if IsCommit(string(c.Head)) {
		if c.Checks, err = g.v.checks(ctx, c.Head); err != nil {
			return nil, err
		}
	}
	if c.State != Open {
		c.Gate = c.notOpen()
		return reviews, nil
	}
	r, err := ruleOf(known, c.Base, func() (rule, error) { return g.v.rule(ctx, c.Base) })
	if err != nil {
		return nil, err
	}
	why := append(draftReason(*c), VerdictReasons(c.Verdicts, r.approvals)...)
	why = append(why, checkReasons(c.Checks, r.checks)...)
	c.Gate = gateOf(append(why, g.v.obstacles(p, c, r, why)...))
	return reviews, nil
}

func (g *rest) closedBy(ctx context.Context, p pull, c Contribution) (Login, *time.Time, error) {
	by, err := p.MergedBy, error(nil)
	if c.State != Merged {
		by, err = g.v.closer(ctx, p.Number)
	}
	return by.known(), p.ClosedAt, err
}

func (g *rest) change(ctx context.Context, n int) ([]FileDiff, error) {
	r, err := g.do(ctx, call{path: g.pull(n) + g.diffEnd, accept: g.diffMedia}, nil)
	if err != nil {
		return nil, err
	}
	return g.wholeDiff(string(r.body))
}

func (g *rest) edit(ctx context.Context, n int, body map[string]any) error {
	_, err := g.do(ctx, call{method: http.MethodPatch, path: g.pull(n), body: body}, nil)
	return err
}

func (g *rest) close(ctx context.Context, n int) error {
	return g.edit(ctx, n, map[string]any{"state": "closed"})
}

// checks are what machines said of a head.
func (g *rest) checks(ctx context.Context, head Commit) ([]Check, error) {
	var combined struct {
		Statuses []status `json:"statuses"`
	}
	_, err := g.do(ctx, call{path: g.at("commits", string(head), "status"), query: g.size}, &combined)
	return checksOf(head, combined.Statuses, err)
}

// unreadable reports that a host keeps something from us, or is too old to know it. What it
// belongs to then says less, but nothing wrong.
func unreadable(err error) bool {
	var auth *AuthError
	var refused *RefusedError
	return errors.Is(err, ErrNotFound) || errors.As(err, &auth) || errors.As(err, &refused) && refused.Status == http.StatusForbidden
}

// value is what a pointer points to, the zero value for none.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// sameFold compares names as hosts do.
func sameFold[A, B ~string](a A, b B) bool { return strings.EqualFold(string(a), string(b)) }

func idText(id int64) string { return strconv.FormatInt(id, 10) }
