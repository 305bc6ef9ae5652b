package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/importer/chat"
	"github.com/breakfast-table/cop/pkg/importer/forum"
	"github.com/breakfast-table/cop/pkg/importer/stackexchange"
	"github.com/breakfast-table/cop/pkg/importer/vault"
	"github.com/breakfast-table/cop/pkg/importer/wiki"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// importKinds are all kinds of sources.
func importKinds() []importer.Kind {
	return slices.Concat(vault.Kinds(), []importer.Kind{stackexchange.Kind}, forum.Kinds, []importer.Kind{chat.Kind}, wiki.Kinds)
}

type importOptions struct {
	pool.ImportOptions
	people string
	name   string
	undo   bool
}

func newImport(c *cli) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import SOURCE",
		Short: "Bring notes and questions from another tool",
		Long: `Bring what another tool keeps: a folder, an archive or an export. Which tool it was is
recognised, or said with --from:

` + kindsHelp() + `
People, dates, tags, links, pictures, answers and comments come along; what cannot is told,
by cause. Links are followed as that tool follows them and then written as full addresses.

What is brought are drafts, like any other: look at them, cop share offers them, cop undo
takes all of it back. Large sources come in slices: --slice 50 brings the next fifty notes each
time it is said; cop undo takes back the last slice, --undo all of them, also those that the
others have. Said again later, an import brings what is new at the source and what changed
there; what was edited here since stays as it is.

The people of the source become handles of members: those whose card names them, others by
their name. The list is kept in a file, which is named the first time; change it and say the
import again.`,
		Example: "cop import ~/vault --dry-run\ncop import ~/vault --into notes\ncop import export.zip --from notion --slice 50\ncop import slack.zip --only oncall,pager\ncop import ~/vault --undo",
		GroupID: "daily",
		Args:    takes(1, 1, "a SOURCE: a folder, an archive or an export"),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			if err := o.check(p, args[0]); err != nil {
				return nil, err
			}
			if o.undo {
				return c.undoImports(ctx, p, args[0], o.DryRun)
			}
			return c.runImport(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.Kind, "from", "", "what it is, as `KIND`; recognised when left out")
	f.StringVar(&o.Into, "into", "", "put it below `TOPIC`")
	f.IntVar(&o.Slice, "slice", 0, "bring at most `N` new notes this time")
	f.StringSliceVar(&o.Only, "only", nil, "bring what has one of these `WORDS` in its title, topic or number")
	f.StringVar(&o.name, "name", "", "know it as `NAME`, where another source has the name of its folder")
	f.StringVar(&o.people, "people", "", "who is who, in `FILE`, instead of the list that cop keeps")
	f.BoolVar(&o.undo, "undo", false, "take back all that was brought of SOURCE on this machine, every slice")
	f.BoolVar(&o.DryRun, "dry-run", false, "say what would come and what would not, change nothing")
	return cmd
}

// check refuses what nobody can mean.
func (o importOptions) check(p *pool.Pool, file string) error {
	switch {
	case strings.TrimSpace(file) == "":
		return &usageError{msg: "SOURCE is empty: it takes a folder, an archive or an export", hint: "for example: cop import ~/vault --dry-run"}
	case strings.ContainsAny(o.name, "/@\n"):
		return &usageError{msg: "--name takes a name without / and @", hint: "for example: cop import " + file + " --name notes-of-ben"}
	case o.Slice < 0:
		return &usageError{msg: "--slice takes a number of notes", hint: "for example: cop import " + file + " --slice 50"}
	case !o.undo && within(p.Root(), file):
		return &usageError{msg: file + " is in this pool already", hint: "cop mv moves notes within the pool"}
	}
	return nil
}

// within reports a file or folder that is a folder, or lies below it, whatever links lead there.
func within(dir, file string) bool {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	abs, err := filepath.Abs(file)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(dir, abs)
	return err == nil && filepath.IsLocal(rel)
}

