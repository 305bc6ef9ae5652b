package index

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/breakfast-table/cop/pkg/note"
)

// document is one file made ready for the index.
type document struct {
	address note.Address
	hash    string
	entry   bool
	note    note.Address // the note itself, or the one whose thread the entry belongs to
	card    Card         // of a note, without what git and the thread say

	lens  [fields]byte  // of its fields, see lengthCode
	words *vocabulary   // that terms are numbered by
	terms []termPosting // in the order they are met
	posts []byte        // their postings, one after the other
	facts []string      // its facets, each once

	dests string // of links, see dest
}

// termPosting is one term of a document, by number, and where its posting ends.
type termPosting struct {
	num    int32
	single bool // see posting
	end    uint32
}

// A scribe makes documents. Not safe for concurrent use; each goroutine has its own.
type scribe struct {
	lexer *lexer
	title []*root // words of the document at work
	body  []*root
	met   func([]*root) // is told the words of the document at work; nil: nobody asks

	// Of the document at work: its terms in the order they are met, and where the next
	// word stands.
	at    []int32 // for each term, by number: which of them it is, counted from 1; 0: none
	terms []*term
	occ   []occurrences
	next  uint32
}

func newScribe(v *vocabulary) *scribe { return &scribe{lexer: v.lexer()} }

// read makes a document of a file. It never fails: what is no note is words at least.
func (s *scribe) read(f File, src []byte) *document {
	n := note.Parse(f.Path, src)
	d := &document{hash: f.Hash, words: s.lexer.family.vocabulary}
	d.address, _ = note.AddressOf(f.Path)
	e, entry := note.EntryOf(f.Path)
	s.begin()
	again := s.cut(n, entry)
	spoken := s.spoken(n, d.address, again)
	s.lexer = s.lexer.like(spoken)
	d.facts = d.read(n)
	heads := headings(n)
	if entry {
		d.entry, d.note = true, e.Note
	} else {
		d.note = d.address
		d.card = cardOf(n, d.address, f.Hash)
		d.card.titled, d.card.spoken = titleHash(s.lexer.join(s.title)), spoken
		d.lens[inTitle] = lengthCode(s.field(inTitle, s.title))
		d.lens[inNames] = lengthCode(s.names(n, d.address, heads))
		d.facts = append(append(facets(&d.card), d.facts...), s.called(n, d.address)...)
		if spoken > 0 {
			d.facts = append(d.facts, facet(spokenKey, languages[spoken].code))
		}
	}
	d.lens[inHeadings] = lengthCode(s.text(inHeadings, heads))
	d.lens[inDescription] = lengthCode(s.text(inDescription, n.Description))
	said := s.field(inBody, s.body)
	d.card.Words, d.lens[inBody] = said, lengthCode(said)
	if again {
		d.card.Words += len(s.title)
	}
	slices.Sort(d.facts)
	d.facts = slices.Compact(d.facts)
	s.postings(d)
	return d
}

// cut reads the words of title and text. again: the text begins with the title; there it
// is left out, as it is said once.
func (s *scribe) cut(n *note.Note, entry bool) (again bool) {
	text := n.Text()
	s.title = s.lexer.roots(s.title[:0], n.Title)
	if rest, ok := strings.CutPrefix(text, n.Title); ok && !entry {
		text, again = rest, true
	}
	s.body = s.lexer.roots(s.body[:0], text)
	s.tell(s.title)
	s.tell(s.body)
	return again
}

func (s *scribe) tell(words []*root) {
	if s.met != nil {
		s.met(words)
	}
}

// spokenKey is the facet of the language a note was read in, where that is not English.
const spokenKey = "spoken"

// spoken is the place of a note's language: what it says itself or by its file name, else
// what one of its folders says, else what its words speak for.
func (s *scribe) spoken(n *note.Note, a note.Address, again bool) int {
	if n.Lang != "" {
		return languageAt(n.Lang)
	}
	for part := range strings.SplitSeq(a.Topic(), "/") {
		if at := languageAt(part); at > 0 && len(part) == 2 {
			return at
		}
	}
	var v votes
	v.count(s.title)
	if again {
		v.count(s.title)
	}
	v.count(s.body)
	return v.winner()
}

