package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// A shared place may close its trunk to some or to all. Where its words say so, what would go
// there is offered as a contribution. Where a rule of its own says no in words of its own, the
// same is tried: a place that takes the contribution has closed the trunk only; one that does
// not has something against what was sent, and its words are told.

// protected reports whether the shared place refuses direct changes to the trunk. A
// hook with objections of its own is not that.
func protected(err error) bool {
	var push *repo.PushError
	if !errors.As(err, &push) {
		return false
	}
	for _, r := range push.Refs {
		if r.Kind == repo.Protected {
			return true
		}
	}
	return false
}

func remoteWords(err error) string {
	var push *repo.PushError
	if errors.As(err, &push) {
		return push.Remote
	}
	return ""
}

// ShowsFilesError says that the shared place is a folder that shows the trunk's own files, so
// that it takes nothing for it.
type ShowsFilesError struct{ Folder string }

func (e *ShowsFilesError) Error() string {
	return "the shared place " + e.Folder + " is a folder that somebody works in, and takes nothing"
}

// showsFiles is that error where it is why a push was refused, else err.
func (p *Pool) showsFiles(err error) error {
	var push *repo.PushError
	if !errors.As(err, &push) || !push.ShowsIt() {
		return err
	}
	address, _ := p.repo.PushRemote(p.trunk.place)
	return &ShowsFilesError{Folder: Redact(address)}
}

// tellShowsFiles says so before anything is sent.
func (p *Pool) tellShowsFiles() {
	address, _ := p.repo.PushRemote(p.trunk.place)
	branch, folder := repo.Shows(address, p.opt.repo())
	if folder != "" && branch == p.trunk.branch {
		p.opt.notice("note: " + (&ShowsFilesError{Folder: folder}).Error() + " until whoever keeps it says: git -C " + folder + " config receive.denyCurrentBranch updateInstead")
	}
}

// barred reports whether a rule of the shared place's own refused the trunk.
func barred(err error) bool {
	var push *repo.PushError
	return errors.As(err, &push) && !overtaken(err) && slices.ContainsFunc(push.Refs, func(r repo.RefReject) bool {
		return r.Kind == repo.Hook || r.Kind == repo.Other || r.Kind == repo.NoRight
	})
}

// outsider reports whether a host that reviews refused the trunk since the user may not write
// there: such a host takes contributions from copies, or in a way of its own.
func (p *Pool) outsider(ctx context.Context, err error) bool {
	var push *repo.PushError
	if !errors.As(err, new(*repo.AuthError)) && !(errors.As(err, &push) && push.All(repo.NoRight)) {
		return false
	}
	pl, unknown := p.forge(ctx)
	return unknown == nil && !pl.plain() && pl.token
}

// batchInstead offers what the trunk did not take. Where the place does not take that either
// everything is as it was, and the error is why it did not take the trunk.
func (p *Pool) batchInstead(ctx context.Context, st state, pending []pendingCommit, rep *SyncReport, refused error) error {
	before, err := p.repo.Refs("refs/heads/" + review.BranchPrefix)
	if err != nil {
		return err
	}
	if err := p.batch(ctx, st, pending, rep); err != nil {
		return err
	}
	sent, err := p.sendContribution(ctx, *rep.Batched, ShareOptions{})
	if answered(err) {
		ref := repo.Ref("refs/heads/" + rep.Batched.Branch)
		rep.Batched = nil
		undo := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: ref, New: before[ref], Any: true})
		return errors.Join(fmt.Errorf("send: %w", refused), undo)
	}
	if err != nil {
		return err
	}
	rep.Remote, rep.Batched, rep.NoRight = remoteWords(refused), &sent, p.outsider(ctx, refused)
	rep.Refreshed = append(rep.Refreshed, sent)
	return nil
}

// answered reports whether the shared place said no.
func answered(err error) bool {
	return err != nil && (repo.ClassOf(err) == repo.Refused || errors.As(err, new(*forge.AuthError)) || errors.As(err, new(*forge.RefusedError)))
}

// offerUserCommitsInstead offers the user's own commits where the trunk did not take them; refused is
// why it did not.
func (p *Pool) offerUserCommitsInstead(ctx context.Context, h heads, rep *SyncReport, refused error) error {
	if rep.NoRight = p.outsider(ctx, refused); rep.NoRight || protected(refused) {
		rep.Remote = remoteWords(refused)
		return p.offerUserCommits(ctx, h, rep)
	}
	branch, err := p.userCommitsBranch(h)
	if err != nil {
		return err
	}
	none := repo.Hash("")
	try := repo.PushRef{Ref: repo.Ref("refs/heads/" + branch), New: h.ours, Lease: &none}
	if err := p.push(ctx, p.trunk.place, []repo.PushRef{try}, repo.PushOptions{}); err != nil {
		return fmt.Errorf("send your commits: %w", refused)
	}
	if err := p.repo.UpdateRefs(ctx, repo.RefUpdate{Ref: p.mirrorOf(branch), New: h.ours, Any: true}); err != nil {
		return err
	}
	if err := p.offerUserCommits(ctx, h, rep); err != nil {
		return err
	}
	c := *rep.Offered
	c.Sent, c.pushed = true, h.ours
	rep.Remote = remoteWords(refused)
	sent, err := p.sendContribution(ctx, c, ShareOptions{})
	rep.Offered = &sent
	return err
}
