package index

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// When a few documents say something else, and none is more or fewer, most lists stay as they
// are. So they are kept, and only those change that have one of these documents in them.

// keptLists are the terms of an earlier [Portable], in order, and the documents that they number.
type keptLists struct {
	docs  []docKey
	terms []PortableTerm
}

// mostPatched is how many documents may say something else.
const mostPatched = mostMore

// keepLists writes the lists behind the documents.
func (p *Portable) keepLists(k *keeper, terms []PortableTerm) {
	k.number(len(p.keys))
	for _, key := range p.keys {
		k.bytes(key[:])
	}
	texts := make([]string, len(terms))
	for i := range terms {
		texts[i] = terms[i].Text
	}
	k.bytes(appendTexts(nil, texts))
	for i := range terms {
		k.number(terms[i].Docs)
		k.piece(terms[i].List)
	}
}

// keepWords writes the words behind the lists.
func (p *Portable) keepWords(k *keeper, documents []int) {
	k.number(len(documents))
	for _, n := range documents {
		k.number(n)
	}
	spoken := p.languages()
	k.number(len(spoken))
	for _, lang := range spoken {
		k.number(lang)
	}
	k.piece(p.packedWords)
}

func (p *packed) numbers() []int {
	out := make([]int, p.n())
	for i := range out {
		out[i] = p.n()
	}
	return out
}

func readLists(p *packed) *keptLists {
	k := &keptLists{docs: make([]docKey, p.n())}
	for i := range k.docs {
		k.docs[i] = docKey(p.take(16))
	}
	texts := p.texts()
	k.terms = make([]PortableTerm, len(texts))
	for i, text := range texts {
		docs := p.n()
		k.terms[i] = PortableTerm{text, p.take(p.n()), docs}
	}
	return k
}

// Patched is what [Portable.Terms] makes, of kept lists. ok is false when more has changed than
// they are good for: then Terms has to be asked.
func (p *Portable) Patched() (terms []PortableTerm, ok bool) {
	kept, changed, ok := p.changed()
	if !ok || len(p.forward.beside()) > mostMore {
		return nil, false
	}
	return patch(kept.terms, p.changes(kept, changed)), true
}

// changed are the kept lists and the documents that say something else than when they were made,
// by number. ok is false when these are too many, or others.
func (p *Portable) changed() (kept *keptLists, changed []int, ok bool) {
	kept = p.forward.base.lists
	if kept == nil || len(kept.docs) != len(p.keys) {
		return nil, nil, false
	}
	for doc, old := range kept.docs {
		if p.keys[doc] == old {
			continue
		}
		if _, known := p.forward.has[old]; !known || len(changed) == mostPatched {
			return nil, nil, false
		}
		changed = append(changed, doc)
	}
	return kept, changed, true
}

// posted is where a document stands now in the list of a term; post is nil where it does not.
type posted struct {
	doc    uint32
	single uint64
	post   []byte
}

// changes are those by term, of each the documents in order.
func (p *Portable) changes(kept *keptLists, changed []int) map[string][]posted {
	out := map[string][]posted{}
	for _, doc := range changed {
		now := map[string]posted{}
		p.eachTerm(p.forward.has[kept.docs[doc]], func(term string, _ uint64, _ []byte) { now[term] = posted{doc: uint32(doc)} })
		p.eachTerm(p.forward.has[p.keys[doc]], func(term string, single uint64, post []byte) { now[term] = posted{uint32(doc), single, post} })
		for term, c := range now {
			out[term] = append(out[term], c)
		}
	}
	return out
}

// eachTerm are the terms of a document and the names of the note that it is.
func (p *Portable) eachTerm(b []byte, each func(term string, single uint64, post []byte)) {
	g := readGiven(b)
	eachPosting(g.rest, func(t int, single uint64, post []byte) { each(p.forward.terms.all[t], single, post) })
	for _, key := range g.calls {
		each(calledTerm(key), 0, []byte{0})
	}
}

// patch makes the changes to lists. Terms that stand nowhere any more are left out.
func patch(terms []PortableTerm, changes map[string][]posted) []PortableTerm {
	byText := func(t PortableTerm, text string) int { return strings.Compare(t.Text, text) }
	var more []PortableTerm
	gone := false
	for text, c := range changes {
		i, known := slices.BinarySearchFunc(terms, text, byText)
		t := PortableTerm{Text: text}
		if known {
			t = terms[i]
		}
		t.List, t.Docs = patchList(t.List, t.Docs, c)
		switch {
		case known:
			terms[i], gone = t, gone || t.Docs == 0
		case t.Docs > 0:
			more = append(more, t)
		}
	}
	if gone {
		terms = slices.DeleteFunc(terms, func(t PortableTerm) bool { return t.Docs == 0 })
	}
	if len(more) > 0 {
		terms = append(terms, more...)
		slices.SortFunc(terms, func(a, b PortableTerm) int { return cmp.Compare(a.Text, b.Text) })
	}
	return terms
}

// patchList makes the changes to a list of so many documents. What lies between two changes is
// taken as it is: only how far it is from what is before may be another.
func patchList(b []byte, docs int, changes []posted) ([]byte, int) {
	p := patcher{old: list{b: b}, out: make([]byte, 0, len(b)+16)}
	for _, c := range changes {
		p.take(c.doc)
		if doc, _, _ := p.peek(); doc == c.doc && p.old.at < len(b) {
			p.old.next()
			docs--
		}
		if c.post != nil {
			p.begin(c.doc, c.single)
			p.out = append(p.out, c.post...)
			docs++
		}
	}
	if doc, single, size := p.peek(); size > 0 {
		p.begin(doc, single)
		p.out = append(p.out, b[p.old.at+size:]...)
	}
	return p.out, docs
}

// patcher writes a list anew.
type patcher struct {
	old  list
	out  []byte
	last uint32 // document that was written
}

// peek is the next document of the old list; size is how long the code of it is, 0 at the end.
func (p *patcher) peek() (doc uint32, single uint64, size int) {
	if p.old.at >= len(p.old.b) {
		return 0, 0, 0
	}
	code, size := binary.Uvarint(p.old.b[p.old.at:])
	return p.old.doc + uint32(code>>1), code & 1, size
}

func (p *patcher) begin(doc uint32, single uint64) {
	p.out, p.last = binary.AppendUvarint(p.out, uint64(doc-p.last)<<1|single), doc
}

// take writes what the old list has before a document.
func (p *patcher) take(before uint32) {
	doc, single, size := p.peek()
	if size == 0 || doc >= before {
		return
	}
	p.begin(doc, single)
	from := p.old.at + size
	for size > 0 && doc < before && p.old.next() {
		doc, _, size = p.peek()
	}
	p.out, p.last = append(p.out, p.old.b[from:p.old.at]...), p.old.doc
}
