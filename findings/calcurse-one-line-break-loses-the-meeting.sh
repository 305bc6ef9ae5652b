#!/usr/bin/env bash
# calcurse leaves out a meeting whose title has a line break, or that lasts no time
#
# Package:   calcurse 4.7.1-1 (Debian)
# Guess:     SUMMARY is TEXT (RFC 5545, 3.3.11), which may hold \n: a reader shows a space, or
#            the first line. DURATION:PT0S is valid and means what no DTEND means (3.6.1): a
#            reader shows a moment, as this one does for an event without DTEND.
# Seen:      either event is skipped whole, "line break in summary" and "invalid duration",
#            told in a log in /tmp, by "1 skipped" and by exit code 1; the same event without
#            DTEND is imported, with its end at its start.
# Matters:   to writers of calendars: titles that come from notes, forms or commit subjects
#            can have a line break and nobody will miss the meeting until they missed it.
#            Write titles on one line and give everything a length.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download calcurse=4.7.1-1 && dpkg -x calcurse_*.deb root; } >log 2>&1 || { cat log; exit 1; }
event() { printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN BEGIN:VEVENT UID:1@example.org DTSTAMP:20261101T000000Z DTSTART:20261006T130000Z "$@" END:VEVENT END:VCALENDAR; }
event DURATION:PT45M 'SUMMARY:Retro\nand plans' > line-break.ics
event DURATION:PT0S SUMMARY:Release > no-time.ics
event SUMMARY:Release > no-end.ics
event DURATION:PT45M 'SUMMARY:Retro and plans' > plain.ics
for f in line-break no-time no-end plain; do
  TZ=UTC LC_ALL=C HOME=$dir TMPDIR=$dir root/usr/bin/calcurse -D "$f" -i "$f.ics" </dev/null >import.log 2>&1 && code=0 || code=$?
  echo "$f exit $code: $(grep -o '[0-9]* apps\? / .*' import.log) $(cat "$f/apts")"
done | tee out
rm -f /tmp/calcurse_log.*
diff out - <<'WANT'
line-break exit 1: 0 apps / 0 events / 0 todos / 1 skipped 
no-time exit 1: 0 apps / 0 events / 0 todos / 1 skipped 
no-end exit 0: 1 app / 0 events / 0 todos / 0 skipped 10/06/2026 @ 13:00 -> 10/06/2026 @ 13:00|Release
plain exit 0: 1 app / 0 events / 0 todos / 0 skipped 10/06/2026 @ 13:00 -> 10/06/2026 @ 13:45|Retro and plans
WANT
