package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newVerify(c *cli) *cobra.Command {
	var o entryOptions
	cmd := &cobra.Command{
		Use:   "verify ADDR",
		Short: "Say that a note is still true",
		Long: `Say that a note is still true: you looked, and would follow it today. The note stays
as it is; the date of your word is what counts. --message adds how you know. It goes to the
others with the next cop sync.

Not true any more: cop edit repairs a note, cop retire takes it out of use.`,
		Example:           "cop verify rotate-the-pager\ncop verify rotate-the-pager --message \"Read it against this month's rota.\"",
		GroupID:           "care",
		Args:              takes(1, 1, "the ADDR of a note"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			v, err := c.view(ctx, p, args[0])
			if err != nil {
				return nil, err
			}
			body, _, err := c.givenText(nil, o)
			if err != nil {
				return nil, err
			}
			file, err := p.Verify(ctx, v.Address, body)
			return c.entryWritten(p, v, note.Verify, file, writing{}, err)
		}),
	}
	o.textFlags(cmd)
	return cmd
}

func newStale(c *cli) *cobra.Command {
	var mine bool
	limit := 20
	cmd := &cobra.Command{
		Use:   "stale",
		Short: "Notes that ask to be looked at again",
		Long: `Notes whose promise to be true ran out: their review_by day is past, or nobody has
verified them for longer than the charter's stale_after. What many use and has waited
long comes first; use is reports and links to it. With --mine the notes you wrote or are
a steward of come before all others.

Each of them wants one of three: cop verify, cop edit or cop retire.`,
		Example: "cop stale\ncop stale --mine --limit 1\ncop stale --json=address,ran_out,use",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runStale(ctx, p, mine, limit)
		}),
	}
	cmd.Flags().BoolVar(&mine, "mine", false, "yours first")
	cmd.Flags().IntVar(&limit, "limit", limit, "at most `N` notes, 0 for the 200 most urgent")
	return cmd
}

// staleJSON is a note that asks to be looked at again.
type staleJSON struct {
	noteJSON
	RanOut    stamp `json:"ran_out"`
	Use       int   `json:"use"` // reports and links
	Backlinks int   `json:"backlinks"`
	Mine      bool  `json:"mine"`
}

// staleList is the result of cop stale.
type staleList struct {
	Notes []staleJSON
	total int
	now   time.Time
}

func (c *cli) runStale(ctx context.Context, p *pool.Pool, mine bool, limit int) (any, error) {
	if limit < 0 {
		return nil, &usageError{msg: "--limit must not be negative", hint: "cop stale --limit 5"}
	}
	all, total, err := p.StaleNotes(ctx, mine)
	if err != nil {
		return nil, err
	}
	l := staleList{Notes: []staleJSON{}, total: total, now: c.now()}
	for _, s := range all {
		if limit > 0 && len(l.Notes) == limit {
			break
		}
		l.Notes = append(l.Notes, staleJSON{toJSON(&s.Card, true), stamp{s.RanOut}, s.Use(), s.Backlinks, s.Mine})
	}
	changed, err := c.changedOrigins(ctx, p)
	if err != nil {
		return nil, err
	}
	switch n := len(changed); {
	case n > 0:
		c.Say("%s here came from another pool and changed there since; cop adapt says which.", count(n, "note"))
	case len(all) == 0:
		c.Say("Nothing here asks to be looked at again.")
	}
	return l, nil
}

// Value is the list alone.
func (l staleList) Value() any { return l.Notes }

// Table is what a pipe gets: address, title, when it ran out, use, whether it is yours.
func (l staleList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "address"}, {Name: "title", Flex: true, Min: 16}, {Name: "ran out"}, {Name: "use"}, {Name: "mine"}}}
	for _, n := range l.Notes {
		mine := ""
		if n.Mine {
			mine = "mine"
		}
		t.Rows = append(t.Rows, []term.Cell{
			{Text: string(n.Address)}, {Text: n.Title}, term.When(n.RanOut.Time, l.now), {Text: fmt.Sprint(n.Use)}, {Text: mine},
		})
	}
	return t
}

// Text is each note with what is known about it below, and what can be done.
func (l staleList) Text(s *term.Streams) string {
	if len(l.Notes) == 0 {
		return ""
	}
	p := s.Palette()
	var b strings.Builder
	for _, n := range l.Notes {
		b.WriteString(term.Hang("", "  ", p.Paint(term.Title, n.Title), s.Width()) + "\n")
		parts := []string{p.Paint(term.Topic, string(n.Address)), p.Paint(term.Warn, "ran out "+term.Ago(n.RanOut.Time, l.now))}
		if n.Use > 0 {
			parts = append(parts, p.Paint(term.Muted, l.use(n)))
		}
		if n.Mine {
			parts = append(parts, p.Paint(term.Accent, "yours"))
		}
		b.WriteString(term.Hang("  ", "  ", strings.Join(parts, p.Paint(term.Muted, " · ")), s.Width()) + "\n")
	}
	more := ""
	if l.total > len(l.Notes) {
		more = fmt.Sprintf("%d of %d; --limit N shows more. ", len(l.Notes), l.total)
	}
	b.WriteString("\n" + term.Hang("", "", p.Paint(term.Muted, more+"Still true: cop verify ADDR. Repair: cop edit ADDR. Had its day: cop retire ADDR."), s.Width()) + "\n")
	return b.String()
}

// use says what stands on a note: "2 reports, 3 links".
func (l staleList) use(n staleJSON) string {
	var parts []string
	if reports := n.Use - n.Backlinks; reports > 0 {
		parts = append(parts, count(reports, "report"))
	}
	if n.Backlinks > 0 {
		parts = append(parts, count(n.Backlinks, "link"))
	}
	return strings.Join(parts, ", ")
}
