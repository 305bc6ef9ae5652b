package forge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// review is one of either host.
type review struct {
	ID        int64      `json:"id"`
	User      *user      `json:"user"`
	State     string     `json:"state"`
	Body      string     `json:"body"`
	CommitID  *string    `json:"commit_id"`
	Submitted *time.Time `json:"submitted_at"`
	HTMLURL   string     `json:"html_url"`
	Member    string     `json:"author_association"` // GitHub
	Official  bool       `json:"official"`           // Gitea, as all below
	Stale     bool       `json:"stale"`
	Dismissed bool       `json:"dismissed"`
	Comments  int        `json:"comments_count"`
}

// votes reports whether the host takes the review for more than an opinion. Gitea says so;
// GitHub says who its author is, and lets owners, members and collaborators decide.
func (r review) votes() bool {
	return r.Official || r.Member == "OWNER" || r.Member == "MEMBER" || r.Member == "COLLABORATOR"
}

// opinionOf translates a state; ok is false for what is no review yet.
func opinionOf(state string) (Opinion, bool) {
	switch state {
	case "APPROVED", "DISMISSED":
		return Approved, true
	case "REQUEST_CHANGES", "CHANGES_REQUESTED":
		return ChangesRequested, true
	case "COMMENT", "COMMENTED":
		return Commented, true
	}
	return "", false
}

// verdicts translates reviews. A dismissed one has lost what it said: it is stale.
func verdicts(reviews []review, head Commit) []Verdict {
	var all []Verdict
	for _, r := range reviews {
		opinion, ok := opinionOf(r.State)
		if !ok {
			continue
		}
		v := Verdict{By: r.User.login(), Opinion: opinion, Head: Commit(Line(value(r.CommitID))), Body: Text(r.Body), When: value(r.Submitted).UTC()}
		v.Stale = r.Stale || r.Dismissed || r.State == "DISMISSED" || v.Head != head
		v.Advisory = opinion != Commented && !r.votes()
		all = append(all, v)
	}
	return NewestVerdicts(all)
}

// NewestVerdicts keeps the verdict of each reviewer that counts: their last decision, or, when
// they never decided, their last comment. Oldest first.
func NewestVerdicts(all []Verdict) []Verdict {
	slices.SortStableFunc(all, func(a, b Verdict) int { return a.When.Compare(b.When) })
	var out []Verdict
	for _, v := range all {
		i := slices.IndexFunc(out, func(o Verdict) bool { return o.By == v.By })
		switch {
		case i < 0:
			out = append(out, v)
		case v.Opinion != Commented || out[i].Opinion == Commented:
			out = append(slices.Delete(out, i, i+1), v)
		}
	}
	return out
}

func (g *rest) reviews(ctx context.Context, n int) ([]review, error) {
	all, err := pages[review](ctx, g.client, call{path: g.pull(n, "reviews")}, 0)
	if err != nil {
		return nil, fmt.Errorf("read the reviews of contribution %d: %w", n, err)
	}
	return all, nil
}

// review sends a review and reads it back.
func (g *rest) review(ctx context.Context, p pull, w written) (Verdict, error) {
	if w.body == "" && !slices.Contains(g.wordless, cmp.Or(w.Opinion, Commented)) {
		w.body = "See the comments."
	}
	comments := []map[string]any{}
	for _, in := range w.inline {
		comments = append(comments, g.v.inline(in))
	}
	var made, again review
	err := g.post(ctx, g.pull(p.Number, "reviews"), map[string]any{
		"event": g.verbs[cmp.Or(w.Opinion, Commented)], "body": w.body, "commit_id": w.Head, "comments": comments,
	}, &made)
	if err != nil {
		return Verdict{}, err
	}
	if _, err := g.do(ctx, call{path: g.pull(p.Number, "reviews", idText(made.ID))}, &again); err != nil {
		return Verdict{}, g.unread(err)
	}
	if vs := verdicts([]review{again}, w.Head); len(vs) == 1 {
		return vs[0], nil
	}
	return Verdict{}, &RefusedError{Host: g.host.Name(), Text: "the review is not there after it was sent"}
}

