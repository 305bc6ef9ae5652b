#!/usr/bin/env bash
# ics writes a weekly meeting that moves by an hour in autumn, and leaves out a day that it does not have
#
# Package:   ics 3.12.0 (npm), with which sites make "add to calendar" files; ical.js 2.2.1 (npm) reads them
# Guess:     the start is given as local time, [2026, 10, 20, 9, 0] with startInputType "local", as are the
#            days left out: the meeting is at nine every Tuesday but the one left out.
# Seen:      start and days left out are each made a moment of UTC and the rule runs over those. In Berlin
#            the first is 7:00 and, after the clocks went back, the day left out is 8:00: there is no
#            meeting at that moment, so it takes place. All later ones are at eight o'clock. Within
#            summer it is right, and so is startOutputType "local", which has no zone.
# Matters:   to groups that meet all year: people come an hour early in winter and to the one meeting that
#            was called off, and a test in summer sees nothing. Write each meeting as an event of its own.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error ics@3.12.0 ical.js@2.2.1; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { createEvents } from 'ics';
import ICAL from 'ical.js';
for (const [first, leftOut] of [[[2026, 6, 2], [2026, 6, 9]], [[2026, 10, 20], [2026, 10, 27]]]) {
  const { error, value } = createEvents([{
    title: 'Breakfast', start: [...first, 9, 0], startInputType: 'local', duration: { hours: 1 },
    recurrenceRule: 'FREQ=WEEKLY;COUNT=4', exclusionDates: [[...leftOut, 9, 0]],
  }]);
  if (error) throw error;
  console.log(value.match(/^(DTSTART|RRULE|EXDATE).*/gm).map((line) => line.trim()).join(' '));
  const it = new ICAL.Event(new ICAL.Component(ICAL.parse(value)).getFirstSubcomponent('vevent')).iterator();
  for (let at; (at = it.next());) console.log(' ', at.toJSDate().toLocaleString('sv'));
}
JS
TZ=Europe/Berlin node try.mjs | tee out
diff out - <<'WANT'
DTSTART:20260602T070000Z RRULE:FREQ=WEEKLY;COUNT=4 EXDATE:20260609T070000Z
  2026-06-02 09:00:00
  2026-06-16 09:00:00
  2026-06-23 09:00:00
DTSTART:20261020T070000Z RRULE:FREQ=WEEKLY;COUNT=4 EXDATE:20261027T080000Z
  2026-10-20 09:00:00
  2026-10-27 08:00:00
  2026-11-03 08:00:00
  2026-11-10 08:00:00
WANT
