package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// findOptions narrow a search. Facets given as flags mean the same as in the query.
type findOptions struct {
	types, topics, tags, authors, statuses, maturities []string

	since string
	sort  string
	limit int
	save  string

	everywhere bool
}

func newFind(c *cli) *cobra.Command {
	var o findOptions
	cmd := &cobra.Command{
		Use:   "find WORDS…",
		Short: "Search the pool",
		Long: `Search titles, tags, text and threads; the best match comes first.

  retry                    word, also retries and retrying
  "exponential backoff"    exactly these words
  back*                    words that begin so
  -- -legacy               not this word; -- says that it is no flag
  tag:go topic:oncall      only these; also type: author: status: maturity: lang: is:
  -- -topic:legacy         not these

Type a question as you would ask it: notes that have more of its words, and rarer ones,
come first. What is quoted, ends in * or begins with - is a condition.

A search kept with --save NAME runs again as cop find @NAME. --everywhere searches all
the pools you joined or follow; a note of another pool is ops:oncall/pager there, and
cop show takes it so.`,
		Example: "cop find retry timeout\ncop find how do I unpack a tar file\ncop find 'tag:go \"exponential backoff\"'\ncop find retry -- -legacy\ncop find deploy --topic oncall --limit 5",
		GroupID: "daily",
		Args:    takes(1, -1, "WORDS to look for"),
	}
	here := c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
		return c.runFind(ctx, p, strings.Join(args, " "), o)
	})
	everywhere := c.printing(func(ctx context.Context, args []string) (any, error) {
		return c.runFindEverywhere(ctx, strings.Join(args, " "), o)
	})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if o.everywhere {
			return everywhere(cmd, args)
		}
		return here(cmd, args)
	}
	c.findFlags(cmd, &o, 20)
	cmd.Flags().BoolVar(&o.everywhere, "everywhere", false, "search every pool you joined or follow")
	cmd.Flags().StringVar(&o.save, "save", "", "keep this search as @`NAME`")
	return cmd
}

func newList(c *cli) *cobra.Command {
	var o findOptions
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the notes, newest first",
		Example: "cop list\ncop list --topic oncall\ncop list --type question --json=address,title",
		GroupID: "daily",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runList(ctx, p, o)
		}),
	}
	c.findFlags(cmd, &o, 0)
	return cmd
}

func (c *cli) findFlags(cmd *cobra.Command, o *findOptions, limit int) {
	f := cmd.Flags()
	for _, facet := range []struct {
		name string
		into *[]string
	}{{"type", &o.types}, {"topic", &o.topics}, {"tag", &o.tags}, {"author", &o.authors}, {"status", &o.statuses}, {"maturity", &o.maturities}} {
		value := strings.ToUpper(facet.name)
		if facet.name == "author" {
			value = "HANDLE"
		}
		f.StringSliceVar(facet.into, facet.name, nil, "only this `"+value+"`")
	}
	f.StringSliceVar(&o.authors, "who", nil, "") // as elsewhere; author: is what a search calls it
	hide(f, "who")
	f.StringVar(&o.since, "since", "", "changed since `WHEN`: 2026-11-01, 7d, 2w, 3m")
	f.StringVar(&o.sort, "sort", "", "order by `KEY`: updated, created, title, evidence")
	f.IntVar(&o.limit, "limit", limit, "at most `N` notes, 0 for all")
}

func (c *cli) runFind(ctx context.Context, p *pool.Pool, words string, o findOptions) (any, error) {
	words, err := c.savedSearch(words)
	if err != nil {
		return nil, err
	}
	if err := o.known(ctx, p); err != nil {
		return nil, err
	}
	q, err := c.searchFor(words, o)
	if err != nil {
		return nil, err
	}
	res, err := p.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	list := c.hits(p, q, res)
	list.found = true
	if len(list.hits) == 0 {
		return list, &nothingFound{words: words, ask: strings.Join(q.Words(), " "), suggest: res.Suggest, nearly: res.Nearly}
	}
	return list, nil
}

// searchFor is the query of a search, which is kept if that was asked for.
func (c *cli) searchFor(words string, o findOptions) (pool.Query, error) {
	q, err := c.query(words, o)
	if err != nil {
		return q, err
	}
	if q.IsZero() {
		return q, &usageError{msg: "there is nothing to look for", hint: "cop list shows every note"}
	}
	if o.save != "" {
		return q, c.saveSearch(o.save, words)
	}
	return q, nil
}

// nothingFound ends a search that found nothing.
type nothingFound struct {
	words   string
	ask     string // of those the ones that are no facets
	suggest []string
	nearly  *index.Partial
}

