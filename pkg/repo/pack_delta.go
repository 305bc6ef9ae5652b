package repo

import "encoding/binary"

// applyDelta builds an object from its base and a delta: two sizes, then
// instructions to copy a part of the base (top bit set; the other bits tell which bytes of
// offset and length follow) or to insert the next n bytes. It is built into the room given,
// if that is large enough.
func applyDelta(room, base, delta []byte) ([]byte, error) {
	from, n := binary.Uvarint(delta)
	if n <= 0 || from != uint64(len(base)) {
		return nil, errDamaged
	}
	delta = delta[n:]
	to, n := binary.Uvarint(delta)
	if n <= 0 || to > 1<<32 {
		return nil, errDamaged
	}
	delta = delta[n:]
	out := room[:0]
	if want := int(min(to, 64<<20)); cap(out) < want {
		out = make([]byte, 0, want)
	}
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		var part []byte
		if op&0x80 != 0 {
			offset, length, used, ok := copyArguments(op, delta)
			if !ok || offset+length > len(base) {
				return nil, errDamaged
			}
			delta, part = delta[used:], base[offset:offset+length]
		} else {
			if op == 0 || int(op) > len(delta) {
				return nil, errDamaged
			}
			part, delta = delta[:op], delta[op:]
		}
		if out = append(out, part...); uint64(len(out)) > to {
			return nil, errDamaged
		}
	}
	if uint64(len(out)) != to {
		return nil, errDamaged
	}
	return out, nil
}

func copyArguments(op byte, in []byte) (offset, length, used int, ok bool) {
	for bit := range 7 {
		if op&(1<<bit) == 0 {
			continue
		}
		if used >= len(in) {
			return 0, 0, 0, false
		}
		if bit < 4 {
			offset |= int(in[used]) << (8 * bit)
		} else {
			length |= int(in[used]) << (8 * (bit - 4))
		}
		used++
	}
	if length == 0 {
		length = 0x10000
	}
	return offset, length, used, true
}
