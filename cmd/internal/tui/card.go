package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/digest"
)

// card is what the browser keeps of a note: a quarter of what the index tells,
// for there may be 100,000 of them. Topic is part of Address, and most other
// strings are shared with other cards.
type card struct {
	Address note.Address
	Topic   string
	Title   string
	Tags    []string
	Authors []string
	*traits
	mark uint64 // of this version and its thread
	at   int64  // when it last changed, seconds since 1970; 0: unknown

	Worked, Partly, Failed, Answers, Comments uint16
	Broken, Contested, Accepted, Stale        bool
}

// traits are what many notes have in common; they are never changed.
type traits struct {
	By       string
	Type     note.Type
	Status   string
	Lang     string
	Maturity string
}

// slimmer turns the index's cards into ours. What it makes lies in few large
// pieces: 100,000 cards of their own strings and lists would keep the collector
// busy. It belongs to one goroutine. The zero value is ready.
type slimmer struct {
	traits map[traits]*traits
	words  map[string]string
	text   strings.Builder
	lists  []string
}

// card copies what is kept, so that the memory the index's cards share is free
// once they are gone.
func (s *slimmer) card(c *index.Card, stale bool) card {
	a := note.Address(s.keep(string(c.Address)))
	return card{
		Address: a, Topic: a.Topic(), Title: s.keep(c.Title), Tags: s.list(c.Tags), Authors: s.list(c.Authors),
		traits: s.common(traits{c.By, c.Type, c.Status, c.Lang, c.Maturity}), mark: digest.MarkOf(c), at: seconds(c.Newest()),
		Worked: small(c.Worked), Partly: small(c.Partly), Failed: small(c.Failed), Answers: small(c.Answers), Comments: small(c.Comments),
		Broken: c.Broken, Contested: c.Contested, Accepted: c.Accepted, Stale: stale,
	}
}

// Bytes of text, and words of lists, that lie together; a piece is twice the last.
const (
	largestText = 64 << 10
	largestList = 2 << 10
)

// keep is a copy of its own.
func (s *slimmer) keep(w string) string {
	if len(w) > s.text.Cap()-s.text.Len() {
		room := max(min(2*s.text.Cap(), largestText), len(w))
		s.text = strings.Builder{}
		s.text.Grow(room)
	}
	start := s.text.Len()
	s.text.WriteString(w)
	return s.text.String()[start:]
}

// word is a string that is shared with all others of the same text.
func (s *slimmer) word(w string) string {
	if w == "" {
		return ""
	}
	if known, ok := s.words[w]; ok {
		return known
	}
	if s.words == nil {
		s.words = map[string]string{}
	}
	w = s.keep(w)
	s.words[w] = w
	return w
}

func (s *slimmer) common(t traits) *traits {
	if known, ok := s.traits[t]; ok {
		return known
	}
	if s.traits == nil {
		s.traits = map[traits]*traits{}
	}
	own := &traits{s.word(t.By), note.Type(s.word(string(t.Type))), s.word(t.Status), s.word(t.Lang), s.word(t.Maturity)}
	s.traits[*own] = own
	return own
}

// list is a list of shared words.
func (s *slimmer) list(ws []string) []string {
	if len(ws) == 0 {
		return nil
	}
	if len(ws) > cap(s.lists)-len(s.lists) {
		s.lists = make([]string, 0, max(min(2*cap(s.lists), largestList), len(ws)))
	}
	start := len(s.lists)
	for _, w := range ws {
		s.lists = append(s.lists, s.word(w))
	}
	return s.lists[start:len(s.lists):len(s.lists)]
}

func small(n int) uint16 { return uint16(min(max(n, 0), 1<<16-1)) }

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// changed is when the note last changed, zero when nobody knows.
func (c *card) changed() time.Time {
	if c.at == 0 {
		return time.Time{}
	}
	return time.Unix(c.at, 0).UTC()
}

// version is the card as a person has it before their eyes.
func (c *card) version() pool.NoteVersion {
	l := pool.NoteVersion{Address: c.Address, Mark: c.mark}
	switch {
	case c.Contested:
		l.State = pool.Contested
	case c.Maturity == pool.Proven:
		l.State = pool.Proven
	}
	return l
}

// shows reports that c is what the index's card would become: the mark tells
// versions of a note and its thread apart, git and the community may have more to
// say.
func (c *card) shows(o *index.Card, stale bool) bool {
	return c.mark == digest.MarkOf(o) && c.at == seconds(o.Newest()) && c.Stale == stale && c.Address == o.Address &&
		*c.traits == traits{o.By, o.Type, o.Status, o.Lang, o.Maturity} && c.Contested == o.Contested && c.Accepted == o.Accepted &&
		[...]uint16{c.Worked, c.Partly, c.Failed, c.Answers, c.Comments} ==
			[...]uint16{small(o.Worked), small(o.Partly), small(o.Failed), small(o.Answers), small(o.Comments)}
}

// one is a single card of the index as ours.
func one(c *index.Card, stale bool) *card {
	own := new(slimmer).card(c, stale)
	return &own
}

// hit is a note that was found by its text.
type hit struct {
	card
	pool              string // "": the one that is browsed
	snippet           string
	marks, titleMarks [][2]int
}

func hitOf(h *index.Hit) hit {
	return hit{card: *one(&h.Card, false), snippet: h.Snippet, marks: slices.Clone(h.Marks), titleMarks: slices.Clone(h.TitleMarks)}
}
