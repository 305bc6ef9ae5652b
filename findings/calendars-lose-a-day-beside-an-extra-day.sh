#!/usr/bin/env bash
# A meeting with one extra day loses a day in four calendar readers: three the new, one the old
#
# Packages:  ical.js 2.2.1 and node-ical 0.26.1 (npm); github.com/emersion/go-ical
#            v0.0.0-20250329121855-f41e73efc392 and github.com/apognu/gocal v0.9.1 (Go module
#            proxy)
# Guess:     RDATE adds days to a meeting, and DTSTART is the first of them, with or without a
#            rule (RFC 5545, 3.8.5.2 and 3.8.5.3): two days.
# Seen:      with RDATE alone ical.js counts the extra day and forgets the first; beside a rule,
#            or where RDATE names the first day again, it has all. node-ical keeps RDATE as a
#            text and expands to the first day; go-ical says that there is no series, and with a
#            rule leaves the extra day out, as gocal does. None reports anything.
# Matters:   to calendars written from agreements ("and once more on Friday"): write each such
#            day as an event of its own, with its own UID.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
event() { # name, more lines
  local name=$1; shift
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN BEGIN:VEVENT UID:1@example.org DTSTAMP:20260101T000000Z \
    DTSTART:20260106T090000Z DTEND:20260106T100000Z SUMMARY:Breakfast "$@" END:VEVENT END:VCALENDAR > "$name.ics"
}
event extra-day RDATE:20260109T090000Z
event both-days RDATE:20260106T090000Z,20260109T090000Z
event rule-and-extra-day 'RRULE:FREQ=WEEKLY;COUNT=2' RDATE:20260109T090000Z
cat > read.mjs <<'JS'
import fs from "node:fs"
import ICAL from "ical.js"
import ical from "node-ical"
const file = process.argv[2]
const event = new ICAL.Event(new ICAL.Component(ICAL.parse(fs.readFileSync(file, "utf8"))).getFirstSubcomponent("vevent"))
const days = []
const each = event.iterator()
for (let t; (t = each.next()); ) days.push(t.toString().slice(8, 10))
console.log("  ical.js  ", days.join(" "))
const [parsed] = Object.values(ical.sync.parseFile(file)).filter(c => c.type === "VEVENT")
const found = ical.expandRecurringEvent(parsed, { from: new Date("2026-01-01"), to: new Date("2026-02-01") })
console.log("  node-ical", found.map(e => e.start.toISOString().slice(8, 10)).join(" "))
JS
cat > main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"github.com/apognu/gocal"
	"github.com/emersion/go-ical"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	c, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		panic(err)
	}
	set, err := c.Events()[0].RecurrenceSet(time.UTC)
	fmt.Print("  go-ical  ")
	if set == nil {
		fmt.Print(" no series ", err)
	} else {
		for _, t := range set.All() {
			fmt.Print(t.Format(" 02"))
		}
	}
	p := gocal.NewParser(bytes.NewReader(text))
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	p.Start, p.End = &from, &to
	if err := p.Parse(); err != nil {
		panic(err)
	}
	fmt.Print("\n  gocal    ")
	for _, e := range p.Events {
		fmt.Print(e.Start.Format(" 02"))
	}
	fmt.Println()
}
GO
{ npm install --silent --no-audit --no-fund --prefix . ical.js@2.2.1 node-ical@0.26.1
  go mod init example.org/x && go get github.com/emersion/go-ical@v0.0.0-20250329121855-f41e73efc392 github.com/apognu/gocal@v0.9.1 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
for name in extra-day both-days rule-and-extra-day; do
  echo "$name:"; node read.mjs $name.ics; go run . $name.ics
done | tee out
diff out - <<'WANT'
extra-day:
  ical.js   09
  node-ical 06
  go-ical   no series <nil>
  gocal     06
both-days:
  ical.js   06 09
  node-ical 06
  go-ical   no series <nil>
  gocal     06
rule-and-extra-day:
  ical.js   06 09 13
  node-ical 06 13
  go-ical   06 13
  gocal     06 13
WANT
