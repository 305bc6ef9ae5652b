package forgetest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
)

// GitHub is a place on a stand-in for github.com. Every request that the driver sends and
// every answer it gets is held to GitHub's own OpenAPI description.
func GitHub(t testing.TB) *Place {
	t.Helper()
	g := &githubHub{hub: newHub(t), schema: loadSchema(t)}
	mux := http.NewServeMux()
	g.routes(mux)
	web := inProcess{g.elsewhere(g.schema.check(t, mux))}
	as := func(token forge.Login) forge.Forge {
		return driver(t, forge.Host{Kind: forge.GitHub, Web: "https://github.com"}, "https://github.com/guild/pool.git", string(token), web, &g.heard)
	}
	p := g.place(as)
	p.Settings = g.settings(func(who forge.Login) forge.Forge { return as(who + "!read") })
	return p
}

// elsewhere leads from a repository's old name to the new one, as GitHub's page on
// redirects says: 301 for what reads, 307 for the rest. Its description knows neither.
func (g *githubHub) elsewhere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		for old, to := range g.moved {
			rest, ok := strings.CutPrefix(r.URL.Path, "/repos/"+old)
			if !ok || rest != "" && rest[0] != '/' {
				continue
			}
			status := http.StatusTemporaryRedirect
			if r.Method == http.MethodGet {
				status = http.StatusMovedPermanently
			}
			u := *r.URL
			u.Path, u.RawPath = "/repos/"+to+rest, ""
			w.Header().Set("Location", u.String())
			w.WriteHeader(status)
			return
		}
		g.mu.Unlock()
		next.ServeHTTP(w, r)
		g.mu.Lock()
	})
}

// githubHub answers as GitHub does: with the examples of its description, changed where
// it matters.
type githubHub struct {
	*hub
	schema *schema
}

// object is a JSON object.
type object = map[string]any

func (g *githubHub) routes(mux *http.ServeMux) {
	const repo = "/repos/{owner}/{repo}"
	for pattern, handle := range map[string]func(*githubCall) (int, any){
		"GET /user":               g.user,
		"POST /graphql":           g.graphQL,
		"GET " + repo:             g.repository,
		"POST " + repo + "/forks": g.makeFork,
		"GET " + repo + "/commits/{ref}/check-runs":         g.checkRuns,
		"GET " + repo + "/commits/{ref}/status":             g.status,
		"GET " + repo + "/rules/branches/{branch}":          g.rules,
		"GET " + repo + "/issues/{n}/comments":              g.talk,
		"POST " + repo + "/issues/{n}/comments":             g.say,
		"GET " + repo + "/issues/{n}":                       g.issue,
		"GET " + repo + "/pulls":                            g.list,
		"POST " + repo + "/pulls":                           g.create,
		"GET " + repo + "/pulls/{n}":                        g.get,
		"PATCH " + repo + "/pulls/{n}":                      g.edit,
		"GET " + repo + "/pulls/{n}/comments":               g.comments,
		"POST " + repo + "/pulls/{n}/comments/{id}/replies": g.reply,
		"PUT " + repo + "/pulls/{n}/merge":                  g.mergePull,
		"GET " + repo + "/pulls/{n}/reviews":                g.reviews,
		"POST " + repo + "/pulls/{n}/reviews":               g.review,
		"GET " + repo + "/pulls/{n}/reviews/{id}":           g.oneReview,
		"POST " + repo + "/pulls/{n}/requested_reviewers":   g.ask,
	} {
		mux.HandleFunc(pattern, g.serve(handle))
	}
}

// githubCall is a request with what it is about.
type githubCall struct {
	*http.Request
	who  string
	repo *hubRepo
	pull *hubPull
	body object
	link string // the Link header of the answer
}

func (g *githubHub) serve(handle func(*githubCall) (int, any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		c := &githubCall{Request: r, repo: g.repos[r.PathValue("owner")+"/"+r.PathValue("repo")]}
		c.who, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		var narrow bool
		c.who, narrow = narrowed(c.who)
		status, out := g.prepare(c)
		if narrow {
			w.Header().Set("X-OAuth-Scopes", "read:user")
			w.Header().Set("X-Accepted-OAuth-Scopes", "public_repo, repo")
		}
		if narrow && r.Method != http.MethodGet {
			status, out = 403, object{"message": "Must have admin rights to Repository.", "documentation_url": "https://docs.github.com/rest", "status": "403"}
		}
		if status == 0 {
			status, out = handle(c)
		}
		if c.link != "" {
			w.Header().Set("Link", c.link)
		}
		if text, ok := out.(string); ok {
			w.Header().Set("Content-Type", "application/vnd.github.diff; charset=utf-8")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(text))
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(out)
	}
}

