package importer

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Have is what the pool has.
type Have interface {
	// Sourced is the file that an earlier import made of an item.
	Sourced(kind, id string) (file string, ok bool)
	// Taken reports a file of that name, in whatever letters.
	Taken(file string) bool
	// Read is the text of a file.
	Read(file string) ([]byte, error)
	// Brought are all files that earlier imports of a kind made, by the ids of their items.
	Brought(kind string) map[string]string
	// Removed reports that an import made a file of an item, and that somebody removed it since.
	Removed(kind, id, file string) bool
}

// Whole is a [Source] that is all of what it is each time it is read: what it lacks is gone. A
// selection, such as some topics of a forum, is not.
type Whole interface {
	// Begins is what all its ids begin with.
	Begins() string
}

// Options say how to import.
type Options struct {
	Kind  string // name of the kind
	Into  string // topic of the pool, "" its root
	Slice int    // new notes at most; 0: all
	// Member is the member that somebody of the source is, where it is known; "" where not.
	// nil knows nobody.
	Member func(Person) note.Handle
}

// Plan knows what becomes of each item of a source. It is made by [Survey], then [Plan.Settle];
// after that it is safe for concurrent use.
type Plan struct {
	src    Source
	opt    Options
	have   Have
	ids    map[string]*record
	order  []*record
	people map[string]*Known
	met    []*Known // in the order of the items
	tally  Tally
	later  int
	speak  map[string]bool // keys of who wrote what was chosen; nil: all

	mu    sync.Mutex
	files map[string]string // attachments: where each goes
	names Names             // what is given away
	tried map[string]int    // names that several want: how many were tried
}

// record is what has to be known of an item while the others are read.
type record struct {
	id, parent  string
	kind        note.Type
	path, topic string
	title, lang string
	author      string // key of the first
	date        time.Time
	unmarked    bool
	exact       bool // the path is the one to have

	at    string  // where it goes; "" nowhere, or, of an entry that is new, below that note:
	below *record // see [Plan.fileOf]
	salt  byte
	is    standing
}

// fileOf is where an item goes; "" nowhere. The name of an entry is made of what is known of it each
// time it is asked for: a site has a hundred thousand, and a hundred characters each.
func (p *Plan) fileOf(r *record) string {
	if r.below == nil {
		return r.at
	}
	a, _ := note.AddressOf(r.below.at)
	who := cmp.Or(p.handle(r.author), unknown)
	return note.EntryName{Note: a, Date: r.date.UTC(), Author: who, Type: r.kind, Rand: suffixOf(p.opt.Kind, r.id, r.salt)}.Path()
}

// standing is how an item stands to the pool before it is written.
type standing uint8

const (
	fresh   standing = iota // the pool does not have it
	brought                 // an earlier import brought it
	later                   // a slice leaves it for the next
	dropped                 // it cannot be kept
)

// Causes that every kind shares.
const (
	causeTwice    = "items that have the id of another: the first was taken"
	causeOrphan   = "answers and comments to what is not in the export: left out"
	causeCycle    = "replies that go round in a circle: left out"
	causeEdited   = "notes that were edited here and changed at the source: kept as they are here"
	causeThere    = "notes that are here already and say something else: kept as they are here"
	causeRemoved  = "notes that were brought before and removed here: left out"
	causeGone     = "notes that are gone at the source, or have another name there: they stay here"
	causeNameless = "answers and comments that say no author, as of a deleted account: their author is \"unknown\""
)

// unknown writes what nobody is left to have written.
const unknown = note.Handle("unknown")

// Survey reads which items there are. Errors are those of the source, and of ctx.
func Survey(ctx context.Context, src Source, o Options) (*Plan, error) {
	p := &Plan{src: src, opt: o, ids: map[string]*record{}, people: map[string]*Known{}, files: map[string]string{}, tried: map[string]int{}}
	for it, err := range src.Items(ctx) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		p.survey(it)
	}
	p.propose()
	return p, nil
}

func (p *Plan) survey(it *Item) {
	if _, twice := p.ids[it.ID]; twice {
		p.tally.Add(Loss{causeTwice, it.ID})
		return
	}
	parent := it.Parent
	if up := p.ids[parent]; up != nil {
		parent = up.id // the same letters once
	}
	r := &record{id: it.ID, parent: parent, kind: it.Type, date: it.Date, unmarked: it.Unmarked}
	if r.exact = it.Exact; r.exact || !it.IsEntry() {
		r.path, r.topic, r.title, r.lang = it.Path, it.Topic, it.Title, it.Lang
	}
	for i, who := range it.Authors {
		key := p.meet(who)
		if i == 0 {
			r.author = key
		}
	}
	p.ids[it.ID] = r
	p.order = append(p.order, r)
}

// Settle gives each item its place in the pool.
func (p *Plan) Settle(have Have) {
	p.have = have
	for _, r := range p.order {
		if r.parent == "" && r.is != dropped {
			p.placeNote(r)
		}
	}
	p.missing()
	p.slice()
	for _, r := range p.order {
		if r.parent != "" {
			p.placeEntry(r)
		}
	}
}

// placeNote gives a note the place that it has, or one that is free.
func (p *Plan) placeNote(r *record) {
	if file, ok := p.have.Sourced(p.opt.Kind, r.id); ok && !r.unmarked {
		r.at, r.is = file, brought
		return
	}
	want := p.want(r)
	switch {
	case r.unmarked && p.have.Taken(want):
		r.at, r.is = want, brought
	case !r.unmarked && p.have.Removed(p.opt.Kind, r.id, want):
		r.at, r.is = want, dropped // links to it stay as they were
		p.tally.Add(Loss{causeRemoved, want})
	default:
		r.at = p.free(want)
	}
}

