package forge

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

type giteaReview struct {
	ID        int64      `json:"id"`
	User      *giteaUser `json:"user"`
	State     string     `json:"state"`
	Body      string     `json:"body"`
	CommitID  string     `json:"commit_id"`
	Stale     bool       `json:"stale"`
	Dismissed bool       `json:"dismissed"`
	Official  bool       `json:"official"`
	Comments  int        `json:"comments_count"`
	Submitted time.Time  `json:"submitted_at"`
	HTMLURL   string     `json:"html_url"`
}

func (g *gitea) reviews(ctx context.Context, n int) ([]giteaReview, error) {
	all, err := pages[giteaReview](ctx, g.client, call{path: g.pull(n, "reviews"), query: url.Values{"limit": {"50"}}}, 0, g.linked)
	if err != nil {
		return nil, fmt.Errorf("read the reviews of contribution %d: %w", n, err)
	}
	return all, nil
}

// opinionOf translates a state; ok is false for what is no review yet.
func opinionOf(state string) (Opinion, bool) {
	switch state {
	case "APPROVED":
		return Approved, true
	case "REQUEST_CHANGES", "CHANGES_REQUESTED":
		return ChangesRequested, true
	case "COMMENT", "COMMENTED":
		return Commented, true
	}
	return "", false
}

func giteaVerdicts(reviews []giteaReview, head Commit) []Verdict {
	var all []Verdict
	for _, r := range reviews {
		opinion, ok := opinionOf(r.State)
		if !ok || r.User == nil {
			continue
		}
		commit := Commit(line(r.CommitID))
		all = append(all, Verdict{
			By: r.User.login(), Opinion: opinion, Head: commit, Body: text(r.Body), When: r.Submitted.UTC(),
			Stale: r.Stale || r.Dismissed || commit != head, Advisory: !r.Official && opinion != Commented,
		})
	}
	return newest(all)
}

