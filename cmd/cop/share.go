package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/wording"
	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

type shareOptions struct {
	pool.ShareOptions
	withdraw bool
}

func newShare(c *cli) *cobra.Command {
	var o shareOptions
	cmd := &cobra.Command{
		Use:   "share [ADDR…]",
		Short: "Offer your drafts to the others",
		Long: `Offer drafts to the others: to be reviewed, or straight to everyone where the
charter says so. Without ADDR all drafts go. After more edits share again: the
same contribution is updated. The stewards of its topics are asked for a review.

It goes the way that asks least of you: a host that knows you opens the review;
where you may not write, cop uses the host's own way for that, or a copy of
yours; without a token (cop auth login) it prints the page to open. Where none
of that works, --bundle writes a file for somebody who may write, who brings it
in with: git fetch FILE 'refs/heads/cop/*:refs/heads/cop/*', and then git push.

What looks like a password, token or private key does not leave this machine.
When it is none, say so with --allow PATH:LINE.

--dry-run shows what would leave this machine, how, and who would be asked.
--draft says that it is not done yet; share it again without --draft when it is.

Out of reach? Nothing is lost: what you share waits and goes with the next
cop sync.`,
		Example:           "cop share\ncop share rotate-the-pager --title \"Rotate the pager on Mondays\"\ncop share --dry-run\ncop share --draft\ncop share --withdraw rotate-the-pager",
		GroupID:           "daily",
		Args:              takes(0, -1),
		ValidArgsFunction: c.completeNotes(-1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			if o.withdraw {
				return withdrawn(args, c.runWithdraw(ctx, p, args))
			}
			return c.runShare(ctx, p, args, o.ShareOptions)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&o.Title, "title", "", "what the contribution is called")
	textFlag(f, &o.Body, "words for whoever reads it, as `TEXT`; made from the notes when left out")
	f.BoolVar(&o.Draft, "draft", false, "it is not done yet: nobody is asked for a review")
	f.StringVar(&o.Bundle, "bundle", "", "write the contribution to `FILE` instead of sending it")
	f.StringArrayVar(&o.Allow, "allow", nil, "what looks like a secret at `PATH:LINE` is none")
	f.BoolVar(&o.DryRun, "dry-run", false, "say what would leave this machine, send nothing")
	f.BoolVar(&o.Anyway, "anyway", false, "share in spite of problems that were found")
	f.BoolVar(&o.withdraw, "withdraw", false, "take a contribution back; its notes become drafts again")
	for _, other := range []string{"draft", "bundle", "dry-run", "title", "message", "body"} {
		cmd.MarkFlagsMutuallyExclusive("withdraw", other)
	}
	return cmd
}

func (c *cli) runShare(ctx context.Context, p *pool.Pool, args []string, o pool.ShareOptions) (any, error) {
	c.sayHandle(p)
	var err error
	if o.Notes, err = c.changed(ctx, p, args); err != nil {
		return nil, err
	}
	if o.Bundle != "" {
		if o.Bundle, err = filepath.Abs(o.Bundle); err != nil {
			return nil, err
		}
	}
	rep, err := p.Share(ctx, o)
	if errors.As(err, new(*pool.ConflictError)) && c.Format.Structured() {
		return shareResult{rep: rep, dryRun: o.DryRun}, outcome(exitConflict)
	}
	if err != nil {
		return nil, err
	}
	for _, pr := range rep.Problems {
		c.Say("note: %s:%d: %s", pr.Path, pr.Line, pr.Message)
	}
	if rep.Waiting != nil {
		c.Say("%s", explain(rep.Waiting).Message)
	}
	c.sayKeptBack(rep.Sync.KeptBack)
	if !o.DryRun && rep.Waiting == nil {
		c.askOffer(ctx, p, rep)
	}
	r := shareResult{rep: rep, dryRun: o.DryRun}
	switch {
	case len(rep.Sync.Conflicts) > 0:
		return r, outcome(exitConflict)
	case len(rep.Sync.KeptBack) > 0:
		return r, outcome(exitProblems)
	}
	return r, nil
}

// changed finds the notes that arguments mean, also those that were removed.
func (c *cli) changed(ctx context.Context, p *pool.Pool, typed []string) ([]note.Address, error) {
	if len(typed) == 0 {
		return nil, nil
	}
	st, err := p.Status(ctx)
	if err != nil {
		return nil, err
	}
	var out []note.Address
	for _, t := range typed {
		if a, ok := removedNote(st, t); ok {
			out = append(out, a)
			continue
		}
		if a, ok := clashingNote(st, t); ok {
			out = append(out, a)
			continue
		}
		a, err := c.note(ctx, p, t)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func removedNote(st pool.Status, typed string) (note.Address, bool) {
	for _, list := range [][]pool.Item{st.Drafts, st.ToSend} {
		for _, it := range list {
			if it.Change == pool.Removed && (string(it.Address) == typed || strings.HasSuffix(string(it.Address), "/"+typed)) {
				return it.Address, true
			}
		}
	}
	return "", false
}

func (c *cli) runWithdraw(ctx context.Context, p *pool.Pool, args []string) error {
	if len(args) == 0 {
		return &usageError{msg: "share --withdraw needs the name of a contribution", hint: "cop status shows them"}
	}
	for _, name := range args {
		only := onlyHere(ctx, p, name)
		drafts, err := p.Withdraw(ctx, name)
		if err != nil {
			return err
		}
		if len(drafts) == 0 {
			c.Say("Took %s back; nobody is asked for it any more.", name)
		} else {
			c.Say("Took %s back; its notes are drafts again.", name)
		}
		if !only {
			c.Say("%s", c.howFar(ctx, p))
		}
	}
	return nil
}

// onlyHere reports a contribution that waits to be sent and was never seen by anybody else.
func onlyHere(ctx context.Context, p *pool.Pool, name string) bool {
	st, err := p.Status(ctx)
	if err != nil {
		return false
	}
	i := slices.IndexFunc(st.Contributions, func(c pool.Contribution) bool { return c.Name == name || strings.HasSuffix(c.Name, "/"+name) })
	return i >= 0 && !st.Contributions[i].Sent && st.Contributions[i].Review == nil
}

// howFar says what a withdrawal cannot undo where the pool is reviewed.
func (c *cli) howFar(ctx context.Context, p *pool.Pool) string {
	h, err := p.Host(ctx)
	if err != nil || h.Kind == forge.Plain {
		return "The shared place offers it no more; whoever looked at it meanwhile may have a copy."
	}
	return "If a page was opened for it on " + h.Name() + ", that stays, closed, and who can see the pool can read there what it said."
}

// sayHandle tells a user who writes where that goes and, once, which handle was made for
// them.
func (c *cli) sayHandle(p *pool.Pool) {
	c.sayWhere(p)
	me, err := p.Me()
	if err != nil || !me.Derived {
		return
	}
	c.Say("You go by the handle %q here; cop config set handle NAME changes it.", me.Handle)
	if err := p.HandleTold(me.Handle); err != nil {
		c.Say("note: %s", err.Error())
	}
}

// shareResult is the result of cop share.
type shareResult struct {
	rep    pool.ShareReport
	dryRun bool
}

// Value says where the shared notes are now.
func (r shareResult) Value() any {
	return struct {
		Shared        []itemJSON         `json:"shared"`
		Direct        bool               `json:"direct"`
		Waiting       bool               `json:"waiting"`
		DryRun        bool               `json:"dry_run"`
		Contributions []contributionJSON `json:"contributions"`
		Plans         []planJSON         `json:"plans"`
		Bundle        string             `json:"bundle"`
		Conflicts     []itemJSON         `json:"conflicts"`
		Outcomes      []outcomeJSON      `json:"outcomes"`
		Reopened      []contributionJSON `json:"reopened"` // had been declined, and are in review again
		Changed       []amendedJSON      `json:"changed"`
		KeptBack      []secretJSON       `json:"kept_back"`
		Alone         bool               `json:"alone"`
		Straight      []itemJSON         `json:"straight"` // of what was shared: what needs no review where the rest does
	}{itemsOf(r.rep.Items), r.rep.Direct, r.rep.Waiting != nil, r.dryRun, contributionsOf(r.rep.Offered), plansOf(r.rep.Plans), r.rep.Bundled, conflictsOf(r.rep.Sync.Conflicts), outcomesOf(r.rep.Sync.Outcomes), reviewsJSON(r.rep.Sync.Reopened), amendedOf(r.rep.Sync.Changed), secretsOf(r.rep.Sync.KeptBack), r.rep.Alone, itemsOf(r.rep.Straight)}
}

// Text says what happened in one line a note or contribution.
func (r shareResult) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	line := func(text string) { b.WriteString(term.Hang("", "  ", text, s.LineWidth()) + "\n") }
	switch {
	case r.dryRun:
		b.WriteString(r.plan(s))
	case r.rep.Bundled != "":
		line(p.Paint(term.Good, "Written") + " to " + r.rep.Bundled + ". Hand it to somebody who may write; cop share --help says what they do with it.")
	case r.rep.Waiting != nil && len(r.rep.Items) == 0:
		line(p.Paint(term.Warn, "Not sent") + ": the shared place is out of reach; cop sync sends this pool when it is in reach.")
	case r.rep.Waiting != nil:
		line(p.Paint(term.Warn, "Kept") + " " + count(len(r.rep.Items), "change") + "; cop sync sends " + itThem(len(r.rep.Items)) + " when the shared place is in reach.")
	case r.rep.Local:
		line(p.Paint(term.Good, "Kept") + " " + titles(r.rep.Items) + ". This pool is on this machine only: cop init --remote URL shares it.")
	case r.rep.Direct:
		everyoneHas(line, p, r.rep.Items, r.rep.Sync.Place)
	}
	if !r.dryRun && r.rep.Waiting == nil {
		everyoneHas(line, p, r.rep.Straight, r.rep.Sync.Place)
	}
	switch {
	case r.rep.Sync.Batched == nil:
	case r.rep.Sync.NoRight:
		line("You may not write to the shared place yourself, so it goes for review:")
	default:
		line("The shared place takes this only after review:")
		b.WriteString(placeSays(s, r.rep.Sync.Remote))
	}
	if !r.dryRun && r.rep.Bundled == "" {
		for _, c := range r.rep.Offered {
			b.WriteString(offeredText(s, c))
		}
	}
	if !r.dryRun {
		b.WriteString(r.exchanged(s))
	}
	if r.rep.Alone && !r.dryRun && len(r.rep.Offered) > 0 {
		line(p.Paint(term.Muted, "Nobody else has brought anything here so far, and the charter lets you accept it yourself: cop review "+wording.Name(r.rep.Offered[0])+" --merge"))
	}
	for _, cf := range r.rep.Sync.Conflicts {
		line(conflictLine(p, cf))
	}
	return b.String()
}

// everyoneHas says of what went straight to everyone what they have now, and what no more.
func everyoneHas(line func(string), p term.Palette, items []pool.Item, place string) {
	var here, gone []pool.Item
	for _, it := range items {
		if it.Change == pool.Removed {
			gone = append(gone, it)
		} else {
			here = append(here, it)
		}
	}
	if len(here) > 0 {
		line(p.Paint(term.Good, "Shared") + " " + titles(here) + " with " + everyone(place) + ".")
	}
	if len(gone) > 0 {
		line(p.Paint(term.Good, "Removed") + " " + titles(gone) + " for " + everyone(place) + ".")
	}
}

// everyone is who reads the shared place; it is named where there are others.
func everyone(place string) string {
	if place == "" {
		return "everyone"
	}
	return "everyone at " + place
}

func conflictLine(p term.Palette, cf pool.Conflict) string {
	name := string(cf.Address)
	if name == "" {
		name = cf.Path
	}
	return p.Paint(term.Warn, "Conflict") + " " + p.Paint(term.Topic, name) + " was changed by you and by somebody else; cop resolve " + p.Paint(term.Topic, name) + " settles it."
}

func titles(items []pool.Item) string {
	entries, along := 0, 0
	items = slices.DeleteFunc(slices.Clone(items), func(it pool.Item) bool {
		_, entry := note.EntryOf(it.Path)
		switch {
		case entry && it.Change == pool.Moved:
			along++
		case entry:
			entries++
		}
		return entry
	})
	if len(items) == 0 {
		entries += along // else they are there because their notes are
	}
	var out []string
	for _, it := range items {
		if len(out) == 3 && len(items) > 4 {
			out = append(out, fmt.Sprintf("%d more", len(items)-3))
			break
		}
		out = append(out, `"`+note.Within(term.Clean(it.Title))+`"`)
	}
	switch {
	case entries == 1:
		out = append(out, "1 answer or comment")
	case entries > 1:
		out = append(out, fmt.Sprintf("%d answers and comments", entries))
	}
	if len(out) < 2 {
		return strings.Join(out, "")
	}
	return strings.Join(out[:len(out)-1], ", ") + " and " + out[len(out)-1]
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
