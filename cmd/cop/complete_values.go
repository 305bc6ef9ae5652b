package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What may be completed, kind by kind.

// completeNotes completes the addresses of up to so many notes; most < 0: any number.
func (c *cli) completeNotes(most int) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if most >= 0 && len(args) >= most {
			return nil, noFiles
		}
		return c.completeCards(nil)(cmd, args, typed)
	}
}

// completeCards completes notes: their addresses, and once something is typed the last
// part of one where no other note has the same.
func (c *cli) completeCards(fits func(*index.Card) bool) completer {
	return func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
			all, err := pool.Newest(ctx, p, func(n *index.Card) completable {
				return newCompletable(n.Address, n.Title, fits == nil || fits(n))
			}, func(n *completable) note.Address { return n.address })
			if err != nil {
				return nil, err
			}
			return offerNotes(slices.Collect(all), typed), nil
		})
	}
}

// completable is what a shell is told of a note.
type completable struct {
	address note.Address
	title   string
	fits    bool
}

// newCompletable shares no memory with what it is made of.
func newCompletable(a note.Address, title string, fits bool) completable {
	both := string(a) + title
	return completable{note.Address(both[:len(a)]), both[len(a):], fits}
}

// offerNotes are those that begin with what was typed: their addresses, or a last part that no
// other note has.
func offerNotes(all []completable, typed string) []string {
	slugs := make(map[string]int, len(all))
	for _, n := range all {
		slugs[n.address.Slug()]++
	}
	var out []string
	for _, n := range all {
		slug := n.address.Slug()
		switch {
		case !n.fits:
		case strings.HasPrefix(string(n.address), typed):
			out = append(out, offer(string(n.address), n.title))
		case slugs[slug] == 1 && strings.HasPrefix(slug, typed):
			out = append(out, offer(slug, n.title))
		}
	}
	return out
}

// offer is a value and what it means, as cobra hands it to shells.
func offer(value, about string) string {
	if about = note.Clean(about); about == "" {
		return note.Clean(value)
	}
	return note.Clean(value) + "\t" + about
}

// completeValues completes the topics, tags … in use.
func (c *cli) completeValues(key string) completer {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
			counts, err := p.Values(ctx, key)
			var out []string
			for _, v := range counts {
				if v.Value != "" {
					out = append(out, offer(v.Value, count(v.N, "note")))
				}
			}
			return out, err
		})
	}
}

func (c *cli) completeTypes(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return c.completions(cmd, typesKnown)
}

func (c *cli) completePeople(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
		members, err := p.Members(ctx)
		var out []string
		for _, m := range members {
			out = append(out, offer(string(m.Handle), m.Name))
		}
		return out, err
	})
}

// completeStatuses are those that cop knows and those in use.
func (c *cli) completeStatuses(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	out, directive := c.completeValues("status")(cmd, args, typed)
	for _, known := range []string{"deprecated", "superseded"} {
		found := false
		for _, o := range out {
			found = found || o == known || strings.HasPrefix(o, known+"\t")
		}
		if !found {
			out = append(out, known)
		}
	}
	return out, directive
}

// completePools completes the names of remembered pools; it needs none to be around.
func (c *cli) completePools(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, p := range c.listPools() {
		out = append(out, offer(p.Name, p.Dir))
	}
	return out, noFiles
}

// facetKeys are the keys of a search, in the order people use them, with their values
// where those are few.
var facetKeys = []struct {
	key    string
	values []string
}{
	{"tag", nil}, {"topic", nil}, {"type", nil}, {"author", nil}, {"status", nil}, {"lang", nil},
	{"maturity", maturities()}, {"is", []string{"stale", "contested", "broken", "accepted", "unanswered"}}, {"since", nil},
}

// completeFind completes the facets of a search: "ta" to "tag:", "tag:ro" to "tag:rota".
func (c *cli) completeFind(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	not := ""
	if strings.HasPrefix(typed, "-") {
		not = "-"
	}
	key, _, found := strings.Cut(typed[len(not):], ":")
	if !found {
		return facetNames(not, key), goesOn
	}
	for _, f := range facetKeys {
		if f.key != key {
			continue
		}
		values := f.values
		if values == nil {
			values, _ = c.completeValues(key)(cmd, args, typed)
		}
		var out []string
		for _, v := range values {
			if value, _, _ := strings.Cut(v, "\t"); !strings.ContainsAny(value, " \"'") {
				out = append(out, not+key+":"+v)
			}
		}
		return out, noFiles
	}
	return nil, noFiles
}

func facetNames(not, typed string) []string {
	var out []string
	for _, f := range facetKeys {
		if typed != "" && strings.HasPrefix(f.key, typed) {
			out = append(out, not+f.key+":")
		}
	}
	return out
}

// completeTarget completes where a note can go: a topic.
func (c *cli) completeTarget(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	topics, directive := c.completeValues("topic")(cmd, args, typed)
	for i, t := range topics {
		topic, about, _ := strings.Cut(t, "\t")
		topics[i] = topic + "/\t" + about
	}
	return topics, directive | cobra.ShellCompDirectiveNoSpace
}

// completeAnswers completes the answers to the question that was named before.
func (c *cli) completeAnswers(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
		a, err := c.note(ctx, p, args[0])
		if err != nil {
			return nil, err
		}
		v, err := p.Show(ctx, a)
		var out []string
		for i, e := range v.Thread {
			if e.EntryName.Type == note.Answer {
				out = append(out, offer(fmt.Sprint(i+1), string(e.By())+": "+term.OneLine(string(e.Note.Body()))))
			}
		}
		return out, err
	})
}

func (c *cli) completeActions(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
		open, err := p.Actions(ctx, false)
		var out []string
		for i, a := range open {
			out = append(out, offer(fmt.Sprint(i+1), term.OneLine(a.Text)))
		}
		return out, err
	})
}

func (c *cli) completeVersions(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	words := []string{"yesterday", "7d", "1m"}
	if len(args) == 0 {
		return words, noFiles
	}
	return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
		a, err := c.note(ctx, p, args[0])
		if err != nil {
			return words, nil //nolint:nilerr // a note that is not there has no versions
		}
		all, err := p.Versions(ctx, a)
		for _, v := range all {
			words = append(words, offer(fmt.Sprint(v.Number), v.When.Format("2006-01-02")+" by "+v.By))
		}
		return words, err
	})
}

// completeConflicts are the notes that two people changed at once.
func (c *cli) completeConflicts(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
		st, err := p.Status(ctx)
		var out []string
		for _, cf := range st.Conflicts {
			out = append(out, offer(string(cf.Address), cf.Title))
		}
		return out, err
	})
}

// completeShare completes drafts, and with --withdraw contributions.
func (c *cli) completeShare(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	back, _ := cmd.Flags().GetBool("withdraw")
	return c.completions(cmd, func(ctx context.Context, p *pool.Pool) ([]string, error) {
		st, err := p.Status(ctx)
		var out []string
		for _, it := range st.Drafts {
			if !back && it.Address != "" {
				out = append(out, offer(string(it.Address), it.Title))
			}
		}
		for _, in := range st.Contributions {
			if back {
				out = append(out, offer(in.Name, in.Title))
			}
		}
		return out, err
	})
}
