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
	session *session
	seed    maphash.Seed

	mu    sync.Mutex
	kept  map[layoutKey]layout
	order []layoutKey // oldest first
	lines int         // of all that is kept
}

// sheetKey names a layout: of which text, how wide, how much of it.
type layoutKey struct {
	path   string
	text   uint64
	width  int
	styles styles
	most   int
}

const mostKept = 40_000 // lines

func newReader(d *session) *reader {
	return &reader{session: d, seed: maphash.MakeSeed(), kept: map[layoutKey]layout{}}
}

// parse reads a note's file as it is now.
func (r *reader) parse(a place) (*note.Note, []byte, error) {
	b, err := r.session.readOf(a)
	if err != nil {
		return nil, nil, err
	}
	return note.Parse(a.note.Path(), b), b, nil
}

// preview is the beginning of a note.
func (r *reader) preview(ctx context.Context, a place, p layoutOptions) (layout, error) {
	n, b, err := r.parse(a)
	if err != nil {
		return layout{}, err
	}
	return r.once(ctx, r.key(a, b, p, longestPreview), func() layout { return p.of(a).preview(n) })
}

// first is a note as its file has it; whole is false when it is so long that
// only its beginning was laid out.
func (r *reader) first(ctx context.Context, a place, p layoutOptions) (s layout, whole bool, err error) {
	n, b, err := r.parse(a)
	if err != nil {
		return layout{}, false, err
	}
	s, err = r.once(ctx, r.key(a, b, p, longestTeaser), func() layout { return p.of(a).teaser(n) })
	return s, len(b) <= longestTeaser, err
}

// whole is a note with everything around it.
func (r *reader) whole(ctx context.Context, a place, p layoutOptions) (layout, pool.View, error) {
	var v pool.View
	err := r.session.useOf(ctx, a.pool, func(p *pool.Pool) (err error) {
		v, err = p.Show(ctx, a.note)
		return err
	})
	if err != nil {
		return layout{}, v, err
	}
	if err := r.session.pages.enter(ctx, soon); err != nil {
		return layout{}, v, err
	}
	defer r.session.pages.leave()
	return p.of(a).full(v.Note, &v), v, nil
}

func (r *reader) key(a place, text []byte, p layoutOptions, most int) layoutKey {
	return layoutKey{a.String(), maphash.Bytes(r.seed, text), p.width, p.styles, most}
}

// once makes a layout unless it is kept. One is made at a time, and whoever no
// longer waits for theirs is skipped: scrolling fast lays out the last.
func (r *reader) once(ctx context.Context, k layoutKey, make func() layout) (layout, error) {
	if s, ok := r.find(k); ok {
		return s, nil
	}
	if err := r.session.layout.enter(ctx, soon); err != nil {
		return layout{}, err
	}
	defer r.session.layout.leave()
	s := make()
	r.keep(k, s)
	return s, nil
}

func (r *reader) find(k layoutKey) (layout, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.kept[k]
	return s, ok
}

func (r *reader) keep(k layoutKey, s layout) {
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
	ctx     context.Context
	host    Host
	session *session
	reader  *reader
	styles  styles
	keys    keyMap
	breath  time.Duration // see breathe
}

func (s *shared) layoutOptions(width int) layoutOptions {
	return layoutOptions{styles: s.styles, width: width, now: s.host.Now()}
}

// Messages. Each answers a request; n is the number it had.
type (
	progressed struct {
		what        string
		done, total int
	}
	catalogued struct {
		n     int
		all   *catalogue
		today homeNews
		name  string
		root  string
		me    pool.Member
		seen  *pool.Seen
		fresh bool // made from the files, not from what was known last
		err   error
	}
	counted struct { // how many notes have which topic, type, tag …
		of      *catalogue
		choices []choice
	}
	narrowed struct {
		n      int
		parsed parsedFilter
		order  []int32
		reach  []int32
		stay   note.Address
		err    error
	}
	foundText struct {
		n      int
		parsed parsedFilter
		found  pool.Results
		err    error
	}
	previewed struct {
		n      int
		of     place
		layout layout
		err    error
	}
)