func (e *nothingFound) Error() string { return fmt.Sprintf("nothing found for %s", e.words) }

func (c *cli) runList(ctx context.Context, p *pool.Pool, o findOptions) (any, error) {
	if err := o.known(ctx, p); err != nil {
		return nil, err
	}
	q, err := c.query("", o)
	if err != nil {
		return nil, err
	}
	if o.sort == "" {
		q.Sort = index.ByUpdated
	}
	if q.IsZero() && o.sort == "" && q.Limit == 0 && !c.OutTTY && !c.Format.Structured() {
		return c.everything(ctx, p)
	}
	res, err := p.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	switch {
	case len(res.Hits) > 0:
	case q.IsZero():
		c.Say(noNotes)
	default:
		c.Say(noneMatches)
	}
	return c.hits(p, q, res), nil
}

const (
	noNotes     = "No notes here yet; cop add writes one."
	noneMatches = "No note matches; cop list shows every note."
)

// everything is a list of the whole pool in a pipe: of 100,000 notes no more is held than
// the lines they make.
func (c *cli) everything(ctx context.Context, p *pool.Pool) (any, error) {
	lines, err := pool.Newest(ctx, p, func(card *index.Card) string {
		return noteLine(toJSON(card, p.Stale(*card)))
	}, func(line *string) note.Address { return note.Address(*line) }) // each begins with its address
	if err != nil {
		return nil, err
	}
	for range lines {
		return noteLines(lines), nil
	}
	c.Say(noNotes)
	return noteLines(lines), nil
}

func (c *cli) hits(p *pool.Pool, q pool.Query, res pool.Results) hitList {
	l := hitList{hits: res.Hits, stale: p.Stale, total: res.Total, asked: res.Asked, now: c.now()}
	if c.OutTTY && !c.Format.Structured() && len(q.Langs) == 0 {
		l.hits, l.also = p.FoldLanguages(res.Hits)
		l.total -= len(res.Hits) - len(l.hits)
	}
	return l
}

// query joins words and flags.
func (c *cli) query(words string, o findOptions) (pool.Query, error) {
	q, err := pool.ParseQuery(words)
	if err != nil {
		return q, err
	}
	q.Types = append(q.Types, o.types...)
	q.Topics = append(q.Topics, o.topics...)
	q.Tags = append(q.Tags, o.tags...)
	q.Authors = append(q.Authors, o.authors...)
	q.Statuses = append(q.Statuses, o.statuses...)
	q.Maturities = append(q.Maturities, o.maturities...)
	if q.Since, err = since(o.since, c.now()); err != nil {
		return q, err
	}
	switch sort := index.Sort(o.sort); sort {
	case index.ByRelevance, index.ByUpdated, index.ByCreated, index.ByTitle, index.ByEvidence:
		q.Sort = sort
	default:
		return q, &usageError{msg: fmt.Sprintf("cannot sort by %q", o.sort), hint: "keys: updated, created, title, evidence"}
	}
	q.Limit = o.limit
	return q, nil
}

// since reads a day, or a span back from now: 7d, 2w, 3m, 1y.
func since(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, ok := readDay(s, now.UTC().Truncate(24*time.Hour), true); ok {
		return t, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	var n int
	var unit string
	if _, err := fmt.Sscanf(s, "%d%1s", &n, &unit); err == nil && n >= 0 {
		switch unit {
		case "d":
			return now.AddDate(0, 0, -n), nil
		case "w":
			return now.AddDate(0, 0, -7*n), nil
		case "m":
			return now.AddDate(0, -n, 0), nil
		case "y":
			return now.AddDate(-n, 0, 0), nil
		}
	}
	return time.Time{}, &usageError{msg: fmt.Sprintf("%q is no time", s), hint: "write 2026-11-01, 7d, 2w, 3m or 1y"}
}

// savedSearch replaces @NAME by the search kept under that name.
func (c *cli) savedSearch(words string) (string, error) {
	name, ok := strings.CutPrefix(words, "@")
	if !ok {
		return words, nil
	}
	name, rest, _ := strings.Cut(name, " ")
	saved, ok := c.settings.Searches[name]
	if !ok {
		return "", &usageError{msg: fmt.Sprintf("no search is called @%s", name), hint: "keep one with cop find WORDS --save NAME"}
	}
	return strings.TrimSpace(saved + " " + rest), nil
}

func (c *cli) saveSearch(name, words string) error {
	if name != note.Slug(name) {
		return &usageError{msg: fmt.Sprintf("%q cannot name a search", name), hint: "use small letters, digits and dashes"}
	}
	return changeSetting(settingsPath(c.Env), "searches", name, &words)
}
