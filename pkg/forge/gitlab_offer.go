package forge

import (
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
	Number      int           `json:"iid"`
	WebURL      string        `json:"web_url"`
	Title       string        `json:"title"`
	Description *string       `json:"description"`
	Author      *gitlabUser   `json:"author"`
	State       string        `json:"state"`
	Draft       bool          `json:"draft"`
	SHA         string        `json:"sha"`
	Source      string        `json:"source_branch"`
	Target      string        `json:"target_branch"`
	SourceID    int           `json:"source_project_id"`
	TargetID    int           `json:"target_project_id"`
	MergeSHA    *string       `json:"merge_commit_sha"`
	SquashSHA   *string       `json:"squash_commit_sha"`
	Status      string        `json:"detailed_merge_status"`
	Reviewers   []*gitlabUser `json:"reviewers"`
	Refs        gitlabRefs    `json:"diff_refs"`
	MergedBy    *gitlabUser   `json:"merge_user"`
	MergedAt    *time.Time    `json:"merged_at"`
	ClosedBy    *gitlabUser   `json:"closed_by"`
	ClosedAt    *time.Time    `json:"closed_at"`
	Created     time.Time     `json:"created_at"`
	Updated     time.Time     `json:"updated_at"`
	User        struct {
		CanMerge *bool `json:"can_merge"`
	} `json:"user"`
}

type gitlabRefs struct {
	Base  string `json:"base_sha"`
	Start string `json:"start_sha"`
	Head  string `json:"head_sha"`
}

const gitlabDraft = "Draft: "

func (g *gitlab) contribution(m gitlabMerge) Contribution {
	c := Contribution{
		ID: idOf(m.Number), Number: m.Number, URL: line(m.WebURL), Title: undraft(line(m.Title)), Body: text(value(m.Description)),
		Author: m.Author.login(), Branch: Branch(line(m.Source)), Base: Branch(line(m.Target)),
		Head: Commit(line(m.SHA)), HeadRef: fmt.Sprintf("refs/merge-requests/%d/head", m.Number),
		State: Open, Draft: m.Draft, Created: m.Created.UTC(), Updated: m.Updated.UTC(),
	}
	switch m.State {
	case "merged":
		c.State, c.Merge = Merged, Commit(line(or(value(m.MergeSHA), value(m.SquashSHA))))
	case "closed", "locked":
		c.State = Closed
	}
	if m.SourceID != m.TargetID {
		c.Fork = fmt.Sprintf("project %d", m.SourceID)
	}
	for _, u := range m.Reviewers {
		c.Requested = append(c.Requested, u.login())
	}
	return c
}

func (g *gitlab) Open(ctx context.Context, p Proposal) (Contribution, error) {
	target, err := g.ours(ctx)
	if err != nil {
		return Contribution{}, err
	}
	p.Base = or(p.Base, Branch(line(target.DefaultBranch)))
	source := target
	if p.Way == ByFork {
		if source, err = g.project(ctx, p.Fork.Path); err != nil {
			return Contribution{}, err
		}
	}
	old, err := gitlabPages[gitlabMerge](ctx, g, call{path: project(g.home.now(), "merge_requests"), query: url.Values{
		"state": {"opened"}, "source_branch": {string(p.Branch)}, "target_branch": {string(p.Base)},
	}}, 0)
	if err != nil {
		return Contribution{}, fmt.Errorf("look for a contribution from %s: %w", p.Branch, err)
	}
	for _, m := range old {
		if m.SourceID == source.ID {
			return g.refresh(ctx, m.Number, p)
		}
	}
	return g.create(ctx, source, target, p)
}

func (g *gitlab) create(ctx context.Context, source, target gitlabProject, p Proposal) (Contribution, error) {
	title := line(p.Title)
	if p.Draft {
		title = gitlabDraft + title
	}
	body := map[string]any{
		"source_branch": p.Branch, "target_branch": p.Base, "target_project_id": target.ID, "title": title, "description": p.Body,
		"allow_collaboration": true,
	}
	ids, err := g.userIDs(ctx, nil, p.Reviewers)
	if err != nil {
		return Contribution{}, err
	}
	if len(ids) > 0 {
		body["reviewer_ids"] = ids
	}
	var made gitlabMerge
	if _, err := g.do(ctx, call{method: http.MethodPost, path: project(source.Path, "merge_requests"), body: body}, &made); err != nil {
		return Contribution{}, fmt.Errorf("open a contribution from %s: %w", p.Branch, err)
	}
	return g.Get(ctx, idOf(made.Number))
}

