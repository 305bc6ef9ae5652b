package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newEdit(c *cli) *cobra.Command {
	var bodyFile string
	cmd := &cobra.Command{
		Use:               "edit ADDR",
		Short:             "Change a note in your editor",
		Example:           "cop edit rotate-the-pager\nsed s/Monday/Tuesday/ note.md | cop edit rotate-the-pager --body-file -",
		GroupID:           "daily",
		Args:              takes(1, 1, "the ADDR of a note"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return nil, c.runEdit(ctx, p, args[0], bodyFile)
		}),
	}
	cmd.Flags().StringVar(&bodyFile, "body-file", "", "the whole new text from `FILE` (- is standard input)")
	return cmd
}

func (c *cli) runEdit(ctx context.Context, p *pool.Pool, typed, bodyFile string) error {
	a, err := c.note(ctx, p, typed)
	if err != nil {
		return err
	}
	if bodyFile != "" {
		text, err := c.readFile(bodyFile)
		if err != nil {
			return err
		}
		old, err := p.Read(a)
		if err != nil {
			return err
		}
		if emptied(a, old, text) {
			return &usageError{msg: "the text is empty; the note stays as it is", hint: "cop rm " + string(a) + " removes a note"}
		}
		return p.Update(ctx, a, text)
	}
	return c.editNote(ctx, p, a)
}

// editNote opens the editor on a note until its front matter can be read, or the user
// wants it so.
func (c *cli) editNote(ctx context.Context, p *pool.Pool, a note.Address) error {
	old, err := p.Read(a)
	if err != nil {
		return err
	}
	defer c.pause()()
	text := string(old)
	for {
		res, err := c.Edit(ctx, c.editRequest(p, a.Slug()+".md", text))
		if err != nil {
			return err
		}
		if res.Text == string(old) {
			c.Say("Closed without a change.")
			return res.Discard()
		}
		if emptied(a, old, []byte(res.Text)) {
			c.Say("The text is empty; nothing was changed. cop rm %s removes a note.", a)
			return res.Discard()
		}
		if broken := note.Parse(a.Path(), []byte(res.Text)).Err(); broken != nil {
			c.Complain("The front matter cannot be read: %s", broken.Error())
			again, err := c.Confirm(ctx, term.Question{Text: "Edit again?", Default: "y", Flag: "--body-file FILE"})
			if err != nil {
				return &keptError{what: "the note stays as it was", draft: res.Draft}
			}
			if again {
				text = res.Text
				if err := res.Discard(); err != nil {
					return err
				}
				continue
			}
		}
		if err := p.Replace(ctx, a, old, []byte(res.Text)); err != nil {
			return &keptError{what: err.Error(), draft: res.Draft, err: err}
		}
		c.Say("Changed %s; cop share offers it to the others.", a)
		return res.Discard()
	}
}

// emptied reports a text that takes all words out of a note that had some.
func emptied(a note.Address, old, text []byte) bool {
	return strings.TrimSpace(string(text)) == "" || nothingIn(a.Path(), text) && !nothingIn(a.Path(), old)
}

func newMv(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "mv ADDR NEW-ADDR",
		Short: "Give a note another address",
		Long: `Move a note: its thread comes along, links to it are rewritten, and the old
address keeps working. A NEW-ADDR that ends in / is a topic.`,
		Example:           "cop mv pager oncall/rotate-the-pager\ncop mv rotate-the-pager incidents/",
		GroupID:           "daily",
		Args:              takes(2, 2, "the ADDR of a note", "its NEW-ADDR"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runMv(ctx, p, args[0], args[1])
		}),
	}
}

// moved is the result of cop mv.
type moved struct {
	From     note.Address   `json:"from"`
	Address  note.Address   `json:"address"`
	Relinked []note.Address `json:"relinked"`
}

// Text is the new address.
func (m moved) Text(*term.Streams) string { return string(m.Address) + "\n" }

func (c *cli) runMv(ctx context.Context, p *pool.Pool, typed, to string) (any, error) {
	from, err := c.note(ctx, p, typed)
	if many := new(pool.AmbiguousError); errors.As(err, &many) {
		if half, ok := p.HalfMoved(many.Notes); ok {
			from, err = half, nil
		}
	}
	if err != nil {
		return nil, err
	}
	target, err := newAddress(ctx, p, from, to)
	if err != nil {
		return nil, err
	}
	rep, err := p.Move(ctx, from, target)
	if err != nil {
		return nil, err
	}
	if n := len(rep.Relinked); n > 0 {
		c.Say("Links in %s lead to the new address.", count(n, "note"))
	}
	if rep.Forgets {
		c.Say("The head of the note is not written to, so its old address is kept nowhere.")
	}
	return moved{rep.From, rep.To, append([]note.Address{}, rep.Relinked...)}, nil
}

