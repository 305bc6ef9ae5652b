package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

type resolveOptions struct {
	mine, theirs bool
	bodyFile     string
}

func newResolve(c *cli) *cobra.Command {
	var o resolveOptions
	cmd := &cobra.Command{
		Use:   "resolve [ADDR]",
		Short: "Settle a note that two people changed at once",
		Long: `Settle a conflict: both versions are shown, with who made them and when; keep
yours, take theirs, or edit with both in view. Without ADDR: what is to settle.
A second version that a synchroniser of files put beside a note is settled the
same way; where the two do not change the same words both go into the note.
Whatever you choose, your version stays in this machine's history. Where you take
theirs, your own contribution of that note is taken back.`,
		Example: "cop resolve\ncop resolve rotate-the-pager\ncop resolve rotate-the-pager --mine\ncop resolve rotate-the-pager --theirs",
		GroupID: "daily",
		Args:    takes(0, 1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runResolve(ctx, p, args, o)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&o.mine, "mine", false, "keep my version")
	f.BoolVar(&o.theirs, "theirs", false, "take the version the others have")
	f.StringVar(&o.bodyFile, "body-file", "", "settle with the text in `FILE` (- is standard input)")
	cmd.MarkFlagsMutuallyExclusive("mine", "theirs", "body-file")
	return cmd
}

// chosen reports that the flags say how to settle.
func (o resolveOptions) chosen() bool { return o.mine || o.theirs || o.bodyFile != "" }

func (c *cli) runResolve(ctx context.Context, p *pool.Pool, args []string, o resolveOptions) (any, error) {
	st, err := p.Status(ctx)
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		switch {
		case o.chosen() && len(st.Conflicts) != 1:
			return nil, &usageError{msg: "which note is to be settled?", hint: "cop resolve lists them"}
		case len(st.Conflicts) != 1 || !o.chosen() && !c.Prompting():
			return clashes(st.Conflicts), nil
		}
		args = []string{string(st.Conflicts[0].Address)}
	}
	cf, ok := clashNamed(st, args[0])
	if !ok {
		a, err := c.note(ctx, p, args[0])
		if err != nil {
			return nil, err
		}
		if found, err := c.settleCopies(ctx, p, a, o); found || err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s: %w", a, pool.ErrNoConflict)
	}
	return nil, c.settle(ctx, p, cf, o)
}

func (c *cli) settle(ctx context.Context, p *pool.Pool, cf pool.Conflict, o resolveOptions) error {
	sides, err := p.Sides(ctx, cf.Address)
	if err != nil {
		return err
	}
	choice, text, err := c.chooseSide(ctx, p, cf, sides, o)
	if err != nil {
		return err
	}
	left, err := p.Settle(ctx, cf.Address, choice, text)
	if err != nil {
		return err
	}
	c.Say("Settled %s: %s.", cf.Address, settledAs(cf, choice, left.At))
	c.sayReleased(left)
	return nil
}

// settledAs says what a note is after somebody chose, and where, if the others moved it.
func settledAs(cf pool.Conflict, choice pool.Choice, at note.Address) string {
	switch followed := at == cf.MovedTo; {
	case choice == pool.TakeTheirs && cf.MovedTo != "" && followed:
		return fmt.Sprintf("it is %s now and reads as the others have it", at)
	case choice == pool.TakeTheirs && cf.MovedTo != "":
		return fmt.Sprintf("it is %s now, with what you changed there", cf.MovedTo)
	case cf.MovedTo != "" && followed:
		return fmt.Sprintf("it is %s now, a draft of yours; cop share offers it", at)
	case cf.MovedTo != "" && cf.Change != pool.Removed:
		return fmt.Sprintf("it stays beside %s, which you changed as well; cop share offers both", cf.MovedTo)
	case choice == pool.TakeTheirs && cf.Theirs == pool.Removed:
		return "it is gone here, too"
	case choice == pool.TakeTheirs:
		return "it reads as the others have it"
	case choice == pool.KeepMine && cf.Change == pool.Removed:
		return "it stays removed here; cop share offers that to the others"
	}
	return "it is a draft of yours now; cop share offers it"
}

