package main

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

var awayDays = regexp.MustCompile(`^in (\d{1,3}|an?|one|two|three) (day|week)s?$`)

// readDay reads a day as people type one: a date in any of the ways that a note may write it, today,
// tomorrow, yesterday, a day of the week – the next one, where back the last; never today – or "in two
// weeks". What could mean two days ("next friday", 1/12) is none.
func readDay(typed string, today time.Time, back bool) (time.Time, bool) {
	s := strings.ToLower(strings.Join(strings.Fields(typed), " "))
	days := map[string]int{"today": 0, "tomorrow": 1, "yesterday": -1}
	for i := 1; i <= 7; i++ {
		n := i
		if back {
			n = -i
		}
		name := strings.ToLower(today.AddDate(0, 0, n).Weekday().String())
		days[name], days[name[:3]] = n, n
	}
	if n, ok := days[s]; ok {
		return today.AddDate(0, 0, n), true
	}
	if m := awayDays.FindStringSubmatch(s); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			n = map[string]int{"two": 2, "three": 3}[m[1]] + map[bool]int{true: 1}[m[1][0] == 'a' || m[1] == "one"]
		}
		return today.AddDate(0, 0, n*map[string]int{"day": 1, "week": 7}[m[2]]), true
	}
	day, ok := note.ReadTime(typed)
	return day, ok && day.Equal(day.Truncate(24*time.Hour)) // a time says more than a day
}

var clock = regexp.MustCompile(`^(.*\S)[ ,T]+(?:at )?(\d{1,2}:\d{2})$`)

// readMoment is readDay with a time behind it, "" for none: "tomorrow 15:00".
func readMoment(typed string, today time.Time) (day time.Time, at string, ok bool) {
	if m := clock.FindStringSubmatch(strings.TrimSpace(typed)); m != nil {
		if t, err := time.Parse("15:04", m[2]); err == nil {
			typed, at = strings.TrimRight(m[1], ","), t.Format("15:04")
		}
	}
	day, ok = readDay(strings.TrimSuffix(typed, " at"), today, false)
	return day, at, ok
}
