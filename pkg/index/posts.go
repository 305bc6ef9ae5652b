package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// posts reads the inverted file, as one state of it. Not safe for concurrent use.
type posts struct {
	ctx   context.Context
	c     *conn
	runs  []run // oldest first
	lists map[string][][]byte
	size  uint32 // of what holds every note by its number
}

// run is one sorted run; see run.go.
type run struct {
	n    int64
	docs docs
	dead []uint32 // sorted: what newer runs take from it
}

func openPosts(ctx context.Context, c *conn) (*posts, error) {
	p := &posts{ctx: ctx, c: c, lists: map[string][][]byte{}}
	all, err := c.ids(ctx, "SELECT n FROM runs ORDER BY n")
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(c.kept, func(n int64, _ docs) bool { return !slices.Contains(all, n) })
	for _, n := range all {
		d, err := docsOf(ctx, c, n)
		if err != nil {
			return nil, err
		}
		p.runs = append(p.runs, run{n: n, docs: d})
	}
	for i := range p.runs {
		ids := p.runs[i].docs.ids
		for j := i + 1; j < len(p.runs); j++ {
			p.runs[i].dead = append(p.runs[i].dead, common(ids, p.runs[j].docs.ids)...)
			p.runs[i].dead = append(p.runs[i].dead, common(ids, p.runs[j].docs.gone)...)
		}
		slices.Sort(p.runs[i].dead)
		if n, _ := slices.BinarySearch(ids, entryDoc); n > 0 {
			p.size = max(p.size, ids[n-1]+1)
		}
	}
	return p, err
}

// common are those of some documents that a run has; both ascend. Runs of a first index have
// none in common, and a run of one change has few documents.
func common(ids, of []uint32) (out []uint32) {
	if len(ids) == 0 || len(of) == 0 {
		return nil
	}
	if len(of) < len(ids)/16 {
		for _, doc := range of {
			if _, has := slices.BinarySearch(ids, doc); has {
				out = append(out, doc)
			}
		}
		return out
	}
	at, _ := slices.BinarySearch(ids, of[0])
	for _, doc := range of {
		for at < len(ids) && ids[at] < doc {
			at++
		}
		if at == len(ids) {
			break
		}
		if ids[at] == doc {
			out = append(out, doc)
		}
	}
	return out
}

// docsOf are the documents of a run, which never change: the connection remembers them.
func docsOf(ctx context.Context, c *conn, n int64) (docs, error) {
	if d, ok := c.kept[n]; ok {
		return d, nil
	}
	row, ok, err := c.one(ctx, "SELECT docs FROM runs WHERE n = ?", n)
	if err != nil || !ok {
		return docs{}, err
	}
	b, err := unseal(blob(row[0]))
	if err != nil {
		return docs{}, err
	}
	d, err := decodeDocs(b)
	if err == nil {
		c.kept[n] = d
	}
	return d, err
}

// isDead tells of ascending documents which are replaced or gone; at is where the last
// question left off.
func (r *run) isDead(doc uint32, at *int) bool {
	for *at < len(r.dead) && r.dead[*at] < doc {
		*at++
	}
	return *at < len(r.dead) && r.dead[*at] == doc
}

// living appends the postings of a list that are true.
func (r *run) living(to []rawPosting, b []byte) []rawPosting {
	l, dead := list{b: b}, 0
	for {
		p, ok := l.skim()
		if !ok {
			return to
		}
		if !r.isDead(p.doc, &dead) {
			to = append(to, p)
		}
	}
}

// of are a term's lists, one a run, nil where it has none.
func (p *posts) of(term string) ([][]byte, error) {
	if known, ok := p.lists[term]; ok {
		return known, nil
	}
	out := make([][]byte, len(p.runs))
	for i, r := range p.runs {
		row, ok, err := p.c.one(p.ctx, "SELECT data FROM blocks WHERE run = ? AND first <= ? ORDER BY first DESC LIMIT 1", r.n, []byte(term))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if out[i], err = findTerm(blob(row[0]), term); err != nil {
			return nil, err
		}
	}
	p.lists[term] = out
	return out, nil
}

// findTerm looks for a term in a block.
func findTerm(block []byte, term string) ([]byte, error) {
	b, err := unseal(block)
	if err != nil {
		return nil, err
	}
	at := readBlock(b)
	for at.next() {
		if order := strings.Compare(string(at.term), term); order >= 0 {
			if order > 0 {
				return nil, nil
			}
			return at.list, nil
		}
	}
	return nil, at.err()
}

