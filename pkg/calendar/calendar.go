// Package calendar models meetings as calendar programs read them: iCalendar (RFC 5545).
//
// What always holds:
//   - A meeting's UID comes from its address, so that a calendar that is read again replaces
//     what it has.
//   - What happens once is in UTC. What repeats is in its own zone, whose definition is in the
//     file: some readers drop a zone that is only named.
//   - The same meetings give the same bytes: what is written depends on no clock.
//   - Titles are one line without backslashes, and nothing lasts no time: readers break the
//     first and leave out the others, though the RFC allows them (findings/ has the scripts).
//
// The package knows neither notes nor pools.
package calendar

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Calendar is what a pool's meetings are in.
type Calendar struct {
	Name   string
	Events []Event // in any order
}

// Event is a meeting.
type Event struct {
	UID         string // see UID
	Title       string
	Text        string // what it is about, lines; "" for nothing
	Place, Page string // "" for none; Page is a whole URL
	Start       time.Time
	AllDay      bool          // Start's day counts, not its time
	Length      time.Duration // 0: an hour, or a day
	Repeat      Rule          // in Start's zone; the zero value: once
	Except      []time.Time   // days on which a repeated one does not happen
	Revised     time.Time     // when the note changed last
	Revision    int           // how often it did
}

// UID is the identity of what has an address, at a host or another name of the pool.
//
// Example: UID("events/2026-12-01-retro", "notes.example.org") is
// events/2026-12-01-retro@notes.example.org
func UID(address, pool string) string { return word(address) + "@" + cmp.Or(word(pool), "pool") }

// word keeps what every reader takes in an identity; other bytes are spelled out.
func word(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._/", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString("=" + strconv.FormatUint(uint64(c)+256, 16)[1:])
		}
	}
	return b.String()
}

// Bytes is the calendar as a file of type text/calendar.
func (c Calendar) Bytes() []byte {
	events := slices.Clone(c.Events)
	slices.SortFunc(events, func(a, b Event) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UID, b.UID)) })
	var w writer
	w.lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cop//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
	if c.Name != "" {
		w.text("X-WR-CALNAME", title(c.Name))
	}
	for _, z := range zonesOf(events) {
		w.lines(z.lines()...)
	}
	for i := range events {
		w.event(&events[i])
	}
	w.lines("END:VCALENDAR")
	return w.b
}

// local says that an event needs its zone: what happens once is in UTC, and a day has none.
func (e *Event) local() bool {
	return !e.AllDay && e.Repeat != (Rule{}) && e.Start.Location() != time.UTC
}

// end is the first moment after the event.
func (e *Event) end() time.Time {
	if e.AllDay {
		days := max(1, int((e.Length+24*time.Hour-1)/(24*time.Hour)))
		return e.Start.AddDate(0, 0, days)
	}
	return e.Start.Add(cmp.Or(max(0, e.Length), time.Hour))
}

// moment is a time as a property has it, with its parameters.
func (e *Event) moment(name string, t time.Time) string {
	switch {
	case e.AllDay:
		return name + ";VALUE=DATE:" + t.Format("20060102")
	case e.local():
		return name + ";TZID=" + e.Start.Location().String() + ":" + t.Format("20060102T150405")
	}
	return name + ":" + utc(t)
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

func (w *writer) event(e *Event) {
	w.lines("BEGIN:VEVENT", "UID:"+oneLine(e.UID), "DTSTAMP:"+utc(e.Revised), "LAST-MODIFIED:"+utc(e.Revised), "SEQUENCE:"+strconv.Itoa(max(0, e.Revision)))
	w.lines(e.moment("DTSTART", e.Start), e.moment("DTEND", e.end()))
	if e.Repeat != (Rule{}) {
		w.lines("RRULE:" + e.Repeat.rrule(e))
		for _, day := range e.except() {
			w.lines(e.moment("EXDATE", day))
		}
	}
	w.text("SUMMARY", title(e.Title))
	if e.Text != "" {
		w.text("DESCRIPTION", noEscape(e.Text))
	}
	if e.Place != "" {
		w.text("LOCATION", title(e.Place))
	}
	if e.Page != "" {
		w.lines("URL:" + oneLine(e.Page))
	}
	w.lines("END:VEVENT")
}

// except are the days left out, at the time of day of the event.
func (e *Event) except() []time.Time {
	out := make([]time.Time, len(e.Except))
	for i, d := range e.Except {
		hour, minute, second := e.Start.Clock()
		out[i] = time.Date(d.Year(), d.Month(), d.Day(), hour, minute, second, 0, e.Start.Location())
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// writer folds lines: RFC 5545, 3.1. A letter is never cut.
type writer struct{ b []byte }

func (w *writer) lines(lines ...string) {
	const most = 75 // bytes
	for _, s := range lines {
		for room := most; len(s) > room; room = most - 1 {
			cut := room
			for cut > 0 && !utf8.RuneStart(s[cut]) {
				cut--
			}
			w.b = append(append(w.b, s[:cut]...), "\r\n "...)
			s = s[cut:]
		}
		w.b = append(append(w.b, s...), "\r\n"...)
	}
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

func (w *writer) text(name, s string) { w.lines(name + ":" + escapes.Replace(printable(s))) }

// title is text on one line, without what readers break.
func title(s string) string { return cmp.Or(noEscape(oneLine(s)), "Meeting") }

func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// noEscape writes backslashes as the wide letter: "C:\new" would otherwise be two lines for
// two of four readers, however well it is escaped.
func noEscape(s string) string { return strings.ReplaceAll(s, `\`, "＼") }

// printable is text without control characters but line ends.
func printable(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if r != '\n' && (r < 0x20 || r == 0x7f || r == utf8.RuneError) {
			return -1
		}
		return r
	}, s)
}
