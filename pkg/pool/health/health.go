// Package health says how a community is doing: measures over weeks, from what its pool tells
// about its past, and the one thing to do next.
//
// [History] goes in and a [Report] comes out; a [Counter] makes the [Overview] of one day. It is pure: the same history
// at the same day gives the same report everywhere. No measure is about one person and none
// orders people. It must not know files, clocks, or screens, and it says nothing about who
// only reads: reading leaves no trace in a pool.
package health

import (
	"slices"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

const (
	// Points are how many weeks a series shows, the last of which ends on the day asked for.
	Points = 13

	day  = 24 * time.Hour
	week = 7 * day

	lately  = 4 * week  // what "lately" means
	quarter = 13 * week // the window of what happens too seldom for four weeks

	// LeastTopic is how many notes a topic needs to count as one.
	LeastTopic = 3
)

// History is what a pool tells about its community. All days are midnight UTC; the zero day
// means never.
type History struct {
	Deeds    []Deed
	Notes    []Note
	Members  []Member
	Meetings []Meeting
	Actions  []Action
	Changes  []Change
	// Waiting are the days on which contributions were offered that nobody decided on yet.
	Waiting []time.Time
	// Unapproved are changes of the last ninety days that nobody approved where the charter asks
	// for it.
	Unapproved int

	first map[note.Handle]time.Time // of whom the first deed is when
}

// Deed is that somebody put something into the pool: a note, an answer, a report, a decision
// about a change.
type Deed struct {
	By  note.Handle
	Day time.Time
}

// Note is a practice, a question or another note that is not a card, a charter or a meeting.
type Note struct {
	Address          note.Address
	Topic            string // first part of the address, "" for none
	Type             note.Type
	Created, Retired time.Time
	Answered         time.Time // first answer to a question; on the day it was asked where it was settled without one
	Tried            time.Time // first report of somebody else
	Reused           time.Time // first link from another topic; when it was written where it is from another pool
	Stale, Contested []Span
	Stewards         int // who look after it, by today's charter
}

// Span is a time from a day on until another, that one excluded; a zero To is still open.
type Span struct{ From, To time.Time }

// Member is somebody with a card.
type Member struct {
	Handle note.Handle
	Since  time.Time
	Left   bool
}

// Meeting is a note of one that was held or is to be.
type Meeting struct {
	Day    time.Time
	Result bool // something was written down about it, or agreed on
}

// Action is what somebody said in a meeting they would do.
type Action struct {
	Said, Due time.Time
	Done      bool
}

// Change is a contribution that was reviewed and accepted.
type Change struct{ Offered, Accepted time.Time }

// Measure is one number about the community, now and in the weeks before.
type Measure struct {
	Name       string // a word for programs: "answer_days"
	Title      string
	Unit       string // people, days, percent, or what is counted
	Definition string
	Source     string // where the idea is from
	Weeks      int    // that a number looks back; 0: as it is on the day
	Better     Better
	Point
	Series []Point // a week each, oldest first; the last is the number itself
	Trend  Trend
}

// Point is a number, of so many where it is a part of something. Known is false where there is
// nothing to measure.
type Point struct {
	Value, Of int
	Known     bool
}

// Better says which way is good.
type Better string

// More or less of it is good; "" neither.
const (
	More Better = "more"
	Less Better = "less"
)

// Trend is where a number goes: its last four weeks against the four before.
type Trend string

// The trends; "" is not known.
const (
	Up     Trend = "up"
	Down   Trend = "down"
	Steady Trend = "steady"
)

// Report is how a community is doing on a day.
type Report struct {
	Day      time.Time
	Measures []Measure
	Momentum Momentum
	Waiting  int // contributions that nobody decided on
	Longest  int // days that the first of them waits
	Next     Act
}

// On reports about a day.
func (h *History) On(at time.Time) Report {
	at = at.UTC().Truncate(day)
	slices.SortStableFunc(h.Deeds, func(a, b Deed) int { return a.Day.Compare(b.Day) })
	h.first = firsts(h.Deeds)
	r := Report{Day: at, Momentum: h.momentum(at)}
	for _, m := range measures() {
		out := m.Measure
		for i := range Points {
			out.Series = append(out.Series, h.point(m, at.Add(-time.Duration(Points-1-i)*week)))
		}
		out.Point = out.Series[Points-1]
		out.Trend = trendOf(out.Series)
		r.Measures = append(r.Measures, out)
	}
	for _, offered := range h.Waiting {
		if since(offered, at) {
			r.Waiting++
			r.Longest = max(r.Longest, daysBetween(offered, at))
		}
	}
	r.Next = h.next(r)
	return r
}

// point takes a measure on a day; before anybody did anything there is none.
func (h *History) point(m spec, at time.Time) Point {
	if len(h.Deeds) == 0 || h.Deeds[0].Day.After(at) {
		return Point{}
	}
	return m.on(h, at)
}

// Of is the measure of a name.
func (r Report) Of(name string) Measure {
	i := slices.IndexFunc(r.Measures, func(m Measure) bool { return m.Name == name })
	if i < 0 {
		return Measure{}
	}
	return r.Measures[i]
}

// trendOf compares the mean of the last four weeks with that of the four before; less than a
// tenth of either is no movement.
func trendOf(s []Point) Trend {
	now, n := sum(s[len(s)-4:])
	before, m := sum(s[len(s)-8 : len(s)-4])
	if n == 0 || m == 0 {
		return ""
	}
	a, b := now*m, before*n // over the same number of weeks
	switch {
	case 10*(a-b) > max(a, b):
		return Up
	case 10*(b-a) > max(a, b):
		return Down
	}
	return Steady
}

func sum(s []Point) (total, known int) {
	for _, p := range s {
		if p.Known {
			total += p.Value
			known++
		}
	}
	return total, known
}

// within reports a day of the window that ends with at.
func within(when, at time.Time, window time.Duration) bool {
	return !when.IsZero() && !when.After(at) && when.After(at.Add(-window))
}

// since reports what has happened by a day.
func since(when, at time.Time) bool { return !when.IsZero() && !when.After(at) }

func daysBetween(from, to time.Time) int { return max(int(to.Sub(from)/day), 0) }

// covers reports that one of the spans has the day.
func covers(spans []Span, at time.Time) bool {
	return slices.ContainsFunc(spans, func(s Span) bool {
		return !s.From.After(at) && (s.To.IsZero() || s.To.After(at))
	})
}

// live reports that a note was there and not retired.
func (n *Note) live(at time.Time) bool {
	return !n.Created.IsZero() && !n.Created.After(at) && (n.Retired.IsZero() || n.Retired.After(at))
}

func (n *Note) practice() bool { return n.Type == note.Practice || n.Type == "" }

// median is the lower one of a list; unknown of an empty one.
func median(days []int) Point {
	if len(days) == 0 {
		return Point{}
	}
	slices.Sort(days)
	return Point{Value: days[(len(days)-1)/2], Of: len(days), Known: true}
}

// share is a part in whole percent; unknown of nothing.
func share(part, of int) Point {
	if of == 0 {
		return Point{}
	}
	return Point{Value: 100 * part / of, Of: of, Known: true}
}
