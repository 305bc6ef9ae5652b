package forgetest

import (
	"slices"
	"strconv"
)

func (g *githubHub) reviewObject(r *hubReview) object {
	state := r.state
	if r.dismissed {
		state = "DISMISSED"
	}
	return g.schema.example("pull-request-review", object{
		"id": r.id, "user": g.schema.person(r.by), "body": r.body, "state": state, "commit_id": r.head, "submitted_at": stamp(r.when),
		"author_association": map[bool]string{true: "COLLABORATOR", false: "NONE"}[g.pool().write[r.by]],
	})
}

func (g *githubHub) reviews(c *githubCall) (int, any) {
	out := []any{}
	for _, r := range c.pull.reviews {
		out = append(out, g.reviewObject(r))
	}
	return 200, c.page(out)
}

func (g *githubHub) oneReview(c *githubCall) (int, any) {
	id, _ := strconv.Atoi(c.PathValue("id"))
	i := slices.IndexFunc(c.pull.reviews, func(r *hubReview) bool { return r.id == id })
	if i < 0 {
		return missing()
	}
	return 200, g.reviewObject(c.pull.reviews[i])
}

func (g *githubHub) review(c *githubCall) (int, any) {
	p := c.pull
	state := map[string]string{"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}[c.text("event")]
	switch {
	case p.author == c.who && state != "COMMENTED":
		return unprocessableReview("Can not approve your own pull request")
	case state != "APPROVED" && c.text("body") == "":
		return unprocessableReview("Body can't be blank")
	}
	r := &hubReview{id: g.id(), by: c.who, state: state, body: c.text("body"), head: c.text("commit_id"), when: g.tick()}
	var inline []*hubComment
	list, _ := c.body["comments"].([]any)
	for _, raw := range list {
		m := raw.(object)
		n, _ := m["line"].(float64)
		start, _ := m["start_line"].(float64)
		k := &hubComment{id: g.id(), by: c.who, path: m["path"].(string), body: m["body"].(string), line: int(n), start: int(start), before: m["side"] == "LEFT", when: r.when, head: r.head}
		if !g.covers(p, k) {
			return unprocessableReview("Pull request review thread line must be part of the diff")
		}
		inline = append(inline, k)
	}
	p.reviews, p.inline, p.updated = append(p.reviews, r), append(p.inline, inline...), r.when
	p.asked = slices.DeleteFunc(p.asked, func(a string) bool { return a == c.who })
	return 200, g.reviewObject(r)
}

func (g *githubHub) commentObject(k *hubComment) object {
	side := map[bool]string{true: "LEFT", false: "RIGHT"}[k.before]
	o := g.schema.example("pull-request-review-comment", object{
		"id": k.id, "user": g.schema.person(k.by), "body": k.body, "path": k.path, "line": k.line, "side": side,
		"created_at": stamp(k.when), "diff_hunk": "@@ -0,0 +0,0 @@\n", "commit_id": k.head,
	})
	for _, key := range []string{"start_line", "original_start_line", "start_side", "in_reply_to_id"} {
		delete(o, key)
	}
	if k.replyTo != 0 {
		o["in_reply_to_id"] = k.replyTo
	}
	return o
}

func (g *githubHub) comments(c *githubCall) (int, any) {
	out := []any{}
	for _, k := range c.pull.inline {
		out = append(out, g.commentObject(k))
	}
	return 200, c.page(out)
}

func (g *githubHub) reply(c *githubCall) (int, any) {
	id, _ := strconv.Atoi(c.PathValue("id"))
	i := slices.IndexFunc(c.pull.inline, func(k *hubComment) bool { return k.id == id })
	if i < 0 {
		return missing()
	}
	k := *c.pull.inline[i]
	k.id, k.replyTo, k.by, k.body, k.when = g.id(), id, c.who, c.text("body"), g.tick()
	c.pull.inline = append(c.pull.inline, &k)
	return 201, g.commentObject(&k)
}

func (g *githubHub) sayObject(k *hubComment) object {
	return g.schema.example("issue-comment", object{"id": k.id, "user": g.schema.person(k.by), "body": k.body, "created_at": stamp(k.when)})
}

func (g *githubHub) talk(c *githubCall) (int, any) {
	out := []any{}
	for _, k := range c.pull.talk {
		out = append(out, g.sayObject(k))
	}
	return 200, c.page(out)
}

func (g *githubHub) say(c *githubCall) (int, any) {
	k := &hubComment{id: g.id(), by: c.who, body: c.text("body"), when: g.tick()}
	c.pull.talk = append(c.pull.talk, k)
	return 201, g.sayObject(k)
}

func (g *githubHub) mergePull(c *githubCall) (int, any) {
	says := func(words string) object {
		return object{"message": words, "documentation_url": "https://docs.github.com/rest"}
	}
	switch g.merge(c.pull, c.who, c.text("sha"), c.text("merge_method")) {
	case "":
		return 200, object{"sha": c.pull.merged, "merged": true, "message": "Pull Request successfully merged"}
	case "head":
		return 409, says("Head branch was modified. Review and try the merge again.")
	}
	if c.repo.style != "" && c.text("merge_method") != c.repo.style {
		return 405, says("Merge commits are not allowed on this repository.")
	}
	return 405, says("Pull Request is not mergeable")
}
