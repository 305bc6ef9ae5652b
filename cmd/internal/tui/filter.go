package tui

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/junegunn/fzf/src/algo"
	"github.com/junegunn/fzf/src/util"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// parsedFilter is what a person typed into the filter, understood.
type parsedFilter struct {
	typed  string
	query  index.Query // facets and full text
	plain  bool        // no facets: every note is admitted
	terms  []string    // what titles, topics and tags must hold, folded
	exact  []bool      // per term: it was quoted, so nothing may stand between
	unwant []string    // what they must not hold, folded
}

// understand reads a filter. A filter that is still being typed may be no
// query yet (tag: without a tag): the error says why, for the person to see.
func understand(typed string) (parsedFilter, error) {
	typed = finished(closed(typed))
	w := parsedFilter{typed: typed}
	q, err := pool.ParseQuery(typed)
	if err != nil {
		return w, err
	}
	w.query, w.plain = q, !strings.Contains(typed, ":")
	for _, word := range q.Words() {
		w.terms = append(w.terms, fold(word))
		w.exact = append(w.exact, strings.ContainsFunc(word, unicode.IsSpace))
	}
	for part := range strings.FieldsSeq(typed) {
		if word, ok := strings.CutPrefix(part, "-"); ok && word != "" && !strings.Contains(word, ":") {
			w.unwant = append(w.unwant, fold(word))
		}
	}
	return w, nil
}

// closed closes a quotation that is still being typed, and leaves out one that
// has no words yet.
func closed(typed string) string {
	at := strings.LastIndexByte(typed, '"')
	switch {
	case strings.Count(typed, "\"")%2 == 0:
		return typed
	case strings.TrimSpace(typed[at+1:]) == "":
		return typed[:at]
	}
	return typed + "\""
}

// finished leaves a key out whose value is still to come: "retry tag:" is
// "retry" until something follows.
func finished(typed string) string {
	at := strings.LastIndexAny(typed, " \t") + 1
	part := strings.TrimPrefix(typed[at:], "-")
	key, value, found := strings.Cut(part, ":")
	switch key {
	case "type", "topic", "tag", "author", "status", "maturity", "lang", "is", "since":
		if found && (value == "" || value == "\"") {
			return typed[:at]
		}
	}
	return typed
}

// fold is how the matcher compares: small letters without accents.
func fold(s string) string {
	return string(algo.NormalizeRunes([]rune(strings.ToLower(s))))
}

// narrows reports whether every note that satisfies w also satisfied old: w
// says the same and more of it. Then only the notes found before need a look.
func (w parsedFilter) narrows(old parsedFilter) bool {
	return len(old.terms)+len(old.unwant) > 0 && strings.HasPrefix(w.typed, old.typed) &&
		len(w.terms) >= len(old.terms) && slices.Equal(w.unwant, old.unwant) && sameFacets(w, old) &&
		slices.EqualFunc(old.terms, w.terms[:len(old.terms)], func(a, b string) bool { return strings.HasPrefix(b, a) }) &&
		!slices.Contains(w.exact, true)
}

// sameFacets is decided by the words that hold a colon: every facet has one.
func sameFacets(a, b parsedFilter) bool { return slices.Equal(colons(a.typed), colons(b.typed)) }

func colons(s string) []string {
	var out []string
	for part := range strings.FieldsSeq(s) {
		if strings.Contains(part, ":") {
			out = append(out, part)
		}
	}
	return out
}

// ready makes the matcher's tables, once.
var ready = sync.OnceValue(func() bool { return algo.Init("default") })

// matcher is what one search needs; it belongs to one goroutine.
type matcher struct {
	slab  *util.Slab
	terms [][]rune
	exact []bool
}

func newMatcher(w parsedFilter) *matcher {
	ready()
	m := &matcher{slab: util.MakeSlab(100*1024, 2048), exact: w.exact}
	for _, t := range w.terms {
		m.terms = append(m.terms, []rune(t))
	}
	return m
}

// means reports whether a match is what somebody had in mind rather than letters
// strewn over a line. A letter that is found scores 16, the first of a word 36,
// those side by side more than others, and gaps cost: good stands for matches
// that begin words. A term that stands inside of a word scores less and counts
// when it stands there as it is.
//
// Example: "rtp" in "Rotate the pager" scores 74 of the 66 it needs, "pager" in
// "Praise the gentle author" less than its 110.
func (m *matcher) means(r algo.Result, line *util.Chars, term []rune) bool {
	const good = 22
	if r.Score >= good*len(term) {
		return true
	}
	whole, _ := algo.ExactMatchNaive(false, true, true, line, term, false, m.slab)
	return whole.Start >= 0
}

const titleBonus = 24 // a match in the title before the same one in a tag

// score says how well a line holds all terms; 0: it has their letters, but
// strewn; -1: it does not. title is the length of the title at its start.
func (m *matcher) score(line *util.Chars, title int) int {
	total, strewn := 0, false
	for i, term := range m.terms {
		match := algo.FuzzyMatchV2
		if m.exact[i] {
			match = algo.ExactMatchNaive
		}
		r, _ := match(false, true, true, line, term, false, m.slab)
		if r.Start < 0 {
			return -1
		}
		strewn = strewn || !m.means(r, line, term)
		total += r.Score
		if r.End <= title {
			total += titleBonus
		}
	}
	if strewn {
		return 0
	}
	return total
}

