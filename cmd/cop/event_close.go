package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newEventAgenda(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "agenda",
		Short: "What the next meeting could talk about",
		Long: `Three questions at most that a meeting can answer, from what waits in the pool, and what
happened since the last one. cop event new makes the note of a meeting from it.`,
		Example: "cop event agenda",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			agenda, since, err := c.agenda(ctx, p, c.now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1))
			return agendaResult{agenda, since}, err
		}),
	}
}

// agendaResult is the result of cop event agenda: markdown.
type agendaResult struct {
	Agenda string `json:"agenda"`
	Since  string `json:"since"`
}

// Text is both below their headings.
func (r agendaResult) Text(s *term.Streams) string {
	text := "## Agenda\n\n" + r.Agenda
	if since := strings.TrimLeft(r.Since, "\n"); strings.TrimSpace(since) != "" {
		text += "\n## Since last time\n\n" + since
	}
	if !s.OutTTY {
		return text
	}
	return term.Markdown(text, s.MarkdownOptions())
}

type closeOptions struct {
	message string
	actions []string
}

func newEventClose(c *cli) *cobra.Command {
	var o closeOptions
	cmd := &cobra.Command{
		Use:   "close [MEETING]",
		Short: "Write down what a meeting came to, and who does what",
		Long: `Close a meeting: what somebody who was not there would want to know, and who does what
until when. Without MEETING it is the last one. What is not given is asked for on a terminal.
cop actions follows what was agreed on; cop share brings it to the others.`,
		Example:           "cop event close\ncop event close 2026-12-01-breakfast --message \"We keep the lever.\" --action \"@ana until 2026-12-08 label the lever\"",
		Args:              takes(0, 1),
		ValidArgsFunction: at(c.completeCards(func(n *index.Card) bool { return n.Type == note.Event })),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runEventClose(ctx, p, args, o)
		}),
	}
	textFlag(cmd.Flags(), &o.message, "what was said, as `TEXT`")
	cmd.Flags().StringArrayVar(&o.actions, "action", nil, "`WHO` does what until when: \"@ana until 2026-12-08 label the lever\"; may be repeated")
	return cmd
}

func (c *cli) runEventClose(ctx context.Context, p *pool.Pool, args []string, o closeOptions) (any, error) {
	var a note.Address
	if len(args) == 1 {
		var err error
		if a, err = c.note(ctx, p, args[0]); err != nil {
			return nil, err
		}
		if text, err := p.Read(a); err != nil || note.Parse(a.Path(), text).Type != note.Event {
			return nil, &usageError{msg: string(a) + " is not the note of a meeting", hint: "cop event lists those; cop event new makes one"}
		}
	} else {
		m, ok, err := p.LastMeeting(ctx)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, &usageError{msg: "there was no meeting yet", hint: "cop event new makes the note of one"}
		}
		a = m.Address
	}
	if err := c.askClosing(ctx, a, &o); err != nil {
		return nil, err
	}
	if strings.TrimSpace(o.message) == "" && len(o.actions) == 0 {
		return nil, &usageError{msg: "nothing was said and nothing agreed; the note stays as it is", hint: "give --message TEXT, or --action \"@ana until 2026-12-08 …\""}
	}
	if err := p.CloseMeeting(ctx, a, o.message, o.actions); err != nil {
		return nil, err
	}
	agreed := ""
	if n := len(o.actions); n > 0 { // more may stand in the note
		agreed = " with " + count(n, "action")
	}
	c.Say("Closed %s%s; cop actions lists what is open, cop share brings it to the others.", a, agreed)
	return nil, c.tellProblems(ctx, p, a)
}

// askClosing asks for what the flags do not say.
func (c *cli) askClosing(ctx context.Context, a note.Address, o *closeOptions) (err error) {
	if !c.Prompting() || o.message != "" || len(o.actions) > 0 {
		return nil
	}
	defer c.pause()()
	c.Say("Closing %s. Empty answers leave it out.", a)
	if o.message, err = c.Ask(ctx, term.Question{Text: "What would somebody who was not there want to know", Flag: "--message TEXT"}); err != nil {
		return err
	}
	for {
		action, err := c.Ask(ctx, term.Question{Text: fmt.Sprintf("Action %d: who does what until when", len(o.actions)+1), Flag: "--action TEXT"})
		if err != nil || strings.TrimSpace(action) == "" {
			return err
		}
		o.actions = append(o.actions, action)
	}
}
