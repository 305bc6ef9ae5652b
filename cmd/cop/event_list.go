package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

type eventListOptions struct{ ics bool }

func newEventList(c *cli) *cobra.Command {
	var o eventListOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "The meetings, as a list or for a calendar",
		Long: `List the notes of meetings, the newest first. --ics writes them as calendar programs
read them (RFC 5545); importing the file again replaces what it brought before.

The note of a meeting says when it is:

  date: 2026-12-01 15:00     without a time it is the whole day
  zone: Europe/Berlin        whose clock that is; UTC where it is missing
  duration: 45m              an hour where it is missing
  repeat: every 2 weeks until 2027-03-01
  except: [2026-12-29]       days on which it is left out
  place: Room 1

A meeting that repeats monthly is on the same weekday of the month, as the first was.
What a calendar cannot be told is said, and the rest is written.`,
		Example: "cop event list\ncop event list --ics > meetings.ics\ncop event list --ics | khal import --batch",
		Args:    takes(0, 0),
		RunE:    c.withPool(c.runEventList(&o)),
	}
	cmd.Flags().BoolVar(&o.ics, "ics", false, "write a calendar (iCalendar)")
	return cmd
}

func (c *cli) runEventList(o *eventListOptions) func(context.Context, *pool.Pool, []string) (any, error) {
	return func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
		if o.ics {
			return c.calendar(ctx, p)
		}
		all, err := p.Meetings(ctx)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			c.Say("No meetings yet; cop event new makes the note for one.")
		}
		return c.meetingsOf(all), nil
	}
}

// calendar is the meetings as a file, and what of them is unclear said.
func (c *cli) calendar(ctx context.Context, p *pool.Pool) (any, error) {
	if c.Format.Structured() {
		return nil, &usageError{msg: "a calendar has a form of its own", hint: "leave out --ics for --json, or --json for --ics"}
	}
	cal, doubts, err := p.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range doubts {
		c.Say("%s: %s", d.Note.Path(), d.Message)
	}
	if len(cal.Events) == 0 {
		c.Say("No meeting has a day, so the calendar is empty; cop event new makes the note for one.")
	}
	return fileText(cal.Bytes()), nil
}

// fileText is a file in a format of its own, whose line ends count.
type fileText []byte

// Exact is the file.
func (f fileText) Exact() []byte { return f }

// Text is the file for a terminal.
func (f fileText) Text(*term.Streams) string { return term.CleanText(string(f)) }

// meetingJSON is the note of a meeting.
type meetingJSON struct {
	Address note.Address `json:"address"`
	Title   string       `json:"title"`
	Date    stamp        `json:"date"`
	Actions int          `json:"open_actions"`

	when string
}

// meetingList is the result of cop event.
type meetingList []meetingJSON

func (c *cli) meetingsOf(all []pool.Meeting) meetingList {
	out := meetingList{}
	for _, m := range all {
		j := meetingJSON{Address: m.Address, Title: m.Title, Date: stamp{m.Date}, Actions: m.Open}
		if !m.Date.IsZero() {
			j.when = whenIs(m.Date, c.now())
		}
		out = append(out, j)
	}
	return out
}

// whenIs says how far a meeting is from now, by the days of whoever reads. Midnight in UTC is a
// day without a time, and the same day everywhere.
func whenIs(meeting, now time.Time) string {
	at := meeting.In(now.Location())
	if meeting.Equal(meeting.UTC().Truncate(24*time.Hour)) && meeting.Location() == time.UTC {
		at = meeting
	}
	switch n := int(dayOf(at).Sub(dayOf(now)).Hours() / 24); {
	case n > 0:
		return "in " + count(n, "day")
	case n == 0:
		return "today"
	}
	return term.Ago(meeting, now)
}

// dayOf is the day of a time on its own clock, so that days can be counted.
func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Table is what a pipe gets: date, address, title, actions that are open.
func (l meetingList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "date"}, {Name: "address"}, {Name: "title", Flex: true}, {Name: "open"}}}
	for _, m := range l {
		t.Rows = append(t.Rows, []term.Cell{{Text: m.day()}, {Text: string(m.Address)}, {Text: m.Title}, {Text: fmt.Sprint(m.Actions)}})
	}
	return t
}

func (m meetingJSON) day() string {
	if m.Date.IsZero() {
		return ""
	}
	return m.Date.Format(time.DateOnly)
}

// Text is a line a meeting.
func (l meetingList) Text(s *term.Streams) string {
	t := term.Table{Columns: []term.Column{
		{Name: "date"}, {Name: "title", Flex: true, Min: 16}, {Name: "address", Whole: true}, {Name: "when", Drop: 3}, {Name: "open", Drop: 1},
	}}
	for _, m := range l {
		left := term.Cell{}
		if m.Actions > 0 {
			left = term.Cell{Text: count(m.Actions, "action"), Style: term.Warn}
		}
		t.Rows = append(t.Rows, []term.Cell{
			{Text: m.day(), Style: term.Muted}, {Text: m.Title, Style: term.Title}, {Text: string(m.Address), Style: term.Topic},
			{Text: m.when, Style: term.Muted}, left,
		})
	}
	return s.RenderTable(t)
}
