package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newCharter(c *cli) *cobra.Command {
	var o charterOptions
	cmd := &cobra.Command{
		Use:   "charter",
		Short: "What this community agreed on, in words",
		Long: `What the accepted charter decides for the pool, in words: how notes change, who looks
after what, when a practice counts as proven. A change to it is a note like any other;
the old rules hold until the others accepted it. cop show charter reads all of it.

--edit asks for what the charter does not say yet, each with an example, and opens your
editor where it says everything. Flags say the same without being asked.`,
		Example: "cop charter\ncop charter --edit\ncop charter --rhythm \"Tuesdays at ten, for half an hour.\"\ncop charter --json=stewards,missing",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			if o.edit || o.changes() {
				return c.changeCharter(ctx, p, o)
			}
			return charterOf(p), nil
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&o.edit, "edit", false, "be asked for what it does not say, or change it in your editor")
	f.StringVar(&o.who, "who", "", "handles of those who look after everything, with commas")
	f.StringVar(&o.review, "review", "", "how practices change: required or direct")
	o.says = charterFlags(f)
	cmd.AddCommand(newStage(c))
	return cmd
}

const charterAddress = note.Address("charter")

// editCharter opens the editor on the charter, or on the template for one, and says what
// cannot be understood afterwards.
func (c *cli) editCharter(ctx context.Context, p *pool.Pool) error {
	if _, err := p.Read(charterAddress); errors.Is(err, fs.ErrNotExist) {
		text, err := p.Text(pool.Draft{Type: note.CharterNote, Title: "Charter"})
		if err != nil {
			return err
		}
		if err := p.Update(ctx, charterAddress, text); err != nil {
			return err
		}
		c.Say("There was no charter; this one is made from the template.")
	}
	if err := c.editNote(ctx, p, charterAddress); err != nil {
		return err
	}
	return c.tellCharter(ctx, p)
}

// charterResult is the result of cop charter.
type charterResult struct {
	Name         string           `json:"name"`
	Stage        string           `json:"stage"`
	Practices    note.Lane        `json:"practices"`
	Conversation note.Lane        `json:"conversation"`
	Meetings     note.Lane        `json:"meetings"`
	Approvals    int              `json:"approvals"`
	StaleAfter   int              `json:"stale_after_days"` // 0: never
	Maturity     maturityRuleJSON `json:"maturity"`
	Stewards     []stewardsJSON   `json:"stewards"`
	Upstreams    []upstreamJSON   `json:"upstreams"`
	Words        [][]string       `json:"words"` // groups that mean the same

	Says    map[string]string `json:"says"`    // in words, by part
	Missing []string          `json:"missing"` // parts that it says nothing about in words of its own
}

type maturityRuleJSON struct {
	Promising int     `json:"promising"`
	Proven    int     `json:"proven"`
	MaxFailed float64 `json:"max_failed"`
}

type stewardsJSON struct {
	Pattern string        `json:"pattern"`
	Handles []note.Handle `json:"handles"`
}

type upstreamJSON struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

func charterOf(p *pool.Pool) charterResult {
	c := p.Charter()
	r := charterResult{
		Name: p.Name(), Stage: c.Stage, Practices: c.Practices, Conversation: c.Conversation, Meetings: c.Meetings, Approvals: c.Approvals,
		StaleAfter: int(c.StaleAfter.Hours() / 24), Maturity: maturityRuleJSON(c.Maturity),
		Stewards: []stewardsJSON{}, Upstreams: []upstreamJSON{},
		Words: append([][]string{}, c.Words...),
	}
	r.Says, r.Missing = p.CharterSays(), []string{}
	for _, part := range pool.CharterParts() {
		if r.Says[part.Name] == "" {
			r.Missing = append(r.Missing, part.Name)
		}
	}
	for _, s := range c.Stewards {
		r.Stewards = append(r.Stewards, stewardsJSON{s.Pattern, s.Handles})
	}
	for _, u := range c.Upstreams {
		r.Upstreams = append(r.Upstreams, upstreamJSON{u.Name, pool.Redact(u.URL)})
	}
	return r
}

