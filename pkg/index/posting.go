package index

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// The fields of a document. A word counts by where it stands: see weights.
const (
	inTitle = iota
	inNames // tags, aliases, the words of the address, and the parts of CamelCase words
	inHeadings
	inDescription
	inBody
	fields
)

// A document is numbered as its row, entries from entryDoc: notes come first in a list.
const entryDoc = 1 << 31

func docOf(id int64) uint32 {
	if id >= firstEntry {
		return entryDoc + uint32(id-firstEntry)
	}
	return uint32(id)
}

func rowOf(doc uint32) int64 {
	if doc >= entryDoc {
		return firstEntry + int64(doc-entryDoc)
	}
	return int64(doc)
}

// A posting says where one term stands in one document, in bytes:
//
//	head       twice how often, where that is only in the body; else an odd number, fields as
//	           bits above the lowest, and then how often in each of these fields
//	positions  each as the distance to the one before in the same field; fields in their order
//
// A term that stands once, in the body, has no head: half of all postings are so. A facet is
// a posting of the single byte 0: it stands nowhere. A list is, for each document in order,
// twice its distance to the one before, plus one where there is no head, and its posting.
// Numbers are varints.
//
// Example: "tar" twice in the body of document 7, as words 3 and 5 → 14, 4, 3, 2.
type posting struct {
	mask  uint8 // fields it stands in, as bits
	tf    [fields]uint32
	total uint32
	where []byte // positions
}

const bodyOnly = 1 << inBody

// occurrences gather one posting, field by field.
type occurrences struct {
	tf [fields]uint32
	at []uint32 // places in each field, one field after the other
}

func (o *occurrences) add(field int, at uint32) {
	o.tf[field]++
	o.at = append(o.at, at)
}

// encode appends the posting to b; single: it has no head.
func (o *occurrences) encode(b []byte) (_ []byte, single bool) {
	var mask uint64
	for f, n := range o.tf {
		if n > 0 {
			mask |= 1 << f
		}
	}
	switch {
	case mask == bodyOnly && o.tf[inBody] == 1:
		return binary.AppendUvarint(b, uint64(o.at[0])), true
	case mask == bodyOnly:
		b = binary.AppendUvarint(b, uint64(o.tf[inBody])<<1)
	default:
		b = binary.AppendUvarint(b, mask<<1|1)
		for _, n := range o.tf {
			if n > 0 {
				b = binary.AppendUvarint(b, uint64(n))
			}
		}
	}
	at := o.at
	for _, n := range o.tf {
		last := uint32(0)
		for _, p := range at[:n] {
			b = binary.AppendUvarint(b, uint64(p-last))
			last = p
		}
		at = at[n:]
	}
	return b, false
}

// list reads postings one after the other.
type list struct {
	b    []byte
	doc  uint32
	at   int // where the posting of doc begins
	bad  bool
	post posting
}

func (l *list) varint() uint32 {
	if len(l.b) > l.at && l.b[l.at] < 0x80 {
		l.at++
		return uint32(l.b[l.at-1])
	}
	n, size := binary.Uvarint(l.b[min(l.at, len(l.b)):])
	if size <= 0 || n > 1<<32-1 {
		l.bad, l.at = true, len(l.b)
		return 0
	}
	l.at += size
	return uint32(n)
}

// next goes to the next document; false at the end, and where the list is damaged.
func (l *list) next() bool {
	if l.at >= len(l.b) || l.bad {
		return false
	}
	if single := l.step(); !single {
		l.read()
		return !l.bad
	}
	start := l.at
	l.skip(1)
	p := &l.post
	p.mask, p.total, p.where = bodyOnly, 1, l.b[start:l.at]
	p.tf[inBody] = 1
	return !l.bad
}

// step goes to the document; single: its posting has no head.
func (l *list) step() (single bool) {
	n, size := uint64(l.b[l.at]), 1
	if n >= 0x80 {
		if n, size = binary.Uvarint(l.b[l.at:]); size <= 0 || n > 1<<33-1 {
			l.bad, l.at = true, len(l.b)
			return false
		}
	}
	l.at += size
	l.doc += uint32(n >> 1)
	return n&1 != 0
}

