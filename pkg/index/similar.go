package index

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
)

// Likeness, from 0 to 1, of a text that is about to become a note and one that is there:
//
//	titles  twice the words they share ÷ the words of both; words such as "the" aside
//	texts   three-word runs they share ÷ those of the shorter one
//	topics  rare words they share, as the cosine of their weights
//
// "Rotate the pager" and "Rotating pagers" share both words: titles 1. A paragraph
// copied into a longer note: texts near 1, whatever the titles. Convincing is one of
// the first two by itself, or titles and topics together.
const (
	alikeTitles = 0.75
	alikeTexts  = 0.30
	halfTitles  = 0.50
	alikeTopics = 0.45

	minShingles = 12 // texts that are shorter prove nothing
	rarest      = 12 // words of a text that candidates are found by
	compared    = 20 // candidates that are read
)

// Similar lists notes that may say already what a text with this title says, the most
// alike first, at most n, and none that is not convincing. Score is the likeness.
func (db *DB) Similar(ctx context.Context, title, text string, n int) ([]Hit, error) {
	x := newLexer()
	x = x.like(x.guess(title + "\n" + text))
	draft := newPrint(x, title, text)
	var found []Hit
	weights := map[string]float64{}
	err := db.read(ctx, func(c *conn) (err error) {
		found, err = alikeCandidates(ctx, c, draft, weights)
		return err
	})
	if err != nil {
		return nil, wrap("look for similar notes", err)
	}
	read := db.source().Read
	var out []Hit
	for _, h := range found {
		if h.Score = draft.likeness(h, read, weights); h.Score > 0 {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Address, b.Address)) })
	return out[:min(len(out), max(n, 0))], nil
}

// print is what likeness compares of a text.
type print struct {
	x        *lexer
	title    []string        // terms, sorted, each once
	terms    map[string]bool // of title and text
	shingles map[[3]string]bool
}

func newPrint(x *lexer, title, text string) *print {
	p := &print{x: x, terms: map[string]bool{}, shingles: map[[3]string]bool{}}
	x.cut(title, func(t token) {
		if !x.isFunctionWord(t.folded) {
			p.title = append(p.title, t.term)
			p.terms[t.term] = true
		}
	})
	slices.Sort(p.title)
	p.title = slices.Compact(p.title)
	var run [3]string
	n := 0
	x.cut(text, func(t token) {
		if !x.isFunctionWord(t.folded) {
			p.terms[t.term] = true
		}
		run = [3]string{run[1], run[2], t.term}
		if n++; n >= 3 {
			p.shingles[run] = true
		}
	})
	return p
}

// alikeCandidates finds the notes that share the rarest words with a text, and weighs
// the words: a word in few notes says more.
func alikeCandidates(ctx context.Context, c *conn, p *print, weights map[string]float64) ([]Hit, error) {
	type word struct {
		term string
		n    int
	}
	posts, err := openPosts(ctx, c)
	if err != nil {
		return nil, err
	}
	var words []word
	for term := range p.terms {
		n, err := posts.count(term)
		if err != nil {
			return nil, err
		}
		weights[term] = 1 / math.Log(2+float64(min(n, 100)))
		if n > 0 {
			words = append(words, word{term, n})
		}
	}
	slices.SortFunc(words, func(a, b word) int { return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.term, b.term)) })
	sc := newScores(posts, asking)
	for _, w := range words[:min(len(words), rarest)] {
		if err := sc.gather(&unit{tokens: [][]string{{w.term}}}); err != nil {
			return nil, err
		}
		sc.settle(1, 0, 0, 0)
	}
	for _, t := range p.title {
		if err := sc.gather(&unit{tokens: [][]string{{t}}, mask: 1<<inTitle | 1<<inNames}); err != nil {
			return nil, err
		}
		sc.settle(1, 0, 0, 0)
	}
	var found []light
	for slot := range sc.notes {
		if sc.score[slot] > 0 {
			found = append(found, light{slot, sc.score[slot]})
		}
	}
	found = top(found, compared)
	out := make([]Hit, len(found))
	all := newCards(c)
	for i, l := range found {
		if _, err := all.read(ctx, int64(l.slot), &out[i].Card); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// likeness compares with a note; 0 when it is not convincing.
func (p *print) likeness(h Hit, read func(string) ([]byte, error), weights map[string]float64) float64 {
	text := ""
	if read != nil {
		if src, err := read(h.Path); err == nil {
			text = note.Parse(h.Path, src).Text()
		}
	}
	o := newPrint(p.x, h.Title, text)
	titles, texts := shared(p.title, o.title), p.containment(o)
	best := 0.0
	if titles >= alikeTitles && min(len(p.title), len(o.title)) >= 2 {
		best = titles
	}
	if texts >= alikeTexts {
		best = max(best, texts)
	}
	if topics := p.cosine(o, weights); titles >= halfTitles && topics >= alikeTopics {
		best = max(best, (titles+topics)/2)
	}
	return best
}

// shared is twice the words two sorted lists share ÷ the words of both.
func shared(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	n := 0
	for _, t := range a {
		if _, ok := slices.BinarySearch(b, t); ok {
			n++
		}
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}

func (p *print) containment(o *print) float64 {
	short, long := p.shingles, o.shingles
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) < minShingles {
		return 0
	}
	n := 0
	for run := range short {
		if long[run] {
			n++
		}
	}
	return float64(n) / float64(len(short))
}

// cosine weighs the words of both; those only the other has count as rare.
func (p *print) cosine(o *print, weights map[string]float64) float64 {
	var both, mine, theirs float64
	for t := range p.terms {
		mine += weights[t] * weights[t]
	}
	for t := range o.terms {
		w, known := weights[t]
		if !known {
			w = 1 / math.Log(12)
		}
		theirs += w * w
		if p.terms[t] {
			both += w * w
		}
	}
	if mine == 0 || theirs == 0 {
		return 0
	}
	return both / math.Sqrt(mine*theirs)
}
