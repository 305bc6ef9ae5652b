package meeting

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Action is something that somebody said they would do: an item of a task list in the
// note of a meeting.
type Action struct {
	Note    note.Address
	Line    int // of the note's file, counted from 1
	Text    string
	Owner   note.Handle // "@ana" anywhere in it, or "ana:" at its beginning; "" for nobody
	Due     time.Time   // "2026-12-03", or "by 3 December"; zero for none
	Done    bool
	Meeting time.Time // when it was said; zero when nobody knows
}

// ByDue orders what is open before what is done, what is due first before what is due later or never,
// then what was said longest ago.
func ByDue(a, b Action) int {
	return cmp.Or(later(a.Done, b.Done), later(a.Due.IsZero(), b.Due.IsZero()), a.Due.Compare(b.Due),
		a.Meeting.Compare(b.Meeting), cmp.Compare(a.Note, b.Note), a.Line-b.Line)
}

// later orders what is so after what is not.
func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// The forms in which an owner and a day are written, compiled when the first action is read.
var (
	atOwner    = pattern(`(?:^|[\s(,])@([A-Za-z0-9][A-Za-z0-9-]*)`)
	firstOwner = pattern(`^([A-Za-z0-9][A-Za-z0-9-]*):\s`)
	isoDay     = pattern(`\b(\d{4}-\d{2}-\d{2})\b`)
	untilDay   = pattern(`(?i)\buntil (\d{1,2})\.? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: (\d{4}))?`)
	byDay      = pattern(`(?i)\bby (\d{1,2})\.? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: (\d{4}))?`)
	byMonth    = pattern(`(?i)\bby (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:,? (\d{4}))?`)
)

func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

// ActionOf reads who does what until when.
func ActionOf(a note.Address, meeting time.Time, t note.Task) Action {
	out := Action{Note: a, Line: t.Line, Text: note.Clean(t.Text), Done: t.Done, Meeting: meeting}
	if m := atOwner().FindStringSubmatch(out.Text); m != nil {
		out.Owner = note.HandleFrom(m[1])
	} else if m := firstOwner().FindStringSubmatch(out.Text); m != nil {
		out.Owner = note.HandleFrom(m[1])
	}
	out.Due = dueDay(out.Text, meeting)
	return out
}

// dueDay reads a day. One without a year is the first such day on or after the meeting.
func dueDay(text string, meeting time.Time) time.Time {
	if m := isoDay().FindStringSubmatch(text); m != nil {
		if day, err := time.Parse(time.DateOnly, m[1]); err == nil {
			return day
		}
	}
	var day, month, year string
	if m := untilDay().FindStringSubmatch(text); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := byDay().FindStringSubmatch(text); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := byMonth().FindStringSubmatch(text); m != nil {
		month, day, year = m[1], m[2], m[3]
	} else {
		return time.Time{}
	}
	month = strings.ToUpper(month[:1]) + strings.ToLower(month[1:])
	if year != "" {
		due, _ := time.Parse("2 Jan 2006", day+" "+month+" "+year)
		return due
	}
	if meeting.IsZero() {
		return time.Time{}
	}
	for year := meeting.Year(); year <= meeting.Year()+8; year++ { // the 29th of February is not in each
		due, err := time.Parse("2 Jan 2006", fmt.Sprint(day, " ", month, " ", year))
		if err == nil && !due.Before(meeting.Truncate(24*time.Hour)) {
			return due
		}
	}
	return time.Time{}
}

// SaysWhatCame reports words below another heading than those that are there before the meeting.
func SaysWhatCame(n *note.Note) bool {
	before := true
	for line := range strings.Lines(people.WithoutComments(string(n.Body()))) {
		line = strings.TrimSpace(line)
		switch heading, is := strings.CutPrefix(line, "#"); {
		case is:
			heading = strings.ToLower(strings.TrimSpace(strings.TrimLeft(heading, "#")))
			before = heading == "agenda" || heading == "since last time" || strings.HasPrefix(line, "# ")
		case line != "" && !before:
			return true
		}
	}
	return false
}