// newest keeps the verdict of each reviewer that counts: their last decision, or, when
// they never decided, their last comment. Oldest first.
func newest(all []Verdict) []Verdict {
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

type giteaComment struct {
	ID       int64      `json:"id"`
	Body     string     `json:"body"`
	User     *giteaUser `json:"user"`
	Resolver *giteaUser `json:"resolver"`
	Created  time.Time  `json:"created_at"`
	HTMLURL  string     `json:"html_url"`
	Path     string     `json:"path"`
	DiffHunk string     `json:"diff_hunk"`
	New      int        `json:"position"`
	Old      int        `json:"original_position"`
}

func (c giteaComment) comment() Comment {
	return Comment{ID: strconv.FormatInt(c.ID, 10), By: c.User.login(), Body: text(c.Body), When: c.Created.UTC(), URL: line(c.HTMLURL)}
}

func (c giteaComment) anchor() Anchor {
	a := Anchor{Path: line(c.Path), Side: After, Line: c.New}
	if c.Old > 0 {
		a.Side, a.Line = Before, c.Old
	}
	a.Quote = text(tail(c.DiffHunk, a.Side, 1))
	return a
}

// place is what makes comments one thread on this host: file, side and line.
func (a Anchor) place() string { return fmt.Sprintf("%s:%d:%s", a.Side, a.Line, a.Path) }

func (g *gitea) Threads(ctx context.Context, id ID) ([]Thread, error) {
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

func (g *gitea) threadsOf(ctx context.Context, n int, reviews []giteaReview) ([]Thread, error) {
	talk, err := g.conversation(ctx, n)
	if err != nil {
		return nil, err
	}
	var inline []giteaComment
	for _, r := range reviews {
		if r.Body != "" && r.State != "PENDING" && r.User != nil {
			talk = append(talk, Comment{ID: "review-" + strconv.FormatInt(r.ID, 10), By: r.User.login(), Body: text(r.Body), When: r.Submitted.UTC(), URL: line(r.HTMLURL)})
		}
		if r.Comments == 0 {
			continue
		}
		part, err := pages[giteaComment](ctx, g.client, call{path: g.pull(n, "reviews", strconv.FormatInt(r.ID, 10), "comments")}, 0, g.linked)
		if err != nil {
			return nil, fmt.Errorf("read the comments of contribution %d: %w", n, err)
		}
		inline = append(inline, part...)
	}
	return withConversation(talk, giteaThreads(inline)), nil
}

// conversation is what was said outside of reviews.
func (g *gitea) conversation(ctx context.Context, n int) ([]Comment, error) {
	all, err := pages[giteaComment](ctx, g.client, call{path: g.at("issues", string(idOf(n)), "comments")}, 0, g.linked)
	if err != nil {
		return nil, fmt.Errorf("read the comments of contribution %d: %w", n, err)
	}
	var out []Comment
	for _, c := range all {
		out = append(out, c.comment())
	}
	return out, nil
}

// withConversation puts the general thread first, when anything was said in it.
func withConversation(talk []Comment, threads []Thread) []Thread {
	if len(talk) == 0 {
		return threads
	}
	slices.SortStableFunc(talk, func(a, b Comment) int { return a.When.Compare(b.When) })
	return append([]Thread{{ID: Conversation, Comments: talk}}, threads...)
}

// giteaThreads joins comments on the same line, as the host's pages do.
func giteaThreads(all []giteaComment) []Thread {
	slices.SortFunc(all, func(a, b giteaComment) int { return int(a.ID - b.ID) })
	at := map[string]int{}
	var out []Thread
	for _, c := range all {
		a := c.anchor()
		i, ok := at[a.place()]
		if !ok {
			i = len(out)
			at[a.place()] = i
			out = append(out, Thread{ID: ThreadID(strconv.FormatInt(c.ID, 10)), Anchor: a, Outdated: a.Line == 0})
		}
		out[i].Comments = append(out[i].Comments, c.comment())
		out[i].Resolved = out[i].Resolved || c.Resolver != nil && c.Resolver.Login != ""
	}
	return out
}

// Submit sends the review and reads it again: the host works on pushes after it has
// answered them, and an approval that comes meanwhile may be taken for one of the older
// head. Then it is sent once more.
func (g *gitea) Submit(ctx context.Context, id ID, r Review) (Receipt, error) {
	n, err := number(id)
	if err != nil {
		return Receipt{}, err
	}
	if err := r.check(); err != nil {
		return Receipt{}, err
	}
	if err := g.mustBe(ctx, n, r.Head); err != nil {
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
	for try := 0; ; try++ {
		v, err := g.submit(ctx, n, r, body, fit)
		if err != nil {
			return Receipt{}, fmt.Errorf("send the review of contribution %d: %w", n, err)
		}
		receipt.Verdict = v
		if !v.Stale || v.Opinion == Commented || try == 4 {
			return receipt, nil
		}
		if err := g.mustBe(ctx, n, r.Head); err != nil {
			return receipt, err
		}
		if err := g.opt.Sleep(ctx, 50*time.Millisecond<<try); err != nil {
			return receipt, err
		}
		fit = nil // the comments are there already
	}
}

// mustBe compares the newest head with the one that was looked at.
func (g *gitea) mustBe(ctx context.Context, n int, head Commit) error {
	p, err := g.pullOf(ctx, n)
	if err != nil {
		return err
	}
	if have := Commit(p.Head.SHA); have != head {
		return &StaleHeadError{Want: head, Have: have}
	}
	return nil
}

func (g *gitea) submit(ctx context.Context, n int, r Review, body string, inline []Inline) (Verdict, error) {
	event := "COMMENT"
	switch r.Opinion {
	case Approved:
		event = "APPROVED"
	case ChangesRequested:
		event = "REQUEST_CHANGES"
		if body == "" {
			body = "See the comments."
		}
	}
	comments := []map[string]any{}
	for _, in := range inline {
		comments = append(comments, giteaInline(in))
	}
	var made giteaReview
	_, err := g.do(ctx, call{method: http.MethodPost, path: g.pull(n, "reviews"), body: map[string]any{
		"event": event, "body": body, "commit_id": r.Head, "comments": comments,
	}}, &made)
	if err != nil {
		return Verdict{}, err
	}
	var again giteaReview
	if _, err := g.do(ctx, call{path: g.pull(n, "reviews", strconv.FormatInt(made.ID, 10))}, &again); err != nil {
		return Verdict{}, err
	}
	if vs := giteaVerdicts([]giteaReview{again}, r.Head); len(vs) == 1 {
		return vs[0], nil
	}
	return Verdict{}, &RefusedError{Host: g.host.Name(), Text: "the review is not there after it was sent"}
}

func giteaInline(in Inline) map[string]any {
	m := map[string]any{"path": in.Path, "body": in.words(true)}
	if in.Side == Before {
		m["old_position"] = in.Line
	} else {
		m["new_position"] = in.Line
	}
	return m
}

// Reply says something more. The host has no replies of its own: what is said on the
// same line belongs together.
func (g *gitea) Reply(ctx context.Context, id ID, t ThreadID, body string) (Comment, error) {
	n, err := number(id)
	if err != nil {
		return Comment{}, err
	}
	if strings.TrimSpace(body) == "" {
		return Comment{}, &UsageError{"an empty comment says nothing"}
	}
	if t == Conversation {
		var c giteaComment
		_, err := g.do(ctx, call{method: http.MethodPost, path: g.at("issues", string(idOf(n)), "comments"), body: map[string]any{"body": body}}, &c)
		if err != nil {
			return Comment{}, fmt.Errorf("comment on contribution %d: %w", n, err)
		}
		return c.comment(), nil
	}
	threads, err := g.Threads(ctx, id)
	if err != nil {
		return Comment{}, err
	}
	i := slices.IndexFunc(threads, func(h Thread) bool { return h.ID == t })
	if i < 0 {
		return Comment{}, fmt.Errorf("thread %s of contribution %d: %w", line(string(t)), n, ErrNotFound)
	}
	return g.replyAt(ctx, n, threads[i].Anchor, body)
}

func (g *gitea) replyAt(ctx context.Context, n int, a Anchor, body string) (Comment, error) {
	p, err := g.pullOf(ctx, n)
	if err != nil {
		return Comment{}, err
	}
	var made giteaReview
	_, err = g.do(ctx, call{method: http.MethodPost, path: g.pull(n, "reviews"), body: map[string]any{
		"event": "COMMENT", "commit_id": p.Head.SHA, "comments": []map[string]any{giteaInline(Inline{Anchor: a, Body: body})},
	}}, &made)
	if err != nil {
		return Comment{}, fmt.Errorf("reply on contribution %d: %w", n, err)
	}
	var said []giteaComment
	if _, err := g.do(ctx, call{path: g.pull(n, "reviews", strconv.FormatInt(made.ID, 10), "comments")}, &said); err != nil {
		return Comment{}, fmt.Errorf("reply on contribution %d: %w", n, err)
	}
	if len(said) == 0 {
		return Comment{}, &RefusedError{Host: g.host.Name(), Text: "the reply is not there after it was sent"}
	}
	return said[len(said)-1].comment(), nil
}
