package meeting

import (
	"strings"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// A day that cannot be read is not called missing.
func TestADayThatIsNoneIsNamed(t *testing.T) {
	n := note.Parse("practices/events/x.md", []byte("---\ntype: event\ndate: 2026-13-45\n---\n# X\n"))
	if _, doubts := Event(&index.Card{}, n); len(doubts) != 1 || !strings.Contains(doubts[0], `"2026-13-45" is no day`) {
		t.Errorf("doubts %q", doubts)
	}
}

// When a meeting is, as its note says it.
// Nobody is late with what is done, whatever day stands there.
func TestDayOfAnActionThatIsNone(t *testing.T) {
	n := note.Parse("practices/events/x.md", []byte("---\ntype: event\ntitle: X\ndate: 2026-02-01\n---\n\n- [x] ana: ask (by 31 February)\n- [ ] ben: ask (by 31 February)\n"))
	if got := Check(n); len(got) != 1 || got[0].Line != 8 || got[0].Rule != "bad-date" {
		t.Errorf("%v", got)
	}
}

func TestMeetingEvent(t *testing.T) {
	for _, c := range []struct{ front, want, doubts string }{
		{"date: 2026-12-01", "2026-12-01 day", ""},
		{"date: 2026-12-01 15:00", "2026-12-01T15:00:00Z 0s", ""},
		{"date: 2026-12-01T15:00:00+01:00", "2026-12-01T14:00:00Z 0s", ""},
		{"date: 2026-12-01 15:00\nzone: Europe/Berlin\nduration: 45m", "2026-12-01T15:00:00+01:00 45m0s", ""},
		{"date: 2026-12-01 15:00:00\nzone: America/New_York\nduration: 2 hours", "2026-12-01T15:00:00-05:00 2h0m0s", ""},
		{"date: 2026-12-01T15:00:00Z\nzone: America/New_York\nduration: 90", "2026-12-01T10:00:00-05:00 1h30m0s", ""},
		{"date: \"2026-12-01 15:00\"\nrepeat: weekly 4 times", "2026-12-01T15:00:00Z 0s WEEKLY", ""},
		{"date: 2026-12-01\nrepeat: monthly\nexcept: 2027-01-05\nduration: 2d", "2026-12-01 day 48h0m0s MONTHLY -2027-01-05", ""},
		{"date: 2026-12-01\nrepeat: weekly\nexcept: [2026-12-08, soon]", "2026-12-01 day WEEKLY -2026-12-08", "except"},
		{"date: 2026-12-01 15:00\nzone: Local", "2026-12-01T15:00:00Z 0s", "zone"},
		{"date: 2026-12-01 15:00\nzone: ../../x", "2026-12-01T15:00:00Z 0s", "zone"},
		{"date: 2026-12-01\nduration: -5m\nrepeat: weekly until 2026-11-01", "2026-12-01 day", "duration,repeat"},
		{"date: someday", "", "date"},
		{"zone: [a, b]", "", "date"},
	} {
		n := note.Parse("practices/events/x.md", []byte("---\ntype: event\n"+c.front+"\n---\n# X\n"))
		e, doubts := Event(&index.Card{Address: "events/x", Type: n.Type, Title: n.Title, Date: n.Date}, n)
		got := e.Start.Format(time.RFC3339) + " " + e.Length.String()
		switch {
		case e.Start.IsZero():
			got = ""
		case e.AllDay:
			got = strings.TrimSuffix(e.Start.Format(time.DateOnly)+" day "+e.Length.String(), " 0s")
		}
		if e.Repeat.Unit != "" {
			got += " " + string(e.Repeat.Unit)
		}
		for _, d := range e.Except {
			got += " -" + d.Format(time.DateOnly)
		}
		var keys []string
		for _, d := range doubts {
			key, _, _ := strings.Cut(d, ":")
			keys = append(keys, key)
		}
		if got != c.want || strings.Join(keys, ",") != c.doubts {
			t.Errorf("%q: %q, doubts %q, want %q, %q", c.front, got, doubts, c.want, c.doubts)
		}
	}
}