// newAddress reads what was typed as the target: a topic when it ends in a slash, else
// topic and name.
func newAddress(ctx context.Context, p *pool.Pool, from note.Address, typed string) (note.Address, error) {
	typed = strings.TrimPrefix(strings.TrimSuffix(typed, ".md"), "practices/")
	if strings.EqualFold(typed, string(from)) {
		return note.Address(typed), nil
	}
	name := from.Slug()
	topic := typed
	if !strings.HasSuffix(typed, "/") {
		topic = ""
		name = typed
		if i := strings.LastIndexByte(typed, '/'); i >= 0 {
			topic, name = typed[:i], typed[i+1:]
		}
	}
	topic, err := p.Topic(ctx, topic)
	if err != nil {
		return "", err
	}
	return note.Address(strings.TrimPrefix(topic+"/"+slugOf(name), "/")), nil
}

// slugOf spells the name of a note and leaves a language at its end as it is.
func slugOf(name string) string {
	if lang := note.Parse("practices/"+name+".md", nil).Lang; lang != "" {
		return note.Slug(strings.TrimSuffix(name, "."+lang)) + "." + lang
	}
	return note.Slug(name)
}

func newRm(c *cli) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "rm ADDR",
		Short: "Remove a note",
		Long: `Remove a note and its thread. Removing a note that others have is a change like
any other: it goes to them with cop share. What they had they can still read, in the
versions of the pool: nothing that was shared can be taken out of every copy. Often cop
retire is kinder: the note stays readable and says what took its place.`,
		Example:           "cop rm old-idea\ncop rm old-idea --yes",
		GroupID:           "daily",
		Args:              takes(1, 1, "the ADDR of a note"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return nil, c.runRm(ctx, p, args[0], yes)
		}),
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (c *cli) runRm(ctx context.Context, p *pool.Pool, typed string, yes bool) error {
	a, err := c.note(ctx, p, typed)
	if err != nil {
		return err
	}
	if !yes {
		again := c.pause()
		ok, err := c.Confirm(ctx, term.Question{Text: c.removal(ctx, p, a), Flag: "--yes"})
		again()
		if err != nil || !ok {
			return err
		}
	}
	rep, err := p.Remove(ctx, a)
	if err != nil {
		return err
	}
	if rep.Shared {
		c.Say("Removed %s here; cop share offers the removal to the others, cop undo takes it back.", a)
		c.Say("Everybody in the pool can read it until then, and what it said also afterwards, in its versions: a password in it has to be changed.")
	} else {
		c.Say("Removed %s; cop undo takes that back.", a)
	}
	c.sayReleased(rep.Released)
	for _, l := range rep.Links {
		c.Say("note: %s still links to it", l)
	}
	return nil
}

// removal asks whether a note is meant to go, and says what goes with it.
func (c *cli) removal(ctx context.Context, p *pool.Pool, a note.Address) string {
	text := "Remove " + string(a) + " and its thread?"
	if in, err := p.OfferedIn(ctx, a); err == nil && len(in) > 0 {
		text = "Remove " + string(a) + " and its thread? It is in review as " + wording.Name(in[0]) + " and leaves it."
	}
	return text
}

func newRetire(c *cli) *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use:   "retire ADDR --by ADDR",
		Short: "Say that a note had its day, and what took its place",
		Long: `Mark a note as superseded by another; both name each other. Without --by it is
marked as deprecated: nothing took its place. It stays readable either way.`,
		Example:           "cop retire pager-by-hand --by rotate-the-pager\ncop retire fax-the-roster",
		GroupID:           "care",
		Args:              takes(1, 1, "the ADDR of a note"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return nil, c.runRetire(ctx, p, args[0], by)
		}),
	}
	cmd.Flags().StringVar(&by, "by", "", "the `ADDR` of the note that took its place")
	_ = cmd.RegisterFlagCompletionFunc("by", c.completeNotes(-1))
	return cmd
}

func (c *cli) runRetire(ctx context.Context, p *pool.Pool, typed, by string) error {
	a, err := c.note(ctx, p, typed)
	if err != nil {
		return err
	}
	var successor note.Address
	if by != "" {
		if successor, err = c.note(ctx, p, by); err != nil {
			return err
		}
		if successor == a {
			return &usageError{msg: "a note cannot take its own place", hint: "cop retire OLD --by NEW"}
		}
	}
	if err := p.Retire(ctx, a, successor); err != nil {
		return err
	}
	c.Say("Retired %s; cop share offers that to the others.", a)
	return nil
}
