package index

import (
	"encoding/binary"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kljensen/snowball/english"

	"github.com/breakfast-table/cop/pkg/note"
)

// Portable is an index of some notes in memory, to be written as files and searched where
// this program is not: on a page of the web. It is made by the same lexer and fields as the
// one that find uses; [Rules] says by which numbers they are weighed. The zero value is not
// ready: see [NewPortable]. Not safe for concurrent use.
type Portable struct {
	scribe  *scribe
	given   [][]byte // by number of document: what it gives, see given
	keys    []docKey // likewise: by which the forward index has it
	forward *forward
	called  map[uint32][]uint32
	spoken  map[int]bool
	speaks  bool

	packedWords []byte

	Notes   []PortableNote
	Entries []PortableEntry
}

// PortableNote is what ranking has to know of a note. Its number is its place.
type PortableNote struct {
	Lens     [5]byte // of its fields, see PortableLength
	Retired  bool
	Contest  bool
	Accepted bool
	Maturity uint8            // 0: not known, then from untried to proven
	Evidence uint32           // seconds since 1970 of the newest entry
	Updated  uint32           // likewise of the last change
	Speaks   map[string]int32 // how often it says each term that feedback may take up, twice
	Total    int32            // words that it counts as, twice
}

// PortableEntry is an entry of a thread: its number follows those of the notes.
type PortableEntry struct {
	Lens [5]byte
	Note int
}

// PortableSource is a file that may be read. Files of one path and hash hold the same; of no
// hash, nobody knows.
type PortableSource struct {
	Path, Hash string
	Read       func() ([]byte, error)
}

// NewPortable makes an empty one. speaks: it also says what each note speaks of. kept and more
// are what [Portable.Terms] and [Portable.KeepMore] wrote of earlier ones: when the same program
// did, which by names, the documents that gave it need not be read again. Other bytes, or none,
// are no harm.
func NewPortable(speaks bool, by string, kept, more []byte) *Portable {
	p := &Portable{speaks: speaks, scribe: newScribe(newVocabulary()), called: map[uint32][]uint32{}, spoken: map[int]bool{}, forward: openForward(by, kept, more)}
	p.scribe.met = p.forward.meet
	return p
}

// Note adds a note; notes come in the order of their paths, before all entries.
func (p *Portable) Note(src PortableSource, c *Card) error {
	g, err := p.give(src, false)
	if err != nil {
		return err
	}
	t := traitOf(c)
	n := PortableNote{
		Lens: g.lens, Retired: t.flags&isRetired != 0, Contest: t.flags&isContested != 0, Accepted: t.flags&isAccepted != 0,
		Maturity: t.maturity, Evidence: t.evidence, Updated: t.updated,
	}
	for _, key := range g.calls {
		p.called[key] = append(p.called[key], uint32(len(p.Notes)))
	}
	p.spoken[g.spoken] = true
	if p.speaks {
		n.Total, n.Speaks = g.total, map[string]int32{}
		for _, s := range g.speaks {
			n.Speaks[p.forward.terms.all[s.term]] = s.times
		}
	}
	p.Notes = append(p.Notes, n)
	return nil
}

// Entry adds an entry of the thread of a note, by the note's number, unless it is private.
func (p *Portable) Entry(src PortableSource, of int) error {
	g, err := p.give(src, true)
	if err == nil && !g.private {
		p.Entries = append(p.Entries, PortableEntry{g.lens, of})
	}
	return err
}

// give is what a file gives: as the forward index has it, else it is read.
func (p *Portable) give(src PortableSource, entry bool) (given, error) {
	key := forwardKey(src.Path, src.Hash, p.speaks)
	b, ok := p.forward.has[key]
	if !ok || src.Hash == "" {
		text, err := src.Read()
		if err != nil {
			return given{}, err
		}
		b = p.read(src.Path, text, entry)
		p.forward.learn(key, b)
	}
	g := readGiven(b)
	p.forward.used[key] = true
	if !g.private {
		p.given, p.keys = append(p.given, g.rest), append(p.keys, key)
	}
	return g, nil
}

// read lexes a file and packs what it gives.
func (p *Portable) read(path string, src []byte, entry bool) []byte {
	if entry && note.Parse(path, src).Private {
		return packGiven(given{private: true}, nil)
	}
	p.forward.begin()
	d := p.scribe.read(File{Path: path}, src)
	g := given{lens: d.lens, spoken: d.card.spoken}
	if !entry {
		g.calls = p.calls(d.card.Title, d.address)
		if p.speaks {
			p.speak(&g, d.card, src)
		}
	}
	g.words = p.forward.met()
	return packGiven(g, p.forward.postings(d))
}

