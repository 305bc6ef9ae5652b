package index

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Result is one page of what a query found.
type Result struct {
	Hits []Hit
	// Total counts the notes found. Of those that have some of the words only, it counts
	// the hundred best.
	Total int
	Full  int  // of them those that have every word; they are not always the first
	Asked int  // words of the query that say something: all but "the", "how" and their like
	More  bool // there are hits after these

	show func(hits []*Hit) // of a bare query
}

// Show cuts the snippets of hits that a bare query found, of those that will be seen.
func (r *Result) Show(hits []*Hit) {
	if r.show != nil {
		r.show(hits)
	}
}

// Hit is a note that a query found.
type Hit struct {
	Card
	Score      float64  // comparable within one result only; 0 when not sorted by relevance
	Snippet    string   // one line of the note's text around the best match, "" without words
	Section    string   // the heading that Snippet stands below, "" for none
	Marks      [][2]int // matches in Snippet, as byte ranges in order
	TitleMarks [][2]int // matches in Title
	Entry      string   // path of the thread entry that matched when the note itself did not
	Missing    []string // words of the query, as typed, that neither the note nor its thread has

	tier int8
}

const (
	narrow      = 500 // notes whose standing is looked at, and thread entries that are
	mostPartial = 100 // notes that have some of the words only
	shortQuery  = 3   // typed words up to which every word is meant: notes that have all come first
	enough      = 0.4 // of the weight of a short query's words that a note has to have beside one that has all
)

// search is one Find at work.
type search struct {
	ctx    context.Context
	c      *conn
	q      *Query
	x      *lexer
	read   func(string) ([]byte, error) // of the pool's files; nil: none
	posts  *posts
	traits *traits
	cards  *cards
	filter *filter
	order  func(a, b candidate) int // that candidates are in

	ask, deny []*claim
	all       uint32 // bits of the claims that tell
	every     uint32 // and of function words, which count where little was typed
	must      uint32 // of those that are conditions
	relaxed   bool   // conditions count as evidence
	documents int
}

// candidate is a note that may become a hit.
type candidate struct {
	id    int64
	score float64
	tier  int8   // what comes before any score: see tiers
	cover uint32 // claims that it satisfies
	entry string // path of the entry that matched; the note did not
	trait trait
}

// Find answers a query, with snippets cut by the Read of the last Refresh.
func (db *DB) Find(ctx context.Context, q Query) (Result, error) {
	var r Result
	var m *matcher
	read := db.source().Read
	err := db.read(ctx, func(c *conn) (err error) {
		r, m, err = find(ctx, c, &q, read)
		return err
	})
	if err != nil {
		return Result{}, wrap("find", err)
	}
	if q.Bare {
		m.showAll(shown(r.Hits, q.Elsewhere), nil)
		r.show = func(hits []*Hit) { m.showAll(hits, read) }
		return r, nil
	}
	m.showAll(shown(r.Hits, q.Elsewhere), read)
	return r, nil
}

// shown are the hits that are shown as such.
func shown(hits []Hit, elsewhere func(note.Address) bool) []*Hit {
	var out []*Hit
	for i := range hits {
		if elsewhere == nil || !elsewhere(hits[i].Address) {
			out = append(out, &hits[i])
		}
	}
	return out
}

func find(ctx context.Context, c *conn, q *Query, read func(string) ([]byte, error)) (Result, *matcher, error) {
	if q.IsZero() && q.Limit == 0 && q.Offset == 0 && (q.Sort == ByUpdated || q.Sort == ByRelevance) {
		hits, err := everything(ctx, c)
		return Result{Hits: hits, Total: len(hits), Full: len(hits)}, newMatcher(nil, newLexer()), err
	}
	s, err := newSearch(ctx, c, q, read)
	if err != nil {
		return Result{}, nil, err
	}
	found, r, err := s.candidates()
	m := newMatcher(s.ask, s.x)
	if err != nil {
		return Result{}, m, err
	}
	end := len(found)
	if q.Limit > 0 {
		end = min(end, q.Offset+q.Limit)
	}
	start := min(max(q.Offset, 0), end)
	if err := s.settle(found, start, end); err != nil {
		return Result{}, m, err
	}
	if r.Hits, err = s.hits(found[start:end]); err != nil {
		return Result{}, m, err
	}
	r.Asked = s.tellingClaims()
	r.More = q.Offset+len(r.Hits) < r.Total
	return r, m, nil
}

