package forge

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// gitea speaks with Gitea and Forgejo, which differ in little: see quirks.
type gitea struct {
	rest
	quirks quirks
}

// quirks are what Forgejo does otherwise than Gitea.
type quirks struct {
	// plainOptions: push options are taken as they are; there is no {base64} form.
	plainOptions bool
}

func newGitea(h Host, path string, o Options) *gitea {
	g := &gitea{quirks: quirks{plainOptions: h.Kind == Forgejo}, rest: rest{
		newest: url.Values{"sort": {"recentupdate"}}, draftTitle: true,
		verbs:    map[Opinion]string{Commented: "COMMENT", Approved: "APPROVED", ChangesRequested: "REQUEST_CHANGES"},
		wordless: []Opinion{Approved, Commented}, diffEnd: ".diff", diffMedia: "text/plain",
	}}
	g.begin(h, path, o, g)
	g.size = url.Values{"limit": {"50"}}
	return g
}

// Capabilities are the same for all versions that this driver supports.
func (g *gitea) Capabilities() Capabilities {
	return Capabilities{
		Numbers: true, Inline: true, OldLines: true, RequestChanges: true, RequestReview: true,
		Heads: true, Checks: true, Drafts: true, Resolve: true, Fork: true, AGit: true,
	}
}

// outside is AGit, which asks for neither write access nor a fork.
func (g *gitea) outside(branch Route, r Repository, p Proposal) Route {
	return Route{Way: ByAGit, Ref: "refs/for/" + string(cmp.Or(p.Base, r.Default)), Options: g.agitOptions(p), Force: true, Why: branch.Why}
}

// agitOptions are the push options that open a contribution, or bring a new head to it.
func (g *gitea) agitOptions(p Proposal) []string {
	return []string{
		"topic=" + string(p.Branch),
		"title=" + g.option(titled(giteaDraft, Line(p.Title), p.Draft)),
		"description=" + g.option(p.Body),
		"force-push=true",
	}
}

// option protects a value that git would not let pass as it is.
func (g *gitea) option(s string) string {
	if g.quirks.plainOptions {
		return Line(s)
	}
	return "{base64}" + base64.StdEncoding.EncodeToString([]byte(s))
}

// EnsureFork makes a fork, or finds the one there is.
func (g *gitea) EnsureFork(ctx context.Context) (Fork, error) {
	me, err := g.Whoami(ctx)
	if err != nil {
		return Fork{}, err
	}
	if f, ok, err := g.forkOf(ctx, me.Login); err != nil || ok {
		return f, err
	}
	var r repository
	if err := g.post(ctx, g.at("forks"), struct{}{}, &r); err != nil {
		return Fork{}, fmt.Errorf("fork %s: %w", g.home.now(), err)
	}
	f := r.fork()
	f.Created = true
	return f, nil
}

// forkOf looks for the user's fork among their repositories of the same name, then among
// all forks, since it may have another name.
func (g *gitea) forkOf(ctx context.Context, me Login) (Fork, bool, error) {
	var r repository
	_, err := g.do(ctx, call{path: segments("repos", string(me), g.home.name())}, &r)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Fork{}, false, fmt.Errorf("look for a fork: %w", err)
	}
	if err == nil && r.Parent != nil && sameFold(r.Parent.FullName, g.home.now()) {
		return r.fork(), true, nil
	}
	all, err := pages[repository](ctx, g.client, call{path: g.at("forks")}, 1000)
	if err != nil {
		return Fork{}, false, fmt.Errorf("look for a fork: %w", err)
	}
	i := slices.IndexFunc(all, func(r repository) bool { return sameFold(r.Owner.login(), me) })
	if i < 0 {
		return Fork{}, false, nil
	}
	return all[i].fork(), true, nil
}

