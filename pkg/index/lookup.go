package index

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Lookup lists the notes that a user may mean by text, an address or part of one. The
// first of these that any note satisfies decides, so several notes are ambiguous:
//
//	its address
//	an old address of it, among its aliases
//	the last elements of its address: "pager" for oncall/pager
//	the end of its address: "the-pager" for oncall/rotate-the-pager
//	the beginning of its address, then of its last element
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
	if _, ok, err := number(ctx, c, note.Address(text)); err != nil {
		return nil, err
	} else if ok {
		return []note.Address{note.Address(text)}, nil
	}
	named, err := cardsNamed(ctx, c, note.Address(text).Slug(), false)
	if err != nil {
		return nil, err
	}
	low := strings.ToLower(text)
	for _, fits := range []func(*Card) bool{
		func(k *Card) bool {
			return slices.ContainsFunc(k.Aliases, func(a string) bool { return strings.EqualFold(strings.TrimSuffix(a, suffix), text) })
		},
		func(k *Card) bool { return strings.HasSuffix(strings.ToLower("/"+string(k.Address)), "/"+low) },
		func(k *Card) bool { return strings.HasSuffix(strings.ToLower(string(k.Address)), low) },
	} {
		if found := addresses(named, fits); len(found) > 0 {
			return found, nil
		}
	}
	if found, err := beginning(ctx, c, text); err != nil || len(found) > 0 {
		return found, err
	}
	if named, err = cardsNamed(ctx, c, note.Address(text).Slug(), true); err != nil {
		return nil, err
	}
	return addresses(named, func(k *Card) bool {
		return strings.Contains(strings.ToLower("/"+string(k.Address)), "/"+low) && strings.HasPrefix(strings.ToLower(k.Address.Slug()), note.Address(low).Slug())
	}), nil
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

// cardsNamed reads the cards of notes that have these words side by side in their
// address, aliases or tags; open: the last may be the beginning of a word.
func cardsNamed(ctx context.Context, c *conn, words string, open bool) ([]Card, error) {
	x := newLexer()
	if len(x.tokens(words)) == 0 {
		return nil, nil
	}
	e := clause{text: words}.expression(x)
	if open {
		e = clause{text: words, prefix: true}.expression(x)
	}
	return cardsMatching(ctx, c, "{"+colNames+"} : ("+e+")")
}

func cardsMatching(ctx context.Context, c *conn, e string) ([]Card, error) {
	ids, err := c.ids(ctx, "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ?", e, int64(firstEntry))
	if err != nil {
		return nil, err
	}
	out := make([]Card, len(ids))
	all := newCards(c)
	for i, id := range ids {
		if _, err := all.read(ctx, id, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// beginning lists the notes whose address begins so.
func beginning(ctx context.Context, c *conn, start string) ([]note.Address, error) {
	var out []note.Address
	err := c.each(ctx, func(row []driver.Value) error {
		if a, ok := note.AddressOf(folder + text(row[0])); ok {
			out = append(out, a)
		}
		return nil
	}, "SELECT path FROM files WHERE path >= ? AND path < ? AND id < ? ORDER BY path", start, start+"\U0010ffff", int64(firstEntry))
	return out, err
}

// Backlinks lists, sorted, the other notes that link to a note, themselves or from their
// thread. A link may name the note as Lookup would understand it: by its address, an
// old address, or an ending that no other note has.
func (db *DB) Backlinks(ctx context.Context, a note.Address) ([]note.Address, error) {
	var out []note.Address
	err := db.read(ctx, func(c *conn) error {
		names, err := namesOf(ctx, c, a)
		if err != nil {
			return err
		}
		var any []string
		for _, n := range names {
			any = append(any, colFacets+" : "+quote(facet("link", n)))
		}
		out, err = linking(ctx, c, strings.Join(any, " OR "))
		return err
	})
	out = slices.DeleteFunc(out, func(b note.Address) bool { return b == a })
	return out, wrap("list the links to "+note.Clean(string(a)), err)
}

// namesOf lists what a link to a note may say.
func namesOf(ctx context.Context, c *conn, a note.Address) ([]string, error) {
	names := []string{string(a)}
	id, ok, err := number(ctx, c, a)
	if err != nil || !ok {
		return names, err
	}
	var card Card
	if _, err := newCards(c).read(ctx, id, &card); err != nil {
		return nil, err
	}
	maybe := slices.Clone(card.Aliases)
	for rest := string(a); strings.Contains(rest, "/"); {
		_, rest, _ = strings.Cut(rest, "/")
		maybe = append(maybe, rest)
	}
	for _, n := range maybe {
		found, err := lookup(ctx, c, n)
		if err != nil {
			return nil, err
		}
		if len(found) == 1 && found[0] == a {
			names = append(names, n)
		}
	}
	return names, nil
}

// linking lists the notes whose rows, or whose entries' rows, match.
func linking(ctx context.Context, c *conn, e string) ([]note.Address, error) {
	own, err := cardsMatching(ctx, c, e)
	if err != nil {
		return nil, err
	}
	out := addresses(own, func(*Card) bool { return true })
	err = c.each(ctx, func(row []driver.Value) error {
		out = append(out, note.Address(text(row[0])))
		return nil
	}, "SELECT e.note FROM words CROSS JOIN entries e ON e.id = words.rowid WHERE words MATCH ? AND words.rowid >= ?", e, int64(firstEntry))
	slices.Sort(out)
	return slices.Compact(out), err
}
