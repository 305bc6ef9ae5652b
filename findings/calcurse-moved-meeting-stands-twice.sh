#!/usr/bin/env bash
# calcurse keeps the old day of a meeting that moved, and adds the new one
#
# Package:   calcurse 4.7.1-1 (Debian)
# Guess:     RFC 5545, 3.8.4.4: an event with the UID of a series and a RECURRENCE-ID stands
#            in place of that one occurrence. Every server that lets people drag one meeting
#            of a series to another day writes this, and ical.js, node-ical and khal read it.
# Seen:      both are there: the series goes on through the day that was given up, and the
#            moved meeting is a second appointment that knows nothing of the series. The
#            import log counts two appointments and nothing skipped. EXDATE is obeyed.
# Matters:   to whoever writes calendar feeds for terminals: write a moved occurrence as an
#            EXDATE of the series and a meeting with a UID of its own; that is read alike by
#            all four. With RECURRENCE-ID alone people turn up on the wrong day.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download calcurse=4.7.1-1 && dpkg -x calcurse_*.deb root; } >log 2>&1 || { cat log; exit 1; }
calendar() { printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN "$@" END:VCALENDAR; }
series=(BEGIN:VEVENT UID:1@example.org DTSTAMP:20261101T000000Z DTSTART:20261006T130000Z DTEND:20261006T140000Z 'RRULE:FREQ=WEEKLY;UNTIL=20261020T130000Z' SUMMARY:Breakfast)
moved=(BEGIN:VEVENT DTSTAMP:20261101T000000Z DTSTART:20261014T130000Z DTEND:20261014T140000Z SUMMARY:Breakfast)
calendar "${series[@]}" END:VEVENT "${moved[@]}" UID:1@example.org RECURRENCE-ID:20261013T130000Z END:VEVENT > by-id.ics
calendar "${series[@]}" EXDATE:20261013T130000Z END:VEVENT "${moved[@]}" UID:2@example.org END:VEVENT > by-exdate.ics
for f in by-id by-exdate; do
  TZ=UTC LC_ALL=C HOME=$dir root/usr/bin/calcurse -D "$f" -i "$f.ics" </dev/null >import.log 2>&1 || { cat import.log; exit 1; }
  echo "$f"; grep -o '[0-9]* apps / .*' import.log; sed 's/>[0-9a-f]* |/|/' "$f/apts"
done | tee out
diff out - <<'WANT'
by-id
2 apps / 0 events / 0 todos / 0 skipped
10/06/2026 @ 13:00 -> 10/06/2026 @ 14:00 {1W -> 10/20/2026} |Breakfast
10/14/2026 @ 13:00 -> 10/14/2026 @ 14:00|Breakfast
by-exdate
2 apps / 0 events / 0 todos / 0 skipped
10/06/2026 @ 13:00 -> 10/06/2026 @ 14:00 {1W -> 10/20/2026 !10/13/2026} |Breakfast
10/14/2026 @ 13:00 -> 10/14/2026 @ 14:00|Breakfast
WANT
