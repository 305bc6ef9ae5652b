package meeting

import (
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
)

func TestActionOf(t *testing.T) {
	meeting := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]struct {
		owner note.Handle
		due   string
	}{
		"ana: try it (by 3 December)":      {"ana", "2026-12-03"},
		"Ben: by Feb 1":                    {"ben", "2027-02-01"},
		"ask (@cy-2) by 1 March 2028":      {"cy-2", "2028-03-01"},
		"write to ana@example.org":         {"", ""},
		"due 2026-12-24, says @dee, @eve":  {"dee", "2026-12-24"},
		"by 31 February":                   {"", ""},
		"by 29 February":                   {"", "2028-02-29"},
		"2026-13-45":                       {"", ""},
		"note: this":                       {"note", ""},
		"http://example.org":               {"", ""},
		"by 24 November":                   {"", "2026-11-24"},
		"stand by 3 december (2027) @ANA.": {"ana", "2026-12-03"},
	} {
		got := ActionOf("events/x", meeting, note.Task{Text: text})
		due := ""
		if !got.Due.IsZero() {
			due = got.Due.Format(time.DateOnly)
		}
		if got.Owner != want.owner || due != want.due {
			t.Errorf("%q: %q %q", text, got.Owner, due)
		}
	}
	if got := ActionOf("events/x", time.Date(2096, 3, 1, 0, 0, 0, 0, time.UTC), note.Task{Text: "by 29 February"}); got.Due.Year() != 2104 {
		t.Errorf("2100 has no such day, and it is on %v", got.Due)
	}
	if got := ActionOf("events/x", time.Time{}, note.Task{Text: "by 3 December"}); !got.Due.IsZero() {
		t.Errorf("a day without any year is %v", got.Due)
	}
}
