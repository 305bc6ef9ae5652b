package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// pendingCommit is a set of files that goes to the trunk as one commit.
type pendingCommit struct {
	paths   []string
	edits   []repo.Edit
	message string
	talk    bool // conversation, which the charter may send through review
}

// collector yields what else goes straight to the trunk, computed from the
// state after taking.
type collector func(ctx context.Context, st state) ([]pendingCommit, error)

// sending is what one exchange sends besides what waits anyway.
type sending struct {
	extra   collector // may be nil
	allowed []string  // positions of what looks like a secret and is none, as the user says
}

// send pushes conversation entries, waiting shares and the caller's extra as commits
// on top of the accepted tip, and refreshes contribution branches. When somebody else
// was faster the error is one that overtaken knows, and nothing has changed.
func (p *Pool) send(ctx context.Context, rep *SyncReport, with sending) error {
	st, err := p.state(ctx)
	if err != nil {
		return err
	}
	if st.theirs == "" && st.ours != "" {
		if err := p.sendFirst(ctx, st, rep); err != nil {
			return err
		}
		if st, err = p.state(ctx); err != nil {
			return err
		}
	}
	if err := p.sendUserCommits(ctx, &st, rep); err != nil {
		return err
	}
	pending, done, err := p.pendingCommits(ctx, st, with, rep)
	if err != nil {
		return err
	}
	if err := p.sendPending(ctx, st, pending, rep); err != nil {
		return err
	}
	if err := p.clearOutbox(ctx, done); err != nil {
		return err
	}
	return p.sendBranches(ctx, rep)
}

// sendFirst fills an empty shared place with the local trunk.
func (p *Pool) sendFirst(ctx context.Context, st state, rep *SyncReport) error {
	none := repo.Hash("")
	push := repo.PushRef{Ref: repo.Ref("refs/heads/" + p.trunk.branch), New: st.ours, Lease: &none}
	if err := p.push(ctx, p.trunk.place, []repo.PushRef{push}, repo.PushOptions{}); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	changes, err := p.repo.Diff(ctx, "", st.ours)
	if err != nil {
		return err
	}
	for _, c := range changes {
		rep.Sent = append(rep.Sent, c.Path)
	}
	return p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: p.trunk.tracking, New: st.ours, Any: true, Note: "cop: send"})
}

// pendingCommits lists what may go straight to the trunk, and the outbox entries that
// are dealt with once it is there.
func (p *Pool) pendingCommits(ctx context.Context, st state, with sending, rep *SyncReport) ([]pendingCommit, []outgoing, error) {
	var out []pendingCommit
	talk, secrets := p.talk(st, with.allowed)
	rep.KeptBack = secrets
	if len(talk.paths) > 0 {
		out = append(out, talk)
	}
	var done []outgoing
	for _, o := range st.outbox {
		pc, err := p.rebuild(st, o)
		if err != nil {
			return nil, nil, err
		}
		done = append(done, o)
		if len(pc.edits) > 0 {
			out = append(out, pc)
		}
	}
	if with.extra == nil {
		return out, done, nil
	}
	more, err := with.extra(ctx, st)
	return append(out, more...), done, err
}

// talk gathers the user's conversation entries that nobody has yet, but for those that
// hold what looks like a secret.
func (p *Pool) talk(st state, allowed []string) (pendingCommit, []Leak) {
	pc := pendingCommit{talk: true}
	var secrets []Leak
	var subjects []string
	held := p.held(st)
	for _, c := range st.changes {
		if held[c.Path] || !p.speaks(c, st.me) {
			continue
		}
		if c.After == (repo.FileID{}) {
			pc.paths = append(pc.paths, c.Path)
			pc.edits = append(pc.edits, repo.Edit{Path: c.Path, Delete: true})
			continue // it is the card that goes instead that says what this is
		}
		b, err := p.readWorking(c.Path)
		if err != nil {
			continue
		}
		if found := p.secretsIn(c.Path, allowed); len(found) > 0 {
			secrets = append(secrets, found...)
			continue
		}
		pc.paths = append(pc.paths, c.Path)
		pc.edits = append(pc.edits, repo.Edit{Path: c.Path, Data: b, Mode: repo.Regular})
		subjects = append(subjects, talkSubject(c.Path))
	}
	pc.message = talkMessage(subjects)
	return pc, secrets
}

