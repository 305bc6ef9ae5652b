package health

import (
	"fmt"
	"math/rand"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

// community is one of thirty people that lives through half a year, as data: who does what in
// which week is decided by a seed. Built-in illnesses change one thing each.
type community struct {
	rand  *rand.Rand
	start time.Time
	ill   string
	h     History
}

const (
	simPeople = 30
	simWeeks  = 26
)

var simTopics = []string{"oncall", "deploy", "testing", "hiring"}

func simulate(seed int64, ill string) *History {
	c := &community{rand: rand.New(rand.NewSource(seed)), start: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), ill: ill}
	for w := range simWeeks {
		c.week(w)
	}
	return &c.h
}

// end is the last day of a week, counted from 1.
func (c *community) end(week int) time.Time { return c.start.AddDate(0, 0, 7*week-1) }

func endOf(week int) time.Time {
	return (&community{start: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}).end(week)
}

func (c *community) chance(percent int) bool { return c.rand.Intn(100) < percent }

// busy is how likely somebody contributes in a week: of a community that loses momentum ever
// less from the fourth week on.
func (c *community) busy(person, w int) int {
	const most = 60
	joined := person / 3 // three arrive a week
	switch {
	case w < joined:
		return 0
	case w == joined:
		return 100
	case c.ill == "losing_momentum" && person >= 12 || c.ill == "newcomers_leave" && person >= 3:
		return 0
	case c.ill == "losing_momentum" && w >= 4:
		return most / (2 * (w - 2))
	}
	return most
}

func (c *community) week(w int) {
	day := c.start.AddDate(0, 0, 7*w+1)
	for p := range simPeople {
		if c.ill == "losing_momentum" && w >= 4 && p/3 == w {
			continue // nobody new comes either
		}
		who := note.Handle(fmt.Sprintf("m%02d", p+1))
		if w == p/3 {
			c.h.Members = append(c.h.Members, Member{Handle: who, Since: day})
		}
		if c.chance(c.busy(p, w)) {
			c.contribute(who, day.AddDate(0, 0, c.rand.Intn(4)))
		}
	}
	if w%2 == 1 {
		c.meet(day)
	}
	c.changes(day)
}

func (c *community) contribute(who note.Handle, day time.Time) {
	topic := simTopics[c.rand.Intn(len(simTopics))]
	c.h.Deeds = append(c.h.Deeds, Deed{who, day})
	n := Note{Topic: topic, Created: day, Stewards: 2, Address: note.Address(fmt.Sprintf("%s/n%d", topic, len(c.h.Notes)))}
	if c.ill == "one_steward" {
		n.Stewards = 1
	}
	switch {
	case c.chance(25):
		n.Type = note.Practice
		if c.chance(85) {
			n.Tried = day.AddDate(0, 0, 7+c.rand.Intn(14))
		}
		if c.ill == "stale_core" && c.chance(80) {
			n.Stale = []Span{{From: day.AddDate(0, 0, 7)}}
		}
	case c.chance(25):
		n.Type = note.Question
		if c.ill != "no_answers" && (c.ill != "" || len(c.h.Notes)%10 != 0) || c.ill == "no_answers" && c.chance(30) {
			n.Answered = day.AddDate(0, 0, 1+c.rand.Intn(5))
		}
	default:
		return // a report, an answer, a remark
	}
	c.h.Notes = append(c.h.Notes, n)
}

func (c *community) meet(day time.Time) {
	result := c.ill != "empty_meetings" || len(c.h.Meetings) == 0
	c.h.Meetings = append(c.h.Meetings, Meeting{day, result})
	for range 2 {
		if result {
			c.h.Actions = append(c.h.Actions, Action{Said: day, Due: day.AddDate(0, 0, 14), Done: c.chance(70)})
		}
	}
}

func (c *community) changes(day time.Time) {
	for range 2 {
		days := 1 + c.rand.Intn(4)
		if c.ill == "reviews_wait" {
			days = 9 + c.rand.Intn(9)
		}
		c.h.Changes = append(c.h.Changes, Change{Offered: day, Accepted: day.AddDate(0, 0, days)})
	}
}

// The healthy community and its twin that loses momentum are told apart by the eighth week, and
// stay so; before that there is too little to compare.
func TestTwins(t *testing.T) {
	for seed := range int64(4) {
		well, ill := simulate(seed, ""), simulate(seed, "losing_momentum")
		if got := well.On(endOf(6)).Momentum; got != Young {
			t.Errorf("seed %d: six weeks are %s", seed, got)
		}
		for week := 8; week <= simWeeks; week++ {
			r := well.On(endOf(week))
			if r.Momentum == Losing || r.Momentum == Silent || r.Momentum == Young {
				t.Errorf("seed %d, week %d: the healthy one is %s", seed, week, r.Momentum)
			}
			if r.Next.Sign != "fine" {
				t.Errorf("seed %d, week %d: the healthy one: %+v", seed, week, r.Next)
			}
		}
		r := ill.On(endOf(8))
		if r.Momentum != Losing {
			t.Errorf("seed %d: the twin is %s in week 8: %+v", seed, r.Momentum, r.Of("active"))
		}
		if quiet := r.Of("quiet"); quiet.Value == 0 {
			t.Errorf("seed %d: nobody became quiet", seed)
		}
		if active := ill.On(endOf(12)).Of("active"); active.Trend != Down {
			t.Errorf("seed %d: active goes %q: %v", seed, active.Trend, active.Series)
		}
	}
}

// Each illness is named, with the act against it.
func TestSixIllnesses(t *testing.T) {
	for ill, want := range map[string]string{
		"no_answers": "cop who ", "one_steward": "cop who ", "stale_core": "cop stale", "newcomers_leave": "cop mentor",
		"reviews_wait": "cop review", "empty_meetings": "cop event agenda",
	} {
		for seed := range int64(4) {
			h := simulate(seed, ill)
			for week := 8; week <= 20; week += 4 {
				got := h.On(endOf(week)).Next
				if got.Sign != ill || len(got.Command) < len(want) || got.Command[:len(want)] != want {
					t.Errorf("%s, seed %d, week %d: %+v", ill, seed, week, got)
				}
			}
		}
	}
}
