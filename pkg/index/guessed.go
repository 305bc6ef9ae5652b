package index

import (
	"cmp"
	"slices"
)

const (
	few         = 20 // notes that have every word; below that, words that contain it will do
	guessWeight = 0.1
	parts       = 64 // words that contain what was typed, the shortest
)

// guess looks further where a word is in no note, or a short query finds few: for words that
// contain what was typed ("ackoff" finds "backoff"), and beside two other words for the
// nearest spelling.
func (f *field) guess() error {
	short := f.s.short()
	scarce := short && f.scarce()
	for _, m := range f.s.ask {
		if m.must || !m.content || m.found && !scarce {
			continue
		}
		terms, err := f.s.containing(m)
		if err != nil {
			return err
		}
		if len(terms) == 0 && !m.found && f.beside.Words[m.text] == 0 && f.s.tellingClaims() >= shortQuery {
			if terms, err = f.s.misspelled(m); err != nil {
				return err
			}
		}
		if len(terms) == 0 {
			continue
		}
		u := unit{tokens: [][]string{terms}, weight: guessWeight}
		if err := f.sc.gather(&u); err != nil {
			return err
		}
		u.idf, _ = f.sc.settle(u.weight, m.bit, 0, 0)
		if !m.found {
			m.found, m.units[0].idf = true, u.idf
			f.mass += m.units[0].weight * u.idf
		}
		m.guessed = terms
	}
	return nil
}

// scarce says that few notes have every word.
func (f *field) scarce() bool {
	n := 0
	for slot := range f.sc.notes {
		if f.sc.cover[slot]&f.s.all == f.s.all {
			if n++; n >= few {
				return false
			}
		}
	}
	return true
}

// containing lists the terms of words that contain a claim's word.
func (s *search) containing(m *claim) ([]string, error) {
	tokens := s.x.tokens(m.text)
	if len(tokens) != 1 || len(tokens[0].folded) < 3 || tokens[0].glyph {
		return nil, nil
	}
	words, err := lexicon(s.ctx, s.c, tokens[0].folded, func([]byte) bool { return true })
	if err != nil {
		return nil, err
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	var out []string
	for _, w := range words {
		for _, term := range s.x.variants(s.x.word(w)) {
			if slices.Contains(m.units[0].tokens[0], term) || slices.Contains(out, term) {
				continue
			}
			used, err := s.posts.used(term)
			if err != nil {
				return nil, err
			}
			if used {
				out = append(out, term)
			}
		}
		if len(out) >= parts {
			break
		}
	}
	return out, nil
}

// misspelled is the term of the nearest known word.
func (s *search) misspelled(m *claim) ([]string, error) {
	tokens := s.x.tokens(m.text)
	if len(tokens) != 1 || len(tokens[0].folded) < 4 {
		return nil, nil
	}
	near, err := s.nearest(tokens[0])
	if err != nil || near == "" {
		return nil, err
	}
	return s.x.variants(s.x.word(near)), nil
}

// used says that a term stands in some document.
func (p *posts) used(term string) (bool, error) {
	n, err := p.count(term)
	return n > 0, err
}
