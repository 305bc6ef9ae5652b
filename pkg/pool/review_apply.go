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
	"github.com/breakfast-table/cop/pkg/repo"
)

// Suggested is new text that a reviewer offers in place of lines of a contribution.
type Suggested struct {
	Thread  forge.ThreadID
	Comment string // the id of the comment that makes it
	By      forge.Login
	Path    string
	// First and Last are the lines it replaces, 1-based, in the newest head.
	First, Last int
	Old, New    string // without the final newline; New "" removes the lines
	// Gone says that the lines are no longer there as they were when it was made.
	Gone bool

	name, email string
	nth         int // among those of its comment
}

// Suggested lists what reviewers offer, by file and line. What is in the text already is
// left out. It needs the texts, so it is empty for what [Pool.Reviews] lists.
func (r Review) Suggested() []Suggested {
	var out []Suggested
	for _, t := range r.Threads {
		i := slices.IndexFunc(r.Notes, func(n ReviewedNote) bool { return n.Path == t.Path })
		if i < 0 || t.Side == forge.Before || t.Resolved {
			continue
		}
		lines := textLines(r.Notes[i].New)
		for _, c := range t.Comments {
			for nth, s := range forge.Suggestions(c.Body) {
				one := suggested(t, c, s, lines)
				if one.New == one.Old || one.Gone && one.New != "" && strings.Contains("\n"+strings.Join(lines, "\n")+"\n", "\n"+one.New+"\n") {
					continue
				}
				one.nth = nth
				out = append(out, one)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return out[i].Path < out[j].Path || out[i].Path == out[j].Path && out[i].First < out[j].First
	})
	return out
}

func suggested(t forge.Thread, c forge.Comment, s forge.Suggestion, lines []string) Suggested {
	out := Suggested{Thread: t.ID, Comment: c.ID, By: c.By, Path: t.Path, New: s.Text, name: c.Name, email: c.Email}
	out.First, out.Last = s.Lines(t.Anchor)
	if t.Outdated || t.Line <= 0 || out.First < 1 || out.Last > len(lines) || out.First > out.Last {
		out.Gone, out.Old = true, t.Quote
		return out
	}
	out.Old = strings.Join(lines[out.First-1:out.Last], "\n")
	return out
}

// textLines cuts a text into lines without their ends.
func textLines(text []byte) []string {
	s := strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	return strings.Split(s, "\n")
}

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
		text, done, left := applySuggestions(text, list)
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

// applySuggestions replaces lines of a text, from the end so that earlier line numbers
// stay true. A suggestion whose lines are not as they were, or were replaced already, is
// left.
func applySuggestions(text []byte, list []Suggested) (out []byte, done, left []Suggested) {
	list = slices.Clone(list)
	sort.SliceStable(list, func(i, j int) bool { return list[i].Last > list[j].Last })
	end := "\n"
	if strings.Contains(string(text), "\r\n") {
		end = "\r\n"
	}
	lines := textLines(text)
	limit := len(lines)
	for _, s := range list {
		if s.Gone || s.First < 1 || s.Last > limit || s.First > s.Last || strings.Join(lines[s.First-1:s.Last], "\n") != s.Old {
			left = append(left, s)
			continue
		}
		var fresh []string
		if s.New != "" {
			fresh = strings.Split(s.New, "\n")
		}
		lines = slices.Replace(lines, s.First-1, s.Last, fresh...)
		limit = s.First - 1
		done = append(done, s)
	}
	joined := strings.Join(lines, end)
	if strings.HasSuffix(string(text), "\n") && joined != "" {
		joined += end
	}
	return []byte(joined), done, left
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
	name, email := note.Clean(s.name), note.Clean(s.email)
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
