package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

type adaptOptions struct {
	topic                string
	asIs, again          bool
	update, mine, theirs bool
}

func newAdapt(c *cli) *cobra.Command {
	var o adaptOptions
	cmd := &cobra.Command{
		Use:   "adapt [POOL:ADDR | ADDR]",
		Short: "Take a practice over from another community",
		Long: `Take a practice of another pool over into this one, with its pictures, and say where it
is from and who wrote it. Your editor opens: make it yours before you share it.

Of a note that was taken over, cop adapt ADDR shows what its origin became since, and
--update merges that into it; where both changed the same lines, --mine keeps yours
and --theirs takes the origin as it is now. Without an argument all notes that were
taken over are listed.`,
		Example: "cop adapt ops:oncall/rotate-the-pager --topic oncall\ncop adapt\ncop adapt rotate-the-pager\ncop adapt rotate-the-pager --update",
		GroupID: "daily",
		Args:    takes(0, 1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			if len(args) == 0 {
				return c.listAdapted(ctx, p)
			}
			if k, there, ok := c.ofPool(args[0]); ok {
				return c.adapt(ctx, p, k, there, o)
			}
			if name, there, ok := strings.Cut(args[0], ":"); ok && !strings.Contains(name, "/") {
				if _, known := c.knownPool(name); known && there == "" {
					return nil, &usageError{msg: args[0] + " names no note", hint: "write " + name + ":ADDR; cop list --pool " + name + " shows what it has"}
				}
				return nil, noPoolCalled(name)
			}
			return c.runOrigin(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.topic, "topic", "", "file it under `TOPIC`; as over there where it is not given")
	f.BoolVar(&o.asIs, "as-is", false, "do not open an editor")
	f.BoolVar(&o.again, "again", false, "also where it was taken over before")
	f.BoolVar(&o.update, "update", false, "merge what changed at the origin")
	f.BoolVar(&o.mine, "mine", false, "with --update: keep mine where both changed")
	f.BoolVar(&o.theirs, "theirs", false, "with --update: take the origin as it is now")
	cmd.MarkFlagsMutuallyExclusive("mine", "theirs")
	return cmd
}

// adapt takes a practice over.
func (c *cli) adapt(ctx context.Context, p *pool.Pool, k poolEntry, typed string, o adaptOptions) (any, error) {
	from, err := c.openNamed(ctx, k, p)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	there, err := from.Address(ctx, typed)
	if err != nil {
		return nil, err
	}
	if err := c.notYet(ctx, p, from, there, o); err != nil {
		return nil, err
	}
	me, err := p.Me()
	if err != nil {
		return nil, err
	}
	c.sayHandle(p)
	a, err := pools.Adapt(ctx, from, there, me.Handle)
	if err != nil {
		return nil, err
	}
	text, topic := a.Text, o.topic
	if topic == "" {
		topic = there.Topic()
	} else if topic, err = p.Topic(ctx, topic); err != nil {
		return nil, err
	}
	if !o.asIs && c.Prompting() {
		if text, err = c.makeMine(ctx, p, there, text); err != nil || text == nil {
			return nil, err
		}
	}
	saved, err := p.SaveShowing(ctx, text, topic, a.Files)
	if err != nil {
		return nil, err
	}
	c.sayAdoption(from, a)
	return added{saved, saved.Path(), note.Parse(saved.Path(), text).Title}, nil
}

// openNamed opens another pool by the name it goes by in p: what the charter calls it, else
// what the user calls it.
func (c *cli) openNamed(ctx context.Context, k poolEntry, p *pool.Pool) (pools.Named, error) {
	other, err := pool.Open(ctx, k.Dir, c.poolOptions())
	if errors.Is(err, pool.ErrNoPool) {
		err = &noPoolError{dir: k.Dir}
	}
	if err != nil {
		return pools.Named{}, err
	}
	if other.Root() == p.Root() {
		other.Close()
		return pools.Named{}, &usageError{msg: k.Name + " is the pool you are in", hint: "cop mv gives a note of it another address"}
	}
	at, _ := other.Remote()
	return pools.Named{Name: cmp.Or(upstreamName(p, at), k.Name), Pool: other}, nil
}

// notYet refuses to take over twice what is here already.
func (c *cli) notYet(ctx context.Context, p *pool.Pool, from pools.Named, there note.Address, o adaptOptions) error {
	have, err := p.Adapted(ctx)
	if err != nil || o.again {
		return err
	}
	for _, a := range have {
		if a.Origin.Pool != from.Name && !from.HasVersion(a.Origin) {
			continue
		}
		if now, err := from.Address(ctx, string(a.Origin.Address)); a.Origin.Address == there || err == nil && now == there {
			return &takenOverError{a.Address, a.Origin}
		}
	}
	return nil
}

// takenOverError says that a practice was taken over before.
type takenOverError struct {
	here   note.Address
	origin note.Origin
}

func (e *takenOverError) Error() string {
	return fmt.Sprintf("%s:%s was taken over already, as %s", e.origin.Pool, e.origin.Address, e.here)
}

// makeMine opens the editor on a text that was taken over; nil: it was emptied.
func (c *cli) makeMine(ctx context.Context, p *pool.Pool, a note.Address, text []byte) ([]byte, error) {
	defer c.pause()()
	res, err := c.editUntil(ctx, c.editRequest(p, a.Slug()+".md", string(text)), "--as-is", func(res term.EditResult) string {
		if isBlank(res.Text) {
			return ""
		}
		return wrong([]byte(res.Text))
	})
	switch {
	case err != nil:
		return nil, err
	case isBlank(res.Text):
		c.Say("The text is empty; nothing was written.")
		return nil, res.Discard()
	}
	return []byte(res.Text), res.Discard()
}

// sayAdoption says what came along and what did not.
func (c *cli) sayAdoption(from pools.Named, a pools.Adaptation) {
	who := ""
	if len(a.Credits) > 0 {
		who = ", by " + strings.Join(a.Credits, ", ")
	}
	c.Say("Taken over from %s:%s%s; a draft of yours until you share it.", a.From.Pool, a.From.Address, who)
	if n := len(a.Files); n > 0 {
		c.Say("%s came along.", count(n, "picture or file"))
	}
	if n := len(a.Left); n > 0 {
		c.Say("Its links to %s of %s say so now: %s", count(n, "note"), from.Name, strings.Join(a.Left[:min(n, 3)], ", "))
	}
}

// completeAdapt completes the names of other pools, then notes of one; and notes here.
func (c *cli) completeAdapt(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	k, part, ok := c.ofPool(typed + " ")
	if !ok {
		out, directive := c.completeCards(nil)(cmd, args, typed)
		for _, k := range c.listPools() {
			out = append(out, k.Name+":")
		}
		return out, directive | cobra.ShellCompDirectiveNoSpace
	}
	there := *c
	there.pool, there.dir = k.Name, ""
	out, directive := there.completeCards(nil)(cmd, args, strings.TrimSpace(part))
	for i := range out {
		out[i] = k.Name + ":" + out[i]
	}
	return out, directive
}
