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
)

// A review takes a while to write. Until it is sent its comments lie under .git/cop/reviews,
// a file for each contribution, each write replacing the file in one step: they survive a
// crash, a reboot and a submission that fails.

// ReviewDraft is what the user has to say about a contribution and has not sent. The zero
// value is nothing.
type ReviewDraft struct {
	Head    forge.Commit // that the comments are about
	Opinion forge.Opinion
	Body    string
	Inline  []forge.Inline
	// Lost are comments whose words are no longer in the contribution. They are sent with
	// what is said about it as a whole, quoting what they were about.
	Lost []forge.Inline `json:",omitempty"`
	// Shown is the head that the user was shown last; it outlives what is sent.
	Shown forge.Commit
}

// Empty reports that there is nothing to send.
func (d ReviewDraft) Empty() bool {
	return d.Body == "" && d.Opinion == "" && len(d.Inline)+len(d.Lost) == 0
}

// Comments counts what was written about lines.
func (d ReviewDraft) Comments() int { return len(d.Inline) + len(d.Lost) }

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
		lost = d.follow(r)
		d.Shown = r.Head
		return nil
	})
	return d, lost, err
}

// Comment adds a comment on lines of r to the draft about it. A line that is not there is
// a [forge.UsageError].
func (p *Pool) Comment(ctx context.Context, r Review, in forge.Inline) (ReviewDraft, error) {
	if err := r.quote(&in); err != nil {
		return ReviewDraft{}, err
	}
	return p.EditReviewDraft(ctx, r.ID, func(d *ReviewDraft) error {
		if d.Comments() > 0 && d.Head != r.Head {
			d.follow(r)
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
		r.Body = strings.TrimLeft(r.Body+"\n\n"+inWords(in), "\n")
	}
	r.Inline = append(slices.Clone(d.Inline), r.Inline...)
	receipt, err := p.Judge(ctx, id, r)
	if err != nil {
		_, kept := p.EditReviewDraft(context.WithoutCancel(ctx), id, func(d *ReviewDraft) error {
			d.Opinion, d.Body = opinion, words
			return nil
		})
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

// inWords is a comment with what it was about.
func inWords(in forge.Inline) string {
	quote := "> " + strings.ReplaceAll(in.Quote, "\n", "\n> ")
	if in.Quote == "" {
		quote = "> (" + in.Path + ")"
	}
	out := quote + "\n\n" + in.Body
	if in.Suggestion != nil {
		out = strings.TrimSpace(out + "\n\nRather: " + *in.Suggestion)
	}
	return out
}

// quote makes a comment know the words it is about.
func (r Review) quote(in *forge.Inline) error {
	i := slices.IndexFunc(r.Notes, func(n ReviewedNote) bool { return n.Path == in.Path })
	if i < 0 {
		return &forge.UsageError{Text: fmt.Sprintf("%s is no part of this contribution", in.Path)}
	}
	text := r.Notes[i].New
	if in.Side == forge.Before {
		text = r.Notes[i].Old
	}
	lines := textLines(text)
	if in.Start <= 0 {
		in.Start = in.Line
	}
	if in.Start > in.Line || in.Line < 1 || in.Line > len(lines) {
		return &forge.UsageError{Text: fmt.Sprintf("%s has lines 1 to %d; there is no line %d", in.Path, len(lines), in.Line)}
	}
	if strings.TrimSpace(strings.Join(lines[in.Start-1:in.Line], "")) == "" {
		near := besideEmpty(lines, in.Line)
		if in.Suggestion != nil && near > 0 {
			return &forge.UsageError{Text: fmt.Sprintf("line %d is empty: what you suggest would stand beside the words there, not in their place; they are on line %d", in.Line, near)}
		}
		if near > 0 {
			in.Start, in.Line = near, near
		}
	}
	in.Quote = strings.Join(lines[in.Start-1:in.Line], "\n")
	return nil
}

// AtWords is where a comment on lines goes: there, or where they are empty to the words beside
// them.
func (r Review) AtWords(a forge.Anchor) forge.Anchor {
	in := forge.Inline{Anchor: a}
	if r.quote(&in) != nil {
		return a
	}
	return in.Anchor
}

// besideEmpty is the line with words nearest to an empty one, above rather than below; 0 for
// a text without any. An empty line is nowhere: it cannot be found again.
func besideEmpty(lines []string, at int) int {
	for away := 1; away < len(lines); away++ {
		for _, n := range []int{at - away, at + away} {
			if n >= 1 && n <= len(lines) && strings.TrimSpace(lines[n-1]) != "" {
				return n
			}
		}
	}
	return 0
}

// follow moves the comments of a draft to where their words stand now, and counts those
// whose words are gone.
func (d *ReviewDraft) follow(r Review) (lost int) {
	var kept []forge.Inline
	for _, in := range d.Inline {
		if in.Side == forge.Before || r.find(&in) {
			kept = append(kept, in)
			continue
		}
		d.Lost = append(d.Lost, in)
		lost++
	}
	d.Inline, d.Head = kept, r.Head
	return lost
}

// find puts a comment where its quote stands now, the nearest of several places.
func (r Review) find(in *forge.Inline) bool {
	i := slices.IndexFunc(r.Notes, func(n ReviewedNote) bool { return n.Path == in.Path })
	if i < 0 || in.Quote == "" {
		return false
	}
	lines, want := textLines(r.Notes[i].New), strings.Split(in.Quote, "\n")
	best := 0
	for first := 1; first+len(want)-1 <= len(lines); first++ {
		last := first + len(want) - 1
		if slices.Equal(lines[first-1:last], want) && (best == 0 || apart(last, in.Line) < apart(best, in.Line)) {
			best = last
		}
	}
	if best == 0 {
		return false
	}
	in.Start, in.Line = best-len(want)+1, best
	return true
}

func apart(a, b int) int { return max(a-b, b-a) }
