package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

type addOptions struct {
	topic    string
	tags     []string
	message  string
	bodyFile string
	anyway   bool
}

func newAdd(c *cli) *cobra.Command {
	var o addOptions
	cmd := &cobra.Command{
		Use:   "add [TYPE] [TITLE]",
		Short: "Write a new note from the community's template",
		Long: `Write a new note: a practice, or another TYPE the community has a template for
(story, question, decision, event …). Your editor opens with the template;
prompts you leave unanswered are taken out. Closing it without a change writes
nothing. The new note's address is printed.`,
		Example: "cop add \"Rotate the pager on Mondays\" --topic oncall\n" +
			"cop add story \"The night the queue ate itself\"\n" +
			"cop add \"Warm the cache\" --message \"Call /warm before the switch.\"\n" +
			"fix.sh 2>&1 | cop add \"What fixed it\" --topic deploy --body-file -",
		GroupID: "daily",
		Args:    takes(0, -1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runAdd(ctx, p, args, o)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return c.completions(cmd, func(_ context.Context, p *pool.Pool) ([]string, error) {
				var out []string
				for _, t := range p.Templates() {
					out = append(out, string(t))
				}
				return out, nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.topic, "topic", "", "file it under `TOPIC`")
	f.StringSliceVar(&o.tags, "tag", nil, "give it a `TAG`; may be repeated")
	textFlag(f, &o.message, "the `TEXT`, instead of opening an editor")
	f.StringVar(&o.bodyFile, "body-file", "", "the text from `FILE` (- is standard input)")
	f.BoolVar(&o.anyway, "anyway", false, "do not ask about notes that say the same")
	return cmd
}

// added is the result of adding a note.
type added struct {
	Address note.Address `json:"address"`
	Path    string       `json:"path"`
	Title   string       `json:"title"`
}

// Text is the address alone, to be used by the next command.
func (a added) Text(*term.Streams) string { return string(a.Address) + "\n" }

func (c *cli) runAdd(ctx context.Context, p *pool.Pool, args []string, o addOptions) (any, error) {
	d, err := c.draftOf(ctx, p, args, o)
	if err != nil {
		return nil, err
	}
	if o.message != "" || o.bodyFile != "" {
		return c.addGiven(ctx, p, d, o)
	}
	return c.addEdited(ctx, p, d, o)
}

// draftOf reads TYPE and TITLE. The first word is a type only when there is a template
// of that name and something follows it, or nothing else could be meant.
func (c *cli) draftOf(ctx context.Context, p *pool.Pool, args []string, o addOptions) (pool.Draft, error) {
	d := pool.Draft{Type: note.Practice, Tags: o.tags}
	if len(args) > 0 && isTemplate(p, args[0]) {
		d.Type, args = note.Type(args[0]), args[1:]
	} else if err := mistypedType(ctx, p, args); err != nil {
		return d, err
	}
	d.Title = strings.TrimSpace(strings.Join(args, " "))
	var err error
	d.Topic, err = p.Topic(ctx, o.topic)
	return d, err
}

func isTemplate(p *pool.Pool, name string) bool {
	for _, t := range p.Templates() {
		if string(t) == name {
			return true
		}
	}
	return false
}

// addGiven adds a note whose text came with the command.
func (c *cli) addGiven(ctx context.Context, p *pool.Pool, d pool.Draft, o addOptions) (any, error) {
	d.Body = o.message
	if o.bodyFile != "" {
		b, err := c.readFile(o.bodyFile)
		if err != nil {
			return nil, err
		}
		d.Body = string(b)
	}
	if strings.TrimSpace(d.Body) == "" {
		return nil, &usageError{msg: "the text is empty; nothing was written", hint: "give words with --message or --body-file"}
	}
	if text, ok := wholeNote(d.Body); ok {
		if nothingIn(newPath, text) {
			return nil, &usageError{msg: "the text is empty; nothing was written", hint: "write something below the front matter"}
		}
		return c.file(ctx, p, text, d.Topic, o.anyway)
	}
	if d.Title == "" {
		return nil, &usageError{msg: "the note needs a title", hint: "for example: cop add \"Warm the cache\" --message \"Call /warm first.\""}
	}
	text, err := p.Text(d)
	if err != nil {
		return nil, err
	}
	return c.file(ctx, p, text, d.Topic, o.anyway)
}

// wholeNote recognises a text that brings its own front matter.
func wholeNote(body string) ([]byte, bool) {
	n := note.Parse(newPath, []byte(body))
	return []byte(body), n.HasFrontMatter() && n.Err() == nil && n.Named()
}

// addEdited lets the user write the note. The editor opens again while the text has
// problems, unless the user wants it kept as it is.
func (c *cli) addEdited(ctx context.Context, p *pool.Pool, d pool.Draft, o addOptions) (any, error) {
	start, err := p.Text(d)
	if err != nil {
		return nil, err
	}
	defer c.pause()()
	first := true
	res, err := c.editUntil(ctx, c.editRequest(p, fileName(d), string(start)), "--body-file FILE", func(res term.EditResult) string {
		if !res.Changed && first || isBlank(res.Text) {
			return ""
		}
		first = false
		return wrong(p.WithoutPrompts([]byte(res.Text)))
	})
	switch {
	case err != nil:
		return nil, err
	case !res.Changed && first:
		c.Say("Closed without a change; nothing was written.")
		return nil, nil
	case isBlank(res.Text):
		c.Say("The text is empty; nothing was written.")
		return nil, res.Discard()
	}
	saved, err := c.file(ctx, p, p.WithoutPrompts([]byte(res.Text)), d.Topic, o.anyway)
	if err != nil {
		return nil, &keptError{what: err.Error(), draft: res.Draft, err: err}
	}
	return saved, res.Discard()
}

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

// editUntil opens the editor again until wrong has nothing to say about the text, or the user
// gives up: then the error tells where the text is kept. instead is what to give where nobody
// can be asked. Who gets the text discards its draft.
func (c *cli) editUntil(ctx context.Context, req term.EditRequest, instead string, wrong func(term.EditResult) string) (term.EditResult, error) {
	for {
		res, err := c.Edit(ctx, req)
		if err != nil {
			return res, err
		}
		what := wrong(res)
		if what == "" {
			return res, nil
		}
		c.Complain("%s", what)
		again, err := c.Confirm(ctx, term.Question{Text: "Edit again?", Default: "y", Flag: instead})
		if err != nil || !again {
			return res, &keptError{what: what + "; nothing was written", draft: res.Draft}
		}
		if err := res.Discard(); err != nil {
			return res, err
		}
		req.Text = res.Text
	}
}

// keptError is something that went wrong with a text that is kept.
type keptError struct {
	what, draft string
	err         error
}

func (e *keptError) Error() string {
	if e.draft == "" {
		return e.what
	}
	return e.what + "; your text is kept in " + e.draft
}

func (e *keptError) Unwrap() error { return e.err }

// wrong is what keeps a text from being a note, "" for nothing.
func wrong(text []byte) string {
	n := note.Parse(newPath, text)
	if err := n.Err(); err != nil {
		return "the front matter cannot be read: " + err.Error()
	}
	switch {
	case !n.Named():
		return "the note has no title"
	case nothingIn(newPath, text):
		return "the note has no text"
	}
	return ""
}

// newPath is where a text is read that is not in the pool yet.
const newPath = "practices/new.md"

// nothingIn reports a note that says no more than its title, where that is not all it needs
// to say. A card, a charter and a question may.
func nothingIn(file string, text []byte) bool {
	n := note.Parse(file, text)
	switch n.Type {
	case note.Person, note.CharterNote, note.Question:
		return strings.TrimSpace(string(text)) == ""
	}
	return strings.TrimSpace(bodyWithoutTitle(n)) == ""
}

func fileName(d pool.Draft) string {
	if d.Title == "" {
		return string(d.Type) + ".md"
	}
	return note.Slug(d.Title) + ".md"
}

// file saves a note under the topic that was given, or that is asked for on a terminal.
func (c *cli) file(ctx context.Context, p *pool.Pool, text []byte, topic string, anyway bool) (any, error) {
	n := note.Parse(newPath, text)
	if topic == "" && pool.Filed(n) == "" && c.Prompting() {
		var err error
		if topic, err = c.topicOf(ctx, p, n.Title+" "+string(n.Body()), "", always); err != nil {
			return nil, err
		}
	}
	return c.save(ctx, p, text, topic, anyway)
}

// save writes the note after a look for others that say the same.
func (c *cli) save(ctx context.Context, p *pool.Pool, text []byte, topic string, anyway bool) (any, error) {
	if err := c.askAboutSimilar(ctx, p, text, anyway); err != nil {
		return nil, err
	}
	a, err := p.Save(ctx, text, topic)
	if err != nil {
		return nil, err
	}
	c.sayHandle(p)
	return added{Address: a, Path: a.Path(), Title: note.Parse(a.Path(), text).Title}, nil
}

// askAboutSimilar shows notes that may say the same already. Where nobody can answer
// they are only shown.
func (c *cli) askAboutSimilar(ctx context.Context, p *pool.Pool, text []byte, anyway bool) error {
	if anyway {
		return nil
	}
	hits, err := p.Similar(ctx, text)
	if err != nil || len(hits) == 0 {
		return err
	}
	c.Say("The pool may have this already:")
	for _, h := range hits {
		c.Say("  %s  %s", h.Address, h.Title)
	}
	if !c.Prompting() {
		return nil
	}
	defer c.pause()()
	ok, err := c.Confirm(ctx, term.Question{Text: "Add yours all the same?", Default: "y", Flag: "--anyway"})
	if err != nil {
		return err
	}
	if !ok {
		return outcome(exitOK)
	}
	return nil
}

// readFile reads a file, or standard input for "-".
func (c *cli) readFile(name string) ([]byte, error) {
	if name == "-" {
		b, err := io.ReadAll(c.In)
		if err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
		return b, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the text: %w", err)
	}
	return b, nil
}

func newTil(c *cli) *cobra.Command {
	var o addOptions
	cmd := &cobra.Command{
		Use:   "til \"one line\"",
		Short: "Keep one thing you learned today",
		Long: `The smallest thing worth sharing: one line. Its topic is guessed from its words;
on a terminal you are asked when that is not clear.`,
		Example: "cop til \"kubectl rollout undo takes --to-revision\"\ncop til \"Kettle first, then the meeting\" --topic breakfast",
		GroupID: "daily",
		Args:    takes(1, -1, "one line"),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runTil(ctx, p, strings.Join(args, " "), o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.topic, "topic", "", "file it under `TOPIC`")
	f.StringSliceVar(&o.tags, "tag", nil, "give it a `TAG`; may be repeated")
	f.BoolVar(&o.anyway, "anyway", false, "do not ask about notes that say the same")
	return cmd
}

func (c *cli) runTil(ctx context.Context, p *pool.Pool, line string, o addOptions) (any, error) {
	line = note.Clean(line)
	if line == "" {
		return nil, &usageError{msg: "the line is empty", hint: "for example: cop til \"kubectl rollout undo takes --to-revision\""}
	}
	topic, err := c.topicOf(ctx, p, line, o.topic, unlessSure)
	if err != nil {
		return nil, err
	}
	text := note.WriteNew(note.Practice, c.tilFields(p, line, o.tags), []byte("\n"+line+"\n"))
	return c.save(ctx, p, text, topic, o.anyway)
}

func (c *cli) tilFields(p *pool.Pool, line string, tags []string) []note.Field {
	fields := []note.Field{{Key: "title", Value: tilTitle(line)}}
	if len(tags) > 0 {
		fields = append(fields, note.Field{Key: "tags", Value: tags})
	}
	if me, err := p.Me(); err == nil {
		fields = append(fields, note.Field{Key: "authors", Value: []string{string(me.Handle)}})
	}
	return append(fields, note.Field{Key: "date", Value: c.now().UTC().Format("2006-01-02")})
}

// tilTitle is the line up to its first full stop, cut at a word when it is long.
func tilTitle(line string) string {
	const most = 72
	title := line
	if i := strings.Index(title, ". "); i > 0 {
		title = title[:i]
	}
	title = strings.TrimRight(title, ".")
	if r := []rune(title); len(r) > most {
		title = string(r[:most])
		if i := strings.LastIndexByte(title, ' '); i > most/2 {
			title = title[:i]
		}
		title += "…"
	}
	return title
}
