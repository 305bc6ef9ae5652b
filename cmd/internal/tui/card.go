package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// card is what the browser keeps of a note: a third of what the index tells,
// for there may be 100,000 of them. Topic is part of Address and most other
// strings are shared with other cards.
type card struct {
	Address  note.Address
	Topic    string
	Title    string
	Tags     []string
	Authors  []string
	By       string
	Type     note.Type
	Status   string
	Lang     string
	Maturity string
	mark     uint64 // of this version and its thread
	at       int64  // when it last changed, seconds since 1970; 0: unknown

	Worked, Partly, Failed, Answers, Comments uint16
	Broken, Contested, Accepted               bool
}

// slimmer turns the index's cards into ours. It belongs to one goroutine.
type slimmer struct {
	words map[string]string
	lists map[string][]string
}

func newSlimmer() *slimmer {
	return &slimmer{words: map[string]string{}, lists: map[string][]string{}}
}

// card copies what is kept, so that the memory the index's cards share is free
// once they are gone.
func (s *slimmer) card(c *index.Card) card {
	a := note.Address(strings.Clone(string(c.Address)))
	return card{
		Address: a, Topic: a.Topic(), Title: strings.Clone(c.Title), Tags: s.list(c.Tags), Authors: s.list(c.Authors),
		By: s.word(c.By), Type: note.Type(s.word(string(c.Type))), Status: s.word(c.Status), Lang: s.word(c.Lang),
		Maturity: s.word(c.Maturity), mark: pool.MarkOf(c), at: seconds(newest(c)),
		Worked: small(c.Worked), Partly: small(c.Partly), Failed: small(c.Failed), Answers: small(c.Answers), Comments: small(c.Comments),
		Broken: c.Broken, Contested: c.Contested, Accepted: c.Accepted,
	}
}

// word is a string that is shared with all others of the same text.
func (s *slimmer) word(w string) string {
	if w == "" {
		return ""
	}
	if known, ok := s.words[w]; ok {
		return known
	}
	w = strings.Clone(w)
	s.words[w] = w
	return w
}

// list is a list that is shared with the others of the same words.
func (s *slimmer) list(ws []string) []string {
	if len(ws) == 0 {
		return nil
	}
	key := strings.Join(ws, "\x00")
	if known, ok := s.lists[key]; ok {
		return known
	}
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = s.word(w)
	}
	s.lists[key] = out
	return out
}

func small(n int) uint16 { return uint16(min(max(n, 0), 1<<16-1)) }

// newest is when a note last changed, as far as it is known.
func newest(c *index.Card) time.Time {
	switch {
	case !c.Updated.IsZero():
		return c.Updated
	case !c.Created.IsZero():
		return c.Created
	}
	return c.Date
}

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

// look is the card as a person has it before their eyes.
func (c *card) look() pool.Look {
	l := pool.Look{Address: c.Address, Mark: c.mark}
	switch {
	case c.Contested:
		l.State = pool.Contested
	case c.Maturity == pool.Proven:
		l.State = pool.Proven
	}
	return l
}

// same reports that two cards look alike in every way.
func (c *card) same(o *card) bool {
	return c.mark == o.mark && c.at == o.at && c.Address == o.Address && c.Title == o.Title && c.Maturity == o.Maturity &&
		c.Contested == o.Contested && c.Accepted == o.Accepted && c.By == o.By &&
		[5]uint16{c.Worked, c.Partly, c.Failed, c.Answers, c.Comments} == [5]uint16{o.Worked, o.Partly, o.Failed, o.Answers, o.Comments}
}

// one is a single card of the index as ours.
func one(c *index.Card) *card {
	s := newSlimmer().card(c)
	return &s
}

// hit is a note that was found by its text.
type hit struct {
	card
	snippet           string
	marks, titleMarks [][2]int
}

func hitOf(h *index.Hit) hit {
	return hit{*one(&h.Card), h.Snippet, slices.Clone(h.Marks), slices.Clone(h.TitleMarks)}
}
