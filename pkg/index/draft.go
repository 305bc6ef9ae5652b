package index

import (
	"maps"
	"math/bits"
	"slices"
)

// draft is a run that is being written. Notes and entries are apart until it is.
type draft struct {
	words *vocabulary // of all its documents
	says  [2][]saying
	docs  [2]docs
	gone  map[uint32]bool
	bytes int   // that says takes, about
	early int64 // the run that has what of it was written already, 0 for none
}

const (
	fullDraft  = 24 << 20      // bytes of documents that are held, about ten thousand notes
	earlyDraft = fullDraft / 8 // that are worth being written twice, so that others soon find something
)

// due says that the draft is to be written; early: before it is full, if that costs little.
func (d *draft) due(early bool) bool {
	return d.bytes >= fullDraft || early && d.bytes < earlyDraft
}

// saying is what a document says: see document.
type saying struct {
	terms []termPosting
	posts []byte
	facts []string
}

func newDraft() *draft { return &draft{gone: map[uint32]bool{}} }

func side(doc uint32) int { return int(doc >> 31) }

// fits says that doc comes after every document of its side, and is made of the same words.
func (d *draft) fits(doc uint32, from *document) bool {
	ids := d.docs[side(doc)].ids
	return (len(ids) == 0 || ids[len(ids)-1] < doc) && (d.words == nil || d.words == from.words)
}

// add takes a document; it has to fit.
func (d *draft) add(doc uint32, from *document) {
	d.words = from.words
	d.docs[side(doc)].add(doc, from.lens)
	d.says[side(doc)] = append(d.says[side(doc)], saying{from.terms, from.posts, from.facts})
	d.bytes += 8*len(from.terms) + len(from.posts) + 40*len(from.facts)
}

func (d *draft) empty() bool {
	return len(d.gone)+len(d.docs[0].ids)+len(d.docs[1].ids) == 0
}

// all are the documents of both sides.
func (d *draft) all() docs {
	for _, half := range d.docs {
		for _, doc := range half.ids {
			delete(d.gone, doc) // replaced, which says the same
		}
	}
	return docs{
		ids:  append(slices.Clone(d.docs[0].ids), d.docs[1].ids...),
		lens: append(slices.Clone(d.docs[0].lens), d.docs[1].lens...),
		gone: slices.Sorted(maps.Keys(d.gone)),
	}
}

// each visits the documents in order.
func (d *draft) each(f func(doc uint32, s *saying)) {
	for side := range d.says {
		for i := range d.says[side] {
			f(d.docs[side].ids[i], &d.says[side][i])
		}
	}
}

// lists hands over the terms in order, each with its list.
func (d *draft) lists(add func(term string, list []byte)) {
	facts := d.facets()
	names := slices.Sorted(maps.Keys(facts))
	before := func(term string) {
		for len(names) > 0 && (term == "" || names[0] < term) {
			add(names[0], facts[names[0]].b)
			names = names[1:]
		}
	}
	if d.words != nil {
		g := d.gather()
		for _, t := range g.order {
			if l := g.list(t.num); len(l) > 0 {
				before(t.text)
				add(t.text, l)
			}
		}
	}
	before("")
}

// growing is the list of one facet.
type growing struct {
	last uint32
	b    []byte
}

// facets are the facets with their lists.
func (d *draft) facets() map[string]*growing {
	out := map[string]*growing{}
	d.each(func(doc uint32, s *saying) {
		for _, f := range s.facts {
			g := out[f]
			if g == nil {
				g = &growing{}
				out[f] = g
			}
			g.b = append(appendStep(g.b, doc-g.last, false), 0)
			g.last = doc
		}
	})
	return out
}

// gathered are the lists of words, one after the other in the order of their terms, as the
// postings of many documents are brought into it by counting first.
type gathered struct {
	order []*term
	b     []byte
	ends  []int // of lists in b, by number of the term
	sizes []int
}

func (d *draft) gather() *gathered {
	order := d.words.sorted()
	g := &gathered{order: order, ends: make([]int, len(order)), sizes: make([]int, len(order))}
	last := make([]uint32, len(order))
	d.each(func(doc uint32, s *saying) {
		start := uint32(0)
		for _, t := range s.terms {
			g.sizes[t.num] += stepSize(doc-last[t.num]) + int(t.end-start)
			last[t.num], start = doc, t.end
		}
	})
	total := 0
	for _, t := range order {
		g.ends[t.num] = total // where its list begins: it is filled from there
		total += g.sizes[t.num]
	}
	g.b = make([]byte, total)
	clear(last)
	d.each(func(doc uint32, s *saying) {
		start := uint32(0)
		for _, t := range s.terms {
			b := appendStep(g.b[:g.ends[t.num]], doc-last[t.num], t.single)
			g.ends[t.num] = len(append(b, s.posts[start:t.end]...))
			last[t.num], start = doc, t.end
		}
	})
	return g
}

func (g *gathered) list(num int32) []byte {
	return g.b[g.ends[num]-g.sizes[num] : g.ends[num]]
}

// stepSize is how many bytes appendStep takes.
func stepSize(distance uint32) int { return (bits.Len64(uint64(distance)<<1|1) + 6) / 7 }

// flushRun writes the draft as the newest run. goesOn: there is more to come, and if that is
// little yet, it is written again together with that, in one piece.
func (w *writer) flushRun(goesOn bool) {
	d := w.draft
	if d.empty() {
		return
	}
	if d.words != nil {
		for _, word := range d.words.spelt() {
			w.spell(word)
		}
	}
	out := w.newRun()
	if d.early != 0 { // first, so that its pages are taken
		w.exec("DELETE FROM blocks WHERE run = ?", d.early)
		w.exec("DELETE FROM runs WHERE n = ?", d.early)
	}
	d.lists(out.add)
	out.close(d.all())
	if d.bytes >= fullDraft {
		w.bulk++
	}
	if d.early = out.run; !goesOn || d.bytes > earlyDraft {
		w.draft = newDraft()
	}
}
