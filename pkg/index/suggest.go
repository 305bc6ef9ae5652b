package index

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Suggest proposes, for words that nothing in the pool contains, the nearest words that
// something does, or the two that it was written together of, in the order of words; words
// without a near one, and known words, are left out. It reads the
// whole vocabulary, a millisecond or two at 10,000 notes: ask only when nothing was found.
func (db *DB) Suggest(ctx context.Context, words []string) ([]string, error) {
	var out []string
	err := db.read(ctx, func(c *conn) error {
		out = nil
		s, err := newSearch(ctx, c, &Query{}, nil)
		if err != nil {
			return err
		}
		for _, w := range words {
			for _, t := range s.x.tokens(w) {
				near, err := s.nearest(t)
				if near == "" && err == nil {
					near, err = s.apart(t)
				}
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
func (s *search) nearest(t token) (string, error) {
	if t.glyph || len(t.folded) < 3 {
		return "", nil
	}
	if n, err := s.notesWith(t); err != nil || n > 0 {
		return "", err
	}
	limit, letters := changes(t.folded), lettersOf(t.folded)
	words, err := lexicon(s.ctx, s.c, "", func(w []byte) bool {
		return len(w) < len(t.folded)+4*limit && bits.OnesCount32(lettersOf(w)^letters) <= 2*(limit-1) // each change alters two letters at most
	})
	if err != nil {
		return "", err
	}
	return s.closest(t.folded, words)
}

// apart is two known words that were written as one, "bed rail" for bedrail and "eip 1559" for
// eip1559: of several ways the one whose rarer half is in the most notes. "" for no way, and for a
// known word.
func (s *search) apart(t token) (string, error) {
	const shortest = 3
	word := t.folded
	if n, err := s.notesWith(t); t.glyph || err != nil || n > 0 {
		return "", err
	}
	best, most := "", 0
	for i := shortest; i <= len(word)-shortest; i++ {
		if !utf8.RuneStart(word[i]) {
			continue
		}
		n, err := s.both(word[:i], word[i:], most)
		if err != nil {
			return "", err
		}
		if n > most {
			best, most = word[:i]+" "+word[i:], n
		}
	}
	return best, nil
}

// both is how many notes have the rarer of two words, or any number up to enough.
func (s *search) both(a, b string, enough int) (int, error) {
	n, err := s.notesWith(s.x.word(a))
	if err != nil || n <= enough {
		return n, err
	}
	m, err := s.notesWith(s.x.word(b))
	return min(n, m), err
}

// changes is how many make another word of it: fewer will do.
func changes(word string) int {
	if len(word) > 5 {
		return 3
	}
	return 2
}

// near is a candidate for a suggestion.
type near struct {
	word  string
	far   int
	notes int
}

func (s *search) closest(word string, words []string) (string, error) {
	limit := changes(word)
	var list []near
	for _, w := range words {
		if d := Distance(word, w, limit); d < limit && (d < 2 || beginAlike(word, w)) {
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
		n, err := s.notesWith(s.x.word(list[i].word))
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

// lettersOf is which letters a word of ASCII has, as bits; letters beyond are left out, which lets
// more words pass.
func lettersOf[T string | []byte](word T) (set uint32) {
	for i := range len(word) {
		if c := word[i]; c < utf8.RuneSelf {
			set |= 1 << (c & 31)
		}
	}
	return set
}

// beginAlike reports whether two words have their first letter in common, or their first two the
// other way round. Of those who mistype two letters hardly anybody mistypes the first: saline is no
// line.
func beginAlike(a, b string) bool {
	return a[0] == b[0] || len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]
}

func firstDiffers(a, b string) int {
	if strings.HasPrefix(b, a[:1]) {
		return 0
	}
	return 1
}

// notesWith counts the notes and entries that have a word, by the term that most have.
func (s *search) notesWith(t token) (most int, err error) {
	for _, term := range s.x.variants(t) {
		n, err := s.posts.count(term)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	return most, nil
}
