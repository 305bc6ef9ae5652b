package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newMentor(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mentor",
		Short: "Who would show whom what, and the pairs there are",
		Long: `Show who offers to mentor, who looks for a mentor, and the pairs of the latest round.
It is opt-in: your card says what you offer and want, and only you write it.

cop mentor match proposes pairs over shared topics; nobody gets the mentor they had
last. --keep writes the round as a note, which is how it is remembered.`,
		Example: "cop mentor\ncop mentor offer oncall deploy\ncop mentor ask go\ncop mentor match --keep",
		GroupID: "care",
		Args:    knownCommand,
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			m, err := p.Mentoring(ctx)
			if err != nil {
				return nil, err
			}
			if len(m.Offers)+len(m.Wants) == 0 {
				c.Say("Nobody offers or looks for mentoring yet; cop mentor offer TOPIC begins.")
			}
			return mentoringResult{givers(m.Offers), takers(m.Wants), pairsOf(m.Latest()), ""}, nil
		}),
	}
	cmd.AddCommand(
		c.mentorTopics("offer", "Say in what you would mentor", "would mentor in", func(card *pool.Card) *[]string { return &card.Offers }),
		c.mentorTopics("ask", "Say in what you look for a mentor", "look for a mentor in", func(card *pool.Card) *[]string { return &card.Wants }),
		newMentorMatch(c),
	)
	return cmd
}

// mentorTopics is a command that writes a list of topics to the own card.
func (c *cli) mentorTopics(verb, short, says string, list func(*pool.Card) *[]string) *cobra.Command {
	var stop bool
	cmd := &cobra.Command{
		Use:   verb + " TOPIC…",
		Short: short,
		Long: short + `. Your card says so to the others with the next cop sync;
--stop takes topics off it, or all of them when none is named.`,
		Example:           "cop mentor " + verb + " oncall\ncop mentor " + verb + " --stop oncall\ncop mentor " + verb + " --stop",
		Args:              takes(0, -1),
		ValidArgsFunction: c.completeValues("topic"),
	}
	cmd.Flags().BoolVar(&stop, "stop", false, "no longer")
	cmd.RunE = c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
		if len(args) == 0 && !stop {
			return nil, &usageError{msg: name(cmd) + " needs a TOPIC", hint: example(cmd)}
		}
		who, err := p.ChangeCard(ctx, func(card *pool.Card) { changeTopics(list(card), args, stop) })
		if err != nil {
			return nil, err
		}
		if now := *list(&who.Card); len(now) > 0 {
			c.Say("You %s %s; the others know with the next cop sync.", says, strings.Join(now, ", "))
		} else {
			c.Say("Your card no longer says that.")
		}
		return nil, nil
	})
	return cmd
}

func changeTopics(list *[]string, topics []string, stop bool) {
	if stop && len(topics) == 0 {
		*list = nil
		return
	}
	for _, t := range topics {
		t = note.Clean(strings.Trim(t, "/ "))
		same := func(s string) bool { return strings.EqualFold(s, t) }
		switch {
		case stop:
			*list = slices.DeleteFunc(*list, same)
		case t != "" && !slices.ContainsFunc(*list, same):
			*list = append(*list, t)
		}
	}
}

func newMentorMatch(c *cli) *cobra.Command {
	var keep bool
	cmd := &cobra.Command{
		Use:   "match",
		Short: "Propose pairs over shared topics",
		Long: `Propose pairs of those who offer and those who look for mentoring, over a topic they
share: as many as possible, each person in one pair, nobody with the mentor they had
last. The same cards give the same pairs on every machine. --keep writes the round as a
note under events/, so that the next one knows it; cop share brings it to the others.`,
		Example: "cop mentor match\ncop mentor match --keep",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runMentorMatch(ctx, p, keep)
		}),
	}
	cmd.Flags().BoolVar(&keep, "keep", false, "write the round as a note")
	return cmd
}

