package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

type showOptions struct {
	why bool
	raw bool
	at  string

	versions bool
}

func newShow(c *cli) *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use:   "show ADDR",
		Short: "Read a note with its thread, links and history",
		Long: `Read a note. ADDR is its address (oncall/rotate-the-pager), any unique ending
of it (rotate-the-pager), an unambiguous beginning, or its title. ops:rotate-the-pager
is one of the pool ops, which you joined or follow.

--versions lists how often it was changed, by whom and when; --at shows it as it was:
a version's number, a day (2026-11-01), today, yesterday, monday, last week, or a span
back from now (7d, 2w, 3m, 1y). A note that was removed is found by its whole address.`,
		Example:           "cop show rotate-the-pager\ncop show rotate-the-pager --why\ncop show rotate-the-pager --versions\ncop show rotate-the-pager --at yesterday\ncop show rotate-the-pager --raw > note.md",
		GroupID:           "daily",
		Args:              takes(1, 1, "the ADDR of a note"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPoolOf(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runShow(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&o.why, "why", false, "list every report and why it counts")
	f.BoolVar(&o.raw, "raw", false, "print the file as it is")
	f.StringVar(&o.at, "at", "", "as it was at `WHEN`: a version's number, a day, yesterday, 2w")
	f.BoolVar(&o.versions, "versions", false, "list its versions")
	return cmd
}

func (c *cli) runShow(ctx context.Context, p *pool.Pool, typed string, o showOptions) (any, error) {
	a, err := c.note(ctx, p, typed)
	if err != nil && (o.at != "" || o.versions) {
		a, err = c.removed(ctx, p, typed, err)
	}
	switch {
	case err != nil:
		return nil, err
	case o.versions || o.at == listVersions:
		return c.listVersions(ctx, p, a)
	case o.at != "" || o.raw:
		return c.runShowText(ctx, p, a, o)
	}
	v, err := p.Show(ctx, a)
	if err != nil {
		return nil, err
	}
	r := shown{noteJSON: toJSON(&v.Card, v.Why.Stale), view: v, now: c.now(), why: o.why}
	r.Body, r.FrontMatter = string(v.Note.Body()), v.Note.FrontMatter()
	if r.origin, r.together, err = c.lineage(ctx, p, v, o.why || c.Format.Structured()); err != nil {
		return nil, err
	}
	if c.Format.Structured() || !c.OutTTY {
		return r, nil
	}
	c.progress.Done()
	return nil, c.Page(ctx, r.Text(c.Streams))
}

// runShowText shows a version, or the bytes of a file.
func (c *cli) runShowText(ctx context.Context, p *pool.Pool, a note.Address, o showOptions) (any, error) {
	text, v, err := c.textAt(ctx, p, a, o.at)
	if err != nil {
		return nil, err
	}
	if o.raw {
		return rawText(text), nil
	}
	n := note.Parse(a.Path(), text)
	r := shown{
		noteJSON: toJSON(&index.Card{Address: a, Path: a.Path(), Title: n.Title, Type: n.Type, Description: n.Description, Topic: a.Topic(), Tags: n.Tags, Authors: n.Authors, Status: n.Status, Created: n.Date, Updated: v.When}, false),
		Body:     string(n.Body()), FrontMatter: n.FrontMatter(), view: pool.View{Note: n}, now: c.now(), version: v,
	}
	if c.Format.Structured() || !c.OutTTY {
		return r, nil
	}
	c.progress.Done()
	return nil, c.Page(ctx, r.Text(c.Streams))
}

// rawText is a file as it is. On a terminal it is cleaned like everything else.
type rawText []byte

// Text is the file; a pipe gets every byte.
func (r rawText) Text(s *term.Streams) string {
	if s.OutTTY {
		return term.CleanText(string(r))
	}
	return string(r)
}

// shown is the result of cop show.
type shown struct {
	noteJSON
	Body        string         `json:"body"`
	FrontMatter map[string]any `json:"front_matter"`
	Links       []note.Address `json:"links"`
	Backlinks   []note.Address `json:"backlinks"`
	Thread      []entryJSON    `json:"thread"`
	Why         whyJSON        `json:"why"`
	DraftedBy   string         `json:"drafted_by"` // the assistant that wrote it as it is, "" for a person
	Waits       string         `json:"waits"`      // draft, to_send, in_review, conflict; "": the others have it
	Offered     string         `json:"contribution"`
	Declined    *outcomeJSON   `json:"declined,omitempty"`
	Origin      *originJSON    `json:"origin,omitempty"`   // where it was taken over from
	Together    *whyJSON       `json:"together,omitempty"` // what reports here and there come to

	view    pool.View
	now     time.Time
	why     bool
	version pool.Version // the zero value: as it is now

	origin   *pools.Origin // nil: it is of this pool
	together *pool.Why     // nil: not asked for, or not known
}

type entryJSON struct {
	Entry   string    `json:"entry"` // the same as path
	Path    string    `json:"path"`
	Number  int       `json:"number"`
	Type    note.Type `json:"type"`
	Author  string    `json:"author"`
	Member  string    `json:"member,omitempty"` // who the author is among the members, where their card says so
	Date    stamp     `json:"date"`
	Outcome string    `json:"outcome"`
	Context string    `json:"context"`
	Effort  string    `json:"effort"`
	Result  string    `json:"result"`
	At      string    `json:"at"`
	Re      string    `json:"re"`
	Settles bool      `json:"accepted"`
	Body    string    `json:"body"`
	Vote    string    `json:"vote,omitempty"` // "up" or "down": a vote that an import brought, of type comment
	// Brought is who brought it in the author's name; "" for their own word.
	Brought  string `json:"brought_by"`
	Unsigned bool   `json:"unsigned"` // the community asks for signatures, and it has none
}

type whyJSON struct {
	Maturity string       `json:"maturity"`
	Counted  []reasonJSON `json:"counted"`
	Ignored  []reasonJSON `json:"ignored"`
	Sums     []string     `json:"sums"` // how the weights add up, in words
}

type reasonJSON struct {
	Entry  string      `json:"entry"` // the same as path
	Path   string      `json:"path"`
	By     note.Handle `json:"by"`
	Reason string      `json:"reason"`
	Weight int         `json:"weight"` // percent
	Remark string      `json:"remark"` // how sure that is
}

// Value fills in what is derived from the view.
func (r shown) Value() any {
	out := r
	if out.FrontMatter == nil {
		out.FrontMatter = map[string]any{}
	}
	out.DraftedBy, out.Waits = r.view.DraftedBy, r.view.Waits
	if r.view.Offered != nil {
		out.Offered = wording.Name(*r.view.Offered)
	}
	if r.view.Declined != nil {
		out.Declined = &outcomesOf([]pool.Outcome{*r.view.Declined})[0]
	}
	out.Links, out.Backlinks = addresses(r.view.Links), addresses(r.view.Backlinks)
	out.Thread = []entryJSON{}
	for i, e := range r.view.Thread {
		out.Thread = append(out.Thread, entryJSON{
			Entry: e.File, Path: e.File, Number: i + 1, Type: e.EntryName.Type, Author: string(e.By()), Member: string(e.Member), Date: stamp{e.When()},
			Outcome: e.Outcome, Context: e.Context, Effort: e.Effort, Result: e.Result, At: e.At,
			Re: e.Re, Settles: r.view.Why.Settles(e), Body: string(e.Note.Body()), Vote: e.Vote(), Brought: e.Brought, Unsigned: e.Unsigned,
		})
	}
	if r.origin != nil {
		o := originOf(*r.origin)
		out.Origin = &o
	}
	if t := r.together; t != nil {
		out.Together = &whyJSON{Maturity: t.Maturity, Counted: reasons(t.Counted), Ignored: reasons(t.Ignored), Sums: append([]string{}, t.Sums...)}
	}
	out.Why = whyJSON{Maturity: r.Maturity, Counted: reasons(r.view.Why.Counted), Ignored: reasons(r.view.Why.Ignored), Sums: append([]string{}, r.view.Why.Sums...)}
	return out
}

func addresses(ns []pool.Neighbour) []note.Address {
	out := []note.Address{}
	for _, n := range ns {
		out = append(out, n.Address)
	}
	return out
}

func reasons(rs []pool.Reason) []reasonJSON {
	out := []reasonJSON{}
	for _, r := range rs {
		out = append(out, reasonJSON{r.Entry, r.Entry, r.By, r.Reason, r.Weight, r.Remark})
	}
	return out
}
