package site

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"

	"github.com/breakfast-table/cop/pkg/index"
)

// The bytes of the index that pages search, see [search].

// packer compresses one text after the other: what it needs for that is larger than most.
type packer struct {
	to bytes.Buffer
	w  *flate.Writer
}

// pack is good until the next.
func (p *packer) pack(raw []byte) ([]byte, error) {
	p.to.Reset()
	if p.w == nil {
		w, err := flate.NewWriter(&p.to, flate.DefaultCompression)
		if err != nil {
			return nil, err
		}
		p.w = w
	}
	p.w.Reset(&p.to)
	if _, err := p.w.Write(raw); err != nil {
		return nil, err
	}
	err := p.w.Close()
	return p.to.Bytes(), err
}

func bit(is bool) byte {
	if is {
		return 1
	}
	return 0
}

// packTerms are 0, to tell them from [index.Portable.Texts], and the terms in order, each with
// how long its list is, twice, plus one where it has no positions.
func packTerms(terms []index.PortableTerm, bare []bool) []byte {
	b := []byte{0}
	last := ""
	for i, t := range terms {
		b = index.AppendFront(b, t.Text, last)
		b = append(binary.AppendUvarint(b, uint64(len(t.List))<<1|uint64(bit(bare[i]))), t.List...)
		last = t.Text
	}
	return b
}
