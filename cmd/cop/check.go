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
	all    bool
	format string
}

func newCheck(c *cli) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check [ADDR…]",
		Short: "Look for problems in notes, links, threads and the charter",
		Long: `Look for problems: front matter that cannot be read, links that lead nowhere,
prompts left unanswered, files that cannot be read. Exit code 6 when there are
any; advice alone is no problem. What many notes have is said once, with how
many; --all lists everything. --format github writes all of them so that the git
host shows them at their line.

What a community means to be as it is stands in its charter, and is not told:
"check: {allow: [broken-anchor, living, glossary/**]}" names kinds of problems,
words in quotes, and addresses.`,
		Example:           "cop check\ncop check rotate-the-pager\ncop check --fix\ncop check --all\ncop check --format github",
		GroupID:           "care",
		Args:              takes(0, -1),
		ValidArgsFunction: c.completeNotes(-1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runCheck(ctx, p, args, o)
		}),
	}
	cmd.Flags().BoolVar(&o.fix, "fix", false, "mend what can be mended without a doubt")
	cmd.Flags().BoolVar(&o.all, "all", false, "list every problem, however many are alike")
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
	r := problemList{github: o.format == "github", all: o.all}
	code := error(nil)
	for _, pr := range problems {
		r.problems = append(r.problems, problemJSON{pr.Path, pr.Line, pr.Rule, pr.Message, pr.Fix, pr.Advice})
		if !pr.Advice {
			code = outcome(exitProblems)
		}
	}
	return r, code
}

type problemJSON struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Fix     string `json:"fix"`
	Advice  bool   `json:"advice"` // nothing is wrong
}

// problemList is the result of cop check.
type problemList struct {
	problems []problemJSON
	github   bool
	all      bool
}

// Value is the list alone.
func (l problemList) Value() any { return l.problems }

// Text is a line for each cause: the first problem that it makes, with what to do about it
// and how many there are like it. A few are listed as they are.
func (l problemList) Text(s *term.Streams) string {
	if l.github {
		return l.annotations()
	}
	var b strings.Builder
	found, kinds, unsaid := 0, 0, 0
	for _, c := range l.causes() {
		shown := c
		if len(c) > mostAlike && !l.all {
			shown = c[:1]
		}
		for _, pr := range shown {
			b.WriteString(pr.line(s, len(c)-len(shown)) + "\n")
		}
		if !c[0].Advice {
			found += len(c)
			kinds++
		}
		unsaid += len(c) - len(shown)
	}
	return b.String() + sum(s, found, kinds, unsaid)
}

// sum is the last line, which only a terminal needs when there is anything above it.
func sum(s *term.Streams, found, kinds, unsaid int) string {
	what := count(found, "problem")
	switch {
	case found == 0:
		return "No problems found.\n"
	case !s.OutTTY:
		return ""
	case unsaid > 0:
		what += fmt.Sprintf(" of %s; cop check --all lists all", count(kinds, "kind"))
	}
	return term.Hang("", "  ", s.Palette().Paint(term.Warn, what), s.LineWidth()) + "\n"
}

// mostAlike is how many problems of one cause are listed one by one.
const mostAlike = 3

// causes gathers problems that are alike, in the order of the first of each.
func (l problemList) causes() [][]problemJSON {
	at := map[string]int{}
	var out [][]problemJSON
	for _, pr := range l.problems {
		key := pr.cause()
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], pr)
	}
	return out
}

// cause is what a problem has in common with those like it: its rule and what its message
// says without what stands in quotes.
func (pr problemJSON) cause() string {
	var words []string
	for i, part := range strings.Split(pr.Message, `"`) {
		if i%2 == 0 {
			words = append(words, part)
		}
	}
	key := strings.Join(words, "")
	if i := strings.IndexAny(key, ":;"); i >= 0 {
		key = key[:i]
	}
	if pr.Rule == "broken-link" || pr.Rule == "ambiguous-link" || pr.Rule == "moved-link" || pr.Rule == "broken-anchor" || pr.Rule == "one-sided" {
		key, _, _ = strings.Cut(strings.TrimSpace(key), " ")
	}
	return fmt.Sprint(pr.Rule, pr.Advice, key)
}

// line is one problem; more is how many like it are not listed.
func (pr problemJSON) line(s *term.Streams, more int) string {
	p := s.Palette()
	at := pr.Path
	if pr.Line > 0 {
		at = fmt.Sprintf("%s:%d", pr.Path, pr.Line)
	}
	line := p.Paint(term.Topic, at) + ": "
	if pr.Advice {
		line += p.Paint(term.Muted, "advice: ")
	}
	line += p.Paint(term.Plain, pr.Message)
	if pr.Fix != "" {
		line += p.Paint(term.Muted, " – "+pr.Fix)
	}
	if more > 0 {
		line += p.Paint(term.Warn, fmt.Sprintf(" (%d such, %s)", more+1, pr.Rule))
	}
	if s.OutTTY {
		line = term.Hang("", "  ", line, s.LineWidth())
	}
	return line
}

// annotations are workflow commands: a % and line breaks are escaped, as the host wants.
func (l problemList) annotations() string {
	var b strings.Builder
	escape := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	for _, pr := range l.problems {
		level := "warning"
		if pr.Advice {
			level = "notice"
		}
		fmt.Fprintf(&b, "::"+level+" file=%s,line=%d,title=%s::%s\n",
			strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escape.Replace(pr.Path)), max(pr.Line, 1), pr.Rule, escape.Replace(note.Clean(pr.Message)))
	}
	return b.String()
}
