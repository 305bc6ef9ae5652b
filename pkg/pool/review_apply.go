package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Applied says what became of suggestions.
type Applied struct {
	Done []Suggested
	Left []Suggested // their lines changed meanwhile, or another suggestion of the same lines was applied
	// Review is the contribution as it was before.
	Review  Review
	Waiting error // why it was not sent yet; nil: it was
}

// ErrNotYours says that only a contribution's author can do that.
var ErrNotYours = errors.New("that is for the author of the contribution")

// ApplySuggestions takes suggestions into the user's own contribution, with thanks to
// whoever made them (Co-authored-by), and into the working files. Without picks all that
// fit are taken. What the user changed since sharing stays.
func (p *Pool) ApplySuggestions(ctx context.Context, id forge.ID, picks ...Suggested) (Applied, error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return Applied{}, err
	}
	defer unlock()
	if err := p.fetch(ctx, false); err != nil {
		return Applied{}, err
	}
	st, err := p.joined(ctx, &SyncReport{})
	if err != nil {
		return Applied{}, err
	}
	pl, err := p.forge(ctx)
	if err != nil {
		return Applied{}, err
	}
	out := Applied{}
	if out.Review, err = p.review(ctx, pl, id); err != nil {
		return out, err
	}
	if !out.Review.Mine {
		return out, fmt.Errorf("%s: %w", out.Review.Name(), ErrNotYours)
	}
	c, ok := ownOf(st, out.Review)
	if !ok {
		return out, fmt.Errorf("%s was not shared from this machine: %w", out.Review.Name(), ErrNoContribution)
	}
	if len(picks) == 0 {
		picks = out.Review.Suggested()
	}
	tip, err := p.applyTo(ctx, c, picks, &out)
	if err != nil || tip == "" {
		return out, err
	}
	c.Head, c.Sent = string(tip), false
	_, err = p.sendContribution(ctx, c, ShareOptions{Draft: out.Review.Draft})
	if outOfReach(err) {
		out.Waiting, err = err, nil
	}
	return out, err
}

// ownOf finds the user's contribution in this clone that a review is about.
func ownOf(st state, r Review) (Contribution, bool) {
	for _, c := range st.open {
		if c.Mine && c.reviewedAs(r) {
			c.Review = &r
			return c, true
		}
	}
	return Contribution{}, false
}

// applyTo commits the suggestions on a contribution's branch and takes them into the
// working files. The commit is "" when none fits.
func (p *Pool) applyTo(ctx context.Context, c Contribution, picks []Suggested, out *Applied) (repo.Hash, error) {
	head := repo.Hash(c.Head)
	byPath := map[string][]Suggested{}
	for _, s := range picks {
		byPath[s.Path] = append(byPath[s.Path], s)
	}
	edits := map[string]repo.Edit{}
	for path, list := range byPath {
		text, err := p.repo.ReadFile(head, path)
		if err != nil {
			out.Left = append(out.Left, list...)
			continue
		}
		text, done, left := review.Apply(text, list)
		out.Done, out.Left = append(out.Done, done...), append(out.Left, left...)
		if len(done) > 0 {
			edits[path] = repo.Edit{Path: path, Data: text}
		}
	}
	if len(edits) == 0 {
		return "", nil
	}
	tip, err := p.commitOn(ctx, head, []repo.Hash{head}, sortedEdits(edits), p.thanks(out.Done))
	if errors.Is(err, repo.ErrNothingToCommit) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	// The working files first: killed before the branch has moved, a second run finds them as they
	// are to be. The other way round the file that was left would look like the user's own
	// change, which takes the suggestion back.
	if err := p.followBranch(ctx, head, tip); err != nil {
		return "", err
	}
	move := repo.RefUpdate{Ref: repo.Ref("refs/heads/" + c.Branch), New: tip, Any: true, Note: "cop: apply suggestions"}
	return tip, p.repo.UpdateRefs(ctx, move)
}

// thanks is the message of a commit that applies suggestions.
func (p *Pool) thanks(done []Suggested) string {
	var by, trailers []string
	for _, s := range done {
		if name := note.Clean(string(s.By)); !slices.Contains(by, name) {
			by = append(by, name)
			trailers = append(trailers, "Co-authored-by: "+p.credit(s))
		}
	}
	sort.Strings(trailers)
	what := "a suggestion"
	if len(done) > 1 {
		what = fmt.Sprintf("%d suggestions", len(done))
	}
	return fmt.Sprintf("Apply %s by %s\n\n%s\n", what, strings.Join(by, ", "), strings.Join(trailers, "\n"))
}

// credit is how git names whoever made a suggestion. Where the host gives no address away
// it is the one that hosts accept in its place.
func (p *Pool) credit(s Suggested) string {
	name, email := note.Clean(s.Name), note.Clean(s.Email)
	if name == "" {
		name = note.Clean(string(s.By))
	}
	if email == "" {
		host, _ := p.offlineHost()
		email = string(s.By) + "@users.noreply." + host.Name()
		if host.Kind == forge.Gitea || host.Kind == forge.Forgejo {
			email = string(s.By) + "@noreply." + host.Name()
		}
	}
	return fmt.Sprintf("%s <%s>", name, strings.Trim(email, "<> "))
}
