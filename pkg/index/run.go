package index

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
)

// The inverted file. Every commit of documents writes a run: the terms in order, each with
// its list, packed into blocks of about blockSize bytes, and the documents with the lengths
// of their fields. A document in a newer run replaces the one in an older run, which stays
// where it is until the two are merged. Runs are merged, the newest first, while one is not
// grown times as large as all newer ones together: so there are few, one changed note writes
// some kilobytes, and each posting is written again a few times in its life.
//
// SQLite keeps the blocks: what one transaction wrote is there as a whole or not at all, for
// every process. FTS5 kept the postings before: it cannot rank all notes that have any of
// ten words within what a person waits (some 3 µs a posting; here 10 ns).
const (
	blockSize = 4040 // with its first term: one page of SQLite holds it
	grown     = 4
	mostRuns  = 16 // that a first index may leave: each costs a query a look-up a word, merging them as much as making them
)

// output writes the blocks of one run.
type output struct {
	w     *writer
	run   int64
	first string
	last  string
	b     []byte
}

func (w *writer) newRun() *output {
	n := int64(1)
	if row, ok := w.one("SELECT max(n) FROM runs"); ok && row[0] != nil {
		n = integer(row[0]) + 1
	}
	return &output{w: w, run: n}
}

func (o *output) add(term string, list []byte) {
	if len(o.b) > 0 && len(o.b)+len(list)+len(o.first) > blockSize {
		o.flush()
	}
	if len(o.b) == 0 {
		o.b, o.first, o.last = append(o.b, 0, 0, 0, 0), term, ""
	}
	same := 0
	for same < min(len(term), len(o.last)) && term[same] == o.last[same] {
		same++
	}
	o.b = binary.AppendUvarint(o.b, uint64(same))
	o.b = append(binary.AppendUvarint(o.b, uint64(len(term)-same)), term[same:]...)
	o.b = append(binary.AppendUvarint(o.b, uint64(len(list))), list...)
	o.last = term
}

func (o *output) flush() {
	if len(o.b) > 0 {
		seal(o.b)
		o.w.exec("INSERT INTO blocks (run, first, data) VALUES (?, ?, ?)", o.run, []byte(o.first), o.b)
		o.b = nil // SQLite may still look at it
	}
}

func (o *output) close(d docs) {
	o.flush()
	b := append(make([]byte, 4), d.encode()...)
	seal(b)
	o.w.exec("INSERT INTO runs VALUES (?, ?)", o.run, b)
}

// seal writes the checksum of what follows it into the first four bytes.
func seal(b []byte) { binary.LittleEndian.PutUint32(b, crc32.ChecksumIEEE(b[4:])) }

// unseal checks what seal wrote. Errors: errDamaged.
func unseal(b []byte) ([]byte, error) {
	if len(b) < 4 || binary.LittleEndian.Uint32(b) != crc32.ChecksumIEEE(b[4:]) {
		return nil, fmt.Errorf("postings: %w", errDamaged)
	}
	return b[4:], nil
}

// tidyRuns merges the newest runs as far as their sizes ask for it.
func (w *writer) tidyRuns() {
	if w.err != nil {
		return
	}
	p, err := openPosts(w.ctx, w.c)
	if err != nil {
		w.err = err
		return
	}
	if w.bulk > 1 && len(p.runs) <= mostRuns {
		return
	}
	from, newer := len(p.runs), 0
	for i, r := range slices.Backward(p.runs) {
		size := len(r.docs.ids) + len(r.docs.gone)
		if i < len(p.runs)-1 && size >= grown*newer {
			break
		}
		from, newer = i, newer+size
	}
	if len(p.runs)-from > 1 && w.err == nil {
		w.merged = newer
		w.err = w.merge(p, from)
	}
}

// merge makes one run of those from the given one on. Blocks are deleted as they are read,
// so that the new ones take their pages.
func (w *writer) merge(p *posts, from int) error {
	runs := p.runs[from:]
	out := w.newRun()
	cursors := make([]*cursor, len(runs))
	for i := range runs {
		cursors[i] = &cursor{w: w, run: runs[i].n}
		if err := cursors[i].next(); err != nil {
			return err
		}
	}
	var b []byte
	var all []rawPosting
	for {
		term, any := lowest(cursors)
		if !any {
			break
		}
		all = all[:0]
		for i, c := range cursors {
			if !c.done && c.term == term {
				all = runs[i].living(all, c.list)
				if err := c.next(); err != nil {
					return err
				}
			}
		}
		if len(all) > 0 {
			b = joinPostings(b[:0], all)
			out.add(term, b)
		}
	}
	out.close(joinDocs(runs, from == 0))
	for _, r := range runs {
		w.exec("DELETE FROM runs WHERE n = ?", r.n)
	}
	return w.err
}

