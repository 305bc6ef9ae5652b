package calendar_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/calendar"
)

func in(t *testing.T, zone, when string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", when, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func every(t *testing.T, s string) calendar.Rule {
	t.Helper()
	r, err := calendar.ParseRule(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sample has what readers stumble over.
func sample(t *testing.T) calendar.Calendar {
	changed := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	uid := func(a string) string { return calendar.UID(a, "notes.example.org") }
	return calendar.Calendar{Name: "Guild; ours, all", Events: []calendar.Event{
		{UID: uid("events/retro"), Title: `Retro: C:\new; "a", b`, Text: "Bring:\n- one, two; three\n- C:\\new", Place: "Room 1; left", Page: "https://notes.example.org/events/retro/?a=b;c,d", Start: in(t, "Europe/Berlin", "2026-12-01 16:00"), Length: 45 * time.Minute, Revised: changed, Revision: 3},
		{UID: uid("events/lang"), Title: strings.Repeat("Größe 数据 ", 12), Start: in(t, "UTC", "2026-12-02 15:00"), Revised: changed},
		{UID: uid("events/day"), Title: "two\nlines\x1b[1m", AllDay: true, Start: in(t, "UTC", "2026-12-03 00:00"), Revised: changed},
		{UID: uid("events/weekly"), Title: "Breakfast", Start: in(t, "Europe/Berlin", "2026-10-06 15:00"), Repeat: every(t, "every 2 weeks until 2026-12-15"), Except: []time.Time{in(t, "UTC", "2026-11-03 00:00")}, Revised: changed},
		{UID: uid("events/monthly"), Title: "Round", Start: in(t, "America/New_York", "2026-10-27 15:00"), Repeat: every(t, "monthly 4 times"), Revised: changed},
		{UID: uid("events/quarter"), Title: "Quarter", AllDay: true, Start: in(t, "UTC", "2026-10-06 00:00"), Repeat: every(t, "every 3 months until 2027-01-31"), Revised: changed},
		{UID: uid("events/kolkata"), Title: "South", Start: in(t, "Asia/Kolkata", "2026-10-06 09:30"), Repeat: every(t, "weekly 3 times"), Revised: changed},
		{UID: uid("events/moon"), Title: "Moon", Start: in(t, "Africa/Casablanca", "2027-01-27 09:00"), Repeat: every(t, "weekly 4 times"), Revised: changed},
	}}
}

// What is written is what RFC 5545 demands, and what readers need besides.
func TestCalendarText(t *testing.T) {
	got := string(sample(t).Bytes())
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
		"X-WR-CALNAME:Guild\\; ours\\, all\r\n",
		"UID:events/retro@notes.example.org\r\nDTSTAMP:20261101T080000Z\r\n",
		"DTSTART:20261201T150000Z\r\nDTEND:20261201T154500Z\r\n",                               // once: UTC
		"SUMMARY:Retro: C:＼new\\; \"a\"\\, b\r\n",                                              // no backslash of its own
		"DESCRIPTION:Bring:\\n- one\\, two\\; three\\n- C:＼new\r\n",                            // nor here
		"URL:https://notes.example.org/events/retro/?a=b;c,d\r\n",                              // no text: not escaped
		"DTSTART;VALUE=DATE:20261203\r\nDTEND;VALUE=DATE:20261204\r\nSUMMARY:two lines[1m\r\n", // one line
		"DTSTART;TZID=Europe/Berlin:20261006T150000\r\nDTEND;TZID=Europe/Berlin:20261006T160000\r\n",
		"RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20261215T225959Z\r\nEXDATE;TZID=Europe/Berlin:20261103T150000\r\n",
		"RRULE:FREQ=MONTHLY;BYDAY=4TU;COUNT=4\r\n",
		"RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU;UNTIL=20270131\r\n",
		"TZID:Europe/Berlin\r\nBEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n",
		"BEGIN:STANDARD\r\nDTSTART:20251102T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nTZNAME:EST\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\nEND:STANDARD\r\n",
		"TZID:Asia/Kolkata\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Count(got, "BEGIN:VTIMEZONE") != 4 {
		t.Errorf("%d zones, want the four that repeated meetings need", strings.Count(got, "BEGIN:VTIMEZONE"))
	}
	if t.Failed() {
		t.Log(got)
	}
}

// No line is longer than 75 bytes, no letter is cut, and unfolded it is what it was.
func TestLinesAreFolded(t *testing.T) {
	got := string(sample(t).Bytes())
	for line := range strings.SplitSeq(got, "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || strings.ToValidUTF8(line, "") != line {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	if want := strings.TrimSpace(strings.Repeat("Größe 数据 ", 12)); !strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), "SUMMARY:"+want+"\r\n") {
		t.Error("the long title is another one")
	}
}

// With a day left out a series says when it ends, not how often it happens: readers count
// differently.
func TestLeftOutDaysEndTheSeriesByDate(t *testing.T) {
	for _, c := range []struct{ start, repeat, want string }{
		{"2026-10-06 15:00", "weekly 3 times", "FREQ=WEEKLY;UNTIL=20261020T215959Z"},
		{"2026-10-06 15:00", "every 2 days 4 times", "FREQ=DAILY;INTERVAL=2;UNTIL=20261012T215959Z"},
		{"2026-10-27 15:00", "monthly 3 times", "FREQ=MONTHLY;BYDAY=4TU;UNTIL=20261222T225959Z"},
		{"2026-12-29 15:00", "monthly 3 times", "FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20270223T225959Z"},
		{"2026-10-06 15:00", "yearly 3 times", "FREQ=YEARLY;UNTIL=20281006T215959Z"},
	} {
		e := calendar.Event{Start: in(t, "Europe/Berlin", c.start), Repeat: every(t, c.repeat), Except: []time.Time{in(t, "UTC", "2026-11-10 00:00")}}
		if got := string(calendar.Calendar{Events: []calendar.Event{e}}.Bytes()); !strings.Contains(got, "RRULE:"+c.want+"\r\n") {
			t.Errorf("%s from %s: want %s\n%s", c.repeat, c.start, c.want, got[strings.Index(got, "RRULE"):])
		}
	}
}

func TestParseRule(t *testing.T) {
	day := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	for s, want := range map[string]calendar.Rule{
		"":                               {},
		"weekly":                         {Every: 1, Unit: calendar.Weekly},
		"Every other week":               {Every: 2, Unit: calendar.Weekly},
		"every 2 weeks until 2027-03-01": {Every: 2, Unit: calendar.Weekly, Until: day},
		"every month 6 times":            {Every: 1, Unit: calendar.Monthly, Times: 6},
		"quarterly until 2027-03-01":     {Every: 3, Unit: calendar.Monthly, Until: day},
		"every three days":               {Every: 3, Unit: calendar.Daily},
		"annually":                       {Every: 1, Unit: calendar.Yearly},
	} {
		if got, err := calendar.ParseRule(s); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", s, got, err, want)
		}
	}
	for _, s := range []string{"every", "every 0 weeks", "every blue moon", "weekly until Easter", "weekly 0 times", "weekly -3 times", "often", "every 2", "FREQ=WEEKLY"} {
		if got, err := calendar.ParseRule(s); err == nil {
			t.Errorf("%q: %+v, want an error", s, got)
		}
	}
}

func TestUID(t *testing.T) {
	for want, c := range map[string][2]string{
		"events/retro@notes.example.org": {"events/retro", "notes.example.org"},
		"gr=c3=b6=c3=9fe=3b=0a@pool":     {"größe;\n", ""},
	} {
		if got := calendar.UID(c[0], c[1]); got != want {
			t.Errorf("%q: %s, want %s", c[0], got, want)
		}
	}
}

// Writes the sample for .ci/readers, where other programs read it.
func TestReaders(t *testing.T) {
	readers := os.Getenv("COP_READERS")
	if readers == "" {
		t.Skip("asked for by .ci/readers")
	}
	if err := os.WriteFile(filepath.Join(readers, "sample.ics"), sample(t).Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