// offered looks through what is open. One by AGit is known by its author and its head, and
// may come late.
func (g *gitea) offered(ctx context.Context, p Proposal) (n int, _ any, err error) {
	me, err := g.Whoami(ctx)
	if err != nil {
		return 0, nil, err
	}
	_, err = g.settle(ctx, func() (bool, error) {
		all, err := g.rest.many(ctx, Filter{Limit: 500})
		if errors.Is(err, errEmpty) {
			return false, nil
		}
		if i := slices.IndexFunc(all, func(c pull) bool { return g.same(c, p, me.Login) }); i >= 0 {
			n = all[i].Number
		}
		return err != nil || n > 0 || p.Way != ByAGit, err
	})
	return n, nil, err
}

// many: Gitea takes down in the background that a repository got its first push, and a
// renaming at the same moment takes it back until the next push. Till then it has no list of
// contributions, 404 (seen on 1.26), and there are none.
func (g *gitea) many(ctx context.Context, f Filter) ([]pull, error) {
	all, err := g.rest.many(ctx, f)
	if errors.Is(err, errEmpty) {
		return nil, nil
	}
	return all, err
}

func (g *gitea) same(c pull, p Proposal, me Login) bool {
	t := g.contribution(c)
	if t.Base != p.Base || c.agit() != (p.Way == ByAGit) {
		return false
	}
	switch p.Way {
	case ByAGit:
		return t.Head == p.Head && sameFold(t.Author, me)
	case ByFork:
		return t.Branch == p.Branch && sameFold(t.Fork, p.Fork.Path)
	}
	return t.Branch == p.Branch && t.Fork == ""
}

// closer: who closed without merging stands in the timeline alone.
func (g *gitea) closer(ctx context.Context, n int) (by *user, err error) {
	type moment struct {
		Type string `json:"type"`
		User *user  `json:"user"`
	}
	all, err := pages[moment](ctx, g.client, call{path: g.issue(n, "timeline")}, 0)
	for _, m := range all {
		if m.Type == "close" {
			by = m.User
		}
	}
	return by, err
}

// review sends the review and reads it again: the host works on pushes after it has
// answered them, and an approval that comes meanwhile may be taken for one of the older
// head. Then it is sent once more, without the comments, which are there already.
func (g *gitea) review(ctx context.Context, p pull, w written) (Verdict, error) {
	for try := 0; ; try++ {
		v, err := g.rest.review(ctx, p, w)
		if err != nil || !v.Stale || v.Opinion == Commented || try == 4 {
			return v, err
		}
		if _, _, err := g.mustBe(ctx, idOf(p.Number), w.Head); err != nil {
			return v, err
		}
		if err := g.opt.Sleep(ctx, 50*time.Millisecond<<try); err != nil {
			return v, err
		}
		w.inline = nil
	}
}

func (g *gitea) inline(in Inline) map[string]any {
	m := map[string]any{"path": in.Path, "body": in.Words(true)}
	if in.Side == Before {
		m["old_position"] = in.Line
	} else {
		m["new_position"] = in.Line
	}
	return m
}

// commentLists: the host lists inline comments by review.
func (g *gitea) commentLists(n int, reviews []review) (lists []string) {
	for _, r := range reviews {
		if r.Comments > 0 {
			lists = append(lists, g.pull(n, "reviews", idText(r.ID), "comments"))
		}
	}
	return lists
}

func (g *gitea) anchor(c comment) Anchor {
	a := Anchor{Path: Line(c.Path), Side: After, Line: value(c.New)}
	if old := value(c.Old); old > 0 {
		a.Side, a.Line = Before, old
	}
	a.Quote = Text(tail(c.DiffHunk, a.Side, 1))
	return a
}

// key is what makes comments one thread on this host's pages: file, side and line.
func (g *gitea) key(c comment) string {
	a := g.anchor(c)
	return fmt.Sprintf("%s:%d:%s", a.Side, a.Line, a.Path)
}

