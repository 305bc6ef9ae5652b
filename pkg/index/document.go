package index

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// document is one file made ready for the index.
type document struct {
	address note.Address
	hash    string
	entry   bool
	note    note.Address // the note itself, or the one whose thread the entry belongs to
	card    Card         // of a note, without what git and the thread say

	body, headings, description, names, title, facets string // columns of words, in terms

	dests string // of links, see dest

	fresh []string // words worth spelling that this scribe had not met before
}

// A scribe makes documents. Not safe for concurrent use; each goroutine has its own.
type scribe struct {
	lexer *lexer
	met   map[string]bool
	fresh []string
	buf   []byte
}

func newScribe() *scribe {
	s := &scribe{lexer: newLexer(), met: map[string]bool{}}
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
	var words int
	d.body, words = s.column(n.Text())
	d.headings, _ = s.column(headings(n))
	d.description, _ = s.column(n.Description)
	links := d.read(n)
	if e, ok := note.EntryOf(f.Path); ok {
		d.entry, d.note = true, e.Note
		d.facets = strings.Join(links, " ")
	} else {
		d.note = d.address
		d.card = cardOf(n, d.address, f.Hash, words)
		d.title, _ = s.column(n.Title)
		d.card.titled = titleHash(d.title)
		d.names, _ = s.column(strings.Join(n.Tags, "\n") + "\n" + strings.Join(n.Aliases, "\n"))
		d.names += s.others(string(d.address), d.title)
		d.facets = strings.Join(append(facets(&d.card), links...), " ")
	}
	d.fresh, s.fresh = s.fresh, nil
	return d
}

// others are the terms of text that are not among those given.
func (s *scribe) others(text, given string) string {
	given = " " + given
	var b strings.Builder
	s.lexer.cut(text, func(t token) {
		if !strings.Contains(given, " "+t.term+" ") {
			b.WriteString(t.term)
			b.WriteByte(' ')
		}
	})
	return b.String()
}

// column turns text into terms and counts them.
func (s *scribe) column(text string) (terms string, n int) {
	s.buf = s.buf[:0]
	s.lexer.cut(text, func(t token) {
		s.buf = append(append(s.buf, t.term...), ' ')
		n++
	})
	return string(s.buf), n
}

func cardOf(n *note.Note, a note.Address, hash string, words int) Card {
	return Card{
		Address: a, Path: n.Path, Hash: hash, Topic: a.Topic(),
		Type: n.Type, Title: n.Title, Description: n.Description,
		Tags: n.Tags, Authors: n.Authors, Aliases: n.Aliases,
		Date: n.Date, ReviewBy: n.ReviewBy, Status: n.Status, Lang: n.Lang,
		Broken: n.Err() != nil, Words: words,
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
		out = append(out, facet("tag", t))
	}
	for _, a := range c.Authors {
		out = append(out, facet("author", a))
	}
	if c.Lang != "" {
		out = append(out, facet("lang", c.Lang))
	}
	return out
}
