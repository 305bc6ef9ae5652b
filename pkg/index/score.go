package index

import (
	"cmp"
	"math"
	"slices"
)

// How well a document answers. BM25F (Robertson, Zaragoza 2009): a term's frequencies in the
// fields, each weighed and divided by the field's relative length, are added up before they
// saturate, so that a word in title and body counts once, and more:
//
//	tf    = Σ weight · frequency / (1 − b + b · length / mean length)    over the fields
//	score = Σ idf · tf · (k + 1) / (tf + k)                              over the words
//	idf   = ln(1 + (N − n + ½) / (n + ½))       n of N documents have the word
//
// What was tried, and with which figures: practices/cop/how-find-ranks.md.
// Few words name a note, many describe what it is about: so the fields that name a note weigh
// more in a short query. A heading is in the body too.
type weighing struct {
	weight, balance [fields]float64 // balance is b
}

var (
	naming = weighing{
		weight:  [fields]float64{inTitle: 12, inNames: 7, inHeadings: 2.5, inDescription: 5, inBody: 1},
		balance: [fields]float64{inTitle: 0.3, inNames: 0.3, inHeadings: 0.3, inDescription: 0.3, inBody: 0.65},
	}
	asking = weighing{
		weight:  [fields]float64{inTitle: 2.5, inNames: 2.2, inHeadings: 0.6, inDescription: 1.8, inBody: 1},
		balance: [fields]float64{inTitle: 0.7, inNames: 0.5, inHeadings: 0.5, inDescription: 0.5, inBody: 0.65},
	}
)

const saturation = 1.3 // k

// scores hold what each document has gathered, at slots: notes by number, then entries.
type scores struct {
	p     *posts
	notes uint32 // slots of notes
	score []float32
	cover []uint32
	sum   []float32 // of the unit at work
	met   []uint32  // slots where sum is not 0

	lens []byte // fields bytes a slot
	norm [fields][256]float32
	n    int // documents
}

func newScores(p *posts, by weighing) *scores {
	s := &scores{p: p, notes: p.size}
	size := int(p.size)
	for i := range p.runs {
		if ids := p.runs[i].docs.ids; len(ids) > 0 && ids[len(ids)-1] >= entryDoc {
			size = max(size, int(p.size)+int(ids[len(ids)-1]-entryDoc)+1)
		}
	}
	s.score, s.cover, s.sum = make([]float32, size), make([]uint32, size), make([]float32, size)
	s.measure(size, by)
	return s
}

// measure learns the lengths of all documents.
func (s *scores) measure(size int, by weighing) {
	s.lens = make([]byte, size*fields)
	var total, having [fields]int // of notes that have such a field
	for i := range s.p.runs {
		r, dead := &s.p.runs[i], 0
		for j, doc := range r.docs.ids {
			if r.isDead(doc, &dead) {
				continue
			}
			lens := r.docs.lens[j*fields:][:fields]
			copy(s.lens[int(s.slot(doc))*fields:], lens)
			s.n++
			if doc < entryDoc {
				for f, code := range lens {
					if code > 0 {
						having[f]++
						total[f] += lengthOf(code)
					}
				}
			}
		}
	}
	for f := range fields {
		mean := max(1, float64(total[f])/float64(max(1, having[f])))
		for code := range 256 {
			b := by.balance[f]
			s.norm[f][code] = float32(by.weight[f] / (1 - b + b*float64(lengthOf(byte(code)))/mean))
		}
	}
}

func (s *scores) slot(doc uint32) uint32 {
	if doc >= entryDoc {
		return s.notes + doc - entryDoc
	}
	return doc
}

func (s *scores) doc(slot uint32) uint32 {
	if slot >= s.notes {
		return entryDoc + slot - s.notes
	}
	return slot
}

// meet adds a posting to the sum of the unit at work.
func (s *scores) meet(doc uint32, at *posting, mask uint8) {
	slot := s.slot(doc)
	lens := s.lens[int(slot)*fields:][:fields]
	var tf float32
	if at.mask == bodyOnly {
		if mask == 0 {
			tf = float32(at.tf[inBody]) * s.norm[inBody][lens[inBody]]
		}
	} else {
		for f := range fields {
			if at.mask>>f&1 != 0 && (mask == 0 || mask>>f&1 != 0) {
				tf += float32(at.tf[f]) * s.norm[f][lens[f]]
			}
		}
	}
	if tf == 0 {
		return
	}
	if s.sum[slot] == 0 {
		s.met = append(s.met, slot)
	}
	s.sum[slot] += tf
}