// comment is one of either host.
type comment struct {
	ID        int64     `json:"id"`
	Body      string    `json:"body"`
	User      *user     `json:"user"`
	Created   time.Time `json:"created_at"`
	HTMLURL   string    `json:"html_url"`
	Path      string    `json:"path"`
	DiffHunk  string    `json:"diff_hunk"`
	InReplyTo int64     `json:"in_reply_to_id"` // GitHub, as all to the start
	Side      string    `json:"side"`
	Line      *int      `json:"line"` // null when the lines are gone
	Start     *int      `json:"start_line"`
	Resolver  *user     `json:"resolver"` // Gitea, as all below
	New       *int      `json:"position"`
	Old       *int      `json:"original_position"`
}

func (c comment) comment() Comment {
	return Comment{ID: idText(c.ID), By: c.User.login(), Body: Text(c.Body), When: c.Created.UTC(), URL: Line(c.HTMLURL)}
}

// talk is what was said about the whole: outside of reviews, and as the words of reviews.
func (g *rest) talk(ctx context.Context, n int, reviews []review) ([]Comment, error) {
	all, err := pages[comment](ctx, g.client, call{path: g.issue(n, "comments")}, 0)
	if err != nil {
		return nil, fmt.Errorf("read the comments of contribution %d: %w", n, err)
	}
	var out []Comment
	for _, c := range all {
		out = append(out, c.comment())
	}
	for _, r := range reviews {
		if r.Body != "" && r.State != "PENDING" {
			out = append(out, Comment{ID: "review-" + idText(r.ID), By: r.User.login(), Body: Text(r.Body), When: value(r.Submitted).UTC(), URL: Line(r.HTMLURL)})
		}
	}
	return out, nil
}

// threads are all that was said; known are the reviews, where they have been read.
func (g *rest) threads(ctx context.Context, n int, known any) ([]Thread, error) {
	reviews, ok := known.([]review)
	if !ok {
		var err error
		if reviews, err = g.reviews(ctx, n); err != nil {
			return nil, err
		}
	}
	talk, err := g.talk(ctx, n, reviews)
	if err != nil {
		return nil, err
	}
	var inline []comment
	for _, path := range g.v.commentLists(n, reviews) {
		part, err := pages[comment](ctx, g.client, call{path: path}, 0)
		if err != nil {
			return nil, fmt.Errorf("read the comments of contribution %d: %w", n, err)
		}
		inline = append(inline, part...)
	}
	return WithConversation(talk, g.joinThreads(inline)), nil
}

// say adds to the talk about the whole.
func (g *rest) say(ctx context.Context, n int, body string) (Comment, error) {
	var made comment
	err := g.post(ctx, g.issue(n, "comments"), map[string]any{"body": body}, &made)
	return made.comment(), err
}

// WithConversation puts the general thread first, when anything was said in it.
func WithConversation(talk []Comment, threads []Thread) []Thread {
	if len(talk) == 0 {
		return threads
	}
	slices.SortStableFunc(talk, func(a, b Comment) int { return a.When.Compare(b.When) })
	return append([]Thread{{ID: Conversation, Comments: talk}}, threads...)
}

// joinThreads puts comments that have a key in common into one thread, in the order in
// which they were made; its anchor is that of the first.
func (g *rest) joinThreads(all []comment) []Thread {
	slices.SortFunc(all, func(a, b comment) int { return int(a.ID - b.ID) })
	at := map[string]int{}
	var out []Thread
	for _, c := range all {
		i, ok := at[g.v.key(c)]
		if !ok {
			a := g.v.anchor(c)
			i = len(out)
			out = append(out, Thread{ID: ThreadID(idText(c.ID)), Anchor: a, Outdated: a.Line == 0})
		}
		at[g.v.key(c)], at[idText(c.ID)] = i, i
		out[i].Comments = append(out[i].Comments, c.comment())
		out[i].Resolved = out[i].Resolved || c.Resolver.known() != ""
	}
	return out
}