// calls are the keys by which a note is found that is called just what was typed.
func (p *Portable) calls(title string, a note.Address) []uint32 {
	slug := a.Slug()
	texts := []string{title, slug}
	if i := strings.LastIndexByte(slug, '-'); i >= 0 && strings.ContainsAny(slug[i:], "0123456789") {
		texts = append(texts, slug[i+1:])
	}
	var out []uint32
	for _, s := range texts {
		if key := p.callKey(s); !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

func (p *Portable) callKey(text string) uint32 {
	h := fnv.New32a()
	for _, w := range p.scribe.lexer.roots(nil, text) {
		h.Write([]byte(w.folded + " "))
	}
	return h.Sum32()
}

// speak is what [search.speak] counts, twice, so that half a word is a whole number.
func (p *Portable) speak(g *given, c Card, src []byte) {
	says := map[string]int32{}
	x := p.scribe.lexer.like(c.spoken)
	count := func(text string, by int32) {
		x.cut(text, func(t token) {
			g.total += by
			if len(t.term) > 2 && !x.isFunctionWord(t.folded) && (t.glyph || spelled(t.folded)) {
				says[t.term] += by
			}
		})
	}
	count(c.Title, int32(2*(asking.weight[inTitle]-1)))
	count(body(string(src[:min(len(src), around*40)])), 2)
	for text, n := range says {
		g.speaks = append(g.speaks, spoken{p.forward.terms.number(text), n})
	}
}

// PortableTerm is a term and where it stands: a list as the index has it, see posting.
type PortableTerm struct {
	Text string
	List []byte
	Docs int // that it stands in
}

// Terms lists all terms in order, and the names of notes among them, and writes what a later
// [NewPortable] may keep. It is asked for once, when all documents are there: what they gave is
// forgotten.
func (p *Portable) Terms(keep io.Writer) ([]PortableTerm, error) {
	documents := p.wordDocuments()
	if worn(documents) {
		keep = io.Discard // and the next one begins anew
	}
	var beside sync.WaitGroup
	beside.Go(func() { p.packedWords = p.packWords(documents) })
	k := newKeeper(keep)
	p.forward.keep(k)
	lists, docs := p.lists()
	p.given, p.forward.has = nil, nil
	out := make([]PortableTerm, 0, len(lists)+len(p.called))
	for i, b := range lists {
		if len(b) > 0 {
			out = append(out, PortableTerm{p.forward.terms.all[i], b, docs[i]})
		}
	}
	for key, notes := range p.called {
		var b []byte
		last := uint32(0)
		for _, at := range notes {
			b = append(binary.AppendUvarint(b, uint64(at-last)<<1), 0)
			last = at
		}
		out = append(out, PortableTerm{calledTerm(key), b, len(notes)})
	}
	slices.SortFunc(out, func(a, b PortableTerm) int { return strings.Compare(a.Text, b.Text) })
	p.keepLists(k, out)
	beside.Wait()
	p.keepWords(k, documents)
	return out, k.end()
}

// calledTerm is the term that names notes by what they are called.
func calledTerm(key uint32) string { return "N:" + strconv.FormatUint(uint64(key), 36) }

// lists are those of the terms, by number, cut out of one piece that is as large as they are,
// and how many documents are in each.
func (p *Portable) lists() (out [][]byte, docs []int) {
	out, docs = make([][]byte, len(p.forward.terms.all)), make([]int, len(p.forward.terms.all))
	size, all := make([]int, len(out)), 0
	last := make([]uint32, len(out))
	for at, b := range p.given {
		eachPosting(b, func(t int, single uint64, post []byte) {
			n := len(post) + uvarintLen(uint64(uint32(at)-last[t])<<1|single)
			size[t], last[t], all = size[t]+n, uint32(at), all+n
			docs[t]++
		})
	}
	whole := make([]byte, all)
	for t, n := range size {
		out[t], whole, last[t] = whole[:0:n], whole[n:], 0
	}
	for at, b := range p.given {
		eachPosting(b, func(t int, single uint64, post []byte) {
			out[t] = append(binary.AppendUvarint(out[t], uint64(uint32(at)-last[t])<<1|single), post...)
			last[t] = uint32(at)
		})
	}
	return out, docs
}

// Bare is the list without positions, and whether it is: words as frequent as "the" have half
// of all positions, and nothing follows from what they stand beside.
func (t PortableTerm) Bare() ([]byte, bool) {
	if isFacet(t.Text) {
		return t.List, false
	}
	var out []byte
	last := uint32(0)
	for l := (list{b: t.List}); l.next(); last = l.doc {
		code := uint64(l.doc-last) << 1
		if l.post.mask == bodyOnly && l.post.total == 1 {
			out = binary.AppendUvarint(out, code|1)
			continue
		}
		out = l.post.head(binary.AppendUvarint(out, code))
	}
	return out, true
}

// head is how often the term stands in which fields, see posting.
func (p *posting) head(b []byte) []byte {
	if p.mask == bodyOnly {
		return binary.AppendUvarint(b, uint64(p.tf[inBody])<<1)
	}
	b = binary.AppendUvarint(b, uint64(p.mask)<<1|1)
	for f, n := range p.tf {
		if p.mask>>f&1 != 0 {
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	return b
}

func (p *Portable) languages() []int {
	var out []int
	for lang := range p.spoken {
		if lang > 0 {
			out = append(out, lang)
		}
	}
	slices.Sort(out)
	return out
}

// Rules are the numbers and words that ranking goes by, for who ranks elsewhere. They are
// written here once, in the files that weigh by them.
type Rules struct {
	Naming     [2][]float64      `json:"naming"` // weight and balance of each field
	Asking     [2][]float64      `json:"asking"`
	Saturation float64           `json:"k"`
	Near       [3]float64        `json:"near"`     // notes, words apart, weight
	Feedback   [5]float64        `json:"feedback"` // notes, terms, share, least words, shortest
	Thread     [2]float64        `json:"thread"`   // bonus, only
	Piece      float64           `json:"piece"`
	Framing    float64           `json:"framing"`
	Repeated   float64           `json:"repeated"`
	Synonym    float64           `json:"synonym"`
	Guess      [3]float64        `json:"guess"` // few, weight, parts
	Find       [4]float64        `json:"find"`  // narrow, most partial, short, enough
	Retired    float64           `json:"retired"`
	Contested  float64           `json:"contested"`
	Accepted   float64           `json:"accepted"`
	Maturity   []float64         `json:"maturity"` // by PortableNote.Maturity
	Frames     string            `json:"frames"`
	Stops      string            `json:"stops"`     // English words that have no stem
	Functions  map[string]string `json:"functions"` // by language, those of the pool and English
	Languages  []string          `json:"languages"`
	Synonyms   [][]string        `json:"synonyms"`
}

// Rules are those of this index. synonyms are the pool's own, see [Query.Synonyms].
func (p *Portable) Rules(synonyms [][]string) Rules {
	list := func(w [fields]float64) []float64 { return w[:] }
	factor := func(flags uint16, maturity uint8) float64 {
		t := trait{flags: flags, maturity: maturity}
		return t.standing()
	}
	r := Rules{
		Naming: [2][]float64{list(naming.weight), list(naming.balance)}, Asking: [2][]float64{list(asking.weight), list(asking.balance)},
		Saturation: saturation, Near: [3]float64{nearNotes, nearWords, nearWeight},
		Feedback: [5]float64{feedbackNotes, feedbackTerms, feedbackShare, feedbackLeast, shortest}, Thread: [2]float64{threadBonus, threadOnly},
		Piece: pieceWeight, Framing: framingWeight, Repeated: repeated, Synonym: synonymWeight, Guess: [3]float64{few, guessWeight, parts},
		Find: [4]float64{narrow, mostPartial, shortQuery, enough}, Retired: factor(isRetired, 0), Contested: factor(isContested, 0), Accepted: factor(isAccepted, 0),
		Frames: strings.Join(frames, " "), Stops: stopWords(), Functions: map[string]string{"en": languages[0].fun}, Languages: []string{"en"}, Synonyms: synonyms,
	}
	for m := range uint8(5) {
		r.Maturity = append(r.Maturity, factor(0, m))
	}
	for _, lang := range p.languages() {
		r.Languages = append(r.Languages, languages[lang].code)
		r.Functions[languages[lang].code] = languages[lang].fun
	}
	if r.Synonyms == nil {
		r.Synonyms = [][]string{}
	}
	return r
}

// stopWords are the English words that the stemmer leaves as they are; they are function words,
// too.
func stopWords() string {
	more := strings.Fields("ourselves yours yourself yourselves him his himself she her hers herself itself themselves whom being doing because until while of against between during before after above below up down out off over under again further once here all both each few more most other such no nor only own same too very s t just don now i me my myself we our ours you your he it they them what which who this that am is are was were be been have has had having do does did a an the and but if or as at by for with about into through to from in on then there when where why how any some so than can will should")
	seen := map[string]bool{}
	var out []string
	for _, w := range append(strings.Fields(languages[0].fun), more...) {
		if !seen[w] && english.IsStopWord(w) {
			seen[w] = true
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}
