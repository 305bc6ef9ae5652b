package forgetest

import (
	"encoding/json"
	"fmt"
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
	g := &gitlabHub{hub: newHub(t)}
	web := inProcess{g}
	return g.place(func(who forge.Login) forge.Forge {
		return driver(t, forge.Host{Kind: forge.GitLab, Web: "https://gitlab.com"}, "git@gitlab.com:guild/pool.git", string(who), web)
	})
}

type gitlabHub struct{ *hub }

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
	status, out := g.route(c)
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
	case elements[0] == "users":
		return g.users(c)
	case elements[0] != "projects" || len(elements) < 2:
		return gitlabMissing()
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
		g.look(c.pull)
		c.rest = c.rest[2:]
		return g.routeMerge(c)
	}
	return g.routeProject(c)
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
		"default_branch": "main", "visibility": "public", "import_status": "finished", "forking_access_level": "enabled",
		"permissions": object{"project_access": access, "group_access": nil},
	}
}

func (g *gitlabHub) list(c *gitlabCall) (int, any) {
	q := c.URL.Query()
	out := []any{}
	for _, p := range newestFirst(c.repo.pulls) {
		g.look(p)
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
	if p.merged != "" {
		o["merge_commit_sha"] = p.merged
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

func (g *gitlabHub) routeMerge(c *gitlabCall) (int, any) {
	p := c.pull
	switch c.Method + " " + strings.Join(c.rest, "/") {
	case "GET ":
		return 200, g.mergeObject(p)
	case "PUT ":
		return g.edit(c)
	case "GET approvals":
		return 200, g.approvals(p)
	case "GET reviewers":
		return 200, c.page(g.reviewers(p))
	case "GET versions":
		return 200, g.versions(p)
	case "GET discussions":
		return 200, c.page(g.discussions(p))
	case "GET diffs":
		return 200, c.page(g.diffs(p))
	case "POST draft_notes":
		return g.draftNote(c)
	case "POST draft_notes/bulk_publish":
		return g.bulkPublish(c)
	case "POST notes":
		return 201, noteObject(g.note(p, c.who, c.text("body")), p)
	case "POST approve":
		return g.approve(c)
	case "PUT merge":
		return g.accept(c)
	}
	if len(c.rest) == 3 && c.rest[0] == "discussions" && c.Method == "POST" {
		return g.reply(c, c.rest[1])
	}
	return gitlabMissing()
}

func (g *gitlabHub) edit(c *gitlabCall) (int, any) {
	p := c.pull
	if s, ok := c.body["title"].(string); ok {
		p.title, p.draft = strings.CutPrefix(s, "Draft: ")
	}
	if s, ok := c.body["description"].(string); ok {
		p.body = s
	}
	if ids, ok := c.body["reviewer_ids"]; ok {
		p.asked = names(ids)
	}
	p.closed = p.closed || c.text("state_event") == "close"
	p.updated = g.tick()
	return 200, g.mergeObject(p)
}

// standing are the newest decisions; approvals of older heads are gone, as projects can
// ask for.
func (p *hubPull) standing() map[string]*hubReview {
	out := map[string]*hubReview{}
	for _, r := range p.reviews {
		out[r.by] = r
	}
	return out
}

func (g *gitlabHub) approvals(p *hubPull) object {
	by := []any{}
	for who, r := range p.standing() {
		if r.state == "APPROVED" {
			by = append(by, object{"user": gitlabUser(who), "approved_at": stamp(r.when)})
		}
	}
	have, _ := p.verdicts()
	return object{"approvals_required": p.base.approvals, "approvals_left": max(p.base.approvals-have, 0), "approved_by": by}
}

func (g *gitlabHub) reviewers(p *hubPull) []any {
	out := []any{}
	for who, r := range p.standing() {
		state := map[string]string{"APPROVED": "approved", "CHANGES_REQUESTED": "requested_changes"}[r.state]
		out = append(out, object{"user": gitlabUser(who), "state": state, "created_at": stamp(p.created)})
	}
	return out
}

// versions say when each head came: the newest with the last look, older ones as reviews
// saw them.
func (g *gitlabHub) versions(p *hubPull) []any {
	out := []any{object{"head_commit_sha": p.head, "created_at": stamp(p.headAt)}}
	for _, r := range p.reviews {
		if r.head != p.head {
			out = append(out, object{"head_commit_sha": r.head, "created_at": stamp(p.created)})
		}
	}
	return out
}

func (g *gitlabHub) statuses(c *gitlabCall, sha string) (int, any) {
	out := []any{}
	for _, name := range c.repo.checks {
		if passed, known := c.repo.results[sha+" "+name]; known {
			out = append(out, object{"name": name, "status": map[bool]string{true: "success", false: "failed"}[passed]})
		}
	}
	return 200, out
}

func (g *gitlabHub) diffs(p *hubPull) []any {
	out := []any{}
	for _, part := range strings.Split("\n"+g.diff(p), "\ndiff --git ")[1:] {
		name := strings.TrimPrefix(strings.Fields(part)[1], "b/")
		o := object{"old_path": name, "new_path": name, "new_file": strings.Contains(part, "\nnew file mode"), "deleted_file": strings.Contains(part, "\ndeleted file mode"), "diff": ""}
		if i := strings.Index(part, "\n@@ "); i >= 0 {
			o["diff"] = strings.TrimSuffix(part[i+1:], "\n") + "\n"
		}
		out = append(out, o)
	}
	return out
}

func (g *gitlabHub) note(p *hubPull, who, body string) *hubComment {
	k := &hubComment{id: g.id(), by: who, body: body, when: g.tick(), head: p.head}
	k.thread = fmt.Sprintf("%040x", k.id)
	p.talk = append(p.talk, k)
	return k
}

func noteObject(k *hubComment, p *hubPull) object {
	o := object{"id": k.id, "body": k.body, "author": gitlabUser(k.by), "created_at": stamp(k.when), "system": false, "resolved": false}
	if k.path != "" {
		position := object{"new_path": k.path, "old_path": k.path, "new_line": k.line, "old_line": nil, "head_sha": k.head}
		if k.before {
			position["new_line"], position["old_line"] = nil, k.line
		}
		o["position"] = position
	}
	return o
}

func (g *gitlabHub) discussions(p *hubPull) []any {
	byThread := map[string]object{}
	out := []any{}
	for _, k := range slices.Concat(p.talk, p.inline) {
		d := byThread[k.thread]
		if d == nil {
			d = object{"id": k.thread, "individual_note": k.path == "", "notes": []any{}}
			byThread[k.thread] = d
			out = append(out, d)
		}
		d["notes"] = append(d["notes"].([]any), noteObject(k, p))
	}
	return out
}

func (g *gitlabHub) draftNote(c *gitlabCall) (int, any) {
	position, _ := c.body["position"].(object)
	k := &hubComment{by: c.who, body: c.text("note"), head: c.pull.head}
	k.path, _ = position["new_path"].(string)
	newLine, isNew := position["new_line"].(float64)
	oldLine, _ := position["old_line"].(float64)
	k.line, k.before = int(newLine), !isNew
	if k.before {
		k.line = int(oldLine)
	}
	if position["head_sha"] != c.pull.head || !g.covers(c.pull, k) {
		return 400, object{"message": "400 Bad request - Note {:line_code=>[\"can't be blank\", \"must be a valid line code\"]}"}
	}
	c.pull.unpublished = append(c.pull.unpublished, k)
	return 201, object{"id": 1}
}

func (g *gitlabHub) bulkPublish(c *gitlabCall) (int, any) {
	p := c.pull
	p.unpublished = slices.DeleteFunc(p.unpublished, func(k *hubComment) bool {
		if k.by != c.who {
			return false
		}
		k.id, k.when = g.id(), g.tick()
		k.thread = fmt.Sprintf("%040x", k.id)
		p.inline = append(p.inline, k)
		return true
	})
	if body := c.text("note"); body != "" {
		g.note(p, c.who, body)
	}
	if c.text("reviewer_state") == "requested_changes" {
		p.reviews = append(p.reviews, &hubReview{id: g.id(), by: c.who, state: "CHANGES_REQUESTED", head: p.head, when: g.tick()})
	}
	return 204, nil
}

func (g *gitlabHub) approve(c *gitlabCall) (int, any) {
	p := c.pull
	if sha := c.text("sha"); sha != "" && sha != p.head {
		return 409, object{"message": "SHA does not match HEAD of source branch: " + p.head}
	}
	p.reviews = append(p.reviews, &hubReview{id: g.id(), by: c.who, state: "APPROVED", head: p.head, when: g.tick()})
	return 201, g.approvals(p)
}

func (g *gitlabHub) accept(c *gitlabCall) (int, any) {
	switch g.merge(c.pull, c.text("sha")) {
	case "":
		return 200, g.mergeObject(c.pull)
	case "head":
		return 409, object{"message": "SHA does not match HEAD of source branch: " + c.pull.head}
	case "conflict":
		return 422, object{"message": "Branch cannot be merged"}
	}
	return 405, object{"message": "405 Method Not Allowed"}
}

func (g *gitlabHub) reply(c *gitlabCall, thread string) (int, any) {
	for _, list := range []*[]*hubComment{&c.pull.inline, &c.pull.talk} {
		for _, k := range *list {
			if k.thread != thread {
				continue
			}
			r := *k
			r.id, r.by, r.body, r.when = g.id(), c.who, c.text("body"), g.tick()
			*list = append(*list, &r)
			return 201, noteObject(&r, c.pull)
		}
	}
	return gitlabMissing()
}
