package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/breakfast-table/cop/pkg/note"
)

// Lists that are more than what somebody searched for.
const (
	everyPersonQuery = "type:person"
	everyStaleQuery  = "is:stale"
)

// has reports that there is a note of a type.
func (h *noteList) has(kind note.Type) bool {
	return h.all != nil && slices.ContainsFunc(h.all.cards, func(c card) bool { return c.Type == kind })
}

// everybody lists the member cards, each beside its preview.
func (b *browser) everybody() tea.Cmd {
	b.at, b.noteList.typing, b.noteList.focus = atPool, false, listPane
	b.noteList.filter.set(everyPersonQuery)
	if b.noteList.has(note.Person) {
		b.say("Those who have a card; :me shows yours, w tells whom to ask about a note.")
	}
	return b.noteList.retype()
}

// whomToAsk tells who knows about what the chosen note is about: its topic, else what it
// is called.
func (b *browser) whomToAsk() tea.Cmd {
	n, ok := b.note()
	if !ok {
		b.say("Choose a note first.")
		return nil
	}
	about := n.Topic()
	if about == "" || about == "people" {
		about = n.Slug()
	}
	return b.run(after{}, "who", about)
}