func lowest(cursors []*cursor) (term string, any bool) {
	for _, c := range cursors {
		if !c.done && (!any || c.term < term) {
			term, any = c.term, true
		}
	}
	return term, any
}

// rawPosting is a posting whose meaning does not matter.
type rawPosting struct {
	doc    uint32
	single bool // see posting
	raw    []byte
}

func joinPostings(b []byte, all []rawPosting) []byte {
	byDoc := func(x, y rawPosting) int { return cmp.Compare(x.doc, y.doc) }
	if !slices.IsSortedFunc(all, byDoc) {
		slices.SortFunc(all, byDoc)
	}
	last := uint32(0)
	for _, p := range all {
		b = append(appendStep(b, p.doc-last, p.single), p.raw...)
		last = p.doc
	}
	return b
}

// appendStep writes the distance to a document; single: its posting has no head.
func appendStep(b []byte, distance uint32, single bool) []byte {
	n := uint64(distance) << 1
	if single {
		n |= 1
	}
	return binary.AppendUvarint(b, n)
}

// joinDocs are the documents of several runs; oldest: there is none before them from which
// they could take any.
func joinDocs(runs []run, oldest bool) docs {
	type one struct {
		doc  uint32
		lens []byte
	}
	var all []one
	gone := map[uint32]bool{}
	for _, r := range runs {
		for _, g := range r.docs.gone {
			gone[g] = true
		}
	}
	for _, r := range runs {
		dead := 0
		for i, doc := range r.docs.ids {
			if !r.isDead(doc, &dead) {
				all = append(all, one{doc, r.docs.lens[i*fields:][:fields]})
				delete(gone, doc)
			}
		}
	}
	slices.SortFunc(all, func(a, b one) int { return cmp.Compare(a.doc, b.doc) })
	var d docs
	for _, o := range all {
		d.add(o.doc, [fields]byte(o.lens))
	}
	if !oldest {
		d.gone = slices.Sorted(maps.Keys(gone))
	}
	return d
}

// cursor reads a run's terms in order and deletes the blocks it has read.
type cursor struct {
	w    *writer
	run  int64
	row  int64
	at   blockReader
	from string
	term string
	list []byte
	done bool
}

func (c *cursor) next() error {
	for !c.at.next() {
		if err := c.at.err(); err != nil {
			return err
		}
		if c.row != 0 {
			c.w.exec("DELETE FROM blocks WHERE id = ?", c.row)
		}
		row, ok := c.w.one("SELECT id, data, first FROM blocks WHERE run = ? AND first >= ? ORDER BY first LIMIT 1", c.run, []byte(c.from))
		if c.w.err != nil || !ok {
			c.done = true
			return c.w.err
		}
		b, err := unseal(blob(row[1]))
		if err != nil {
			return err
		}
		c.row, c.at, c.from = integer(row[0]), readBlock(b), string(blob(row[2]))
	}
	c.term, c.list = string(c.at.term), c.at.list
	return nil
}

// blockReader reads a block: for each term how many bytes it begins with like the one before,
// the others, and its list.
type blockReader struct {
	b    []byte
	term []byte // good until next
	list []byte
	bad  bool
}

func readBlock(block []byte) blockReader { return blockReader{b: block} }

// next goes to the next term; false at the end, and where the block is damaged.
func (r *blockReader) next() bool {
	if len(r.b) == 0 || r.bad {
		return false
	}
	same := r.number(len(r.term))
	rest := r.take(r.number(len(r.b)))
	r.term = append(r.term[:min(same, len(r.term))], rest...)
	r.list = r.take(r.number(len(r.b)))
	return !r.bad
}

// number is a number that is no greater than most.
func (r *blockReader) number(most int) int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > uint64(most) {
		r.bad = true
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *blockReader) take(n int) []byte {
	if n > len(r.b) {
		r.bad = true
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *blockReader) err() error {
	if r.bad {
		return fmt.Errorf("postings: %w", errDamaged)
	}
	return nil
}
