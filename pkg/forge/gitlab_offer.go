package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

type gitlabMerge struct {
	Number      int        `json:"iid"`
	WebURL      string     `json:"web_url"`
	Title       string     `json:"title"`
	Description *string    `json:"description"`
	Author      *user      `json:"author"`
	State       string     `json:"state"`
	Draft       bool       `json:"draft"`
	SHA         string     `json:"sha"`
	Source      string     `json:"source_branch"`
	Target      string     `json:"target_branch"`
	SourceID    int        `json:"source_project_id"`
	TargetID    int        `json:"target_project_id"`
	MergeSHA    *string    `json:"merge_commit_sha"`
	SquashSHA   *string    `json:"squash_commit_sha"`
	Status      string     `json:"detailed_merge_status"`
	Reviewers   []*user    `json:"reviewers"`
	Refs        gitlabRefs `json:"diff_refs"`
	MergedBy    *user      `json:"merge_user"`
	MergedAt    *time.Time `json:"merged_at"`
	ClosedBy    *user      `json:"closed_by"`
	ClosedAt    *time.Time `json:"closed_at"`
	Created     time.Time  `json:"created_at"`
	Updated     time.Time  `json:"updated_at"`
	User        struct {
		CanMerge *bool `json:"can_merge"`
	} `json:"user"`
}

type gitlabRefs struct {
	Base  string `json:"base_sha"`
	Start string `json:"start_sha"`
	Head  string `json:"head_sha"`
}

func (g *gitlab) contribution(m gitlabMerge) Contribution {
	c := Contribution{
		ID: idOf(m.Number), Number: m.Number, URL: Line(m.WebURL), Title: undraft(Line(m.Title)), Body: Text(value(m.Description)),
		Author: m.Author.known(), Branch: Branch(Line(m.Source)), Base: Branch(Line(m.Target)),
		Head: Commit(Line(m.SHA)), HeadRef: fmt.Sprintf("refs/merge-requests/%d/head", m.Number),
		State: Open, Draft: m.Draft, Created: m.Created.UTC(), Updated: m.Updated.UTC(),
	}
	switch m.State {
	case "merged":
		c.State, c.Merge = Merged, Commit(Line(cmp.Or(value(m.MergeSHA), value(m.SquashSHA))))
	case "closed", "locked":
		c.State = Closed
	}
	if m.SourceID != m.TargetID {
		c.Fork = fmt.Sprintf("project %d", m.SourceID)
	}
	for _, u := range m.Reviewers {
		c.Requested = append(c.Requested, u.known())
	}
	return c
}

// ends are the projects that a contribution goes from and to.
type ends struct{ source, target gitlabProject }

func (g *gitlab) offered(ctx context.Context, p Proposal) (int, any, error) {
	target, err := g.ours(ctx)
	if err != nil {
		return 0, nil, err
	}
	e := ends{target, target}
	if p.Way == ByFork {
		if e.source, err = g.project(ctx, p.Fork.Path); err != nil {
			return 0, nil, err
		}
	}
	old, err := pages[gitlabMerge](ctx, g.client, call{path: project(g.home.now(), "merge_requests"), query: url.Values{
		"state": {"opened"}, "source_branch": {string(p.Branch)}, "target_branch": {string(p.Base)},
	}}, 0)
	i := slices.IndexFunc(old, func(m gitlabMerge) bool { return m.SourceID == e.source.ID })
	if err != nil || i < 0 {
		return 0, e, err
	}
	return old[i].Number, e, nil
}

func (g *gitlab) create(ctx context.Context, p Proposal, known any) (int, error) {
	e, _ := known.(ends)
	body := map[string]any{
		"source_branch": p.Branch, "target_branch": p.Base, "target_project_id": e.target.ID, "title": titled(gitlabDraft, Line(p.Title), p.Draft), "description": p.Body,
		"allow_collaboration": true,
	}
	ids, err := g.userIDs(ctx, nil, p.Reviewers)
	if err != nil {
		return 0, err
	}
	if len(ids) > 0 {
		body["reviewer_ids"] = ids
	}
	var made gitlabMerge
	err = g.post(ctx, project(e.source.Path, "merge_requests"), body, &made)
	return made.Number, err
}

