package index

import (
	"cmp"
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"
)

// Result is one page of what a query found.
type Result struct {
	Hits []Hit
	// Total counts the notes found. Beyond five hundred it leaves out notes that only
	// their thread brings in.
	Total int
	More  bool // there are hits after these
}

// Hit is a note that a query found.
type Hit struct {
	Card
	Score      float64  // comparable within one result only; 0 when not sorted by relevance
	Snippet    string   // one line of the note's text around the best match, "" without words
	Marks      [][2]int // matches in Snippet, as byte ranges in order
	TitleMarks [][2]int // matches in Title
	Entry      string   // path of the thread entry that matched when the note itself did not
}

// Ranking by relevance reads every posting of a hit, some 3 µs each: 30 ms for a word
// that stands in each of 10,000 notes. Such a word says little by its mere presence, so
// above narrow hits only these are weighed: the notes that have it in a heading, title,
// tag or description, and the latest others; each time narrow at most, the latest rows.
// Whoever asks for more hits than that gets everything weighed.
const narrow = 500

// search is one Find at work.
type search struct {
	ctx    context.Context
	c      *conn
	q      *Query
	x      *lexer
	expr   expression
	traits *traits
	cards  *cards
	filter *filter
	order  func(a, b candidate) int // that candidates are in
}

// candidate is a note that may become a hit.
type candidate struct {
	id    int64
	score float64
	entry string // path of the entry that matched; the note did not
	trait trait
}

// Find answers a query, with snippets cut by the Read of the last Refresh.
func (db *DB) Find(ctx context.Context, q Query) (Result, error) {
	var r Result
	var m *matcher
	err := db.read(ctx, func(c *conn) (err error) {
		r, m, err = find(ctx, c, &q)
		return err
	})
	if err != nil {
		return Result{}, wrap("find", err)
	}
	read := db.source().Read
	if q.Bare {
		read = nil
	}
	m.showAll(r.Hits, read)
	return r, nil
}

func find(ctx context.Context, c *conn, q *Query) (Result, *matcher, error) {
	x := newLexer()
	if q.IsZero() && q.Limit == 0 && q.Offset == 0 && (q.Sort == ByUpdated || q.Sort == ByRelevance) {
		hits, err := everything(ctx, c)
		return Result{Hits: hits, Total: len(hits)}, newMatcher(q, x), err
	}
	s := &search{ctx: ctx, c: c, q: q, x: x, expr: compile(q, x, nil), traits: newTraits(c), cards: newCards(c)}
	s.filter = newFilter(s)
	m := newMatcher(q, x)
	found, total, err := s.candidates()
	if err != nil {
		return Result{}, m, err
	}
	if total < few && q.Sort == ByRelevance {
		if found, total, err = s.widen(found, total, m); err != nil {
			return Result{}, m, err
		}
	}
	end := len(found)
	if q.Limit > 0 {
		end = min(end, q.Offset+q.Limit)
	}
	start := min(max(q.Offset, 0), end)
	if err := s.settle(found, start, end); err != nil {
		return Result{}, m, err
	}
	r := Result{Total: total, Hits: make([]Hit, 0, end-start)}
	for _, f := range found[start:end] {
		h := Hit{Score: f.score, Entry: f.entry}
		ok, err := s.cards.read(ctx, f.id, &h.Card)
		if err != nil {
			return Result{}, m, err
		}
		if ok {
			r.Hits = append(r.Hits, h)
		}
	}
	r.More = q.Offset+len(r.Hits) < total
	return r, m, nil
}

// candidates are the notes that satisfy the query, best first, as far as a page needs
// them, and how many there are in all.
func (s *search) candidates() ([]candidate, int, error) {
	if s.expr.words == "" || s.q.Sort != ByRelevance {
		found, err := s.all()
		if err == nil {
			err = s.sort(found)
		}
		return found, len(found), err
	}
	notes, total, err := s.ranked()
	if err != nil {
		return nil, 0, err
	}
	found, err := s.withThreads(notes)
	if err != nil {
		return nil, 0, err
	}
	if total == len(notes) {
		total = len(found)
	}
	s.rank(found)
	return found, total, nil
}

// all is every note that satisfies the query, in no order.
func (s *search) all() ([]candidate, error) {
	var ids []int64
	var err error
	if e := s.expr.both(); e != "" {
		ids, err = s.c.ids(s.ctx, "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ?", e, int64(firstEntry))
	} else {
		ids, err = s.traits.live(s.ctx)
	}
	if err != nil {
		return nil, err
	}
	found, err := s.kept(ids)
	if err != nil || s.expr.words == "" {
		return found, err
	}
	return s.withThreads(found)
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
			out = append(out, candidate{id: id, trait: t})
		}
	}
	return out, nil
}

const matching = "SELECT rowid, bm25(words, " + columnWeights + ") FROM words WHERE words MATCH ? AND "

