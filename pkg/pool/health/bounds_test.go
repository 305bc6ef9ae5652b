package health

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Where each rule begins and ends: every threshold is met by one case and missed, by the least
// that is possible, by another.

var boundDay = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

func ago(days int) time.Time { return boundDay.AddDate(0, 0, -days) }

// crowd are people of whom each does something on each of some days.
func crowd(people int, days ...int) (out []Deed) {
	for p := range people {
		for _, d := range days {
			out = append(out, Deed{note.Handle(fmt.Sprintf("m%02d", p)), ago(d)})
		}
	}
	return out
}

// many are n things.
func many[T any](n int, one T) []T { return slices.Repeat([]T{one}, n) }

func TestMomentumBegins(t *testing.T) {
	for _, c := range []struct {
		name string
		want Momentum
		h    History
	}{
		{"seven weeks", Holding, History{Deeds: append(crowd(1, 49), crowd(1, 0)...)}},
		{"a day less", Young, History{Deeds: append(crowd(1, 48), crowd(1, 0)...)}},
		{"nobody for four weeks", Silent, History{Deeds: crowd(4, 50, 28)}},
		{"somebody a day later", Losing, History{Deeds: append(crowd(4, 50, 28), crowd(1, 27)...)}},
		{"a quarter fewer", Losing, History{Deeds: slices.Concat(crowd(8, 60, 30), crowd(6, 3))}},
		{"less than a quarter fewer", Holding, History{Deeds: slices.Concat(crowd(8, 60, 30), crowd(7, 3))}},
		{"a quarter fewer, and one person", Holding, History{Deeds: slices.Concat(crowd(4, 60, 30), crowd(3, 3))}},
		{"fewer who do as much", Holding, History{Deeds: slices.Concat(crowd(8, 60, 30), crowd(6, 3), crowd(1, 4))}},
		{"a quarter more", Growing, History{Deeds: slices.Concat(crowd(4, 60, 30), crowd(5, 3))}},
		{"less than a quarter more", Holding, History{Deeds: slices.Concat(crowd(5, 60, 30), crowd(6, 3))}},
		{"a quarter more who do as much", Growing, History{Deeds: slices.Concat(crowd(4, 60, 30), crowd(1, 31), crowd(5, 3))}},
		{"more who do less", Holding, History{Deeds: slices.Concat(crowd(4, 60, 30, 31), crowd(5, 3))}},
	} {
		if got := c.h.On(boundDay).Momentum; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func question(days int, answered time.Time) Note {
	return Note{Address: "oncall/q", Type: note.Question, Topic: "oncall", Created: ago(days), Answered: answered}
}

// used is a practice that somebody else tried; what has to be looked at again is so since yesterday.
func used(stale bool) Note {
	n := Note{Address: "oncall/p", Type: note.Practice, Topic: "oncall", Created: ago(40), Tried: ago(30), Stewards: 2}
	if stale {
		n.Stale = []Span{{From: ago(1)}}
	}
	return n
}

// newcomers made their first contribution six weeks ago; some came back.
func arrivals(all, back int) []Deed { return append(crowd(all, 42), crowd(back, 35)...) }

func steady(n int) []Deed { return crowd(n, 120, 60, 45, 32, 20, 3) }

func change(days int) Change { return Change{Offered: ago(20 + days), Accepted: ago(20)} }

func topic(name string, stewards int) []Note {
	return many(3, Note{Address: note.Address(name + "/p"), Type: note.Practice, Topic: name, Created: ago(10), Stewards: stewards})
}

func TestSignsBegin(t *testing.T) {
	for _, c := range []struct {
		name, want string
		h          History
	}{
		{"offered fifteen days ago", "reviews_wait", History{Waiting: []time.Time{ago(15)}}},
		{"offered fourteen days ago", "reviews_open", History{Waiting: []time.Time{ago(14)}}},
		{"three decisions of eight days", "reviews_wait", History{Deeds: steady(4), Changes: many(3, change(8))}},
		{"three of seven", "fine", History{Deeds: steady(4), Changes: many(3, change(7))}},
		{"two of eight", "fine", History{Deeds: steady(4), Changes: many(2, change(8))}},

		{"two of six without an answer", "no_answers", History{Deeds: steady(4), Notes: append(many(2, question(9, time.Time{})), many(4, question(9, ago(8)))...)}},
		{"two of seven", "fine", History{Deeds: steady(4), Notes: append(many(2, question(9, time.Time{})), many(5, question(9, ago(8)))...)}},
		{"two of six, and some of today", "no_answers", History{Deeds: steady(4), Notes: slices.Concat(many(2, question(9, time.Time{})), many(4, question(9, ago(8))), many(3, question(0, time.Time{})))}},
		{"one of one", "fine", History{Deeds: steady(4), Notes: many(1, question(9, time.Time{}))}},
		{"two of a week", "no_answers", History{Deeds: steady(4), Notes: many(2, question(7, time.Time{}))}},
		{"two of six days", "fine", History{Deeds: steady(4), Notes: many(2, question(6, time.Time{}))}},
		{"two of a quarter", "no_answers", History{Deeds: steady(4), Notes: many(2, question(90, time.Time{}))}},
		{"two of more", "fine", History{Deeds: steady(4), Notes: many(2, question(91, time.Time{}))}},

		{"one of four newcomers came back", "newcomers_leave", History{Deeds: arrivals(4, 1)}},
		{"two of four", "fine", History{Deeds: arrivals(4, 2)}},
		{"none of three", "fine", History{Deeds: arrivals(3, 0)}},

		{"two meetings without a result", "empty_meetings", History{Deeds: steady(4), Meetings: []Meeting{{ago(20), false}, {ago(6), false}}}},
		{"one of two", "fine", History{Deeds: steady(4), Meetings: []Meeting{{ago(20), false}, {ago(6), true}}}},
		{"one alone", "fine", History{Deeds: steady(4), Meetings: []Meeting{{ago(6), false}}}},
		{"one of four actions done", "empty_meetings", History{Deeds: steady(4), Actions: append(many(3, Action{Said: ago(30)}), Action{Said: ago(30), Done: true})}},
		{"two of four", "fine", History{Deeds: steady(4), Actions: append(many(2, Action{Said: ago(30)}), many(2, Action{Said: ago(30), Done: true})...)}},
		{"a third of six", "empty_meetings", History{Deeds: steady(4), Actions: append(many(4, Action{Said: ago(30)}), many(2, Action{Said: ago(30), Done: true})...)}},
		{"none of three", "fine", History{Deeds: steady(4), Actions: many(3, Action{Said: ago(30)})}},
		{"none is due for two weeks", "fine", History{Deeds: steady(4), Actions: many(4, Action{Said: ago(13)})}},
		{"after two weeks they are", "empty_meetings", History{Deeds: steady(4), Actions: many(4, Action{Said: ago(14)})}},

		{"two of six are stale", "stale_core", History{Deeds: steady(4), Notes: append(many(2, used(true)), many(4, used(false))...)}},
		{"two that others link to", "stale_core", History{Deeds: steady(4), Notes: many(2, Note{Created: ago(9), Reused: ago(2), Stale: []Span{{From: ago(1)}}})}},
		{"two that nobody uses", "fine", History{Deeds: steady(4), Notes: many(2, Note{Created: ago(9), Stale: []Span{{From: ago(1)}}})}},
		{"two of seven", "fine", History{Deeds: steady(4), Notes: append(many(2, used(true)), many(5, used(false))...)}},
		{"one of one", "fine", History{Deeds: steady(4), Notes: many(1, used(true))}},

		{"half of the topics have one steward", "one_steward", History{Deeds: steady(5), Notes: append(topic("oncall", 1), topic("deploy", 2)...)}},
		{"a third", "fine", History{Deeds: steady(5), Notes: slices.Concat(topic("oncall", 1), topic("deploy", 2), topic("hiring", 2))}},
		{"of four people", "fine", History{Deeds: steady(4), Notes: topic("oncall", 1)}},
		{"a topic of two notes is none", "fine", History{Deeds: steady(5), Notes: topic("oncall", 1)[:2]}},

		{"one of five was tried", "untried", History{Deeds: steady(4), Notes: append(many(4, Note{Created: ago(28)}), Note{Created: ago(28), Tried: ago(2)})}},
		{"two of five", "fine", History{Deeds: steady(4), Notes: append(many(3, Note{Created: ago(28)}), many(2, Note{Created: ago(28), Tried: ago(2)})...)}},
		{"a third of six", "untried", History{Deeds: steady(4), Notes: append(many(4, Note{Created: ago(28)}), many(2, Note{Created: ago(28), Tried: ago(2)})...)}},
		{"none of four", "fine", History{Deeds: steady(4), Notes: many(4, Note{Created: ago(28)})}},
		{"none of five that are younger", "fine", History{Deeds: steady(4), Notes: many(5, Note{Created: ago(27)})}},
	} {
		if got := c.h.On(boundDay).Next; got.Sign != c.want {
			t.Errorf("%s: %s, want %s: %s", c.name, got.Sign, c.want, got.Why)
		}
	}
}

// What people wait for goes before what the knowledge needs, and that before what is only so-so.
func TestSignsInTheirOrder(t *testing.T) {
	h := History{
		Waiting: []time.Time{ago(15)},
		Deeds:   append(arrivals(6, 0), crowd(11, 20)[6:]...),
		Notes: slices.Concat(many(2, question(9, time.Time{})), many(2, used(true)), topic("oncall", 1),
			[]Note{{Address: "x/y", Created: ago(9), Contested: []Span{{From: ago(2)}}}}, many(5, Note{Created: ago(40)})),
		Meetings:   []Meeting{{ago(20), false}, {ago(6), false}},
		Unapproved: 1,
	}
	mend := map[string]func(){
		"reviews_wait":    func() { h.Waiting = []time.Time{ago(3)} },
		"no_answers":      func() { h.Notes = h.Notes[2:] },
		"newcomers_leave": func() { h.Deeds = append(crowd(6, 42, 30), crowd(11, 20)[6:]...) },
		"empty_meetings":  func() { h.Meetings = nil },
		"stale_core":      func() { h.Notes = h.Notes[2:] },
		"one_steward":     func() { h.Notes = h.Notes[3:]; h.Deeds = crowd(6, 60, 40, 30) },
		"contested":       func() { h.Notes = h.Notes[1:] },
		"losing_momentum": func() { h.Deeds = crowd(4, 60, 40, 30, 3) },
		"untried":         func() { h.Notes = nil },
		"past_review":     func() { h.Unapproved = 0 },
		"reviews_open":    func() { h.Waiting = nil },
	}
	for _, want := range []string{
		"reviews_wait", "no_answers", "newcomers_leave", "empty_meetings", "stale_core", "one_steward", "contested", "losing_momentum",
		"untried", "past_review", "reviews_open", "fine",
	} {
		if got := h.On(boundDay).Next; got.Sign != want {
			t.Fatalf("%s, want %s: %s", got.Sign, want, got.Why)
		}
		if mend[want] != nil {
			mend[want]()
		}
	}
}

// Whom to ask is asked of a topic that somebody knows; the question that waits longest is named.
func TestTheOldestQuestionIsNamed(t *testing.T) {
	h := History{Deeds: steady(4), Notes: []Note{question(9, time.Time{}), question(20, time.Time{}), question(12, time.Time{})}}
	h.Notes[1].Address = "oncall/oldest"
	if got := h.On(boundDay).Next; got.Command != "cop show oncall/oldest" || !strings.Contains(got.Why, "oncall/oldest waits longest, for 20 days") {
		t.Errorf("%+v", got)
	}
	h.Notes = append(h.Notes, used(false))
	if got := h.On(boundDay).Next; got.Command != "cop who oncall" {
		t.Errorf("%+v", got)
	}
}
