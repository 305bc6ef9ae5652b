package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newUndo(c *cli) *cobra.Command {
	var o pool.UndoOptions
	cmd := &cobra.Command{
		Use:   "undo",
		Short: "Take back what you did last",
		Long: `Take back what you did last on this machine: a note added, edited, removed, moved or
retired, a card changed, something said – as long as it did not go to the others and the
files are as you left them. Once more takes back what came before, up to twenty times.
--redo does again what was undone last.

What others have already is taken back by another change: cop edit, cop rm, or
cop share --withdraw while it is in review.`,
		Example: "cop undo\ncop undo --dry-run\ncop undo --redo",
		GroupID: "daily",
		Args:    takes(0, 0),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, _ []string) (any, error) {
			d, err := p.Undo(ctx, o)
			return c.undid(d, o, err)
		}),
	}
	cmd.Flags().BoolVar(&o.Redo, "redo", false, "do again what was undone last")
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "say what it would be, change nothing")
	return cmd
}

// undid is the result of what was undone.
func (c *cli) undid(d pool.Deed, o pool.UndoOptions, err error) (any, error) {
	if spent := new(pool.SpentError); errors.As(err, &spent) {
		return nil, &spentDeed{spent, o.Redo}
	}
	if err != nil {
		return nil, err
	}
	return undone{d: d, now: c.now(), redo: o.Redo, dryRun: o.DryRun}, nil
}

// undoImports takes back all that was brought of a source.
func (c *cli) undoImports(ctx context.Context, p *pool.Pool, source string, dryRun bool) (any, error) {
	o := pool.UndoOptions{DryRun: dryRun}
	d, err := p.UndoImports(ctx, source, o)
	if errors.Is(err, pool.ErrNothingToUndo) {
		err = fmt.Errorf("%s: %w", term.Clean(source), err)
	}
	r, err := c.undid(d, o, err)
	if u, ok := r.(undone); ok {
		u.slices = true
		return u, nil
	}
	return r, err
}

// spentDeed is a deed that cannot be undone any more, named as it was typed.
type spentDeed struct {
	*pool.SpentError
	redo bool
}

func (e *spentDeed) Error() string {
	doing := "undo"
	if e.redo {
		doing = "do again"
	}
	return fmt.Sprintf("cannot %s %s: %s", doing, command(e.Deed), e.SpentError.Error())
}

func (e *spentDeed) Unwrap() error { return e.SpentError }

// hint is what can be done instead.
func (e *spentDeed) hint() string {
	a := string(e.Deed.Note)
	if e.Deed.To != "" {
		a = string(e.Deed.To)
	}
	switch {
	case e.Why == pool.SpentOffered || e.Why == pool.SpentKept:
		return "cop share --withdraw " + e.In + " takes it back first"
	case e.Why == pool.SpentShared && e.Deed.Kind == pool.DidRemove:
		return "cop show " + a + " --at yesterday --raw still has its text"
	case e.Why == pool.SpentShared:
		return "cop edit " + a + " or cop rm " + a + " changes it for everyone"
	}
	return "cop status shows how things are; nothing was changed"
}

// command is a deed as one types it.
func command(d pool.Deed) string {
	words := []string{"cop", d.Kind, string(d.Note)}
	switch d.Kind {
	case pool.DidImport:
		return "cop import " + term.Clean(d.Of)
	case pool.DidSay:
		words = []string{"what you said about", string(d.Note)}
	}
	if d.To != "" {
		words = append(words, string(d.To))
	}
	return strings.Join(words, " ")
}

// undone is the result of cop undo.
type undone struct {
	d      pool.Deed
	now    time.Time
	redo   bool
	dryRun bool
	slices bool // of an import, as many as there were
}

type undoneJSON struct {
	Did     string       `json:"did"`
	Address note.Address `json:"address"`
	To      note.Address `json:"to"`
	When    stamp        `json:"when"`
	Paths   []string     `json:"paths"`
	Redo    bool         `json:"redo"`
	DryRun  bool         `json:"dry_run"`
}

// Value is what programs get.
func (u undone) Value() any {
	out := undoneJSON{Did: u.d.Kind, Address: u.d.Note, To: u.d.To, When: stamp{u.d.When}, Paths: []string{}, Redo: u.redo, DryRun: u.dryRun}
	for _, f := range u.d.Files {
		out.Paths = append(out.Paths, f.Path)
	}
	return out
}

// Text says what was taken back and how to have it again.
func (u undone) Text(s *term.Streams) string {
	verb := "Undid "
	switch {
	case u.dryRun && u.redo:
		verb = "This would be done again: "
	case u.dryRun:
		verb = "This would be undone: "
	case u.redo:
		verb = "Did again "
	}
	p := s.Palette()
	line := p.Paint(term.Good, verb) + p.Paint(term.Accent, command(u.d)) + p.Paint(term.Muted, " · "+term.Ago(u.d.When, u.now))
	b := term.Hang("", "  ", line, s.LineWidth()) + "\n"
	for _, says := range u.effects() {
		b += term.Hang("  ", "  ", p.Paint(term.Plain, says), s.LineWidth()) + "\n"
	}
	b += u.elsewhere(s)
	if !u.redo && !u.dryRun {
		again := "cop undo --redo does it again"
		if u.slices {
			again = "cop undo --redo brings it again, slice by slice"
		}
		b += term.Hang("  ", "  ", p.Paint(term.Muted, again), s.LineWidth()) + "\n"
	}
	return b
}

// elsewhere says what of an import is not done with here.
func (u undone) elsewhere(s *term.Streams) string {
	some := func(n int, one, many string) string {
		if n == 1 {
			return term.Hang("  ", "  ", count(n, "file")+one, s.LineWidth()) + "\n"
		}
		return term.Hang("  ", "  ", count(n, "file")+many, s.LineWidth()) + "\n"
	}
	out := ""
	if u.d.Shared > 0 && !u.redo {
		out += some(u.d.Shared, " of it is with the others: cop share takes it away there, too", " of it are with the others: cop share takes them away there, too")
	}
	if u.d.Stayed > 0 {
		out += some(u.d.Stayed, " of it stays: changed since, in review or discussed", " of it stay: changed since, in review or discussed")
	}
	return out
}

// effects say what became of the files.
func (u undone) effects() []string {
	var out []string
	for _, f := range u.d.Files {
		was, is := f.After, f.Before
		if u.redo {
			was, is = is, was
		}
		name := f.Path
		if a, ok := note.AddressOf(f.Path); ok {
			name = string(a)
		}
		switch {
		case is == nil:
			out = append(out, name+" is gone")
		case was == nil:
			out = append(out, name+" is back")
		default:
			out = append(out, name+" reads as before")
		}
	}
	if len(out) > 6 {
		out = append(out[:5], fmt.Sprintf("and %d files more", len(out)-5))
	}
	return out
}
