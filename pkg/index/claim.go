package index

import (
	"slices"
	"strings"
)

// A claim is what one clause of a query asks for. A plain word is evidence: notes that have
// it come before those that lack it. What is quoted, cut off with * or denied is a condition.
type claim struct {
	clause
	units   []unit
	guessed []string // terms that stand for a word no note has
	content bool     // a content word: more than a function word such as "how" and "the"
	must    bool
	bit     uint32 // that stands for it in a note's coverage; 0 beyond the thirty-second
	found   bool   // some document has it
}

// A unit is a term, or several side by side, that a claim is looked for by.
type unit struct {
	tokens [][]string // for each place the terms that will do; several places are a phrase
	prefix string     // the last place is any word that begins so, besides
	mask   uint8      // fields it counts in; 0: all
	weight float32
	part   bool // of a claim: evidence for it, but the claim does not hold by it alone
	means  bool // another word for the claim's: see Query.Synonyms
	idf    float32
}

const (
	pieceWeight   = 0.5  // of a piece of a word such as "up-to-date"
	framingWeight = 0.15 // of a word that frames a question rather than says what it is about
	repeated      = 0.8  // of a word that is said again
	mostClaims    = 32   // that coverage is kept of
)

// claims reads the clauses of a query; deny are those that must not hold.
func (s *search) claims() (ask []*claim, deny []*claim) {
	words := s.x.functionWords(s.q.plain())
	at := map[string]*claim{}
	for _, c := range s.q.clauses {
		m := &claim{clause: c, must: c.quoted || c.prefix}
		m.content = m.must || slices.ContainsFunc(s.x.tokens(c.text), func(t token) bool { return !words[t.folded] })
		m.units = s.units(c)
		if c.not {
			deny = append(deny, m)
			continue
		}
		if same := at[c.text]; same != nil && !m.must && !same.must {
			same.units[0].weight += repeated * m.units[0].weight
			continue
		}
		at[c.text] = m
		ask = append(ask, m)
	}
	s.synonyms(ask)
	if !slices.ContainsFunc(ask, func(m *claim) bool { return m.content }) {
		for _, m := range ask {
			m.content = true // "the who", "to be": then these are the words
		}
	}
	if !s.short() {
		ask = slices.DeleteFunc(ask, func(m *claim) bool { return !m.content })
	}
	for i, m := range ask {
		if i < mostClaims {
			m.bit = 1 << i
		}
	}
	return ask, deny
}

// short says that so little was typed that every word is meant. A question of seven words may
// have three that tell, but a note that happens to have all three need not be its answer.
func (s *search) short() bool { return len(s.q.clauses) <= shortQuery }

// plain are the words that are no condition, as typed.
func (q *Query) plain() []string {
	var out []string
	for _, c := range q.clauses {
		if !c.not && !c.quoted && !c.prefix {
			out = append(out, c.text)
		}
	}
	return out
}

// units are what a clause is looked for by. One word may be several tokens ("up-to-date",
// 数据库): then these side by side, and for a plain word each by itself besides, which
// counts less; of a script without spaces each two neighbours.
func (s *search) units(c clause) []unit {
	tokens := s.x.tokens(c.text)
	whole := unit{weight: 1}
	for _, t := range tokens {
		whole.tokens = append(whole.tokens, s.x.variants(t))
	}
	if c.prefix {
		last := tokens[len(tokens)-1]
		whole.prefix = last.folded
		if len(tokens) == 1 && len(last.folded) < 3 && !last.glyph {
			whole.mask = 1<<inTitle | 1<<inNames | 1<<inHeadings
		}
	}
	if c.quoted || c.prefix || c.not {
		return []unit{whole}
	}
	if framing(tokens) {
		whole.weight = framingWeight
	}
	return append([]unit{whole}, s.pieces(c.text, tokens)...)
}

func (s *search) pieces(text string, tokens []token) []unit {
	var out []unit
	if len(tokens) == 1 {
		for _, part := range strings.Fields(camelParts(text)) {
			for _, t := range s.x.tokens(part) {
				out = append(out, unit{tokens: [][]string{s.x.variants(t)}, weight: pieceWeight, part: true})
			}
		}
		return out
	}
	for i, t := range tokens {
		switch {
		case t.glyph && i+1 < len(tokens) && tokens[i+1].glyph && len(tokens) > 2:
			out = append(out, unit{tokens: [][]string{{t.term}, {tokens[i+1].term}}, weight: pieceWeight, part: true})
		case !t.glyph && len(t.folded) > 1:
			out = append(out, unit{tokens: [][]string{s.x.variants(t)}, weight: pieceWeight, part: true})
		}
	}
	return out
}

// simple says that the unit is one place, without a beginning.
func (u *unit) simple() bool { return len(u.tokens) == 1 && u.prefix == "" }
