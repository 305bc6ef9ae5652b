package index

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"
	"strconv"
)

// What is kept of a forward index is one whole, and what came since: most of the time a few
// documents, and writing the whole for them would take longer than reading them.

// base is the whole as it was kept. The zero value is none.
type base struct {
	sum   uint32 // of its bytes
	docs  map[docKey]bool
	terms int // how many of the numbers are in it
	words int
	lists *keptLists
	kept  *keptWords
}

// mostMore is how many documents are kept beside the whole.
const mostMore = 64

// forwardHeader names the layout of what is kept, and which program wrote it.
func forwardHeader(by string) []byte { return []byte("cop forward 2 " + strconv.Quote(by) + "\n") }

// moreHeader names the whole that more is kept beside.
func moreHeader(by string, sum uint32) []byte {
	return append(forwardHeader(by), "beside "+strconv.FormatUint(uint64(sum), 36)+"\n"...)
}

// openForward reads what was kept, if it is whole and of the same program.
func openForward(by string, kept, more []byte) *forward {
	s := &forward{by: by, has: map[docKey][]byte{}, used: map[docKey]bool{}, roots: map[*root]int32{}}
	rest, sum, ok := unsealed(kept, forwardHeader(by))
	if !ok {
		return s
	}
	p := packed{rest}
	s.terms.all, s.words.all = p.texts(), p.texts()
	s.base = base{sum: sum, terms: len(s.terms.all), words: len(s.words.all)}
	s.base.docs = s.takeDocs(&p)
	s.base.lists = readLists(&p)
	s.base.kept = &keptWords{p.numbers(), p.numbers(), p.take(p.n())}
	if rest, _, ok := unsealed(more, moreHeader(by, sum)); ok {
		p := packed{rest}
		s.terms.all, s.words.all = append(s.terms.all, p.texts()...), append(s.words.all, p.texts()...)
		s.takeDocs(&p)
	}
	return s
}

func (s *forward) takeDocs(p *packed) map[docKey]bool {
	n := p.n()
	if len(s.has) == 0 {
		s.has = make(map[docKey][]byte, n)
	}
	taken := make(map[docKey]bool, n)
	for range n {
		key := docKey(p.take(16))
		s.has[key], taken[key] = p.take(p.n()), true
	}
	return taken
}

// unsealed is what stands between a header and a check sum that is right.
func unsealed(b, header []byte) (rest []byte, sum uint32, ok bool) {
	rest, ok = bytes.CutPrefix(b, header)
	if !ok || len(rest) < 4 {
		return nil, 0, false
	}
	end := len(b) - 4
	sum = binary.LittleEndian.Uint32(b[end:])
	return rest[:len(rest)-4], sum, sum == crc32.ChecksumIEEE(b[:end])
}

// texts are one string cut into many.
func (p *packed) texts() []string {
	out := make([]string, p.n())
	lengths := p.take(p.n())
	size, l := 0, packed{lengths}
	for range out {
		size += l.n()
	}
	all := string(p.take(size))
	l = packed{lengths}
	for i := range out {
		n := l.n()
		out[i], all = all[:n], all[n:]
	}
	return out
}

func appendTexts(b []byte, texts []string) []byte {
	var lengths []byte
	for _, t := range texts {
		lengths = binary.AppendUvarint(lengths, uint64(len(t)))
	}
	b = binary.AppendUvarint(b, uint64(len(texts)))
	b = append(binary.AppendUvarint(b, uint64(len(lengths))), lengths...)
	for _, t := range texts {
		b = append(b, t...)
	}
	return b
}

// keeper writes and sums.
type keeper struct {
	to  *bufio.Writer
	sum hash.Hash32
	n   []byte
}

func newKeeper(w io.Writer) *keeper {
	sum := crc32.NewIEEE()
	return &keeper{to: bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16), sum: sum}
}

func (k *keeper) bytes(b []byte) { _, _ = k.to.Write(b) } // end tells

func (k *keeper) number(n int) {
	k.n = binary.AppendUvarint(k.n[:0], uint64(n))
	k.bytes(k.n)
}

func (k *keeper) piece(b []byte) {
	k.number(len(b))
	k.bytes(b)
}

func (k *keeper) end() error {
	if err := k.to.Flush(); err != nil {
		return err
	}
	k.bytes(binary.LittleEndian.AppendUint32(nil, k.sum.Sum32()))
	return k.to.Flush()
}

// keep writes all documents in use.
func (s *forward) keep(k *keeper) {
	k.bytes(appendTexts(appendTexts(forwardHeader(s.by), s.terms.all), s.words.all))
	k.number(len(s.used))
	for key := range s.used {
		k.bytes(key[:])
		k.piece(s.has[key])
	}
}

// beside are the documents in use that are not in the whole.
func (s *forward) beside() []docKey {
	var out []docKey
	for key := range s.used {
		if !s.base.docs[key] {
			out = append(out, key)
		}
	}
	return out
}

// Learnt reports whether documents were read that were not kept.
func (p *Portable) Learnt() bool { return p.forward.fresh }

// KeepMore writes what came since [Portable.Terms] wrote last.
func (p *Portable) KeepMore(w io.Writer) error {
	s, k := p.forward, newKeeper(w)
	k.bytes(appendTexts(appendTexts(moreHeader(s.by, s.base.sum), s.terms.all[s.base.terms:]), s.words.all[s.base.words:]))
	beside := s.beside()
	k.number(len(beside))
	for _, key := range beside {
		k.bytes(key[:])
		k.piece(s.has[key])
	}
	return k.end()
}
