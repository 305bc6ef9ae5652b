package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newHealth(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "health",
		Short: "How the community is doing, for those who look after it",
		Long: `How the community is doing, in plain numbers about the whole: how many take part, how
long questions wait, how much of what is written was tried, what asks to be verified,
and which topics hang on one person. Nobody is named and nobody is ranked.

A topic hangs on one person when, if they left, more than half of its notes would have
nobody who wrote, tried, verified or answered them.`,
		Example: "cop health\ncop health --json=unanswered,answer_days",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			h, err := p.Health(ctx)
			if err != nil {
				return nil, err
			}
			r := healthOf(h)
			if h.Oldest != "" {
				r.OldestDays = max(int(c.now().Sub(h.OldestSince).Hours()/24), 0)
			}
			return r, nil
		}),
	}
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
}

type fragileJSON struct {
	Topic string `json:"topic"`
	Notes int    `json:"notes"`
}

func healthOf(h pool.Health) healthResult {
	r := healthResult{
		Members: h.Members, NewMembers: h.NewMembers, Active: h.Active, Lately: h.Lately, Questions: h.Questions, Unanswered: h.Unanswered,
		Oldest: h.Oldest, Practices: h.Practices, Tried: h.Tried, Promising: h.Promising, Proven: h.Proven, Contested: h.Contested,
		Stale: h.Stale, ActionsOpen: h.ActionsOpen, ActionsLate: h.ActionsLate, Fragile: []fragileJSON{},
	}
	if h.AnswerDays >= 0 {
		r.AnswerDays = &h.AnswerDays
	}
	for _, f := range h.FragileParts {
		r.Fragile = append(r.Fragile, fragileJSON(f))
	}
	return r
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
	return t
}

// Text is a few sentences, each about one side of the community.
func (r healthResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, part := range [][2]string{
		{"People", r.people()}, {"Questions", r.questions()}, {"Evidence", r.evidence()}, {"Promises", r.promises()}, {"Topics", r.topics()},
	} {
		b.WriteString(term.Hang("", "           ", p.Paint(term.Title, fmt.Sprintf("%-9s", part[0]))+"  "+p.Paint(term.Plain, part[1]), s.Width()) + "\n")
	}
	return b.String()
}

func (r healthResult) people() string {
	line := fmt.Sprintf("%s wrote something in the last 90 days, %d of them in the last 30.", persons(r.Active), r.Lately)
	if r.Members > 0 {
		line += fmt.Sprintf(" %s a card, %d of them new in 90 days.", holding(persons(r.Members), r.Members), r.NewMembers)
	}
	return line
}

func persons(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
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