// begin forgets the document before.
func (s *scribe) begin() {
	for _, t := range s.terms {
		s.at[t.num] = 0
	}
	s.terms = s.terms[:0]
}

// text takes the words of a field and counts them.
func (s *scribe) text(f int, text string) int {
	words := s.lexer.roots(nil, text)
	s.tell(words)
	return s.field(f, words)
}

// field is text of words that are cut.
func (s *scribe) field(f int, words []*root) int {
	s.next = 0
	for _, w := range words {
		s.put(f, s.lexer.in(w))
	}
	return len(words)
}

func (s *scribe) put(f int, t *term) {
	o := s.of(t)
	if o == nil {
		s.terms = append(s.terms, t)
		s.at[t.num] = int32(len(s.terms))
		if len(s.terms) > len(s.occ) {
			s.occ = append(s.occ, occurrences{})
		}
		o = &s.occ[len(s.terms)-1]
		o.tf, o.at = [fields]uint32{}, o.at[:0]
	}
	o.add(f, s.next)
	s.next++
}

// of are a term's occurrences in the document at work; nil when there are none.
func (s *scribe) of(t *term) *occurrences {
	if n := int(t.num) + 1 - len(s.at); n > 0 {
		s.at = append(s.at, make([]int32, n+len(s.at)/2)...)
	}
	if i := s.at[t.num]; i > 0 {
		return &s.occ[i-1]
	}
	return nil
}

// apart lies between words that are no phrase and no neighbours.
const apart = 16

// names takes what a note is called besides its title: tags, aliases, what its address says
// that the title does not, and the parts of words like KubePodCrashLooping.
func (s *scribe) names(n *note.Note, a note.Address, heads string) int {
	count := s.text(inNames, strings.Join(n.Tags, "\n")+"\n"+strings.Join(n.Aliases, "\n"))
	s.next += apart
	for _, text := range []string{string(a), camelParts(n.Title), camelParts(string(a)), camelParts(heads)} {
		words := s.lexer.roots(nil, text)
		s.tell(words)
		for _, w := range words {
			t := s.lexer.in(w)
			if o := s.of(t); o == nil || o.tf[inTitle]+o.tf[inNames] == 0 {
				s.put(inNames, t)
				count++
			}
		}
	}
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
	for _, w := range x.roots(nil, text) {
		b.WriteString(w.folded + " ")
	}
	return facet("n", strconv.FormatUint(uint64(keyOf(b.String()))&(1<<36-1), 36))
}

// postings writes the document's terms.
func (s *scribe) postings(d *document) {
	size := 0
	for i := range s.terms {
		size += 3 + 2*len(s.occ[i].at)
	}
	d.terms, d.posts = make([]termPosting, len(s.terms)), make([]byte, 0, size)
	for i, t := range s.terms {
		var single bool
		d.posts, single = s.occ[i].encode(d.posts)
		d.terms[i] = termPosting{t.num, single, uint32(len(d.posts))}
	}
}

// camelParts are the parts of the words of text that are written LikeThis, each part of each
// with a space after it; "" when none is.
//
// Example: "the KubePodCrashLooping alert, HTTPServer" → "Kube Pod Crash Looping HTTP Server ".
func camelParts(text string) string {
	if !mayCamel(text) {
		return ""
	}
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

// mayCamel is false for text of small words, Capitals and ACRONYMS alone, as most is.
func mayCamel(text string) bool {
	for i := 1; i < len(text); i++ {
		was, is := text[i-1], text[i]
		if is >= utf8.RuneSelf || is >= 'A' && is <= 'Z' && (was >= 'a' && was <= 'z' || was >= '0' && was <= '9') ||
			is >= 'a' && is <= 'z' && was >= 'A' && was <= 'Z' && i > 1 && alphanumeric(text[i-2]) {
			return true
		}
	}
	return len(text) > 0 && text[0] >= utf8.RuneSelf
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
		Broken: n.Err() != nil, Private: n.Private,
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