// missing tells what an earlier import brought and the source lacks now.
func (p *Plan) missing() {
	src := p.src
	if o, ok := src.(*Opened); ok {
		src = o.Source
	}
	whole, ok := src.(Whole)
	if !ok {
		return
	}
	for id, file := range p.have.Brought(p.opt.Kind) {
		if _, there := p.ids[id]; !there && strings.HasPrefix(id, whole.Begins()) {
			p.tally.Add(Loss{causeGone, file})
		}
	}
}

// want is the place that a note would have if nothing else were there.
func (p *Plan) want(r *record) string {
	if r.exact {
		return note.Root + path.Join(p.opt.Into, r.path) + ".md"
	}
	return placeOf(&Item{Path: r.path, Topic: r.topic, Title: r.title, Lang: r.lang}, p.opt.Into)
}

// free is the first name like file that nothing has.
func (p *Plan) free(file string) string {
	for n := p.tried[file] + 1; ; n++ {
		try := numbered(file, n)
		if _, isEntry := note.EntryOf(try); isEntry {
			continue
		}
		if !p.have.Taken(try) && p.names.Add(try) {
			if n > 1 {
				p.tried[file] = n
			}
			return try
		}
	}
}

// slice leaves what is more than asked for to the next time.
func (p *Plan) slice() {
	n := 0
	for _, r := range p.order {
		if r.parent != "" || r.is != fresh {
			continue
		}
		if n++; p.opt.Slice > 0 && n > p.opt.Slice {
			r.is = later
			p.later++
		}
	}
}

// Items is how many items the source has.
func (p *Plan) Items() int { return len(p.order) }

// Later is how many notes a slice left for the next time.
func (p *Plan) Later() int { return p.later }

// placeEntry gives an entry its place in the thread of its note.
func (p *Plan) placeEntry(r *record) {
	root := p.root(r)
	switch {
	case root == nil:
		r.is = dropped
		return
	case root.is == later || root.is == dropped:
		r.is = root.is
		return
	}
	if file, ok := p.have.Sourced(p.opt.Kind, r.id); ok && !r.unmarked {
		r.at, r.is = file, brought
		return
	}
	if r.exact {
		if r.at = p.want(r); p.have.Taken(r.at) {
			r.is = brought
		}
		return
	}
	if p.handle(r.author) == "" {
		p.tally.Add(Loss{causeNameless, r.id})
	}
	r.below = root
	for !p.names.Add(p.fileOf(r)) {
		r.salt++
	}
	switch file := p.fileOf(r); {
	case p.have.Removed(p.opt.Kind, r.id, file):
		r.is = dropped
	case p.have.Taken(file):
		r.is = brought
	}
}

// root is the note whose thread an entry is in; nil when there is none.
func (p *Plan) root(r *record) *record {
	seen := 0
	for at := r; ; seen++ {
		up, ok := p.ids[at.parent]
		switch {
		case !ok:
			p.tally.Add(Loss{causeOrphan, r.id})
			return nil
		case up.parent == "":
			return up
		case seen > len(p.order):
			p.tally.Add(Loss{causeCycle, r.id})
			return nil
		}
		at = up
	}
}

// Becomes is the address of an item in the pool; ok is false for one that is not taken.
func (p *Plan) Becomes(id string) (note.Address, bool) {
	r, ok := p.ids[id]
	if !ok {
		return "", false
	}
	return note.AddressOf(p.fileOf(r))
}

// Carried lists the attachments that items written so far show: where each is in the source,
// and the file it becomes, sorted by the latter.
func (p *Plan) Carried() []Attachment {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]Attachment, 0, len(p.files))
	for from, to := range p.files {
		out = append(out, Attachment{From: from, Path: to})
	}
	slices.SortFunc(out, func(a, b Attachment) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// MostAttached is the size in bytes of the largest file that is carried along: what is larger
// git hosts warn of or refuse.
const MostAttached = 50 << 20

// TooLargeError says that a file is larger than that.
type TooLargeError struct{ File string }

func (e *TooLargeError) Error() string { return e.File + " is too large to be carried along" }

// Attachment is a file of the source that is carried along.
type Attachment struct{ From, Path string }

// attach is where a file of the source goes: a place that its own path decides.
func (p *Plan) attach(file, place string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if to, ok := p.files[file]; ok {
		return to
	}
	var dirs []string
	for _, d := range strings.Split(path.Dir(place), "/") {
		if d != "." && d != "" && d != ".." {
			dirs = append(dirs, spell(d))
		}
	}
	want := note.Root + path.Join(p.opt.Into, path.Join(dirs...), fileName(place))
	for n := 1; ; n++ {
		try := numbered(want, n)
		if p.names.Add(try) {
			p.files[file] = try
			return try
		}
	}
}

// Lose counts something that did not come over.
func (p *Plan) Lose(l Loss) { p.tally.Add(l) }

// Causes are all losses so far, with those of the source as a whole.
func (p *Plan) Causes() []Cause { return p.tally.Causes() }

// Finish counts what the source as a whole lost; called once, after all items were written.
func (p *Plan) Finish() { p.tally.Add(p.src.Losses()...) }