// userIDs are the numbers of those asked already and of more.
func (g *gitlab) userIDs(ctx context.Context, asked []*user, more []Login) ([]int, error) {
	var ids []int
	for _, u := range asked {
		ids = append(ids, u.ID)
	}
	for _, l := range more {
		id, err := g.userID(ctx, l)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (g *gitlab) amend(ctx context.Context, now gitlabMerge, a Amendment) (err error) {
	body := map[string]any{}
	if a.Body != nil && *a.Body != value(now.Description) {
		body["description"] = *a.Body
	}
	marked := now.Title
	if plain, ok := strings.CutPrefix(marked, giteaDraft); ok {
		marked = gitlabDraft + plain
	}
	if title := amendedTitle(gitlabDraft, marked, now.Draft, a); title != now.Title {
		body["title"] = title
	}
	if len(a.Reviewers) > 0 {
		if body["reviewer_ids"], err = g.userIDs(ctx, now.Reviewers, a.Reviewers); err != nil {
			return err
		}
	}
	if len(body) == 0 {
		return nil
	}
	return g.edit(ctx, now.Number, body)
}

func (g *gitlab) edit(ctx context.Context, n int, body map[string]any) error {
	_, err := g.do(ctx, call{method: http.MethodPut, path: g.mr(n), body: body}, nil)
	return err
}

func (g *gitlab) close(ctx context.Context, n int) error {
	return g.edit(ctx, n, map[string]any{"state_event": "close"})
}

func (g *gitlab) one(ctx context.Context, n int) (m gitlabMerge, err error) {
	_, err = g.do(ctx, call{path: g.mr(n)}, &m)
	return m, err
}

func (g *gitlab) many(ctx context.Context, f Filter) ([]gitlabMerge, error) {
	state := map[State]string{Open: "opened", Merged: "merged", Closed: "closed"}[cmp.Or(f.State, Open)]
	return pages[gitlabMerge](ctx, g.client, call{path: project(g.home.now(), "merge_requests"), query: url.Values{
		"state": {state}, "order_by": {"updated_at"}, "sort": {"desc"}, "scope": {"all"},
	}}, f.limit())
}

func (g *gitlab) closedBy(_ context.Context, m gitlabMerge, c Contribution) (Login, *time.Time, error) {
	if c.State == Merged {
		return m.MergedBy.known(), m.MergedAt, nil
	}
	return m.ClosedBy.known(), m.ClosedAt, nil
}

func (g *gitlab) complete(ctx context.Context, m gitlabMerge, c *Contribution, _ *rules) (any, error) {
	approvals, err := g.approvals(ctx, m.Number)
	if err != nil {
		return nil, err
	}
	if c.Verdicts, err = g.verdicts(ctx, m, approvals); err != nil {
		return nil, err
	}
	c.Requested = Unanswered(c.Requested, c.Verdicts)
	if c.Checks, err = g.checks(ctx, m); err != nil {
		return nil, err
	}
	c.Gate = g.gate(m, *c, approvals)
	return m, nil
}

type gitlabDiff struct {
	Old     string `json:"old_path"`
	New     string `json:"new_path"`
	Diff    string `json:"diff"`
	Added   bool   `json:"new_file"`
	Removed bool   `json:"deleted_file"`
}

func (g *gitlab) change(ctx context.Context, n int) ([]FileDiff, error) {
	all, err := pages[gitlabDiff](ctx, g.client, call{path: g.mr(n, "diffs")}, 0)
	if errors.Is(err, ErrNotFound) { // before 15.7
		var old struct {
			Changes []gitlabDiff `json:"changes"`
		}
		_, err = g.do(ctx, call{path: g.mr(n, "changes")}, &old)
		all = old.Changes
	}
	var out []FileDiff
	for _, d := range all {
		out = append(out, d.file())
	}
	return out, err
}

func (d gitlabDiff) file() FileDiff {
	f := FileDiff{Path: Line(d.New), Old: Line(d.Old), Hunks: ParseHunks(d.Diff)}
	if d.Added {
		f.Old = ""
	}
	if d.Removed {
		f.Path = ""
	}
	return f
}
