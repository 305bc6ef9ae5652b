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

func newWho(c *cli) *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "who TOPIC|WORDS…",
		Short: "Whom to ask about something, and why",
		Long: `Whom to ask about a topic, a tag or some words: those who wrote about it, answered
questions, tried it and told how it went, look after it, or say on their card that
they are glad to be asked. The reasons are what counts; there is no first place.

Those who left by their own card are not named. Nothing is asked of the network.`,
		Example: "cop who oncall\ncop who retry budget\ncop who oncall --json=handle,reasons",
		GroupID: "daily",
		Args:    takes(1, -1, "a TOPIC or WORDS"),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runWho(ctx, p, strings.Join(args, " "), limit)
		}),
		ValidArgsFunction: c.completeValues("topic"),
	}
	cmd.Flags().IntVar(&limit, "limit", 5, "at most `N` people")
	return cmd
}

func (c *cli) runWho(ctx context.Context, p *pool.Pool, about string, limit int) (any, error) {
	if about = strings.TrimSpace(note.Clean(about)); about == "" {
		return nil, &usageError{msg: "there is nothing to ask about", hint: "name a topic: cop who oncall"}
	}
	if limit < 1 {
		return nil, &usageError{msg: "--limit must be at least 1", hint: "cop who " + about + " --limit 3"}
	}
	experts, err := p.Who(ctx, about, pool.WhoOptions{Limit: limit})
	if err != nil {
		return nil, err
	}
	list := expertsOf(experts)
	if len(list) == 0 {
		return list, &nobodyFound{about}
	}
	return list, nil
}

// nobodyFound ends a search for people that found none.
type nobodyFound struct{ about string }

func (e *nobodyFound) Error() string {
	return fmt.Sprintf("nobody has written, answered or told anything about %s yet", note.Clean(e.about))
}

// expertJSON is a member worth asking. The score orders one answer and means nothing else.
type expertJSON struct {
	Handle   note.Handle `json:"handle"`
	Name     string      `json:"name"`
	Score    float64     `json:"score"`
	Reasons  []string    `json:"reasons"`
	Presence string      `json:"presence"`
	Last     stamp       `json:"last"`
}

// expertList is the result of cop who.
type expertList []expertJSON

func expertsOf(experts []pool.Expert) expertList {
	list := expertList{}
	for _, e := range experts {
		list = append(list, expertJSON{e.Handle, e.Name, e.Score, e.Reasons, e.Presence, stamp{e.Last}})
	}
	return list
}

// Table is what a pipe gets: handle, name, reasons.
func (l expertList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "handle"}, {Name: "name"}, {Name: "reasons", Flex: true}}}
	for _, e := range l {
		t.Rows = append(t.Rows, []term.Cell{{Text: string(e.Handle)}, {Text: e.Name}, {Text: strings.Join(e.reasons(), "; ")}})
	}
	return t
}

// reasons are the reasons, and whether the person is away.
func (e expertJSON) reasons() []string {
	if e.Presence == pool.Away {
		return append([]string{"away at the moment"}, e.Reasons...)
	}
	return e.Reasons
}

// Text is each person with their reasons below.
func (l expertList) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, e := range l {
		b.WriteString(term.Hang("", "  ", called(p, e.Handle, e.Name), s.Width()) + "\n")
		for _, r := range e.reasons() {
			b.WriteString(term.Hang("  ", "    ", p.Paint(term.Plain, r), s.Width()) + "\n")
		}
	}
	return b.String()
}

// called is a member as a line names them: handle, and the name where it says more.
func called(p term.Palette, h note.Handle, name string) string {
	line := p.Paint(term.Accent, string(h))
	if name != "" && !strings.EqualFold(name, string(h)) {
		line += "  " + p.Paint(term.Title, name)
	}
	return line
}