// prepare finds what a call is about; a status other than 0 is the answer.
func (g *githubHub) prepare(c *githubCall) (int, any) {
	if c.who == "" {
		return 401, object{"message": "Requires authentication", "documentation_url": "https://docs.github.com/rest", "status": "401"}
	}
	_ = json.NewDecoder(c.Body).Decode(&c.body)
	if c.repo == nil && c.PathValue("repo") != "" {
		return missing()
	}
	if c.PathValue("n") == "" {
		return 0, nil
	}
	n, _ := strconv.Atoi(c.PathValue("n"))
	if c.pull = c.repo.pull(n); c.pull == nil {
		return missing()
	}
	g.refresh(c.pull)
	return 0, nil
}

func missing() (int, any) {
	return 404, object{"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}
}

func unprocessable(words string) (int, any) {
	return 422, object{"message": "Validation Failed", "documentation_url": "https://docs.github.com/rest", "errors": []any{object{"resource": "PullRequest", "code": "custom", "message": words}}}
}

// unprocessableReview is the simpler form that reviews are refused in.
func unprocessableReview(words string) (int, any) {
	return 422, object{"message": "Unprocessable Entity", "documentation_url": "https://docs.github.com/rest", "errors": []any{words}}
}

func (c *githubCall) text(key string) string {
	s, _ := c.body[key].(string)
	return s
}

func account(login string) object {
	return object{"login": login, "user_view_type": "private", "name": strings.ToUpper(login[:1]) + login[1:]}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (g *githubHub) user(c *githubCall) (int, any) {
	return 200, g.schema.example("private-user-response-with-public-and-private-profile-information", account(c.who))
}

func (g *githubHub) repoObject(r *hubRepo, who string) object {
	o := g.schema.example("full-repository-default-response", object{
		"language": nil, "full_name": r.full, "clone_url": "file://" + r.dir, "default_branch": "main", "private": false, "archived": r.archived, "allow_forking": true,
		"allow_merge_commit": r.style == "" || r.style == "merge", "allow_squash_merge": r.style == "" || r.style == "squash", "allow_rebase_merge": r.style == "" || r.style == "rebase",
		"permissions": object{"admin": false, "push": r.write[who], "pull": true},
	})
	delete(o, "parent")
	delete(o, "source")
	return o
}

func (g *githubHub) repository(c *githubCall) (int, any) { return 200, g.repoObject(c.repo, c.who) }

func (g *githubHub) makeFork(c *githubCall) (int, any) {
	return 202, g.repoObject(g.fork(c.repo, c.who), c.who)
}

// pullObject is a contribution as GET gives it; lists leave some out.
func (g *githubHub) pullObject(p *hubPull, name string) object {
	g.refresh(p)
	state, mergeable, word := "open", any(true), "clean"
	if !p.live() {
		state = "closed"
	}
	approvals, changes := p.verdicts()
	failed, pending := p.missing()
	if _, clean := g.mergedTree(p); !clean {
		mergeable, word = false, "dirty"
	} else if p.draft {
		word = "draft"
	} else if approvals < p.base.approvals || changes || failed || pending {
		word = "blocked"
	}
	asked := []any{}
	for _, a := range p.asked {
		asked = append(asked, g.schema.person(a))
	}
	o := g.schema.example(name, object{
		"number": p.n, "node_id": "PR_" + strconv.Itoa(p.n), "html_url": "https://github.com/guild/pool/pull/" + strconv.Itoa(p.n),
		"title": p.title, "body": p.body, "user": g.schema.person(p.author), "state": state, "draft": p.draft,
		"requested_reviewers": asked, "requested_teams": []any{}, "created_at": stamp(p.created), "updated_at": stamp(p.updated),
		"merged_at": nil, "closed_at": nil, "merge_commit_sha": nil, "mergeable": mergeable, "mergeable_state": word, "merged": p.merged != "",
	})
	if p.merged != "" {
		o["merged_at"], o["merge_commit_sha"] = stamp(p.updated), p.merged
		if !strings.HasSuffix(name, "-items") {
			o["merged_by"] = g.schema.person(p.endedBy)
		}
	}
	if !p.live() {
		o["closed_at"] = stamp(p.updated)
	}
	end(o, "head", p.branch, p.head, p.from.full)
	end(o, "base", p.target, g.tip(p.base, p.target), p.base.full)
	if strings.HasSuffix(name, "-items") {
		delete(o, "mergeable")
		delete(o, "mergeable_state")
	}
	return o
}

func end(o object, key, ref, sha, full string) {
	e := o[key].(object)
	e["ref"], e["sha"] = ref, sha
	e["repo"].(object)["full_name"] = full
}

func (g *githubHub) get(c *githubCall) (int, any) {
	if c.Header.Get("Accept") == "application/vnd.github.diff" {
		return 200, g.diff(c.pull)
	}
	return 200, g.pullObject(c.pull, "pull-request")
}

// list pages by two, so that paging is used.
func (g *githubHub) list(c *githubCall) (int, any) {
	q := c.URL.Query()
	out := []any{}
	for _, p := range newestFirst(c.repo.pulls) {
		g.refresh(p)
		head := q.Get("head")
		owner, _, _ := strings.Cut(p.from.full, "/")
		if p.live() != (q.Get("state") == "open") || head != "" && head != owner+":"+p.branch || q.Get("base") != "" && q.Get("base") != p.target {
			continue
		}
		out = append(out, g.pullObject(p, "pull-request-simple-items"))
	}
	return 200, c.page(out)
}

// page cuts a list and says where the rest is.
func (c *githubCall) page(all []any) []any {
	const size = 2
	n, _ := strconv.Atoi(c.URL.Query().Get("page"))
	n = max(n, 1)
	start := min((n-1)*size, len(all))
	stop := min(start+size, len(all))
	if stop < len(all) {
		q := c.URL.Query()
		q.Set("page", strconv.Itoa(n+1))
		c.link = `<https://api.github.com` + c.URL.Path + "?" + q.Encode() + `>; rel="next"`
	}
	return all[start:stop]
}

// issue is the other side of a contribution: it alone says who closed it. It is not among the
// pages of the description that are kept here.
func (g *githubHub) issue(c *githubCall) (int, any) {
	var by any
	if c.pull.closed {
		by = object{"login": c.pull.endedBy}
	}
	return 200, object{"number": c.pull.n, "closed_by": by}
}

func (g *githubHub) create(c *githubCall) (int, any) {
	p := &hubPull{base: c.repo, from: c.repo, branch: c.text("head"), target: c.text("base"), title: c.text("title"), body: c.text("body"), author: c.who}
	p.draft, _ = c.body["draft"].(bool)
	if owner, branch, ok := strings.Cut(p.branch, ":"); ok {
		p.branch, p.from = branch, g.repos[owner+"/pool"]
	}
	if p.from == nil {
		return unprocessable("head is invalid")
	}
	if err := g.open(p); err != nil {
		return unprocessable(err.Error())
	}
	return 201, g.pullObject(p, "pull-request")
}

func (g *githubHub) edit(c *githubCall) (int, any) {
	p := c.pull
	if s, ok := c.body["title"].(string); ok {
		p.title = s
	}
	if s, ok := c.body["body"].(string); ok {
		p.body = s
	}
	if c.text("state") == "closed" && p.live() {
		p.closed, p.endedBy = true, c.who
	}
	p.updated = g.tick()
	return 200, g.pullObject(p, "pull-request")
}

func (g *githubHub) ask(c *githubCall) (int, any) {
	for _, who := range c.body["reviewers"].([]any) {
		if c.pull.author == who.(string) {
			return unprocessable("Review cannot be requested from pull request author.")
		}
		c.pull.asked = append(c.pull.asked, who.(string))
	}
	return 201, g.pullObject(c.pull, "pull-request-simple-items")
}

// graphQL knows the two mutations that the driver uses. It is not part of the description.
func (g *githubHub) graphQL(c *githubCall) (int, any) {
	id, _ := c.body["variables"].(object)["id"].(string)
	n, _ := strconv.Atoi(strings.TrimPrefix(id, "PR_"))
	p := g.pool().pull(n)
	if p == nil {
		return 200, object{"errors": []any{object{"message": "Could not resolve to a node"}}}
	}
	p.draft = strings.Contains(c.text("query"), "convertPullRequestToDraft")
	return 200, object{"data": object{}}
}

func (g *githubHub) rules(c *githubCall) (int, any) {
	out := []any{}
	if c.repo.approvals > 0 {
		out = append(out, object{"type": "pull_request", "parameters": object{
			"required_approving_review_count": c.repo.approvals, "dismiss_stale_reviews_on_push": true, "require_code_owner_review": false,
			"require_last_push_approval": false, "required_review_thread_resolution": false,
		}})
	}
	if len(c.repo.checks) > 0 {
		checks := []any{}
		for _, name := range c.repo.checks {
			checks = append(checks, object{"context": name})
		}
		out = append(out, object{"type": "required_status_checks", "parameters": object{"required_status_checks": checks, "strict_required_status_checks_policy": false}})
	}
	return 200, c.page(out)
}

func (g *githubHub) checkRuns(c *githubCall) (int, any) {
	return 200, object{"total_count": 0, "check_runs": []any{}}
}

func (g *githubHub) status(c *githubCall) (int, any) {
	sha := c.PathValue("ref")
	list := []any{}
	for _, name := range c.repo.checks {
		if passed, known := c.repo.results[sha+" "+name]; known {
			list = append(list, g.schema.statusItem(name, map[bool]string{true: "success", false: "failure"}[passed]))
		}
	}
	return 200, g.schema.example("combined-commit-status", object{"sha": sha, "statuses": list, "total_count": len(list), "state": "pending"})
}
