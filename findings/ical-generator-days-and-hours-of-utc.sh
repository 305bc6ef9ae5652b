#!/usr/bin/env bash
# ical-generator writes an all-day event of the 29th on the 28th, a floating one at another hour, and breaks links
#
# Package:   ical-generator 10.2.0 (npm); ical.js 2.2.1 (npm) reads what it wrote
# Guess:     a Date at local midnight with allDay is that day; floating is the time on everybody's clock,
#            that is, the one that was given; both without naming a zone, for neither has one
#            (RFC 5545, 3.3.4 and 3.3.5). An address is a URI, in which nothing is escaped (3.3.13).
# Seen:      in both, the day and the hour are those of UTC: in Berlin the 29th of November is written as
#            the 28th, nine o'clock as eight. In New York an event of the evening is a day late. Naming
#            the zone of the server as timezone helps the first. Commas and semicolons of an address get
#            a backslash, which the reader keeps: another page.
# Matters:   to calendars that a server makes from dates of notes: a server in UTC, where it is tested, is
#            right, and a laptop in Europe is a day off. Give days as UTC midnights, and no address with
#            commas, of which maps and searches are full.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error ical-generator@10.2.0 ical.js@2.2.1; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import ical from 'ical-generator';
import ICAL from 'ical.js';
const zone = process.env.TZ;
const calendar = ical({ name: 'Table' });
const stamp = new Date('2026-11-01T00:00:00Z');
calendar.createEvent({ stamp, start: new Date(2026, 10, 29), allDay: true, summary: 'all day' });
calendar.createEvent({ stamp, start: new Date(2026, 10, 29, 21), allDay: true, summary: 'all day, from an evening' });
calendar.createEvent({ stamp, start: new Date(2026, 10, 29), allDay: true, timezone: zone, summary: 'all day, zone named' });
calendar.createEvent({ stamp, start: new Date(2026, 10, 29, 9), floating: true, summary: 'floating' });
calendar.createEvent({ stamp, start: new Date(2026, 10, 29, 9), url: 'https://example.org/map?at=52.5,13.4', summary: 'address' });
console.log(zone);
for (const event of new ICAL.Component(ICAL.parse(calendar.toString())).getAllSubcomponents('vevent'))
  console.log(' ', event.getFirstPropertyValue('summary'), event.getFirstPropertyValue('dtstart').toString(), event.getFirstPropertyValue('url') ?? '');
JS
for zone in Europe/Berlin America/New_York UTC; do TZ=$zone node try.mjs; done | tee out
diff out - <<'WANT'
Europe/Berlin
  all day 2026-11-28 
  all day, from an evening 2026-11-29 
  all day, zone named 2026-11-29 
  floating 2026-11-29T08:00:00 
  address 2026-11-29T08:00:00Z https://example.org/map?at=52.5\,13.4
America/New_York
  all day 2026-11-29 
  all day, from an evening 2026-11-30 
  all day, zone named 2026-11-29 
  floating 2026-11-29T14:00:00 
  address 2026-11-29T14:00:00Z https://example.org/map?at=52.5\,13.4
UTC
  all day 2026-11-29 
  all day, from an evening 2026-11-29 
  all day, zone named 2026-11-29 
  floating 2026-11-29T09:00:00 
  address 2026-11-29T09:00:00Z https://example.org/map?at=52.5\,13.4
WANT
