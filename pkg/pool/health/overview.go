package health

import (
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/pool/review"
)

// Overview is how a community is doing, in numbers about the whole and never about one
// person. Counts are of notes that are not retired.
type Overview struct {
	Members        int // with a card, without those who left
	NewMembers     int // whose card is of the last 90 days
	NewcomersWrote int // of those who wrote more than their card
	Active, Lately int // people who wrote anything in the last 90, and in the last 30 days

	Practices                           int
	Tried, Promising, Proven, Contested int // practices at least so far; contested whatever else they are
	Stale                               int // practices whose promise to be true ran out

	Questions    int // all that were asked
	Unanswered   int
	Oldest       note.Address // the unanswered question that waits longest
	OldestSince  time.Time
	AnswerDays   int // half of the answered questions had an answer within so many days; -1: none was answered
	ActionsOpen  int
	ActionsLate  int
	PastReview   []review.Past // changes of the last 90 days that nobody approved where the charter asks for it
	FragileParts []Fragile     // topics that hang on one person, the largest first
}

// Fragile is a topic in which, if one person left, more than half of the notes would have
// nobody who wrote, tried, verified or answered them.
type Fragile struct {
	Topic string
	Notes int
}

const (
	activeSpan  = 90 * day
	latelySpan  = 30 * day
	mostFragile = 10
)

// Counter counts what an [Overview] is made of, each note once.
type Counter struct {
	who    people.Handles
	now    time.Time
	left   map[note.Handle]bool
	fresh  []note.Handle // members whose card is new
	thread map[note.Address][]note.EntryName
	last   map[note.Handle]time.Time         // the newest sign of each person
	topics map[string][]map[note.Handle]bool // per note of a topic: who knows it
	days   []int                             // until the first answer
	h      Overview
}

// NewCounter knows the members and what was said: paths of entries of threads, others are no matter.
func NewCounter(who people.Handles, members []people.Person, entries []string, now time.Time) *Counter {
	x := &Counter{
		who: who, now: now, left: map[note.Handle]bool{}, thread: map[note.Address][]note.EntryName{},
		last: map[note.Handle]time.Time{}, topics: map[string][]map[note.Handle]bool{},
	}
	for i := range members {
		switch {
		case members[i].Presence == people.Left:
			x.left[members[i].Handle] = true
			continue
		case now.Sub(members[i].Since) <= activeSpan && !members[i].Since.IsZero():
			x.h.NewMembers++
			x.fresh = append(x.fresh, members[i].Handle)
		}
		x.h.Members++
	}
	for _, path := range entries {
		if e, ok := note.EntryOf(path); ok {
			x.thread[e.Note] = append(x.thread[e.Note], e)
			x.sign(who.Of(string(e.Author)), e.Date)
		}
	}
	return x
}

func (x *Counter) sign(h note.Handle, when time.Time) {
	if h != "" {
		x.last[h] = newer(x.last[h], when)
	}
}

// Note counts a note; stale says that its promise to be true ran out.
func (x *Counter) Note(c *index.Card, stale bool) {
	authors := c.Authors
	if by := x.who.Changed(c); len(authors) == 0 && by != "" {
		authors = []string{string(by)}
	}
	knows := map[note.Handle]bool{}
	for _, a := range authors {
		h := x.who.Of(a)
		knows[h] = true
		if c.Type != note.Person {
			x.sign(h, c.Dated())
		}
	}
	if c.Status != "" {
		return
	}
	switch c.Type {
	case note.Question:
		x.question(c)
	case note.Practice, "":
		x.practice(c, stale, knows)
	}
}

func (x *Counter) question(c *index.Card) {
	x.h.Questions++
	var first time.Time
	for _, e := range x.thread[c.Address] {
		if e.Type == note.Answer && (first.IsZero() || e.Date.Before(first)) {
			first = e.Date
		}
	}
	at := c.Dated()
	switch {
	case !first.IsZero():
		x.days = append(x.days, max(int(first.Sub(at.UTC().Truncate(day)).Hours()/24), 0))
	case c.Accepted:
	default:
		x.h.Unanswered++
		if x.h.Oldest == "" || at.Before(x.h.OldestSince) {
			x.h.Oldest, x.h.OldestSince = c.Address, at
		}
	}
}

func (x *Counter) practice(c *index.Card, stale bool, knows map[note.Handle]bool) {
	x.h.Practices++
	for _, count := range []struct {
		is bool
		n  *int
	}{
		{c.Worked+c.Partly+c.Failed > 0, &x.h.Tried},
		{c.Maturity == evidence.Promising || c.Maturity == evidence.Proven, &x.h.Promising},
		{c.Maturity == evidence.Proven, &x.h.Proven}, {c.Contested, &x.h.Contested}, {stale, &x.h.Stale},
	} {
		if count.is {
			*count.n++
		}
	}
	for _, e := range x.thread[c.Address] {
		if e.Type == note.Tried || e.Type == note.Verify || e.Type == note.Answer {
			knows[x.who.Of(string(e.Author))] = true
		}
	}
	if top, _, _ := strings.Cut(c.Topic, "/"); top != "" {
		x.topics[top] = append(x.topics[top], knows)
	}
}

// Actions counts what meetings agreed on and nobody did yet.
func (x *Counter) Actions(all []meeting.Action) {
	for _, a := range all {
		x.h.ActionsOpen++
		if !a.Due.IsZero() && a.Due.Before(x.now.Truncate(day)) {
			x.h.ActionsLate++
		}
	}
}

// Overview is what was counted so far.
func (x *Counter) Overview() Overview {
	h := x.h
	for _, when := range x.last {
		age := x.now.Sub(when)
		if age <= activeSpan {
			h.Active++
		}
		if age <= latelySpan {
			h.Lately++
		}
	}
	for _, who := range x.fresh {
		if !x.last[who].IsZero() {
			h.NewcomersWrote++
		}
	}
	h.AnswerDays = -1
	if len(x.days) > 0 {
		slices.Sort(x.days)
		h.AnswerDays = x.days[(len(x.days)-1)/2]
	}
	for topic, notes := range x.topics {
		if len(notes) >= LeastTopic && x.hangsOnOne(notes) {
			h.FragileParts = append(h.FragileParts, Fragile{topic, len(notes)})
		}
	}
	slices.SortFunc(h.FragileParts, func(a, b Fragile) int {
		if a.Notes != b.Notes {
			return b.Notes - a.Notes
		}
		return strings.Compare(a.Topic, b.Topic)
	})
	h.FragileParts = h.FragileParts[:min(len(h.FragileParts), mostFragile)]
	return h
}

// hangsOnOne reports that there is a person who alone knows more than half of the notes.
func (x *Counter) hangsOnOne(notes []map[note.Handle]bool) bool {
	alone := map[note.Handle]int{}
	for _, knows := range notes {
		var here []note.Handle
		for h := range knows {
			if h != "" && !x.left[h] {
				here = append(here, h)
			}
		}
		if len(here) == 1 {
			alone[here[0]]++
		}
	}
	for _, n := range alone {
		if 2*n > len(notes) {
			return true
		}
	}
	return false
}

// newer is the newer of two times.
func newer(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
