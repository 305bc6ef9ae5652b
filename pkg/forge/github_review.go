package forge

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

type githubReview struct {
	ID        int64       `json:"id"`
	User      *githubUser `json:"user"`
	State     string      `json:"state"`
	Body      string      `json:"body"`
	CommitID  *string     `json:"commit_id"`
	Submitted *time.Time  `json:"submitted_at"`
	HTMLURL   string      `json:"html_url"`
	Member    string      `json:"author_association"`
}

// votes reports whether GitHub takes the review of somebody with that association for more
// than an opinion: owners, members and collaborators may write, others may not.
func (r githubReview) votes() bool {
	return r.Member == "OWNER" || r.Member == "MEMBER" || r.Member == "COLLABORATOR"
}

func (r githubReview) when() time.Time {
	if r.Submitted == nil {
		return time.Time{}
	}
	return r.Submitted.UTC()
}

func (g *github) reviews(ctx context.Context, n int) ([]githubReview, error) {
	all, err := githubPages[githubReview](ctx, g, call{path: g.pull(n, "reviews")}, 0)
	if err != nil {
		return nil, fmt.Errorf("read the reviews of contribution %d: %w", n, err)
	}
	return all, nil
}

// githubVerdicts translates reviews. A dismissed one has lost what it said: it is stale.
func githubVerdicts(reviews []githubReview, head Commit) []Verdict {
	var all []Verdict
	for _, r := range reviews {
		v := Verdict{By: r.User.login(), Body: text(r.Body), When: r.when(), Advisory: !r.votes()}
		opinion, ok := opinionOf(r.State)
		if r.State == "DISMISSED" {
			opinion, ok = Approved, true
		}
		if !ok {
			continue
		}
		if r.CommitID != nil {
			v.Head = Commit(line(*r.CommitID))
		}
		v.Opinion, v.Stale = opinion, v.Head != head || r.State == "DISMISSED"
		all = append(all, v)
	}
	return newest(all)
}

type githubComment struct {
	ID        int64       `json:"id"`
	InReplyTo int64       `json:"in_reply_to_id"`
	Body      string      `json:"body"`
	User      *githubUser `json:"user"`
	Created   time.Time   `json:"created_at"`
	HTMLURL   string      `json:"html_url"`
	Path      string      `json:"path"`
	Side      string      `json:"side"`
	DiffHunk  string      `json:"diff_hunk"`
	Line      *int        `json:"line"` // null when the lines are gone
	Start     *int        `json:"start_line"`
}

func (c githubComment) comment() Comment {
	return Comment{ID: strconv.FormatInt(c.ID, 10), By: c.User.login(), Body: text(c.Body), When: c.Created.UTC(), URL: line(c.HTMLURL)}
}

func (c githubComment) anchor() Anchor {
	a := Anchor{Path: line(c.Path), Side: After}
	if c.Side == "LEFT" {
		a.Side = Before
	}
	if c.Line != nil {
		a.Line = *c.Line
	}
	if c.Start != nil {
		a.Start = *c.Start
	}
	a.Quote = text(tail(c.DiffHunk, a.Side, a.Line-a.first()+1))
	return a
}

func (g *github) Threads(ctx context.Context, id ID) ([]Thread, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	reviews, err := g.reviews(ctx, n)
	if err != nil {
		return nil, err
	}
	return g.threadsOf(ctx, n, reviews)
}

func (g *github) threadsOf(ctx context.Context, n int, reviews []githubReview) ([]Thread, error) {
	said, err := githubPages[githubComment](ctx, g, call{path: g.at("issues", string(idOf(n)), "comments")}, 0)
	if err != nil {
		return nil, fmt.Errorf("read the comments of contribution %d: %w", n, err)
	}
	inline, err := githubPages[githubComment](ctx, g, call{path: g.pull(n, "comments")}, 0)
	if err != nil {
		return nil, fmt.Errorf("read the comments of contribution %d: %w", n, err)
	}
	var talk []Comment
	for _, c := range said {
		talk = append(talk, c.comment())
	}
	for _, r := range reviews {
		if r.Body != "" && r.State != "PENDING" {
			talk = append(talk, Comment{ID: "review-" + strconv.FormatInt(r.ID, 10), By: r.User.login(), Body: text(r.Body), When: r.when(), URL: line(r.HTMLURL)})
		}
	}
	return withConversation(talk, githubThreads(inline)), nil
}

