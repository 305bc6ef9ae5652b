package pool

import (
	"bytes"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// HasReading reports a note that is a step of the path through its topic.
func HasReading(c *index.Card) bool { return readable(c) }

// Reading is the path through a topic as [Pool.Reading] finds it, of what is published alone:
// nothing that is withheld is a step, or counts for one. linked names, each once, the notes that
// link to a note. Nobody is the reader: the same edition gives the same path to all.
func (e *Edition) Reading(topic string, limit int, linked func(note.Address) []note.Address) Reading {
	l := librarian{names: e.prerequisites, cards: e.Notes, at: map[note.Address]*reading{}}
	l.choose(topic)
	var entries []string
	for a, r := range l.at {
		entries = append(entries, e.threads[a]...)
		for _, from := range linked(a) {
			if l.at[from] != nil {
				r.uses++
			}
		}
	}
	begins(l.at, topic, entries, e.who)
	return l.reading(topic, limit, func(*index.Card) bool { return false })
}

// prerequisites are those that a note names. Every path through a topic asks for them, and through
// each topic above: they are read once. Most notes name none, and are not taken apart for that.
func (e *Edition) prerequisites(path string) []string {
	known, ok := e.needs.Load(path)
	if !ok {
		var names []string
		if b, err := e.Text(path); err == nil && bytes.Contains(b, []byte("prerequisites")) {
			names = prerequisitesOf(note.Parse(path, b), true)
		}
		known, _ = e.needs.LoadOrStore(path, names)
	}
	names, _ := known.([]string)
	return names
}
