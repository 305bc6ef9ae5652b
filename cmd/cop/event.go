package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
)

func newEvent(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "event",
		Short: "Meetings: what was, what comes, a new one",
		Long: `List the notes of meetings, the newest first. cop event new makes the note for the next
one, with an agenda from what waits in the pool; cop event list --ics is for a calendar.`,
		Example: "cop event\ncop event new --date 2026-12-01\ncop event list --ics\ncop event --json=address,date",
		GroupID: "care",
		Args:    knownCommand,
		RunE:    c.withPool(c.runEventList(&eventListOptions{})),
	}
	cmd.AddCommand(newEventNew(c), newEventList(c), newEventAgenda(c), newEventClose(c))
	return cmd
}

type eventOptions struct {
	date string
	meeting.Plan
}

func newEventNew(c *cli) *cobra.Command {
	var o eventOptions
	cmd := &cobra.Command{
		Use:   "new [TITLE]",
		Short: "The note for the next meeting, with an agenda",
		Long: `Make the note for a meeting: practices/events/DATE-TITLE.md, from the community's
template. The agenda asks about what waits in the pool – the question that waited
longest, what reports disagree about, what is left from last time – and below it
stands what happened since the last meeting. Nothing is fetched; sync first.

The note is yours to edit, and cop share brings it to the others. When and where is in its
first lines, for cop event list --ics and the calendar of cop site.`,
		Example: "cop event new\ncop event new \"Retro\" --date 2026-12-01\n" +
			"cop event new \"Round\" --date \"2026-12-01 15:00\" --zone Europe/Berlin --duration 45m --repeat \"every 2 weeks\"",
		Args: takes(0, -1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			if len(args) > 0 {
				o.Title = strings.Join(args, " ")
			}
			return c.runEventNew(ctx, p, o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.date, "date", "", "`DAY` of the meeting, with its time or without: 2026-12-01, \"friday 15:00\" (today)")
	f.StringVar(&o.Title, "title", "", "what to call it (Breakfast)")
	f.StringVar(&o.Zone, "zone", "", "whose clock the time is of: Europe/Berlin (UTC)")
	f.StringVar(&o.Duration, "duration", "", "how `LONG`: 45m, 1h30m (an hour)")
	f.StringVar(&o.Repeat, "repeat", "", "how `OFTEN`: weekly, \"every 2 weeks until 2027-03-01\", monthly")
	f.StringVar(&o.Place, "place", "", "`WHERE`: a room, or an address on the web")
	return cmd
}

func (c *cli) runEventNew(ctx context.Context, p *pool.Pool, o eventOptions) (any, error) {
	if err := o.plan(c.now().UTC().Truncate(24 * time.Hour)); err != nil {
		return nil, err
	}
	agenda, since, err := c.agenda(ctx, p, o.Day)
	if err != nil {
		return nil, err
	}
	text, err := p.MeetingText(o.Plan, agenda, since)
	if unclear := new(meeting.UnclearError); errors.As(err, &unclear) {
		return nil, &usageError{msg: unclear.Message, hint: "cop event new --help shows how each is written"}
	}
	if err != nil {
		return nil, err
	}
	c.sayHandle(p)
	a, err := p.Save(ctx, text, "")
	if err != nil {
		return nil, err
	}
	c.Say("cop edit %s changes it; cop share brings it to the others.", a.Slug())
	return added{Address: a, Path: a.Path(), Title: o.Title}, nil
}

// plan completes the plan: the title, and the day with or without a time.
func (o *eventOptions) plan(today time.Time) error {
	o.Day, o.Title = today, cmp.Or(note.Clean(o.Title), "Breakfast")
	if o.date == "" {
		return nil
	}
	day, at, ok := readMoment(o.date, today)
	if !ok {
		return &usageError{msg: fmt.Sprintf("%q is no day", o.date), hint: `write it like 2026-12-01, "2026-12-01 15:00", tomorrow or "friday 15:00"`}
	}
	o.Day, o.Time = day, at
	return nil
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
func agendaOf(r breakfastResult, left []meeting.Action) string {
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
		asks := strings.TrimRight(r.Questions[oldest].Title, "? ")
		points = append(points, "Who can help with "+link(r.Questions[oldest].Address, asks)+"? It waits longest.")
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