// Table is what a pipe gets: a rule and what it says.
func (r charterResult) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "rule"}, {Name: "value", Flex: true}}}
	row := func(name, value string) { t.Rows = append(t.Rows, []term.Cell{{Text: name}, {Text: value}}) }
	row("name", r.Name)
	row("stage", r.Stage)
	row("practices", string(r.Practices))
	row("conversation", string(r.Conversation))
	row("meetings", string(r.Meetings))
	row("approvals", fmt.Sprint(r.Approvals))
	row("stale_after_days", fmt.Sprint(r.StaleAfter))
	row("maturity", fmt.Sprintf("promising %d, proven %d, max_failed %g", r.Maturity.Promising, r.Maturity.Proven, r.Maturity.MaxFailed))
	for _, s := range r.Stewards {
		row("stewards "+s.Pattern, inOneLine(s.Handles))
	}
	for _, u := range r.Upstreams {
		row("upstream "+u.Name, u.URL)
	}
	for _, group := range r.Words {
		row("words "+group[0], strings.Join(group[1:], ", "))
	}
	return t
}

func inOneLine(handles []note.Handle) string {
	var out []string
	for _, h := range handles {
		out = append(out, string(h))
	}
	return strings.Join(out, ", ")
}

// Text is the charter's rules as sentences.
func (r charterResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	say := func(line string) { b.WriteString(term.Hang("", "  ", line, s.Width()) + "\n") }
	head := p.Paint(term.Title, r.Name)
	if r.Stage != "" {
		head += "  " + p.Paint(term.Muted, "stage: "+r.Stage)
	}
	say(head)
	for _, line := range r.rules() {
		say(p.Paint(term.Plain, line))
	}
	if len(r.Stewards) > 0 {
		say(p.Paint(term.Title, "Who looks after what"))
	}
	for _, w := range r.Stewards {
		what := w.Pattern
		if what == "**" {
			what = "everything"
		}
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Topic, what)+"  "+p.Paint(term.Plain, inOneLine(w.Handles)), s.Width()) + "\n")
	}
	if len(r.Upstreams) > 0 {
		say(p.Paint(term.Title, "Where practices are taken over from"))
	}
	for _, u := range r.Upstreams {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Topic, u.Name)+"  "+p.Paint(term.Muted, u.URL), s.Width()) + "\n")
	}
	if len(r.Words) > 0 {
		say(p.Paint(term.Title, "Words that mean the same"))
	}
	for _, group := range r.Words {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Plain, strings.Join(group, ", ")), s.Width()) + "\n")
	}
	if len(r.Missing) > 0 {
		say(p.Paint(term.Muted, "It has no words of its own yet about: "+strings.Join(r.Missing, ", ")+"."))
	}
	say(p.Paint(term.Muted, "cop show charter reads all of it; cop charter --edit changes it."))
	return b.String()
}

func (r charterResult) rules() []string {
	practices := "Practices, stories and decisions go to everyone at once."
	if r.Practices == note.LaneRequired {
		practices = "Practices, stories and decisions are reviewed; " + agree(r.Approvals) + "."
	}
	talk := "Questions, answers and reports go to everyone at once."
	if r.Conversation == note.LaneRequired {
		talk = "Questions, answers and reports are reviewed, too."
	}
	if r.Meetings == note.LaneDirect && r.Practices == note.LaneRequired {
		practices += " Notes of meetings, and actions ticked off in them, go to everyone at once."
	}
	still := "Nothing asks to be verified by age alone."
	if r.StaleAfter > 0 {
		still = fmt.Sprintf("A note that nobody verified for %s asks for it.", count(r.StaleAfter, "day"))
	}
	return []string{
		practices, talk,
		fmt.Sprintf("A practice is promising when it worked for %d others, and proven at %d in two places, unless more than %g%% of the reports say it failed.",
			r.Maturity.Promising, r.Maturity.Proven, 100*r.Maturity.MaxFailed),
		still,
	}
}

func agree(n int) string {
	switch n {
	case 0:
		return "nobody has to agree"
	case 1:
		return "one other has to agree"
	}
	return fmt.Sprintf("%d others have to agree", n)
}
