package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
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
	Date    stamp     `json:"date"`
	Outcome string    `json:"outcome"`
	Context string    `json:"context"`
	Effort  string    `json:"effort"`
	Result  string    `json:"result"`
	At      string    `json:"at"`
	Re      string    `json:"re"`
	Settles bool      `json:"accepted"`
	Body    string    `json:"body"`
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
		out.Offered = nameOf(*r.view.Offered)
	}
	if r.view.Declined != nil {
		out.Declined = &outcomesOf([]pool.Outcome{*r.view.Declined})[0]
	}
	out.Links, out.Backlinks = addresses(r.view.Links), addresses(r.view.Backlinks)
	out.Thread = []entryJSON{}
	for i, e := range r.view.Thread {
		out.Thread = append(out.Thread, entryJSON{
			Entry: e.File, Path: e.File, Number: i + 1, Type: e.EntryName.Type, Author: string(e.By()), Date: stamp{e.When()},
			Outcome: e.Outcome, Context: e.Context, Effort: e.Effort, Result: e.Result, At: e.At,
			Re: e.Re, Settles: r.view.Why.Settles(e), Body: string(e.Note.Body()), Brought: e.Brought, Unsigned: e.Unsigned,
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

// Text is the note as a page: a head, the body, the thread, the neighbours, one line of
// history.
func (r shown) Text(s *term.Streams) string {
	var b strings.Builder
	r.head(&b, s)
	o := s.MarkdownOptions()
	o.All, o.Embeds = "cop show "+string(r.Address)+" --raw", r.view.Embeds(r.view.Note)
	b.WriteString(term.Markdown(bodyWithoutTitle(r.view.Note), o))
	r.thread(&b, s)
	if r.why && r.Maturity != "" {
		r.reasons(&b, s)
	}
	r.neighbours(&b, s)
	r.history(&b, s)
	return b.String()
}

func (r shown) head(b *strings.Builder, s *term.Streams) {
	p := s.Palette()
	b.WriteString(term.Hang("", "", p.Paint(term.Title, r.Title), s.Width()) + "\n")
	parts := []string{p.Paint(term.Topic, string(r.Address))}
	if state := r.state(); state.Text != "" {
		parts = append(parts, p.Paint(state.Style, state.Text))
	}
	if len(r.Authors) > 0 {
		parts = append(parts, p.Paint(term.Muted, "by "+strings.Join(r.Authors, ", ")))
	}
	for _, t := range r.Tags {
		parts = append(parts, p.Paint(term.Muted, "#"+t))
	}
	b.WriteString(term.Hang("", "  ", strings.Join(parts, p.Paint(term.Muted, " · ")), s.Width()) + "\n")
	if r.Description != "" {
		b.WriteString(term.Hang("", "", p.Paint(term.Muted, r.Description), s.Width()) + "\n")
	}
	if r.origin != nil {
		words := originOf(*r.origin).words(r.Address)
		if by := note.Clean(strings.Join(pools.CreditsOf(r.view.Note), ", ")); by != "" {
			words += " · written by " + by
		}
		b.WriteString(term.Hang("", "", p.Paint(term.Muted, words), s.Width()) + "\n")
	}
	if by := r.replacement(); by != "" {
		b.WriteString(term.Hang("", "", p.Paint(term.Warn, "superseded by "+by), s.Width()) + "\n")
	}
	if err := r.view.Note.Err(); err != nil {
		b.WriteString(term.Hang("", "", p.Paint(term.Warn, "its front matter cannot be read ("+err.Error()+"); cop check says more"), s.Width()) + "\n")
	}
	b.WriteString("\n")
}

// replacement is what took the place of the note; "" for nothing.
func (r shown) replacement() string {
	if l, ok := r.view.Note.Successor(); ok {
		switch to := r.view.Leads(r.view.Note, l); to.Leads {
		case note.ToNote:
			return string(to.Note)
		case note.Nowhere:
			return l.Dest + ", which does not exist"
		}
		return l.Dest
	}
	if by := r.view.Note.SupersededBy; by != "" {
		return string(by)
	}
	return r.view.Note.Replacement
}

// bodyWithoutTitle is the body; a first heading that only repeats the title is left
// out.
func bodyWithoutTitle(n *note.Note) string {
	body := strings.TrimLeft(string(n.Body()), "\r\n")
	first, rest, _ := strings.Cut(body, "\n")
	if h, ok := strings.CutPrefix(strings.TrimSpace(first), "# "); ok && strings.TrimSpace(h) == n.Title {
		return rest
	}
	return body
}

func (r shown) reasons(b *strings.Builder, s *term.Streams) {
	p := s.Palette()
	title := "Why " + r.Maturity
	if r.view.Why.Contested {
		title += ", contested"
	}
	b.WriteString("\n" + p.Paint(term.Title, title) + "\n")
	r.weighed(b, s, r.view.Why)
	if r.together == nil {
		return
	}
	title = "With what was tried in " + r.origin.Origin.Pool + ": " + r.together.Maturity
	if r.together.Contested {
		title += ", contested"
	}
	b.WriteString("\n" + p.Paint(term.Title, title) + "\n")
	r.weighed(b, s, *r.together)
}

// weighed lists what counts and what does not.
func (r shown) weighed(b *strings.Builder, s *term.Streams, w pool.Why) {
	p := s.Palette()
	if len(w.Counted)+len(w.Ignored) == 0 {
		b.WriteString("  nobody has said yet how it went: cop tried " + term.Clean(r.Address.Slug()) + " worked\n")
	}
	for _, reason := range w.Counted {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Good, "counts ")+p.Paint(term.Accent, string(reason.By))+" "+p.Paint(term.Plain, reason.Reason)+remark(p, reason), s.Width()) + "\n")
	}
	for _, reason := range w.Ignored {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Muted, "not    ")+p.Paint(term.Accent, string(reason.By))+" "+p.Paint(term.Muted, reason.Reason), s.Width()) + "\n")
	}
	for _, sum := range w.Sums {
		b.WriteString(term.Hang("  ", "    ", p.Paint(term.Muted, sum), s.Width()) + "\n")
	}
}

