package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/meeting"
)

type actionsOptions struct {
	all, mine bool
	of        string
}

func newActions(c *cli) *cobra.Command {
	var o actionsOptions
	cmd := &cobra.Command{
		Use:   "actions",
		Short: "What meetings agreed on and nobody ticked off yet",
		Long: `List the open items of task lists in the notes of meetings, what is due first. An item
names who does it as "@ana" or "ana:" and may name a day, "by 3 December" or 2026-12-03:

  - [ ] ana: try the checklist on Thursday's release (by 3 December)`,
		Example: "cop actions\ncop actions --mine\ncop actions done 2",
		GroupID: "care",
		Args:    knownCommand,
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runActions(ctx, p, o)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&o.all, "all", false, "also what is done")
	f.BoolVar(&o.mine, "mine", false, "only yours")
	whoFlag(f, &o.of, "of", "only those of `HANDLE`")
	cmd.AddCommand(newActionsDone(c))
	return cmd
}

func newActionsDone(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "done N|ADDR:LINE…",
		Short: "Tick an action off",
		Long: `Tick an action off in the note of its meeting. N is its number in what cop actions
lists, ADDR:LINE its place as --json and a pipe tell it. cop share brings that to the
others.`,
		Example: "cop actions done 2\ncop actions done 2026-11-24-breakfast:31",
		Args:    takes(1, -1, "the number of an action"),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return nil, c.runActionsDone(ctx, p, args)
		}),
	}
}

func (c *cli) runActions(ctx context.Context, p *pool.Pool, o actionsOptions) (any, error) {
	all, err := p.Actions(ctx, o.all)
	if err != nil {
		return nil, err
	}
	of, err := c.ownerOf(ctx, p, all, o.of)
	if err != nil {
		return nil, err
	}
	if o.mine {
		me, err := p.Me()
		if err != nil {
			return nil, err
		}
		of = me.Handle
	}
	list := actionList{now: c.now(), Actions: []actionJSON{}}
	for i, a := range all {
		if of == "" || a.Owner == of {
			list.Actions = append(list.Actions, actionJSON{i + 1, a.Note, a.Note, a.Line, a.Text, a.Owner, stamp{a.Due}, a.Done, stamp{a.Meeting}})
		}
	}
	if len(list.Actions) == 0 {
		c.Say("Nothing is open.")
	}
	return list, nil
}

// ownerOf is whom --who means: somebody who has an action, or any member. "" is everybody.
func (c *cli) ownerOf(ctx context.Context, p *pool.Pool, all []meeting.Action, typed string) (note.Handle, error) {
	h := note.HandleFrom(typed)
	if typed == "" || slices.ContainsFunc(all, func(a meeting.Action) bool { return h != "" && a.Owner == h }) {
		return h, nil
	}
	return p.Somebody(ctx, typed)
}

func (c *cli) runActionsDone(ctx context.Context, p *pool.Pool, args []string) error {
	open, err := p.Actions(ctx, false)
	if err != nil {
		return err
	}
	for _, typed := range args {
		a, line, err := c.action(ctx, p, open, typed)
		if err != nil {
			return err
		}
		if err := p.Finish(ctx, a, line); err != nil {
			return fmt.Errorf("%s:%d: %w", a, line, err)
		}
		c.Say("Done, in %s; cop share brings it to the others.", a)
	}
	return nil
}

// action finds the place that N or ADDR:LINE means.
func (c *cli) action(ctx context.Context, p *pool.Pool, open []meeting.Action, typed string) (note.Address, int, error) {
	if n, err := strconv.Atoi(typed); err == nil {
		if n < 1 || n > len(open) {
			return "", 0, &usageError{msg: fmt.Sprintf("there is no action %d", n), hint: "cop actions numbers them"}
		}
		return open[n-1].Note, open[n-1].Line, nil
	}
	i := strings.LastIndexByte(typed, ':')
	if i < 0 {
		return "", 0, &usageError{msg: fmt.Sprintf("%q is no action", typed), hint: "give its number, or ADDR:LINE"}
	}
	line, err := strconv.Atoi(typed[i+1:])
	if err != nil || line < 1 {
		return "", 0, &usageError{msg: fmt.Sprintf("%q is no action", typed), hint: "give its number, or ADDR:LINE"}
	}
	a, err := c.note(ctx, p, typed[:i])
	return a, line, err
}

// actionJSON is an action. N numbers what is open, in the order of cop actions.
type actionJSON struct {
	N       int          `json:"n"`
	Note    note.Address `json:"note"`
	Address note.Address `json:"address"` // the same
	Line    int          `json:"line"`
	Text    string       `json:"text"`
	Owner   note.Handle  `json:"owner"`
	Due     stamp        `json:"due"`
	Done    bool         `json:"done"`
	Meeting stamp        `json:"meeting"`
}

// actionList is the result of cop actions.
type actionList struct {
	Actions []actionJSON
	now     time.Time
}

// Value is the list alone.
func (l actionList) Value() any { return l.Actions }

// Table is what a pipe gets: place, owner, due, state, text.
func (l actionList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "place"}, {Name: "owner"}, {Name: "due"}, {Name: "state"}, {Name: "text", Flex: true}}}
	for _, a := range l.Actions {
		state, _ := a.state(l.now)
		t.Rows = append(t.Rows, []term.Cell{
			{Text: fmt.Sprintf("%s:%d", a.Note, a.Line)}, {Text: string(a.Owner)}, {Text: a.day()}, {Text: state}, {Text: a.Text},
		})
	}
	return t
}

func (a actionJSON) day() string {
	if a.Due.IsZero() {
		return ""
	}
	return a.Due.Format(time.DateOnly)
}

func (a actionJSON) state(now time.Time) (string, term.Style) {
	switch {
	case a.Done:
		return "done", term.Good
	case !a.Due.IsZero() && a.Due.Before(now.UTC().Truncate(24*time.Hour)):
		return "late", term.Bad
	}
	return "open", term.Muted
}

// Text is each action with its number, and where it comes from below.
func (l actionList) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, a := range l.Actions {
		n := fmt.Sprintf("%3d ", a.N)
		if a.Done {
			n = "  ✓ "
		}
		b.WriteString(term.Hang(p.Paint(term.Accent, n), "    ", p.Paint(term.Plain, brief(a.Text)), s.Width()) + "\n")
		word, style := a.state(l.now)
		line := p.Paint(term.Topic, string(a.Note))
		if a.Owner != "" {
			line = p.Paint(term.Accent, string(a.Owner)) + "  " + line
		}
		if day := a.day(); day != "" {
			line += p.Paint(term.Muted, "  by "+day)
		}
		if word == "late" {
			line += "  " + p.Paint(style, word)
		}
		b.WriteString(term.Hang("    ", "    ", line, s.Width()) + "\n")
	}
	return b.String()
}
