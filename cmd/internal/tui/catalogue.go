package tui

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/junegunn/fzf/src/util"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// catalogue is every note as the index knew it at one moment, newest first, made
// ready to be narrowed by key strokes. It is never changed once made, so
// commands may read it while the browser shows it.
type catalogue struct {
	cards []card
	text  []util.Chars // per card: title, topic and tags as one line
	at    func() map[note.Address]int32
}

// catalogueBuilder makes a catalogue of cards that come one by one. What is as it was
// takes no room until something else has changed. It belongs to one goroutine.
type catalogueBuilder struct {
	old   *catalogue
	same  []int32 // places in old
	fresh []card
	slim  slimmer
	stale func(index.Card) bool
}

// newCatalogueBuilder begins one of so many cards at most. stale decides what asks to
// be verified; old may be nil.
func newCatalogueBuilder(most int, stale func(index.Card) bool, old *catalogue) *catalogueBuilder {
	if old == nil {
		return &catalogueBuilder{old: &catalogue{at: func() map[note.Address]int32 { return nil }}, stale: stale, fresh: make([]card, 0, most)}
	}
	return &catalogueBuilder{old: old, stale: stale, same: make([]int32, 0, most)}
}

func (g *catalogueBuilder) add(c *index.Card) {
	stale := g.stale(*c)
	if at, ok := g.old.at()[c.Address]; ok && g.old.cards[at].shows(c, stale) {
		g.same = append(g.same, at)
		return
	}
	g.fresh = append(g.fresh, g.slim.card(c, stale))
}

// build is what was gathered, the old one if that is the same; nothing can be
// added any more.
//
// The texts of all cards lie in one piece of memory: at 100,000 notes that is
// 100,000 allocations less. Where a note is found by its address is made out
// when somebody first asks.
func (g *catalogueBuilder) build() *catalogue {
	if len(g.fresh) == 0 && len(g.same) > 0 && len(g.same) == len(g.old.cards) {
		return g.old
	}
	for _, at := range g.same {
		g.fresh = append(g.fresh, g.old.cards[at])
	}
	index.NewestFirst(g.fresh, func(c *card) int64 { return c.at }, func(c *card) note.Address { return c.Address })
	c := &catalogue{cards: g.fresh, text: make([]util.Chars, len(g.fresh))}
	size := 0
	for i := range c.cards {
		size += searchedLen(&c.cards[i])
	}
	arena := make([]byte, 0, size)
	for i := range c.cards {
		start := len(arena)
		arena = appendSearched(arena, &c.cards[i])
		c.text[i] = util.ToChars(arena[start:len(arena):len(arena)])
	}
	c.at = sync.OnceValue(c.places)
	return c
}

func (c *catalogue) places() map[note.Address]int32 {
	at := make(map[note.Address]int32, len(c.cards))
	for i := range c.cards {
		at[c.cards[i].Address] = int32(i)
	}
	return at
}

const mostSearched = 400 // bytes of a title, a topic or a tag that are searched

func clip(s string) string { return s[:min(len(s), mostSearched)] }

func searchedLen(c *card) int {
	n := len(clip(c.Title)) + 1 + len(clip(c.Topic))
	for _, t := range c.Tags {
		n += 1 + len(clip(t))
	}
	return n
}

func appendSearched(b []byte, c *card) []byte {
	b = append(b, clip(c.Title)...)
	b = append(append(b, ' '), clip(c.Topic)...)
	for _, t := range c.Tags {
		b = append(append(b, ' '), clip(t)...)
	}
	return b
}

// card finds a note by its address.
func (c *catalogue) find(a note.Address) (*card, bool) {
	i, ok := c.at()[a]
	if !ok {
		return nil, false
	}
	return &c.cards[i], true
}