func remark(p term.Palette, r pool.Reason) string {
	if r.Remark == "" {
		return ""
	}
	return p.Paint(term.Muted, " ("+r.Remark+")")
}

func (r shown) neighbours(b *strings.Builder, s *term.Streams) {
	p := s.Palette()
	for _, list := range []struct {
		name  string
		notes []pool.Neighbour
	}{{"Links to", r.view.Links}, {"Linked from", r.view.Backlinks}} {
		if len(list.notes) == 0 {
			continue
		}
		b.WriteString("\n" + p.Paint(term.Title, list.name) + "\n")
		for _, n := range list.notes {
			line := p.Paint(term.Topic, string(n.Address)) + "  " + p.Paint(term.Muted, n.Title)
			if n.Missing {
				line = p.Paint(term.Warn, string(n.Address)+"  does not exist")
			}
			b.WriteString(term.Hang("  ", "    ", line, s.Width()) + "\n")
		}
	}
}

func (r shown) history(b *strings.Builder, s *term.Streams) {
	v := r.view
	line := ""
	switch {
	case r.version.Rev != "":
		line = versionWords(r.version, r.now)
	case v.Draft == pool.New:
	case v.DraftedBy != "":
		line = fmt.Sprintf("drafted by an assistant (%s), shared by %s %s", term.Clean(v.DraftedBy), v.By, term.Ago(v.Updated, r.now))
	case v.Changes == 1:
		line = fmt.Sprintf("added by %s %s", v.By, term.Ago(v.Added, r.now))
		if v.Imported() {
			line = fmt.Sprintf("written %s, %s", term.Ago(v.Created, r.now), line)
		}
	case v.Changes > 1:
		line = fmt.Sprintf("%d changes, the last by %s %s", v.Changes, v.By, term.Ago(v.Updated, r.now))
	}
	if v.Draft != "" && r.version.Rev == "" {
		line = strings.TrimPrefix(line+"; "+waitsFor(v, r.now), "; ")
	}
	if line != "" {
		b.WriteString("\n" + term.Hang("", "", s.Paint(term.Muted, line), s.Width()) + "\n")
	}
}

// waitsFor says what a note that the others do not have as it is waits for, and what leads on.
func waitsFor(v pool.View, now time.Time) string {
	switch {
	case v.Waits == pool.WaitsConflict:
		return "you and somebody else changed it: cop resolve " + string(v.Address) + " shows both versions and settles it"
	case v.Waits == pool.WaitsInReview && v.Offered != nil:
		return "in review as " + nameOf(*v.Offered) + ": " + strings.Join(append(contributionOf(*v.Offered).standingWords(now), "cop review "+nameOf(*v.Offered)+" shows it"), " · ")
	case v.Offered != nil && v.Offered.Standing == pool.StandsUnopened:
		return "sent, but nobody is asked yet: cop share opens it for review"
	case v.Waits == pool.WaitsToSend:
		return "the others do not have it yet; cop sync sends it"
	case v.Declined != nil:
		return outcomesOf([]pool.Outcome{*v.Declined})[0].words() + "; a draft of yours again: cop share offers it anew"
	case v.Draft == pool.New && v.DraftedBy != "":
		return fmt.Sprintf("a draft by an assistant (%s): read it; cop share offers it", term.Clean(v.DraftedBy))
	case v.Offered != nil:
		return "changed since it was offered as " + nameOf(*v.Offered) + ": cop share brings that up to date"
	case v.Draft == pool.Edited:
		return "you changed it since: cop share offers that"
	}
	return "a draft: the others do not have it yet; cop share offers it"
}
