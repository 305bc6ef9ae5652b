package health

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// Momentum is where the community as a whole goes.
type Momentum string

// The kinds of momentum.
const (
	Young   Momentum = "young" // less than eight weeks old, too little to compare
	Growing Momentum = "growing"
	Holding Momentum = "steady"
	Losing  Momentum = "losing"
	Silent  Momentum = "silent" // nobody contributed for four weeks
)

// momentum compares the last four weeks with the four before: how many contributed, and how
// much. A community loses momentum when both fell by a quarter or more, and by two people at
// least, for in a small group one who is on holiday is no decline.
func (h *History) momentum(at time.Time) Momentum {
	people, before := active(h, at).Value, active(h, at.Add(-lately)).Value
	deeds, was := h.deeds(at), h.deeds(at.Add(-lately))
	switch {
	case len(h.Deeds) == 0 || h.Deeds[0].Day.After(at.Add(-7*week)):
		return Young
	case people == 0:
		return Silent
	case 4*people <= 3*before && 4*deeds <= 3*was && before-people >= 2:
		return Losing
	case 4*people >= 5*before && deeds >= was:
		return Growing
	}
	return Holding
}

func (h *History) deeds(at time.Time) (n int) {
	for _, d := range h.Deeds {
		if within(d.Day, at, lately) {
			n++
		}
	}
	return n
}

// Act is the one next thing to do.
type Act struct {
	Sign    string // what it answers to: "no_answers"; "fine" when nothing asks for anything
	Why     string // a sentence, with the numbers it rests on
	What    string // what to do, as a sentence
	Command string // that begins it; it asks nothing and changes nothing
}

// next is what the first sign asks for that is there: what people wait for goes before what the
// knowledge needs, and that before what is only so-so.
func (h *History) next(r Report) Act {
	for _, sign := range []func(*History, Report) (Act, bool){
		reviewsWait, noAnswers, newcomersLeave, emptyMeetings, staleCore, oneSteward, disagreement, fading, untried,
		pastReview, reviewsOpen,
	} {
		if act, ok := sign(h, r); ok {
			return act
		}
	}
	return Act{"fine", "None of these numbers asks for anything today.", "See what the present stage is for, and what comes next in it.", "cop charter stage"}
}

// reviewsWait: something was offered two weeks ago, or decisions take longer than a week.
func reviewsWait(_ *History, r Report) (Act, bool) {
	a := Act{Sign: "reviews_wait", What: "Say yes, no, or what is missing, to the oldest first.", Command: "cop review"}
	took := r.Of("review_days")
	switch {
	case r.Longest > 14:
		a.Why = fmt.Sprintf("%s for a decision, the longest for %s.", waiting(r.Waiting), counted(r.Longest, "day"))
	case took.Of >= 3 && took.Value > 7:
		a.Why = fmt.Sprintf("Half of the last %d changes waited %s or longer for a decision.", took.Of, counted(took.Value, "day"))
	default:
		return a, false
	}
	return a, true
}

func waiting(n int) string {
	if n == 1 {
		return "1 contribution waits"
	}
	return fmt.Sprintf("%d contributions wait", n)
}

// noAnswers: of a quarter's questions that are a week old, a third has no answer, and more than
// one.
func noAnswers(h *History, r Report) (Act, bool) {
	var oldest *Note
	asked, without := 0, 0
	for i := range h.Notes {
		n := &h.Notes[i]
		if n.Type != note.Question || !n.live(r.Day) || !within(n.Created, r.Day.Add(-week), quarter-week) {
			continue
		}
		asked++
		if n.waits(r.Day) {
			without++
			if oldest == nil || n.Created.Before(oldest.Created) || n.Created.Equal(oldest.Created) && n.Address < oldest.Address {
				oldest = n
			}
		}
	}
	if without < 2 || 3*without < asked {
		return Act{}, false
	}
	a := Act{
		Sign: "no_answers", Command: "cop show " + string(oldest.Address), What: "Ask somebody by name to answer the one that waits longest.",
		Why: fmt.Sprintf("%d of %s of the last quarter have no answer after a week; %s waits longest, for %s.",
			without, counted(asked, "question"), oldest.Address, counted(daysBetween(oldest.Created, r.Day), "day")),
	}
	if h.known(oldest.Topic, r.Day) {
		a.Command = "cop who " + oldest.Topic
	}
	return a, true
}

// known reports a topic in which somebody wrote something else than questions.
func (h *History) known(topic string, at time.Time) bool {
	return topic != "" && slices.ContainsFunc(h.Notes, func(n Note) bool { return n.Topic == topic && n.practice() && n.live(at) })
}

// newcomersLeave: of four newcomers or more, fewer than half came back.
func newcomersLeave(_ *History, r Report) (Act, bool) {
	back := r.Of("came_back")
	if back.Of < 4 || back.Value >= 50 {
		return Act{}, false
	}
	return Act{
		Sign: "newcomers_leave", Command: "cop mentor", What: "Give each newcomer somebody who asks how it goes.",
		Why: fmt.Sprintf("Of %s of the last quarter, %d%% came back within four weeks of their first contribution.", counted(back.Of, "newcomer"), back.Value),
	}, true
}