// each calls f for every posting of a term that is true; the pointer is for the call alone.
// Documents ascend within a run, not over all.
func (p *posts) each(term string, f func(doc uint32, at *posting)) error {
	lists, err := p.of(term)
	if err != nil {
		return err
	}
	for i, b := range lists {
		if err := p.runs[i].each(b, f); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) each(b []byte, f func(doc uint32, at *posting)) error {
	l, dead := list{b: b}, 0
	for l.next() {
		if len(r.dead) == 0 || !r.isDead(l.doc, &dead) {
			f(l.doc, &l.post)
		}
	}
	if l.bad {
		return fmt.Errorf("postings: %w", errDamaged)
	}
	return nil
}

// count is in how many documents a term stands.
func (p *posts) count(term string) (n int, err error) {
	err = p.each(term, func(uint32, *posting) { n++ })
	return n, err
}

// rowsWith lists the rows of documents that have one of these terms, in order.
func (p *posts) rowsWith(terms ...string) ([]int64, error) {
	var out []int64
	for _, t := range terms {
		if err := p.each(t, func(doc uint32, _ *posting) { out = append(out, rowOf(doc)) }); err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// eachBeginning calls f for the postings of every term that begins so. Facets do not.
func (p *posts) eachBeginning(prefix string, f func(doc uint32, at *posting)) error {
	for i := range p.runs {
		if err := p.beginning(&p.runs[i], prefix, f); err != nil {
			return err
		}
	}
	return nil
}

// terms lists the terms that begin so, sorted.
func (p *posts) terms(prefix string) ([]string, error) {
	var out []string
	for i := range p.runs {
		err := p.blocks(&p.runs[i], prefix, func(term string, _ []byte) error {
			out = append(out, term)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (p *posts) beginning(r *run, prefix string, f func(doc uint32, at *posting)) error {
	return p.blocks(r, prefix, func(term string, l []byte) error {
		if isFacet(term) && !isFacet(prefix) {
			return nil
		}
		return r.each(l, f)
	})
}

// blocks calls f for each term of a run that begins so.
func (p *posts) blocks(r *run, prefix string, f func(term string, l []byte) error) error {
	from := []byte(prefix)
	row, ok, err := p.c.one(p.ctx, "SELECT first FROM blocks WHERE run = ? AND first <= ? ORDER BY first DESC LIMIT 1", r.n, from)
	if err != nil {
		return err
	}
	if ok {
		from = blob(row[0])
	}
	return p.c.each(p.ctx, func(row []driver.Value) error {
		b, err := unseal(blob(row[0]))
		at := readBlock(b)
		for err == nil && at.next() {
			if bytes.HasPrefix(at.term, []byte(prefix)) {
				err = f(string(at.term), at.list)
			}
		}
		return cmp.Or(err, at.err())
	}, "SELECT data FROM blocks WHERE run = ? AND first >= ? AND first < ? ORDER BY first", r.n, from, after([]byte(prefix)))
}

// after is the least text after all those that begin so.
func after(prefix []byte) []byte { return append(bytes.Clone(prefix), 0xff) }

func isFacet(term string) bool { return strings.IndexByte(term, ':') > 0 }

// set is notes by number, as bits.
type set []uint64

func (p *posts) newSet() set { return make(set, p.size/64+1) }

func (s set) add(doc uint32) {
	if int(doc/64) < len(s) {
		s[doc/64] |= 1 << (doc % 64)
	}
}

func (s set) has(doc uint32) bool { return int(doc/64) < len(s) && s[doc/64]>>(doc%64)&1 != 0 }

func (s set) and(o set) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s set) or(o set) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s set) without(o set) {
	for i := range s {
		s[i] &^= o[i]
	}
}

// every is all notes.
func (p *posts) every() set {
	out := p.newSet()
	for i := range p.runs {
		r, dead := &p.runs[i], 0
		for _, doc := range r.docs.ids {
			if doc < entryDoc && !r.isDead(doc, &dead) {
				out.add(doc)
			}
		}
	}
	return out
}

// with are the notes that have a term, in one of the fields of mask; 0: anywhere.
func (p *posts) with(term string, mask uint8) (set, error) {
	out := p.newSet()
	err := p.each(term, func(doc uint32, at *posting) {
		if doc < entryDoc && (mask == 0 || at.mask&mask != 0) {
			out.add(doc)
		}
	})
	return out, err
}

// rows lists the numbers of a set, in order.
func (s set) rows() []int64 {
	var out []int64
	for i, bits := range s {
		for n := range 64 {
			if bits>>n&1 != 0 {
				out = append(out, int64(i*64+n))
			}
		}
	}
	return out
}
