package pool

import (
	"context"
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Reply is what somebody else said last, in the thread of a note of the user's, since they looked.
type Reply struct {
	NewsItem
	Entry Entry
}

// mostReplies is how many threads are read for it.
const mostReplies = 40

// replies takes the notes of the user's where others said something out of the news. A thread that
// cannot be read leaves its note where it is.
func (p *Pool) replies(ctx context.Context, b *Breakfast, m audience) {
	read := 0
	b.News = slices.DeleteFunc(b.News, func(d NewsItem) bool {
		if !d.Own || d.Change != Edited || d.LastEntry.IsZero() || read >= mostReplies {
			return false
		}
		read++
		thread, err := p.thread(ctx, d.Address, d.Aliases)
		if err != nil {
			return false
		}
		for _, e := range slices.Backward(thread) {
			if e.Vote() == "" && m.who.Of(string(e.By())) != m.me && (!e.When().Before(b.Since) || !e.When().Before(d.Updated.Truncate(24*time.Hour))) {
				b.OnYours = append(b.OnYours, Reply{d, e})
				return true
			}
		}
		return false
	})
}

// ReplyWords says who did what in a thread: "failed for ben", "ben commented".
func ReplyWords(by note.Handle, kind note.Type, outcome string) string {
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
