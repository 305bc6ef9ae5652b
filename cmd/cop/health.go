package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/health"
)

func newHealth(c *cli) *cobra.Command {
	var o healthOptions
	cmd := &cobra.Command{
		Use:   "health",
		Short: "How the community is doing, and the one thing to do next",
		Long: `How the community is doing, in numbers about the whole: who takes part, how long
questions and changes wait, how much of what is written was tried, what asks to be
looked at again, what came of meetings – now and in the thirteen weeks before – and
the one thing to do next, with its reason. Nobody is named and nobody is ranked.
Who only reads takes part, too; reading leaves no trace, so it is not counted.

The numbers of weeks are made from what the others have as well: on the same day
they are the same for everybody who has the same. --until looks back from another
day. --explain says what each number is and where the idea is from.

A topic hangs on one person when, if they left, more than half of its notes would have
nobody who wrote, tried, verified or answered them.`,
		Example: "cop health\ncop health --explain\ncop health --format md --until 2026-11-01\ncop health --svg health.svg\ncop health --json=momentum,next",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runHealth(ctx, p, o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "text", "as `text`, md, html or json")
	f.StringVar(&o.until, "until", "", "as it was on a `DAY`: 2026-11-01 (today)")
	f.BoolVar(&o.explain, "explain", false, "say what each number is, and where the idea is from")
	f.BoolVar(&o.names, "names", false, "name those who became quiet, for who wants to ask them how they are")
	f.StringVar(&o.svg, "svg", "", "draw it into `FILE` (- is standard output)")
	return cmd
}

type healthOptions struct {
	format, until, svg string
	explain, names     bool
}

func (c *cli) runHealth(ctx context.Context, p *pool.Pool, o healthOptions) (any, error) {
	day := c.now().UTC()
	if o.until != "" {
		var ok bool
		if day, ok = readDay(o.until, day.Truncate(24*time.Hour), true); !ok {
			return nil, &usageError{msg: fmt.Sprintf("%q is no day", note.Clean(o.until)), hint: "write it like --until 2026-11-01"}
		}
	}
	if !slices.Contains([]string{"text", "md", "html", "json"}, o.format) {
		return nil, &usageError{msg: fmt.Sprintf("there is no format %q", note.Clean(o.format)), hint: "formats: text, md, html, json"}
	}
	h, err := p.Health(ctx)
	if err != nil {
		return nil, err
	}
	history, err := p.Past(ctx)
	if err != nil {
		return nil, err
	}
	r := healthOf(h)
	r.pool, r.explain = p.Name(), o.explain
	if h.Oldest != "" {
		r.OldestDays = max(int(c.now().Sub(h.OldestSince).Hours()/24), 0)
	}
	r.weigh(history.On(day))
	if o.names {
		r.Quiet = history.Quiet(day)
		slices.Sort(r.Quiet)
	}
	if o.svg != "" {
		return c.drawHealth(r, o.svg)
	}
	switch o.format {
	case "md":
		return rawText(r.markdown()), nil
	case "html":
		return rawText(r.html()), nil
	case "json":
		c.Format.JSON = true
	}
	return r, nil
}

func (c *cli) drawHealth(r healthResult, file string) (any, error) {
	if file == "-" {
		return rawText(r.report.SVG()), nil
	}
	if err := os.WriteFile(file, []byte(r.report.SVG()), 0o644); err != nil { //nolint:gosec // a picture for everybody
		return nil, err
	}
	c.Say("Drawn in %s.", file)
	return r, nil
}

// healthResult is the result of cop health.
type healthResult struct {
	Members     int           `json:"members"`
	NewMembers  int           `json:"new_members"`
	Active      int           `json:"active_90_days"`
	Lately      int           `json:"active_30_days"`
	Questions   int           `json:"questions"`
	Unanswered  int           `json:"unanswered"`
	Oldest      note.Address  `json:"oldest_unanswered"`
	OldestDays  int           `json:"oldest_unanswered_days"`
	AnswerDays  *int          `json:"answer_days"` // null: no question was answered yet
	Practices   int           `json:"practices"`
	Tried       int           `json:"tried"`
	Promising   int           `json:"promising"`
	Proven      int           `json:"proven"`
	Contested   int           `json:"contested"`
	Stale       int           `json:"stale"`
	ActionsOpen int           `json:"actions_open"`
	ActionsLate int           `json:"actions_late"`
	Fragile     []fragileJSON `json:"fragile_topics"`
	PastReview  []pastJSON    `json:"past_review"` // changes of 90 days that nobody approved where the charter asks for it

	Day       string          `json:"day"` // that the measures look back from
	Momentum  health.Momentum `json:"momentum"`
	Measures  []measureJSON   `json:"measures"`
	InReview  int             `json:"reviews_waiting"` // as far as this clone knows
	InReviewD int             `json:"reviews_waiting_days"`
	Quiet     []note.Handle   `json:"became_quiet"` // only with --names
	Next      nextJSON        `json:"next"`

	past    []pool.PastReview
	report  health.Report
	pool    string
	explain bool
}

type measureJSON struct {
	Name       string        `json:"name"`
	Title      string        `json:"title"`
	Value      *int          `json:"value"` // null: nothing to measure
	Of         int           `json:"of"`
	Unit       string        `json:"unit"`
	Trend      health.Trend  `json:"trend"`
	Better     health.Better `json:"better"`
	Weeks      int           `json:"window_weeks"` // 0: as it is on the day
	Series     []*int        `json:"series"`       // a week each, oldest first
	Definition string        `json:"definition"`
	Source     string        `json:"source"`
}

type nextJSON struct {
	Sign    string `json:"sign"`
	Why     string `json:"why"`
	What    string `json:"what"`
	Command string `json:"command"`
}

type fragileJSON struct {
	Topic string `json:"topic"`
	Notes int    `json:"notes"`
}

func healthOf(h pool.Health) healthResult {
	r := healthResult{
		Members: h.Members, NewMembers: h.NewMembers, Active: h.Active, Lately: h.Lately, Questions: h.Questions, Unanswered: h.Unanswered,
		Oldest: h.Oldest, Practices: h.Practices, Tried: h.Tried, Promising: h.Promising, Proven: h.Proven, Contested: h.Contested,
		Stale: h.Stale, ActionsOpen: h.ActionsOpen, ActionsLate: h.ActionsLate, Fragile: []fragileJSON{}, Measures: []measureJSON{}, Quiet: []note.Handle{},
		PastReview: pastOf(h.PastReview), past: h.PastReview,
	}
	if h.AnswerDays >= 0 {
		r.AnswerDays = &h.AnswerDays
	}
	for _, f := range h.FragileParts {
		r.Fragile = append(r.Fragile, fragileJSON(f))
	}
	return r
}

// weigh takes in the measures.
func (r *healthResult) weigh(report health.Report) {
	r.report, r.Day, r.Momentum = report, report.Day.Format(time.DateOnly), report.Momentum
	r.InReview, r.InReviewD, r.Next = report.Waiting, report.Longest, nextJSON(report.Next)
	number := func(p health.Point) *int {
		if !p.Known {
			return nil
		}
		return &p.Value
	}
	for _, m := range report.Measures {
		out := measureJSON{
			Name: m.Name, Title: m.Title, Value: number(m.Point), Of: m.Of, Unit: m.Unit, Trend: m.Trend, Better: m.Better, Weeks: m.Weeks,
			Definition: m.Definition, Source: m.Source,
		}
		for _, p := range m.Series {
			out.Series = append(out.Series, number(p))
		}
		r.Measures = append(r.Measures, out)
	}
}

// Table is what a pipe gets: a name and a number.
func (r healthResult) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "what"}, {Name: "number"}}}
	for _, row := range []struct {
		name string
		n    int
	}{
		{"members", r.Members}, {"new_members", r.NewMembers}, {"active_90_days", r.Active}, {"active_30_days", r.Lately},
		{"questions", r.Questions}, {"unanswered", r.Unanswered}, {"practices", r.Practices}, {"tried", r.Tried}, {"promising", r.Promising},
		{"proven", r.Proven}, {"contested", r.Contested}, {"stale", r.Stale}, {"actions_open", r.ActionsOpen}, {"actions_late", r.ActionsLate},
	} {
		t.Rows = append(t.Rows, []term.Cell{{Text: row.name}, {Text: fmt.Sprint(row.n)}})
	}
	if r.AnswerDays != nil {
		t.Rows = append(t.Rows, []term.Cell{{Text: "answer_days"}, {Text: fmt.Sprint(*r.AnswerDays)}})
	}
	for _, f := range r.Fragile {
		t.Rows = append(t.Rows, []term.Cell{{Text: "fragile " + f.Topic}, {Text: fmt.Sprint(f.Notes)}})
	}
	for _, m := range r.Measures {
		if m.Value != nil {
			t.Rows = append(t.Rows, []term.Cell{{Text: "measure " + m.Name}, {Text: fmt.Sprint(*m.Value)}})
		}
	}
	return t
}

