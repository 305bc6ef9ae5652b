// Package meeting reads the note of a meeting: when it is, as a calendar has it, and who said that they
// would do what until when.
//
// It is pure: a parsed note and what the index knows of it come in, values and doubts go out. What a
// calendar could not be told is said, never guessed. The package must not know what a pool is.
package meeting

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Windows and small containers have no zones of their own

	"github.com/breakfast-table/cop/pkg/calendar"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Keys of the note of a meeting that say when and where it is, beside its date.
const (
	keyZone     = "zone"     // whose clock the date's time is: Europe/Berlin; UTC
	keyDuration = "duration" // 45m, 1h30m; an hour, or the day where the date has no time
	keyRepeat   = "repeat"   // see calendar.ParseRule
	keyExcept   = "except"   // days on which a repeated one is left out
	keyPlace    = "place"
)

// reader reads when a meeting is; it is pure.
type reader struct {
	n      *note.Note
	doubts []string
}

func (r *reader) doubt(format string, args ...any) {
	r.doubts = append(r.doubts, note.Clean(fmt.Sprintf(format, args...)))
}

// text is the value of a key as it is written, on one line.
func (r *reader) text(key string) string {
	v, ok := r.n.Value(key)
	if !ok || v == nil {
		return ""
	}
	return strings.Join(strings.Fields(fmt.Sprint(v)), " ")
}

// Event is a meeting as a calendar has it, but for its identity; Start is zero when it
// has no day.
func Event(c *index.Card, n *note.Note) (calendar.Event, []string) {
	r := reader{n: n}
	e := calendar.Event{Title: note.Clean(c.Title), Text: textOf(n), Place: note.Clean(r.text(keyPlace)), Revised: c.Updated, Revision: max(0, c.Changes-1)}
	r.start(&e, c)
	if e.Start.IsZero() {
		if written := r.text("date"); written != "" {
			r.doubt("date: %q is no day, so the meeting is in no calendar; write it like 2026-12-01", written)
		} else {
			r.doubt("date: the day is missing, so the meeting is in no calendar")
		}
		return e, r.doubts
	}
	if e.Revised.IsZero() {
		e.Revised = e.Start // a draft: git knows nothing of it yet
	}
	r.length(&e)
	r.repeat(&e)
	return e, r.doubts
}

// start reads the day, the time if there is one, and whose clock it is of.
func (r *reader) start(e *calendar.Event, c *index.Card) {
	e.Start = Day(c)
	written := r.text("date")
	if e.AllDay = !strings.Contains(written, ":"); e.AllDay {
		e.Start = e.Start.Truncate(24 * time.Hour)
		return
	}
	loc := r.zone()
	if loc == nil {
		return
	}
	if !hasOffset(written) {
		y, m, d := e.Start.Date()
		hour, minute, second := e.Start.Clock()
		e.Start = time.Date(y, m, d, hour, minute, second, 0, loc)
		return
	}
	e.Start = e.Start.In(loc)
}

// hasOffset says that a time names its distance from UTC: 15:00+01:00, 15:00 Z.
func hasOffset(s string) bool {
	clock := s[strings.IndexByte(s, ':'):]
	return strings.ContainsAny(clock, "+-Zz")
}

// zone is whose clock it is; nil: UTC.
func (r *reader) zone() *time.Location {
	name := r.text(keyZone)
	if name == "" || strings.EqualFold(name, "UTC") {
		return nil
	}
	var loc *time.Location
	err := fmt.Errorf("no name of a zone")
	if name != "Local" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == "" {
		loc, err = time.LoadLocation(name)
	}
	if err != nil {
		r.doubt("zone: %q is not known, so the time counts as UTC; write it like Europe/Berlin", name)
		return nil
	}
	return loc
}

func (r *reader) length(e *calendar.Event) {
	s := r.text(keyDuration)
	if s == "" {
		return
	}
	if d, ok := lengthOf(s); ok {
		e.Length = d
		return
	}
	r.doubt("duration: %q says not how long; write it like 45m or 1h30m", s)
}

// lengthOf reads how long: 45m, 1h30m, 90 min, 2 hours, 2 days; minutes where no unit is named.
func lengthOf(s string) (time.Duration, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, " ", ""))
	for _, u := range []struct {
		word string
		span time.Duration
	}{
		{"minutes", time.Minute}, {"minute", time.Minute}, {"mins", time.Minute}, {"min", time.Minute},
		{"hours", time.Hour}, {"hour", time.Hour}, {"days", 24 * time.Hour}, {"day", 24 * time.Hour}, {"d", 24 * time.Hour}, {"", time.Minute},
	} {
		if n, err := strconv.Atoi(strings.TrimSuffix(s, u.word)); err == nil && strings.HasSuffix(s, u.word) {
			return time.Duration(n) * u.span, n > 0 && n < 10000
		}
	}
	d, err := time.ParseDuration(s)
	return d, err == nil && d > 0 && d < 366*24*time.Hour
}

func (r *reader) repeat(e *calendar.Event) {
	s := r.text(keyRepeat)
	rule, err := calendar.ParseRule(s)
	if err != nil {
		r.doubt("repeat: %v, so the meeting is there once; write it like “every 2 weeks until 2027-03-01”", err)
		return
	}
	if e.Repeat = rule; !rule.Until.IsZero() && rule.Until.Before(e.Start.Truncate(24*time.Hour)) {
		e.Repeat = calendar.Rule{}
		r.doubt("repeat: it ends before it begins, so the meeting is there once")
	}
	days, _ := r.n.Value(keyExcept)
	for _, d := range listOf(days) {
		if day, ok := note.ParseTime(d); ok {
			e.Except = append(e.Except, day)
		} else {
			r.doubt("except: %q is no day; write it like 2026-12-22", d)
		}
	}
}

// listOf is a value that may be one or several.
func listOf(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var out []string
		for _, item := range v {
			out = append(out, fmt.Sprint(item))
		}
		return out
	}
	return []string{fmt.Sprint(v)}
}

// textOf says what a meeting is about: its description and its agenda, as plain text.
func textOf(n *note.Note) string {
	out := note.Clean(n.Description)
	if agenda := people.Section(n, "Agenda"); agenda != "" {
		out += "\n\n" + note.Parse(n.Path, []byte(agenda)).Text()
	}
	const most = 2000 // a calendar shows no book
	if r := []rune(out); len(r) > most {
		out = string(r[:most]) + "…"
	}
	return strings.TrimSpace(note.CleanText(out))
}

// Day is the date in the note, else the day its file is named after.
func Day(c *index.Card) time.Time {
	if !c.Date.IsZero() {
		return c.Date
	}
	slug := c.Address.Slug()
	day, err := time.Parse(time.DateOnly, slug[:min(len(slug), len(time.DateOnly))])
	if err != nil {
		return time.Time{}
	}
	return day
}