// marks are the byte ranges of text that the terms match, in order.
func (m *matcher) marks(text string) [][2]int {
	if len(m.terms) == 0 || len(text) > mostSearched {
		return nil
	}
	line := util.ToChars([]byte(text))
	hit := make([]bool, line.Length())
	for i, term := range m.terms {
		match := algo.FuzzyMatchV2
		if m.exact[i] {
			match = algo.ExactMatchNaive
		}
		r, pos := match(false, true, true, &line, term, true, m.slab)
		if r.Start < 0 || !m.means(r, &line, term) {
			continue
		}
		if pos == nil {
			for at := r.Start; at < r.End; at++ {
				hit[at] = true
			}
			continue
		}
		for _, at := range *pos {
			hit[at] = true
		}
	}
	return ranges(text, hit)
}

// ranges turns marked characters into byte ranges.
func ranges(text string, hit []bool) [][2]int {
	var out [][2]int
	n := 0
	for at, r := range text {
		if n < len(hit) && hit[n] {
			end := at + len(string(r))
			if k := len(out); k > 0 && out[k-1][1] == at {
				out[k-1][1] = end
			} else {
				out = append(out, [2]int{at, end})
			}
		}
		n++
	}
	return out
}

// scored is a note and how well it matches.
type scored struct {
	card  int32
	score int32
}

const chunk = 512 // cards between two looks at whether somebody still waits

// narrow finds the cards that satisfy a filter, best first and among equals the
// newest. reach is every card that has the letters at all: only those can
// satisfy a filter that says more, so they are the next one's from. from limits
// the search to some cards; nil means all. A cancelled ctx ends it within a
// chunk.
//
// Cost: one pass, shared among the processors; some 0.3 µs a card.
func (c *catalogue) narrow(ctx context.Context, w parsedFilter, from []int32) (order, reach []int32, err error) {
	n := len(c.cards)
	if from != nil {
		n = len(from)
	}
	found := c.split(n, func(lo, hi int) []scored { return c.scan(ctx, w, from, lo, hi) })
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	reach = make([]int32, len(found))
	for i, f := range found {
		reach[i] = f.card
	}
	found = slices.DeleteFunc(found, func(f scored) bool { return f.score == 0 })
	slices.SortFunc(found, func(a, b scored) int {
		if a.score != b.score {
			return int(b.score - a.score)
		}
		return int(a.card - b.card)
	})
	order = make([]int32, len(found))
	for i, f := range found {
		order[i] = f.card
	}
	return order, reach, nil
}

// split shares the numbers below n out among the processors and joins what
// they find. A panic in one of them becomes the caller's own, so that whoever
// guards the terminal against those hears of it.
func (c *catalogue) split(n int, scan func(lo, hi int) []scored) []scored {
	parts := min(runtime.GOMAXPROCS(0), n/chunk+1, 8)
	results, broken := make([][]scored, parts), make([]any, parts)
	var wait sync.WaitGroup
	for i := range parts {
		wait.Go(func() {
			defer func() { broken[i] = recover() }()
			results[i] = scan(i*n/parts, (i+1)*n/parts)
		})
	}
	wait.Wait()
	for _, b := range broken {
		if b != nil {
			panic(b)
		}
	}
	return slices.Concat(results...)
}

// scan looks at some of the cards.
func (c *catalogue) scan(ctx context.Context, w parsedFilter, from []int32, lo, hi int) []scored {
	m := newMatcher(w)
	var found []scored
	for i := lo; i < hi; i++ {
		if (i-lo)%chunk == 0 {
			if ctx.Err() != nil {
				return nil
			}
			runtime.Gosched() // a key that was pressed meanwhile is drawn first
		}
		card := int32(i)
		if from != nil {
			card = from[i]
		}
		if s, ok := c.fits(m, w, card); ok {
			found = append(found, scored{card, s})
		}
	}
	return found
}

// shows tells of a note whether a filter finds it by its title, topic or tags: then the list has
// it, and it is not shown among those that were found by their text. Reading files for these
// was most of what a key cost. The function belongs to one goroutine.
func (c *catalogue) shows(w parsedFilter) func(note.Address) bool {
	m := newMatcher(w)
	return func(a note.Address) bool {
		at, ok := c.at()[a]
		if !ok {
			return false
		}
		score, _ := c.fits(m, w, at)
		return score > 0
	}
}

// fits scores one card; ok is false when it cannot satisfy the filter nor one
// that says more.
func (c *catalogue) fits(m *matcher, w parsedFilter, card int32) (score int32, ok bool) {
	if !w.plain && !c.admits(card, &w.query) {
		return 0, false
	}
	for _, word := range w.unwant {
		if strings.Contains(fold(c.text[card].ToString()), word) {
			return 0, false
		}
	}
	if len(m.terms) == 0 {
		return 1, true
	}
	s := m.score(&c.text[card], len(c.cards[card].Title))
	return int32(s), s >= 0
}