// ranked scores the notes that match, by themselves.
func (s *search) ranked() ([]candidate, int, error) {
	e := s.expr.both()
	wide := s.q.Limit <= 0 || s.q.Offset+s.q.Limit > narrow
	if s.filter.idle() && wide {
		return s.score(matching+"rowid < ?", e, int64(firstEntry))
	}
	newest, err := s.newest(e)
	if err != nil {
		return nil, 0, err
	}
	if len(newest) <= narrow {
		return s.score(matching+"rowid < ?", e, int64(firstEntry))
	}
	if s.filter.idle() {
		return s.narrowed(e, newest[narrow-1])
	}
	found, err := s.all()
	if err != nil {
		return nil, 0, err
	}
	total := len(found)
	if !wide && total > narrow {
		slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(byUpdated(a, b), cmp.Compare(a.trait.tie, b.trait.tie)) })
		found = found[:narrow]
	}
	list := make([]int64, len(found))
	for i, f := range found {
		list[i] = f.id
	}
	among, err := json.Marshal(list)
	if err != nil {
		return nil, 0, err
	}
	out, _, err := s.score(matching+"+rowid IN (SELECT value FROM json_each(?))", e, string(among))
	return out, total, err
}

// newest are the highest matching rows of notes, one more than narrow of them at most.
func (s *search) newest(e string) ([]int64, error) {
	return s.c.ids(s.ctx, "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?", e, int64(firstEntry), int64(narrow+1))
}

// narrowed scores the notes that have the words in their head, and only if those do not
// fill the page the latest rows too: each look at a common word costs a pass over all
// its notes, and a word in the head counts for more than any number in the body.
func (s *search) narrowed(e string, from int64) ([]candidate, int, error) {
	row, _, err := s.c.one(s.ctx, "SELECT count(*) FROM words WHERE words MATCH ? AND rowid < ?", e, int64(firstEntry))
	if err != nil {
		return nil, 0, err
	}
	total := int(integer(row[0]))
	head := "{headings description names title} : (" + s.expr.words + ")"
	if s.expr.facets != "" {
		head = "(" + head + ") AND (" + s.expr.facets + ")"
	}
	newest, err := s.newest(head)
	if err != nil {
		return nil, 0, err
	}
	var prominent []candidate
	if len(newest) > 0 {
		prominent, _, err = s.score(matching+"rowid >= ? AND rowid < ?", head, newest[min(narrow, len(newest))-1], int64(firstEntry))
	}
	if err != nil || len(prominent) >= s.q.Offset+s.q.Limit {
		return prominent, total, err
	}
	latest, _, err := s.score(matching+"rowid >= ? AND rowid < ?", e, from, int64(firstEntry))
	return union(prominent, latest), total, err
}

// score runs a query for rows and their rank, and drops what the filter does not keep.
func (s *search) score(sql string, args ...driver.Value) ([]candidate, int, error) {
	var out []candidate
	err := s.c.each(s.ctx, func(row []driver.Value) error {
		id := integer(row[0])
		t, err := s.traits.of(s.ctx, id)
		if err != nil {
			return err
		}
		ok, err := s.filter.keep(id, t)
		if ok && t.flags&isLive != 0 {
			out = append(out, candidate{id: id, score: -float(row[1]), trait: t})
		}
		return err
	}, sql, args...)
	return out, len(out), err
}

// union keeps the better of two scores of one note.
func union(a, b []candidate) []candidate {
	at := make(map[int64]int, len(a))
	for i, c := range a {
		at[c.id] = i
	}
	for _, c := range b {
		if i, ok := at[c.id]; ok {
			a[i].score = max(a[i].score, c.score)
			continue
		}
		a = append(a, c)
	}
	return a
}

// A match in a thread counts less than one in the note: for a note that matches itself
// it is further evidence, for another it is the reason to show it.
const (
	threadBonus = 0.2
	threadOnly  = 0.6
)

// withThreads adds what thread entries match to the notes they belong to.
func (s *search) withThreads(notes []candidate) ([]candidate, error) {
	if _, any, err := s.c.one(s.ctx, "SELECT 1 FROM entries LIMIT 1"); err != nil || !any {
		return notes, err
	}
	at := make(map[int64]int, len(notes))
	for i, n := range notes {
		at[n.id] = i
	}
	own := len(notes)
	allowed, err := s.allowed()
	if err != nil {
		return nil, err
	}
	err = s.c.each(s.ctx, func(row []driver.Value) error {
		id, score, entry := integer(row[0]), -float(row[1]), entryPath(row[2], row[3])
		i, known := at[id]
		switch {
		case known && i < own:
			notes[i].score += threadBonus * score
			return nil
		case known:
			if score *= threadOnly; score > notes[i].score {
				notes[i].score, notes[i].entry = score, entry
			}
			return nil
		}
		if !allowed(id) {
			return nil
		}
		more, err := s.kept([]int64{id})
		for _, m := range more {
			at[id] = len(notes)
			m.score, m.entry = threadOnly*score, entry
			notes = append(notes, m)
		}
		return err
	}, "SELECT f.id, bm25(words, "+columnWeights+"), e.note, e.name FROM words CROSS JOIN entries e ON e.id = words.rowid CROSS JOIN files f ON f.key = e.key "+
		"WHERE words MATCH ? AND words.rowid >= ? ORDER BY words.rowid DESC LIMIT ?", s.expr.words, int64(firstEntry), int64(narrow))
	return notes, err
}

// allowed tells notes that have the facets asked for, which their entries do not.
func (s *search) allowed() (func(int64) bool, error) {
	if s.expr.facets == "" {
		return func(int64) bool { return true }, nil
	}
	ids, err := s.c.ids(s.ctx, "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ?", s.expr.facets, int64(firstEntry))
	return func(id int64) bool {
		_, ok := slices.BinarySearch(ids, id)
		return ok
	}, err
}
