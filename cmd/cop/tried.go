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

type triedOptions struct {
	entryOptions
	context, effort, result string
	story                   string
	edit                    bool
}

func newTried(c *cli) *cobra.Command {
	var o triedOptions
	cmd := &cobra.Command{
		Use:   "tried ADDR worked|partly|failed [TEXT]",
		Short: "Report how it went when you did what a note says",
		Long: `Report how it went. A practice earns trust by such reports and by nothing else: three
people other than its authors, in two places, and it is proven; cop show --why says how
each report counts. Failures are worth most.

--context is one line that lets a stranger compare places: size, trade, constraint. On a
terminal it is asked for. TEXT, --body-file or --edit say what you changed and what
happened. With --story the text becomes a story of its own, linked from the report.
The report goes to the others with the next cop sync.`,
		Example: "cop tried rotate-the-pager worked --context \"ward, three shifts, 9 people\"\n" +
			"cop tried rotate-the-pager partly --context \"team of two\" --effort \"10 min a week\" \"We skip holidays.\"\n" +
			"cop tried warm-the-cache failed --context \"arm64\" --body-file what-happened.md",
		GroupID:           "daily",
		Args:              takes(1, -1, "the ADDR of a note"),
		ValidArgsFunction: c.completeTried,
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runTried(ctx, p, args, o)
		}),
	}
	o.textFlags(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.context, "context", "c", "", "where: one `LINE`")
	f.StringVar(&o.effort, "effort", "", "what it took: one `LINE`")
	f.StringVar(&o.result, "result", "", "what came of it: one `LINE`")
	f.StringVar(&o.story, "story", "", "tell it as a story called `TITLE`")
	f.BoolVarP(&o.edit, "edit", "e", false, "write the text in your editor")
	return cmd
}

func outcomes() []string { return []string{pool.Worked, pool.Partly, pool.Failed} }

func (c *cli) completeTried(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 1 {
		return outcomes(), cobra.ShellCompDirectiveNoFileComp
	}
	return c.completeNotes(1)(cmd, args, typed)
}

func (c *cli) runTried(ctx context.Context, p *pool.Pool, args []string, o triedOptions) (any, error) {
	v, err := c.view(ctx, p, args[0])
	if err != nil {
		return nil, err
	}
	if err := pool.Triable(v.Note); err != nil {
		return nil, err
	}
	r := pool.Report{Context: o.context, Effort: o.effort, Result: o.result}
	if r.Outcome, err = c.outcome(ctx, v, args[1:]); err != nil {
		return nil, err
	}
	if err := c.askContext(ctx, &r); err != nil {
		return nil, err
	}
	text, err := c.triedText(ctx, p, v, args[min(2, len(args)):], o)
	if err != nil {
		return nil, err
	}
	if r.Body = text.words; o.story != "" {
		if r.Body, err = c.tell(ctx, p, v, o.story, text.words); err != nil {
			return nil, err
		}
	}
	file, err := p.Tried(ctx, v.Address, r)
	done, err := c.entryWritten(p, v, note.Tried, file, text, err)
	if err == nil {
		err = c.sayMaturity(ctx, p, v, file)
	}
	return done, err
}

// outcome is the second argument, asked for on a terminal when it is missing.
func (c *cli) outcome(ctx context.Context, v pool.View, args []string) (string, error) {
	if len(args) == 0 {
		if !c.Prompting() {
			return "", &usageError{msg: "tried needs an outcome", hint: "worked, partly or failed: cop tried " + v.Address.Slug() + " worked"}
		}
		defer c.pause()()
		n, err := c.Choose(ctx, term.Question{Text: "How did it go", Flag: "worked, partly or failed"}, outcomes())
		return outcomes()[n], err
	}
	for _, known := range outcomes() {
		if strings.EqualFold(known, args[0]) {
			return known, nil
		}
	}
	return "", &usageError{msg: fmt.Sprintf("unknown outcome %q", note.Clean(args[0])), hint: "use worked, partly or failed"}
}

// askContext asks for the one line without which nobody can compare places.
func (c *cli) askContext(ctx context.Context, r *pool.Report) (err error) {
	if strings.TrimSpace(r.Context) != "" || !c.Prompting() {
		return nil
	}
	defer c.pause()()
	r.Context, err = c.Ask(ctx, term.Question{Text: "Where (team, system, size: one line)", Flag: "--context LINE"})
	return err
}

// triedText is the text of a report, which may be empty; an editor opens only when asked.
func (c *cli) triedText(ctx context.Context, p *pool.Pool, v pool.View, words []string, o triedOptions) (writing, error) {
	if o.edit {
		return c.entryText(ctx, p, note.Tried, v, nil, entryOptions{})
	}
	text, _, err := c.givenText(words, o.entryOptions)
	return writing{words: text}, err
}

// tell writes the text of a report as a story of its own and returns what the report says
// instead.
func (c *cli) tell(ctx context.Context, p *pool.Pool, v pool.View, title, text string) (string, error) {
	if text == "" {
		return "", &usageError{msg: "a story needs words", hint: "give them with --body-file FILE or --edit"}
	}
	link := fmt.Sprintf("[[%s]]", v.Address)
	d := pool.Draft{Type: note.Story, Title: title, Topic: v.Address.Topic(), Body: text + "\n\nWhat was tried: " + link + ".\n"}
	story, err := p.Text(d)
	if err != nil {
		return "", err
	}
	a, err := p.Save(ctx, story, d.Topic)
	if err != nil {
		return "", err
	}
	c.Say("Wrote the story %s; cop share offers it to the others.", a)
	return fmt.Sprintf("The whole story: [[%s]].", a), nil
}

// sayMaturity tells what the report has done to the note.
func (c *cli) sayMaturity(ctx context.Context, p *pool.Pool, was pool.View, file string) error {
	is, err := p.Show(ctx, was.Address)
	if err != nil {
		return err
	}
	for _, r := range is.Why.Ignored {
		if r.Entry == file {
			c.Say("It will be shown, but does not count: %s.", r.Reason)
			return nil
		}
	}
	switch before, now := was.Why.Maturity, is.Why.Maturity; {
	case is.Why.Contested && !was.Why.Contested:
		c.Say("The reports disagree now: it is contested. cop show %s --why says why.", was.Address.Slug())
	case now != before && before != "":
		c.Say("It was %s and is %s now.", before, now)
	case now != before:
		c.Say("It is %s now.", now)
	}
	return nil
}