// githubThreads joins replies with what they answer.
func githubThreads(all []githubComment) []Thread {
	slices.SortFunc(all, func(a, b githubComment) int { return int(a.ID - b.ID) })
	at := map[int64]int{}
	var out []Thread
	for _, c := range all {
		i, ok := at[c.InReplyTo]
		if c.InReplyTo == 0 || !ok {
			i = len(out)
			a := c.anchor()
			out = append(out, Thread{ID: ThreadID(strconv.FormatInt(c.ID, 10)), Anchor: a, Outdated: a.Line == 0})
		}
		at[c.ID] = i
		out[i].Comments = append(out[i].Comments, c.comment())
	}
	return out
}

func (g *github) mustBe(ctx context.Context, n int, head Commit) (githubPull, error) {
	p, err := g.pullOf(ctx, n)
	if err != nil {
		return p, err
	}
	if have := Commit(p.Head.SHA); have != head {
		return p, &StaleHeadError{Want: head, Have: have}
	}
	return p, nil
}

func (g *github) Submit(ctx context.Context, id ID, r Review) (Receipt, error) {
	n, err := number(id)
	if err != nil {
		return Receipt{}, err
	}
	if err := r.check(); err != nil {
		return Receipt{}, err
	}
	if _, err := g.mustBe(ctx, n, r.Head); err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	fit, body := r.Inline, r.Body
	if len(r.Inline) > 0 {
		files, err := g.Diff(ctx, id)
		if err != nil {
			return Receipt{}, err
		}
		fit, receipt.Moved, body = sortOut(r, files)
	}
	receipt.Verdict, err = g.submit(ctx, n, r, body, fit)
	if err != nil {
		return Receipt{}, fmt.Errorf("send the review of contribution %d: %w", n, err)
	}
	return receipt, nil
}

func (g *github) submit(ctx context.Context, n int, r Review, body string, inline []Inline) (Verdict, error) {
	event := "COMMENT"
	switch r.Opinion {
	case Approved:
		event = "APPROVE"
	case ChangesRequested:
		event = "REQUEST_CHANGES"
	}
	if body == "" && event != "APPROVE" {
		body = "See the comments."
	}
	comments := []map[string]any{}
	for _, in := range inline {
		comments = append(comments, githubInline(in))
	}
	var made githubReview
	_, err := g.ask(ctx, call{method: http.MethodPost, path: g.pull(n, "reviews"), body: map[string]any{
		"event": event, "body": body, "commit_id": r.Head, "comments": comments,
	}}, &made)
	if err != nil {
		return Verdict{}, err
	}
	var again githubReview
	if _, err := g.ask(ctx, call{path: g.pull(n, "reviews", strconv.FormatInt(made.ID, 10))}, &again); err != nil {
		return Verdict{}, err
	}
	if vs := githubVerdicts([]githubReview{again}, r.Head); len(vs) == 1 {
		return vs[0], nil
	}
	return Verdict{}, &RefusedError{Host: g.host.Name(), Text: "the review is not there after it was sent"}
}

func githubInline(in Inline) map[string]any {
	side := "RIGHT"
	if in.Side == Before {
		side = "LEFT"
	}
	m := map[string]any{"path": in.Path, "line": in.Line, "side": side, "body": in.words(false)}
	if in.first() < in.Line {
		m["start_line"], m["start_side"] = in.Start, side
	}
	return m
}

func (g *github) Reply(ctx context.Context, id ID, t ThreadID, body string) (Comment, error) {
	n, err := number(id)
	if err != nil {
		return Comment{}, err
	}
	if strings.TrimSpace(body) == "" {
		return Comment{}, &UsageError{"an empty comment says nothing"}
	}
	where := g.at("issues", string(idOf(n)), "comments")
	if t != Conversation {
		if _, err := strconv.ParseInt(string(t), 10, 64); err != nil {
			return Comment{}, fmt.Errorf("thread %s of contribution %d: %w", line(string(t)), n, ErrNotFound)
		}
		where = g.pull(n, "comments", string(t), "replies")
	}
	var made githubComment
	if _, err := g.ask(ctx, call{method: http.MethodPost, path: where, body: map[string]any{"body": body}}, &made); err != nil {
		return Comment{}, fmt.Errorf("reply on contribution %d: %w", n, err)
	}
	return made.comment(), nil
}
