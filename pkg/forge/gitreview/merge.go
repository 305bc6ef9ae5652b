package gitreview

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
)

// mergePlan is what merging a contribution would do to the accepted tree.
type mergePlan struct {
	base    forge.Commit // newest common ancestor
	edits   []Edit       // on top of the accepted tree
	clashes []string
	changes []FileChange // what the contribution does, against base
}

// plan merges file by file: what only one side changed is taken, what both changed alike
// is there already, and the rest is for the content merge. Costs two tree comparisons
// and the blobs that both sides touched.
func (l snapshot) plan(ctx context.Context, head forge.Commit) (mergePlan, error) {
	var m mergePlan
	var err error
	main := l.base()
	if main != "" {
		if m.base, err = l.Git.MergeBase(ctx, main, head); err != nil {
			return m, err
		}
	}
	if m.changes, err = l.Git.Changes(ctx, m.base, head); err != nil {
		return m, err
	}
	theirs, err := l.Git.Changes(ctx, m.base, main)
	if err != nil {
		return m, err
	}
	moved := map[string]FileID{}
	for _, c := range theirs {
		moved[c.Path] = c.After
	}
	for _, c := range m.changes {
		now, both := moved[c.Path]
		if both && now == c.After {
			continue
		}
		edit, ok, err := l.join(ctx, c, now, both)
		if err != nil {
			return m, err
		}
		if !ok {
			took, err := l.took(ctx, m.base, c)
			if err != nil {
				return m, err
			}
			if !took {
				m.clashes = append(m.clashes, c.Path)
			}
			continue
		}
		if both && edit.File.Blob != "" && edit.File == now {
			continue // what it brings is there, and more
		}
		m.edits = append(m.edits, edit)
	}
	return m, nil
}

// took reports whether the trunk had a file as the contribution has it, in a commit of
// its own, and went on from there: that is no clash, all of it has been accepted.
func (l snapshot) took(ctx context.Context, from forge.Commit, c FileChange) (bool, error) {
	if c.After.Blob == "" {
		return false, nil
	}
	since, err := l.Git.Log(ctx, from, l.base())
	if err != nil {
		return false, err
	}
	for _, commit := range since {
		if len(commit.Parents) != 1 {
			continue
		}
		now, err := l.Git.Lookup(ctx, commit.ID, c.Path)
		if err != nil {
			return false, err
		}
		if now != c.After {
			continue
		}
		before, err := l.Git.Lookup(ctx, commit.Parents[0], c.Path)
		if err != nil || before != now {
			return err == nil, err
		}
	}
	return false, nil
}

// join decides one file.
func (l snapshot) join(ctx context.Context, c FileChange, now FileID, both bool) (Edit, bool, error) {
	if !both {
		return Edit{Path: c.Path, File: c.After}, true, nil
	}
	if l.Join == nil || now.Blob == "" || c.After.Blob == "" || now.Mode != c.After.Mode {
		return Edit{}, false, nil
	}
	var src [3][]byte
	for i, b := range []Blob{c.Before.Blob, c.After.Blob, now.Blob} {
		if b == "" {
			continue
		}
		var err error
		if src[i], err = l.Git.Read(ctx, b); err != nil {
			return Edit{}, false, err
		}
	}
	merged, ok := l.Join(c.Path, src[0], src[1], src[2])
	if ok && bytes.Equal(merged, src[2]) {
		return Edit{Path: c.Path, File: now}, true, nil
	}
	return Edit{Path: c.Path, Data: merged, File: FileID{Mode: now.Mode}}, ok, nil
}

