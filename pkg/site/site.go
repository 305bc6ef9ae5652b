// Package site turns an edition of a pool into the files of a static web site: pages that
// read well without JavaScript, on a phone and on paper, and that ask no other host for
// anything.
//
// Its main type is [Site]. [New] decides which pages there are and where; [Site.Files] lists
// them, each with a mark of all that it is made of, and makes the ones it is asked for.
// [Folder] keeps a folder on disk in step. Invariants:
//
//   - the same edition makes the same bytes, whatever the clock, the machine and what was
//     built before;
//   - no script of a note ever runs: HTML out of notes is taken apart and written anew from
//     a list of what is harmless, and the pages forbid everything else to the browser;
//   - all links are relative and name a file, so that a site works from a folder, below any
//     address and on any host of files.
//
// It must not know git, the index's database, the clock or the network.
package site

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Mark stands for everything that a file is made of: equal marks, equal bytes.
type Mark [16]byte

// File is one file of the site.
type File struct {
	Path string // with slashes: "oncall/pager/index.html"
	Mark Mark
	// Make makes it. It may be called from several goroutines at once, or not at all when a
	// file of the same mark is there already.
	Make func(ctx context.Context) ([]byte, error)
	// Near, of a file that is made of all notes, is a mark of what is in the file itself, asked
	// for when Mark is another: it takes long once for all such files. nil: there is none.
	Near func(ctx context.Context) (Mark, error)
}

// Options say how a site is made. The zero value is a site whose address nobody knows.
type Options struct {
	Maker   string // what makes the pages: other code may make other pages of the same notes
	Address string // where it will be: "https://guild.example.org/practices/"; "": what the charter says
	Kept    string // a file outside of the site that keeps the words of notes from one time to the next; "" for none
}

// Site is an edition laid out as pages. Its methods may be called from several goroutines.
type Site struct {
	*pool.Edition
	Address string // ends in a slash; "" when nobody knows

	maker    string
	kept     string
	taken    map[string]string       // by folded path: who has it
	places   map[note.Address]string // of notes: the folder of their page, "oncall/pager/"
	topics   []*Topic
	paths    []*Topic // that have a path
	byTopic  map[string]*Topic
	tags     []*Tag
	byTag    map[string]*Tag
	listed   []list
	rowMarks map[*index.Card]Mark // of what a list shows of each note
	marks    []Mark               // of the pages of Notes, see noteMark
	search   *search
	rows     sync.Map                        // of note.Address: a row of a list
	frames   sync.Map                        // see framed
	leads    map[note.Address]Mark           // of what the links of a note lead to
	linked   map[note.Address][]note.Address // who links to a note
	veiled   map[note.Address]bool           // notes that say something else in public, see pool.Edition.Text
	assets   assets
	base     Mark // of what every page shows
	renderer sync.Pool

	problems []Problem // of the layout

	idsOnce   sync.Once
	idsOf     map[note.Address]note.Address // see ids
	feedTexts sync.Map                      // of an address and a root: a note's HTML
}

// New lays an edition out.
func New(ctx context.Context, e *pool.Edition, o Options) (*Site, error) {
	s := &Site{
		Edition: e, Address: o.Address, maker: o.Maker, kept: o.Kept, taken: map[string]string{}, places: map[note.Address]string{},
		byTopic: map[string]*Topic{}, byTag: map[string]*Tag{},
	}
	if s.Address == "" {
		s.Address = e.Charter.Site.Address
	}
	s.renderer.New = func() any { return newRenderer(s) }
	s.placeAll()
	s.markRows()
	s.group()
	s.base = s.baseMark(o.Maker)
	if err := s.follow(ctx); err != nil {
		return nil, err
	}
	s.marks = make([]Mark, len(s.Notes))
	onAllCores(len(s.Notes), func(i int) { s.marks[i] = s.noteMark(&s.Notes[i]) })
	s.search = s.newSearch()
	return s, nil
}

