package main

import (
	"testing"
	"time"
)

// A day as people type it; "-" for what is none, or could mean two. Today is Monday, 2026-11-30.
func TestDaysAsPeopleTypeThem(t *testing.T) {
	today := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	for typed, want := range map[string]string{
		"2026-12-01": "2026-12-01 ", "2026-12-01 15:00": "2026-12-01 15:00", "2026-12-01T15:00": "2026-12-01 15:00", "2026-12-01T15:00:00+02:00": "-",
		"today": "2026-11-30 ", "Tomorrow": "2026-12-01 ", "tomorrow 15:00": "2026-12-01 15:00", "tomorrow at 9:30": "2026-12-01 09:30",
		"friday": "2026-12-04 ", "Fri, 15:00": "2026-12-04 15:00", "monday": "2026-12-07 ", "in 3 days": "2026-12-03 ", "in a week": "2026-12-07 ",
		"in two weeks": "2026-12-14 ", "1 December 2026": "2026-12-01 ", "Dec 1, 2026 15:00": "2026-12-01 15:00", "1.12.2026": "2026-12-01 ",
		"next friday": "-", "1/12": "-", "soon": "-", "": "-", "in days": "-", "tomorrow 25:00": "-", "15:00": "-",
	} {
		got := "-"
		if day, at, ok := readMoment(typed, today); ok {
			got = day.Format(time.DateOnly) + " " + at
		}
		if got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	if day, ok := readDay("friday", today, true); !ok || day.Format(time.DateOnly) != "2026-11-27" {
		t.Errorf("the last friday: %v", day)
	}
}
