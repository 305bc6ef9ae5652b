package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// ErrNoReview says that no contribution is known by a name.
var ErrNoReview = errors.New("no contribution goes by that name")

// NoReviewError is [ErrNoReview] with what is open: names as people type them, those that ask for the
// user first.
type NoReviewError struct {
	Typed string
	Open  []string
}

func (e *NoReviewError) Error() string { return fmt.Sprintf("%q: %v", e.Typed, ErrNoReview) }

// Unwrap is [ErrNoReview].
func (e *NoReviewError) Unwrap() error { return ErrNoReview }

// Reviews lists the contributions that a filter chooses: what asks for the user first,
// then the newest activity. The texts are left out. What is open is remembered for
// [Pool.KnownReviews].
func (p *Pool) Reviews(ctx context.Context, f forge.Filter) ([]Review, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return nil, err
	}
	all, err := p.reviews(ctx, pl, f)
	if err != nil {
		return nil, err
	}
	if f.State == "" || f.State == forge.Open {
		known, err := p.withEnded(ctx, pl, slices.Clone(all))
		if err != nil {
			return nil, err
		}
		p.remember(known)
	}
	return all, nil
}

func (p *Pool) reviews(ctx context.Context, pl *forgeConn, f forge.Filter) ([]Review, error) {
	list, err := pl.List(ctx, f)
	if err != nil {
		return nil, err
	}
	viewer, err := p.viewer(ctx, pl)
	if err != nil {
		return nil, err
	}
	if err := p.bring(ctx, pl, list); err != nil {
		return nil, err
	}
	out := make([]Review, 0, len(list))
	for _, c := range list {
		r, err := p.reviewOf(ctx, pl, c, viewer)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].AsksMe && !out[j].AsksMe })
	return out, nil
}

// Review finds one contribution and reads it whole, threads and texts included. typed is
// its number ("12", "#12"), its name or an unambiguous part of that, its page, or the
// address of a note that it changes.
//
// Errors: [ErrNoReview], [AmbiguousReviewError], and those of package forge.
func (p *Pool) Review(ctx context.Context, typed string) (Review, error) {
	pl, err := p.forge(ctx)
	if err != nil {
		return Review{}, err
	}
	id, err := p.findReview(ctx, pl, typed)
	if err != nil {
		return Review{}, err
	}
	return p.review(ctx, pl, id)
}

// review reads one contribution whole.
func (p *Pool) review(ctx context.Context, pl *forgeConn, id forge.ID) (Review, error) {
	c, err := pl.Get(ctx, id)
	if errors.Is(err, forge.ErrNotFound) {
		return Review{}, fmt.Errorf("%s: %w", id, ErrNoReview)
	}
	if err != nil {
		return Review{}, err
	}
	viewer, err := p.viewer(ctx, pl)
	if err != nil {
		return Review{}, err
	}
	if err := p.bring(ctx, pl, []forge.Contribution{c}); err != nil {
		return Review{}, err
	}
	r, err := p.reviewOf(ctx, pl, c, viewer)
	if err != nil {
		return r, err
	}
	p.remember([]Review{r}, r.ID)
	for i := range r.Notes {
		if err := p.readTexts(&r.Notes[i]); err != nil {
			return r, fmt.Errorf("read contribution %s: %w", r.Name(), err)
		}
	}
	return r, nil
}

func (p *Pool) readTexts(n *ReviewedNote) (err error) {
	for _, side := range []struct {
		id   repo.FileID
		text *[]byte
	}{{n.Before, &n.Old}, {n.After, &n.New}} {
		if side.id.Hash == "" || side.id.Mode == repo.Submodule {
			continue
		}
		if *side.text, err = p.repo.ReadBlob(side.id.Hash); err != nil {
			return err
		}
		if *side.text == nil {
			*side.text = []byte{}
		}
	}
	return nil
}

// findReview turns what was typed into an id.
func (p *Pool) findReview(ctx context.Context, pl *forgeConn, typed string) (forge.ID, error) {
	typed = strings.TrimSpace(typed)
	if number := strings.TrimLeft(typed, "#!"); pl.Capabilities().Numbers && isNumber(number) {
		return forge.ID(number), nil
	}
	name := strings.TrimPrefix(typed, review.BranchPrefix)
	if pl.plain() && strings.Count(name, "/") == 1 {
		if _, err := pl.Get(ctx, forge.ID(name)); err == nil {
			return forge.ID(name), nil
		}
	}
	open, err := p.reviews(ctx, pl, forge.Filter{})
	if err != nil {
		return "", err
	}
	id, err := review.Find(open, typed)
	if id == "" && err == nil {
		none := &NoReviewError{Typed: note.Clean(typed)}
		for _, r := range open {
			none.Open = append(none.Open, r.Name())
		}
		err = none
	}
	return id, err
}