// read takes one posting that has a head.
func (l *list) read() {
	p := &l.post
	head := l.varint()
	if head&1 == 0 {
		p.mask, p.total = bodyOnly, head>>1
		p.tf[inBody] = p.total
		if head == 0 {
			p.mask, p.where = 0, nil
			return
		}
	} else {
		p.mask, p.total = uint8(head>>1), 0
		for f := range fields {
			if p.mask>>f&1 != 0 {
				p.tf[f] = l.varint()
				p.total += p.tf[f]
			}
		}
	}
	start := l.at
	l.skip(int(p.total))
	p.where = l.b[start:l.at]
}

// skip passes n numbers over: as many bytes as end one, eight at a time where there are many.
func (l *list) skip(n int) {
	at := l.at
	for n >= 8 && at+8 <= len(l.b) {
		ends := ^binary.LittleEndian.Uint64(l.b[at:]) & 0x8080808080808080
		n, at = n-bits.OnesCount64(ends), at+8
	}
	for n > 0 && at < len(l.b) {
		if l.b[at] < 0x80 {
			n--
		}
		at++
	}
	l.bad, l.at = l.bad || n > 0, at
}

// skim is next for who wants the posting's bytes and not what they say.
func (l *list) skim() (p rawPosting, ok bool) {
	if l.at >= len(l.b) || l.bad {
		return p, false
	}
	p.single = l.step()
	start := l.at
	if p.single {
		l.skip(1)
	} else {
		l.read()
	}
	p.doc, p.raw = l.doc, l.b[start:l.at]
	return p, !l.bad
}

// positions appends where the term stands, the field in the highest four bits.
func (p *posting) positions(to []uint32) []uint32 {
	rest := p.where
	for f := range fields {
		if p.mask>>f&1 == 0 {
			continue
		}
		at := uint32(0)
		for range p.tf[f] {
			n, size := binary.Uvarint(rest)
			if size <= 0 {
				return to
			}
			at, rest = at+uint32(n), rest[size:]
			to = append(to, at&(1<<28-1)|uint32(f)<<28)
		}
	}
	return to
}

// lengthCode packs a length into a byte: exact up to 15, then to an eighth.
//
// Example: 100 → 36, which stands for 96.
func lengthCode(n int) byte {
	shift := 0
	for n>>shift > 15 {
		shift++
	}
	return byte(min(shift<<3+n>>shift, 255))
}

// lengthOf undoes lengthCode.
func lengthOf(code byte) int {
	if code < 16 {
		return int(code)
	}
	shift := int(code>>3) - 1
	return int(code&7|8) << shift
}

// docs are the documents of a run: what runs.docs holds.
type docs struct {
	ids  []uint32
	lens []byte   // fields bytes a document, see lengthCode
	gone []uint32 // documents of older runs that are no more
}

func (d *docs) add(doc uint32, lens [fields]byte) {
	d.ids, d.lens = append(d.ids, doc), append(d.lens, lens[:]...)
}

func (d *docs) encode() []byte {
	b := appendAscending(nil, d.gone)
	b = appendAscending(b, d.ids)
	return append(b, d.lens...)
}

func appendAscending(b []byte, list []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	last := uint32(0)
	for _, n := range list {
		b = binary.AppendUvarint(b, uint64(n-last))
		last = n
	}
	return b
}

func decodeDocs(b []byte) (docs, error) {
	l := list{b: b}
	d := docs{gone: l.ascending(), ids: nil}
	d.ids = l.ascending()
	d.lens = b[min(l.at, len(b)):]
	if l.bad || len(d.lens) != fields*len(d.ids) {
		return docs{}, fmt.Errorf("documents: %w", errDamaged)
	}
	return d, nil
}

func (l *list) ascending() []uint32 {
	n := int(l.varint())
	if n > len(l.b) {
		l.bad = true
		return nil
	}
	out := make([]uint32, n)
	last := uint32(0)
	for i := range out {
		last += l.varint()
		out[i] = last
	}
	return out
}
