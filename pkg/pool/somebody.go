package pool

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// NobodyError says that nobody in the pool goes by a name, and who comes near.
type NobodyError struct {
	Typed string
	Near  []string // handles, the nearest first; at most three
}

func (e *NobodyError) Error() string {
	return fmt.Sprintf("nobody here is called %q", note.Clean(e.Typed))
}

// Somebody finds the member that a spelling means: a handle with or without "@", a name or
// an address that a card or .mailmap gives. Known is who has a card, wrote a note or an
// entry, offered something, or is a steward; and the user. Errors: *NobodyError.
func (p *Pool) Somebody(ctx context.Context, typed string) (note.Handle, error) {
	who, cards, err := p.handles(ctx)
	if err != nil {
		return "", err
	}
	known, err := p.members(ctx, cards)
	if err != nil {
		return "", err
	}
	h := who.Of(typed)
	if known[string(h)] {
		return h, nil
	}
	return "", &NobodyError{Typed: typed, Near: Nearest(string(note.HandleFrom(typed)), slices.Collect(maps.Keys(known)))}
}

// Members are those the pool knows – see [Pool.Somebody] – by handle, with their names where
// a card or .mailmap says them.
func (p *Pool) Members(ctx context.Context) ([]Member, error) {
	who, people, err := p.handles(ctx)
	if err != nil {
		return nil, err
	}
	known, err := p.members(ctx, people)
	var out []Member
	for _, h := range slices.Sorted(maps.Keys(known)) {
		out = append(out, Member{Handle: note.Handle(h), Name: who.Name(note.Handle(h))})
	}
	return out, err
}

// members are the handles of everybody who left a trace in the pool.
func (p *Pool) members(ctx context.Context, people []Person) (map[string]bool, error) {
	known := map[string]bool{}
	add := func(spelled string) {
		if h := note.HandleFrom(spelled); h != "" {
			known[string(h)] = true
		}
	}
	for _, w := range people {
		add(string(w.Handle))
	}
	authors, err := p.db.Values(ctx, "author")
	if err != nil {
		return nil, err
	}
	for _, a := range authors {
		add(a.Value)
	}
	entries, err := p.db.EntriesSince(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	for _, file := range entries {
		if e, ok := note.EntryOf(file); ok {
			add(string(e.Author))
		}
	}
	for _, s := range p.Charter().Stewards {
		for _, h := range s.Handles {
			add(string(h))
		}
	}
	reviews, _ := p.KnownReviews()
	for _, r := range reviews {
		add(string(r.Author))
	}
	if me, err := p.Me(); err == nil {
		add(string(me.Handle))
	}
	return known, nil
}

// Nearest are the words that come nearest to a mistyped one: those it begins, then those
// that two letters or a third of them make different; at most three, none where nothing is near.
func Nearest(typed string, words []string) []string {
	typed = strings.ToLower(typed)
	limit := max(len(typed)/3, 2) + 1
	far := map[string]int{}
	for _, w := range words {
		low := strings.ToLower(w)
		far[w] = index.Distance(typed, low, limit)
		if typed != "" && (strings.HasPrefix(low, typed) || strings.HasPrefix(typed, low) && len(low) > 2) {
			far[w] = min(far[w], 1)
		}
	}
	near := slices.DeleteFunc(slices.Sorted(maps.Keys(far)), func(w string) bool { return far[w] >= limit || far[w] >= len(typed) })
	slices.SortStableFunc(near, func(a, b string) int { return far[a] - far[b] })
	return near[:min(len(near), 3)]
}