func (c *cli) runMentorMatch(ctx context.Context, p *pool.Pool, keep bool) (any, error) {
	m, err := p.Mentoring(ctx)
	if err != nil {
		return nil, err
	}
	pairs, waiting := m.Match()
	r := mentoringResult{Pairs: pairsOf(pairs), Wants: takers(waiting)}
	if len(pairs) == 0 {
		return r, &nobodyMatches{}
	}
	if keep {
		if r.Address, err = p.KeepPairs(ctx, pairs); err != nil {
			return nil, err
		}
		c.Say("Kept as %s; cop share brings it to the others.", r.Address)
	}
	return r, nil
}

// nobodyMatches ends a search for pairs that found none.
type nobodyMatches struct{}

func (*nobodyMatches) Error() string { return "no offer and no wish fit together" }

// mentoringResult is the result of cop mentor and cop mentor match. Address is the note of
// the round, "" where none was written.
type mentoringResult struct {
	Offers  []wishJSON   `json:"offers"`
	Wants   []wishJSON   `json:"wants"`
	Pairs   []pairJSON   `json:"pairs"`
	Address note.Address `json:"address"`
}

type wishJSON struct {
	Handle note.Handle `json:"handle"`
	Name   string      `json:"name"`
	Topics []string    `json:"topics"`
}

type pairJSON struct {
	Mentor  note.Handle `json:"mentor"`
	Learner note.Handle `json:"learner"`
	Topic   string      `json:"topic"`
	Since   stamp       `json:"since"`
}

func givers(people []pool.Person) []wishJSON {
	out := []wishJSON{}
	for _, w := range people {
		out = append(out, wishJSON{w.Handle, w.Name, w.Offers})
	}
	return out
}

func takers(people []pool.Person) []wishJSON {
	out := []wishJSON{}
	for _, w := range people {
		out = append(out, wishJSON{w.Handle, w.Name, w.Wants})
	}
	return out
}

func pairsOf(pairs []pool.Pair) []pairJSON {
	out := []pairJSON{}
	for _, p := range pairs {
		out = append(out, pairJSON{p.Mentor, p.Learner, p.Topic, stamp{p.Since}})
	}
	return out
}

// Table is what a pipe gets: what it is, who, with whom, topics.
func (r mentoringResult) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "kind"}, {Name: "who"}, {Name: "with"}, {Name: "topics"}}}
	row := func(cells ...string) {
		var line []term.Cell
		for _, c := range cells {
			line = append(line, term.Cell{Text: c})
		}
		t.Rows = append(t.Rows, line)
	}
	for _, p := range r.Pairs {
		row("pair", string(p.Mentor), string(p.Learner), p.Topic)
	}
	for _, w := range r.Offers {
		row("offers", string(w.Handle), "", strings.Join(w.Topics, ", "))
	}
	for _, w := range r.Wants {
		row("wants", string(w.Handle), "", strings.Join(w.Topics, ", "))
	}
	return t
}

// Text is the pairs, then who offers and who looks for something.
func (r mentoringResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	line := func(text string) { b.WriteString(term.Hang("  ", "    ", text, s.Width()) + "\n") }
	if len(r.Pairs) > 0 {
		b.WriteString(p.Paint(term.Title, "Pairs") + "\n")
	}
	for _, pair := range r.Pairs {
		line(p.Paint(term.Accent, string(pair.Mentor)) + " shows " + p.Paint(term.Accent, string(pair.Learner)) + "  " + p.Paint(term.Topic, pair.Topic))
	}
	for _, part := range []struct {
		title string
		list  []wishJSON
	}{{"Offer to mentor", r.Offers}, {"Look for a mentor", r.Wants}} {
		if len(part.list) > 0 {
			b.WriteString(p.Paint(term.Title, part.title) + "\n")
		}
		for _, w := range part.list {
			line(called(p, w.Handle, w.Name) + "  " + p.Paint(term.Topic, strings.Join(w.Topics, ", ")))
		}
	}
	return b.String()
}
