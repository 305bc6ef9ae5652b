package evidence

import (
	"cmp"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// StaleAt is when a note's promise to be true runs out, zero for never: the end of its
// review_by day unless it was verified since, or so long after it was last verified – else
// dated, else added – as the charter allows, whichever comes first. What happened once
// stays true: stories, meetings, questions and cards only promise what their review_by
// says. A retired note promises nothing.
func StaleAt(card index.Card, c note.Charter) time.Time {
	if card.Retired() {
		return time.Time{}
	}
	var end time.Time
	if !card.ReviewBy.IsZero() && card.Verified.Before(card.ReviewBy) {
		end = card.ReviewBy.AddDate(0, 0, 1)
	}
	last := card.Verified
	for _, t := range []time.Time{card.Date, card.Created} {
		if last.IsZero() {
			last = t
		}
	}
	if c.StaleAfter > 0 && !last.IsZero() && lasting(card.Type) {
		if limit := last.Add(c.StaleAfter); end.IsZero() || limit.Before(end) {
			end = limit
		}
	}
	return end
}

// lasting reports the types of notes that claim something about today.
func lasting(t note.Type) bool {
	switch t {
	case note.Question, note.Story, note.Event, note.Person:
		return false
	}
	return true
}

// StaleNote is a note whose promise to be true ran out: it asks to be looked at again.
type StaleNote struct {
	index.Card
	RanOut    time.Time
	Backlinks int
	Mine      bool // the user is a steward of it, or wrote it
}

// Use is how much stands on the note: reports of use and links to it.
func (s StaleNote) Use() int { return s.Worked + s.Partly + s.Failed + s.Backlinks }

// Urgency orders stale notes: (1 + use)·(1 + whole days since it ran out), so that a note
// which three people rely on comes before one that has waited three times as long and nobody
// uses.
func (s StaleNote) Urgency(now time.Time) int64 {
	return int64(1+s.Use()) * (1 + int64(now.Sub(s.RanOut)/(24*time.Hour)))
}

// MoreUrgent compares by urgency, then by address, for a sort that puts the most urgent note
// first. With mine the user's come before all others.
func MoreUrgent(a, b StaleNote, mine bool, now time.Time) int {
	if mine && a.Mine != b.Mine {
		if a.Mine {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.Urgency(now), a.Urgency(now)), cmp.Compare(a.Address, b.Address))
}
