#!/usr/bin/env bash
# Emacs imports a meeting of every third month as monthly, and gives four weeks a fifth
#
# Package:   emacs-nox 1:28.2+1-15+deb12u4 (Debian 12), its icalendar.el; ical.js 2.2.1 (npm)
#            beside it
# Guess:     INTERVAL and COUNT of a repetition (RFC 5545, 3.3.10) are kept, or the event is
#            told as one that cannot be imported.
# Seen:      INTERVAL=3 of months is dropped: a quarterly meeting stands in the diary each month.
#            COUNT counts weeks from the first day and takes in the day after the last: four
#            weekly meetings become five; four meetings on Tuesdays and Thursdays become nine.
# Matters:   to communities whose members plan in Emacs: write UNTIL instead of COUNT and one
#            event for each meeting of a quarter.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ command -v emacs >/dev/null || apt-get install -y emacs-nox=1:28.2+1-15+deb12u4
  npm install --silent --no-audit --no-fund --prefix . ical.js@2.2.1; } >log 2>&1 || { cat log; exit 1; }
event() { # name, more lines
  local name=$1; shift
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN BEGIN:VEVENT "UID:$name@example.org" DTSTAMP:20260101T000000Z \
    DTSTART:20260106T090000Z DTEND:20260106T100000Z "SUMMARY:$name" "$@" END:VEVENT END:VCALENDAR > "$name.ics"
}
event every-two-weeks 'RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260203T090000Z'
event four-weeks 'RRULE:FREQ=WEEKLY;COUNT=4'
event four-meetings 'RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4'
event quarterly 'RRULE:FREQ=MONTHLY;INTERVAL=3;COUNT=3'
cat > read.el <<'EL'
(require 'icalendar)
(require 'diary-lib)
(setq diary-file (expand-file-name (concat (getenv "NAME") ".diary")) diary-display-function #'ignore)
(write-region "" nil diary-file)
(with-current-buffer (find-file-noselect (concat (getenv "NAME") ".ics")) (icalendar-import-buffer diary-file t))
(with-current-buffer (find-file-noselect diary-file) (save-buffer))
(princ (mapconcat (lambda (e) (format "%02d-%02d" (caar e) (cadar e))) (diary-list-entries '(1 1 2026) 365) " "))
EL
cat > read.mjs <<'JS'
import fs from "node:fs"
import ICAL from "ical.js"
const event = new ICAL.Event(new ICAL.Component(ICAL.parse(fs.readFileSync(process.argv[2], "utf8"))).getFirstSubcomponent("vevent"))
const days = []
const each = event.iterator()
for (let t; (t = each.next()); ) days.push(t.toString().slice(5, 10))
console.log(days.join(" "))
JS
emacs --version | head -1
for name in every-two-weeks four-weeks four-meetings quarterly; do
  echo "$name by the rule:   $(node read.mjs $name.ics)"
  echo "$name in the diary: $(TZ=UTC HOME=$dir NAME=$name emacs -Q --batch -l read.el 2>/dev/null)"
done | tee out
diff out - <<'WANT'
every-two-weeks by the rule:   01-06 01-20 02-03
every-two-weeks in the diary: 01-06 01-20 02-03
four-weeks by the rule:   01-06 01-13 01-20 01-27
four-weeks in the diary: 01-06 01-13 01-20 01-27 02-03
four-meetings by the rule:   01-06 01-08 01-13 01-15
four-meetings in the diary: 01-06 01-08 01-13 01-15 01-20 01-22 01-27 01-29 02-03
quarterly by the rule:   01-06 04-06 07-06
quarterly in the diary: 01-06 02-06 03-06 04-06 05-06 06-06 07-06
WANT
