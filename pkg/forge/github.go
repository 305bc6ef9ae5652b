package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// github speaks with github.com, ghe.com and GitHub Enterprise servers.
type github struct {
	*client
}

func newGitHub(h Host, path string, o Options) *github {
	g := &github{client: newClient(h, o)}
	g.home = &whereabouts{path: path, below: belowRepos, told: g.opt.Moved, ask: func(ctx context.Context) (string, error) {
		r, err := g.repository(ctx)
		return r.FullName, err
	}}
	return g
}

// belowRepos is where GitHub and Gitea have a repository.
func belowRepos(path string) string {
	owner, name, _ := strings.Cut(path, "/")
	return segments("repos", owner, name)
}

// Host is where the repository lives.
func (g *github) Host() Host { return g.host }

// Capabilities leave out what only GitHub's other interface, GraphQL, can do: say which
// threads are resolved. Marking a draft as done is done through it.
func (g *github) Capabilities() Capabilities {
	return Capabilities{
		Numbers: true, Inline: true, Ranges: true, OldLines: true, RequestChanges: true, RequestReview: true,
		Heads: true, Checks: true, Drafts: true, Fork: true,
	}
}

func (g *github) at(elements ...string) string {
	return g.home.prefix() + segments(elements...)
}

func (g *github) pull(n int, elements ...string) string {
	return g.at(append([]string{"pulls", string(idOf(n))}, elements...)...)
}

// ask is do with the media type and the version of the interface that this driver knows.
func (g *github) ask(ctx context.Context, k call, out any) (reply, error) {
	return g.do(ctx, dressed(k), out)
}

func dressed(k call) call {
	if k.accept == "" {
		k.accept = "application/vnd.github+json"
	}
	k.header = http.Header{"X-Github-Api-Version": {"2022-11-28"}}
	return k
}

func githubPages[T any](ctx context.Context, g *github, k call, enough int) ([]T, error) {
	if k.query == nil {
		k.query = url.Values{}
	}
	k.query.Set("per_page", "100")
	return pages[T](ctx, g.client, dressed(k), enough, g.linked)
}

type githubUser struct {
	Login string `json:"login"`
	Name  string `json:"name"`
	Type  string `json:"type"`
}

// login is the user's name; that of a deleted account is "ghost", as on the pages.
func (u *githubUser) login() Login {
	if u == nil {
		return "ghost"
	}
	return Login(line(u.Login))
}

// known is the user's name where the host tells, else "".
func (u *githubUser) known() Login {
	if u == nil {
		return ""
	}
	return u.login()
}

func stampOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func (g *github) Whoami(ctx context.Context) (Account, error) {
	var u githubUser
	if _, err := g.ask(ctx, call{path: "/user"}, &u); err != nil {
		return Account{}, fmt.Errorf("ask who we are: %w", err)
	}
	return Account{Login: u.login(), Name: line(u.Name)}, nil
}

type githubRepo struct {
	FullName      string                           `json:"full_name"`
	HTMLURL       string                           `json:"html_url"`
	CloneURL      string                           `json:"clone_url"`
	SSHURL        string                           `json:"ssh_url"`
	DefaultBranch string                           `json:"default_branch"`
	Private       bool                             `json:"private"`
	Archived      bool                             `json:"archived"`
	AllowForking  *bool                            `json:"allow_forking"`
	Permissions   struct{ Admin, Push, Pull bool } `json:"permissions"`
	MergeCommit   *bool                            `json:"allow_merge_commit"`
	Squash        *bool                            `json:"allow_squash_merge"`
	Rebase        *bool                            `json:"allow_rebase_merge"`
	Owner         *githubUser                      `json:"owner"`
}

func (g *github) repository(ctx context.Context) (githubRepo, error) {
	var r githubRepo
	if _, err := g.ask(ctx, call{path: g.at()}, &r); err != nil {
		return r, fmt.Errorf("look at %s: %w", g.home.now(), err)
	}
	g.home.learn(r.FullName)
	return r, nil
}

func (g *github) Repository(ctx context.Context) (Repository, error) {
	r, err := g.repository(ctx)
	if err != nil {
		return Repository{}, err
	}
	// Without a token GitHub says nothing about permissions; who can look may read.
	may := permission(r.Permissions.Admin, r.Permissions.Push, true)
	return Repository{
		Path: line(r.FullName), URL: line(r.HTMLURL), Default: Branch(line(r.DefaultBranch)), Permission: may,
		Private: r.Private, Archived: r.Archived,
		Forkable: !g.opt.Credential.IsZero() && (r.AllowForking == nil || *r.AllowForking),
	}, nil
}

func (g *github) Route(ctx context.Context, p Proposal) (Route, error) {
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
	return forkless(branch, r.Permissions.Push || r.Permissions.Admin, line(r.FullName)), nil
}

// forkless turns a branch into a fork's where the user cannot write.
func forkless(branch Route, write bool, path string) Route {
	if !write {
		branch.Way = ByFork
		branch.Why = "you cannot write to " + path
	}
	return branch
}

func (g *github) comparePage(base, branch Branch) string {
	return g.host.Web + segments(g.home.owner(), g.home.name(), "compare", string(base)+"..."+string(branch)) + "?expand=1"
}

// EnsureFork asks for a fork: GitHub answers with the one there is. A new one is filled
// after the answer; it is waited for.
func (g *github) EnsureFork(ctx context.Context) (Fork, error) {
	var r githubRepo
	reply, err := g.ask(ctx, call{method: http.MethodPost, path: g.at("forks"), body: map[string]any{"default_branch_only": true}}, &r)
	if err != nil {
		return Fork{}, fmt.Errorf("fork %s: %w", g.home.now(), err)
	}
	f := Fork{Path: line(r.FullName), CloneURL: redact(line(r.CloneURL)), SSHURL: line(r.SSHURL), Created: reply.status == http.StatusAccepted}
	owner, name, err := ownerAndName(f.Path)
	if err != nil {
		return Fork{}, &RefusedError{Host: g.host.Name(), Text: "it did not say where the fork is"}
	}
	_, err = g.settle(ctx, func() (bool, error) {
		_, err := g.ask(ctx, call{path: segments("repos", owner, name)}, nil)
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		return err == nil, err
	})
	return f, err
}

// sameFold compares names as hosts do.
func sameFold[A, B ~string](a A, b B) bool { return strings.EqualFold(string(a), string(b)) }
