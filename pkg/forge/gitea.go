package forge

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// gitea speaks with Gitea and Forgejo, which differ in little: see quirks.
type gitea struct {
	*client
	quirks quirks
}

// quirks are what Forgejo does otherwise than Gitea.
type quirks struct {
	// plainOptions: push options are taken as they are; there is no {base64} form.
	plainOptions bool
}

func newGitea(h Host, path string, o Options) *gitea {
	g := &gitea{client: newClient(h, o)}
	g.home = &whereabouts{path: path, below: belowRepos, told: g.opt.Moved, ask: func(ctx context.Context) (string, error) {
		r, err := g.repository(ctx)
		return r.FullName, err
	}}
	if h.Kind == Forgejo {
		g.quirks = quirks{plainOptions: true}
	}
	return g
}

// Host is where the repository lives.
func (g *gitea) Host() Host { return g.host }

// Capabilities are the same for all versions that this driver supports.
func (g *gitea) Capabilities() Capabilities {
	return Capabilities{
		Numbers: true, Inline: true, OldLines: true, RequestChanges: true, RequestReview: true,
		Heads: true, Checks: true, Drafts: true, Resolve: true, Fork: true, AGit: true,
	}
}

// at is a path below the repository.
func (g *gitea) at(elements ...string) string {
	return g.home.prefix() + segments(elements...)
}

func (g *gitea) pull(n int, elements ...string) string {
	return g.at(append([]string{"pulls", string(idOf(n))}, elements...)...)
}

type giteaUser struct {
	Login    string `json:"login"`
	FullName string `json:"full_name"`
}

func (u *giteaUser) login() Login {
	if u == nil {
		return ""
	}
	return Login(line(u.Login))
}

func (g *gitea) Whoami(ctx context.Context) (Account, error) {
	var u giteaUser
	if _, err := g.do(ctx, call{path: "/user"}, &u); err != nil {
		return Account{}, fmt.Errorf("ask who we are: %w", err)
	}
	return Account{Login: u.login(), Name: line(u.FullName)}, nil
}

type giteaRepo struct {
	FullName      string                           `json:"full_name"`
	HTMLURL       string                           `json:"html_url"`
	CloneURL      string                           `json:"clone_url"`
	SSHURL        string                           `json:"ssh_url"`
	DefaultBranch string                           `json:"default_branch"`
	Private       bool                             `json:"private"`
	Archived      bool                             `json:"archived"`
	Empty         bool                             `json:"empty"`
	Permissions   struct{ Admin, Push, Pull bool } `json:"permissions"`
	MergeStyle    string                           `json:"default_merge_style"`
	AllowMerge    bool                             `json:"allow_merge_commits"`
	AllowFF       bool                             `json:"allow_fast_forward_only_merge"`
	AllowSquash   bool                             `json:"allow_squash_merge"`
	AllowRebase   bool                             `json:"allow_rebase"`
	AllowExplicit bool                             `json:"allow_rebase_explicit"`
	Owner         giteaUser                        `json:"owner"`
	Parent        *giteaRepo                       `json:"parent"`
}

func (g *gitea) repository(ctx context.Context) (giteaRepo, error) {
	var r giteaRepo
	if _, err := g.do(ctx, call{path: g.at()}, &r); err != nil {
		return r, fmt.Errorf("look at %s: %w", g.home.now(), err)
	}
	g.home.learn(r.FullName)
	return r, nil
}

func (g *gitea) Repository(ctx context.Context) (Repository, error) {
	r, err := g.repository(ctx)
	if err != nil {
		return Repository{}, err
	}
	return Repository{
		Path: line(r.FullName), URL: line(r.HTMLURL), Default: Branch(line(r.DefaultBranch)),
		Permission: permission(r.Permissions.Admin, r.Permissions.Push, r.Permissions.Pull),
		Private:    r.Private, Archived: r.Archived, Forkable: !r.Empty && !g.opt.Credential.IsZero(),
	}, nil
}

func permission(admin, push, pull bool) Permission {
	switch {
	case admin:
		return Admin
	case push:
		return Write
	case pull:
		return Read
	}
	return None
}