func newSearch(ctx context.Context, c *conn, q *Query, read func(string) ([]byte, error)) (*search, error) {
	p, err := openPosts(ctx, c)
	if err != nil {
		return nil, err
	}
	s := &search{ctx: ctx, c: c, q: q, x: newLexer(), read: read, posts: p, traits: newTraits(c), cards: newCards(c)}
	if s.x.family.spoken, err = p.spoken(); err != nil {
		return nil, err
	}
	s.filter = newFilter(s)
	s.ask, s.deny = s.claims()
	return s, nil
}

// spoken are the languages other than English of the pool's notes.
func (p *posts) spoken() ([]int, error) {
	var out []int
	terms, err := p.terms(spokenKey + ":")
	for _, t := range terms {
		code := strings.TrimSuffix(strings.TrimPrefix(t, spokenKey+":"), "=")
		if at := languageAt(code); at > 0 {
			out = append(out, at)
		}
	}
	return out, err
}

func (s *search) hits(found []candidate) ([]Hit, error) {
	out := make([]Hit, 0, len(found))
	for _, f := range found {
		h := Hit{Score: f.score, Entry: f.entry, Missing: s.missing(f.cover), tier: f.tier}
		ok, err := s.cards.read(s.ctx, f.id, &h.Card)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, h)
		}
	}
	return out, nil
}

// tellingClaims counts the claims that are more than function words.
func (s *search) tellingClaims() (n int) {
	for _, m := range s.ask {
		if m.content {
			n++
		}
	}
	return n
}

// missing are the claims that coverage lacks, as typed.
func (s *search) missing(cover uint32) []string {
	var out []string
	for _, m := range s.ask {
		if m.content && m.bit&^cover != 0 {
			out = append(out, m.text)
		}
	}
	return out
}

// candidates are the notes that satisfy the query, best first, as far as a page needs them,
// and how many there are in all.
func (s *search) candidates() ([]candidate, Result, error) {
	allowed, err := s.allowed()
	if err != nil {
		return nil, Result{}, err
	}
	by := asking
	if s.tellingClaims() <= shortQuery {
		by = naming
	}
	sc := newScores(s.posts, by)
	s.documents = sc.n
	denied, err := s.denied(sc)
	if err != nil {
		return nil, Result{}, err
	}
	if len(s.ask) == 0 {
		return s.unasked(allowed, denied)
	}
	f := &field{s: s, sc: sc, allowed: allowed, denied: denied}
	if err := f.weigh(); err != nil {
		return nil, Result{}, err
	}
	return f.pick()
}

// unasked is every note that satisfies the conditions, when there are no words.
func (s *search) unasked(allowed set, denied []bool) ([]candidate, Result, error) {
	if allowed == nil {
		allowed = s.posts.every()
	}
	found, err := s.kept(slices.DeleteFunc(allowed.rows(), func(id int64) bool { return denied != nil && denied[id] }))
	if err == nil {
		err = s.sort(found)
	}
	return found, Result{Total: len(found), Full: len(found)}, err
}

// denied are the slots of documents that have what must not be there; nil for none.
func (s *search) denied(sc *scores) ([]bool, error) {
	if len(s.deny) == 0 {
		return nil, nil
	}
	out := make([]bool, len(sc.score))
	for _, m := range s.deny {
		for i := range m.units {
			if err := sc.gather(&m.units[i]); err != nil {
				return nil, err
			}
			for _, slot := range sc.met {
				out[slot] = true
			}
			sc.settle(0, 0, 0, 0)
		}
	}
	return out, nil
}

// kept looks up the traits of notes and drops those that the filter does not keep.
func (s *search) kept(ids []int64) ([]candidate, error) {
	out := make([]candidate, 0, len(ids))
	for _, id := range ids {
		t, err := s.traits.of(s.ctx, id)
		if err != nil {
			return nil, err
		}
		ok, err := s.filter.keep(id, t)
		if err != nil {
			return nil, err
		}
		if ok && t.flags&isLive != 0 {
			out = append(out, candidate{id: id, trait: t, cover: s.every})
		}
	}
	return out, nil
}

// threads tells which entry belongs to which note.
func (s *search) owner(doc uint32) (note uint32, path string, ok bool, err error) {
	row, ok, err := s.c.one(s.ctx, "SELECT f.id, e.note, e.name FROM entries e CROSS JOIN files f ON f.key = e.key WHERE e.id = ?", rowOf(doc))
	if err != nil || !ok {
		return 0, "", false, err
	}
	return uint32(integer(row[0])), entryPath(row[1], row[2]), true, nil
}
