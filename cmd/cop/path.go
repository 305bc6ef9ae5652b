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

type pathOptions struct {
	read, unread []string
	limit        int
}

func newReadingPath(c *cli) *cobra.Command {
	var o pathOptions
	cmd := &cobra.Command{
		Use:   "path TOPIC",
		Short: "What to read first about a topic, and one small thing to begin with",
		Long: `What somebody who is new to a topic reads, in order: nothing before its prerequisites
(a note names them as "prerequisites: [ADDRESS, …]"), first what others began with, what
other notes build on, and what is proven. It ends with a first small thing to do.

What you have read is yours: --read keeps it on this machine, among your own data, and
nothing of it is ever shared.`,
		Example:           "cop path oncall\ncop path oncall --read oncall/rotate-the-pager\ncop path oncall --json=steps,next",
		GroupID:           "daily",
		Args:              takes(1, 1, "a TOPIC"),
		ValidArgsFunction: c.completeValues("topic"),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runPath(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.read, "read", nil, "keep that you have read the note at `ADDR`")
	f.StringSliceVar(&o.unread, "unread", nil, "keep that you have not read the note at `ADDR`")
	f.IntVar(&o.limit, "limit", 7, "at most `N` notes, 0 for all")
	return cmd
}

func (c *cli) runPath(ctx context.Context, p *pool.Pool, typed string, o pathOptions) (any, error) {
	if o.limit < 0 {
		return nil, &usageError{msg: "--limit must not be negative", hint: "--limit 0 shows all of it"}
	}
	topic, err := p.Topic(ctx, typed)
	if err != nil {
		return nil, err
	}
	if topic == "" {
		return nil, &usageError{msg: "a path leads through a topic", hint: "name one: cop path oncall"}
	}
	progress, err := c.keepRead(ctx, p, o)
	if err != nil {
		return nil, err
	}
	way, err := p.Reading(ctx, topic, o.limit)
	if err != nil {
		return nil, err
	}
	r := pathOf(way, progress)
	if len(r.Steps) == 0 {
		known, err := largestTopics(ctx, p, 1000)
		if err != nil {
			return nil, err
		}
		return r, &noPath{topic, pool.Nearest(topic, known)}
	}
	if len(way.Circle) > 0 {
		c.Say("note: the prerequisites of %s go round in a circle, so what to begin with was decided by their weight.", addressList(way.Circle))
	}
	return r, nil
}

func addressList(all []note.Address) string {
	var out []string
	for _, a := range all {
		out = append(out, string(a))
	}
	return strings.Join(out, ", ")
}

// keepRead takes in what was read and what not.
func (c *cli) keepRead(ctx context.Context, p *pool.Pool, o pathOptions) (*pool.Progress, error) {
	progress, err := p.Progress(c.dataHome())
	if err != nil || len(o.read)+len(o.unread) == 0 {
		return progress, err
	}
	for _, list := range []struct {
		typed []string
		read  bool
	}{{o.read, true}, {o.unread, false}} {
		for _, typed := range list.typed {
			a, err := p.Address(ctx, typed)
			if err != nil {
				return nil, err
			}
			progress.Read[a] = list.read
		}
	}
	return progress, progress.Keep()
}

// noPath ends a path through a topic that has nothing to read.
type noPath struct {
	topic string
	near  []string
}

func (e *noPath) Error() string {
	return fmt.Sprintf("there is nothing to read about %s yet", note.Clean(e.topic))
}

func (e *noPath) hint() string {
	if len(e.near) > 0 {
		return "did you mean " + note.Clean(e.near[0]) + "? Try: cop path " + quoted(note.Clean(e.near[0]))
	}
	return "cop find " + note.Clean(e.topic) + " searches the notes; cop ask asks the others"
}

// pathResult is the result of cop path.
type pathResult struct {
	Topic string       `json:"topic"`
	Steps pathSteps    `json:"steps"`
	Read  int          `json:"read"`
	More  int          `json:"more"` // notes of the topic beyond these
	Next  note.Address `json:"next"` // the first that was not read; "" when all were
	First actJSON      `json:"first"`
}

type pathSteps []pathStep

type pathStep struct {
	Address  note.Address `json:"address"`
	Title    string       `json:"title"`
	Type     note.Type    `json:"type"`
	Maturity string       `json:"maturity"`
	Why      []string     `json:"why"`
	Read     bool         `json:"read"` // on this machine
}

func pathOf(way pool.Reading, progress *pool.Progress) pathResult {
	r := pathResult{Topic: way.Topic, Steps: pathSteps{}, More: way.More, First: actJSON(way.First)}
	for i := range way.Steps {
		s := &way.Steps[i]
		step := pathStep{s.Address, s.Title, s.Type, s.Maturity, append([]string{}, s.Why...), progress.Read[s.Address]}
		r.Steps = append(r.Steps, step)
		switch {
		case step.Read:
			r.Read++
		case r.Next == "":
			r.Next = s.Address
		}
	}
	return r
}

// Table is what a pipe gets: number, address, title, whether it was read, and why it is there.
func (r pathResult) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "step"}, {Name: "address"}, {Name: "title", Flex: true}, {Name: "read"}, {Name: "why"}}}
	for i, s := range r.Steps {
		t.Rows = append(t.Rows, []term.Cell{{Text: fmt.Sprint(i + 1)}, {Text: string(s.Address)}, {Text: s.Title}, {Text: fmt.Sprint(s.Read)}, {Text: strings.Join(s.Why, ", ")}})
	}
	return t
}

// Text is a step each, then what to do.
func (r pathResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	say := func(first, rest, line string) { b.WriteString(term.Hang(first, rest, line, s.LineWidth()) + "\n") }
	for i, step := range r.Steps {
		mark, style := fmt.Sprintf("%2d  ", i+1), term.Title
		if step.Read {
			mark, style = " ✓  ", term.Muted
		}
		say(mark, "    ", p.Paint(style, step.Title))
		say("    ", "    ", p.Paint(term.Topic, string(step.Address)))
		if len(step.Why) > 0 {
			say("    ", "    ", p.Paint(term.Muted, strings.Join(step.Why, " · ")))
		}
	}
	if r.More > 0 {
		say("    ", "    ", p.Paint(term.Muted, fmt.Sprintf("and %d more: cop path %s --limit 0", r.More, r.Topic)))
	}
	b.WriteString("\n")
	if r.Next != "" {
		say("Next: ", "  ", p.Paint(term.Accent, "cop show "+string(r.Next)))
		if r.Read == 0 {
			say("  ", "  ", p.Paint(term.Muted, "--read ADDR keeps what you have read, for you alone."))
		}
	} else {
		say("", "  ", "You have read all of it.")
	}
	if r.First.Command != "" {
		say("", "  ", r.First.Why)
		say("  ", "  ", p.Paint(term.Accent, r.First.Command))
	}
	return b.String()
}
