#!/usr/bin/env bash
# python-icalendar and node-ical read the title C:\new, rightly escaped, as two lines
#
# Package:   python3-icalendar 4.0.3-5 (Debian; what khal and Radicale's tools read with),
#            node-ical 0.27.2 and ical.js 2.2.1 (npm)
# Guess:     RFC 5545, 3.3.11: a backslash in a text is written twice, a line break as \n. The
#            title C:\new is written C:\\new; a reader that knows both escapes gives it back.
# Seen:      two of three replace the escapes one after the other over the whole text, so the
#            second backslash and the n become a line break: "C:\", new line, "ew" (icalendar
#            takes the backslash, too). Writing with icalendar itself does not survive its own
#            reading. ical.js reads by one pass and is right.
# Matters:   to everybody who puts paths, LaTeX or regular expressions into a meeting's title:
#            no escaping helps. Write no backslashes into calendars.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download python3-icalendar=4.0.3-5 python3-tz python3-dateutil python3-six && for p in *.deb; do dpkg -x "$p" root; done
  npm install --no-audit --no-fund --ignore-scripts --loglevel=error ical.js@2.2.1 node-ical@0.27.2; } >log 2>&1 || { cat log; exit 1; }
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//x//EN BEGIN:VEVENT UID:1@example.org DTSTAMP:20261101T000000Z DTSTART:20261006T130000Z 'SUMMARY:C:\\new' END:VEVENT END:VCALENDAR > x.ics
cat > read.mjs <<'JS'
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import { readFileSync } from 'node:fs';
const text = readFileSync('x.ics', 'utf8');
console.log('ical.js   ', JSON.stringify(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent').getFirstPropertyValue('summary')));
console.log('node-ical ', JSON.stringify(nodeIcal.sync.parseICS(text)['1@example.org'].summary));
JS
cat > read.py <<'PY'
import json
from icalendar import Calendar, Event
first = lambda b: str(next(c for c in Calendar.from_ical(b).walk('VEVENT'))['SUMMARY'])
print('icalendar ', json.dumps(first(open('x.ics', 'rb').read())))
calendar, event = Calendar(), Event()
event.add('summary', 'C:\\new')
calendar.add_component(event)
print('its own   ', json.dumps(first(calendar.to_ical())))
PY
{ node read.mjs; PYTHONPATH=$dir/root/usr/lib/python3/dist-packages python3 read.py; } | tee out
diff out - <<'WANT'
ical.js    "C:\\new"
node-ical  "C:\\\new"
icalendar  "C:\new"
its own    "C:\new"
WANT
