package main

import (
	"testing"
	"time"
)

// U27: a meeting is today on the clock of who reads; a day without a time is that day everywhere.
func TestWhenAMeetingIs(t *testing.T) {
	zone := func(hours int) *time.Location { return time.FixedZone("", hours*60*60) }
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	eight := time.Date(2026, 12, 1, 8, 0, 0, 0, zone(9)) // in Tokyo; 23:00 of the day before in UTC
	for _, tt := range []struct {
		meeting, now time.Time
		want         string
	}{
		{day, time.Date(2026, 11, 30, 17, 0, 0, 0, zone(-8)), "in 1 day"}, // 1 December in UTC
		{day, time.Date(2026, 12, 1, 20, 0, 0, 0, zone(-8)), "today"},     // 2 December in UTC
		{day, time.Date(2026, 12, 1, 1, 0, 0, 0, zone(13)), "today"},      // 30 November in UTC
		{day, time.Date(2026, 12, 2, 1, 0, 0, 0, time.UTC), "1 day ago"},
		{eight, time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC), "today"},
		{eight, time.Date(2026, 11, 30, 10, 0, 0, 0, zone(9)), "in 1 day"},
		{eight, time.Date(2026, 12, 1, 20, 0, 0, 0, zone(9)), "today"},
	} {
		if got := whenIs(tt.meeting, tt.now); got != tt.want {
			t.Errorf("%s at %s: %q, want %q", tt.meeting, tt.now, got, tt.want)
		}
	}
}