// userIDs are the numbers of those asked already and of more.
func (g *gitlab) userIDs(ctx context.Context, asked []*gitlabUser, more []Login) ([]int, error) {
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

func (g *gitlab) refresh(ctx context.Context, n int, p Proposal) (Contribution, error) {
	if p.Head != "" {
		if _, err := g.settle(ctx, func() (bool, error) {
			now, err := g.mergeOf(ctx, n)
			return Commit(now.SHA) == p.Head, err
		}); err != nil {
			return Contribution{}, err
		}
	}
	return g.Update(ctx, idOf(n), Amendment{Title: given(p.Title), Body: given(p.Body), Draft: &p.Draft, Reviewers: p.Reviewers})
}

func (g *gitlab) Update(ctx context.Context, id ID, a Amendment) (Contribution, error) {
	n, err := number(id)
	if err != nil {
		return Contribution{}, err
	}
	now, err := g.mergeOf(ctx, n)
	if err != nil {
		return Contribution{}, err
	}
	body := map[string]any{}
	if a.Body != nil && *a.Body != value(now.Description) {
		body["description"] = *a.Body
	}
	if title := g.title(now, a); title != now.Title {
		body["title"] = title
	}
	if len(a.Reviewers) > 0 {
		if body["reviewer_ids"], err = g.userIDs(ctx, now.Reviewers, a.Reviewers); err != nil {
			return Contribution{}, err
		}
	}
	if len(body) > 0 {
		if _, err := g.do(ctx, call{method: http.MethodPut, path: g.mr(n), body: body}, nil); err != nil {
			return Contribution{}, fmt.Errorf("update contribution %s: %w", id, err)
		}
	}
	return g.Get(ctx, id)
}

// title is the title with the draft mark as it shall be.
func (g *gitlab) title(now gitlabMerge, a Amendment) string {
	t := amendedTitle(now.Title, now.Draft, a)
	if plain, ok := strings.CutPrefix(t, draftPrefix); ok {
		return gitlabDraft + plain
	}
	return t
}

func (g *gitlab) mergeOf(ctx context.Context, n int) (gitlabMerge, error) {
	var m gitlabMerge
	if _, err := g.do(ctx, call{path: g.mr(n)}, &m); err != nil {
		return m, fmt.Errorf("look at contribution %d: %w", n, err)
	}
	return m, nil
}

func (g *gitlab) List(ctx context.Context, f Filter) ([]Contribution, error) {
	state := map[State]string{Open: "opened", Merged: "merged", Closed: "closed"}[f.state()]
	all, err := gitlabPages[gitlabMerge](ctx, g, call{path: project(g.home.now(), "merge_requests"), query: url.Values{
		"state": {state}, "order_by": {"updated_at"}, "sort": {"desc"}, "scope": {"all"},
	}}, f.limit())
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	return fill(ctx, all, f, func(ctx context.Context, m gitlabMerge) (Contribution, error) {
		return g.story(ctx, m)
	})
}

func (g *gitlab) Get(ctx context.Context, id ID) (Contribution, error) {
	n, err := number(id)
	if err != nil {
		return Contribution{}, err
	}
	m, err := g.mergeOf(ctx, n)
	if err != nil {
		return Contribution{}, err
	}
	c, err := g.story(ctx, m)
	if err != nil {
		return c, err
	}
	if c.Threads, err = g.threadsOf(ctx, n); err != nil || c.State == Open {
		return c, err
	}
	by, when := m.ClosedBy, m.ClosedAt
	if c.State == Merged {
		by, when = m.MergedBy, m.MergedAt
	}
	c.ended(by.login(), stampOf(when))
	return c, nil
}

// story is a contribution with verdicts, checks and gate.
func (g *gitlab) story(ctx context.Context, m gitlabMerge) (Contribution, error) {
	c := g.contribution(m)
	approvals, err := g.approvals(ctx, m.Number)
	if err != nil {
		return c, err
	}
	if c.Verdicts, err = g.verdicts(ctx, m, approvals); err != nil {
		return c, err
	}
	c.Requested = without(c.Requested, c.Verdicts)
	if c.Checks, err = g.checks(ctx, m); err != nil {
		return c, err
	}
	c.Gate = g.gate(m, c, approvals)
	return c, nil
}

type gitlabDiff struct {
	Old     string `json:"old_path"`
	New     string `json:"new_path"`
	Diff    string `json:"diff"`
	Added   bool   `json:"new_file"`
	Removed bool   `json:"deleted_file"`
}

func (g *gitlab) Diff(ctx context.Context, id ID) ([]FileDiff, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	all, err := gitlabPages[gitlabDiff](ctx, g, call{path: g.mr(n, "diffs")}, 0)
	if errors.Is(err, ErrNotFound) { // before 15.7
		var old struct {
			Changes []gitlabDiff `json:"changes"`
		}
		_, err = g.do(ctx, call{path: g.mr(n, "changes")}, &old)
		all = old.Changes
	}
	if err != nil {
		return nil, fmt.Errorf("read the change of contribution %d: %w", n, err)
	}
	var out []FileDiff
	for _, d := range all {
		out = append(out, d.file())
	}
	return out, nil
}

// file reads hunks that come without the header lines.
func (d gitlabDiff) file() FileDiff {
	f := FileDiff{Path: line(d.New), Old: line(d.Old)}
	if d.Added {
		f.Old = ""
	}
	if d.Removed {
		f.Path = ""
	}
	lines := strings.Split(strings.TrimSuffix(d.Diff, "\n"), "\n")
	for i := 0; i < len(lines); {
		if !strings.HasPrefix(lines[i], "@@ ") {
			i++
			continue
		}
		h, n := parseHunk(lines[i:])
		f.Hunks = append(f.Hunks, h)
		i += n
	}
	return f
}
