package pool

import (
	"context"
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
)

// Said is what somebody else said last, in the thread of a note of the user's, since they looked.
type Said struct {
	Dish
	Entry Entry
}

// mostSaid is how many threads are read for it.
const mostSaid = 40

// said takes the notes of the user's where others said something out of the news. A thread that
// cannot be read leaves its note where it is.
func (p *Pool) said(ctx context.Context, b *Breakfast, m morning) {
	read := 0
	b.News = slices.DeleteFunc(b.News, func(d Dish) bool {
		if !d.Own || d.Change != Edited || d.LastEntry.IsZero() || read >= mostSaid {
			return false
		}
		read++
		thread, err := p.thread(ctx, d.Address, d.Aliases)
		if err != nil {
			return false
		}
		for _, e := range slices.Backward(thread) {
			if m.who.Of(string(e.By())) != m.me && (!e.When().Before(b.Since) || !e.When().Before(d.Updated.Truncate(24*time.Hour))) {
				b.OnYours = append(b.OnYours, Said{d, e})
				return true
			}
		}
		return false
	})
}

// returnedTo are this person's contributions whose readers want something changed first.
func (p *Pool) returnedTo(m morning) []Review {
	if who, _ := p.Me(); who.Handle != m.me {
		return nil
	}
	all, _ := p.KnownReviews()
	return slices.DeleteFunc(all, func(r Review) bool {
		return !r.Mine || r.State != forge.Open || !r.Gate.Has(forge.ChangesAsked)
	})
}

// SaidWords says who did what in a thread: "failed for ben", "ben commented".
func SaidWords(by note.Handle, kind note.Type, outcome string) string {
	who := string(by)
	switch kind {
	case note.Tried:
		if outcome == "partly" {
			return "partly worked for " + who
		}
		return outcome + " for " + who
	case note.Verify:
		return "still true, says " + who
	case note.Answer:
		return who + " answered"
	case note.Accept:
		return who + " accepted an answer"
	}
	return who + " commented"
}
