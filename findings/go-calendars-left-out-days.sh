#!/usr/bin/env bash
# Two Go calendar readers stumble over days left out in one line; one shows the meetings
#
# Packages:  github.com/emersion/go-ical v0.0.0-20250329121855-f41e73efc392 and
#            github.com/apognu/gocal v0.9.1 (Go module proxy)
# Guess:     EXDATE is a list (RFC 5545, 3.8.5.1): "EXDATE:20260112T090000Z,20260119T090000Z"
#            leaves out two days, as two lines with one day each do.
# Seen:      two lines: both leave the days out. One line: go-ical has no series at all, its
#            RecurrenceSet ends in "extra text"; gocal says nothing and shows the meeting on
#            both days that were called off.
# Matters:   to whoever writes a calendar feed: write one EXDATE line for each day. To whoever
#            reads one in Go: split the list before these libraries see it.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apognu/gocal"
	"github.com/emersion/go-ical"
)

func calendar(leftOut ...string) string {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", "UID:1@example.org", "DTSTAMP:20260101T000000Z",
		"DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Breakfast"}
	return strings.Join(append(append(lines, leftOut...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

func days(all []time.Time) (days []string) {
	slices.SortFunc(all, time.Time.Compare)
	for _, t := range all {
		days = append(days, t.Format("02"))
	}
	return days
}

func goIcal(s string) string {
	c, err := ical.NewDecoder(strings.NewReader(s)).Decode()
	if err != nil {
		return err.Error()
	}
	set, err := c.Events()[0].RecurrenceSet(time.UTC)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(days(set.All()))
}

func goCal(s string) string {
	p := gocal.NewParser(strings.NewReader(s))
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	p.Start, p.End = &from, &to
	if err := p.Parse(); err != nil {
		return err.Error()
	}
	var all []time.Time
	for _, e := range p.Events {
		all = append(all, *e.Start)
	}
	return fmt.Sprint(days(all))
}

func main() {
	two := calendar("EXDATE:20260112T090000Z", "EXDATE:20260119T090000Z")
	one := calendar("EXDATE:20260112T090000Z,20260119T090000Z")
	fmt.Println("go-ical, two lines:", goIcal(two))
	fmt.Println("go-ical, one line:", goIcal(one))
	fmt.Println("gocal, two lines:", goCal(two))
	fmt.Println("gocal, one line:", goCal(one))
}
GO
{ go mod init example.org/x && go get github.com/emersion/go-ical@v0.0.0-20250329121855-f41e73efc392 github.com/apognu/gocal@v0.9.1 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
go run . | tee out
diff out - <<'WANT'
go-ical, two lines: [05 26]
go-ical, one line: ical: error parsing exdate: parsing time "20260112T090000Z,20260119T090000Z": extra text: "Z,20260119T090000Z"
gocal, two lines: [05 26]
gocal, one line: [05 12 19 26]
WANT
