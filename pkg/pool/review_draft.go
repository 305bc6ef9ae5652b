package pool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

// A review takes a while to write. Until it is sent its comments lie under .git/cop/reviews,
// a file for each contribution, each write replacing the file in one step: they survive a
// crash, a reboot and a submission that fails.

// draftFile is where the draft about a contribution lies. The shared place is part of the
// name: number 12 of another host is another contribution.
func (p *Pool) draftFile(id forge.ID) string {
	name := fmt.Sprintf("%s-%08x.json", url.PathEscape(string(id)), crc32.ChecksumIEEE([]byte(p.address())))
	return filepath.Join(p.repo.LocalDir(), "reviews", name)
}

// ReviewDraft reads what was written about a contribution and not sent.
func (p *Pool) ReviewDraft(id forge.ID) (ReviewDraft, error) {
	var d ReviewDraft
	src, err := os.ReadFile(p.draftFile(id))
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return d, fmt.Errorf("read the review you began: %w", err)
	}
	if err := json.Unmarshal(src, &d); err != nil {
		return d, fmt.Errorf("read the review you began in %s: %w", p.draftFile(id), err)
	}
	return d, nil
}

// EditReviewDraft changes the draft about a contribution: it is read, given to change and
// kept. An error of change keeps it as it was.
func (p *Pool) EditReviewDraft(ctx context.Context, id forge.ID, change func(*ReviewDraft) error) (ReviewDraft, error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return ReviewDraft{}, err
	}
	defer unlock()
	d, err := p.ReviewDraft(id)
	if err != nil {
		return d, err
	}
	if err := change(&d); err != nil {
		return d, err
	}
	return d, p.keepReviewDraft(id, d)
}

func (p *Pool) keepReviewDraft(id forge.ID, d ReviewDraft) error {
	file := p.draftFile(id)
	src, err := json.MarshalIndent(d, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = writeWhole(file, src)
	}
	if err != nil {
		return fmt.Errorf("keep the review: %w", err)
	}
	return nil
}

// ShowReview remembers that the user was shown a contribution as it is now, and takes the
// draft about it along: comments follow the words they are about. It reports how many lost
// them.
func (p *Pool) ShowReview(ctx context.Context, r Review) (d ReviewDraft, lost int, err error) {
	old, err := p.ReviewDraft(r.ID)
	if err != nil || old.Shown == r.Head && (old.Head == r.Head || old.Comments() == 0) {
		return old, 0, err
	}
	d, err = p.EditReviewDraft(ctx, r.ID, func(d *ReviewDraft) error {
		lost = d.Follow(r)
		d.Shown = r.Head
		return nil
	})
	return d, lost, err
}

// Comment adds a comment on lines of r to the draft about it. A line that is not there is
// a [forge.UsageError].
func (p *Pool) Comment(ctx context.Context, r Review, in forge.Inline) (ReviewDraft, error) {
	if err := r.Quote(&in); err != nil {
		return ReviewDraft{}, err
	}
	return p.EditReviewDraft(ctx, r.ID, func(d *ReviewDraft) error {
		if d.Comments() > 0 && d.Head != r.Head {
			d.Follow(r)
		}
		d.Head, d.Shown = r.Head, r.Head
		d.Inline = append(d.Inline, in)
		return nil
	})
}

// Submit sends the draft about a contribution with a verdict, at once. It is gone only
// when it arrived; when it did not, verdict and words are kept in it too. They are used
// where r leaves them open.
func (p *Pool) Submit(ctx context.Context, id forge.ID, r forge.Review) (forge.Receipt, error) {
	d, err := p.ReviewDraft(id)
	if err != nil {
		return forge.Receipt{}, err
	}
	if d.Comments() > 0 && d.Head != r.Head {
		return forge.Receipt{}, &forge.StaleHeadError{Want: d.Head, Have: r.Head}
	}
	if r.Opinion == "" {
		r.Opinion = d.Opinion
	}
	if r.Body == "" {
		r.Body = d.Body
	}
	opinion, words := r.Opinion, r.Body
	for _, in := range d.Lost {
		r.Body = strings.TrimLeft(r.Body+"\n\n"+review.InWords(in), "\n")
	}
	r.Inline = append(slices.Clone(d.Inline), r.Inline...)
	r.Perhaps = d.Perhaps
	keep := func(perhaps bool) error {
		_, err := p.EditReviewDraft(context.WithoutCancel(ctx), id, func(d *ReviewDraft) error {
			d.Opinion, d.Body, d.Perhaps = opinion, words, perhaps
			return nil
		})
		return err
	}
	if err := keep(true); err != nil { // a kill may come between the host and us
		return forge.Receipt{}, err
	}
	receipt, err := p.Judge(ctx, id, r)
	if err != nil {
		kept := keep(forge.Unclear(err) || ctx.Err() != nil)
		return receipt, errors.Join(err, kept)
	}
	_, err = p.EditReviewDraft(ctx, id, func(d *ReviewDraft) error {
		*d = ReviewDraft{Shown: r.Head}
		return nil
	})
	if err != nil {
		return receipt, fmt.Errorf("your review was sent, but its draft is still here: %w", err)
	}
	return receipt, nil
}

// forgetShown forgets what the user was shown of a contribution that is settled: on plain
// git its name can come again. Words that were not sent stay. It may fail without harm.
func (p *Pool) forgetShown(id forge.ID) {
	if d, err := p.ReviewDraft(id); err == nil && d.Empty() {
		_ = os.Remove(p.draftFile(id))
	}
}

// DropReviewDraft forgets what was written about a contribution and not sent, and says how
// many comments that were.
func (p *Pool) DropReviewDraft(ctx context.Context, id forge.ID) (dropped int, err error) {
	_, err = p.EditReviewDraft(ctx, id, func(d *ReviewDraft) error {
		dropped = d.Comments()
		*d = ReviewDraft{Shown: d.Shown}
		return nil
	})
	return dropped, err
}
