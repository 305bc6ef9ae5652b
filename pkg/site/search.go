package site

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
)

// The search of the pages ranks as find does, by an index that is loaded when somebody
// searches. Its files are scripts that hand over packed bytes, because a page from a folder
// may load scripts and nothing else:
//
//	docs.js     the rules of ranking, and of each note what ranking must know
//	names-N.js  titles, addresses and descriptions
//	terms-N.js  a range of terms, each with where it stands; of a pool that is not large all
//	            texts as terms, of which the page makes the same: that is a third less
//	words.js    the words of the pool, for parts of words and for spelling
//	speaks.js   what each note speaks of, for questions; only of a pool that is not large
//
// Of a large pool a search loads what its words ask for: terms and names are cut into files
// of about partBytes.

//go:embed search.js
var searchSource string

// searchScript is the script as pages load it: without comments, indentation, the spaces around
// signs and the ends of lines that end in one. No text in it has such signs between spaces;
// .ci/browser runs what this makes.
var searchScript = sync.OnceValue(func() []byte {
	tight := strings.NewReplacer(", ", ",", "; ", ";", " => ", "=>", " = ", "=", " += ", "+=", " |= ", "|=", " === ", "===", " && ", "&&", " || ", "||",
		" ?? ", "??", " ? ", "?", " : ", ":", ": ", ":", " + ", "+", " - ", "-", " * ", "*", " / ", "/", " < ", "<", " > ", ">", " >= ", ">=", " <= ", "<=", " & ", "&", " | ", "|", " ^ ", "^",
		" >> ", ">>", ") {", "){", "{ ", "{", " }", "}", "if (", "if(", "for (", "for(", "while (", "while(")
	var b bytes.Buffer
	for line := range strings.SplitSeq(searchSource, "\n") {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " // ")
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		b.WriteString(tight.Replace(line))
		if !strings.ContainsAny(line[len(line)-1:], ";{,") {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
})

// IndexDir is the folder of the index that pages search.
const IndexDir = listsDir + "search/"

const (
	largePool  = 350_000 // words of all notes from which the index would be more than 2 MB
	partWords  = 14_000  // words of notes for which there is one more range of terms
	namesAPart = 20
)

// search is the index of a site while it is written.
type search struct {
	once    sync.Once
	err     error
	mu      sync.Mutex
	files   map[string][]byte // that are not written yet
	site    *Site
	mark    Mark          // of all of it
	order   []*index.Card // by path
	secrets string        // see pool.Edition.Secrets
	ranges  int           // of terms
	parts   int           // of names
	large   bool

	packers sync.Pool
}

// newSearch lays the index out. How many files there are follows from how long the notes are,
// so that it is known before they are made.
func (s *Site) newSearch() *search {
	x := &search{site: s, secrets: s.Secrets(), files: map[string][]byte{}, ranges: 1, parts: 1}
	x.packers.New = func() any { return new(packer) }
	words := 0
	m := newMarker(s.base)
	m.text("search", fmt.Sprint(s.Charter.Words))
	m.mark(s.marks...)
	var moments []byte
	for i := range s.Notes {
		c := &s.Notes[i]
		words += c.Words
		x.order = append(x.order, c)
		moments = binary.AppendVarint(binary.AppendVarint(moments, c.LastEntry.Unix()), c.Updated.Unix())
	}
	m.bytes(moments)
	slices.SortFunc(x.order, func(a, b *index.Card) int { return cmp.Compare(a.Path, b.Path) })
	if x.large = words > largePool; x.large {
		x.ranges, x.parts = words/partWords+1, (len(x.order)+namesAPart-1)/namesAPart
	}
	x.mark = m.sum()
	return x
}

// list is the script and the files of the index.
func (x *search) list() []File {
	out := []File{Fixed(listsDir+"search.js", searchScript())}
	for _, name := range x.names() {
		out = append(out, File{
			Path: IndexDir + name + ".js", Mark: x.mark,
			Make: func(ctx context.Context) ([]byte, error) { return x.file(ctx, name) },
			Near: func(ctx context.Context) (Mark, error) { return x.near(ctx, name) },
		})
	}
	return out
}

// names are the files of the index, without their ending.
func (x *search) names() []string {
	out := []string{"docs", "words"}
	if !x.large {
		out = append(out, "speaks")
	}
	for i := range x.parts {
		out = append(out, "names-"+strconv.Itoa(i))
	}
	for i := range x.ranges {
		out = append(out, "terms-"+strconv.Itoa(i))
	}
	return out
}

// raw is one file of the index before it is packed. All are made when the first is asked for;
// take: it is not asked for again.
func (x *search) raw(ctx context.Context, name string, take bool) ([]byte, error) {
	x.once.Do(func() { x.err = x.make(ctx) })
	x.mu.Lock()
	defer x.mu.Unlock()
	b := x.files[name]
	if take {
		delete(x.files, name)
	}
	return b, x.err
}

// near is the mark of one file: most stay as they are when one note changes.
func (x *search) near(ctx context.Context, name string) (Mark, error) {
	raw, err := x.raw(ctx, name, false)
	m := newMarker(x.site.base)
	m.text(name)
	m.bytes(raw)
	return m.sum(), err
}

// file packs one file of the index.
func (x *search) file(ctx context.Context, name string) ([]byte, error) {
	raw, err := x.raw(ctx, name, true)
	if err != nil {
		return nil, err
	}
	p, _ := x.packers.Get().(*packer)
	defer x.packers.Put(p)
	packed, err := p.pack(raw)
	if err != nil {
		return nil, err
	}
	return append(base64.StdEncoding.AppendEncode(fmt.Appendf(nil, "copIndex(%q,\"", name), packed), "\")\n"...), nil
}

func (x *search) make(ctx context.Context) error {
	p := x.portable()
	if err := x.gather(ctx, p); err != nil {
		return fmt.Errorf("index the pages: %w", err)
	}
	terms, err := x.terms(p)
	if err != nil {
		return err
	}
	bare := x.strip(terms)
	cuts := x.cut(terms)
	for i := range x.ranges {
		if x.large {
			x.files["terms-"+strconv.Itoa(i)] = packTerms(terms[cuts[i]:cuts[i+1]], bare[cuts[i]:cuts[i+1]])
		}
	}
	var first []string
	for i := range x.ranges {
		if cuts[i] < len(terms) {
			first = append(first, terms[cuts[i]].Text)
		}
	}
	docs, err := x.docs(p, first)
	if err != nil {
		return err
	}
	x.files["docs"], x.files["words"] = docs, p.PackedWords()
	if !x.large {
		x.files["terms-0"], x.files["speaks"] = p.Texts(terms)
	}
	return x.putNames()
}

// gather takes what all texts give.
func (x *search) gather(ctx context.Context, p *index.Portable) error {
	for _, c := range x.order {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.Note(x.source(c.Path, c.Address, x.site.Veiled(c.Address)), c); err != nil {
			return err
		}
	}
	for i, c := range x.order {
		for _, path := range x.site.Entries(c.Address) {
			if err := p.Entry(x.source(path, c.Address, true), i); err != nil {
				return err
			}
		}
	}
	return nil
}

// source is a file of the thread of a note. What it says in public follows from more than itself
// where it may name what is not public.
func (x *search) source(path string, of note.Address, mayName bool) index.PortableSource {
	hash := x.site.Hash(path)
	if leads := x.site.leads[of]; x.site.veiled[of] {
		hash += hex.EncodeToString(leads[:])
	}
	if mayName {
		hash += x.secrets
	}
	return index.PortableSource{Path: path, Hash: hash, Read: func() ([]byte, error) { return x.site.Text(path) }}
}

// cut is where the ranges of terms begin, and the end: each has about as many bytes.
func (x *search) cut(terms []index.PortableTerm) []int {
	total := 0
	for i := range terms {
		total += len(terms[i].List) + 3
	}
	out, sum := []int{0}, 0
	for i := range terms {
		if sum >= total*len(out)/x.ranges && len(out) < x.ranges {
			out = append(out, i)
		}
		sum += len(terms[i].List) + 3
	}
	for len(out) <= x.ranges {
		out = append(out, len(terms))
	}
	return out
}

// docs are a length and that many bytes of JSON; then of each note the lengths of its fields,
// a byte of flags, its maturity, and its place among those with the same score; then of each
// entry the lengths of its fields and the distance of its note to the one before.
func (x *search) docs(p *index.Portable, first []string) ([]byte, error) {
	head, err := json.Marshal(map[string]any{
		"notes": len(p.Notes), "entries": len(p.Entries), "large": x.large, "part": x.perPart(), "terms": first, "rules": p.Rules(x.site.Charter.Words),
	})
	if err != nil {
		return nil, err
	}
	b := append(binary.AppendUvarint(nil, uint64(len(head))), head...)
	later := make([]int, len(p.Notes)) // by place: which note it is
	for i := range later {
		later[i] = i
	}
	slices.SortStableFunc(later, func(a, b int) int {
		m, n := &p.Notes[a], &p.Notes[b]
		return cmp.Or(cmp.Compare(n.Evidence, m.Evidence), cmp.Compare(n.Updated, m.Updated))
	})
	place := make([]int, len(p.Notes))
	for at, i := range later {
		place[i] = at
	}
	for i := range p.Notes {
		n := &p.Notes[i]
		b = append(b, n.Lens[:]...)
		b = append(b, bit(n.Retired)|bit(n.Contest)<<1|bit(n.Accepted)<<2, n.Maturity)
		b = binary.AppendUvarint(b, uint64(place[i]))
	}
	last := 0
	for _, e := range p.Entries {
		b = append(b, e.Lens[:]...)
		b = binary.AppendUvarint(b, uint64(e.Note-last))
		last = e.Note
	}
	return b, nil
}

func (x *search) perPart() int {
	if x.large {
		return namesAPart
	}
	return max(1, len(x.order))
}

// strip takes the positions of the most frequent words of a large pool away, which would be a
// third of what a search with "the" loads.
func (x *search) strip(terms []index.PortableTerm) []bool {
	bare := make([]bool, len(terms))
	if !x.large {
		return bare
	}
	var frequent []int
	for i := range terms {
		if terms[i].Docs > len(x.order)/4 {
			frequent = append(frequent, i)
		}
	}
	onAllCores(len(frequent), func(n int) {
		i := frequent[n]
		terms[i].List, bare[i] = terms[i].Bare()
	})
	return bare
}

// putNames writes what is shown of notes: place, title, description, state, and path.
func (x *search) putNames() error {
	per := x.perPart()
	for i := range x.parts {
		var rows [][5]string
		for _, c := range x.order[min(i*per, len(x.order)):min((i+1)*per, len(x.order))] {
			state := evidence.StateOf(c, false)
			if state == pool.Untried {
				state = "" // as in all lists: most are
			}
			rows = append(rows, [5]string{
				href("", x.site.places[c.Address]+page), note.Clean(c.Title), cut(note.Clean(c.Description), mostLead), state, strings.TrimSuffix(strings.TrimPrefix(c.Path, note.Root), ".md"),
			})
		}
		b, err := json.Marshal(rows)
		if err != nil {
			return err
		}
		x.files["names-"+strconv.Itoa(i)] = b
	}
	return nil
}
