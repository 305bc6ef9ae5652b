package index

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Partial is a note that has some of a query's words: Has are those, Missing of its Hit the
// others, both as typed and without words such as "the". Nothing missing: the words of a
// quotation are there, but not side by side.
type Partial struct {
	Hit
	Has     []string
	Outside bool // the query's facets do not hold for it: see Query.Unfiltered
}

// Most lists the notes that come nearest to a query which found nothing, at most n. Words
// such as "the" aside, the note with the fewest missing comes first, then the better match.
// What is quoted need not be there, and where none has any of it, its words may stand apart;
// facets must all hold. Notes with less than half of the words only come where none has more.
//
// Example: of "retry kafka backoff" a note about retries with backoff lacks "kafka".
func (db *DB) Most(ctx context.Context, q Query, n int) ([]Partial, error) {
	out, err := db.nearest(ctx, q, n)
	if apart, quoted := q.apart(); err == nil && len(out) == 0 && quoted {
		out, err = db.nearest(ctx, apart, n)
	}
	return out, wrap("find", err)
}

func (db *DB) nearest(ctx context.Context, q Query, n int) ([]Partial, error) {
	var out []Partial
	var m *matcher
	read := db.source().Read
	err := db.read(ctx, func(c *conn) error {
		s, err := newSearch(ctx, c, &q, read)
		if err != nil {
			return err
		}
		s.relaxed = true
		out, err = s.most(n)
		m = newMatcher(s.ask, s.x)
		return err
	})
	for i := range out {
		m.show(&out[i].Hit, read)
	}
	return out, err
}

// Unfiltered is the query without its facets and dates, and whether it has any.
func (q Query) Unfiltered() (Query, bool) {
	filtered := !q.Facets.empty() || !q.Not.empty() || !q.Since.IsZero()
	q.Facets, q.Not, q.Since = Facets{}, Facets{}, time.Time{}
	return q, filtered
}

// apart is the query with the words of its quotations as words, and whether it has any.
func (q Query) apart() (Query, bool) {
	var out []clause
	for _, c := range q.clauses {
		if words := strings.Fields(c.text); c.quoted && !c.not {
			for _, w := range words {
				out = append(out, clause{text: w})
			}
			continue
		}
		out = append(out, c)
	}
	apart := len(out) != len(q.clauses)
	q.clauses = out
	return q, apart
}

func (s *search) most(n int) ([]Partial, error) {
	if len(s.q.Words()) == 0 || !slices.ContainsFunc(s.ask, func(m *claim) bool { return s.hasContent(m) }) {
		return nil, nil
	}
	found, _, err := s.candidates()
	if err != nil {
		return nil, err
	}
	most := slices.ContainsFunc(found, s.half)
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.cover&s.all == 0 || most && !s.half(c) })
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(ones(b.cover&s.all), ones(a.cover&s.all)) })
	hits, err := s.hits(found[:min(len(found), n)])
	out := make([]Partial, len(hits))
	for i := range hits {
		out[i] = Partial{Hit: hits[i], Has: s.having(hits[i].Missing)}
	}
	return out, err
}

// half says that a note has at least half of the words.
func (s *search) half(c candidate) bool { return 2*ones(s.all&^c.cover) <= s.tellingClaims() }

// having are the claims that tell, as typed, less those that are missing.
func (s *search) having(missing []string) []string {
	var out []string
	for _, m := range s.ask {
		if m.content && !slices.Contains(missing, m.text) {
			out = append(out, m.text)
		}
	}
	return out
}

// hasContent says that a claim is more than function words.
func (s *search) hasContent(m *claim) bool {
	return slices.ContainsFunc(s.x.tokens(m.text), func(t token) bool { return !s.x.isFunctionWord(t.folded) })
}

// Nearness says in words why a note is the nearest: "has extract and tar, not file".
func (p *Partial) Nearness() string {
	switch {
	case len(p.Missing) > 0 && p.Outside:
		return "has " + and(p.Has) + ", not " + and(p.Missing) + ", and is outside the filters"
	case len(p.Missing) > 0:
		return "has " + and(p.Has) + ", not " + and(p.Missing)
	case p.Outside:
		return "has " + and(p.Has) + ", but is outside the filters"
	}
	return "has " + and(p.Has) + ", but not side by side"
}

// and joins words as one says them, and of many the first.
func and(words []string) string {
	const most = 6
	if more := len(words) - most; more > 1 {
		words = append(slices.Clone(words[:most]), strconv.Itoa(more)+" more")
	}
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
