package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/lifecycle"
)

func newStage(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stage [NAME]",
		Short: "Where the community is in its life, and what comes next",
		Long: `Six stages a community goes through: inquire, design, prototype, launch, grow, sustain.
Shows what the present one is for and a checklist: what can be counted is counted from
the pool, the rest people tick. NAME shows another stage.`,
		Example:           "cop charter stage\ncop charter stage launch\ncop charter stage tick interviews --message \"Five of us, in May.\"\ncop charter stage move",
		Args:              takes(0, 1),
		ValidArgsFunction: cobra.FixedCompletions(lifecycle.Names(), noFiles),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			name := ""
			if len(args) == 1 {
				if name = args[0]; !slices.Contains(lifecycle.Names(), name) {
					return nil, noStage(name)
				}
			}
			s, err := p.Stage(ctx, name)
			return stageResult{Stage: s, here: p.Charter().Stage}, err
		}),
	}
	cmd.AddCommand(newStageTick(c), newStageMove(c))
	return cmd
}

func noStage(name string) error {
	return &usageError{msg: fmt.Sprintf("no stage is called %q", name), hint: "stages: " + strings.Join(lifecycle.Names(), ", ")}
}

func newStageTick(c *cli) *cobra.Command {
	var message string
	cmd := &cobra.Command{
		Use:     "tick CHECK",
		Short:   "Say that something holds which cannot be counted",
		Long:    "Tick a line of the checklist, with the words that say why. It is written into the charter and is a draft until you share it.",
		Example: "cop charter stage tick interviews --message \"Five of us, in May.\"",
		Args:    takes(1, 1, "the name of a CHECK"),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			s, err := p.Stage(ctx, "")
			if err != nil {
				return nil, err
			}
			var names []string
			for _, check := range s.Checks {
				if check.Asked {
					names = append(names, check.Name)
				}
			}
			if !slices.Contains(names, args[0]) {
				return nil, &usageError{msg: fmt.Sprintf("%q is nothing to tick in the stage %s", args[0], s.Name), hint: "to tick: " + strings.Join(names, ", ")}
			}
			if strings.TrimSpace(message) == "" {
				if message, err = c.Ask(ctx, term.Question{Text: "What does it rest on", Flag: "--message TEXT"}); err != nil {
					return nil, err
				}
			}
			if strings.TrimSpace(message) == "" {
				return nil, &usageError{msg: "a tick says what it rests on", hint: "for example: --message \"five of us, in May\""}
			}
			if err := p.TickStage(ctx, args[0], message); err != nil {
				return nil, err
			}
			c.Say("Ticked; a draft of the charter until you share it: cop share charter")
			s, err = p.Stage(ctx, "")
			return stageResult{Stage: s, here: s.Name}, err
		}),
	}
	textFlag(cmd.Flags(), &message, "`TEXT` that says what it rests on")
	return cmd
}

func newStageMove(c *cli) *cobra.Command {
	var message string
	var anyway bool
	cmd := &cobra.Command{
		Use:   "move [NAME]",
		Short: "Go on to the next stage, or back to another",
		Long: `Change the charter's stage to the next one or to NAME, earlier ones too: going back is no
shame. The checklist as it stands is written beside it, and the others decide on it as on
any change of the charter.`,
		Example:           "cop charter stage move\ncop charter stage move design --message \"We were too fast.\"",
		Args:              takes(0, 1),
		ValidArgsFunction: cobra.FixedCompletions(lifecycle.Names(), noFiles),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			s, err := p.Stage(ctx, "")
			if err != nil {
				return nil, err
			}
			to := lifecycle.After(s.Name)
			if len(args) == 1 {
				to = args[0]
			}
			back := slices.Index(lifecycle.Names(), to) < slices.Index(lifecycle.Names(), s.Name)
			next, open := s.Next()
			switch {
			case to == "":
				return nil, &usageError{msg: "there is no stage after " + s.Name, hint: "cop charter stage move NAME goes to another one"}
			case !slices.Contains(lifecycle.Names(), to):
				return nil, noStage(to)
			case to == s.Name:
				return nil, &usageError{msg: "the community is in the stage " + to + " already", hint: "cop charter stage shows what is next"}
			case open && !back && !anyway:
				return nil, &notReadyError{stage: s, next: next}
			}
			if err := p.MoveStage(ctx, to, s, message); err != nil {
				return nil, err
			}
			c.Say("From %s to %s; a draft of the charter until you share it: cop share charter", s.Name, to)
			s, err = p.Stage(ctx, to)
			return stageResult{Stage: s, here: to}, err
		}),
	}
	textFlag(cmd.Flags(), &message, "`TEXT` that says why")
	cmd.Flags().BoolVar(&anyway, "anyway", false, "although not all of the checklist holds")
	return cmd
}

