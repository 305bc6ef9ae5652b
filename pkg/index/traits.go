package index

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"math"
	"strings"
	"time"
)

// Traits are what ranking and filters must know of every candidate, in a fixed width,
// so that a thousand hits are weighed without decoding a card: traitSize bytes a note,
// traitSeg notes a row, a checksum before them.
const (
	traitSize = 24
	traitSeg  = 512
)

type trait struct {
	flags    uint16
	maturity uint8 // index into maturities + 1, 0 for none, 255 for one we do not know
	worked   uint8 // up to 255
	failed   uint8
	title    uint32 // titleHash of the title's terms
	tie      uint32 // hash of the path: an order that does not depend on row numbers
	updated  uint32 // seconds since 1970, 0 for unknown: see Card.Newest
	created  uint32
	evidence uint32 // the newest entry or verification
}

const (
	isLive uint16 = 1 << iota
	isRetired
	isContested
	isAccepted
	isBroken
	isUnanswered // a question without an answer
)

// maturities, from the least to the most.
func maturities() []string { return []string{"untried", "emerging", "promising", "proven"} }

func traitOf(c *Card) trait {
	t := trait{flags: isLive, maturity: rankMaturity(c.Maturity)}
	for _, f := range []struct {
		set  bool
		flag uint16
	}{
		{c.Retired(), isRetired},
		{c.Contested, isContested},
		{c.Accepted, isAccepted},
		{c.Broken, isBroken},
		{strings.EqualFold(string(c.Type), "question") && c.Answers == 0 && !c.Accepted, isUnanswered},
	} {
		if f.set {
			t.flags |= f.flag
		}
	}
	t.worked, t.failed = uint8(min(max(c.Worked, 0), 255)), uint8(min(max(c.Failed, 0), 255))
	h := fnv.New32a()
	h.Write([]byte(c.Path))
	t.tie, t.title = h.Sum32(), c.titled
	t.updated, t.created = seconds(c.Newest()), seconds(c.Created)
	if t.created == 0 {
		t.created = seconds(c.Date)
	}
	t.evidence = max(seconds(c.LastEntry), seconds(c.Verified))
	return t
}

// titleHash is 24 bits that tell whether what was typed is a title.
func titleHash(terms []byte) uint32 {
	h := fnv.New32a()
	h.Write(terms)
	return h.Sum32() >> 8
}

func rankMaturity(s string) uint8 {
	if s == "" {
		return 0
	}
	for i, m := range maturities() {
		if m == s {
			return uint8(i + 1)
		}
	}
	return 255
}

func seconds(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(min(max(t.Unix(), 1), math.MaxUint32))
}

func (t *trait) put(b []byte) {
	binary.LittleEndian.PutUint16(b, t.flags)
	b[2], b[3], b[4] = t.maturity, t.worked, t.failed
	b[5], b[6], b[7] = byte(t.title), byte(t.title>>8), byte(t.title>>16)
	for i, n := range []uint32{t.tie, t.updated, t.created, t.evidence} {
		binary.LittleEndian.PutUint32(b[8+4*i:], n)
	}
}

func traitAt(b []byte) trait {
	n := func(i int) uint32 { return binary.LittleEndian.Uint32(b[i:]) }
	return trait{
		flags: binary.LittleEndian.Uint16(b), maturity: b[2], worked: b[3], failed: b[4],
		title: uint32(b[5]) | uint32(b[6])<<8 | uint32(b[7])<<16,
		tie:   n(8), updated: n(12), created: n(16), evidence: n(20),
	}
}

// traits reads the rows it is asked about, each once.
type traits struct {
	c       *conn
	rows    map[int64][]byte
	last    int64 // segment of the row asked for last
	lastRow []byte
}

func newTraits(c *conn) *traits { return &traits{c: c, rows: map[int64][]byte{}} }

// of is the trait of a note; a note that is not there has no isLive.
func (t *traits) of(ctx context.Context, id int64) (trait, error) {
	if t.lastRow == nil || t.last != id/traitSeg {
		b, err := t.row(ctx, id/traitSeg)
		if err != nil {
			return trait{}, err
		}
		t.last, t.lastRow = id/traitSeg, b
	}
	return traitAt(t.lastRow[4+id%traitSeg*traitSize:]), nil
}

func (t *traits) row(ctx context.Context, seg int64) ([]byte, error) {
	if b := t.rows[seg]; b != nil {
		return b, nil
	}
	row, ok, err := t.c.one(ctx, "SELECT data FROM traits WHERE seg = ?", seg)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 4+traitSeg*traitSize)
	if ok {
		if b, err = checkTraits(blob(row[0])); err != nil {
			return nil, err
		}
	}
	t.rows[seg] = b
	return b, nil
}

func checkTraits(b []byte) ([]byte, error) {
	if len(b) != 4+traitSeg*traitSize || binary.LittleEndian.Uint32(b) != crc32.ChecksumIEEE(b[4:]) {
		return nil, fmt.Errorf("traits: %w", errDamaged)
	}
	return b, nil
}

// live lists every note's number, in order.
func (t *traits) live(ctx context.Context) ([]int64, error) {
	segs, err := t.c.ids(ctx, "SELECT seg FROM traits ORDER BY seg")
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, seg := range segs {
		b, err := t.row(ctx, seg)
		if err != nil {
			return nil, err
		}
		for i := range int64(traitSeg) {
			if binary.LittleEndian.Uint16(b[4+i*traitSize:])&isLive != 0 {
				out = append(out, seg*traitSeg+i)
			}
		}
	}
	return out, nil
}
