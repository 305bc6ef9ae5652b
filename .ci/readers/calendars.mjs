// What ical.js and node-ical make of pkg/calendar's sample. Usage: calendars.mjs SAMPLE.ics
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

const text = readFileSync(process.argv[2], 'utf8');
const want = {
  retro: ['Retro: C:＼new; "a", b', ['2026-12-01T15:00Z'], 45],
  lang: ['Größe 数据 '.repeat(12).trim(), ['2026-12-02T15:00Z'], 60],
  day: ['two lines[1m', ['2026-12-03'], 1440],
  weekly: ['Breakfast', ['2026-10-06T13:00Z', '2026-10-20T13:00Z', '2026-11-17T14:00Z', '2026-12-01T14:00Z', '2026-12-15T14:00Z'], 60],
  monthly: ['Round', ['2026-10-27T19:00Z', '2026-11-24T20:00Z', '2026-12-22T20:00Z', '2027-01-26T20:00Z'], 60],
  quarter: ['Quarter', ['2026-10-06', '2027-01-05'], 1440],
  kolkata: ['South', ['2026-10-06T04:00Z', '2026-10-13T04:00Z', '2026-10-20T04:00Z'], 60],
  moon: ['Moon', ['2027-01-27T08:00Z', '2027-02-03T08:00Z', '2027-02-10T09:00Z', '2027-02-17T09:00Z'], 60],
};
const key = uid => uid.match(/^events\/(\w+)@notes\.example\.org$/)[1];
const day = d => `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;
const moment = (d, whole) => whole ? day(d) : d.toISOString().slice(0, 16) + 'Z';
const description = 'Bring:\n- one, two; three\n- C:＼new';

const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
let seen = 0;
for (const component of calendar.getAllSubcomponents('vevent')) {
  const e = new ICAL.Event(component), [title, times, minutes] = want[key(e.uid)];
  const got = [], it = e.iterator();
  for (let at; got.length < 12 && (at = it.next());) got.push(moment(at.toJSDate(), at.isDate));
  assert.deepEqual([e.summary, got, e.duration.toSeconds() / 60], [title, times, minutes], `ical.js: ${e.uid}`);
  if (key(e.uid) === 'retro') assert.deepEqual([e.description, e.location], [description, 'Room 1; left']);
  seen++;
}
assert.equal(seen, Object.keys(want).length);

seen = 0;
for (const e of Object.values(nodeIcal.sync.parseICS(text)).filter(e => e.type === 'VEVENT')) {
  const [title, times, minutes] = want[key(e.uid)], whole = e.datetype === 'date';
  const left = Object.values(e.exdate ?? {}).map(d => +d);
  const all = e.rrule ? e.rrule.between(new Date('2026-10-01'), new Date('2027-05-01'), true).filter(d => !left.includes(+d)) : [e.start];
  assert.deepEqual([e.summary, all.map(d => moment(d, whole)), (e.end - e.start) / 60000], [title, times, minutes], `node-ical: ${e.uid}`);
  if (key(e.uid) === 'retro') assert.deepEqual([e.description, e.location], [description, 'Room 1; left']);
  seen++;
}
assert.equal(seen, Object.keys(want).length);
console.log(`calendar: ${seen} meetings, two libraries, in ${process.env.TZ}`);
