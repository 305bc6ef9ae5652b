package forge

import (
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// gitlabApprovals is who approved and how many are asked for.
type gitlabApprovals struct {
	Required int `json:"approvals_required"`
	Left     int `json:"approvals_left"`
	By       []struct {
		User *user      `json:"user"`
		At   *time.Time `json:"approved_at"`
	} `json:"approved_by"`
}

func (g *gitlab) approvals(ctx context.Context, n int) (gitlabApprovals, error) {
	var a gitlabApprovals
	if _, err := g.do(ctx, call{path: g.mr(n, "approvals")}, &a); err != nil {
		return a, fmt.Errorf("read the approvals of contribution %d: %w", n, err)
	}
	return a, nil
}

type gitlabReviewer struct {
	User  *user     `json:"user"`
	State string    `json:"state"` // unreviewed, reviewed, requested_changes, approved, unapproved, review_started
	When  time.Time `json:"created_at"`
}

type gitlabVersion struct {
	Head string    `json:"head_commit_sha"`
	When time.Time `json:"created_at"`
}

// verdicts joins approvals with what reviewers' states say. GitLab drops an approval when
// a new head comes, where the project asks for that, and keeps it where not; so each is
// dated against the versions of the contribution.
func (g *gitlab) verdicts(ctx context.Context, m gitlabMerge, a gitlabApprovals) ([]Verdict, error) {
	reviewers, err := pages[gitlabReviewer](ctx, g.client, call{path: g.mr(m.Number, "reviewers")}, 0)
	if err != nil && !unreadable(err) {
		return nil, fmt.Errorf("read the reviewers of contribution %d: %w", m.Number, err)
	}
	notes, versions, err := g.dates(ctx, m.Number)
	if err != nil {
		return nil, err
	}
	var all []Verdict
	for _, by := range a.By {
		v := Verdict{By: by.User.known(), Opinion: Approved, When: notes.last("approved", by.User.known())}
		if by.At != nil {
			v.When = by.At.UTC()
		}
		v.spoken = notes.beside(v)
		all = append(all, v.on(versions, m.SHA))
	}
	for _, r := range reviewers {
		v := Verdict{By: r.User.known(), Opinion: ChangesRequested, When: notes.last("requested changes", r.User.known())}
		if r.State == "requested_changes" {
			if v.Advisory, err = g.outsider(ctx, r.User); err != nil {
				return nil, err
			}
		}
		if r.State == "requested_changes" && !slices.ContainsFunc(all, func(o Verdict) bool { return o.By == v.By }) {
			all = append(all, v.on(versions, m.SHA))
		}
	}
	return NewestVerdicts(append(notes.comments(all), all...)), nil
}

// outsider reports that somebody may not merge, so that a request for changes of theirs is
// an opinion. GitLab lets nobody approve who may not.
func (g *gitlab) outsider(ctx context.Context, u *user) (bool, error) {
	if u == nil {
		return true, nil
	}
	var a gitlabAccess
	_, err := g.do(ctx, call{path: project(g.home.now(), "members", "all", strconv.Itoa(u.ID))}, &a)
	switch {
	case errors.Is(err, ErrNotFound):
		return true, nil
	case err != nil && !unreadable(err):
		return false, fmt.Errorf("ask whether %s is a member: %w", u.known(), err)
	}
	return err == nil && a.Level < gitlabDeveloper, nil
}

// on says which head a verdict is of: the newest version at its time. One that cannot be
// dated is taken for one of this head, as GitLab itself takes it.
func (v Verdict) on(versions []gitlabVersion, head string) Verdict {
	v.Head = Commit(Line(head))
	if v.When.IsZero() {
		return v
	}
	slices.SortFunc(versions, func(a, b gitlabVersion) int { return b.When.Compare(a.When) })
	for _, version := range versions {
		if !version.When.After(v.When) {
			v.Head = Commit(Line(version.Head))
			break
		}
	}
	v.Stale = string(v.Head) != head
	return v
}

type gitlabNotes []gitlabNote

// dates are the notes, which date verdicts, and the versions of a contribution.
func (g *gitlab) dates(ctx context.Context, n int) (gitlabNotes, []gitlabVersion, error) {
	discussions, err := g.discussions(ctx, n)
	if err != nil {
		return nil, nil, err
	}
	var notes gitlabNotes
	for _, d := range discussions {
		notes = append(notes, d.Notes...)
	}
	versions, err := pages[gitlabVersion](ctx, g.client, call{path: g.mr(n, "versions")}, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("read the versions of contribution %d: %w", n, err)
	}
	return notes, versions, nil
}

// last is when a system note by somebody last said so.
func (ns gitlabNotes) last(verb string, by Login) time.Time {
	var at time.Time
	for _, n := range ns {
		if n.System && n.Author.known() == by && strings.HasPrefix(n.Body, verb) && n.Created.After(at) {
			at = n.Created.UTC()
		}
	}
	return at
}

// spokenBefore is how long before an approval its words may be said.
const spokenBefore = time.Minute

// beside is when the words of an approval were said: GitLab keeps them as a note just before
// it. What was said up to a request for changes goes with that. Zero: there are none.
func (ns gitlabNotes) beside(v Verdict) time.Time {
	asked := ns.last("requested changes", v.By)
	var at time.Time
	for _, n := range ns {
		said := n.Created.UTC()
		if n.System || n.Author.known() != v.By || said.After(v.When) || v.When.Sub(said) > spokenBefore {
			continue
		}
		if said.After(asked) && said.After(at) {
			at = said
		}
	}
	return at
}

// comments are the verdicts of people who only commented.
func (ns gitlabNotes) comments(decided []Verdict) []Verdict {
	var out []Verdict
	for _, n := range ns {
		by := n.Author.known()
		if n.System || n.Position == nil || slices.ContainsFunc(decided, func(v Verdict) bool { return v.By == by }) {
			continue
		}
		out = append(out, Verdict{By: by, Opinion: Commented, Head: Commit(Line(n.Position.Head)), When: n.Created.UTC()})
	}
	return out
}

// review writes the comments as drafts, publishes them at once, and then says the
// verdict. Whoever is interrupted before that has published nothing.
func (g *gitlab) review(ctx context.Context, m gitlabMerge, w written) (Verdict, error) {
	var drafts []gitlabUnpublished
	if w.Perhaps {
		var err error
		if drafts, err = pages[gitlabUnpublished](ctx, g.client, call{path: g.mr(m.Number, "draft_notes")}, 0); err != nil {
			return Verdict{}, fmt.Errorf("read the drafts of contribution %d: %w", m.Number, err)
		}
	}
	for _, in := range w.inline {
		if slices.ContainsFunc(drafts, func(d gitlabUnpublished) bool { return d.is(in) }) {
			continue
		}
		if err := g.draft(ctx, m, w.files, in); err != nil {
			return Verdict{}, err
		}
	}
	if err := g.publish(ctx, m.Number, w); err != nil {
		return Verdict{}, err
	}
	v, err := g.mine(ctx, m.Number, w)
	if err != nil {
		err = g.unread(err)
	}
	return v, err
}

// gitlabUnpublished is an inline comment that was written and not published yet.
type gitlabUnpublished struct {
	Note     string          `json:"note"`
	Position *gitlabPosition `json:"position"`
}

func (d gitlabUnpublished) is(in Inline) bool {
	if d.Position == nil || strings.TrimSpace(d.Note) != strings.TrimSpace(in.Words(true)) {
		return false
	}
	a := gitlabNote{Position: d.Position}.anchor()
	return a.Path == in.Path && a.Line == in.Line
}

// draft writes one inline comment that nobody sees yet.
func (g *gitlab) draft(ctx context.Context, m gitlabMerge, files []FileDiff, in Inline) error {
	f, _ := fileOf(files, in.Path)
	position := map[string]any{
		"position_type": "text", "base_sha": m.Refs.Base, "start_sha": m.Refs.Start, "head_sha": m.Refs.Head,
		"new_path": cmp.Or(f.Path, f.Old), "old_path": cmp.Or(f.Old, f.Path),
	}
	last, _ := f.find(in.Side, in.Line)
	last.number(position)
	if first, ok := f.find(in.Side, in.First()); ok && in.First() < in.Line {
		position["line_range"] = map[string]any{"start": first.end(f), "end": last.end(f)}
	}
	return g.post(ctx, g.mr(m.Number, "draft_notes"), map[string]any{"note": in.Words(true), "position": position}, nil)
}

// number names a line as GitLab wants it: an unchanged one by both its numbers.
func (l DiffLine) number(m map[string]any) {
	if l.New > 0 {
		m["new_line"] = l.New
	}
	if l.Old > 0 {
		m["old_line"] = l.Old
	}
}

// end names one end of a range: SHA-1 of the path, old and new number.
func (l DiffLine) end(f FileDiff) map[string]any {
	sum := sha1.Sum([]byte(f.Name()))
	m := map[string]any{"line_code": fmt.Sprintf("%s_%d_%d", hex.EncodeToString(sum[:]), l.Old, l.New)}
	l.number(m)
	if l.New > 0 && l.Old == 0 {
		m["type"] = "new"
	}
	if l.Old > 0 && l.New == 0 {
		m["type"] = "old"
	}
	return m
}

// publish makes drafts visible and says the verdict.
func (g *gitlab) publish(ctx context.Context, n int, w written) error {
	post := func(what string, body any) error { return g.post(ctx, g.mr(n, what), body, nil) }
	bulk := map[string]any{}
	if w.body != "" {
		bulk["note"] = w.body
	}
	if w.Opinion == ChangesRequested {
		bulk["reviewer_state"] = "requested_changes"
	}
	if len(w.inline) > 0 || w.Opinion == ChangesRequested {
		if err := post("draft_notes/bulk_publish", bulk); err != nil {
			return err
		}
	} else if w.body != "" {
		if err := post("notes", map[string]any{"body": w.body}); err != nil {
			return err
		}
	}
	if w.Opinion != Approved {
		return nil
	}
	return staleAt(post("approve", map[string]any{"sha": w.Head}), w.Head)
}

// mine reads the verdict back. Older servers ignore a request for changes without a
// word; there an open thread stands for it, which blocks a merge all the same.
func (g *gitlab) mine(ctx context.Context, n int, w written) (Verdict, error) {
	me, err := g.me(ctx)
	if err != nil {
		return Verdict{}, err
	}
	m, err := g.one(ctx, n)
	if err != nil {
		return Verdict{}, err
	}
	want := cmp.Or(w.Opinion, Commented)
	v, ok, err := g.verdictOf(ctx, m, me.known(), want)
	if v.Body = w.body; ok || err != nil {
		return v, err
	}
	v = Verdict{By: me.known(), Opinion: Commented, Head: w.Head, Body: w.body, When: g.opt.Now().UTC()}
	if want == ChangesRequested {
		err = g.post(ctx, g.mr(n, "discussions"), map[string]any{"body": "Changes requested. Please resolve this thread when they are made."}, nil)
	}
	return v, err
}
