#!/usr/bin/env bash
# golang-ical, reading a calendar and writing it back, joins two categories into one
#
# Package:   github.com/arran4/golang-ical v0.3.4 (Go module proxy); ical.js 2.2.1
#            (npm) and github.com/emersion/go-ical v0.0.0-20250329121855-f41e73efc392 read
#            what it wrote
# Guess:     what was read and not touched is written as it was: the comma that separates two
#            categories stays one, and a name that stood in quotation marks stays in them.
# Seen:      "CATEGORIES:on call,breakfast" comes back as "CATEGORIES:on call\,breakfast", one
#            category for every other reader; CN="Ana, of Lisbon" comes back as
#            CN=Ana\, of Lisbon, though parameters know no backslash (RFC 5545, 3.2): the next
#            reader finds two values, the first with a backslash at its end.
# Matters:   to tools that add a meeting to an existing calendar, or filter one: every event of
#            others in it changes. Write properties with lists anew from their parts, and keep
#            the lines of others as bytes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN BEGIN:VEVENT UID:1@example.org DTSTAMP:20260101T000000Z \
  DTSTART:20260105T090000Z SUMMARY:Breakfast 'CATEGORIES:on call,breakfast' 'ATTENDEE;CN="Ana, of Lisbon":mailto:ana@example.org' \
  END:VEVENT END:VCALENDAR > in.ics
cat > main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"os"

	ics "github.com/arran4/golang-ical"
	"github.com/emersion/go-ical"
)

func name(text []byte) []string {
	c, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		panic(err)
	}
	return c.Events()[0].Props.Get("ATTENDEE").Params["CN"]
}

func main() {
	before, err := os.ReadFile("in.ics")
	if err != nil {
		panic(err)
	}
	c, err := ics.ParseCalendar(bytes.NewReader(before))
	if err != nil {
		panic(err)
	}
	var after bytes.Buffer
	if err := c.SerializeTo(&after, ics.WithNewLineWindows); err != nil {
		panic(err)
	}
	if err := os.WriteFile("out.ics", after.Bytes(), 0o600); err != nil {
		panic(err)
	}
	fmt.Printf("go-ical reads the name %q, then %q\n", name(before), name(after.Bytes()))
}
GO
{ go mod init example.org/x && go get github.com/arran4/golang-ical@v0.3.4 github.com/emersion/go-ical@v0.0.0-20250329121855-f41e73efc392 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
npm install --silent --no-audit --no-fund --prefix . ical.js@2.2.1 >/dev/null 2>&1
cat > read.mjs <<'JS'
import fs from "node:fs"
import ICAL from "ical.js"
for (const name of ["in.ics", "out.ics"]) {
  const event = new ICAL.Component(ICAL.parse(fs.readFileSync(name, "utf8"))).getFirstSubcomponent("vevent")
  console.log("ical.js reads the categories", JSON.stringify(event.getFirstProperty("categories").getValues()))
}
JS
{ go run .; grep -a 'CATEGORIES\|ATTENDEE' out.ics | tr -d '\r'; node read.mjs; } | tee out
diff out - <<'WANT'
go-ical reads the name ["Ana, of Lisbon"], then ["Ana\\" " of Lisbon"]
CATEGORIES:on call\,breakfast
ATTENDEE;CN=Ana\, of Lisbon:mailto:ana@example.org
ical.js reads the categories ["on call","breakfast"]
ical.js reads the categories ["on call,breakfast"]
WANT
