package index

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// A forward index keeps what documents give to a [Portable], packed and by what they were read from,
// so that after one change one document is read. Terms and words stand in it by number; what
// the numbers are follows from the order of reading, and nothing that is made of it shows them.
type forward struct {
	by           string // the program
	terms, words numbered
	has          map[docKey][]byte
	used         map[docKey]bool
	base         base // what of it was kept as a whole
	fresh        bool // it has what was not kept

	known []int32         // by number in the vocabulary: a term's number here, plus one
	roots map[*root]int32 // words that were met: their numbers; -1: not worth spelling
	now   []int32         // words of the document at work
}

// docKey stands for a file and what it says.
type docKey [16]byte

// numbered are texts and their numbers.
type numbered struct {
	all []string
	at  map[string]int32 // nil: not asked for yet
}

func (n *numbered) number(text string) int32 {
	if n.at == nil {
		n.at = make(map[string]int32, len(n.all))
		for i, t := range n.all {
			n.at[t] = int32(i)
		}
	}
	i, ok := n.at[text]
	if !ok {
		i = int32(len(n.all))
		n.all, n.at[text] = append(n.all, text), i
	}
	return i
}

// given is what a document gives. rest are its postings: of each term its number, twice, plus
// one where it is single, how long the posting is, and the posting, see eachPosting.
type given struct {
	private bool // and then nothing else
	lens    [fields]byte
	spoken  int
	calls   []uint32
	words   []byte // numbers, see eachWord
	total   int32
	speaks  []spoken
	rest    []byte
}

type spoken struct{ term, times int32 }

func packGiven(g given, rest []byte) []byte {
	n := func(b []byte, x int) []byte { return binary.AppendUvarint(b, uint64(x)) }
	b := make([]byte, 0, len(rest)+2*len(g.words)+64)
	if g.private {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = n(append(b, g.lens[:]...), g.spoken)
	b = n(b, len(g.calls))
	for _, c := range g.calls {
		b = n(b, int(c))
	}
	b = append(n(b, len(g.words)), g.words...)
	b = n(n(b, int(g.total)), len(g.speaks))
	for _, s := range g.speaks {
		b = n(n(b, int(s.term)), int(s.times))
	}
	return append(b, rest...)
}

// packed is read from the front.
type packed struct{ b []byte }

func (p *packed) n() int {
	x, n := binary.Uvarint(p.b)
	p.b = p.b[n:]
	return int(x)
}

func (p *packed) take(n int) (b []byte) {
	b, p.b = p.b[:n:n], p.b[n:]
	return b
}

func readGiven(b []byte) (g given) {
	p := packed{b}
	g.private = p.take(1)[0] == 1
	copy(g.lens[:], p.take(fields))
	g.spoken = p.n()
	for range p.n() {
		g.calls = append(g.calls, uint32(p.n()))
	}
	g.words = p.take(p.n())
	g.total = int32(p.n())
	for range p.n() {
		g.speaks = append(g.speaks, spoken{int32(p.n()), int32(p.n())})
	}
	g.rest = p.b
	return g
}

// packWordNumbers are numbers in order, each as the distance to the one before.
func packWordNumbers(words []int32) []byte {
	var b []byte
	last := int32(0)
	for _, w := range words {
		b, last = binary.AppendUvarint(b, uint64(w-last)), w
	}
	return b
}

func eachWord(b []byte, each func(w int32)) {
	w := int32(0)
	for p := (packed{b}); len(p.b) > 0; {
		w += int32(p.n())
		each(w)
	}
}

func eachPosting(b []byte, each func(term int, single uint64, post []byte)) {
	for p := (packed{b}); len(p.b) > 0; {
		code := p.n()
		each(code>>1, uint64(code&1), p.take(p.n()))
	}
}

func uvarintLen(x uint64) int {
	n := 1
	for ; x >= 0x80; x >>= 7 {
		n++
	}
	return n
}

// begin, meet and met gather the words of one document.
func (s *forward) begin() { s.now = s.now[:0] }

func (s *forward) meet(words []*root) {
	for _, r := range words {
		i, ok := s.roots[r]
		if !ok {
			if i = -1; !r.sign && spelled(r.folded) {
				i = s.words.number(r.folded)
			}
			s.roots[r] = i
		}
		if i >= 0 {
			s.now = append(s.now, i)
		}
	}
}

func (s *forward) met() []byte {
	slices.Sort(s.now)
	return packWordNumbers(slices.Compact(s.now))
}

// postings are those of a document, by the numbers of the forward index.
func (s *forward) postings(d *document) []byte {
	out := make([]byte, 0, len(d.posts)+4*len(d.terms))
	from := uint32(0)
	for _, t := range d.terms {
		if more := int(t.num) + 1 - len(s.known); more > 0 {
			s.known = append(s.known, make([]int32, more)...)
		}
		if s.known[t.num] == 0 {
			s.known[t.num] = s.terms.number(d.words.all[t.num].text) + 1
		}
		code := uint64(s.known[t.num]-1) << 1
		if t.single {
			code |= 1
		}
		post := d.posts[from:t.end]
		out = append(binary.AppendUvarint(binary.AppendUvarint(out, code), uint64(len(post))), post...)
		from = t.end
	}
	return out
}

func forwardKey(path, hash string, speaks bool) (key docKey) {
	h := sha256.New()
	how := byte(0)
	if speaks {
		how = 1
	}
	h.Write(append([]byte(path+"\x00"+hash), how))
	copy(key[:], h.Sum(nil))
	return key
}

// learn takes what a document gives that was read.
func (s *forward) learn(key docKey, b []byte) {
	s.has[key], s.fresh = b, true
}
