package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// gitlab speaks with gitlab.com and self-hosted GitLab. There is no published description
// to check it against: field names follow GitLab's API documentation, by hand.
type gitlab struct{ hosted[gitlabMerge] }

// newGitLab takes a path of any depth: "group/sub/pool".
func newGitLab(h Host, path string, o Options) *gitlab {
	g := &gitlab{}
	g.client, g.d = newClient(h, o), g
	g.size, g.next = url.Values{"per_page": {"100"}}, gitlabNext
	g.home = &whereabouts{path: path, below: func(path string) string { return project(path) }, told: g.opt.Moved, ask: func(ctx context.Context) (string, error) {
		p, err := g.project(ctx, g.home.now())
		return p.Path, err
	}}
	return g
}

// ours is the shared repository.
func (g *gitlab) ours(ctx context.Context) (gitlabProject, error) {
	p, err := g.project(ctx, g.home.now())
	if err == nil {
		g.home.learn(p.Path)
	}
	return p, err
}

// Capabilities: approvals do not say which head they are of, but they can be dated.
func (g *gitlab) Capabilities() Capabilities {
	return Capabilities{
		Numbers: true, Inline: true, Ranges: true, OldLines: true, RequestChanges: true, RequestReview: true,
		Heads: true, Checks: true, Drafts: true, Resolve: true, Fork: true, OwnVerdict: true,
	}
}

// project is a path below a project.
func project(path string, elements ...string) string {
	return segments(append([]string{"projects", path}, elements...)...)
}

func (g *gitlab) mr(n int, elements ...string) string {
	return project(g.home.now(), append([]string{"merge_requests", string(idOf(n))}, elements...)...)
}

// gitlabNext follows X-Next-Page.
func gitlabNext(r reply, k call) (call, bool) {
	next := r.header.Get("X-Next-Page")
	k.query.Set("page", next)
	return k, next != ""
}

type gitlabProject struct {
	ID            int    `json:"id"`
	Path          string `json:"path_with_namespace"`
	WebURL        string `json:"web_url"`
	HTTPURL       string `json:"http_url_to_repo"`
	SSHURL        string `json:"ssh_url_to_repo"`
	DefaultBranch string `json:"default_branch"`
	Visibility    string `json:"visibility"`
	Archived      bool   `json:"archived"`
	ImportStatus  string `json:"import_status"`
	ForkAccess    string `json:"forking_access_level"`
	MergeMethod   string `json:"merge_method"`
	Permissions   struct {
		Project *gitlabAccess `json:"project_access"`
		Group   *gitlabAccess `json:"group_access"`
	} `json:"permissions"`
	ForkedFrom *gitlabProject `json:"forked_from_project"`
}

type gitlabAccess struct {
	Level int `json:"access_level"`
}

// level is the higher of what project and group give.
func (p gitlabProject) level() int {
	n := 0
	for _, a := range []*gitlabAccess{p.Permissions.Project, p.Permissions.Group} {
		if a != nil {
			n = max(n, a.Level)
		}
	}
	return n
}

// Access levels, as GitLab numbers them.
const (
	gitlabDeveloper  = 30
	gitlabMaintainer = 40
)

func (g *gitlab) project(ctx context.Context, path string) (gitlabProject, error) {
	var p gitlabProject
	if _, err := g.do(ctx, call{path: project(path)}, &p); err != nil {
		return p, fmt.Errorf("look at %s: %w", path, err)
	}
	return p, nil
}

func (g *gitlab) Repository(ctx context.Context) (Repository, error) {
	p, err := g.ours(ctx)
	if err != nil {
		return Repository{}, err
	}
	return Repository{
		Path: Line(p.Path), URL: Line(p.WebURL), Permission: permission(p.level() >= gitlabMaintainer, p.level() >= gitlabDeveloper), Default: Branch(Line(p.DefaultBranch)),
		Private: p.Visibility != "public", Archived: p.Archived,
		Forkable: !g.opt.Credential.IsZero() && p.ForkAccess != "disabled",
		Parent:   p.ForkedFrom.fork(),
	}, nil
}

// byHand opens the contribution with the push itself: GitLab reads push options, so
// that no token is needed where git alone has access.
func (g *gitlab) byHand(branch Route, p Proposal) Route {
	branch.Options = []string{"merge_request.create", "merge_request.target=" + string(cmp.Or(p.Base, "main")), "merge_request.title=" + Line(p.Title)}
	q := url.Values{"merge_request[source_branch]": {string(p.Branch)}, "merge_request[target_branch]": {string(cmp.Or(p.Base, "main"))}}
	branch.Page = g.host.Web + "/" + g.home.now() + "/-/merge_requests/new?" + q.Encode()
	return branch
}

// EnsureFork makes a fork, or finds the one there is, and waits until it is filled.
func (g *gitlab) EnsureFork(ctx context.Context) (Fork, error) {
	owned, err := pages[gitlabProject](ctx, g.client, call{path: project(g.home.now(), "forks"), query: url.Values{"owned": {"true"}}}, 1)
	if err != nil {
		return Fork{}, fmt.Errorf("look for a fork: %w", err)
	}
	var p gitlabProject
	created := len(owned) == 0
	if created {
		if err := g.post(ctx, project(g.home.now(), "fork"), struct{}{}, &p); err != nil {
			return Fork{}, fmt.Errorf("fork %s: %w", g.home.now(), err)
		}
	} else {
		p = owned[0]
	}
	path := p.Path
	_, err = g.settle(ctx, func() (bool, error) {
		if p, err = g.project(ctx, path); errors.Is(err, ErrNotFound) {
			return false, nil
		}
		return p.ImportStatus != "scheduled" && p.ImportStatus != "started", err
	})
	f := p.fork()
	f.Created = created
	return f, err
}

func (p *gitlabProject) fork() Fork {
	if p == nil {
		return Fork{}
	}
	return Fork{Path: Line(p.Path), CloneURL: redact(Line(p.HTTPURL)), SSHURL: Line(p.SSHURL)}
}

// userID finds the number of an account, which GitLab wants instead of the name.
func (g *gitlab) userID(ctx context.Context, who Login) (int, error) {
	var found []user
	if _, err := g.do(ctx, call{path: "/users", query: url.Values{"username": {string(who)}}}, &found); err != nil {
		return 0, fmt.Errorf("look up %s: %w", who, err)
	}
	for _, u := range found {
		if strings.EqualFold(u.Username, string(who)) {
			return u.ID, nil
		}
	}
	return 0, &RefusedError{Host: g.host.Name(), Text: "nobody is named " + Line(string(who))}
}