// judge fills in the gate.
func (l snapshot) judge(ctx context.Context, s *proposal) error {
	if s.State != forge.Open {
		s.Gate = forge.Gate{Reasons: []forge.Reason{{Kind: forge.NotOpen, Text: "it is " + string(s.State) + " already"}}}
		return nil
	}
	var err error
	if s.merged, err = l.plan(ctx, s.Head); err != nil {
		return fmt.Errorf("compare contribution %s with what is accepted: %w", s.ID, err)
	}
	if len(s.merged.edits)+len(s.merged.clashes) == 0 && len(s.merged.changes) > 0 {
		s.State, s.Unopened = forge.Merged, false // accepted with git's own means, in other commits
		s.Gate = forge.Gate{Reasons: []forge.Reason{{Kind: forge.NotOpen, Text: "it is merged already"}}}
		return nil
	}
	var why []forge.Reason
	if s.Draft {
		why = append(why, forge.Reason{Kind: forge.IsDraft, Text: "its author is not done with it: it is marked as a draft"})
	}
	why = append(why, forge.VerdictReasons(l.counting(s), l.Approvals)...)
	if n := len(why) - 1; n >= 0 && why[n].Kind == forge.NeedsApproval {
		why[n].Text += l.unheard(s)
	}
	if n := len(why) - 1; n >= 0 && why[n].Kind == forge.NeedsApproval && l.uncounted(s) {
		why[n].Text += "; nobody approves what they offered under another name, and a change of the charter takes its stewards' approval"
	}
	if len(s.merged.clashes) > 0 {
		text, err := l.clashWords(ctx, s)
		if err != nil {
			return err
		}
		why = append(why, forge.Reason{Kind: forge.Conflicting, Text: text})
	}
	s.Gate = forge.Gate{Mergeable: len(why) == 0, Reasons: why}
	return nil
}

// clashWords say which notes clash, with what, and who settles it.
func (l snapshot) clashWords(ctx context.Context, s *proposal) (string, error) {
	sort.Strings(s.merged.clashes)
	since, err := l.Git.Log(ctx, s.merged.base, l.base())
	if err != nil {
		return "", err
	}
	var parts []string
	for _, path := range s.merged.clashes {
		name := forge.Line(strings.TrimSuffix(strings.TrimPrefix(path, "practices/"), ".md"))
		by, err := l.changedBy(ctx, since, path)
		if err != nil {
			return "", err
		}
		parts = append(parts, name+by)
	}
	return fmt.Sprintf("it clashes with what was accepted since, in %s; %s settles it with cop sync, cop resolve and cop share", strings.Join(parts, ", "), s.Author), nil
}

// changedBy names the newest of these changes of a file: " (changed by ben: Improve …)".
func (l snapshot) changedBy(ctx context.Context, since []CommitInfo, path string) (string, error) {
	const most = 200 // a reason is worth that many comparisons
	for _, c := range since[:min(len(since), most)] {
		if len(c.Parents) != 1 {
			continue
		}
		now, err := l.Git.Lookup(ctx, c.ID, path)
		if err != nil {
			return "", err
		}
		before, err := l.Git.Lookup(ctx, c.Parents[0], path)
		if err != nil {
			return "", err
		}
		if now != before {
			title, _, _ := strings.Cut(c.Message, "\n")
			return fmt.Sprintf(" (changed by %s: %s)", forge.Line(c.Name), forge.Line(title)), nil
		}
	}
	return "", nil
}

// counting are the verdicts that count here.
func (l snapshot) counting(s *proposal) []forge.Verdict {
	var out []forge.Verdict
	var paths []string
	for _, c := range s.merged.changes {
		paths = append(paths, c.Path)
	}
	for _, v := range s.Verdicts {
		if v.By == s.Author || v.Advisory || v.Opinion == forge.Approved && l.Counts != nil && !l.Counts(v.By, s.Author, s.From, paths) {
			continue
		}
		out = append(out, v)
	}
	return out
}

// unheard says which approvals count for nothing because it is not known that they are who they
// say; "" where there are none.
func (l snapshot) unheard(s *proposal) string {
	for _, v := range s.Verdicts {
		switch {
		case v.Opinion != forge.Approved || v.Stale || v.By == s.Author:
		case v.Brought != "":
			return fmt.Sprintf("; the approval in the name of %s was brought by %s and does not count", v.By, v.Brought)
		case v.Advisory:
			return fmt.Sprintf("; the approval of %s is not signed and does not count", v.By)
		}
	}
	return ""
}