func isNumber(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0
}

// bring fetches the heads of contributions that this clone does not have yet, all at once.
func (p *Pool) bring(ctx context.Context, pl *forgeConn, list []forge.Contribution) error {
	if pl.plain() {
		return nil // looking has brought them
	}
	want, behind := []string{"refs/heads/" + p.trunk.branch}, false
	for _, c := range list {
		if c.HeadRef != "" && !p.has(repo.Hash(c.Head)) {
			want = append(want, c.HeadRef)
		}
		behind = behind || c.BaseHead != "" && c.Gate.Has(forge.Conflicting) && !p.has(repo.Hash(c.BaseHead)) // see judgeClash
	}
	if len(want) == 1 && !behind {
		return nil
	}
	_, err := p.fetchRefs(ctx, want)
	return err
}

// has reports whether a commit is here.
func (p *Pool) has(h repo.Hash) bool {
	if h == "" {
		return false
	}
	_, err := p.repo.Info(h)
	return err == nil
}

// reviewOf adds to a contribution what the clone knows about it.
func (p *Pool) reviewOf(ctx context.Context, pl *forgeConn, c forge.Contribution, viewer review.Viewer) (Review, error) {
	p.judgeClash(ctx, &c)
	p.askAsCharter(ctx, pl, &c)
	if pl.plain() {
		viewer.Login = c.You
	}
	r := Review{Contribution: c, Mine: viewer.Is(c.Author)}
	base, err := p.baseOf(ctx, pl, c)
	if err != nil {
		return r, fmt.Errorf("read contribution %s: %w", r.Name(), err)
	}
	if !p.has(repo.Hash(c.Head)) {
		return r, nil
	}
	changes, err := p.repo.Diff(ctx, base, repo.Hash(c.Head))
	if err != nil {
		return r, fmt.Errorf("read contribution %s: %w", r.Name(), err)
	}
	r.Notes = p.reviewedNotes(changes)
	r.AsksMe = viewer.Asked(r)
	return r, nil
}

// baseOf is the commit that a contribution began at: where it leaves what is accepted,
// or what was accepted before it came in.
func (p *Pool) baseOf(ctx context.Context, pl *forgeConn, c forge.Contribution) (repo.Hash, error) {
	line := p.accepted()
	if pl.plain() {
		if tip := pl.git.at(p.trunk.local); tip != "" {
			line = tip
		}
	}
	if merge := repo.Hash(c.Merge); c.State == forge.Merged && p.has(merge) {
		info, err := p.repo.Info(merge)
		if err != nil {
			return "", err
		}
		line = parent(info)
	}
	if line == "" || !p.has(repo.Hash(c.Head)) {
		return "", nil
	}
	return p.repo.MergeBase(ctx, repo.Hash(c.Head), line)
}

// reviewedNotes turns changes into notes, a removed and a new one that names it among its
// aliases into a moved one. Notes come first.
func (p *Pool) reviewedNotes(changes []repo.Change) []ReviewedNote {
	var out []ReviewedNote
	removed := map[note.Address]int{}
	for _, c := range changes {
		n := ReviewedNote{Path: c.Path, Change: Edited, Before: c.Before, After: c.After}
		n.Address, _ = note.AddressOf(c.Path)
		switch {
		case c.Before == (repo.FileID{}):
			n.Change = New
		case c.After == (repo.FileID{}):
			n.Change = Removed
			removed[n.Address] = len(out)
		}
		out = append(out, n)
	}
	if len(removed) > 0 {
		out = p.pairMoves(out, removed)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Address != "" && out[j].Address == "" })
	return out
}

func (p *Pool) pairMoves(notes []ReviewedNote, removed map[note.Address]int) []ReviewedNote {
	gone := map[int]bool{}
	for i, n := range notes {
		if n.Change != New || n.Address == "" {
			continue
		}
		text, err := p.textOf(n.Path, n.After)
		if err != nil {
			continue
		}
		for _, old := range note.Parse(n.Path, text).Formerly() {
			if j, ok := removed[old]; ok && !gone[j] {
				notes[i].Change, notes[i].From, notes[i].Before = Moved, notes[j].Path, notes[j].Before
				gone[j] = true
			}
		}
	}
	var out []ReviewedNote
	for i, n := range notes {
		if !gone[i] {
			out = append(out, n)
		}
	}
	return out
}