// kindsHelp lists the kinds for the help.
func kindsHelp() string {
	var b strings.Builder
	for _, k := range importKinds() {
		fmt.Fprintf(&b, "  %-14s %s\n", k.Name, k.About)
	}
	return b.String()
}

func completeKinds(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, k := range importKinds() {
		out = append(out, k.Name)
	}
	return out, noFiles
}

// importHeap is what Go's memory is held to while an import runs, in bytes: a site of a hundred
// thousand posts needs a third of it, and would take twice as much if the collector let it.
const importHeap = 240 << 20

func (c *cli) runImport(ctx context.Context, p *pool.Pool, file string, o importOptions) (any, error) {
	src, err := importer.Open(ctx, importKinds(), file, importer.As{Kind: o.Kind, Name: o.name}, importer.Usual)
	if err != nil {
		return nil, whereIn(file, err)
	}
	defer src.Close()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(importHeap))
	c.sayWhere(p)
	o.Kind, o.Source, o.Name, o.Named = src.Kind.Name, file, src.Name(), o.name != ""
	who := &whoIsWho{cli: c, pool: p, file: o.people, dryRun: o.DryRun}
	o.Who = who.settle
	if src.Kind.Name == chat.Kind.Name && c.Prompting() && !o.DryRun {
		o.Choose = c.chooseThreads
	}
	rep, err := p.Import(ctx, src, o.ImportOptions)
	if err != nil {
		return nil, whereIn(file, err)
	}
	return imported{ImportReport: rep, kind: src.Kind, source: file, dryRun: o.DryRun, people: who.told}, nil
}

// whereIn says of which source a file is that is told as bad, unless it is the source itself.
func whereIn(source string, err error) error {
	if bad := new(importer.BadFileError); errors.As(err, &bad) && filepath.Base(bad.File) != filepath.Base(source) {
		return fmt.Errorf("%s: %w", source, err)
	}
	return err
}

// chooseThreads asks which conversations come: a chat is mostly talk.
func (c *cli) chooseThreads(ctx context.Context, titles []string) ([]string, error) {
	for i, title := range titles {
		if i == 20 && len(titles) > 22 {
			c.Say("  and %d more", len(titles)-20)
			break
		}
		c.Say("  %s", title)
	}
	words, err := c.Ask(ctx, term.Question{Text: "Which? Words, with commas between", Default: "all", Flag: "--only WORDS"})
	if err != nil || words == "all" {
		return nil, err
	}
	return strings.Split(words, ","), nil
}

// imported is the result of cop import.
type imported struct {
	pool.ImportReport
	kind   importer.Kind
	source string
	dryRun bool
	people string // the file of who is who, where it was written now
}

type importedJSON struct {
	Kind        string           `json:"kind"`
	Source      string           `json:"source"`
	New         int              `json:"new"`
	Changed     int              `json:"changed"`
	Unchanged   int              `json:"unchanged"`
	Kept        int              `json:"kept"`
	Entries     int              `json:"entries"`
	Votes       int              `json:"votes"` // of the entries
	Attachments int              `json:"attachments"`
	Later       int              `json:"later"`
	Notes       []note.Address   `json:"notes"`
	Losses      []importer.Cause `json:"losses"`
	DryRun      bool             `json:"dry_run"`
}

// Value is what programs get.
func (r imported) Value() any {
	return importedJSON{
		Kind: r.kind.Name, Source: r.source, New: r.New, Changed: r.Changed, Unchanged: r.Same, Kept: r.Kept, Entries: r.Entries, Votes: r.Votes,
		Attachments: r.Files, Later: r.Later, Notes: append([]note.Address{}, r.Notes...), Losses: append([]importer.Cause{}, r.Causes...), DryRun: r.dryRun,
	}
}

