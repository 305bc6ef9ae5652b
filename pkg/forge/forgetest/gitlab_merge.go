package forgetest

import (
	"fmt"
	"slices"
	"strings"
)

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
	case "GET draft_notes":
		return 200, c.page(unpublished(p, c.who))
	case "POST draft_notes":
		return g.draftNote(c)
	case "POST draft_notes/bulk_publish":
		return g.bulkPublish(c)
	case "POST discussions":
		return 201, object{"notes": []any{noteObject(g.note(p, c.who, c.text("body")), p)}}
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

// unpublished are one's own drafts.
func unpublished(p *hubPull, who string) []any {
	out := []any{}
	for _, n := range p.unpublished {
		if n.by == who {
			draft := noteObject(n, p)
			draft["note"] = n.body
			out = append(out, draft)
		}
	}
	return out
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
	if c.text("state_event") == "close" && p.live() {
		p.closed, p.endedBy = true, c.who
	}
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
	if c.text("reviewer_state") == "requested_changes" && !g.old {
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
	switch g.merge(c.pull, c.who, c.text("sha"), or(c.repo.style, "merge")) {
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

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
