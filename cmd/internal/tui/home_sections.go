package tui

import (
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What the home screen lists, section by section.

func (h *home) news() section {
	s := section{title: "New since you last looked", style: term.Good, most: 10, total: h.today.newsTotal}
	return h.fill(s, h.today.news)
}

func (h *home) questions() section {
	s := section{title: "Questions waiting", style: term.Warn, most: 6, total: h.today.questionsTotal, rest: true}
	return h.fill(s, h.today.questions)
}

func (h *home) evidence() section {
	return h.fill(section{title: "Just proven or contested", style: term.Good, most: 4}, h.today.evidence)
}

func (h *home) welcome() section {
	return h.fill(section{title: "New at the table", style: term.Good, most: 4}, h.today.welcome)
}

func (h *home) yearAgo() section {
	return h.fill(section{title: "A year ago", style: term.Muted, most: 1}, h.today.yearAgo)
}

// act is the one thing to do that breakfast ends with.
func (h *home) act() section {
	s := section{title: "One thing to do", style: term.Accent, most: 1}
	if a := h.today.act; h.fresh && a.Why != "" {
		begin, _, _ := strings.Cut(strings.TrimPrefix(a.Command, "cop "), "\"…\"")
		s.items = []item{{address: a.Address, command: begin, title: a.Why, word: h.today.about, style: term.Muted}}
	}
	return s
}

// fill puts notes into a section. What was on the screen there was seen.
func (h *home) fill(s section, notes []card) section {
	for i := range notes {
		it := h.itemOf(&notes[i])
		it.news = true
		s.items = append(s.items, it)
	}
	return s
}

// lately fills the place of news when there are none.
func (h *home) lately() section {
	s := section{title: "Lately", style: term.Muted, most: 8, rest: true}
	for i := range h.all.cards[:min(len(h.all.cards), 8)] {
		s.items = append(s.items, h.itemOf(&h.all.cards[i]))
	}
	return s
}

func (h *home) itemOf(c *card) item {
	word, style := stateWord(c)
	return item{address: c.Address, title: c.Title, word: word, style: style, when: age(c.changed(), h.host.Now())}
}

// asked is what is in review and asks for this person.
func (h *home) asked() section {
	s := section{title: "Reviews that ask for you", style: term.Warn, most: 6}
	for _, r := range h.reviews {
		s.items = append(s.items, item{
			review: string(r.ID), title: r.Title, word: term.Clean(string(r.Author)), style: term.Muted, when: age(r.Updated, h.host.Now()),
		})
	}
	return s
}

// changesAsked are this person's contributions whose readers want something
// changed first.
func (h *home) changesAsked() section {
	return h.own("Yours: changes asked for", "changes asked for", term.Warn, h.returned)
}

// acceptable are this person's contributions which nothing stands against any more.
func (h *home) acceptable() section {
	return h.own("Yours: can be accepted", "can be accepted", term.Good, h.ready)
}

func (h *home) own(title, word string, style term.Style, list []pool.Review) section {
	s := section{title: title, style: style, most: 6}
	for _, r := range list {
		s.items = append(s.items, item{review: string(r.ID), title: r.Title, word: word, style: style, when: age(r.Updated, h.host.Now())})
	}
	return s
}

// onYours is what others said about this person's notes.
func (h *home) onYours() section {
	s := section{title: "Said about yours", style: term.Accent, most: 6}
	for i := range h.today.onYours {
		y := &h.today.onYours[i]
		it := h.itemOf(&y.card)
		it.word, it.style, it.when, it.entry, it.news = y.word, term.Accent, age(y.when, h.host.Now()), y.entry, true
		s.items = append(s.items, it)
	}
	return s
}

// mine is what is not with the others yet, in sections of what it waits for.
func (h *home) mine() []section {
	if h.status == nil {
		return nil
	}
	clash := section{title: "You and somebody else changed", style: term.Bad, most: 10}
	for _, c := range h.status.Conflicts {
		clash.items = append(clash.items, item{address: c.Address, title: c.Title, word: "to settle", style: term.Bad})
	}
	drafts := h.itemsOf("Your drafts", h.status.Drafts)
	review := h.itemsOf("Yours, in review", h.status.InReview)
	wait := h.itemsOf("Goes out with the next sync", h.status.ToSend)
	return []section{clash, drafts, review, wait}
}

func (h *home) itemsOf(title string, from []pool.Item) section {
	s := section{title: title, style: term.Accent, most: 6}
	for _, it := range from {
		a := it.Address
		if e, ok := note.EntryOf(it.Path); ok {
			a = e.Note
			it.Title = entryWords(e) + " · " + string(e.Note)
		}
		word, style := string(it.Change), term.Muted
		if it.Declined != nil {
			word, style = "declined", term.Warn
		}
		s.items = append(s.items, item{address: a, title: it.Title, word: word, style: style})
	}
	return s
}

// states is what is not with the others yet, in a word for each note.
func states(st pool.Status) map[note.Address]string {
	out := map[note.Address]string{}
	for _, group := range []struct {
		items []pool.Item
		word  string
	}{{st.ToSend, "waits"}, {st.InReview, "in review"}, {st.Drafts, "draft"}} {
		for _, it := range group.items {
			if _, entry := note.EntryOf(it.Path); !entry && it.Address != "" {
				out[it.Address] = group.word
			}
		}
	}
	for _, c := range st.Conflicts {
		out[c.Address] = "conflict"
	}
	return out
}
