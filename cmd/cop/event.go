package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newEvent(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "event",
		Short: "Meetings: what was, what comes, a new one",
		Long: `List the notes of meetings, the newest first. cop event new makes the note for the next
one, with an agenda from what waits in the pool.`,
		Example: "cop event\ncop event new --date 2026-12-01\ncop event --json=address,date",
		GroupID: "care",
		Args:    knownCommand,
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			all, err := p.Meetings(ctx)
			if err != nil {
				return nil, err
			}
			if len(all) == 0 {
				c.Say("No meetings yet; cop event new makes the note for one.")
			}
			return c.meetingsOf(all), nil
		}),
	}
	cmd.AddCommand(newEventNew(c))
	return cmd
}

type eventOptions struct{ date, title string }

func newEventNew(c *cli) *cobra.Command {
	var o eventOptions
	cmd := &cobra.Command{
		Use:   "new [TITLE]",
		Short: "The note for the next meeting, with an agenda",
		Long: `Make the note for a meeting: practices/events/DATE-TITLE.md, from the community's
template. The agenda asks about what waits in the pool – the question that waited
longest, what reports disagree about, what is left from last time – and below it
stands what happened since the last meeting. Nothing is fetched; sync first.

The note is yours to edit, and cop share brings it to the others.`,
		Example: "cop event new\ncop event new \"Retro\" --date 2026-12-01",
		Args:    takes(0, -1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			if len(args) > 0 {
				o.title = strings.Join(args, " ")
			}
			return c.runEventNew(ctx, p, o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.date, "date", "", "`DAY` of the meeting: 2026-12-01 (today)")
	f.StringVar(&o.title, "title", "", "what to call it (Breakfast)")
	return cmd
}

func (c *cli) runEventNew(ctx context.Context, p *pool.Pool, o eventOptions) (any, error) {
	day := c.now().UTC().Truncate(24 * time.Hour)
	if o.date != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, o.date); err != nil {
			return nil, &usageError{msg: fmt.Sprintf("%q is no day", o.date), hint: "write it like 2026-12-01"}
		}
	}
	title := note.Clean(o.title)
	if title == "" {
		title = "Breakfast"
	}
	agenda, since, err := c.agenda(ctx, p, day)
	if err != nil {
		return nil, err
	}
	text, err := p.MeetingText(title, day, agenda, since)
	if err != nil {
		return nil, err
	}
	c.sayHandle(p)
	a, err := p.Save(ctx, text, "")
	if err != nil {
		return nil, err
	}
	c.Say("cop edit %s changes it; cop share brings it to the others.", a.Slug())
	return added{Address: a, Path: a.Path(), Title: title}, nil
}

// agenda is what the meeting should talk about, and what happened since the last one.
func (c *cli) agenda(ctx context.Context, p *pool.Pool, day time.Time) (agenda, since string, err error) {
	meetings, err := p.Meetings(ctx)
	if err != nil {
		return "", "", err
	}
	last := c.now().AddDate(0, 0, -14)
	for _, m := range meetings {
		if !m.Date.IsZero() && m.Date.Before(day) {
			last = m.Date
			break
		}
	}
	b, err := p.Breakfast(ctx, pool.BreakfastOptions{Since: last, Everyone: true})
	if err != nil {
		return "", "", err
	}
	left, err := p.Actions(ctx, false)
	if err != nil {
		return "", "", err
	}
	r := breakfastOf(b, p)
	r.now = c.now()
	return agendaOf(r, left), r.markdown(true), nil
}

// agendaOf is at most three points, each a question a meeting can answer.
func agendaOf(r breakfastResult, left []pool.Action) string {
	link := func(a note.Address, title string) string {
		return serving{address: a, title: title}.markdown(true)
	}
	var points []string
	if len(left) > 0 {
		points = append(points, fmt.Sprintf("What became of the %s from last time?", count(len(left), "action")))
	}
	oldest := -1
	for i := range r.Questions {
		if r.Questions[i].Answers == 0 && (oldest < 0 || r.Questions[i].Asked.Before(r.Questions[oldest].Asked.Time)) {
			oldest = i
		}
	}
	if oldest >= 0 {
		points = append(points, "Who can help with "+link(r.Questions[oldest].Address, r.Questions[oldest].Title)+"? It waits longest.")
	}
	if len(r.Contested) > 0 {
		points = append(points, "What makes the difference where "+link(r.Contested[0].Address, r.Contested[0].Title)+" works and where it fails?")
	}
	if len(points) < 3 && len(r.Welcome) > 0 {
		points = append(points, "What brings "+link(r.Welcome[0].Address, r.Welcome[0].Title)+" to this table?")
	}
	if len(points) < 3 {
		points = append(points, "What happened since last time that others could use?")
	}
	var b strings.Builder
	for i, p := range points[:min(len(points), 3)] {
		fmt.Fprintf(&b, "%d. %s\n", i+1, p)
	}
	return b.String()
}

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
	today := c.now().UTC().Truncate(24 * time.Hour)
	for _, m := range all {
		j := meetingJSON{Address: m.Address, Title: m.Title, Date: stamp{m.Date}, Actions: m.Open}
		switch {
		case m.Date.IsZero():
		case !m.Date.Before(today.AddDate(0, 0, 1)):
			j.when = "in " + count(int(m.Date.Sub(today).Hours()/24), "day")
		case !m.Date.Before(today):
			j.when = "today"
		default:
			j.when = term.Ago(m.Date, c.now())
		}
		out = append(out, j)
	}
	return out
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