// Text says what came, what did not, and what to do next.
func (r imported) Text(s *term.Streams) string {
	p := s.Palette()
	var b strings.Builder
	line := func(indent, text string) { b.WriteString(term.Hang(indent, indent+"  ", text, s.LineWidth()) + "\n") }
	verb := p.Paint(term.Good, "Imported")
	if r.dryRun {
		verb = "This would come:"
	}
	line("", verb+" "+r.counts()+p.Paint(term.Muted, " · "+r.kind.About))
	for _, says := range r.standing() {
		line("  ", says)
	}
	losses(line, p, r.Causes)
	for _, says := range r.next() {
		line("  ", p.Paint(term.Muted, says))
	}
	return b.String()
}

// counts are how much came.
func (r imported) counts() string {
	out := []string{count(r.New, "note")}
	for _, part := range []struct {
		n    int
		what string
	}{{r.Entries - r.Votes, "answer or comment"}, {r.Votes, "vote"}, {r.Files, "file"}} {
		switch {
		case part.n == 0:
		case part.what == "file":
			out = append(out, count(part.n, "picture or file"))
		default:
			out = append(out, count(part.n, part.what))
		}
	}
	return strings.NewReplacer("answer or comments", "answers and comments", "picture or files", "pictures and files").Replace(strings.Join(out, ", "))
}

// standing is what became of notes that were brought before.
func (r imported) standing() []string {
	var out []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			out = append(out, "1 "+one)
		case n > 1:
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(r.Changed, "note changed at the source and follows it", "notes changed at the source and follow it")
	add(r.Same, "note is here already", "notes are here already")
	add(r.Kept, "note stays as it is here", "notes stay as they are here")
	add(r.Later, "note more waits: say it again for the next slice", "notes more wait: say it again for the next slice")
	return out
}

// next is what one can do now.
func (r imported) next() []string {
	if r.dryRun {
		return nil
	}
	var out []string
	if r.people != "" {
		out = append(out, "Who is who stands in "+r.people+"; change it and say the import again")
	}
	if r.New+r.Changed+r.Entries+r.Files > 0 {
		out = append(out, "cop status shows them, cop share offers them to the others, cop undo takes them back")
	}
	return out
}

// explainImport puts what is wrong with a source into words.
func explainImport(err error) (explanation, bool) {
	unknown, bad, none, which := new(importer.UnknownKindError), new(importer.BadFileError), new(importer.NoneChosenError), new(pool.WhichSourceError)
	same, missing := new(pool.SameNameError), new(importer.NoSourceError)
	switch {
	case errors.As(err, &same):
		return explanation{Code: "same_name", Hint: "nothing was imported; if it is another, give it a name with --name; if it is that one, say --name " + strconv.Quote(same.Name), exit: exitConflict}, true
	case errors.As(err, &which):
		return explanation{Code: "ambiguous_source", Hint: "say which: cop import " + which.Places[0] + " --undo", exit: exitUsage}, true
	case errors.As(err, &none):
		return explanation{Code: "none_chosen", Hint: "cop import SOURCE --dry-run --json lists what there is", exit: exitNothing}, true
	case errors.As(err, &missing):
		return explanation{Code: "no_source", Hint: "name a folder, an archive or an export that is on this machine", exit: exitFailed}, true
	case errors.As(err, &unknown) && unknown.Empty:
		return explanation{Code: "not_recognised", Hint: "name the folder or archive that the notes are in", exit: exitFailed}, true
	case errors.As(err, &unknown) && unknown.Asked != "":
		return explanation{Code: "usage", Hint: "the kinds are " + strings.Join(unknown.Kinds, ", "), exit: exitUsage}, true
	case errors.As(err, &unknown):
		return explanation{Code: "not_recognised", Hint: "say what it is with --from; cop import --help lists the kinds", exit: exitFailed}, true
	case errors.As(err, &bad):
		return explanation{Code: "bad_source", Hint: "nothing was imported; export it again, or unpack it and import the folder", exit: exitFailed}, true
	}
	return explanation{}, false
}
