package index

import (
	"cmp"
	"context"
	"slices"
)

// few hits invite a second look for words that merely contain what was typed.
const few = 20

// widen looks again, for words that contain what was typed: "ackoff" finds "backoff".
// What it adds comes after what was found.
func (s *search) widen(found []candidate, total int, m *matcher) ([]candidate, int, error) {
	var failed error
	added := false
	s.expr = compile(s.q, s.x, func(c clause) []string {
		terms, err := containing(s.ctx, s.c, s.x, c)
		if err != nil {
			failed = err
		}
		added = added || len(terms) > 0
		return terms
	})
	if failed != nil || !added {
		return found, total, failed
	}
	more, wider, err := s.candidates()
	if err != nil {
		return nil, 0, err
	}
	m.widen()
	at := map[int64]bool{}
	for _, f := range found {
		at[f.id] = true
	}
	for _, f := range more {
		if !at[f.id] {
			f.score /= 1000
			found = append(found, f)
		}
	}
	return found, max(wider, len(found)), nil
}

// parts is how many words that contain what was typed are looked for, the shortest.
const parts = 64

// containing lists the terms of words that contain a clause's word.
func containing(ctx context.Context, c *conn, x *lexer, cl clause) ([]string, error) {
	tokens := x.tokens(cl.text)
	if cl.not || cl.quoted || cl.prefix || len(tokens) != 1 || len(tokens[0].folded) < 3 || tokens[0].glyph {
		return nil, nil
	}
	words, err := lexicon(ctx, c, tokens[0].folded)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	var out []string
	for _, w := range words {
		t := x.word(w)
		if t.term == tokens[0].term || slices.Contains(out, t.term) {
			continue
		}
		_, used, err := c.one(ctx, "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", quote(t.term))
		if err != nil {
			return nil, err
		}
		if used {
			if out = append(out, t.term); len(out) == parts {
				break
			}
		}
	}
	return out, nil
}
