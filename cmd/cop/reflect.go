package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pool/journal"
)

func newReflect(c *cli) *cobra.Command {
	var message, bodyFile string
	cmd := &cobra.Command{
		Use:   "reflect",
		Short: "Write into your private journal",
		Long: `Write an entry into your journal for this pool: your editor opens with three questions,
and closing it without a change writes nothing. The journal lies outside the pool, among
your own data, so nothing of it is ever shared by cop sync or cop share.

cop reflect promote makes a story of an entry, without what you marked as private:

  %%between two signs%%        words, or any number of lines
  ## Private                   a section of that name`,
		Example: "cop reflect\ncop reflect -m \"The quiet release went well; %%I was scared.%%\"\ncop reflect list\ncop reflect promote 2026-11-24",
		GroupID: "care",
		Args:    knownCommand,
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			return c.runReflect(ctx, p, message, bodyFile)
		}),
	}
	textFlag(cmd.Flags(), &message, "the `TEXT`, instead of opening an editor")
	cmd.Flags().StringVar(&bodyFile, "body-file", "", "the text from `FILE` (- is standard input)")
	cmd.AddCommand(newReflectList(c), newReflectShow(c), newReflectPromote(c))
	return cmd
}

// dataHome is where the system keeps data of programs for a user.
func (c *cli) dataHome() string {
	if dir := c.Env("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir
	}
	return xdg.DataHome
}

const reflection = `<!-- Only you read this. What is between two %% signs, or in a section called "Private",
     stays out when you make a story of it with cop reflect promote. -->

## What happened?

## What surprised me?

## What would I do next time?
`

func (c *cli) runReflect(ctx context.Context, p *pool.Pool, message, bodyFile string) (any, error) {
	j := p.Journal(c.dataHome())
	text, draft, done := message, "", func() error { return nil }
	switch {
	case bodyFile != "":
		b, err := c.readFile(bodyFile)
		if err != nil {
			return nil, err
		}
		text = string(b)
	case message == "":
		defer c.pause()()
		req := c.editRequest(p, "journal.md", reflection)
		req.Dir = filepath.Join(j.Dir(), ".drafts") // not in the pool's folder, not even for a moment
		res, err := c.Edit(ctx, req)
		if err != nil {
			return nil, err
		}
		if !res.Changed || strings.TrimSpace(res.Text) == "" {
			c.Say("Closed without a change; nothing was written.")
			return nil, res.Discard()
		}
		text, draft, done = res.Text, res.Draft, res.Discard
	}
	if strings.TrimSpace(text) == "" {
		return nil, &usageError{msg: "the text is empty; nothing was written", hint: "give words with --message or --body-file"}
	}
	e, err := j.Add(text)
	if err != nil {
		return nil, &keptError{what: err.Error(), draft: draft, err: err}
	}
	c.Say("Written into your journal, %s. Nobody else sees it.", j.Dir())
	return journalEntry{e.Name, e.Title, stamp{e.Day}, e.File}, errors.Join(p.KeepJournal(j), done())
}

// journalEntry is an entry of the journal.
type journalEntry struct {
	Entry string `json:"entry"`
	Title string `json:"title"`
	Date  stamp  `json:"date"`
	File  string `json:"file"`
}

// Text is the entry's name, to be used by the next command.
func (e journalEntry) Text(*term.Streams) string { return term.Clean(e.Entry) + "\n" }

// journalList is the result of cop reflect list.
type journalList []journalEntry

// Table is an entry a line: its name and its first words.
func (l journalList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "entry"}, {Name: "title", Flex: true}}}
	for _, e := range l {
		t.Rows = append(t.Rows, []term.Cell{{Text: e.Entry, Style: term.Accent}, {Text: e.Title}})
	}
	return t
}

func newReflectList(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List your entries, the newest first",
		Example: "cop reflect list",
		Args:    takes(0, 0),
		RunE: c.withPool(func(_ context.Context, p *pool.Pool, _ []string) (any, error) {
			all, err := p.Journal(c.dataHome()).Entries()
			if err != nil {
				return nil, err
			}
			if len(all) == 0 {
				c.Say("Your journal is empty; cop reflect writes the first entry.")
			}
			out := journalList{}
			for _, e := range all {
				out = append(out, journalEntry{e.Name, e.Title, stamp{e.Day}, e.File})
			}
			return out, nil
		}),
	}
}

