package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/digest"
)

type breakfastOptions struct {
	since, as, format string
	all               bool
}

func newBreakfast(c *cli) *cobra.Command {
	var o breakfastOptions
	cmd := &cobra.Command{
		Use:   "breakfast",
		Short: "What is new since you last looked, on one screen",
		Long: `What happened since you last looked, on one screen: practices that just became
proven or contested, questions that wait (yours to answer first), new and changed
notes, new members, a note from a year ago, and one thing to do. It is the same that
the browser shows at home, and nothing is fetched: cop sync does that.

What was on the screen counts as seen, and the rest is there next time. Nothing counts
as seen in a pipe, with --json, --since, --who or another --format than text.

  --format md      for a chat, or the note of a meeting: the last week, as it is for
                   everyone; with --who HANDLE for one member. Private notes and drafts
                   are in it: it is for members, cop letter for others
  --format html    the same for a mail
  --since last-letter    since cop letter wrote the last one here; a week, if none`,
		Example: "cop breakfast\ncop breakfast --since 7d --format md\ncop breakfast --who ben\ncop breakfast --json=questions",
		GroupID: "daily",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runBreakfast(ctx, p, o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "since `WHEN`, by dates: 2026-11-01, 7d, 2w, 3m, last-letter")
	whoFlag(f, &o.as, "as", "what `HANDLE` would find")
	f.StringVar(&o.format, "format", "text", "`FORM`: text, md, html or json")
	f.BoolVar(&o.all, "all", false, "everything, however long")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "md", "html", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (c *cli) runBreakfast(ctx context.Context, p *pool.Pool, o breakfastOptions) (any, error) {
	from, err := c.sinceLetter(p, o.since)
	if err != nil {
		return nil, err
	}
	var as note.Handle
	if o.as != "" {
		if as, err = p.Somebody(ctx, o.as); err != nil {
			return nil, err
		}
	}
	page := o.format == "md" || o.format == "html"
	b, err := p.Breakfast(ctx, pool.BreakfastOptions{Since: from, As: as, Everyone: page && as == ""})
	if err != nil {
		return nil, err
	}
	r := breakfastOf(b, p)
	r.now, r.all = c.now(), o.all
	if r.Origins, err = c.changedOrigins(ctx, p); err != nil {
		return nil, err
	}
	if !page && o.as == "" {
		if r.Journal, err = c.yearAgoInJournal(p); err != nil {
			return nil, err
		}
	}
	switch o.format {
	case "md":
		return rawText(r.markdown(false)), nil
	case "html":
		return rawText(r.html()), nil
	case "json":
		c.Format.JSON = true
		return r, nil
	case "text":
	default:
		return nil, &usageError{msg: fmt.Sprintf("there is no format %q", o.format), hint: "formats: text, md, html, json"}
	}
	if !c.looksAtIt(o) {
		return r, nil
	}
	if err := c.Print(r); err != nil {
		return nil, err
	}
	return nil, c.haveSeen(ctx, p, b, r)
}

// yearAgoInJournal is the entry of the user's journal that was written nearest to a day a year
// ago, within three days; nil for none.
func (c *cli) yearAgoInJournal(p *pool.Pool) (*journalEntry, error) {
	all, err := p.Journal(c.dataHome()).Entries()
	if err != nil {
		return nil, err
	}
	then := c.now().UTC().AddDate(-1, 0, 0)
	var best *journalEntry
	nearest := 4 * 24 * time.Hour
	for _, e := range all {
		if away := e.Day.Sub(then).Abs(); !e.Day.IsZero() && away < nearest {
			best, nearest = &journalEntry{e.Name, e.Title, stamp{e.Day}, e.File}, away
		}
	}
	return best, nil
}

// looksAtIt reports that a person sees their own breakfast.
func (c *cli) looksAtIt(o breakfastOptions) bool {
	return c.OutTTY && !c.Format.Structured() && o.since == "" && o.as == ""
}

// haveSeen remembers what was on the screen.
func (c *cli) haveSeen(ctx context.Context, p *pool.Pool, b pool.Breakfast, r breakfastResult) error {
	seen, err := p.Seen()
	if err != nil {
		return err
	}
	cards, err := p.Cards(ctx)
	if err != nil {
		return err
	}
	shown := map[note.Address]bool{}
	for _, a := range append(r.shown(c.Streams), b.Own...) {
		shown[a] = true
	}
	version := func(i int) pool.NoteVersion { return digest.VersionOf(&cards[i]) }
	return seen.Keep(len(cards), version, func(i int) bool { return shown[cards[i].Address] })
}

// breakfastResult is the result of cop breakfast. The lists are whole in JSON; a screen
// gets the first of each.
type breakfastResult struct {
	Pool      string             `json:"pool"`
	For       note.Handle        `json:"for"`
	Since     stamp              `json:"since"`
	First     bool               `json:"first"`
	Proven    []dishJSON         `json:"proven"`
	Contested []dishJSON         `json:"contested"`
	Questions []waitingJSON      `json:"questions"`
	Reviews   []contributionJSON `json:"reviews"`
	Conflicts []itemJSON         `json:"conflicts"`
	OnYours   []saidJSON         `json:"on_yours"`
	Returned  []contributionJSON `json:"returned"`
	Ready     []contributionJSON `json:"ready"`    // the reader's own, which nothing stands against any more
	Declined  []outcomeJSON      `json:"declined"` // the reader's own, whose notes are drafts again
	News      []dishJSON         `json:"news"`
	Past      []pastJSON         `json:"past_review"` // changes that nobody approved where the charter asks for it
	Welcome   []dishJSON         `json:"welcome"`
	YearAgo   *dishJSON          `json:"year_ago"`
	Journal   *journalEntry      `json:"journal"` // of the reader's own, from a year ago; null: none, and never on a page for others
	Origins   adaptedList        `json:"origins"` // taken over from notes that changed since
	Act       actJSON            `json:"act"`

	now  time.Time
	all  bool
	site string // where the pool's site is, without a slash at the end; "" for none
}

type dishJSON struct {
	noteJSON
	Change pool.Kind `json:"change"`
}

// saidJSON is what somebody said last about a note of the reader's.
type saidJSON struct {
	dishJSON
	Entry   string      `json:"entry"` // its path
	By      note.Handle `json:"by"`
	Kind    note.Type   `json:"kind"`
	Outcome string      `json:"outcome"`
	Date    stamp       `json:"date"`
	Brought string      `json:"brought_by"` // who brought it in By's name; "" for their own word
	who     string      // both, for people
}

// word says who said what.
func (s saidJSON) word() (string, term.Style) {
	said, style := digest.ReplyWords(s.who, s.Kind, s.Outcome), term.Accent
	if s.Outcome == "failed" {
		style = term.Warn
	}
	return said, style
}

type waitingJSON struct {
	noteJSON
	Asked stamp        `json:"asked"`
	Mine  bool         `json:"mine"`
	Own   bool         `json:"own"`
	Ask   []expertJSON `json:"ask"`
}

type actJSON struct {
	Why     string       `json:"why"`
	Command string       `json:"command"`
	Address note.Address `json:"address"`
}

func breakfastOf(b pool.Breakfast, p *pool.Pool) breakfastResult {
	items := func(list []pool.NewsItem) []dishJSON {
		out := []dishJSON{}
		for _, d := range list {
			out = append(out, dishJSON{toJSON(&d.Card, p.Stale(d.Card)), d.Change})
		}
		return out
	}
	r := breakfastResult{
		Pool: p.Name(), For: b.For, Since: stamp{b.Since}, First: b.First, Proven: items(b.Proven), Contested: items(b.Contested),
		Origins: adaptedList{}, News: items(b.News), Welcome: items(b.Welcome), Act: actJSON(b.Act), Questions: []waitingJSON{}, Reviews: []contributionJSON{},
		Conflicts: conflictsOf(b.Conflicts), OnYours: []saidJSON{}, Returned: []contributionJSON{}, Ready: reviewsJSON(b.Ready), Declined: outcomesOf(b.Declined), Past: pastOf(b.PastReview),
	}
	for _, s := range b.OnYours {
		r.OnYours = append(r.OnYours, saidJSON{
			dishJSON{toJSON(&s.Card, p.Stale(s.Card)), s.Change}, s.Entry.File, s.Entry.By(), s.Entry.EntryName.Type, s.Entry.Outcome, stamp{s.Entry.When()}, s.Entry.Brought, s.Entry.Who(),
		})
	}
	for _, review := range b.Returned {
		r.Returned = append(r.Returned, reviewJSON(review))
	}
	for _, review := range b.Reviews {
		r.Reviews = append(r.Reviews, reviewJSON(review))
	}
	for _, q := range b.Questions {
		asked := q.Date
		if asked.IsZero() {
			asked = q.Created
		}
		r.Questions = append(r.Questions, waitingJSON{toJSON(&q.Card, p.Stale(q.Card)), stamp{asked}, q.Mine, q.Own, expertsOf(q.Ask)})
	}
	if b.YearAgo.Address != "" {
		r.YearAgo = &items([]pool.NewsItem{b.YearAgo})[0]
	}
	return r
}

// heading is the first line: whose breakfast, and since when.
func (r breakfastResult) heading() string {
	since, now := r.Since.Local(), r.now.Local()
	switch {
	case r.First:
		return "The last two weeks"
	case r.Since.IsZero():
		return "Since you last looked"
	case now.Sub(since) < 7*24*time.Hour && now.YearDay() != since.YearDay():
		return "Since " + since.Format("Monday")
	case now.Sub(since) < 24*time.Hour:
		return "Since " + since.Format("15:04")
	}
	return "Since " + since.Format("2 January 2006")
}

// quiet reports that there is nothing new and nobody waits.
func (r breakfastResult) quiet() bool {
	return len(r.Conflicts)+len(r.Reviews)+len(r.Returned)+len(r.Ready)+len(r.Declined)+len(r.OnYours)+len(r.Proven)+len(r.Contested)+len(r.Questions)+len(r.News)+len(r.Welcome)+len(r.Origins)+len(r.Past) == 0
}

// Table is what a pipe gets: section, address, title, state.
func (r breakfastResult) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "section"}, {Name: "address"}, {Name: "title", Flex: true}, {Name: "state"}}}
	for _, s := range r.courses() {
		for _, it := range s.items {
			t.Rows = append(t.Rows, []term.Cell{{Text: s.key}, {Text: string(it.address)}, {Text: it.title}, {Text: it.word}})
		}
	}
	t.Rows = append(t.Rows, []term.Cell{{Text: "act"}, {Text: string(r.Act.Address)}, {Text: r.Act.Why}, {Text: r.Act.Command}})
	return t
}
