package index

import (
	"context"
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"

	"github.com/breakfast-table/cop/pkg/note"
)

// Lookup lists the notes that a user may mean by text, an address or part of one. The
// first of these that any note satisfies decides, so several notes are ambiguous:
//
//	its address
//	an old address of it, among its aliases
//	the last elements of its address: "pager" for oncall/pager
//	the end of its address: "the-pager" for oncall/rotate-the-pager
//	the beginning of its address, then of one of its elements
//
// Upper and lower case are equal except in the address itself. None: nil.
func (db *DB) Lookup(ctx context.Context, text string) ([]note.Address, error) {
	var out []note.Address
	err := db.read(ctx, func(c *conn) (err error) {
		out, err = lookup(ctx, c, strings.Trim(text, "/ "))
		return err
	})
	return out, wrap("look up "+note.Clean(text), err)
}

func lookup(ctx context.Context, c *conn, text string) ([]note.Address, error) {
	if text == "" {
		return nil, nil
	}
	if card, ok, err := cardAt(ctx, c, note.Address(text)); err != nil {
		return nil, err
	} else if ok {
		return []note.Address{card.Address}, nil
	}
	low := strings.ToLower(text)
	named := map[bool][]Card{} // as far as steps asked
	address := func(k *Card) string { return "/" + strings.ToLower(string(k.Address)) }
	for _, step := range []struct {
		open bool
		fits func(*Card) bool
	}{
		{false, func(k *Card) bool {
			return slices.ContainsFunc(k.Aliases, func(a string) bool { return sameAddress(a, text) })
		}},
		{false, func(k *Card) bool { return strings.HasSuffix(address(k), "/"+low) }},
		{false, func(k *Card) bool { return strings.HasSuffix(address(k), low) }},
		{true, func(k *Card) bool { return strings.HasPrefix(address(k), "/"+low) }},
		{true, func(k *Card) bool { return strings.Contains(address(k), "/"+low) }},
	} {
		if _, asked := named[step.open]; !asked {
			cards, err := cardsNamed(ctx, c, text, step.open)
			if err != nil {
				return nil, err
			}
			named[step.open] = cards
		}
		if found := addresses(named[step.open], step.fits); len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// sameAddress compares an alias, which may be written as a path, with an address.
func sameAddress(alias, address string) bool {
	alias = strings.TrimSuffix(strings.TrimPrefix(alias, folder), suffix)
	return strings.EqualFold(strings.Trim(alias, "/"), address)
}

func addresses(list []Card, fits func(*Card) bool) []note.Address {
	var out []note.Address
	for i := range list {
		if fits(&list[i]) {
			out = append(out, list[i].Address)
		}
	}
	slices.Sort(out)
	return out
}

// cardsNamed reads the cards of notes that have these words in their address, aliases,
// tags or title; open: the last may be the beginning of a word. Words of an address are
// not stored twice where they are in the title, so their order is for others to check, and so
// is whether they are all there: words that half of the notes have are not asked for where
// there are others.
func cardsNamed(ctx context.Context, c *conn, words string, open bool) ([]Card, error) {
	x := newLexer()
	tokens := x.tokens(words)
	if len(tokens) == 0 {
		return nil, nil
	}
	s, err := newSearch(ctx, c, &Query{}, nil)
	if err != nil {
		return nil, err
	}
	x = s.x
	all := s.posts.every()
	telling := slices.ContainsFunc(tokens, func(t token) bool { return !english.IsStopWord(t.folded) })
	for i, t := range tokens {
		if telling && english.IsStopWord(t.folded) {
			continue
		}
		any := s.posts.newSet()
		named := func(doc uint32, at *posting) {
			if doc < entryDoc && at.mask&(1<<inTitle|1<<inNames) != 0 {
				any.add(doc)
			}
		}
		for _, term := range x.variants(t) {
			if err := s.posts.each(term, named); err != nil {
				return nil, err
			}
		}
		if open && i == len(tokens)-1 {
			if err := s.posts.eachBeginning(t.folded, named); err != nil {
				return nil, err
			}
		}
		all.and(any)
	}
	return cardsIn(ctx, c, all)
}

func cardsIn(ctx context.Context, c *conn, notes set) ([]Card, error) {
	ids := notes.rows()
	out := make([]Card, len(ids))
	all := newCards(c)
	for i, id := range ids {
		if _, err := all.read(ctx, id, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
