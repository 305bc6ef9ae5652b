package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newDoctor(c *cli) *cobra.Command {
	var offline bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at what cop needs and say what is wrong",
		Long: `Look at everything cop stands on – git, who you are, the pool, the shared place,
the index, the editor – and say what is wrong and what to do. Exit code 6 when
something is.`,
		Example: "cop doctor\ncop doctor --offline",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: c.printing(func(ctx context.Context, _ []string) (any, error) {
			return c.runDoctor(ctx, offline)
		}),
	}
	cmd.Flags().BoolVar(&offline, "offline", false, "do not try the shared place")
	return cmd
}

// finding is one thing the doctor looked at.
type finding struct {
	What string `json:"what"`
	OK   bool   `json:"ok"`
	Says string `json:"says"`
	Hint string `json:"hint"`
}

// findings is the result of cop doctor.
type findings []finding

// Table is one finding a row.
func (l findings) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "state"}, {Name: "what"}, {Name: "says", Flex: true, Min: 20}}}
	for _, f := range l {
		mark := term.Cell{Text: "ok", Style: term.Good}
		if !f.OK {
			mark = term.Cell{Text: "!!", Style: term.Bad}
		}
		t.Rows = append(t.Rows, []term.Cell{mark, {Text: f.What}, {Text: f.says()}})
	}
	return t
}

func (f finding) says() string {
	if f.Hint == "" {
		return f.Says
	}
	return f.Says + "; " + f.Hint
}

// Text is the same with whole sentences, wrapped.
func (l findings) Text(s *term.Streams) string {
	p := s.Palette()
	var b strings.Builder
	for _, f := range l {
		mark := p.Paint(term.Good, "ok")
		if !f.OK {
			mark = p.Paint(term.Bad, "!!")
		}
		b.WriteString(term.Hang("", "   ", mark+" "+p.Paint(term.Title, f.What)+" "+p.Paint(term.Plain, f.Says), s.LineWidth()) + "\n")
		if f.Hint != "" {
			b.WriteString(term.Hang("   ", "   ", p.Paint(term.Muted, f.Hint), s.LineWidth()) + "\n")
		}
	}
	return b.String()
}

func (c *cli) runDoctor(ctx context.Context, offline bool) (any, error) {
	out := findings{c.examineGit(), c.examineEditor()}
	p, err := c.openPool(ctx)
	if err != nil {
		e := explain(err)
		out = append(out, finding{What: "pool", Says: err.Error(), Hint: e.Hint})
		return out, outcome(exitProblems)
	}
	defer p.Close()
	defer c.working()()
	out = append(out, finding{What: "pool", OK: true, Says: p.Name() + " in " + p.Root()})
	for _, f := range p.Examine(ctx, pool.ExamineOptions{Offline: offline}) {
		says, hint := f.Says, f.Hint
		if f.Err != nil {
			e := explain(f.Err)
			says, hint = e.Message, e.Hint
		}
		out = append(out, finding{What: f.What, OK: f.Err == nil && f.OK, Says: says, Hint: hint})
	}
	for _, f := range out {
		if !f.OK {
			return out, outcome(exitProblems)
		}
	}
	return out, nil
}

func (c *cli) examineGit() finding {
	if path := c.git(); path != "" {
		return finding{What: "git", OK: true, Says: path}
	}
	return finding{What: "git", OK: true, Says: "not installed; cop does without",
		Hint: "with git installed, your ssh settings and saved passwords work here too"}
}

func (c *cli) examineEditor() finding {
	command, err := c.EditorCommand("")
	if err != nil {
		e := explain(err)
		return finding{What: "editor", Says: e.Message, Hint: e.Hint}
	}
	return finding{What: "editor", OK: true, Says: strings.Join(command, " ")}
}