// sayReleased says what became of contributions that a note left.
func (c *cli) sayReleased(r pool.Released) {
	for _, name := range r.TakenBack {
		if changed := new(pool.ChangedThereError); errors.As(r.Waiting, &changed) {
			c.Say("Your contribution %s stays open: %s; cop sync brings what they did.", name, changed)
		} else if r.Waiting != nil {
			c.Say("Your contribution %s is taken back; the others learn of it with the next cop sync.", name)
		} else {
			c.Say("Your contribution %s is taken back; nobody is asked for it any more.", name)
		}
	}
	for _, name := range r.Reduced {
		c.Say("It leaves %s with the next cop sync; the rest stays in review.", name)
	}
}

// clashNamed finds a conflict by what was typed: its address, the last part of it, its path;
// the note may be gone on one side.
func clashNamed(st pool.Status, typed string) (pool.Conflict, bool) {
	var hits []pool.Conflict
	for _, cf := range st.Conflicts {
		switch {
		case string(cf.Address) == typed || cf.Path == typed:
			return cf, true
		case strings.HasSuffix("/"+string(cf.Address), "/"+typed):
			hits = append(hits, cf)
		}
	}
	if len(hits) != 1 {
		return pool.Conflict{}, false
	}
	return hits[0], true
}

func clashingNote(st pool.Status, typed string) (note.Address, bool) {
	cf, ok := clashNamed(st, typed)
	return cf.Address, ok
}

// clashes is what is to settle.
type clashes []pool.Conflict

// Value is a list of notes.
func (cs clashes) Value() any { return conflictsOf(cs) }

// Table is what a pipe gets: address, title, what the user did, what the others did.
func (cs clashes) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "address"}, {Name: "title"}, {Name: "mine"}, {Name: "theirs"}}}
	for _, cf := range cs {
		t.Rows = append(t.Rows, []term.Cell{{Text: string(cf.Address)}, {Text: cf.Title}, {Text: string(cf.Change)}, {Text: string(cf.Theirs)}})
	}
	return t
}

// Text says of each who did what, and how to settle it.
func (cs clashes) Text(s *term.Streams) string {
	if len(cs) == 0 {
		return "Nothing is to settle.\n"
	}
	var b strings.Builder
	p := s.Palette()
	for _, cf := range cs {
		b.WriteString(term.Hang("", "  ", p.Paint(term.Title, cf.Title)+"  "+p.Paint(term.Topic, string(cf.Address))+p.Paint(term.Muted, "  "+bothDid(cf)), s.LineWidth()) + "\n")
	}
	b.WriteString(term.Hang("", "  ", p.Paint(term.Muted, "cop resolve ADDR shows both versions and settles it"), s.LineWidth()) + "\n")
	return b.String()
}

// bothDid says what each side did to a note.
func bothDid(cf pool.Conflict) string {
	did := map[pool.Kind]string{pool.New: "wrote it", pool.Edited: "changed it", pool.Removed: "removed it"}
	if cf.MovedTo != "" {
		return "you " + did[cf.Change] + ", somebody else moved it to " + string(cf.MovedTo)
	}
	return "you " + did[cf.Change] + ", somebody else " + did[cf.Theirs]
}

