package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Suggest proposes, for words that nothing in the pool contains, the nearest words that
// something does, in the order of words; words without a near one, and known words, are
// left out. It reads the
// whole vocabulary, some 10 ms at 10,000 notes: ask only when nothing was found.
func (db *DB) Suggest(ctx context.Context, words []string) ([]string, error) {
	var out []string
	err := db.read(ctx, func(c *conn) error {
		out = nil
		x := newLexer()
		for _, w := range words {
			for _, t := range x.tokens(w) {
				near, err := nearest(ctx, c, x, t)
				if err != nil {
					return err
				}
				if near != "" && !slices.Contains(out, near) {
					out = append(out, near)
				}
			}
		}
		return nil
	})
	return out, wrap("suggest", err)
}

// nearest is the known word nearest to one that is not known: the fewest changes, then
// the same first letter, then the most notes. "" when none is near, or when it is known.
func nearest(ctx context.Context, c *conn, x *lexer, t token) (string, error) {
	if t.glyph || len(t.folded) < 3 {
		return "", nil
	}
	if n, err := notesWith(ctx, c, t.term); err != nil || n > 0 {
		return "", err
	}
	words, err := lexicon(ctx, c, "")
	if err != nil {
		return "", err
	}
	return closest(ctx, c, x, t.folded, words)
}

// near is a candidate for a suggestion.
type near struct {
	word  string
	far   int
	notes int64
}

func closest(ctx context.Context, c *conn, x *lexer, word string, words []string) (string, error) {
	limit := 2
	if len(word) > 5 {
		limit = 3
	}
	var list []near
	for _, w := range words {
		if d := Distance(word, w, limit); d < limit {
			list = append(list, near{word: w, far: d})
		}
	}
	order := func(a, b near) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(firstDiffers(a.word, word), firstDiffers(b.word, word)),
			cmp.Compare(b.notes, a.notes), cmp.Compare(a.word, b.word))
	}
	slices.SortFunc(list, order)
	list = list[:min(len(list), 24)]
	for i := range list {
		n, err := notesWith(ctx, c, x.word(list[i].word).term)
		if err != nil {
			return "", err
		}
		list[i].notes = n
	}
	list = slices.DeleteFunc(list, func(n near) bool { return n.notes == 0 })
	slices.SortFunc(list, order)
	if len(list) == 0 {
		return "", nil
	}
	return list[0].word, nil
}

func firstDiffers(a, b string) int {
	if strings.HasPrefix(b, a[:1]) {
		return 0
	}
	return 1
}

// notesWith counts, up to a hundred, the notes and entries that have a term.
func notesWith(ctx context.Context, c *conn, term string) (int64, error) {
	ids, err := c.ids(ctx, "SELECT rowid FROM words WHERE words MATCH ? LIMIT 100", quote(term))
	return int64(len(ids)), err
}
