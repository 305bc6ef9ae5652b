package people

import (
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
)

// The best hit counts in full, a poor one a fifth at least; cards are no notes.
func TestWeighed(t *testing.T) {
	got := Weighed([]index.Hit{
		{Card: index.Card{Address: "a/one"}, Score: 10}, {Card: index.Card{Address: "a/two"}, Score: 5},
		{Card: index.Card{Address: "people/ana", Topic: Topic}, Score: 4}, {Card: index.Card{Address: "a/three"}, Score: 0.1},
	})
	want := []float64{1, 0.5, 0.2}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i].Weight != want[i] {
			t.Errorf("%s weighs %g, want %g", got[i].Address, got[i].Weight, want[i])
		}
	}
}

// What somebody did counts half after a year, and a quarter however long ago; without a date
// it counts half.
func TestAged(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	tally := NewScorer(Handles{}, Scope{}, now)
	for days, want := range map[int]float64{0: 1, 365: 0.5, 730: 0.25, 3650: 0.25, -10: 1} {
		if got := tally.aged(now.AddDate(0, 0, -days)); got != want {
			t.Errorf("after %d days: %g, want %g", days, got, want)
		}
	}
	if got := tally.aged(time.Time{}); got != 0.5 {
		t.Errorf("without a date: %g", got)
	}
}