// held lists the paths that must not go directly: in conflict, or carried by an open
// contribution in this very version.
func (p *Pool) held(st state) map[string]bool {
	out := map[string]bool{}
	for path := range st.unmerged {
		out[path] = true
	}
	for _, c := range st.open {
		if !c.Mine {
			continue
		}
		for _, f := range c.files {
			out[f.Path] = true
		}
	}
	return out
}

func talkSubject(path string) string {
	if e, ok := note.EntryOf(path); ok {
		verb := map[note.Type]string{note.Answer: "Answer", note.Comment: "Comment on", note.Tried: "Report on", note.Accept: "Accept an answer to", note.Verify: "Verify"}[e.Type]
		if verb == "" {
			verb = "Add to"
		}
		return verb + " " + string(e.Note)
	}
	a, _ := note.AddressOf(path)
	if a.Topic() == "people" {
		return "Update the card of " + a.Slug()
	}
	return "Ask " + string(a)
}

func talkMessage(subjects []string) string {
	switch len(subjects) {
	case 0:
		return ""
	case 1:
		return subjects[0] + "\n"
	}
	return fmt.Sprintf("%s and %d more\n\n- %s\n", subjects[0], len(subjects)-1, strings.Join(subjects, "\n- "))
}

// rebuild makes a waiting share fit the newest tip, merging where others changed the
// same files meanwhile. A file that clashes stays behind: taking has made a conflict of
// it, with the user's version in the working file.
func (p *Pool) rebuild(st state, o outgoing) (pendingCommit, error) {
	pc := pendingCommit{message: o.commit.Message}
	for _, f := range o.files {
		path := p.pathNow(st, f)
		now, err := p.repo.Lookup(st.theirs, path)
		if err != nil {
			return pc, err
		}
		edit, ok, err := p.threeWay(path, f.Before, f.After, now)
		if err != nil {
			return pc, err
		}
		if !ok || edit == nil {
			continue
		}
		pc.paths = append(pc.paths, path)
		pc.edits = append(pc.edits, *edit)
	}
	return pc, nil
}

// threeWay decides the version of a file that has base and mine and now meets theirs.
// A nil edit means that theirs already is the result.
func (p *Pool) threeWay(path string, base, mine, theirs repo.FileID) (*repo.Edit, bool, error) {
	gone := repo.FileID{}
	switch {
	case same(mine, theirs) || same(mine, base):
		return nil, true, nil
	case same(theirs, base) && mine == gone:
		return &repo.Edit{Path: path, Delete: true}, true, nil
	case same(theirs, base):
		return &repo.Edit{Path: path, Blob: mine.Hash, Mode: mine.Mode}, true, nil
	case mine.File() == gone || theirs.File() == gone || base != base.File():
		return nil, false, nil
	}
	b, t, err := p.twoBlobs(base, theirs)
	if err != nil {
		return nil, false, err
	}
	m, err := p.repo.ReadBlob(mine.Hash)
	if err != nil {
		return nil, false, err
	}
	merged, ok := mergeFile(path, b, m, t)
	if !ok {
		return nil, false, nil
	}
	if p.repo.HashBlob(merged) == theirs.Hash {
		return nil, true, nil
	}
	return &repo.Edit{Path: path, Data: merged, Mode: mine.Mode}, true, nil
}

// sendPending commits each on top of the accepted tip and pushes them at once.
func (p *Pool) sendPending(ctx context.Context, st state, pending []pendingCommit, rep *SyncReport) error {
	if len(pending) == 0 {
		return nil
	}
	if p.mustReview(pending) {
		return p.batch(ctx, st, pending, rep)
	}
	tip, err := p.stack(ctx, st.theirs, pending)
	if err != nil {
		return err
	}
	if tip == st.theirs {
		return nil
	}
	lease := st.theirs
	push := repo.PushRef{Ref: repo.Ref("refs/heads/" + p.trunk.branch), New: tip, Lease: &lease}
	err = p.push(ctx, p.trunk.place, []repo.PushRef{push}, repo.PushOptions{})
	if protected(err) {
		rep.Remote = remoteWords(err)
		return p.batch(ctx, st, pending, rep)
	}
	if barred(err) || p.outsider(ctx, err) {
		return p.batchInstead(ctx, st, pending, rep, err)
	}
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	if err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: p.trunk.tracking, Old: st.theirs, New: tip, Note: "cop: send"}); err != nil {
		return err
	}
	for _, pc := range pending {
		rep.Sent = append(rep.Sent, pc.paths...)
	}
	if _, err := p.advance(ctx, st.ours, tip, contained(pending, tip)); err != nil {
		return err
	}
	return p.settle(ctx)
}

