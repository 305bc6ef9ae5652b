package forgetest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// GitLab is a place on a stand-in for gitlab.com. GitLab publishes no description to hold
// it to: it was written after the API documentation, by hand.
func GitLab(t testing.TB) *Place {
	t.Helper()
	return (&gitlabHub{hub: newHub(t)}).start(t)
}

// OldGitLab is a server that does not know requests for changes, and says nothing.
func OldGitLab(t testing.TB) *Place {
	t.Helper()
	return (&gitlabHub{hub: newHub(t), old: true}).start(t)
}

func (g *gitlabHub) start(t testing.TB) *Place {
	web := inProcess{g}
	as := func(token forge.Login) forge.Forge {
		return driver(t, forge.Host{Kind: forge.GitLab, Web: "https://gitlab.com"}, "git@gitlab.com:guild/pool.git", string(token), web, &g.heard)
	}
	p := g.place(as)
	p.Settings = g.settings(func(who forge.Login) forge.Forge { return as(who + "!read") })
	return p
}

type gitlabHub struct {
	*hub
	old bool
}

// gitlabCall is a request with what it is about.
type gitlabCall struct {
	*http.Request
	who  string
	repo *hubRepo
	pull *hubPull
	body object
	rest []string // path elements after the project, or after the number of a merge request
	next string   // number of the next page
}

// people are the accounts by their number, less one.
func people() []string { return []string{"ana", "ben", "cleo", "guild"} }

func userID(name string) int { return slices.Index(people(), name) + 1 }

func gitlabUser(name string) object {
	return object{"id": userID(name), "username": name, "name": name}
}

