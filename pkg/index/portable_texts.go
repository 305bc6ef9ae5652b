package index

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// The lists of a small pool say nearly as much as its notes: half of all words stand in one
// document alone, and what a list costs besides is where its document is among all. What
// stands where is shorter when it is told document by document, as in a text, of which whoever
// searches makes the lists; frequent words have short numbers, and what is often said together
// packs well.

// Texts are all documents as the terms they are made of. It is a number of terms and each of
// these, by what it shares with the one before; then for each document and each of its fields
// what stands there:
//
//	0      the field ends
//	1, n   nothing, n places long
//	t + 2  the t-th term
//
// and last, as if in one more field, the names that the document has (see [Portable.Terms]).
// Terms that stand nowhere are in no list: notes only speak of them.
// speaks is how many terms say nothing of what a note is about, each as the distance to the
// one before; and for each note twice the words it counts as (see PortableNote.Total), plus
// one where its text says the title again, and how many terms it speaks of otherwise than the
// frequencies of title and body say, each with how often, twice.
func (p *Portable) Texts(terms []PortableTerm) (texts, speaks []byte) {
	terms = append(terms, p.unlisted(terms)...)
	order := byFrequency(terms)
	texts = binary.AppendUvarint(nil, uint64(len(order)))
	last, docs := "", make([][]standing, len(p.Notes)+len(p.Entries))
	for number, i := range order {
		texts, last = AppendFront(texts, terms[i].Text, last), terms[i].Text
		for l := (list{b: terms[i].List}); l.next(); {
			docs[l.doc] = appendStandings(docs[l.doc], &l.post, number)
		}
	}
	for _, d := range docs {
		slices.SortStableFunc(d, func(a, b standing) int { return cmp.Compare(a.at, b.at) })
		texts = appendText(texts, d)
	}
	return texts, p.packSpeaks(terms, order, docs)
}

// unlisted are terms that notes speak of and that stand in no list, such as the words of a link:
// which words are said most depends on these, too.
func (p *Portable) unlisted(terms []PortableTerm) []PortableTerm {
	listed := make(map[string]bool, len(terms))
	for i := range terms {
		listed[terms[i].Text] = true
	}
	var out []PortableTerm
	for i := range p.Notes {
		for text := range p.Notes[i].Speaks {
			if !listed[text] {
				listed[text] = true
				out = append(out, PortableTerm{Text: text})
			}
		}
	}
	return out
}

// standing is where a term stands, the field in the highest four bits.
type standing struct {
	at   uint32
	term int
}

// appendStandings notes where a posting says that a term stands: a name behind all fields.
func appendStandings(to []standing, post *posting, number int) []standing {
	if post.mask == 0 {
		return append(to, standing{fields << 28, number})
	}
	for _, at := range post.positions(nil) {
		to = append(to, standing{at, number})
	}
	return to
}

// byFrequency is the order in which terms are numbered: by how many bits it takes to say how
// often they stand, most first, and then by their letters, so that neighbours share some.
func byFrequency(terms []PortableTerm) []int {
	class, order := make([]int, len(terms)), make([]int, len(terms))
	for i, t := range terms {
		n := uint(0)
		for l := (list{b: t.List}); l.next(); {
			n += uint(l.post.total)
		}
		class[i], order[i] = bits.Len(n), i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(class[b], class[a]), strings.Compare(terms[a].Text, terms[b].Text))
	})
	return order
}

func appendText(b []byte, d []standing) []byte {
	for f := range uint32(fields + 1) {
		next := uint32(0)
		for len(d) > 0 && d[0].at>>28 == f {
			if at := d[0].at & (1<<28 - 1); f < fields && at != next {
				b = binary.AppendUvarint(append(b, 1), uint64(at-next))
				next = at
			}
			b = binary.AppendUvarint(b, uint64(d[0].term)+2)
			next, d = next+1, d[1:]
		}
		b = append(b, 0)
	}
	return b
}

// AppendFront appends a text by what it shares with the one before: how many bytes, how many
// others, and these.
func AppendFront(b []byte, text, last string) []byte {
	same := 0
	for same < min(len(text), len(last)) && text[same] == last[same] {
		same++
	}
	b = binary.AppendUvarint(b, uint64(same))
	return append(binary.AppendUvarint(b, uint64(len(text)-same)), text[same:]...)
}

// packSpeaks is what notes speak of, see Texts.
func (p *Portable) packSpeaks(terms []PortableTerm, order []int, docs [][]standing) []byte {
	numbers := make(map[string]int, len(order))
	for number, i := range order {
		numbers[terms[i].Text] = number
	}
	said, silent := make([]map[int]int32, len(p.Notes)), make([]bool, len(order))
	for number := range silent {
		silent[number] = true
	}
	for i := range p.Notes {
		said[i] = make(map[int]int32, len(p.Notes[i].Speaks))
		for text, times := range p.Notes[i].Speaks {
			number := numbers[text]
			said[i][number], silent[number] = times, false
		}
	}
	var quiet []int
	for number, i := range order {
		if silent[number] && !isFacet(terms[i].Text) {
			quiet = append(quiet, number)
		}
	}
	b := appendNumbers(nil, quiet, func(int) []byte { return nil })
	for i := range p.Notes {
		other, repeats := otherwise(said[i], saidIn(docs[i], silent, false)), uint64(0)
		if again := otherwise(said[i], saidIn(docs[i], silent, true)); len(again) < len(other) {
			other, repeats = again, 1
		}
		b = binary.AppendUvarint(b, uint64(p.Notes[i].Total)<<1|repeats)
		b = appendNumbers(b, other, func(t int) []byte { return binary.AppendUvarint(nil, uint64(said[i][t])) })
	}
	return b
}

// appendNumbers are how many there are, and each as its distance to the one before, with what
// follows it.
func appendNumbers(b []byte, numbers []int, then func(int) []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(numbers)))
	last := 0
	for _, n := range numbers {
		b = append(binary.AppendUvarint(b, uint64(n-last)), then(n)...)
		last = n
	}
	return b
}

// otherwise are the terms of which two say different things, in order.
func otherwise(a, b map[int]int32) []int {
	var out []int
	for t, n := range a {
		if b[t] != n {
			out = append(out, t)
		}
	}
	for t := range b {
		if _, both := a[t]; !both {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return out
}

// saidIn is how often a note speaks of each term, twice, as far as title and body tell.
func saidIn(d []standing, silent []bool, again bool) map[int]int32 {
	title := int32(2 * (asking.weight[inTitle] - 1))
	if again {
		title += 2
	}
	says := map[int]int32{}
	for _, s := range d {
		switch f := s.at >> 28; {
		case silent[s.term]:
		case f == inTitle:
			says[s.term] += title
		case f == inBody:
			says[s.term] += 2
		}
	}
	return says
}