// contained says that the working files grew from what the pendingCommits made of the tip:
// taking has brought the others' part of it, and the rest is the user's.
func contained(pending []pendingCommit, tip repo.Hash) map[string]repo.Hash {
	bases := map[string]repo.Hash{}
	for _, pc := range pending {
		for _, path := range pc.paths {
			bases[path] = tip
		}
	}
	return bases
}

// mustReview reports whether the charter sends conversation through review and there is
// some: an entry, a question, a card.
func (p *Pool) mustReview(pending []pendingCommit) bool {
	return p.Charter().Conversation == note.LaneRequired &&
		slices.ContainsFunc(pending, func(pc pendingCommit) bool { return pc.talk })
}

// stack commits the pendingCommits one on the other and returns the newest commit.
func (p *Pool) stack(ctx context.Context, tip repo.Hash, pending []pendingCommit) (repo.Hash, error) {
	for _, pc := range pending {
		next, err := p.commitOn(ctx, tip, parents(tip), pc.edits, pc.message)
		if errors.Is(err, repo.ErrNothingToCommit) {
			continue
		}
		if err != nil {
			return "", err
		}
		tip = next
	}
	return tip, nil
}

// commitOn writes a commit: the tree of base plus edits.
func (p *Pool) commitOn(ctx context.Context, base repo.Hash, parents []repo.Hash, edits []repo.Edit, message string) (repo.Hash, error) {
	who, err := p.repo.Author()
	if err != nil {
		return "", err
	}
	if message, err = p.withDrafted(message, edits); err != nil {
		return "", err
	}
	h, err := p.repo.WriteCommit(ctx, repo.Commit{
		Parents: parents, Base: base, Edits: edits,
		Message: message, Author: who, When: p.opt.now(),
	})
	if err != nil {
		return "", fmt.Errorf("write what to send: %w", err)
	}
	return h, nil
}

// batch offers the pendingCommits as one contribution: the trunk takes nothing
// directly.
func (p *Pool) batch(ctx context.Context, st state, pending []pendingCommit, rep *SyncReport) error {
	byPath := map[string]repo.Edit{}
	for _, pc := range pending {
		for _, e := range pc.edits {
			byPath[e.Path] = e
		}
	}
	branch := review.BranchPrefix + string(st.me.Handle) + "/" + batchName(pending)
	tip, err := p.extendBranch(ctx, st, branch, byPath, batchMessage(pending))
	if err != nil {
		return err
	}
	c, _, err := p.contribution(ctx, branch, tip, "", st.heads, st.me)
	if err != nil {
		return err
	}
	rep.Batched = &c
	return nil
}

// batchMessage says of a contribution of several commits what it is about, and how much is in it:
// first of what the user offered, else of what they said.
func batchMessage(pending []pendingCommit) string {
	if len(pending) == 1 {
		return pending[0].message
	}
	lead, files := pending[0].message, 0
	var all []string
	for _, pc := range slices.Backward(pending) {
		if !pc.talk {
			lead = pc.message
		}
		files += len(pc.edits)
		for _, path := range pc.paths {
			all = append(all, "- "+path)
		}
	}
	title, _, _ := strings.Cut(lead, "\n")
	slices.Sort(all)
	return fmt.Sprintf("%s and %d more\n\n%s\n", withoutMore(title), files-1, strings.Join(all, "\n"))
}

// withoutMore is a title without the "and 2 more" of [subject] and [talkMessage].
func withoutMore(title string) string {
	i := strings.LastIndex(title, " and ")
	if i < 0 {
		return title
	}
	n, ok := strings.CutSuffix(title[i+len(" and "):], " more")
	if _, err := strconv.Atoi(n); !ok || err != nil {
		return title
	}
	return title[:i]
}

// batchName names the contribution after what it carries: the first note, or the
// conversation.
func batchName(pending []pendingCommit) string {
	for _, pc := range pending {
		for _, path := range pc.paths {
			if _, talk := note.EntryOf(path); talk {
				continue
			}
			if a, ok := note.AddressOf(path); ok {
				return a.Slug()
			}
		}
	}
	return "conversation"
}
