package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rule says how often something happens again; the zero value: never. A rule holds for its
// first day by itself: by month it means the same weekday of the month as the first, the last
// one where that is a fifth.
type Rule struct {
	Every int  // every so many units; 0: never
	Unit  Unit // "" only in the zero value
	Until time.Time
	Times int // altogether; 0: see Until, or without end
}

// Unit is a span of the calendar, as RFC 5545 calls it.
type Unit string

// The units.
const (
	Daily   Unit = "DAILY"
	Weekly  Unit = "WEEKLY"
	Monthly Unit = "MONTHLY"
	Yearly  Unit = "YEARLY"
)

var words = map[string]Rule{
	"daily": {Every: 1, Unit: Daily}, "weekly": {Every: 1, Unit: Weekly}, "monthly": {Every: 1, Unit: Monthly}, "yearly": {Every: 1, Unit: Yearly},
	"fortnightly": {Every: 2, Unit: Weekly}, "biweekly": {Every: 2, Unit: Weekly}, "quarterly": {Every: 3, Unit: Monthly}, "annually": {Every: 1, Unit: Yearly},
}

var units = map[string]Unit{"day": Daily, "week": Weekly, "month": Monthly, "year": Yearly}

var numbers = map[string]int{"other": 2, "second": 2, "two": 2, "third": 3, "three": 3, "four": 4}

// ParseRule reads how often, as people say it. An empty text is the zero rule.
//
//	weekly
//	every 2 weeks until 2027-03-01
//	every month 6 times
func ParseRule(s string) (Rule, error) {
	rest := strings.Fields(strings.ToLower(s))
	if len(rest) == 0 {
		return Rule{}, nil
	}
	rule, rest, ok := head(rest)
	if !ok {
		return Rule{}, fmt.Errorf("%q says not how often", s)
	}
	switch {
	case len(rest) == 0:
		return rule, nil
	case len(rest) == 2 && rest[0] == "until":
		day, err := time.Parse(time.DateOnly, rest[1])
		if rule.Until = day; err == nil {
			return rule, nil
		}
	case len(rest) == 2 && rest[1] == "times":
		n, err := strconv.Atoi(rest[0])
		if rule.Times = n; err == nil && n > 0 && n < 10000 {
			return rule, nil
		}
	}
	return Rule{}, fmt.Errorf("%q says not until when", s)
}

// head reads the rule itself and returns the words after it.
func head(w []string) (rule Rule, rest []string, ok bool) {
	if rule, ok = words[w[0]]; ok {
		return rule, w[1:], true
	}
	if w[0] != "every" || len(w) < 2 {
		return Rule{}, nil, false
	}
	rule.Every, rest = 1, w[1:]
	if n, ok := numbers[rest[0]]; ok {
		rule.Every, rest = n, rest[1:]
	} else if n, err := strconv.Atoi(rest[0]); err == nil && n > 0 && n < 1000 {
		rule.Every, rest = n, rest[1:]
	}
	if len(rest) == 0 {
		return Rule{}, nil, false
	}
	rule.Unit, ok = units[strings.TrimSuffix(rest[0], "s")]
	return rule, rest[1:], ok
}

// rrule is the rule as RFC 5545 has it. Its first occurrence is the event's start, without
// which readers differ on what they show. UNTIL has the form of DTSTART (3.3.10).
func (r Rule) rrule(e *Event) string {
	out := "FREQ=" + string(r.Unit)
	if r.Every > 1 {
		out += ";INTERVAL=" + strconv.Itoa(r.Every)
	}
	if r.Unit == Monthly {
		out += ";BYDAY=" + nth(e.Start)
	}
	until := r.Until
	if r.Times > 0 && len(e.Except) > 0 {
		until, r.Times = r.last(e.Start), 0 // one reader counts what is left: findings/
	}
	switch {
	case r.Times > 0:
		out += ";COUNT=" + strconv.Itoa(r.Times)
	case until.IsZero():
	case e.AllDay:
		out += ";UNTIL=" + until.Format("20060102")
	default:
		end := time.Date(until.Year(), until.Month(), until.Day(), 23, 59, 59, 0, e.Start.Location())
		out += ";UNTIL=" + utc(end)
	}
	return out
}

// last is the day of the last of so many times, from the first on.
func (r Rule) last(first time.Time) time.Time {
	n := (r.Times - 1) * r.Every
	switch r.Unit {
	case Daily:
		return first.AddDate(0, 0, n)
	case Weekly:
		return first.AddDate(0, 0, 7*n)
	case Yearly:
		return first.AddDate(n, 0, 0)
	}
	month := time.Date(first.Year(), first.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	day := month.AddDate(0, 0, (int(first.Weekday()-month.Weekday())+7)%7)
	if n := (first.Day() - 1) / 7; n < 4 {
		return day.AddDate(0, 0, 7*n)
	}
	for day.AddDate(0, 0, 7).Month() == day.Month() {
		day = day.AddDate(0, 0, 7)
	}
	return day
}

// nth is the place of a day among the same weekdays of its month: 1TU for the first Tuesday,
// -1TU for a fifth.
func nth(t time.Time) string {
	n := (t.Day()-1)/7 + 1
	if n > 4 {
		n = -1
	}
	return strconv.Itoa(n) + weekday(t)
}

func weekday(t time.Time) string { return strings.ToUpper(t.Weekday().String()[:2]) }
