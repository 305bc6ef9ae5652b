package index

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"slices"
	"time"
	"unsafe"

	"github.com/breakfast-table/cop/pkg/note"
)

// A segment packs the cards of segSize notes of neighbouring numbers into one blob:
//
//	checksum (4 bytes)
//	dictionary: count, then each string as length and bytes
//	lengths of the segSize records, 0 for none
//	the records
//
// Numbers are varints. What neighbours share (topic, tags, authors …) is a number in
// the dictionary. A whole segment is decoded without a copy of its bytes, its strings
// being parts of them; one card is found by summing lengths. So 10,000 cards are
// read in milliseconds, and one changed note rewrites some 10 KB, whatever the size of
// the pool.
const segSize = 64

type segment [segSize]*Card

// Every note's path is folder + topic + slug + suffix; cards store the middle.
const (
	folder = "practices/"
	suffix = ".md"
)

// encode packs a segment.
func (g *segment) encode() []byte {
	var dict dictionary
	var lengths, records []byte
	for _, c := range g {
		before := len(records)
		if c != nil {
			records = appendCard(records, c, &dict)
		}
		lengths = binary.AppendUvarint(lengths, uint64(len(records)-before))
	}
	b := binary.AppendUvarint(make([]byte, 4, 4+len(records)+len(lengths)+64), uint64(len(dict.list)))
	for _, s := range dict.list {
		b = appendString(b, s)
	}
	b = append(append(b, lengths...), records...)
	binary.LittleEndian.PutUint32(b, crc32.ChecksumIEEE(b[4:]))
	return b
}

// dictionary numbers strings in the order they are met.
type dictionary struct {
	list []string
	at   map[string]uint64
}

func (d *dictionary) number(s string) uint64 {
	n, ok := d.at[s]
	if !ok {
		if d.at == nil {
			d.at = map[string]uint64{}
		}
		n = uint64(len(d.list))
		d.at[s] = n
		d.list = append(d.list, s)
	}
	return n
}

const (
	bitBroken = 1 << iota
	bitContested
	bitAccepted
	bitPrivate
)

func appendCard(b []byte, c *Card, d *dictionary) []byte {
	b = append(b, bit(c.Broken, bitBroken)|bit(c.Contested, bitContested)|bit(c.Accepted, bitAccepted)|bit(c.Private, bitPrivate))
	b = binary.AppendUvarint(b, d.number(c.Topic))
	b = appendString(b, c.Address.Slug())
	b = appendString(b, string(rawHash(c.Hash)))
	b = appendString(b, c.Title)
	b = appendString(b, c.Description)
	for _, s := range []string{string(c.Type), c.Status, c.Lang, c.By, c.ByEmail, c.DraftedBy, c.Maturity} {
		b = binary.AppendUvarint(b, d.number(s))
	}
	for _, list := range [][]string{c.Tags, c.Authors, c.Aliases} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			b = binary.AppendUvarint(b, d.number(s))
		}
	}
	for _, t := range []time.Time{c.Date, c.ReviewBy, c.Modified, c.Added, c.Edited, c.Verified, c.LastEntry} {
		b = appendTime(b, t)
	}
	for _, n := range []int{int(c.titled), c.spoken, c.Words, c.Changes, c.Worked, c.Partly, c.Failed, c.Answers, c.Comments} {
		b = binary.AppendUvarint(b, uint64(max(n, 0)))
	}
	return b
}

func bit(set bool, b byte) byte {
	if set {
		return b
	}
	return 0
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendTime writes seconds; the zero time is 0, any other is its distance from 1970,
// sign in the lowest bit, plus one.
func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, 0)
	}
	s := t.Unix()
	return binary.AppendUvarint(b, uint64(s<<1^s>>63)+1)
}

// rawHash halves a hex id; one that is not hex stays as it is.
func rawHash(s string) []byte {
	if raw, err := hex.DecodeString(s); err == nil {
		return raw
	}
	return []byte(s)
}

// hexHash undoes rawHash.
func hexHash(raw []byte) string {
	if len(raw) != 20 && len(raw) != 32 {
		return string(raw)
	}
	return hex.EncodeToString(raw)
}

// opened is a segment ready to read cards from.
type opened struct {
	dict []string
	ends [segSize]int // ends of the records in data
	data string
	room room
}

// room holds what cards of one segment are made of besides parts of data: one
// allocation for many cards.
type room struct {
	lists []string
	chars []byte // only ever longer; strings are parts of it
}

// join is its parts in one string.
func (m *room) join(parts ...string) string {
	start := len(m.chars)
	for _, p := range parts {
		m.chars = append(m.chars, p...)
	}
	return m.since(start)
}

// since is what was put into chars from start on.
func (m *room) since(start int) string {
	return unsafe.String(unsafe.SliceData(m.chars[start:]), len(m.chars)-start)
}

// hex is an object id as it is shown; what has no length of one stays as it is.
func (m *room) hex(raw string) string {
	const digits = "0123456789abcdef"
	if len(raw) != 20 && len(raw) != 32 {
		return raw
	}
	start := len(m.chars)
	for i := range len(raw) {
		m.chars = append(m.chars, digits[raw[i]>>4], digits[raw[i]&15])
	}
	return m.since(start)
}

// openSegment reads a segment's frame. The strings of its cards are parts of blob, which
// must not be changed any more. Errors: errDamaged.
func openSegment(blob []byte) (*opened, error) {
	o := new(opened)
	return o, o.open(blob)
}