// Text is a few sentences, each about one side of the community, then the measures and the one
// thing to do next.
func (r healthResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, part := range [][2]string{
		{"People", r.people()}, {"Questions", r.questions()}, {"Evidence", r.evidence()}, {"Promises", r.promises()}, {"Topics", r.topics()}, {"Review", r.pastReview()},
	} {
		if part[1] == "" {
			continue
		}
		b.WriteString(term.Hang("", "           ", p.Paint(term.Title, fmt.Sprintf("%-9s", part[0]))+"  "+p.Paint(term.Plain, part[1]), s.Width()) + "\n")
	}
	b.WriteString(r.measures(s))
	return b.String()
}

// pastReview says what was changed past review in the last 90 days; "" for nothing.
func (r healthResult) pastReview() string {
	if len(r.past) == 0 {
		return ""
	}
	line := r.past[0].Words() + "."
	if n := len(r.past) - 1; n > 0 {
		line += fmt.Sprintf(" So it was %s more in the last 90 days.", times(n))
	}
	return line + " cop check lists them."
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (r healthResult) people() string {
	line := fmt.Sprintf("%s wrote something in the last 90 days, %d of them in the last 30.", health.People(r.Active), r.Lately)
	if r.Members > 0 {
		line += fmt.Sprintf(" %s a card, %d of them new in 90 days.", holding(health.People(r.Members), r.Members), r.NewMembers)
	}
	return line
}

func holding(who string, n int) string {
	if n == 1 {
		return who + " has"
	}
	return who + " have"
}

func (r healthResult) questions() string {
	if r.Questions == 0 {
		return "Nobody has asked anything yet."
	}
	line := fmt.Sprintf("%s asked, %d without an answer.", count(r.Questions, "question"), r.Unanswered)
	if r.AnswerDays != nil {
		line += fmt.Sprintf(" Half of the answered ones had an answer within %s.", count(max(*r.AnswerDays, 1), "day"))
	}
	if r.Oldest != "" {
		line += fmt.Sprintf(" %s waits longest, for %s.", r.Oldest, count(r.OldestDays, "day"))
	}
	return line
}

func (r healthResult) evidence() string {
	if r.Practices == 0 {
		return "There are no practices yet."
	}
	line := fmt.Sprintf("%s: %d tried by somebody, %d promising or better, %d proven.", count(r.Practices, "practice"), r.Tried, r.Promising, r.Proven)
	if r.Contested > 0 {
		line += fmt.Sprintf(" Reports disagree about %d.", r.Contested)
	}
	return line
}

func (r healthResult) promises() string {
	line := fmt.Sprintf("%d of %s to be verified.", r.Stale, asks(r.Practices))
	if r.ActionsOpen > 0 {
		line += fmt.Sprintf(" %s from meetings open, %d late.", count(r.ActionsOpen, "action"), r.ActionsLate)
	}
	return line
}

func asks(n int) string {
	if n == 1 {
		return "1 practice asks"
	}
	return fmt.Sprintf("%d practices ask", n)
}

func (r healthResult) topics() string {
	if len(r.Fragile) == 0 {
		return "None hangs on one person."
	}
	var out []string
	for _, f := range r.Fragile {
		out = append(out, fmt.Sprintf("%s (%s)", f.Topic, count(f.Notes, "note")))
	}
	return "Would be lost with one person: " + strings.Join(out, ", ") + ". cop who TOPIC tells whom to learn from."
}
