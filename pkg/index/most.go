package index

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"
)

// Partial is a note that has some of a query's words.
type Partial struct {
	Hit
	Missing []string // words that it lacks, as typed
}

// How much Most looks at, and what it takes: at least half of the words.
const (
	mostClauses = 8  // words of a query, the rarest
	mostNotes   = 64 // notes that have any of them
)

// Most lists the notes that have most of a query's words, at least half of them, at most
// n; for when no note has all. Words such as "the" aside, the note with the fewest
// missing comes first, then the better match. Facets must all hold.
//
// How: the rarest words find candidates, and each word is then looked for among those.
//
// Example: of "retry kafka backoff" a note about retries with backoff lacks "kafka".
func (db *DB) Most(ctx context.Context, q Query, n int) ([]Partial, error) {
	var out []Partial
	var m *matcher
	err := db.read(ctx, func(c *conn) error {
		x := newLexer()
		m = newMatcher(&q, x)
		s := &search{ctx: ctx, c: c, q: &q, x: x, traits: newTraits(c), cards: newCards(c)}
		s.filter = newFilter(s)
		words, err := s.telling()
		if err != nil || len(words) == 0 {
			return err
		}
		out, err = s.partial(words, n)
		return err
	})
	if err != nil {
		return nil, wrap("find", err)
	}
	read := db.source().Read
	for i := range out {
		m.show(&out[i].Hit, read)
	}
	return out, nil
}

// telling are the query's words that say something: of those in the pool the rarest, and
// all that are not.
func (s *search) telling() ([]clause, error) {
	type counted struct {
		clause
		n int64
	}
	var list []counted
	for _, c := range s.q.clauses {
		if c.not || commonplace(s.x, c) {
			continue
		}
		ids, err := s.c.ids(s.ctx, "SELECT rowid FROM words WHERE words MATCH ? LIMIT 100", c.expression(s.x))
		if err != nil {
			return nil, err
		}
		list = append(list, counted{c, int64(len(ids))})
	}
	slices.SortStableFunc(list, func(a, b counted) int { return cmp.Compare(a.n, b.n) })
	var out []clause
	for _, c := range list[:min(len(list), mostClauses)] {
		out = append(out, c.clause)
	}
	return out, nil
}

// commonplace says that a clause is made of words such as "how" and "the".
func commonplace(x *lexer, c clause) bool {
	return !slices.ContainsFunc(x.tokens(c.text), func(t token) bool { return !english.IsStopWord(t.folded) })
}

// partial weighs the notes that have any of the words.
func (s *search) partial(words []clause, n int) ([]Partial, error) {
	each := make([]string, len(words))
	for i, c := range words {
		each[i] = "(" + c.expression(s.x) + ")"
	}
	any := expression{words: strings.Join(each, " OR "), facets: compileFacets(s.q)}
	found, _, err := s.score(matching+"rowid < ? ORDER BY 2 LIMIT ?", any.both(), int64(firstEntry), int64(mostNotes))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	missing, err := s.missing(words, found)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(f candidate) bool { return 2*len(missing[f.id]) > len(words) })
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(len(missing[a.id]), len(missing[b.id])), cmp.Compare(b.score*b.trait.standing(), a.score*a.trait.standing()), cmp.Compare(a.trait.tie, b.trait.tie))
	})
	out := make([]Partial, 0, min(len(found), n))
	for _, f := range found[:min(len(found), n)] {
		p := Partial{Hit: Hit{Score: f.score}, Missing: missing[f.id]}
		if _, err := s.cards.read(s.ctx, f.id, &p.Card); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// missing is which words each note lacks, in the order of the query.
func (s *search) missing(words []clause, found []candidate) (map[int64][]string, error) {
	list := make([]int64, len(found))
	for i, f := range found {
		list[i] = f.id
	}
	among, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	out := map[int64][]string{}
	for _, c := range s.q.clauses {
		if !slices.Contains(words, c) {
			continue
		}
		have, err := s.c.ids(s.ctx, "SELECT rowid FROM words WHERE words MATCH ? AND +rowid IN (SELECT value FROM json_each(?))", c.expression(s.x), string(among))
		if err != nil {
			return nil, err
		}
		for _, id := range list {
			if !slices.Contains(have, id) && !slices.Contains(out[id], c.text) {
				out[id] = append(out[id], c.text)
			}
		}
	}
	return out, nil
}