// settle turns the sums of the unit at work into score, and coverage of a claim by bit.
// It returns the idf and in how many documents the unit stands. others documents of other
// pools, of which having have the unit, count for the idf as if they were here.
func (s *scores) settle(weight float32, bit uint32, others, having int) (idf float32, n int) {
	n = len(s.met)
	idf = idfOf(s.n+others, n+having)
	factor := weight * idf * (saturation + 1)
	for _, slot := range s.met {
		tf := s.sum[slot]
		s.score[slot] += factor * tf / (tf + saturation)
		s.cover[slot] |= bit
		s.sum[slot] = 0
	}
	s.met = s.met[:0]
	return idf, n
}

// idfOf is the weight of a term that n of all documents have.
func idfOf(all, n int) float32 {
	return float32(math.Log(1 + (float64(max(all-n, 0))+0.5)/(float64(n)+0.5)))
}

// gather looks for a unit; settle is to follow.
func (s *scores) gather(u *unit) error {
	each := func(doc uint32, at *posting) { s.meet(doc, at, u.mask) }
	if len(u.tokens) > 1 {
		return s.phrase(u)
	}
	if u.prefix != "" {
		if err := s.p.eachBeginning(u.prefix, each); err != nil {
			return err
		}
	}
	for _, term := range u.tokens[0] {
		if u.prefix != "" && len(term) >= len(u.prefix) && term[:len(u.prefix)] == u.prefix {
			continue // met as a beginning
		}
		if err := s.p.each(term, each); err != nil {
			return err
		}
	}
	return nil
}

// places are where something stands: for each document positions, as posting.positions
// has them, in order.
type places struct {
	docs []uint32
	ends []int
	at   []uint32
}

func (p *places) of(i int) []uint32 {
	start := 0
	if i > 0 {
		start = p.ends[i-1]
	}
	return p.at[start:p.ends[i]]
}

// phrase looks for the places where all tokens stand side by side.
func (s *scores) phrase(u *unit) error {
	var found places
	for i := range u.tokens {
		beginning := ""
		if i == len(u.tokens)-1 {
			beginning = u.prefix
		}
		next, err := s.places(u.tokens[i], beginning, uint32(i), &found, i > 0)
		if err != nil || len(next.docs) == 0 {
			return err
		}
		found = next
	}
	var at posting
	for i, doc := range found.docs {
		at.mask, at.tf = 0, [fields]uint32{}
		for _, place := range found.of(i) {
			f := place >> 28
			at.mask |= 1 << f
			at.tf[f]++
		}
		s.meet(doc, &at, u.mask)
	}
	return nil
}

// places is where any of the terms stands, less shift; within: only where it stands in what
// was found before.
func (s *scores) places(terms []string, beginning string, shift uint32, before *places, within bool) (places, error) {
	type one struct{ doc, at uint32 }
	var all []one
	var buf []uint32
	at := 0
	each := func(doc uint32, p *posting) {
		if within {
			for at > 0 && before.docs[min(at, len(before.docs)-1)] > doc {
				at = 0 // another run begins
			}
			for at < len(before.docs) && before.docs[at] < doc {
				at++
			}
			if at == len(before.docs) || before.docs[at] != doc {
				return
			}
		}
		buf = p.positions(buf[:0])
		for _, place := range buf {
			if place -= shift; !within || contains(before.of(at), place) {
				all = append(all, one{doc, place})
			}
		}
	}
	for _, t := range terms {
		at = 0
		if err := s.p.each(t, each); err != nil {
			return places{}, err
		}
	}
	if beginning != "" {
		at = 0
		if err := s.p.eachBeginning(beginning, each); err != nil {
			return places{}, err
		}
	}
	byPlace := func(a, b one) int { return cmp.Or(cmp.Compare(a.doc, b.doc), cmp.Compare(a.at, b.at)) }
	if !slices.IsSortedFunc(all, byPlace) {
		slices.SortFunc(all, byPlace)
	}
	var out places
	for i, o := range slices.Compact(all) {
		if i == 0 || out.docs[len(out.docs)-1] != o.doc {
			out.docs, out.ends = append(out.docs, o.doc), append(out.ends, len(out.at))
		}
		out.at = append(out.at, o.at)
		out.ends[len(out.ends)-1] = len(out.at)
	}
	return out, nil
}

func contains(sorted []uint32, n uint32) bool {
	_, ok := slices.BinarySearch(sorted, n)
	return ok
}
