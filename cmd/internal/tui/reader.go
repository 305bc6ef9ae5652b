package tui

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// reader reads and lays out notes, for commands only. What was laid out once
// for a width is kept a while: going back and forth costs nothing. Safe for
// concurrent use.
type reader struct {
	desk *desk
	seed maphash.Seed

	mu    sync.Mutex
	kept  map[sheetKey]sheet
	order []sheetKey // oldest first
	lines int        // of all that is kept
}

// sheetKey names a layout: of which text, how wide, how much of it.
type sheetKey struct {
	path  string
	text  uint64
	width int
	look  look
	most  int
}

const mostKept = 40_000 // lines

func newReader(d *desk) *reader {
	return &reader{desk: d, seed: maphash.MakeSeed(), kept: map[sheetKey]sheet{}}
}

// parse reads a note's file as it is now.
func (r *reader) parse(a note.Address) (*note.Note, []byte, error) {
	b, err := r.desk.read(a)
	if err != nil {
		return nil, nil, err
	}
	return note.Parse(a.Path(), b), b, nil
}

// preview is the beginning of a note.
func (r *reader) preview(ctx context.Context, a note.Address, p paper) (sheet, error) {
	n, b, err := r.parse(a)
	if err != nil {
		return sheet{}, err
	}
	return r.once(ctx, r.key(a, b, p, longestPreview), func() sheet { return p.preview(n) })
}

// first is a note as its file has it; whole is false when it is so long that
// only its beginning was laid out.
func (r *reader) first(ctx context.Context, a note.Address, p paper) (s sheet, whole bool, err error) {
	n, b, err := r.parse(a)
	if err != nil {
		return sheet{}, false, err
	}
	s, err = r.once(ctx, r.key(a, b, p, longestTeaser), func() sheet { return p.teaser(n) })
	return s, len(b) <= longestTeaser, err
}

// whole is a note with everything around it.
func (r *reader) whole(ctx context.Context, a note.Address, p paper) (sheet, pool.View, error) {
	var v pool.View
	err := r.desk.use(ctx, soon, func(p *pool.Pool) (err error) {
		v, err = p.Show(ctx, a)
		return err
	})
	if err != nil {
		return sheet{}, v, err
	}
	if err := r.desk.pages.enter(ctx, soon); err != nil {
		return sheet{}, v, err
	}
	defer r.desk.pages.leave()
	return p.full(v.Note, &v), v, nil
}

func (r *reader) key(a note.Address, text []byte, p paper, most int) sheetKey {
	return sheetKey{a.Path(), maphash.Bytes(r.seed, text), p.width, p.look, most}
}

// once makes a sheet unless it is kept. One is made at a time, and whoever no
// longer waits for theirs is skipped: scrolling fast lays out the last.
func (r *reader) once(ctx context.Context, k sheetKey, make func() sheet) (sheet, error) {
	if s, ok := r.find(k); ok {
		return s, nil
	}
	if err := r.desk.layout.enter(ctx, soon); err != nil {
		return sheet{}, err
	}
	defer r.desk.layout.leave()
	s := make()
	r.keep(k, s)
	return s, nil
}

func (r *reader) find(k sheetKey) (sheet, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.kept[k]
	return s, ok
}

func (r *reader) keep(k sheetKey, s sheet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.kept[k]; ok {
		return
	}
	r.kept[k] = s
	r.order = append(r.order, k)
	r.lines += len(s.lines)
	for r.lines > mostKept && len(r.order) > 1 {
		r.lines -= len(r.kept[r.order[0]].lines)
		delete(r.kept, r.order[0])
		r.order = r.order[1:]
	}
}

// ticket numbers requests of one kind: only the answer to the newest counts.
type ticket struct {
	n      int
	cancel context.CancelFunc
}

// next makes every earlier request void.
func (t *ticket) next(ctx context.Context) (context.Context, int) {
	if t.cancel != nil {
		t.cancel()
	}
	t.n++
	ctx, t.cancel = context.WithCancel(ctx)
	return ctx, t.n
}

// void drops whatever was asked for.
func (t *ticket) void() {
	if t.cancel != nil {
		t.cancel()
	}
	t.n++
}

// shared is what the browser and its children have in common.
type shared struct {
	ctx    context.Context
	host   Host
	desk   *desk
	reader *reader
	look   look
	keys   keyMap
	breath time.Duration // see breathe
}

func (s *shared) paper(width int) paper { return paper{s.look, width, s.host.Now()} }

// Messages. Each answers a request; n is the number it had.
type (
	progressed struct {
		what        string
		done, total int
	}
	catalogued struct {
		n      int
		all    *catalogue
		digest digest
		name   string
		root   string
		me     pool.Member
		seen   *pool.Seen
		fresh  bool // made from the files, not from what was known last
		err    error
	}
	counted struct { // how many notes have which topic, type, tag …
		of      *catalogue
		choices []choice
	}
	narrowed struct {
		n     int
		wish  wish
		order []int32
		reach []int32
		stay  note.Address
		err   error
	}
	foundText struct {
		n     int
		wish  wish
		found pool.Results
		err   error
	}
	previewed struct {
		n     int
		of    note.Address
		sheet sheet
		err   error
	}
)
