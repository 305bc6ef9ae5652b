package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

type offerOptions struct {
	to, message string
	dryRun      bool
	allow       []string
}

func newOffer(c *cli) *cobra.Command {
	var o offerOptions
	cmd := &cobra.Command{
		Use:   "offer ADDR --to POOL",
		Short: "Offer a practice to another community",
		Long: `Offer a note of this pool to another one, by their rules: their stewards decide, on their
host. A note that was taken over from there comes back as a change of theirs; another
becomes a new note that says where it is from. Only the note and what it shows goes.`,
		Example:           "cop offer rotate-the-pager --to ops\ncop offer warm-the-cache --to ops --message \"It saved us twice.\"\ncop offer warm-the-cache --to ops --dry-run",
		GroupID:           "daily",
		Args:              takes(1, 1, "the ADDR of a note"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runOffer(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "the `POOL` that is to have it")
	textFlag(f, &o.message, "`TEXT` for those who review it there")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what they would get, change nothing")
	f.StringArrayVar(&o.allow, "allow", nil, "what looks like a secret at `PATH:LINE` is none")
	_ = cmd.RegisterFlagCompletionFunc("to", c.completePools)
	return cmd
}

func (c *cli) runOffer(ctx context.Context, p *pool.Pool, typed string, o offerOptions) (any, error) {
	if o.to == "" {
		return nil, &usageError{msg: "offer needs --to POOL", hint: knownPools}
	}
	k, ok := c.knownPool(o.to)
	if !ok {
		return nil, noPoolCalled(o.to)
	}
	a, err := c.note(ctx, p, typed)
	if err != nil {
		return nil, err
	}
	to, err := c.openNamed(ctx, k, p)
	if err != nil {
		return nil, err
	}
	defer to.Close()
	me, err := p.Me()
	if err != nil {
		return nil, err
	}
	if _, err := to.Me(); errors.Is(err, pool.ErrNoIdentity) {
		if err := to.SetIdentity(me); err != nil {
			return nil, err
		}
	}
	if !o.dryRun { // theirs may have changed: what is offered is made of what they have now
		if _, err := to.Sync(ctx, pool.SyncOptions{}); err != nil {
			return nil, err
		}
	}
	g, err := pools.PlanOffer(ctx, pools.Named{Name: k.Name, Pool: p}, a, to, c.nameThere(p, to), me.Handle)
	if err != nil {
		return nil, err
	}
	if o.dryRun {
		where := string(g.Address)
		if where == "" {
			where = "a new note in " + string(g.Topic)
		}
		c.Say("This is what %s would get, as %s; nothing was sent.", to.Name, where)
		return rawText(g.Text), nil
	}
	there, err := g.Give(ctx, to.Pool)
	if err != nil {
		return nil, err
	}
	rep, err := to.Share(ctx, pool.ShareOptions{Notes: []note.Address{there}, Body: withLinkBack(o.message, p, a, to.Pool), Allow: o.allow})
	if err != nil {
		return nil, fmt.Errorf("%w (it is a draft in %s now: %s)", err, to.Name, there)
	}
	if rep.Waiting != nil {
		c.Say("%s", explain(rep.Waiting).Message)
	}
	return offered{To: to.Name, Address: there, share: shareResult{rep: rep}}, nil
}

// withLinkBack says below the words for those who review it whose note it is and where it can be read. Where a
// community is at home is told only on the host that both share, or where its pages are public anyway.
func withLinkBack(message string, p *pool.Pool, a note.Address, to *pool.Pool) string {
	where := p.Charter().Site.Address
	if where == "" && pool.SameHost(p, to) {
		at, _ := p.Remote()
		where = strings.TrimSuffix(pool.Redact(at), ".git")
	}
	from := fmt.Sprintf("From %s, %s", note.Clean(p.Name()), a)
	if where != "" {
		from += ": " + where
	}
	return strings.TrimSpace(message + "\n\n" + from)
}

// offered is the result of cop offer.
type offered struct {
	To      string
	Address note.Address
	share   shareResult
}

// Value says where it is now in the other pool, and what sharing it there came to.
func (r offered) Value() any {
	return struct {
		To      string       `json:"to"`
		Address note.Address `json:"address"` // there
		Direct  bool         `json:"direct"`
		Waiting bool         `json:"waiting"`
		Names   []string     `json:"contributions"`
	}{r.To, r.Address, r.share.rep.Direct, r.share.rep.Waiting != nil, names(r.share.rep.Offered)}
}

func names(list []pool.Contribution) []string {
	out := []string{}
	for _, c := range list {
		out = append(out, wording.Name(c))
	}
	return out
}

// Text is what sharing it there came to.
func (r offered) Text(s *term.Streams) string {
	p := s.Palette()
	return term.Hang("", "  ", p.Paint(term.Good, "Offered")+" to "+p.Paint(term.Accent, r.To)+" as "+p.Paint(term.Topic, string(r.Address))+":", s.LineWidth()) + "\n" + r.share.Text(s)
}

// nameThere is what p is called in another pool: by its charter, else as it calls itself.
func (c *cli) nameThere(p *pool.Pool, to pools.Named) string {
	at, _ := p.Remote()
	return cmp.Or(upstreamName(to.Pool, at), note.Slug(p.Name()))
}

// askOffer tells once of each note that was taken over and is shared with something of our own that
// its origin could have that, too: at once, or where the others decide first, then. What was told is
// remembered beside the clone.
func (c *cli) askOffer(ctx context.Context, p *pool.Pool, rep pool.ShareReport) {
	from := c.originsOf(p)
	defer from.Close()
	file := filepath.Join(p.LocalDir(), "offers-told")
	told, _ := os.ReadFile(file)
	for _, it := range rep.Items {
		line := string(it.Address) + "\n"
		if it.Address == "" || it.Change != pool.Edited || strings.Contains("\n"+string(told), "\n"+line) {
			continue
		}
		origin, to := from.owed(ctx, it.Address)
		if to == "" {
			continue
		}
		when := ""
		if !rep.Direct {
			when = ", once it is accepted here"
		}
		c.Say("%s is from %s:%s; would they want what you changed%s? cop offer %s --to %s", it.Address, origin.Pool, origin.Address, when, it.Address, to)
		told = append(told, line...)
		_ = os.WriteFile(file, told, 0o600) // else it is told again
	}
}
