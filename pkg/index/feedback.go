package index

import (
	"cmp"
	"slices"
	"strings"
)

// The words of the best notes say what a question is about in the pool's own words: those
// that are frequent there and rare elsewhere are looked for too (pseudo-relevance feedback
// after RM3: Lavrenko, Croft 2001; Abdul-Jaleel and others 2004). It costs reading some files
// and is done for questions only: who types two words means these.
const (
	feedbackNotes = 6
	feedbackTerms = 40
	feedbackShare = 0.45 // of the score, the rest being the question's own words
	feedbackLeast = 4    // words of a question
	shortest      = 20   // words a note counts as at least
)

// model is what the best notes speak of: terms and how much they do, all together 1.
func (s *search) model(best []candidate, read func(string) ([]byte, error)) ([]unit, error) {
	weights := map[string]float32{}
	for rank, b := range best {
		var c Card
		if _, err := s.cards.read(s.ctx, b.id, &c); err != nil {
			return nil, err
		}
		src, err := read(c.Path)
		if err != nil {
			continue // it went away meanwhile
		}
		s.speak(weights, c, string(src[:min(len(src), around*40)]), 1/float32(rank+1))
	}
	units := make([]unit, 0, len(weights))
	for t, w := range weights {
		units = append(units, unit{tokens: [][]string{{t}}, weight: w})
	}
	heaviest := func(a, b unit) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.tokens[0][0], b.tokens[0][0]))
	}
	slices.SortFunc(units, heaviest)
	units = units[:min(len(units), 3*feedbackTerms)]
	for i := range units {
		n, err := s.posts.count(units[i].tokens[0][0])
		if err != nil {
			return nil, err
		}
		if n < 2 {
			units[i].weight = 0
			continue
		}
		units[i].weight *= idfOf(s.documents, n)
	}
	slices.SortFunc(units, heaviest)
	units = units[:min(len(units), feedbackTerms)]
	sum := float32(0)
	for _, u := range units {
		sum += u.weight
	}
	for i := range units {
		units[i].weight /= max(sum, 1e-9)
	}
	return units, nil
}

// speak adds what one note says.
func (s *search) speak(weights map[string]float32, c Card, src string, weight float32) {
	x := s.x.like(c.spoken)
	counts := map[string]float32{}
	total := float32(0)
	count := func(text string, by float32) {
		x.cut(text, func(t token) {
			total += by
			if len(t.term) > 2 && !x.isFunctionWord(t.folded) && (t.glyph || spelled(t.folded)) {
				counts[t.term] += by
			}
		})
	}
	count(c.Title, float32(asking.weight[inTitle])-1)
	count(body(src), 1)
	for t, n := range counts {
		weights[t] += weight * n / max(total, shortest)
	}
}

// feedback adds to the scores what the best notes speak of.
func (s *search) feedback(sc *scores, best []candidate, asked float32) error {
	read := s.read
	if read == nil {
		return nil
	}
	units, err := s.model(best[:min(len(best), feedbackNotes)], read)
	if err != nil {
		return err
	}
	for i := range units {
		if err := sc.gather(&units[i]); err != nil {
			return err
		}
		sc.settle(units[i].weight*asked*feedbackShare/(1-feedbackShare), 0, 0, 0)
	}
	return nil
}

// body is src without its front matter.
func body(src string) string {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(src, "\ufeff"), "---")
	if !ok || !strings.HasPrefix(strings.TrimPrefix(rest, "\r"), "\n") {
		return src
	}
	for _, fence := range []string{"\n---\n", "\n---\r\n", "\n...\n"} {
		if i := strings.Index(rest, fence); i >= 0 {
			return rest[i+len(fence):]
		}
	}
	return src
}
