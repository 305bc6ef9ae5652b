package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A zone is written by its next changes: for each kind, to and from summer time, the change
// before the first event, and the yearly rule that it and those of the years after follow.
// Where there is no such rule (Morocco's follows the moon) each change stands by itself.
type zone struct {
	loc  *time.Location
	from time.Time // the first event in it
}

const (
	yearsOfRule = 5  // that a rule must hold for to be one
	yearsOfList = 12 // that are listed where there is none
)

// zonesOf are the zones that events need, by name.
func zonesOf(events []Event) []zone {
	first := map[string]zone{}
	for i := range events {
		e := &events[i]
		name := e.Start.Location().String()
		if z, ok := first[name]; e.local() && (!ok || e.Start.Before(z.from)) {
			first[name] = zone{e.Start.Location(), e.Start}
		}
	}
	out := make([]zone, 0, len(first))
	for _, z := range first {
		out = append(out, z)
	}
	slices.SortFunc(out, func(a, b zone) int { return cmp.Compare(a.loc.String(), b.loc.String()) })
	return out
}

// change is the moment when a zone's clock is set, and what it is set from.
type change struct {
	at     time.Time // in the zone as it was before
	before int       // seconds east of UTC
	after  int
	name   string
	summer bool
}

// changes are those of a zone from the two before its first event on.
func (z zone) changes(years int) []change {
	var out []change
	last := z.from.AddDate(years, 0, 0)
	at := z.from
	for range 2 {
		if start, _ := at.ZoneBounds(); !start.IsZero() {
			at = start.Add(-time.Second)
		}
	}
	for {
		_, next := at.ZoneBounds()
		if next.IsZero() || next.After(last) {
			return out
		}
		_, before := next.Add(-time.Second).Zone()
		name, after := next.Zone()
		out = append(out, change{next.In(time.FixedZone("", before)), before, after, name, next.IsDST()})
		at = next
	}
}

// lines are the zone as a VTIMEZONE.
func (z zone) lines() []string {
	out := []string{"BEGIN:VTIMEZONE", "TZID:" + z.loc.String()}
	all := z.changes(yearsOfRule)
	if len(all) == 0 || all[len(all)-1].at.Before(z.from) { // one clock for all that comes
		name, offset := z.from.Zone()
		fixed := change{time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), offset, offset, name, false}
		return append(append(out, fixed.lines("")...), "END:VTIMEZONE")
	}
	summer, winter := kinds(all)
	first, second := yearly(summer), yearly(winter)
	if first != "" && second != "" {
		out = append(append(out, summer[0].lines(first)...), winter[0].lines(second)...)
		return append(out, "END:VTIMEZONE")
	}
	for _, c := range z.changes(yearsOfList) {
		out = append(out, c.lines("")...)
	}
	return append(out, "END:VTIMEZONE")
}

func kinds(all []change) (summer, winter []change) {
	for _, c := range all {
		if c.summer {
			summer = append(summer, c)
		} else {
			winter = append(winter, c)
		}
	}
	return summer, winter
}

// lines are the change as an observance, again each year if there is a rule.
func (c change) lines(rule string) []string {
	kind := "STANDARD"
	if c.summer {
		kind = "DAYLIGHT"
	}
	out := []string{"BEGIN:" + kind, "DTSTART:" + c.at.Format("20060102T150405"), "TZOFFSETFROM:" + offset(c.before), "TZOFFSETTO:" + offset(c.after), "TZNAME:" + c.name}
	if rule != "" {
		out = append(out, "RRULE:"+rule)
	}
	return append(out, "END:"+kind)
}

// yearly is the rule that changes of one kind follow: the n-th or the last of a weekday in a
// month; "" for none.
func yearly(all []change) string {
	if len(all) < yearsOfRule {
		return ""
	}
	for _, place := range []func(time.Time) string{last, nth} {
		want := place(all[0].at)
		same := func(c change) bool {
			a, b := c.at, all[0].at
			return place(a) == want && a.Month() == b.Month() && a.Format(time.TimeOnly) == b.Format(time.TimeOnly) && c.before == all[0].before && c.after == all[0].after
		}
		if want != "" && !slices.ContainsFunc(all, func(c change) bool { return !same(c) }) {
			return "FREQ=YEARLY;BYMONTH=" + strconv.Itoa(int(all[0].at.Month())) + ";BYDAY=" + want
		}
	}
	return ""
}

// last is -1SU for the last Sunday of a month; "" for a day that is no last one.
func last(t time.Time) string {
	if t.AddDate(0, 0, 7).Month() == t.Month() {
		return ""
	}
	return "-1" + weekday(t)
}

func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	out := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if s := seconds % 60; s != 0 {
		out += fmt.Sprintf("%02d", s)
	}
	return out
}
