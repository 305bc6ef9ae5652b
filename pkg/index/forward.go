package index

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
	"strconv"
)

// A forward index keeps what documents give to a [Portable], packed and by what they were read from,
// so that after one change one document is read. Terms and words stand in it by number; what
// the numbers are follows from the order of reading, and nothing that is made of it shows them.
type forward struct {
	by           string // the program
	terms, words numbered
	has          map[[16]byte][]byte
	used         map[[16]byte]bool
	fresh        bool // it has what was not kept

	known []int32         // by number in the vocabulary: a term's number here, plus one
	roots map[*root]int32 // words that were met: their numbers; -1: not worth spelling
	now   []int32         // words of the document at work
}

// numbered are texts and their numbers.
type numbered struct {
	all  []string
	at   map[string]int32 // nil: not asked for yet
	used []bool
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

func (n *numbered) use(i int32) {
	if more := len(n.all) - len(n.used); more > 0 {
		n.used = append(n.used, make([]bool, more)...)
	}
	n.used[i] = true
}

func (n *numbered) inUse() []string {
	var out []string
	for i, is := range n.used {
		if is {
			out = append(out, n.all[i])
		}
	}
	return out
}

// given is what a document gives. rest are its postings: of each term its number, twice, plus
// one where it is single, how long the posting is, and the posting, see eachPosting.
type given struct {
	private bool // and then nothing else
	lens    [fields]byte
	spoken  int
	calls   []uint32
	words   []int32
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
	slices.Sort(g.words)
	b = n(b, len(g.words))
	last := int32(0)
	for _, w := range g.words {
		b, last = n(b, int(w-last)), w
	}
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
	g.words = make([]int32, p.n())
	last := int32(0)
	for i := range g.words {
		last += int32(p.n())
		g.words[i] = last
	}
	g.total = int32(p.n())
	for range p.n() {
		g.speaks = append(g.speaks, spoken{int32(p.n()), int32(p.n())})
	}
	g.rest = p.b
	return g
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

func (s *forward) met() []int32 {
	slices.Sort(s.now)
	return slices.Compact(s.now)
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

// use says that a document is in the index, with its words.
func (s *forward) use(key [16]byte, g *given) {
	s.used[key] = true
	for _, w := range g.words {
		s.words.use(w)
	}
}

func forwardKey(path, hash string, speaks bool) (key [16]byte) {
	h := sha256.New()
	how := byte(0)
	if speaks {
		how = 1
	}
	h.Write(append([]byte(path+"\x00"+hash), how))
	copy(key[:], h.Sum(nil))
	return key
}

// forwardHeader names the layout of what is kept, and which program wrote it.
func forwardHeader(by string) []byte { return []byte("cop forward 1 " + strconv.Quote(by) + "\n") }

// openForward reads what Keep wrote, if it is whole and of the same program.
func openForward(by string, kept []byte) *forward {
	s := &forward{by: by, has: map[[16]byte][]byte{}, used: map[[16]byte]bool{}, roots: map[*root]int32{}}
	rest, ok := bytes.CutPrefix(kept, forwardHeader(by))
	end := len(kept) - 4
	if !ok || len(rest) < 4 || binary.LittleEndian.Uint32(kept[end:]) != crc32.ChecksumIEEE(kept[:end]) {
		return s
	}
	p := packed{rest[:len(rest)-4]}
	s.terms.all, s.words.all = p.texts(), p.texts()
	for range p.n() {
		key := [16]byte(p.take(16))
		s.has[key] = p.take(p.n())
	}
	return s
}

func (p *packed) texts() []string {
	out := make([]string, p.n())
	for i := range out {
		out[i] = string(p.take(p.n()))
	}
	return out
}

func appendTexts(b []byte, texts []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, t := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(t))), t...)
	}
	return b
}

// Learnt reports whether documents were read that were not kept.
func (p *Portable) Learnt() bool { return p.forward.fresh }

// Keep writes what the documents of this index gave, for a later [NewPortable].
func (p *Portable) Keep(w io.Writer) error {
	s, sum := p.forward, crc32.NewIEEE()
	if s.worn() {
		return nil // and the next one begins anew
	}
	to := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
	head := appendTexts(appendTexts(forwardHeader(s.by), s.terms.all), s.words.all)
	_, _ = to.Write(binary.AppendUvarint(head, uint64(len(s.used)))) // Flush tells
	var length []byte
	for key := range s.used {
		b := s.has[key]
		length = binary.AppendUvarint(length[:0], uint64(len(b)))
		_, _ = to.Write(key[:])
		_, _ = to.Write(length)
		_, _ = to.Write(b)
	}
	if err := to.Flush(); err != nil {
		return err
	}
	_, err := w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

// worn reports that most of the words kept are those of documents that are gone.
func (s *forward) worn() bool {
	return len(s.words.all) > 1000 && len(s.words.inUse()) < len(s.words.all)/2
}