// uncounted reports an approval by somebody else than the author that does not count.
func (l snapshot) uncounted(s *proposal) bool {
	given := slices.ContainsFunc(s.Verdicts, func(v forge.Verdict) bool {
		return v.Opinion == forge.Approved && !v.Stale && !v.Advisory && v.By != s.Author
	})
	return given && !slices.ContainsFunc(l.counting(s), func(v forge.Verdict) bool { return v.Opinion == forge.Approved && !v.Stale })
}

// Merge writes the merged tree without a checkout and moves three refs in one atomic
// push, each with a lease: the accepted branch forward, the contribution's away, and the
// user's review ref to an event that closes the round. Whoever was faster on any of them
// refuses all three, and the merge is built anew on what is there then.
func (p *reviews) Merge(ctx context.Context, id forge.ID, head forge.Commit) (forge.Commit, error) {
	var merged forge.Commit
	err := p.retry(ctx, func() error {
		l, err := p.fetch(ctx)
		if err != nil {
			return err
		}
		s, err := l.proposal(ctx, id)
		switch {
		case err != nil:
			return err
		case s.State == forge.Open && s.Head != head:
			return &forge.StaleHeadError{Want: head, Have: s.Head}
		case !s.Gate.Mergeable:
			return &forge.BlockedError{Reasons: s.Gate.Reasons}
		}
		merged, err = l.merge(ctx, s)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("merge contribution %s: %w", id, err)
	}
	return merged, nil
}

func (l snapshot) merge(ctx context.Context, s proposal) (forge.Commit, error) {
	main := l.base()
	parents := []forge.Commit{main, s.Head}
	if main == "" {
		parents = []forge.Commit{s.Head}
	}
	commit, err := l.Git.Write(ctx, NewCommit{Parents: parents, Base: main, Edits: s.merged.edits, Message: l.mergeMessage(s)})
	if err != nil {
		return "", err
	}
	closing := event{of: s.ID, head: s.Head, state: forge.Merged, merge: commit, parents: l.otherTips(s), when: l.after(s.events)}
	return commit, l.push(ctx, s, closing,
		RefMove{Ref: branches + string(l.Base), Old: main, New: commit},
		RefMove{Ref: branchRef(s.ID), Old: s.Head})
}

// otherTips are the newest events of everybody but the user.
func (l snapshot) otherTips(s proposal) []forge.Commit {
	var out []forge.Commit
	for by, tip := range l.tips(s.ID) {
		if by != s.You {
			out = append(out, tip)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// mergeMessage names the contribution and thanks its reviewers.
func (p *reviews) mergeMessage(s proposal) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Merge %s: %s\n\n", s.ID, cmp.Or(s.Title, "a contribution"))
	seen := map[forge.Login]bool{}
	for _, e := range s.events {
		heard := e.brought == "" && !(p.Signed && e.bare)
		if heard && e.opinion == forge.Approved && e.head == s.Head && e.by != s.Author && e.name != "" && !seen[e.by] {
			seen[e.by] = true
			fmt.Fprintf(&b, "Reviewed-by: %s <%s>\n", e.name, strings.Trim(e.email, "<> "))
		}
	}
	fmt.Fprintf(&b, "Cop-Contribution: %s\n", s.ID)
	return b.String()
}

// Withdraw takes the branch away and says so.
func (p *reviews) Withdraw(ctx context.Context, id forge.ID, head forge.Commit) error {
	err := p.retry(ctx, func() error {
		l, err := p.fetch(ctx)
		if err != nil {
			return err
		}
		s, err := l.proposal(ctx, id)
		if err != nil {
			return err
		}
		if head != "" && s.Head != head {
			return &forge.StaleHeadError{Want: head, Have: s.Head}
		}
		switch s.State {
		case forge.Open:
		case forge.Closed:
			return nil // by whoever was cut off before the end
		default:
			return p.refuse("it is " + string(s.State) + " already")
		}
		closing := event{of: id, head: s.Head, state: forge.Closed, parents: l.otherTips(s), when: p.after(s.events)}
		return l.push(ctx, s, closing, RefMove{Ref: branchRef(id), Old: s.Head})
	})
	if err != nil {
		return fmt.Errorf("withdraw contribution %s: %w", id, err)
	}
	return nil
}