// answer says something more. The host has no replies of its own: what is said on the
// same line belongs together.
func (g *gitea) answer(ctx context.Context, n int, t ThreadID, body string) (Comment, error) {
	if t == Conversation {
		return g.say(ctx, n, body)
	}
	threads, err := g.threads(ctx, n, nil)
	if err != nil {
		return Comment{}, err
	}
	i := slices.IndexFunc(threads, func(h Thread) bool { return h.ID == t })
	if i < 0 {
		return Comment{}, noThread(t)
	}
	p, err := g.one(ctx, n)
	if err != nil {
		return Comment{}, err
	}
	var made review
	err = g.post(ctx, g.pull(n, "reviews"), map[string]any{
		"event": "COMMENT", "commit_id": p.Head.SHA, "comments": []map[string]any{g.inline(Inline{Anchor: threads[i].Anchor, Body: body})},
	}, &made)
	if err != nil {
		return Comment{}, err
	}
	var comments []comment
	if _, err := g.do(ctx, call{path: g.pull(n, "reviews", idText(made.ID), "comments")}, &comments); err != nil {
		return Comment{}, err
	}
	if len(comments) == 0 {
		return Comment{}, &RefusedError{Host: g.host.Name(), Text: "the reply is not there after it was sent"}
	}
	return comments[len(comments)-1].comment(), nil
}

// accept merges. The host answers 405 "try again later" while it still computes conflicts,
// and only then it is worth waiting.
func (g *gitea) accept(ctx context.Context, p pull, head Commit) (Commit, error) {
	r, err := g.repository(ctx)
	if err != nil {
		return "", err
	}
	body, err := g.merging(ctx, p, head, g.style(r.MergeStyle, r.giteaStyles()))
	if err != nil {
		return "", err
	}
	var refused error
	for round, done := 0, false; !done && round < mostRounds; round++ {
		if round == 1 {
			g.opt.Notice(g.host.Name() + " is still comparing it with what was accepted")
		}
		done, err = g.settle(ctx, func() (bool, error) {
			refused = g.post(ctx, g.pull(p.Number, "merge"), body, nil)
			return !busy(refused), ctx.Err()
		})
		if err != nil {
			return "", err
		}
	}
	var answer *RefusedError
	switch {
	case busy(refused):
		return "", &BlockedError{Reasons: []Reason{{Undecided, g.host.Name() + " is still comparing it with what was accepted; try again in a moment"}}}
	case errors.As(refused, &answer) && answer.Status == http.StatusConflict && strings.Contains(answer.Text, "head out of date"):
		return "", &StaleHeadError{Want: head}
	case refused != nil:
		return "", refused
	}
	p, err = g.one(ctx, p.Number)
	return Commit(Line(value(p.MergeSHA))), err
}

// mostRounds is how often a merge is tried while the host is busy, seven seconds each.
const mostRounds = 5

func busy(err error) bool {
	var r *RefusedError
	return errors.As(err, &r) && r.Status == http.StatusMethodNotAllowed && strings.Contains(strings.ToLower(r.Text), "try again later")
}

// rule is what the host tells everybody who can read about a branch.
func (g *gitea) rule(ctx context.Context, of Branch) (r rule, err error) {
	var b struct {
		Approvals int      `json:"required_approvals"`
		Enforced  bool     `json:"enable_status_check"`
		Contexts  []string `json:"status_check_contexts"`
		CanMerge  bool     `json:"user_can_merge"`
	}
	// A branch's name keeps its slashes here.
	_, err = g.do(ctx, call{path: g.at("branches") + segments(strings.Split(string(of), "/")...)}, &b)
	r.approvals, r.closed = b.Approvals, !b.CanMerge
	if b.Enforced {
		r.checks = b.Contexts
	}
	return r, err
}

// complete: who has answered is still among those asked.
func (g *gitea) complete(ctx context.Context, p pull, c *Contribution, known *rules) (any, error) {
	reviews, err := g.rest.complete(ctx, p, c, known)
	c.Requested = Unanswered(c.Requested, c.Verdicts)
	return reviews, err
}

func (g *gitea) obstacles(p pull, c *Contribution, r rule, _ []Reason) (why []Reason) {
	if !value(p.Mergeable) && !c.Draft {
		c.BaseHead = Commit(Line(p.Base.SHA))
		why = append(why, Reason{Conflicting, ClashSince + ", unless " + g.host.Name() + " is still comparing the two"})
	}
	if r.closed && !g.opt.Credential.IsZero() {
		why = append(why, Reason{NotAllowed, "you may not accept it yourself"})
	}
	return why
}
