package repo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
)

// Layout of a version 2 index: header, fanout, ids, checksums, positions, far positions. Version 1,
// which old gits wrote, has no header, and behind the fanout each position with its id.
const (
	idxHeader = 8
	idxFanout = 4 * 256
)

// open reads the index's head. A pack that has just been removed has no objects.
func (p *pack) open() error {
	if p.index != nil {
		return nil
	}
	f, err := os.Open(p.path + ".idx")
	if err != nil {
		return err
	}
	var head [idxHeader + idxFanout]byte
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return errors.Join(fmt.Errorf("read %s.idx: %w", p.path, err), f.Close())
	}
	fanout := head[idxHeader:]
	switch string(head[:idxHeader]) {
	case "\xfftOc\x00\x00\x00\x02":
	default:
		if string(head[:4]) == "\xfftOc" {
			return errors.Join(fmt.Errorf("read %s.idx: neither an index of version 1 nor of version 2", p.path), f.Close())
		}
		p.first, fanout = true, head[:]
	}
	for i := range p.fanout {
		p.fanout[i] = binary.BigEndian.Uint32(fanout[4*i:])
	}
	if !p.holds(f) {
		return errors.Join(fmt.Errorf("read %s.idx: %w", p.path, errDamaged), f.Close())
	}
	p.index = f
	return nil
}

// holds reports whether the file is long enough for as many ids as its fanout says, so that no
// damaged one asks for more room than it could fill.
func (p *pack) holds(f *os.File) bool {
	fi, err := f.Stat()
	if err != nil || !slices.IsSorted(p.fanout[:]) {
		return false
	}
	need, each := int64(idxHeader+idxFanout), int64(p.size+8) // an id, its checksum, its position
	if p.first {
		need, each = idxFanout, int64(p.size+4)
	}
	return fi.Size() >= need+each*int64(p.fanout[255])
}

// find looks an id up: the fanout tells which ids begin with the same byte, these
// are read once and searched.
func (p *pack) find(id []byte) (int64, bool, error) {
	if err := p.open(); absent(err) {
		return 0, false, nil
	} else if err != nil {
		return 0, false, err
	}
	from, to := uint32(0), p.fanout[id[0]]
	if id[0] > 0 {
		from = p.fanout[id[0]-1]
	}
	if from >= to {
		return 0, false, nil
	}
	if p.buckets[id[0]] == "" {
		ids, err := p.ids(int64(from), int(to-from))
		if err != nil {
			return 0, false, fmt.Errorf("read %s.idx: %w", p.path, err)
		}
		p.buckets[id[0]] = ids
	}
	ids, lo, hi := p.buckets[id[0]], 0, int(to-from)
	for lo < hi {
		mid := (lo + hi) / 2
		switch at := ids[mid*p.size : (mid+1)*p.size]; {
		case at == string(id):
			offset, err := p.offset(int64(from) + int64(mid))
			return offset, err == nil, err
		case at < string(id):
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false, nil
}

// ids reads n ids, one behind the other.
func (p *pack) ids(from int64, n int) (string, error) {
	if !p.first {
		b := make([]byte, n*p.size)
		_, err := p.index.ReadAt(b, idxHeader+idxFanout+from*int64(p.size))
		return string(b), err
	}
	b := make([]byte, n*(4+p.size))
	_, err := p.index.ReadAt(b, idxFanout+from*int64(4+p.size))
	ids := make([]byte, 0, n*p.size)
	for i := range n {
		ids = append(ids, b[i*(4+p.size)+4:(i+1)*(4+p.size)]...)
	}
	return string(ids), err
}

// offset is the position of the n-th object.
func (p *pack) offset(n int64) (int64, error) {
	if p.first {
		var b [4]byte
		_, err := p.index.ReadAt(b[:], idxFanout+n*int64(4+p.size))
		return int64(binary.BigEndian.Uint32(b[:])), err
	}
	total := int64(p.fanout[255])
	near := int64(idxHeader+idxFanout) + total*int64(p.size+4)
	var b [8]byte
	if _, err := p.index.ReadAt(b[:4], near+4*n); err != nil {
		return 0, fmt.Errorf("read %s.idx: %w", p.path, err)
	}
	v := binary.BigEndian.Uint32(b[:4])
	if v&0x80000000 == 0 {
		return int64(v), nil
	}
	if _, err := p.index.ReadAt(b[:], near+4*total+8*int64(v&0x7fffffff)); err != nil {
		return 0, fmt.Errorf("read %s.idx: %w", p.path, err)
	}
	return int64(binary.BigEndian.Uint64(b[:])), nil
}