// ServeHTTP finds the route by hand: a project's path is one escaped element.
func (g *gitlabHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := &gitlabCall{Request: r}
	c.who, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	_ = json.NewDecoder(r.Body).Decode(&c.body)
	var narrow bool
	c.who, narrow = narrowed(c.who)
	var status int
	var out any
	if !narrow || r.Method == http.MethodGet {
		status, out = g.route(c)
	} else {
		status, out = 403, object{"error": "insufficient_scope", "error_description": "The request requires higher privileges than provided by the access token.", "scope": "api"}
	}
	if to, ok := out.(redirect); ok {
		w.Header().Set("Location", string(to))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Next-Page", c.next)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out)
}

func (g *gitlabHub) route(c *gitlabCall) (int, any) {
	elements := strings.Split(strings.TrimPrefix(c.URL.EscapedPath(), "/api/v4/"), "/")
	for i, e := range elements {
		elements[i], _ = url.PathUnescape(e)
	}
	switch {
	case c.who == "":
		return 401, object{"message": "401 Unauthorized"}
	case elements[0] == "user":
		return 200, gitlabUser(c.who)
	case elements[0] == "personal_access_tokens":
		return 200, object{"scopes": []any{map[bool]string{true: "read_api", false: "api"}[strings.HasSuffix(c.Header.Get("Authorization"), "!read")]}}
	case elements[0] == "users":
		return g.users(c)
	case elements[0] != "projects" || len(elements) < 2:
		return gitlabMissing()
	}
	if to := g.moved[elements[1]]; to != "" {
		return g.elsewhere(c, elements[1], to)
	}
	if c.repo = g.repos[elements[1]]; c.repo == nil {
		return gitlabMissing()
	}
	c.rest = elements[2:]
	if len(c.rest) > 1 && c.rest[0] == "merge_requests" {
		n, _ := strconv.Atoi(c.rest[1])
		if c.pull = c.repo.pull(n); c.pull == nil {
			return gitlabMissing()
		}
		g.refresh(c.pull)
		c.rest = c.rest[2:]
		return g.routeMerge(c)
	}
	return g.routeProject(c)
}

// redirect is an answer with a Location.
type redirect string

// elsewhere leads from a project's old name to the new one: for what reads, as its page
// on redirects says.
func (g *gitlabHub) elsewhere(c *gitlabCall, old, to string) (int, any) {
	if c.Method != http.MethodGet {
		return 405, object{"message": "405 Method Not Allowed - Non GET methods are not allowed for moved projects"}
	}
	return 301, redirect(strings.Replace(c.URL.String(), url.PathEscape(old), url.PathEscape(to), 1))
}

func gitlabMissing() (int, any) { return 404, object{"message": "404 Not found"} }

func (g *gitlabHub) users(c *gitlabCall) (int, any) {
	name := c.URL.Query().Get("username")
	if userID(name) == 0 {
		return 200, []any{}
	}
	return 200, []any{gitlabUser(name)}
}

func (g *gitlabHub) routeProject(c *gitlabCall) (int, any) {
	switch what := c.Method + " " + strings.Join(c.rest, "/"); what {
	case "GET ":
		return 200, g.projectObject(c.repo, c.who)
	case "GET members/all/" + c.rest[len(c.rest)-1]:
		n, _ := strconv.Atoi(c.rest[len(c.rest)-1])
		if !c.repo.write[people()[n-1]] {
			return gitlabMissing()
		}
		return 200, object{"id": n, "access_level": 30}
	case "GET forks":
		out := []any{}
		for _, r := range g.repos {
			if r.parent == c.repo && r.write[c.who] {
				out = append(out, g.projectObject(r, c.who))
			}
		}
		return 200, out
	case "POST fork":
		return 201, g.projectObject(g.fork(c.repo, c.who), c.who)
	case "GET merge_requests":
		return g.list(c)
	case "POST merge_requests":
		return g.create(c)
	default:
		if sha, ok := strings.CutPrefix(what, "GET repository/commits/"); ok {
			return g.statuses(c, strings.TrimSuffix(sha, "/statuses"))
		}
	}
	return gitlabMissing()
}

func (g *gitlabHub) projectID(r *hubRepo) int { return 100 + len(r.full) }

func (g *gitlabHub) projectObject(r *hubRepo, who string) object {
	access := any(nil)
	if r.write[who] {
		access = object{"access_level": 30}
	}
	return object{
		"id": g.projectID(r), "path_with_namespace": r.full, "web_url": "https://gitlab.com/" + r.full, "http_url_to_repo": "file://" + r.dir,
		"default_branch": "main", "archived": r.archived, "visibility": "public", "import_status": "finished", "forking_access_level": "enabled",
		"permissions": object{"project_access": access, "group_access": nil},
	}
}

func (g *gitlabHub) list(c *gitlabCall) (int, any) {
	q := c.URL.Query()
	out := []any{}
	for _, p := range newestFirst(c.repo.pulls) {
		g.refresh(p)
		if b := q.Get("source_branch"); b != "" && b != p.branch || q.Get("state") != gitlabState(p) {
			continue
		}
		out = append(out, g.mergeObject(p))
	}
	return 200, c.page(out)
}

// page cuts a list after two.
func (c *gitlabCall) page(all []any) []any {
	n, _ := strconv.Atoi(c.URL.Query().Get("page"))
	start := min(2*max(n-1, 0), len(all))
	stop := min(start+2, len(all))
	if stop < len(all) {
		c.next = strconv.Itoa(max(n, 1) + 1)
	}
	return all[start:stop]
}

func gitlabState(p *hubPull) string {
	switch {
	case p.merged != "":
		return "merged"
	case p.closed:
		return "closed"
	}
	return "opened"
}

func (g *gitlabHub) mergeObject(p *hubPull) object {
	reviewers := []any{}
	for _, a := range p.asked {
		reviewers = append(reviewers, gitlabUser(a))
	}
	title := p.title
	if p.draft {
		title = "Draft: " + title
	}
	base := g.mergeBase(p)
	o := object{
		"iid": p.n, "web_url": "https://gitlab.com/guild/pool/-/merge_requests/" + strconv.Itoa(p.n), "title": title, "description": p.body,
		"author": gitlabUser(p.author), "state": gitlabState(p), "draft": p.draft, "sha": p.head, "source_branch": p.branch, "target_branch": p.target,
		"source_project_id": g.projectID(p.from), "target_project_id": g.projectID(p.base), "reviewers": reviewers,
		"detailed_merge_status": g.mergeStatus(p), "created_at": stamp(p.created), "updated_at": stamp(p.updated), "merge_commit_sha": nil,
		"diff_refs": object{"base_sha": base, "start_sha": g.tip(p.base, p.target), "head_sha": p.head}, "user": object{"can_merge": true},
	}
	switch {
	case p.merged != "":
		o["merge_commit_sha"], o["merge_user"], o["merged_at"] = p.merged, gitlabUser(p.endedBy), stamp(p.updated)
	case p.closed:
		o["closed_by"], o["closed_at"] = gitlabUser(p.endedBy), stamp(p.updated)
	}
	return o
}

func (g *gitlabHub) mergeStatus(p *hubPull) string {
	approvals, changes := p.verdicts()
	failed, pending := p.missing()
	_, clean := g.mergedTree(p)
	switch {
	case !p.live():
		return "not_open"
	case p.draft:
		return "draft_status"
	case !clean:
		return "conflict"
	case changes:
		return "requested_changes"
	case approvals < p.base.approvals:
		return "not_approved"
	case failed || pending:
		return "ci_must_pass"
	}
	return "mergeable"
}

func (c *gitlabCall) text(key string) string {
	s, _ := c.body[key].(string)
	return s
}

func (g *gitlabHub) create(c *gitlabCall) (int, any) {
	base := c.repo
	if c.repo.parent != nil {
		base = c.repo.parent
	}
	p := &hubPull{base: base, from: c.repo, branch: c.text("source_branch"), target: c.text("target_branch"), body: c.text("description"), author: c.who}
	p.title, p.draft = strings.CutPrefix(c.text("title"), "Draft: ")
	p.asked = names(c.body["reviewer_ids"])
	if err := g.open(p); err != nil {
		return 409, object{"message": []any{err.Error()}}
	}
	return 201, g.mergeObject(p)
}

func names(ids any) []string {
	list, _ := ids.([]any)
	var out []string
	for _, id := range list {
		n, _ := id.(float64)
		out = append(out, people()[int(n)-1])
	}
	return out
}
