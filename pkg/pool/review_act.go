package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/breakfast-table/cop/pkg/forge"
)

// Judge sends a review at once: the verdict, its words and all comments on lines. Its Head
// says which state was looked at; a newer one is refused with [forge.ErrStaleHead].
func (p *Pool) Judge(ctx context.Context, id forge.ID, r forge.Review) (forge.Receipt, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return forge.Receipt{}, err
	}
	receipt, err := pl.Submit(ctx, id, r)
	if err != nil {
		return receipt, notFound(id, err)
	}
	p.noteVerdict(id, receipt.Verdict)
	return receipt, nil
}

// noteVerdict brings what is remembered of a contribution up to date.
func (p *Pool) noteVerdict(id forge.ID, v forge.Verdict) {
	for _, r := range p.lastSeen().Reviews {
		if r.ID != id || v.By == "" {
			continue
		}
		r.Verdicts = append(slices.DeleteFunc(r.Verdicts, func(old forge.Verdict) bool { return old.By == v.By && old.Brought == v.Brought }), v)
		r.AsksMe = r.AsksMe && v.Opinion == forge.Commented
		p.remember([]Review{r}, id)
	}
}

// Reply adds to a thread of a contribution, or with [forge.Conversation] to what was said
// about it as a whole.
func (p *Pool) Reply(ctx context.Context, id forge.ID, t forge.ThreadID, text string) (forge.Comment, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return forge.Comment{}, err
	}
	c, err := pl.Reply(ctx, id, t, text)
	return c, notFound(id, err)
}

// Accepted says what accepting a contribution did.
type Accepted struct {
	Commit string     // that brought it in; "" where the host does not say
	Sync   SyncReport // of taking it into this clone
	// Behind says why this clone could not take it yet; nil: it has it. The contribution is
	// accepted all the same.
	Behind error
}

// Accept merges a contribution at exactly this head and takes the result into the clone.
//
// Errors: [forge.BlockedError] with the reasons, [forge.ErrStaleHead] when somebody changed
// it meanwhile, [ErrNoReview].
func (p *Pool) Accept(ctx context.Context, id forge.ID, head forge.Commit) (Accepted, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return Accepted{}, err
	}
	if head == "" {
		return Accepted{}, &forge.UsageError{Text: "accepting needs the head that was looked at"}
	}
	if err := p.mustBeApproved(ctx, pl, id, head); err != nil {
		return Accepted{}, notFound(id, err)
	}
	commit, err := pl.Merge(ctx, id, head)
	if err != nil {
		return Accepted{}, notFound(id, err)
	}
	p.remember(nil, id)
	p.forgetShown(id)
	out := Accepted{Commit: string(commit)}
	out.Sync, out.Behind = p.Sync(ctx, SyncOptions{})
	return out, nil
}

// notFound names a contribution that the place does not have.
func notFound(id forge.ID, err error) error {
	if errors.Is(err, forge.ErrNotFound) {
		return fmt.Errorf("%s: %w", id, ErrNoReview)
	}
	return err
}
