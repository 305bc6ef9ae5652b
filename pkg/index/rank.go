package index

import (
	"cmp"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// The order of hits: first what is called just what was typed, then, of a short query, what
// has every word; within these by how well the note answers (see score.go, near.go,
// feedback.go) times what the community knows of it:
//
//	retired                     0.35   still found, after its successors
//	emerging, promising, proven 1.05, 1.10, 1.20
//	contested                   0.90
//	an accepted answer          1.10
//
// Equal scores: later evidence first, then the later change, then by path, so that the
// same files always give the same order.

// Tiers of candidates.
const (
	hasSome int8 = iota
	hasAll
	hasEvery // function words too
	isNamed
)

func (f *field) rank(found []candidate) {
	short := f.s.short()
	for i := range found {
		c := &found[i]
		c.score *= c.trait.standing()
		switch {
		case f.named.has(uint32(c.id)):
			c.tier = isNamed
		case short && c.cover == f.s.every:
			c.tier = hasEvery
		case short && c.cover&f.s.all == f.s.all:
			c.tier = hasAll
		}
	}
	slices.SortFunc(found, byScore)
	f.s.order = byScore
}

// standing is the factor that a note's history gives it.
func (t *trait) standing() float64 {
	f := 1.0
	if t.flags&isRetired != 0 {
		f *= 0.35
	}
	if t.flags&isContested != 0 {
		f *= 0.9
	}
	if t.flags&isAccepted != 0 {
		f *= 1.1
	}
	switch t.maturity {
	case 2:
		f *= 1.05
	case 3:
		f *= 1.1
	case 4:
		f *= 1.2
	}
	return f
}

// typed are the query's words, in order.
func (s *search) typed() string {
	return strings.Join(s.q.Words(), " ")
}

// Orders of candidates. None looks at the path; see settle.

func byScore(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.tier, a.tier), cmp.Compare(b.score, a.score), cmp.Compare(b.trait.evidence, a.trait.evidence), byUpdated(a, b))
}

func byUpdated(a, b candidate) int { return cmp.Compare(b.trait.updated, a.trait.updated) }

func byCreated(a, b candidate) int { return cmp.Compare(b.trait.created, a.trait.created) }

func byEvidence(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(b.trait.proof(), a.trait.proof()),
		cmp.Compare(int(b.trait.worked)-int(b.trait.failed), int(a.trait.worked)-int(a.trait.failed)),
		cmp.Compare(b.trait.evidence, a.trait.evidence),
		byUpdated(a, b))
}

// proof is how well proven a note is; what we do not know is not.
func (t *trait) proof() uint8 {
	if int(t.maturity) > len(maturities()) {
		return 0
	}
	return t.maturity
}

// sort orders notes that were not ranked.
func (s *search) sort(found []candidate) error {
	for i := range found {
		found[i].score = 0
	}
	s.order = byUpdated
	switch s.q.Sort {
	case ByCreated:
		s.order = byCreated
	case ByEvidence:
		s.order = byEvidence
	case ByTitle:
		titles := make(map[int64]string, len(found))
		for i := range found {
			var c Card
			if _, err := s.cards.read(s.ctx, found[i].id, &c); err != nil {
				return err
			}
			titles[found[i].id] = fold(c.Title)
		}
		s.order = func(a, b candidate) int { return cmp.Compare(titles[a.id], titles[b.id]) }
	}
	slices.SortFunc(found, s.order)
	return nil
}

// settle orders by path what is equal otherwise, as far as it reaches into
// found[from:to]: few notes are shown, so few cards are read.
func (s *search) settle(found []candidate, from, to int) error {
	for start := 0; start < to; {
		end := start + 1
		for end < len(found) && s.order(found[start], found[end]) == 0 {
			end++
		}
		if end > from && end > start+1 {
			if err := s.sortByPath(found[start:end]); err != nil {
				return err
			}
		}
		start = end
	}
	return nil
}

func (s *search) sortByPath(found []candidate) error {
	paths := make(map[int64]string, len(found))
	for i := range found {
		var c Card
		if _, err := s.cards.read(s.ctx, found[i].id, &c); err != nil {
			return err
		}
		paths[found[i].id] = c.Path
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Compare(paths[a.id], paths[b.id]) })
	return nil
}

// filter decides what cannot be asked of words: what a thread or git says.
type filter struct {
	s       *search
	since   uint32
	authors bool
	cards   bool // some decision needs the card
}

func newFilter(s *search) *filter {
	f := &filter{s: s, since: seconds(s.q.Since)}
	f.authors = len(s.q.Authors)+len(s.q.Not.Authors) > 0
	f.cards = f.authors || wantsStale(s.q.Is) || wantsStale(s.q.Not.Is)
	return f
}

func wantsStale(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return slices.Contains(alternatives(v), "stale") })
}

// idle says that the filter keeps everything.
func (f *filter) idle() bool {
	q := f.s.q
	return f.since == 0 && !f.cards && len(q.Is)+len(q.Not.Is)+len(q.Maturities)+len(q.Not.Maturities) == 0
}

func (f *filter) keep(id int64, t trait) (bool, error) {
	if f.idle() {
		return true, nil
	}
	if t.updated < f.since {
		return false, nil
	}
	var c Card
	if f.cards {
		if _, err := f.s.cards.read(f.s.ctx, id, &c); err != nil {
			return false, err
		}
	}
	q := f.s.q
	if len(q.Maturities) > 0 && !slices.ContainsFunc(q.Maturities, t.mature) || slices.ContainsFunc(q.Not.Maturities, t.mature) {
		return false, nil
	}
	if f.authors && !f.wrote(&c) {
		return false, nil
	}
	is := func(v string) bool { return f.is(v, t, &c) }
	for _, v := range q.Is {
		if !is(v) {
			return false, nil
		}
	}
	return !slices.ContainsFunc(q.Not.Is, is), nil
}

// mature says that the maturity is one of those in value; a note without reports is
// untried.
func (t trait) mature(value string) bool {
	return slices.ContainsFunc(alternatives(value), func(v string) bool { return rankMaturity(v) == max(t.maturity, 1) })
}

func (f *filter) is(value string, t trait, c *Card) bool {
	return slices.ContainsFunc(alternatives(value), func(v string) bool {
		switch v {
		case "contested":
			return t.flags&isContested != 0
		case "accepted":
			return t.flags&isAccepted != 0
		case "broken":
			return t.flags&isBroken != 0
		case "unanswered":
			return t.flags&isUnanswered != 0
		case "stale":
			return f.s.q.Stale != nil && f.s.q.Stale(*c)
		}
		return false
	})
}

// wrote settles the authors of a note that names none: whoever changed it last.
func (f *filter) wrote(c *Card) bool {
	if len(c.Authors) > 0 {
		return true // words decided
	}
	by := func(value string) bool {
		return slices.ContainsFunc(alternatives(value), func(v string) bool {
			return strings.EqualFold(v, c.By) || c.By != "" && v == string(note.HandleFrom(c.By))
		})
	}
	if len(f.s.q.Authors) > 0 && !slices.ContainsFunc(f.s.q.Authors, by) {
		return false
	}
	return !slices.ContainsFunc(f.s.q.Not.Authors, by)
}