// twoSides shows both versions before one is chosen: theirs and mine, where they differ, with
// who and when.
func (c *cli) twoSides(cf pool.Conflict, sides pool.Sides) {
	p := c.ErrPalette()
	who := sides.By
	if who == "" {
		who = "somebody else"
	}
	head := func(name, by string, when time.Time, text []byte) {
		words := by
		switch {
		case text == nil:
			words += " removed it"
		case !when.IsZero():
			words += ", " + term.Ago(when, c.now())
		}
		c.Tell(p.Paint(term.Title, name) + p.Paint(term.Muted, " · "+words))
	}
	c.Tell(p.Paint(term.Title, cf.Title) + "  " + p.Paint(term.Topic, string(cf.Address)))
	head("Mine", "you", sides.Edited, sides.Mine)
	c.side(sides.Mine, sides.Theirs)
	if cf.MovedTo != "" {
		who += " moved it to " + string(cf.MovedTo)
	}
	head("Theirs", who, sides.When, sides.Theirs)
	c.side(sides.Theirs, sides.Mine)
}

const mostOfSide = 12 // lines; the editor shows all

// side shows the lines of one version that the other lacks.
func (c *cli) side(text, other []byte) {
	if text == nil {
		return
	}
	there := map[string]bool{}
	for line := range strings.Lines(string(other)) {
		there[strings.TrimSpace(line)] = true
	}
	shown, more := 0, 0
	for line := range strings.Lines(string(text)) {
		switch line = strings.TrimSpace(line); {
		case line == "" || there[line]:
		case shown < mostOfSide:
			shown++
			c.Tell(term.Hang("    ", "    ", term.Clean(line), c.Width()))
		default:
			more++
		}
	}
	if more > 0 {
		c.Tell(fmt.Sprintf("    … and %d more; edit with both in view shows them", more))
	}
	if shown == 0 {
		c.Tell("    the same, but for blank lines or something taken out")
	}
}

func (c *cli) chooseSide(ctx context.Context, p *pool.Pool, cf pool.Conflict, sides pool.Sides, o resolveOptions) (pool.Choice, []byte, error) {
	switch {
	case o.mine:
		return pool.KeepMine, nil, nil
	case o.theirs:
		return pool.TakeTheirs, nil, nil
	case o.bodyFile != "":
		text, err := c.readFile(o.bodyFile)
		return pool.TakeText, text, err
	}
	defer c.pause()()
	if c.Prompting() {
		c.twoSides(cf, sides)
	}
	options := []string{"keep mine", "take theirs", "edit with both in view"}
	n, err := c.Choose(ctx, term.Question{Text: "Which version of " + string(cf.Address), Flag: "--mine, --theirs or --body-file FILE"}, options)
	if err != nil {
		return 0, nil, err
	}
	if n < 2 {
		return pool.Choice(n + 1), nil, nil
	}
	text, err := c.editBoth(ctx, p, cf.Address, sides)
	return pool.TakeText, text, err
}

// editBoth opens the editor on a text that shows both versions where they differ, until
// none of the marks is left.
func (c *cli) editBoth(ctx context.Context, p *pool.Pool, a note.Address, sides pool.Sides) ([]byte, error) {
	text := string(note.MergeView(sides.Base, sides.Mine, sides.Theirs, [2]string{"mine", "theirs"}))
	res, err := c.editUntil(ctx, c.editRequest(p, a.Slug()+".md", text), "--mine or --theirs", func(res term.EditResult) string {
		if slices.ContainsFunc(p.CheckText([]byte(res.Text)), func(pr note.Problem) bool { return pr.Rule == "conflict-markers" }) {
			return "Some lines still show both versions; keep one of each pair."
		}
		return ""
	})
	var kept *keptError
	if errors.As(err, &kept) {
		kept.what = "nothing was settled"
	}
	if err != nil {
		return nil, err
	}
	return []byte(res.Text), res.Discard()
}

// editRequest is how every text of a pool is edited: with the draft kept in the pool's
// own folder until it is safe elsewhere.
func (c *cli) editRequest(p *pool.Pool, name, text string) term.EditRequest {
	return term.EditRequest{
		Name: name, Text: text, Dir: filepath.Join(p.LocalDir(), "drafts"),
		CoreEditor: p.GitConfig("core.editor"), Flag: "--body-file FILE",
	}
}
