package health

import (
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// spec is a measure and how it is taken on a day.
type spec struct {
	Measure
	on func(h *History, at time.Time) Point
}

// Where the ideas are from. CHAOSS is the Linux Foundation's catalogue of measures for
// communities (chaoss.community); the levels of participation are from Wenger, McDermott and
// Snyder, Cultivating Communities of Practice, 2002.
const (
	contributors = "CHAOSS: Contributors"
	newcomers    = "CHAOSS: New Contributors"
	inactive     = "CHAOSS: Inactive Contributors"
	levels       = "Wenger, McDermott, Snyder 2002: levels of participation"
	conversion   = "CHAOSS: Conversion Rate"
	response     = "CHAOSS: Time to First Response"
	duration     = "CHAOSS: Change Requests Duration"
	absence      = "CHAOSS: Contributor Absence Factor"
	content      = "Stack Overflow for Teams: content health"
	age          = "CHAOSS: Issue Age"
	own          = "our own"
)

// measures are all of them, in the order in which they are read: people, talk, knowledge,
// meetings.
func measures() []spec {
	m := func(name, title, unit string, weeks int, b Better, source, definition string, on func(*History, time.Time) Point) spec {
		return spec{Measure{Name: name, Title: title, Unit: unit, Weeks: weeks, Better: b, Source: source, Definition: definition}, on}
	}
	return []spec{
		m("active", "Active", "people", 4, More, contributors, "people who wrote, answered, tried or reviewed something in four weeks", active),
		m("new", "Newly active", "people", 4, More, newcomers, "people whose first contribution ever was in these four weeks", fresh),
		m("core", "Core", "people", 12, "", levels, "people who contributed in at least six of twelve weeks", core),
		m("quiet", "Became quiet", "people", 17, Less, inactive, "people who contributed in two or more of the thirteen weeks before, and in the last four not at all", quietOn),
		m("arrival_days", "To the first contribution", "days", 13, Less, newcomers, "half of the newcomers who contributed did so within so many days of their card", arrival),
		m("came_back", "Newcomers who came back", "percent", 13, More, conversion, "of those whose first contribution is four weeks to a quarter old, how many made another within four weeks", cameBack),
		m("answer_days", "To the first answer", "days", 13, Less, response, "half of the questions of a quarter that have an answer had it within so many days", answerDays),
		m("unanswered", "A week without an answer", "questions", 0, Less, age, "questions without any answer after a week", unanswered),
		m("review_days", "To a decision", "days", 13, Less, duration, "half of the changes that were reviewed and accepted in a quarter took so many days", reviewDays),
		m("few_stewards", "Topics of one steward or none", "topics", 0, Less, absence, "topics with at least three notes after which, by today's charter, fewer than two people look", fewStewards),
		m("evidence", "Tried by others", "percent", 0, More, own, "practices of four weeks or more that somebody other than their authors reported on", evidenceOn),
		m("contested", "Contested", "practices", 0, Less, own, "practices about which reports disagree", contested),
		m("stale", "To be looked at again", "practices", 0, Less, content, "practices whose promise to be true has run out", stale),
		m("reuse", "Used elsewhere", "practices", 0, More, own, "practices that a note of another topic links to, or that came from another pool", reuse),
		m("meetings", "Meetings held", "meetings", 13, More, own, "meetings of a quarter", held),
		m("results", "Meetings with a result", "percent", 13, More, own, "of these meetings, how many have notes or actions written down", results),
		m("actions_done", "Actions done", "percent", 13, More, own, "of what meetings of a quarter agreed on and that is due (after two weeks where nobody said when), how much is done by today", actionsDone),
	}
}

// weeksOf is, for each person, in which weeks of a window they contributed: bit 0 is the last.
func (h *History) weeksOf(at time.Time, weeks int) map[note.Handle]uint64 {
	out := map[note.Handle]uint64{}
	for _, d := range h.Deeds {
		if d.By != "" && within(d.Day, at, time.Duration(weeks)*week) {
			out[d.By] |= 1 << (at.Sub(d.Day) / week)
		}
	}
	return out
}

// firsts are the days of everybody's first contribution.
func firsts(deeds []Deed) map[note.Handle]time.Time {
	out := map[note.Handle]time.Time{}
	for _, d := range deeds {
		if was, ok := out[d.By]; d.By != "" && (!ok || d.Day.Before(was)) {
			out[d.By] = d.Day
		}
	}
	return out
}

func known(n int) Point { return Point{Value: n, Known: true} }

func active(h *History, at time.Time) Point { return known(len(h.weeksOf(at, 4))) }

func fresh(h *History, at time.Time) Point {
	n := 0
	for _, first := range h.first {
		if within(first, at, lately) {
			n++
		}
	}
	return known(n)
}

func core(h *History, at time.Time) Point {
	n := 0
	for _, weeks := range h.weeksOf(at, 12) {
		if ones(weeks) >= 6 {
			n++
		}
	}
	return known(n)
}

func ones(bits uint64) (n int) {
	for ; bits != 0; bits &= bits - 1 {
		n++
	}
	return n
}

func quietOn(h *History, at time.Time) Point { return known(len(h.Quiet(at))) }

// Quiet are those who contributed in two or more of the thirteen weeks before the last four, and
// in these not at all; without those whose card says that they left. The order is none.
func (h *History) Quiet(at time.Time) []note.Handle {
	left := map[note.Handle]bool{}
	for _, m := range h.Members {
		left[m.Handle] = m.Left
	}
	var out []note.Handle
	for who, weeks := range h.weeksOf(at.UTC().Truncate(day), 17) {
		if weeks&0b1111 == 0 && ones(weeks) >= 2 && !left[who] {
			out = append(out, who)
		}
	}
	return out
}

func arrival(h *History, at time.Time) Point {
	var days []int
	for _, m := range h.Members {
		first, ok := h.first[m.Handle]
		if ok && !first.After(at) && within(m.Since, at, quarter) {
			days = append(days, daysBetween(m.Since, first))
		}
	}
	return median(days)
}

func cameBack(h *History, at time.Time) Point {
	again := map[note.Handle]bool{}
	for _, d := range h.Deeds {
		if first := h.first[d.By]; d.Day.After(first) && within(d.Day, first.Add(lately), lately) {
			again[d.By] = true
		}
	}
	back, all := 0, 0
	for who, first := range h.first {
		if !within(first, at.Add(-lately), quarter-lately) {
			continue
		}
		all++
		if again[who] {
			back++
		}
	}
	return share(back, all)
}

func answerDays(h *History, at time.Time) Point {
	var days []int
	for i := range h.Notes {
		n := &h.Notes[i]
		if n.Type == note.Question && within(n.Created, at, quarter) && since(n.Answered, at) {
			days = append(days, daysBetween(n.Created, n.Answered))
		}
	}
	return median(days)
}

// waits reports a question that is a week old and has no answer.
func (n *Note) waits(at time.Time) bool {
	return n.Type == note.Question && n.live(at) && !n.Created.After(at.Add(-week)) && !since(n.Answered, at)
}

func (h *History) count(is func(*Note) bool) Point {
	n := 0
	for i := range h.Notes {
		if is(&h.Notes[i]) {
			n++
		}
	}
	return known(n)
}

func unanswered(h *History, at time.Time) Point {
	return h.count(func(n *Note) bool { return n.waits(at) })
}

func reviewDays(h *History, at time.Time) Point {
	var days []int
	for _, c := range h.Changes {
		if within(c.Accepted, at, quarter) {
			days = append(days, daysBetween(c.Offered, c.Accepted))
		}
	}
	return median(days)
}

// topics are the live notes of each topic that has enough of them.
func (h *History) topics(at time.Time) map[string][]*Note {
	out := map[string][]*Note{}
	for i := range h.Notes {
		if n := &h.Notes[i]; n.live(at) && n.Topic != "" {
			out[n.Topic] = append(out[n.Topic], n)
		}
	}
	for topic, notes := range out {
		if len(notes) < LeastTopic {
			delete(out, topic)
		}
	}
	return out
}

// few reports a topic most of whose notes have fewer than two stewards.
func few(notes []*Note) bool {
	n := 0
	for _, one := range notes {
		if one.Stewards < 2 {
			n++
		}
	}
	return 2*n > len(notes)
}

func fewStewards(h *History, at time.Time) Point {
	topics := h.topics(at)
	if len(topics) == 0 {
		return Point{}
	}
	n := 0
	for _, notes := range topics {
		if few(notes) {
			n++
		}
	}
	return Point{Value: n, Of: len(topics), Known: true}
}

func evidenceOn(h *History, at time.Time) Point {
	tried, all := 0, 0
	for i := range h.Notes {
		n := &h.Notes[i]
		if !n.practice() || !n.live(at) || n.Created.After(at.Add(-lately)) {
			continue
		}
		all++
		if since(n.Tried, at) {
			tried++
		}
	}
	return share(tried, all)
}

func contested(h *History, at time.Time) Point {
	return h.count(func(n *Note) bool { return n.practice() && n.live(at) && covers(n.Contested, at) })
}

func stale(h *History, at time.Time) Point {
	return h.count(func(n *Note) bool { return n.practice() && n.live(at) && covers(n.Stale, at) })
}

func reuse(h *History, at time.Time) Point {
	return h.count(func(n *Note) bool {
		return n.practice() && n.live(at) && since(n.Reused, at)
	})
}

func held(h *History, at time.Time) Point {
	n := 0
	for _, m := range h.Meetings {
		if within(m.Day, at, quarter) {
			n++
		}
	}
	return known(n)
}

func results(h *History, at time.Time) Point {
	n := 0
	for _, m := range h.Meetings {
		if m.Result && within(m.Day, at, quarter) {
			n++
		}
	}
	return share(n, held(h, at).Value)
}

func actionsDone(h *History, at time.Time) Point {
	done, all := 0, 0
	for _, a := range h.Actions {
		if !within(a.Said, at, quarter) || !a.Done && a.due().After(at) {
			continue
		}
		all++
		if a.Done {
			done++
		}
	}
	return share(done, all)
}

// due is when an action should be done: two weeks after it was said where nobody said when.
func (a Action) due() time.Time {
	if a.Due.IsZero() {
		return a.Said.Add(2 * week)
	}
	return a.Due
}
