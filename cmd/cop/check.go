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

type checkOptions struct {
	fix    bool
	format string
}

func newCheck(c *cli) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check [ADDR…]",
		Short: "Look for problems in notes, links, threads and the charter",
		Long: `Look for problems: front matter that cannot be read, links that lead nowhere,
prompts left unanswered, files that cannot be read. Exit code 6 when there are
any. --format github writes them so that the git host shows them at their line.`,
		Example:           "cop check\ncop check rotate-the-pager\ncop check --fix\ncop check --format github",
		GroupID:           "care",
		Args:              takes(0, -1),
		ValidArgsFunction: c.completeNotes(-1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runCheck(ctx, p, args, o)
		}),
	}
	cmd.Flags().BoolVar(&o.fix, "fix", false, "mend what can be mended without a doubt")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or github")
	return cmd
}

func (c *cli) runCheck(ctx context.Context, p *pool.Pool, args []string, o checkOptions) (any, error) {
	if o.format != "text" && o.format != "github" {
		return nil, &usageError{msg: fmt.Sprintf("there is no format %q", o.format), hint: "formats: text, github"}
	}
	only, err := c.notes(ctx, p, args)
	if err != nil {
		return nil, err
	}
	if o.fix {
		mended, err := p.Mend(ctx, only)
		if err != nil {
			return nil, err
		}
		for _, m := range mended {
			c.Say("Mended %s: %s", m.Path, m.Fix)
		}
	}
	problems, err := p.Check(ctx, only)
	if err != nil {
		return nil, err
	}
	r := problemList{github: o.format == "github"}
	for _, pr := range problems {
		r.problems = append(r.problems, problemJSON{pr.Path, pr.Line, pr.Rule, pr.Message, pr.Fix})
	}
	if len(problems) == 0 {
		return r, nil
	}
	return r, outcome(exitProblems)
}

type problemJSON struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Fix     string `json:"fix"`
}

// problemList is the result of cop check.
type problemList struct {
	problems []problemJSON
	github   bool
}

// MarshalJSON makes the result a plain list.
func (l problemList) MarshalJSON() ([]byte, error) {
	if l.problems == nil {
		return []byte("[]"), nil
	}
	return plainJSON(l.problems)
}

// Text is one problem a line, with what to do about it.
func (l problemList) Text(s *term.Streams) string {
	if l.github {
		return l.annotations()
	}
	if len(l.problems) == 0 {
		return "No problems found.\n"
	}
	p := s.Palette()
	var b strings.Builder
	for _, pr := range l.problems {
		at := pr.Path
		if pr.Line > 0 {
			at = fmt.Sprintf("%s:%d", pr.Path, pr.Line)
		}
		line := p.Paint(term.Topic, at) + ": " + p.Paint(term.Plain, pr.Message)
		if pr.Fix != "" {
			line += p.Paint(term.Muted, " – "+pr.Fix)
		}
		if s.OutTTY {
			line = term.Hang("", "  ", line, s.LineWidth())
		}
		b.WriteString(line + "\n")
	}
	if s.OutTTY {
		b.WriteString(p.Paint(term.Warn, count(len(l.problems), "problem")) + "\n")
	}
	return b.String()
}

// annotations are workflow commands: a % and line breaks are escaped, as the host wants.
func (l problemList) annotations() string {
	var b strings.Builder
	escape := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	for _, pr := range l.problems {
		fmt.Fprintf(&b, "::warning file=%s,line=%d,title=%s::%s\n",
			strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escape.Replace(pr.Path)), max(pr.Line, 1), pr.Rule, escape.Replace(note.Clean(pr.Message)))
	}
	return b.String()
}