// journalText is one entry with its text.
type journalText struct {
	journalEntry
	Body string `json:"body"`
}

// Text is the entry as it was written.
func (e journalText) Text(s *term.Streams) string { return rawText(e.Body).Text(s) }

func newReflectShow(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:               "show ENTRY",
		Short:             "Read an entry of yours",
		Example:           "cop reflect show 2026-11-24",
		Args:              takes(1, 1, "an ENTRY"),
		ValidArgsFunction: c.completeJournal,
		RunE: c.withPool(func(_ context.Context, p *pool.Pool, args []string) (any, error) {
			e, text, err := p.Journal(c.dataHome()).Read(args[0])
			if err != nil {
				return nil, err
			}
			return journalText{journalEntry{e.Name, e.Title, stamp{e.Day}, e.File}, text}, nil
		}),
	}
}

func (c *cli) completeJournal(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return c.completions(cmd, func(_ context.Context, p *pool.Pool) ([]string, error) {
		all, err := p.Journal(c.dataHome()).Entries()
		var out []string
		for _, e := range all {
			out = append(out, e.Name+"\t"+note.Clean(e.Title))
		}
		return out, err
	})
}

type promoteOptions struct {
	title, topic string
	yes, anyway  bool
}

func newReflectPromote(c *cli) *cobra.Command {
	var o promoteOptions
	cmd := &cobra.Command{
		Use:   "promote ENTRY",
		Short: "Make a story of an entry, without what is private",
		Long: `Make a story of an entry. You see which lines stay out and which the others would get,
and are asked before anything is written. The story is a draft: cop edit changes it, and
only cop share brings it to the others. The entry stays in your journal as it is.`,
		Example:           "cop reflect promote 2026-11-24\ncop reflect promote 2026-11-24 --title \"The quiet release\" --topic deploy --yes",
		Args:              takes(1, 1, "an ENTRY"),
		ValidArgsFunction: c.completeJournal,
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runPromote(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.title, "title", "", "what to call the story (the entry's first words)")
	f.StringVar(&o.topic, "topic", "", "file it under `TOPIC`")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.BoolVar(&o.anyway, "anyway", false, "do not ask about notes that say the same")
	return cmd
}

func (c *cli) runPromote(ctx context.Context, p *pool.Pool, name string, o promoteOptions) (any, error) {
	_, text, err := p.Journal(c.dataHome()).Read(name)
	if err != nil {
		return nil, err
	}
	public, lines := journal.Public(text)
	if strings.TrimSpace(public) == "" {
		return nil, &usageError{msg: "all of this entry is private", hint: "cop reflect show " + name + " reads it"}
	}
	d := pool.Draft{Type: note.Story, Title: note.Clean(o.title), Body: public}
	if d.Title == "" {
		d.Title = tilTitle(storyTitle(public))
	}
	if d.Topic, err = p.Topic(ctx, o.topic); err != nil {
		return nil, err
	}
	c.showLeftOut(lines)
	if !o.yes {
		again := c.pause()
		ok, err := c.Confirm(ctx, term.Question{Text: "Make a story of the lines with a +?", Flag: "--yes"})
		again()
		if err != nil || !ok {
			return nil, err
		}
	}
	story, err := p.Text(d)
	if err != nil {
		return nil, err
	}
	if o.yes {
		return c.save(ctx, p, story, d.Topic, o.anyway)
	}
	return c.file(ctx, p, story, d.Topic, o.anyway)
}

// storyTitle is the first line that others would see.
func storyTitle(public string) string {
	for line := range strings.Lines(public) {
		if s := strings.Trim(note.Clean(line), "#*->_ "); s != "" {
			return s
		}
	}
	return ""
}

// showLeftOut shows which lines stay out (-) and which others would get (+).
func (c *cli) showLeftOut(lines []journal.Line) {
	p := c.ErrPalette()
	for _, l := range lines {
		if l.Private {
			c.Tell(p.Paint(term.Bad, "- "+term.Clean(l.Text)))
		} else {
			c.Tell(p.Paint(term.Good, "+ "+term.Clean(l.Text)))
		}
	}
}
