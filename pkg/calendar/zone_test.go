package calendar

import (
	"strings"
	"testing"
	"time"
)

// A rule must hold for years to be one: Morocco's clock follows the moon, though any single year of it
// looks like a rule.
func TestOnlyAZoneWithARuleHasOne(t *testing.T) {
	for name, want := range map[string]int{"Europe/Berlin": 2, "America/New_York": 2, "Africa/Casablanca": 0, "Asia/Tokyo": 0} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		text := strings.Join(zone{loc, time.Date(2026, 12, 1, 9, 0, 0, 0, loc)}.lines(), "\n")
		if got := strings.Count(text, "RRULE:FREQ=YEARLY"); got != want {
			t.Errorf("%s has %d rules, want %d:\n%s", name, got, want, text)
		}
	}
}

// Five years make a rule, four do not: New York's clock followed one until 2006, then another.
func TestARuleHoldsForFiveYears(t *testing.T) {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip(err)
	}
	for year, want := range map[int]int{2001: 2, 2002: 0, 2008: 2} {
		text := strings.Join(zone{loc, time.Date(year, 12, 1, 9, 0, 0, 0, loc)}.lines(), "\n")
		if got := strings.Count(text, "RRULE:FREQ=YEARLY"); got != want {
			t.Errorf("from %d on there are %d rules, want %d:\n%s", year, got, want, text)
		}
	}
}
