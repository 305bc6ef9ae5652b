#!/usr/bin/env bash
# calcurse adds a meeting at the end for each day that is left out of a counted series
#
# Package:   calcurse 4.7.1-1 (Debian); ical.js 2.2.1 (npm) beside it
# Guess:     RFC 5545: COUNT bounds the rule (3.3.10), then EXDATE takes days away (3.8.5.1).
#            Three Tuesdays but for the second are two meetings.
# Seen:      calcurse counts what is left: it makes of COUNT=3 a day on which the series ends,
#            and each EXDATE puts that day a week further, so a third meeting appears on a
#            Tuesday nobody planned. With UNTIL in place of COUNT both readers agree.
# Matters:   to writers of calendars: a cancelled day is the commonest exception there is. Say
#            when a series ends, not how often it happens, as soon as a day is left out.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download calcurse=4.7.1-1 && dpkg -x calcurse_*.deb root && npm install --no-audit --no-fund --ignore-scripts --loglevel=error ical.js@2.2.1; } >log 2>&1 || { cat log; exit 1; }
series() { printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN BEGIN:VEVENT UID:1@example.org DTSTAMP:20261101T000000Z DTSTART:20261006T130000Z DTEND:20261006T140000Z "RRULE:FREQ=WEEKLY;$1" EXDATE:20261013T130000Z SUMMARY:Breakfast END:VEVENT END:VCALENDAR; }
series COUNT=3 > count.ics
series UNTIL=20261020T130000Z > until.ics
cat > read.mjs <<'JS'
import ICAL from 'ical.js';
import { readFileSync } from 'node:fs';
const it = new ICAL.Event(new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], 'utf8'))).getFirstSubcomponent('vevent')).iterator();
const days = [];
for (let at; (at = it.next());) days.push(at.toString().slice(0, 10));
console.log('ical.js  ', days.join(' '));
JS
for f in count until; do
  echo "$f"
  node read.mjs "$f.ics"
  TZ=UTC LC_ALL=C HOME=$dir root/usr/bin/calcurse -D "$f" -i "$f.ics" </dev/null >import.log 2>&1 || { cat import.log; exit 1; }
  echo "calcurse  $(sed 's/>[0-9a-f]* |/|/' "$f/apts")"
done | tee out
diff out - <<'WANT'
count
ical.js   2026-10-06 2026-10-20
calcurse  10/06/2026 @ 13:00 -> 10/06/2026 @ 14:00 {1W -> 10/27/2026 !10/13/2026} |Breakfast
until
ical.js   2026-10-06 2026-10-20
calcurse  10/06/2026 @ 13:00 -> 10/06/2026 @ 14:00 {1W -> 10/20/2026 !10/13/2026} |Breakfast
WANT