// admits reports whether a card has what the facets of a query ask for; it
// agrees with what the index finds.
func (c *catalogue) admits(i int32, q *index.Query) bool {
	card := &c.cards[i]
	if !q.Since.IsZero() && card.changed().Before(q.Since) {
		return false
	}
	not := &q.Not
	var states []string
	if len(q.Is)+len(not.Is) > 0 {
		states = c.states(i)
	}
	return (len(q.Types) == 0 || anyOf(q.Types, typeOf(card))) && !anyOf(not.Types, typeOf(card)) &&
		(len(q.Topics) == 0 || within(q.Topics, card.Topic)) && !within(not.Topics, card.Topic) &&
		allOf(q.Tags, card.Tags...) && !someOf(not.Tags, card.Tags...) &&
		(len(q.Authors) == 0 || someOf(q.Authors, writers(card)...)) && !someOf(not.Authors, writers(card)...) &&
		(len(q.Statuses) == 0 || anyOf(q.Statuses, statusOf(card))) && !anyOf(not.Statuses, statusOf(card)) &&
		(len(q.Maturities) == 0 || anyOf(q.Maturities, maturityOf(card))) && !anyOf(not.Maturities, maturityOf(card)) &&
		(len(q.Langs) == 0 || anyOf(q.Langs, card.Lang)) && !anyOf(not.Langs, card.Lang) &&
		allOf(q.Is, states...) && !someOf(not.Is, states...)
}

// anyOf reports whether one of the values, each "a" or "a,b", is have.
func anyOf(values []string, have string) bool {
	for _, v := range values {
		for one := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(one), have) {
				return true
			}
		}
	}
	return false
}

// someOf reports whether one of the values is among have, allOf whether all are.
func someOf(values []string, have ...string) bool {
	return slices.ContainsFunc(have, func(h string) bool { return anyOf(values, h) })
}

func allOf(values []string, have ...string) bool {
	for _, v := range values {
		if !someOf([]string{v}, have...) {
			return false
		}
	}
	return true
}

// within reports whether a topic is one of those or lies below one.
func within(values []string, topic string) bool {
	for topic != "" {
		if anyOf(values, topic) {
			return true
		}
		up := strings.LastIndexByte(topic, '/')
		topic = topic[:max(up, 0)]
	}
	return false
}

func typeOf(c *card) string {
	if c.Type == "" {
		return string(note.Practice)
	}
	return string(c.Type)
}

func statusOf(c *card) string {
	if c.Status == "" {
		return "accepted"
	}
	return c.Status
}

func maturityOf(c *card) string {
	if c.Maturity == "" {
		return pool.Untried
	}
	return c.Maturity
}

func writers(c *card) []string {
	if len(c.Authors) > 0 {
		return c.Authors
	}
	return []string{c.By, string(note.HandleFrom(c.By))}
}

func (c *catalogue) states(i int32) []string {
	var out []string
	card := &c.cards[i]
	for name, is := range map[string]bool{
		"stale": card.Stale, "contested": card.Contested, "broken": card.Broken, "accepted": card.Accepted,
		"unanswered": waits(card) && card.Answers == 0,
	} {
		if is {
			out = append(out, name)
		}
	}
	return out
}

// waits reports a question that nobody has settled.
func waits(c *card) bool {
	return strings.EqualFold(string(c.Type), string(note.Question)) && !c.Accepted
}

// stateWord is the one word worth a column: how far a note may be trusted, or what
// it waits for.
func stateWord(c *card) (word string, style term.Style) {
	switch {
	case c.Broken:
		return "unreadable", term.Bad
	case strings.EqualFold(c.Status, "superseded"), strings.EqualFold(c.Status, "deprecated"):
		return strings.ToLower(c.Status), term.Muted
	case c.Contested:
		return "contested", term.Bad
	case c.Type == note.Question && c.Accepted:
		return "answered", term.Good
	case c.Type == note.Question && c.Answers > 0:
		return plural(int(c.Answers), "answer"), term.Plain
	case c.Type == note.Question:
		return "open", term.Warn
	case c.Stale:
		return "stale", term.Warn
	case c.Maturity == pool.Proven:
		return c.Maturity, term.Good
	case c.Type != note.Practice && c.Type != "":
		return string(c.Type), term.Muted
	case c.Maturity == pool.Untried || c.Maturity == "":
		return "", term.Muted
	}
	return c.Maturity, term.Muted
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