// open is openSegment in the memory of a segment whose cards nobody needs any more.
func (o *opened) open(blob []byte) error {
	if len(blob) < 4 || binary.LittleEndian.Uint32(blob) != crc32.ChecksumIEEE(blob[4:]) {
		return fmt.Errorf("cards: %w", errDamaged)
	}
	r := reader{s: unsafe.String(unsafe.SliceData(blob[4:]), len(blob)-4)}
	n := r.count()
	o.dict = slices.Grow(o.dict[:0], min(n, len(r.s)))
	o.room.lists, o.room.chars = o.room.lists[:0], o.room.chars[:0]
	for range n {
		if o.dict = append(o.dict, r.text()); r.bad {
			break
		}
	}
	end := 0
	for i := range o.ends {
		end += r.count()
		o.ends[i] = end
	}
	if o.data = r.s; r.bad || end != len(o.data) {
		return fmt.Errorf("cards: %w", errDamaged)
	}
	return nil
}

// start is where the i-th record begins in data.
func (o *opened) start(i int) int {
	if i == 0 {
		return 0
	}
	return o.ends[i-1]
}

// has tells whether there is an i-th card.
func (o *opened) has(i int) bool { return o.start(i) < o.ends[i] }

// card reads the i-th card into c. ok is false when there is none.
func (o *opened) card(i int, c *Card) (ok bool, err error) {
	if !o.has(i) {
		return false, nil
	}
	r := reader{s: o.data[o.start(i):o.ends[i]], dict: o.dict, room: &o.room}
	r.card(c)
	if r.bad {
		return false, fmt.Errorf("card: %w", errDamaged)
	}
	return true, nil
}

// decode unpacks a whole segment.
func (g *segment) decode(blob []byte) error {
	o, err := openSegment(blob)
	if err != nil {
		return err
	}
	for i := range g {
		c := new(Card)
		ok, err := o.card(i, c)
		if err != nil {
			return err
		}
		if ok {
			g[i] = c
		}
	}
	return nil
}

// reader takes values off the front of s. After the first that is not there it is bad
// and yields zero values.
type reader struct {
	s    string
	dict []string
	room *room
	bad  bool
}

func (r *reader) card(c *Card) {
	flags := r.take(1)[0]
	c.Broken, c.Private = flags&bitBroken != 0, flags&bitPrivate != 0
	c.Contested, c.Accepted = flags&bitContested != 0, flags&bitAccepted != 0
	c.Topic = r.word()
	slash := ""
	if c.Topic != "" {
		slash = "/"
	}
	c.Path = r.room.join(folder, c.Topic, slash, r.text(), suffix)
	c.Address = note.Address(c.Path[len(folder) : len(c.Path)-len(suffix)])
	c.Hash = r.room.hex(r.text())
	c.Title, c.Description = r.text(), r.text()
	c.Type, c.Status, c.Lang, c.By, c.ByEmail, c.DraftedBy, c.Maturity = note.Type(r.word()), r.word(), r.word(), r.word(), r.word(), r.word(), r.word()
	c.Tags, c.Authors, c.Aliases = r.list(), r.list(), r.list()
	c.Date, c.ReviewBy, c.Modified, c.Added, c.Edited, c.Verified, c.LastEntry = r.time(), r.time(), r.time(), r.time(), r.time(), r.time(), r.time()
	c.titled, c.spoken = uint32(r.count()), r.count()
	c.Words, c.Changes, c.Worked, c.Partly, c.Failed, c.Answers, c.Comments = r.count(), r.count(), r.count(), r.count(), r.count(), r.count(), r.count()
	c.settle()
}

func (r *reader) number() uint64 {
	n := uint64(0)
	for i := 0; i < len(r.s) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(r.s[i]&0x7f) << (7 * i)
		if r.s[i] < 0x80 {
			r.s = r.s[i+1:]
			return n
		}
	}
	r.s, r.bad = "", true
	return 0
}

// count is a number no greater than what a pool can hold.
func (r *reader) count() int {
	n := r.number()
	if n > 1<<31 {
		r.bad = true
		return 0
	}
	return int(n)
}

// take yields n bytes; at least one, so that a caller may look at it.
func (r *reader) take(n int) string {
	if n > len(r.s) {
		r.s, r.bad = "", true
		return "\x00"
	}
	part := r.s[:n]
	r.s = r.s[n:]
	return part
}

func (r *reader) text() string {
	if n := r.count(); n > 0 {
		return r.take(n)
	}
	return ""
}

func (r *reader) word() string {
	n := r.number()
	if n >= uint64(len(r.dict)) {
		r.bad = true
		return ""
	}
	return r.dict[n]
}

func (r *reader) list() []string {
	n := r.count()
	if n == 0 || n > len(r.s) {
		r.bad = r.bad || n > 0
		return nil
	}
	lists := r.room.lists
	if len(lists)+n > cap(lists) {
		lists = make([]string, 0, max(n, segSize))
	}
	start := len(lists)
	for range n {
		lists = append(lists, r.word())
	}
	r.room.lists = lists
	return lists[start:len(lists):len(lists)]
}

func (r *reader) time() time.Time {
	n := r.number()
	if n == 0 {
		return time.Time{}
	}
	n--
	return time.Unix(int64(n>>1)^-int64(n&1), 0).UTC()
}
