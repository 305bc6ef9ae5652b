package health

import (
	"strings"
	"testing"
	"time"
)

// H6, U47: what is in review, and what came in past it, is named before it is said that nothing
// asks for anything.
func TestNothingAsksOnlyWhenNothingDoes(t *testing.T) {
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for want, h := range map[string]History{
		"fine None of these numbers asks":      {},
		"reviews_open 1 contribution is in":    {Waiting: []time.Time{day}},
		"reviews_open 2 contributions are in":  {Waiting: []time.Time{day, day.AddDate(0, 0, -3)}},
		"reviews_wait 1 contribution waits":    {Waiting: []time.Time{day.AddDate(0, 0, -20)}},
		"past_review 1 change of the last 90":  {Unapproved: 1},
		"past_review 2 changes of the last 90": {Unapproved: 2, Waiting: []time.Time{day}},
	} {
		if got := h.On(day).Next; !strings.HasPrefix(got.Sign+" "+got.Why, want) || got.Command == "" {
			t.Errorf("want %s: %+v", want, got)
		}
	}
}