// emptyMeetings: two meetings or more, and most of them left nothing, or what they agreed on is
// not done.
func emptyMeetings(_ *History, r Report) (Act, bool) {
	result, done := r.Of("results"), r.Of("actions_done")
	a := Act{Sign: "empty_meetings", Command: "cop event agenda", What: "Begin the next one with what is open, and end it with who does what until when."}
	switch {
	case result.Of >= 2 && result.Value < 50:
		a.Why = fmt.Sprintf("Of %s in a quarter, %d%% have notes or actions written down.", counted(result.Of, "meeting"), result.Value)
	case done.Of >= 4 && done.Value < 34:
		a.Why = fmt.Sprintf("Of %s that meetings of a quarter agreed on, %d%% are done.", counted(done.Of, "due action"), done.Value)
		a.Command, a.What = "cop actions", "Ask what stands in the way of the oldest."
	default:
		return a, false
	}
	return a, true
}

// staleCore: of the practices that others use, a third has to be looked at again, and more than
// one.
func staleCore(h *History, r Report) (Act, bool) {
	used, old := 0, 0
	for i := range h.Notes {
		n := &h.Notes[i]
		if !n.practice() || !n.live(r.Day) || !since(n.Tried, r.Day) && !since(n.Reused, r.Day) {
			continue
		}
		used++
		if covers(n.Stale, r.Day) {
			old++
		}
	}
	if old < 2 || 3*old < used {
		return Act{}, false
	}
	return Act{
		Sign: "stale_core", Command: "cop stale", What: "Let those who use them say what still holds, the most used first.",
		Why: fmt.Sprintf("%d of %s that others use ask to be looked at again.", old, counted(used, "practice")),
	}, true
}

// oneSteward: half of the topics have fewer than two stewards, in a community of five or more.
func oneSteward(h *History, r Report) (Act, bool) {
	thin := r.Of("few_stewards")
	if !thin.Known || 2*thin.Value < thin.Of || r.Of("active").Value < 5 {
		return Act{}, false
	}
	var names []string
	topics := h.topics(r.Day)
	for topic, notes := range topics {
		if few(notes) {
			names = append(names, topic)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := len(topics[b]) - len(topics[a]); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return Act{
		Sign: "one_steward", Command: "cop who " + names[0], What: "Ask a second person to look after " + names[0] + ", and write it into the charter.",
		Why: fmt.Sprintf("%d of %s have one steward or none.", thin.Value, counted(thin.Of, "topic")),
	}, true
}

// pastReview: something was changed that nobody approved.
func pastReview(h *History, _ Report) (Act, bool) {
	return Act{
		Sign: "past_review", Command: "cop check", What: "Read it, and say whether it may stay.",
		Why: fmt.Sprintf("%s of the last 90 days had no approval, though the charter asks for one.", counted(h.Unapproved, "change")),
	}, h.Unapproved > 0
}

// reviewsOpen: something is in review, for as long as that may take.
func reviewsOpen(_ *History, r Report) (Act, bool) {
	is, what := "is", "See what it waits for."
	if r.Waiting != 1 {
		is, what = "are", "See what they wait for."
	}
	return Act{
		Sign: "reviews_open", Command: "cop review", What: what,
		Why: fmt.Sprintf("%s %s in review, none for longer than two weeks.", counted(r.Waiting, "contribution"), is),
	}, r.Waiting > 0
}

// disagreement: reports about a practice disagree.
func disagreement(h *History, r Report) (Act, bool) {
	var first *Note
	for i := range h.Notes {
		n := &h.Notes[i]
		if n.practice() && n.live(r.Day) && covers(n.Contested, r.Day) && (first == nil || n.Address < first.Address) {
			first = n
		}
	}
	if first == nil {
		return Act{}, false
	}
	return Act{
		Sign: "contested", Command: "cop show " + string(first.Address) + " --why", What: "Find out what makes the difference, and write that down.",
		Why: fmt.Sprintf("Reports disagree about %s.", counted(r.Of("contested").Value, "practice")),
	}, true
}

// fading: the community loses momentum, or has fallen silent.
func fading(h *History, r Report) (Act, bool) {
	a := Act{Sign: "losing_momentum", Command: "cop breakfast --format md --since 4w", What: "Send the others what there is, with one question to each who became quiet."}
	switch r.Momentum {
	case Silent:
		a.Why = "Nobody has contributed anything for four weeks."
	case Losing:
		a.Why = fmt.Sprintf("%s contributed in the last four weeks, after %d in the four before.", People(r.Of("active").Value), active(h, r.Day.Add(-lately)).Value)
	default:
		return a, false
	}
	return a, true
}

// untried: fewer than a third of five practices or more was tried.
func untried(_ *History, r Report) (Act, bool) {
	e := r.Of("evidence")
	if e.Of < 5 || e.Value >= 34 {
		return Act{}, false
	}
	return Act{
		Sign: "untried", Command: "cop list --type practice --maturity untried", What: "Choose one that somebody can try this week, and ask them to tell how it went.",
		Why: fmt.Sprintf("Of %s that are four weeks old, %d%% were tried by somebody else than who wrote them.", counted(e.Of, "practice"), e.Value),
	}, true
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// People is so many of them, in words.
func People(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
