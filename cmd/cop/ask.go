package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

type askOptions struct {
	topic    string
	tags     []string
	to       []string
	body     string
	bodyFile string
	edit     bool
	anyway   bool
}

func newAsk(c *cli) *cobra.Command {
	var o askOptions
	cmd := &cobra.Command{
		Use:   "ask [\"QUESTION\"]",
		Short: "Ask the others",
		Long: `Ask a question. Notes that may answer it already are shown first; on a terminal one
of them can be opened instead. Else the question becomes a note, under the topic its
words suggest, and goes to everyone with the next cop sync. No review, no server.

With --who it is for somebody in particular: their handles become its first line,
"@ben @cy", which reads the same in any program. Without it those who may know are
named, with the reasons.

What you tried and what happened helps whoever answers: --message, --body-file, or --edit
for your editor. Without a QUESTION the editor opens, too.`,
		Example: "cop ask \"Why does the night list lose its last entry?\"\n" +
			"cop ask \"Who rotates on holidays?\" --who ben --topic oncall\n" +
			"cop ask \"Why is the deploy slow?\" --message \"It takes an hour since Monday.\"",
		GroupID: "daily",
		Args:    takes(0, -1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runAsk(ctx, p, strings.Join(args, " "), o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.topic, "topic", "", "file it under `TOPIC`")
	f.StringSliceVar(&o.tags, "tag", nil, "give it a `TAG`; may be repeated")
	whoFlags(f, &o.to, "to", "ask `HANDLE`; may be repeated")
	textFlag(f, &o.body, "the `TEXT` below the question")
	f.StringVar(&o.bodyFile, "body-file", "", "that text from `FILE` (- is standard input)")
	f.BoolVarP(&o.edit, "edit", "e", false, "write that text in your editor")
	f.BoolVar(&o.anyway, "anyway", false, "ask without a look for answers")
	return cmd
}

func (c *cli) runAsk(ctx context.Context, p *pool.Pool, words string, o askOptions) (any, error) {
	q, err := c.question(ctx, p, words, o)
	if err != nil {
		return nil, err
	}
	if q.Title != "" && !o.anyway {
		instead, err := c.likely(ctx, p, q)
		if err != nil || instead != "" {
			return c.openInstead(ctx, p, instead, err)
		}
	}
	if q.Topic, err = c.topicOf(ctx, p, q.Title+" "+q.Body, o.topic, unlessSure); err != nil {
		return nil, err
	}
	if q.Title == "" || o.edit {
		return c.askEdited(ctx, p, q)
	}
	a, err := p.Ask(ctx, q)
	if err != nil {
		return nil, err
	}
	return c.asked(ctx, p, a, len(q.To) > 0)
}

// question reads the command line.
func (c *cli) question(ctx context.Context, p *pool.Pool, words string, o askOptions) (pool.Question, error) {
	q := pool.Question{Tags: o.tags, Body: o.body}
	var rest string
	q.Title, rest = splitQuestion(words)
	if o.bodyFile != "" {
		b, err := c.readFile(o.bodyFile)
		if err != nil {
			return q, err
		}
		q.Body = string(b)
	}
	q.Body = strings.TrimSpace(strings.TrimSpace(rest) + "\n\n" + strings.TrimSpace(q.Body))
	for _, name := range o.to {
		h, err := p.Somebody(ctx, name)
		if err != nil {
			return q, err
		}
		q.To = append(q.To, h)
	}
	if q.Title == "" && q.Body != "" {
		return q, &usageError{msg: "the question itself is missing", hint: "for example: cop ask \"Why is the deploy slow?\" --message …"}
	}
	return q, nil
}

// splitQuestion is the question that becomes the title, and what follows it: the first
// sentence that ends in a question mark, else one line.
//
//	"Why is it slow? Since Monday." → "Why is it slow?", "Since Monday."
func splitQuestion(words string) (title, rest string) {
	words = strings.TrimSpace(words)
	title, rest, _ = strings.Cut(words, "\n")
	if i := strings.Index(title, "? "); i > 0 {
		title, rest = title[:i+1], title[i+2:]+"\n"+rest
	}
	if title = note.Clean(title); len([]rune(title)) > 120 {
		return tilTitle(title), words
	}
	return title, strings.TrimSpace(rest)
}

const mostLikely = 3

// likely shows notes that may answer the question. On a terminal one may be opened
// instead; that is what it returns.
func (c *cli) likely(ctx context.Context, p *pool.Pool, q pool.Question) (note.Address, error) {
	hits, err := p.Likely(ctx, q.Title, q.Body, mostLikely)
	if err != nil || len(hits) == 0 {
		return "", err
	}
	defer c.pause()()
	c.Say("The pool may know already:")
	for i, h := range hits {
		c.Say("  %d  %s", i+1, h.Title)
		c.Say("     %s", likelyWords(h))
	}
	if !c.Prompting() {
		return "", nil
	}
	answer, err := c.Ask(ctx, term.Question{
		Text: "A number opens that note; Enter asks the others", Flag: "--anyway",
		Check: func(s string) error {
			if n, err := strconv.Atoi(s); s != "" && (err != nil || n < 1 || n > len(hits)) {
				return fmt.Errorf("a number from 1 to %d, or Enter", len(hits))
			}
			return nil
		},
	})
	if err != nil || answer == "" {
		return "", err
	}
	n, _ := strconv.Atoi(answer) // Check saw to that
	return hits[n-1].Address, nil
}

// likelyWords are the address and what makes the note worth a look.
func likelyWords(h index.Hit) string {
	state := toJSON(&h.Card, false).state().Text
	if state == "" {
		return string(h.Address)
	}
	return string(h.Address) + " · " + state
}

// openInstead shows the note that was chosen; nothing is asked.
func (c *cli) openInstead(ctx context.Context, p *pool.Pool, a note.Address, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	shown, err := c.runShow(ctx, p, string(a), showOptions{})
	if err == nil {
		c.Say("Nothing was asked. cop comment %s asks back there; cop ask --anyway asks everyone.", a)
	}
	return shown, err
}

// askEdited lets the user write the question in an editor.
func (c *cli) askEdited(ctx context.Context, p *pool.Pool, q pool.Question) (any, error) {
	start, err := p.QuestionText(q)
	if err != nil {
		return nil, err
	}
	defer c.pause()()
	res, err := c.Edit(ctx, c.editRequest(p, fileName(pool.Draft{Type: note.Question, Title: q.Title}), string(start)))
	if err != nil {
		return nil, err
	}
	text := p.WithoutPrompts([]byte(res.Text))
	if !res.Changed && q.Title == "" || strings.TrimSpace(res.Text) == "" {
		c.Say("Closed without a question; nothing was written.")
		return nil, res.Discard()
	}
	if wrong := wrong(text); wrong != "" {
		return nil, &keptError{what: wrong + "; nothing was written", draft: res.Draft}
	}
	a, err := p.Save(ctx, text, q.Topic)
	if err != nil {
		return nil, &keptError{what: err.Error(), draft: res.Draft, err: err}
	}
	if err := res.Discard(); err != nil {
		return nil, err
	}
	return c.asked(ctx, p, a, len(q.To) > 0)
}

// asked tells what happens next, and who may know.
func (c *cli) asked(ctx context.Context, p *pool.Pool, a note.Address, addressed bool) (any, error) {
	text, err := p.Read(a)
	if err != nil {
		return nil, err
	}
	if !addressed {
		if err := c.whoMayKnow(ctx, p, a, text); err != nil {
			return nil, err
		}
	}
	c.sayHandle(p)
	c.Say("Asked; it goes to the others with the next cop sync.")
	return added{Address: a, Path: a.Path(), Title: note.Parse(a.Path(), text).Title}, nil
}

// whoMayKnow names people who may know. On a terminal the question can be put to them.
func (c *cli) whoMayKnow(ctx context.Context, p *pool.Pool, a note.Address, text []byte) error {
	experts, err := p.Route(ctx, a)
	if err != nil || len(experts) == 0 {
		return err
	}
	c.Say("Who may know:")
	var names []string
	for _, e := range experts {
		names = append(names, string(e.Handle))
		c.Say("  %s  %s", e.Handle, strings.Join(expertJSON{Reasons: e.Reasons, Presence: e.Presence}.reasons(), "; "))
	}
	if !c.Prompting() {
		return nil
	}
	defer c.pause()()
	answer, err := c.Ask(ctx, term.Question{Text: "Put it to (" + strings.Join(names, " ") + "; Enter: everyone)", Flag: "--who HANDLE"})
	if err != nil || answer == "" {
		return err
	}
	var to []note.Handle
	for _, name := range strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' }) {
		h, err := p.Somebody(ctx, name)
		if err != nil {
			return err
		}
		to = append(to, h)
	}
	n := note.Parse(a.Path(), text)
	if err := n.SetBody([]byte("\n" + note.AskOf(to, string(n.Body())))); err != nil {
		return err
	}
	return p.Replace(ctx, a, text, n.Bytes())
}