// notReadyError says that a stage is not done.
type notReadyError struct {
	stage lifecycle.Stage
	next  lifecycle.Check
}

func (e *notReadyError) Error() string {
	return fmt.Sprintf("%d of %d hold for %s; next: %s (%s)", e.stage.Done(), len(e.stage.Checks), e.stage.Name, e.next.What, e.next.Evidence)
}

// stageResult is the result of cop charter stage.
type stageResult struct {
	lifecycle.Stage
	here string // the charter's, "" where it names none
}

type checkJSON struct {
	Name     string `json:"name"`
	What     string `json:"what"`
	Asked    bool   `json:"asked"` // people tick it
	Done     bool   `json:"done"`
	Evidence string `json:"evidence"`
	Act      string `json:"act"`
}

// Value is the stage with its checklist.
func (r stageResult) Value() any {
	checks := []checkJSON{}
	for _, c := range r.Checks {
		checks = append(checks, checkJSON(c))
	}
	var next *checkJSON
	if c, ok := r.Next(); ok {
		next = (*checkJSON)(&c)
	}
	return struct {
		Stage      string      `json:"stage"`
		Purpose    string      `json:"purpose"`
		Activities []string    `json:"activities"`
		Checks     []checkJSON `json:"checks"`
		Next       *checkJSON  `json:"next"` // null: all of it holds
		After      string      `json:"after"`
	}{r.Name, r.Purpose, append([]string{}, r.Activities...), checks, next, lifecycle.After(r.Name)}
}

// Table is what a pipe gets: check, whether it holds, what it rests on, the command.
func (r stageResult) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "check"}, {Name: "done"}, {Name: "what", Flex: true}, {Name: "evidence"}, {Name: "act"}}}
	for _, c := range r.Checks {
		t.Rows = append(t.Rows, []term.Cell{{Text: c.Name}, {Text: fmt.Sprint(c.Done)}, {Text: c.What}, {Text: c.Evidence}, {Text: c.Act}})
	}
	return t
}

// Text is the stage as a page.
func (r stageResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	say := func(first, rest, line string) { b.WriteString(term.Hang(first, rest, line, s.Width()) + "\n") }
	head := p.Paint(term.Title, r.Name)
	var others []string
	for _, name := range lifecycle.Names() {
		if name != r.Name {
			others = append(others, name)
			continue
		}
		others = append(others, strings.ToUpper(name))
	}
	say("", "  ", head+"  "+p.Paint(term.Muted, strings.Join(others, " → ")))
	say("", "", r.Purpose)
	for _, a := range r.Activities {
		say("  • ", "    ", a)
	}
	b.WriteString("\n")
	for _, c := range r.Checks {
		mark, style := "✓ ", term.Good
		if !c.Done {
			mark, style = "· ", term.Warn
		}
		name := ""
		if c.Asked && !c.Done {
			name = " [" + c.Name + "]"
		}
		say("  ", "    ", p.Paint(style, mark)+p.Paint(term.Plain, c.What)+p.Paint(term.Muted, name+" – "+c.Evidence))
	}
	b.WriteString("\n")
	next, open := r.Next()
	switch after := lifecycle.After(r.Name); {
	case open && next.Act != "":
		say("Next: ", "  ", p.Paint(term.Accent, next.Act)+", until "+next.What)
	case open:
		say("Next: ", "  ", next.What)
	case r.Name == r.here && after != "":
		say("", "  ", "All of it holds. "+p.Paint(term.Accent, "cop charter stage move")+" goes on to "+after+".")
	case after == "":
		say("", "  ", "All of it holds. Look again in three months.")
	}
	return b.String()
}
