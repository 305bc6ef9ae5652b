package index

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/breakfast-table/cop/pkg/note"
)

// document is one file made ready for the index.
type document struct {
	address note.Address
	hash    string
	entry   bool
	note    note.Address // the note itself, or the one whose thread the entry belongs to
	card    Card         // of a note, without what git and the thread say

	lens  [fields]byte // of its fields, see lengthCode
	terms []termPosting

	dests string // of links, see dest

	fresh []string // words worth spelling that this scribe had not met before
}

// termPosting is one term of a document.
type termPosting struct {
	term    string
	posting []byte
}

// A scribe makes documents. Not safe for concurrent use; each goroutine has its own.
type scribe struct {
	lexer *lexer
	met   map[string]bool
	fresh []string

	// Of the document at work: its terms in the order they are met, and where the next
	// word stands.
	at    map[string]int
	terms []string
	occ   []occurrences
	next  uint32
}

func newScribe() *scribe {
	s := &scribe{lexer: newLexer(), met: map[string]bool{}, at: map[string]int{}}
	s.lexer.fresh = s.meet
	return s
}

// meet notes a word that is worth spelling.
func (s *scribe) meet(t token) {
	if !s.met[t.folded] && spelled(t.folded) {
		s.met[t.folded] = true
		s.fresh = append(s.fresh, t.folded)
	}
}

// read makes a document of a file. It never fails: what is no note is words at least.
func (s *scribe) read(f File, src []byte) *document {
	n := note.Parse(f.Path, src)
	d := &document{hash: f.Hash}
	d.address, _ = note.AddressOf(f.Path)
	text := n.Text()
	s.begin()
	spoken := s.spoken(n, d.address, text)
	s.lexer = s.lexer.like(spoken)
	var facts []string
	links := d.read(n)
	if e, ok := note.EntryOf(f.Path); ok {
		d.entry, d.note = true, e.Note
		facts = links
	} else {
		d.note = d.address
		d.card = cardOf(n, d.address, f.Hash)
		d.card.titled, d.card.spoken = titleHash(s.lexer.terms(nil, n.Title)), spoken
		d.lens[inTitle] = lengthCode(s.field(inTitle, n.Title))
		d.lens[inNames] = lengthCode(s.names(n, d.address))
		facts = append(append(facets(&d.card), links...), s.called(n, d.address)...)
		if spoken > 0 {
			facts = append(facts, facet(spokenKey, languages[spoken].code))
		}
	}
	d.lens[inHeadings] = lengthCode(s.field(inHeadings, headings(n)))
	d.lens[inDescription] = lengthCode(s.field(inDescription, n.Description))
	inTitleToo := 0
	if rest, ok := strings.CutPrefix(text, n.Title); ok && !d.entry {
		text, inTitleToo = rest, len(s.lexer.tokens(n.Title)) // said once
	}
	said := s.field(inBody, text)
	d.card.Words, d.lens[inBody] = said+inTitleToo, lengthCode(said)
	d.terms = s.postings(facts)
	d.fresh, s.fresh = s.fresh, nil
	return d
}

// spokenKey is the facet of the language a note was read in, where that is not English.
const spokenKey = "spoken"

// spoken is the place of a note's language: what it says itself or by its file name, else
// what one of its folders says, else what its words speak for.
func (s *scribe) spoken(n *note.Note, a note.Address, text string) int {
	if n.Lang != "" {
		return languageAt(n.Lang)
	}
	for part := range strings.SplitSeq(a.Topic(), "/") {
		if at := languageAt(part); at > 0 && len(part) == 2 {
			return at
		}
	}
	return s.lexer.like(0).guess(n.Title + "\n" + text)
}

// begin forgets the document before.
func (s *scribe) begin() {
	clear(s.at)
	s.terms, s.next = s.terms[:0], 0
}

// field takes the words of a field and counts them.
func (s *scribe) field(f int, text string) (n int) {
	s.lexer.cut(text, func(t token) {
		s.put(f, t.term)
		n++
	})
	s.next += fieldGap
	return n
}

func (s *scribe) put(f int, term string) {
	i, ok := s.at[term]
	if !ok {
		i = len(s.terms)
		s.at[term] = i
		s.terms = append(s.terms, term)
		if i == len(s.occ) {
			s.occ = append(s.occ, occurrences{})
		}
		s.occ[i].tf, s.occ[i].at = [fields]uint32{}, s.occ[i].at[:0]
	}
	s.occ[i].add(f, s.next)
	s.next++
}