// Route prefers a branch, then AGit, which asks for neither write access nor a fork.
func (g *gitea) Route(ctx context.Context, p Proposal) (Route, error) {
	branch := Route{Way: ByBranch, Ref: "refs/heads/" + string(p.Branch)}
	if g.opt.Credential.IsZero() {
		branch.Way, branch.Page = ByLink, g.comparePage(or(p.Base, "main"), p.Branch)
		branch.Why = "there is no token for " + g.host.Name()
		return branch, nil
	}
	r, err := g.repository(ctx)
	if err != nil {
		return Route{}, err
	}
	if r.Archived {
		return Route{}, g.host.archived(r.FullName)
	}
	if r.Permissions.Push || r.Permissions.Admin {
		return branch, nil
	}
	base := or(p.Base, Branch(line(r.DefaultBranch)))
	return Route{
		Way: ByAGit, Ref: "refs/for/" + string(base), Options: g.agitOptions(p), Force: true,
		Why: "you cannot write to " + line(r.FullName),
	}, nil
}

func (g *gitea) comparePage(base, branch Branch) string {
	return g.host.Web + segments(g.home.owner(), g.home.name(), "compare", string(base)+"..."+string(branch))
}

// agitOptions are the push options that open a contribution, or bring a new head to it.
func (g *gitea) agitOptions(p Proposal) []string {
	title := p.Title
	if p.Draft {
		title = draftPrefix + title
	}
	return []string{
		"topic=" + string(p.Branch),
		"title=" + g.option(line(title)),
		"description=" + g.option(p.Body),
		"force-push=true",
	}
}

// option protects a value that git would not let pass as it is.
func (g *gitea) option(s string) string {
	if g.quirks.plainOptions {
		return line(s)
	}
	return "{base64}" + base64.StdEncoding.EncodeToString([]byte(s))
}

// EnsureFork makes a fork, or finds the one there is.
func (g *gitea) EnsureFork(ctx context.Context) (Fork, error) {
	me, err := g.Whoami(ctx)
	if err != nil {
		return Fork{}, err
	}
	if f, ok, err := g.fork(ctx, me.Login); err != nil || ok {
		return f, err
	}
	var r giteaRepo
	_, err = g.do(ctx, call{method: http.MethodPost, path: g.at("forks"), body: struct{}{}}, &r)
	if err != nil {
		return Fork{}, fmt.Errorf("fork %s: %w", g.home.now(), err)
	}
	f := r.fork()
	f.Created = true
	return f, nil
}

// fork looks for the user's fork among their repositories of the same name, then among
// all forks, since it may have another name.
func (g *gitea) fork(ctx context.Context, me Login) (Fork, bool, error) {
	var r giteaRepo
	_, err := g.do(ctx, call{path: segments("repos", string(me), g.home.name())}, &r)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Fork{}, false, fmt.Errorf("look for a fork: %w", err)
	}
	full := g.home.now()
	if err == nil && r.Parent != nil && strings.EqualFold(r.Parent.FullName, full) {
		return r.fork(), true, nil
	}
	all, err := pages[giteaRepo](ctx, g.client, call{path: g.at("forks"), query: url.Values{"limit": {"50"}}}, 1000, g.linked)
	if err != nil {
		return Fork{}, false, fmt.Errorf("look for a fork: %w", err)
	}
	for _, r := range all {
		if strings.EqualFold(r.Owner.Login, string(me)) {
			return r.fork(), true, nil
		}
	}
	return Fork{}, false, nil
}

func (r giteaRepo) fork() Fork {
	return Fork{Path: line(r.FullName), CloneURL: redact(line(r.CloneURL)), SSHURL: line(r.SSHURL)}
}

// settle repeats f while the host is still busy with what was pushed: up to 20 times
// 50 ms, doubling to 400 ms, about 6 s in all.
func (c *client) settle(ctx context.Context, f func() (done bool, err error)) (bool, error) {
	wait := 50 * time.Millisecond
	for try := 0; ; try++ {
		done, err := f()
		if done || err != nil || try == 19 {
			return done, err
		}
		if err := c.opt.Sleep(ctx, wait); err != nil {
			return false, err
		}
		wait = min(wait*2, 400*time.Millisecond)
	}
}
