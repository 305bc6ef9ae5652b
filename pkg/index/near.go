package index

import (
	"cmp"
	"slices"
)

// Words that stand together in the question and in the note say more than either: of the
// best notes, pairs of neighbours in the question are looked for within a few words of each
// other. A pair counts by its rarer word, the closer the more, in the question's order twice
// as much as turned round, and saturates like a word.
const (
	nearNotes  = 200 // notes that are looked at
	nearWords  = 8   // words apart at most
	nearWeight = 0.1
)

// spot is a place of the i-th word of a question.
type spot struct {
	at uint32
	i  int
}

// near adds to the scores of documents what pairs of words are worth that stand together.
func (s *scores) near(words []*unit, slots []uint32) error {
	if len(words) < 2 || len(slots) == 0 {
		return nil
	}
	at := make(map[uint32]int, len(slots))
	wanted := make([]bool, len(s.score))
	for i, slot := range slots {
		at[slot], wanted[slot] = i, true
	}
	spots := make([][]spot, len(slots))
	var buf []uint32
	for i, u := range words {
		for _, term := range u.tokens[0] {
			err := s.p.each(term, func(doc uint32, p *posting) {
				slot := s.slot(doc)
				if !wanted[slot] {
					return
				}
				n := at[slot]
				buf = p.positions(buf[:0])
				for _, place := range buf {
					spots[n] = append(spots[n], spot{place, i})
				}
			})
			if err != nil {
				return err
			}
		}
	}
	for n, slot := range slots {
		s.score[slot] += nearWeight * together(words, spots[n])
	}
	return nil
}

// together weighs the pairs of one document.
func together(words []*unit, spots []spot) float32 {
	slices.SortFunc(spots, func(a, b spot) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.i, b.i)) })
	last := make([]uint32, len(words))
	pairs := make([]float32, len(words))
	for k := range last {
		last[k] = 1 << 31
	}
	for _, p := range spots {
		close := func(i int) float32 {
			if i < 0 || i >= len(words) || last[i] == 1<<31 {
				return 0
			}
			if d := p.at - last[i]; d > 0 && d <= nearWords {
				return 1 / float32(d)
			}
			return 0
		}
		if p.i > 0 {
			pairs[p.i-1] += close(p.i - 1)
		}
		pairs[p.i] += close(p.i+1) / 2
		last[p.i] = p.at
	}
	sum := float32(0)
	for i, c := range pairs {
		if c > 0 {
			sum += min(words[i].idf, words[min(i+1, len(words)-1)].idf) * c * (saturation + 1) / (c + saturation)
		}
	}
	return sum
}
