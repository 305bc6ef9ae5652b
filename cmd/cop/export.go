package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/exporter"
	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newExport(c *cli) *cobra.Command {
	as := ""
	cmd := &cobra.Command{
		Use:   "export DIR [WORDS]",
		Short: "Write the pool as another tool reads it",
		Long: `Write the notes of the pool, with their pictures and what was said about them, into a new
folder, as another tool reads them:

` + exportKindsHelp() + `
With WORDS only what cop find WORDS finds; filters work too: topic:oncall tag:night. Drafts of
yours are in it. What another tool cannot hold is told, by cause. The pool stays as it is.

Kinds that are one file may be given its name: cop export guild.epub --as epub.`,
		Example: "cop export ~/vault --as obsidian\ncop export site --as hugo topic:oncall\ncop export guild.epub --as epub\ncop export copy --as markdown",
		GroupID: "daily",
		Args:    takes(1, -1, "a DIR to write to"),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runExport(ctx, p, args[0], as, strings.Join(args[1:], " "))
		}),
	}
	cmd.Flags().StringVar(&as, "as", "markdown", "what it is written as: a `KIND` of the list above")
	return cmd
}

func exportKindsHelp() string {
	var b strings.Builder
	for _, k := range exporter.Kinds() {
		fmt.Fprintf(&b, "  %-10s %s\n", k.Name, k.About)
	}
	return b.String()
}

func exportKind(name string) (exporter.Kind, error) {
	var names []string
	for _, k := range exporter.Kinds() {
		if k.Name == strings.ToLower(name) {
			return k, nil
		}
		names = append(names, k.Name)
	}
	return exporter.Kind{}, &usageError{msg: fmt.Sprintf("cop cannot export as %q", name), hint: "the kinds are " + strings.Join(names, ", ")}
}

func (c *cli) runExport(ctx context.Context, p *pool.Pool, dir, as, words string) (any, error) {
	k, err := exportKind(as)
	if err != nil {
		return nil, err
	}
	o := pool.ExportOptions{}
	if words != "" {
		if o.Only, err = c.foundFor(ctx, p, words); err != nil {
			return nil, err
		}
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	rep, err := p.Export(ctx, dir, k, o)
	if err != nil {
		return nil, err
	}
	return exported{Kind: k.Name, Path: dir, Notes: rep.Notes, Entries: rep.Entries, Files: rep.Files, Losses: append([]importer.Cause{}, rep.Losses...), about: k.About}, nil
}

// foundFor are the notes that a search finds.
func (c *cli) foundFor(ctx context.Context, p *pool.Pool, words string) (map[note.Address]bool, error) {
	q, err := index.ParseQuery(words)
	if err != nil {
		return nil, err
	}
	res, err := p.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	out := map[note.Address]bool{}
	for _, h := range res.Hits {
		out[h.Address] = true
	}
	if len(out) == 0 {
		return nil, &nothingFound{words: words, ask: words, suggest: res.Suggest, nearly: res.Nearly}
	}
	return out, nil
}

// exported is the result of cop export.
type exported struct {
	Kind    string           `json:"kind"`
	Path    string           `json:"path"`
	Notes   int              `json:"notes"`
	Entries int              `json:"entries"`
	Files   int              `json:"files"`
	Losses  []importer.Cause `json:"losses"`
	about   string
}

// Text says what was written, and what could not be.
func (r exported) Text(s *term.Streams) string {
	p := s.Palette()
	var b strings.Builder
	line := func(indent, text string) { b.WriteString(term.Hang(indent, indent+"  ", text, s.LineWidth()) + "\n") }
	what := count(r.Notes, "note")
	if r.Entries > 0 {
		what += fmt.Sprintf(" and what was said %d times", r.Entries)
	}
	line("", p.Paint(term.Good, "Exported")+" "+what+p.Paint(term.Muted, " · "+r.about))
	line("  ", r.Path)
	losses(line, p, r.Losses)
	return b.String()
}

// losses tells what did not come as it was.
func losses(line func(indent, text string), p term.Palette, causes []importer.Cause) {
	if len(causes) > 0 {
		line("", p.Paint(term.Warn, "What did not come as it was:"))
	}
	for _, c := range causes {
		text := fmt.Sprintf("%d  %s", c.Count, term.Clean(c.Cause))
		if c.Example != "" {
			text += p.Paint(term.Muted, ", such as "+term.Clean(c.Example))
		}
		line("  ", text)
	}
}

// explainExport puts what stands in the way of an export into words.
func explainExport(err error) (explanation, bool) {
	if e := new(pool.NotEmptyError); errors.As(err, &e) {
		return explanation{Code: "exists", Hint: "name a folder that is new or empty: nothing is overwritten", exit: exitFailed}, true
	}
	return explanation{}, false
}
