#!/usr/bin/env bash
# calcurse shows a weekly meeting of another zone at the clock time of its first day
#
# Package:   calcurse 4.7.1-1 (Debian)
# Guess:     a meeting every Tuesday at 15:00 in New York (TZID, with VTIMEZONE) is at 21:00 in
#            Berlin, but for the weeks in which only one of the two is on summer time, when it
#            is at 20:00. The reader converts single events of that zone rightly, so it knows
#            the zone.
# Seen:      the first occurrence is converted and the rule then runs on the reader's own
#            clock: a series that begins in such a week (27 October 2026) is an hour early for
#            all winter. The zone is left in a comment, "Import: TZID=America/New_York".
# Matters:   to communities over several zones: this reader needs one event an occurrence, in
#            UTC, and no rule can say the same. A series in the reader's own zone is right.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download calcurse=4.7.1-1 tzdata && for p in *.deb; do dpkg -x "$p" root; done; } >log 2>&1 || { cat log; exit 1; }
zone=(BEGIN:VTIMEZONE TZID:America/New_York BEGIN:DAYLIGHT DTSTART:20260308T020000 TZOFFSETFROM:-0500 TZOFFSETTO:-0400 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU' END:DAYLIGHT
  BEGIN:STANDARD DTSTART:20251102T020000 TZOFFSETFROM:-0400 TZOFFSETTO:-0500 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU' END:STANDARD END:VTIMEZONE)
at() { printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN "${zone[@]}" BEGIN:VEVENT UID:1@example.org DTSTAMP:20261001T000000Z "DTSTART;TZID=America/New_York:$1" DURATION:PT1H SUMMARY:Round ${2:+"$2"} END:VEVENT END:VCALENDAR; }
at 20261027T150000 'RRULE:FREQ=WEEKLY;COUNT=4' > series.ics
at 20261027T150000 > first.ics
at 20261103T150000 > second.ics
for f in series first second; do
  TZDIR=$dir/root/usr/share/zoneinfo TZ=Europe/Berlin LC_ALL=C HOME=$dir root/usr/bin/calcurse -D "$f" -i "$f.ics" </dev/null >import.log 2>&1
  echo "$f: $(sed 's/>[0-9a-f]* |/|/' "$f/apts") $(grep -h Import "$f"/notes/*)"
done | tee out
diff out - <<'WANT'
series: 10/27/2026 @ 20:00 -> 10/27/2026 @ 21:00 {1W -> 11/17/2026} |Round Import: TZID=America/New_York
first: 10/27/2026 @ 20:00 -> 10/27/2026 @ 21:00|Round Import: TZID=America/New_York
second: 11/03/2026 @ 21:00 -> 11/03/2026 @ 22:00|Round Import: TZID=America/New_York
WANT
