package index

import (
	"context"
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Where a link leads depends on all notes there are, so the index does not store it. It
// stores what a note can be called by and what links say, both by the keys of package note,
// as terms of the facets; and in the table links what the links of a row say in full. Who
// links to a note is found by its keys and decided by note.Resolver.

// nameTerm and linkTerm are of a length that does not depend on the key.
func nameTerm(key string) string { return facet("name", shortKey(key)) }
func linkTerm(key string) string { return facet("link", shortKey(key)) }

func shortKey(key string) string {
	return strconv.FormatUint(uint64(keyOf(key))>>16, 36)
}

// dest writes a link for the table links: how it is written and where it leads, without an
// anchor.
func dest(l note.Link) string {
	way := "m"
	if l.Wiki {
		way = "w"
	}
	d, _, _ := strings.Cut(l.Dest, "#")
	return way + strings.NewReplacer("\n", " ", "\r", " ").Replace(d)
}

func linkOf(dest string) note.Link { return note.Link{Wiki: dest[0] == 'w', Dest: dest[1:]} }

// read fills in what the note links to, and gives the terms for that and for its names.
func (d *document) read(n *note.Note) (terms []string) {
	add := func(term string) {
		if !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	if named, ok := note.NamesOf(n); ok {
		for _, key := range named.Keys() {
			add(nameTerm(key))
		}
	}
	var dests []string
	for _, l := range n.LinksWithin() {
		keys := l.Keys(n.Path)
		if len(keys) == 0 || slices.Contains(dests, dest(l)) {
			continue
		}
		dests = append(dests, dest(l))
		for _, key := range keys {
			add(linkTerm(key))
		}
	}
	d.dests = strings.Join(dests, "\n")
	if n.AdaptedFrom != "" {
		add(linkTerm(note.AdaptedKey))
	}
	return terms
}

// catalogue is a note.Shelf of what the index has. Of an error it remembers the first and then
// finds nothing.
type catalogue struct {
	named func(key string) ([]note.Named, error)
	known map[string][]note.Named
	err   error
}

// Named is as note.Shelf says.
func (s *catalogue) Named(key string) []note.Named {
	if found, ok := s.known[key]; ok || s.err != nil {
		return found
	}
	found, err := s.named(key)
	if s.err = err; err != nil {
		return nil
	}
	s.known[key] = found
	return found
}

func catalogueOf(ctx context.Context, c *conn) *catalogue {
	return &catalogue{known: map[string][]note.Named{}, named: func(key string) ([]note.Named, error) { return notesNamed(ctx, c, key) }}
}

// Resolve finds out where links lead, as the index is at this moment: ask asks, and may ask
// as often as it likes. What was found is remembered until Resolve is called again.
func (db *DB) Resolve(ctx context.Context, ask func(note.LinkTargets)) error {
	s := &catalogue{known: map[string][]note.Named{}}
	s.named = func(key string) (found []note.Named, err error) {
		err = db.read(ctx, func(c *conn) error {
			found, err = notesNamed(ctx, c, key)
			return err
		})
		return found, err
	}
	ask(s)
	return wrap("follow links", s.err)
}

// notesNamed lists what has a key, notes and entries.
func notesNamed(ctx context.Context, c *conn, key string) ([]note.Named, error) {
	p, err := openPosts(ctx, c)
	if err != nil {
		return nil, err
	}
	ids, err := p.rowsWith(nameTerm(key))
	if err != nil {
		return nil, err
	}
	var out []note.Named
	all := newCards(c)
	for _, id := range ids {
		if id >= firstEntry {
			path, ok, err := entryAt(ctx, c, id)
			if a, isNote := note.AddressOf(path); err == nil && ok && isNote {
				out = append(out, note.Named{Address: a})
			}
			if err != nil {
				return nil, err
			}
			continue
		}
		var card Card
		if ok, err := all.read(ctx, id, &card); err != nil {
			return nil, err
		} else if ok {
			card = card.clone()
			out = append(out, note.Named{Address: card.Address, Title: card.Title, Aliases: card.Aliases})
		}
	}
	return out, nil
}

func entryAt(ctx context.Context, c *conn, id int64) (path string, ok bool, err error) {
	row, ok, err := c.one(ctx, "SELECT note, name FROM entries WHERE id = ?", id)
	if err != nil || !ok {
		return "", false, err
	}
	return entryPath(row[0], row[1]), true, nil
}

// Backlinks lists, sorted, the other notes that link to a note, themselves or from their
// thread.
func (db *DB) Backlinks(ctx context.Context, a note.Address) ([]note.Address, error) {
	var out []note.Address
	err := db.read(ctx, func(c *conn) error {
		out = nil
		card, ok, err := cardAt(ctx, c, a)
		if err != nil || !ok {
			return err
		}
		keys := note.Named{Address: a, Title: card.Title, Aliases: card.Aliases}.Keys()
		s := catalogueOf(ctx, c)
		links := note.Resolver{Shelf: s}
		err = eachLinking(ctx, c, keys, func(path, dests string) {
			if leadsTo(links, path, dests, a, keys) {
				out = append(out, ownerOf(path))
			}
		})
		if err == nil {
			err = s.err
		}
		return err
	})
	out = slices.DeleteFunc(out, func(b note.Address) bool { return b == a })
	slices.Sort(out)
	return slices.Compact(out), wrap("list the links to "+note.Clean(string(a)), err)
}

// leadsTo reports whether one of a file's links that may lead to a note does.
func leadsTo(links note.Resolver, path, dests string, a note.Address, keys []string) bool {
	for d := range strings.SplitSeq(dests, "\n") {
		l := linkOf(d)
		if slices.ContainsFunc(l.Keys(path), func(k string) bool { return slices.Contains(keys, k) }) && links.Resolve(path, l).Note == a {
			return true
		}
	}
	return false
}

// ownerOf is the note that a file is, or the one whose thread it belongs to.
func ownerOf(path string) note.Address {
	if e, ok := note.EntryOf(path); ok {
		return e.Note
	}
	a, _ := note.AddressOf(path)
	return a
}

// Linking lists, sorted, the paths of notes and entries that hold a link with one of the
// keys: those whose links may lead elsewhere when what has such a key comes, goes or moves.
func (db *DB) Linking(ctx context.Context, keys []string) ([]string, error) {
	var out []string
	err := db.read(ctx, func(c *conn) error {
		out = nil
		return eachLinking(ctx, c, keys, func(path, _ string) { out = append(out, path) })
	})
	slices.Sort(out)
	return slices.Compact(out), wrap("list who links", err)
}

// Adapted lists, sorted, the notes that say they were taken over from another pool.
func (db *DB) Adapted(ctx context.Context) ([]note.Address, error) {
	var out []note.Address
	err := db.read(ctx, func(c *conn) error {
		out = nil
		p, err := openPosts(ctx, c)
		if err != nil {
			return err
		}
		ids, err := p.rowsWith(linkTerm(note.AdaptedKey))
		if err != nil {
			return err
		}
		all := newCards(c)
		for _, id := range ids {
			var card Card
			if ok, err := all.read(ctx, id, &card); err != nil {
				return err
			} else if ok {
				out = append(out, note.Address(strings.Clone(string(card.Address))))
			}
		}
		return nil
	})
	slices.Sort(out)
	return out, wrap("list what was taken over", err)
}

// eachLinking calls f for every row that has a link with one of the keys.
func eachLinking(ctx context.Context, c *conn, keys []string, f func(path, dests string)) error {
	terms := make([]string, len(keys))
	for i, key := range keys {
		terms[i] = linkTerm(key)
	}
	p, err := openPosts(ctx, c)
	if err != nil {
		return err
	}
	ids, err := p.rowsWith(terms...)
	if err != nil {
		return err
	}
	all := newCards(c)
	type linking struct {
		id    int64
		dests string
	}
	var rows []linking
	for _, id := range ids {
		row, ok, err := c.one(ctx, "SELECT dests FROM links WHERE id = ?", id)
		if err != nil {
			return err
		}
		if ok {
			rows = append(rows, linking{id, text(row[0])})
		}
	}
	for _, r := range rows {
		var card Card
		ok := false
		if r.id >= firstEntry {
			card.Path, ok, err = entryAt(ctx, c, r.id)
		} else if err == nil {
			ok, err = all.read(ctx, r.id, &card)
		}
		if err != nil {
			return err
		}
		if ok {
			f(strings.Clone(card.Path), r.dests)
		}
	}
	return err
}

// EachLink calls f for every note and entry that links to something, with its links, in the
// order of the index.
func (db *DB) EachLink(ctx context.Context, f func(path string, links []note.Link)) error {
	err := db.read(ctx, func(c *conn) error {
		all := newCards(c)
		return c.each(ctx, func(row []driver.Value) error {
			id, _ := row[0].(int64)
			var card Card
			var ok bool
			var err error
			if id >= firstEntry {
				card.Path, ok, err = entryAt(ctx, c, id)
			} else {
				ok, err = all.read(ctx, id, &card)
			}
			if err != nil || !ok {
				return err
			}
			var links []note.Link
			for d := range strings.SplitSeq(text(row[1]), "\n") {
				links = append(links, linkOf(d))
			}
			f(strings.Clone(card.Path), links)
			return nil
		}, "SELECT id, dests FROM links WHERE dests <> '' ORDER BY id")
	})
	return wrap("read the links", err)
}