// names takes what a note is called besides its title: tags, aliases, what its address says
// that the title does not, and the parts of words like KubePodCrashLooping.
func (s *scribe) names(n *note.Note, a note.Address) int {
	count := s.field(inNames, strings.Join(n.Tags, "\n")+"\n"+strings.Join(n.Aliases, "\n"))
	for _, text := range []string{string(a), camelParts(n.Title), camelParts(string(a)), camelParts(headings(n))} {
		s.lexer.cut(text, func(t token) {
			if i, ok := s.at[t.term]; !ok || s.occ[i].tf[inTitle]+s.occ[i].tf[inNames] == 0 {
				s.put(inNames, t.term)
				count++
			}
		})
	}
	s.next += fieldGap
	return count
}

// called are the terms by which a note is found that is called just what was typed: its
// title, its slug, and the end of the slug where that is a number.
func (s *scribe) called(n *note.Note, a note.Address) []string {
	slug := a.Slug()
	out := []string{s.lexer.calledBy(n.Title), s.lexer.calledBy(slug)}
	if i := strings.LastIndexByte(slug, '-'); i >= 0 && strings.ContainsAny(slug[i:], "0123456789") {
		out = append(out, s.lexer.calledBy(slug[i+1:]))
	}
	return out
}

// calledBy is the facet of notes that are called like a text: by its words as they are.
func (x *lexer) calledBy(text string) string {
	var b strings.Builder
	x.cut(text, func(t token) { b.WriteString(t.folded + " ") })
	return facet("n", strconv.FormatUint(uint64(keyOf(b.String()))&(1<<36-1), 36))
}

// postings are the document's terms in order, and facets among them.
func (s *scribe) postings(facets []string) []termPosting {
	size := 0
	for i := range s.terms {
		size += 3 + 2*len(s.occ[i].at)
	}
	out, b := make([]termPosting, 0, len(s.terms)+len(facets)), make([]byte, 0, size)
	for i, t := range s.terms {
		start := len(b)
		b = s.occ[i].encode(b)
		out = append(out, termPosting{t, b[start:len(b):len(b)]})
	}
	slices.Sort(facets)
	for _, f := range slices.Compact(facets) {
		out = append(out, termPosting{f, []byte{0}})
	}
	return out
}

// camelParts are the parts of the words of text that are written LikeThis, each part of each
// with a space after it; "" when none is.
//
// Example: "the KubePodCrashLooping alert, HTTPServer" → "Kube Pod Crash Looping HTTP Server ".
func camelParts(text string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		parts := camelSplit(word)
		if len(parts) < 2 {
			continue
		}
		for _, p := range parts {
			b.WriteString(p + " ")
		}
	}
	return b.String()
}

func camelSplit(word string) []string {
	var out []string
	runes := []rune(word)
	start := 0
	for i := 1; i < len(runes); i++ {
		up, down := unicode.IsUpper(runes[i]), i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if up && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) || unicode.IsUpper(runes[i-1]) && down) {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	return append(out, string(runes[start:]))
}

func cardOf(n *note.Note, a note.Address, hash string) Card {
	return Card{
		Address: a, Path: n.Path, Hash: hash, Topic: a.Topic(),
		Type: n.Type, Title: n.Title, Description: n.Description,
		Tags: n.AllTags(), Authors: n.Authors, Aliases: n.Aliases,
		Date: n.Date, ReviewBy: n.ReviewBy, Modified: n.Modified, Status: n.Status, Lang: n.Lang,
		Broken: n.Err() != nil,
	}
}

// headings are those that are not the title once more.
func headings(n *note.Note) string {
	var b strings.Builder
	for _, h := range n.Headings() {
		if h.Text != n.Title {
			b.WriteString(h.Text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// accepted is the status of a note that names none.
const accepted = "accepted"

// facets are the facts about a note that queries can ask for.
func facets(c *Card) []string {
	out := []string{facet("type", string(c.Type))}
	if c.Status != "" {
		out = append(out, facet("status", c.Status))
	}
	for topic := note.Address(c.Topic); topic != ""; topic = note.Address(topic.Topic()) {
		out = append(out, facet("topic", string(topic)))
	}
	for _, t := range c.Tags {
		for ; t != ""; t = string(note.Address(t).Topic()) { // ops/deep is in ops, too
			if f := facet("tag", t); !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	for _, a := range c.Authors {
		out = append(out, facet("author", a))
	}
	if c.Lang != "" {
		out = append(out, facet("lang", c.Lang))
	}
	return out
}