// onAllCores does something for each of n, in no order.
func onAllCores(n int, do func(i int)) {
	var wg sync.WaitGroup
	hands := runtime.GOMAXPROCS(0)
	for hand := range hands {
		wg.Go(func() {
			for i := hand * n / hands; i < (hand+1)*n/hands; i++ {
				do(i)
			}
		})
	}
	wg.Wait()
}

// follow finds out who links to whom.
func (s *Site) follow(ctx context.Context) error {
	s.linked, s.leads, s.veiled = map[note.Address][]note.Address{}, map[note.Address]Mark{}, map[note.Address]bool{}
	err := s.EachLink(ctx, func(from note.Address, l note.Link, to note.Place, secret bool) {
		if secret {
			s.veiled[from] = true
		}
		m := newMarker(s.leads[from])
		m.text(l.Dest, string(to.Note), s.places[to.Note], s.titleOf(to.Note))
		s.leads[from] = m.sum()
		if to.Leads == note.ToNote && to.Note != from {
			s.linked[to.Note] = append(s.linked[to.Note], from)
		}
	})
	for a, from := range s.linked {
		slices.Sort(from)
		s.linked[a] = slices.Compact(from)
	}
	return err
}

// Files lists the site, in no order that means anything. What notes show – pictures and the
// like – is known when their pages are made: [Folder.Write] adds it.
func (s *Site) Files() []File {
	var out []File
	out = append(out, s.notePages()...)
	out = append(out, s.pathPages()...)
	out = append(out, s.topicPages()...)
	out = append(out, s.listPages()...)
	out = append(out, s.redirects()...)
	out = append(out, s.fixed()...)
	out = append(out, s.feeds()...)
	out = append(out, s.plain()...)
	out = append(out, s.calendarFile())
	out = append(out, s.search.list()...)
	return out
}

// marker makes a Mark of parts, each told apart from the next. It is done with its sum: others
// are made of what it held then.
type marker struct {
	b []byte    // what is not in h yet
	h hash.Hash // of what was too long for b; nil: nothing was
}

var markers = sync.Pool{New: func() any { return &marker{b: make([]byte, 0, 2*mostMarked)} }}

const mostMarked = 1024

func newMarker(base Mark) *marker {
	m, _ := markers.Get().(*marker)
	m.b, m.h = append(m.b[:0], base[:]...), nil
	return m
}

func (m *marker) text(parts ...string) {
	for _, p := range parts {
		m.b = append(binary.AppendUvarint(m.b, uint64(len(p))), p...)
		m.spill()
	}
}

func (m *marker) mark(marks ...Mark) {
	for _, x := range marks {
		m.b = append(m.b, x[:]...)
		m.spill()
	}
}

func (m *marker) number(numbers ...int) {
	for _, n := range numbers {
		m.b = binary.AppendVarint(m.b, int64(n))
	}
	m.spill()
}

func (m *marker) time(moments ...time.Time) {
	for _, t := range moments {
		m.b = binary.AppendVarint(m.b, t.Unix())
	}
	m.spill()
}

// bytes is the last part, or is told apart from the next by what it says.
func (m *marker) bytes(b []byte) {
	m.b = append(m.b, b...)
	m.spill()
}

func (m *marker) spill() {
	if len(m.b) < mostMarked {
		return
	}
	if m.h == nil {
		m.h = sha256.New()
	}
	m.h.Write(m.b)
	m.b = m.b[:0]
}

func (m *marker) sum() (out Mark) {
	if m.h == nil {
		sum := sha256.Sum256(m.b)
		copy(out[:], sum[:])
	} else {
		m.h.Write(m.b)
		copy(out[:], m.h.Sum(m.b[:0]))
	}
	if cap(m.b) <= 16*mostMarked {
		markers.Put(m)
	}
	return out
}

// MarkOf is the mark of what these texts decide alone.
func MarkOf(parts ...string) Mark {
	m := newMarker(Mark{})
	m.text(parts...)
	return m.sum()
}

// Fixed is a file that is made of nothing but its own bytes.
func Fixed(path string, b []byte) File {
	return File{Path: path, Mark: MarkOf(string(b)), Make: func(context.Context) ([]byte, error) { return b, nil }}
}
