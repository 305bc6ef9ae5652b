package main

import (
	"context"
	"path/filepath"

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
		Use:   "resolve ADDR",
		Short: "Settle a note that two people changed at once",
		Long: `Settle a conflict: keep your version, take theirs, or edit with both in view.
Whatever you choose, your version stays in this machine's history.`,
		Example:           "cop resolve rotate-the-pager\ncop resolve rotate-the-pager --mine\ncop resolve rotate-the-pager --theirs",
		GroupID:           "daily",
		Args:              takes(1, 1, "the ADDR of a note"),
		ValidArgsFunction: c.completeNotes(1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return nil, c.runResolve(ctx, p, args[0], o)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&o.mine, "mine", false, "keep my version")
	f.BoolVar(&o.theirs, "theirs", false, "take the version the others have")
	f.StringVar(&o.bodyFile, "body-file", "", "settle with the text in `FILE` (- is standard input)")
	cmd.MarkFlagsMutuallyExclusive("mine", "theirs", "body-file")
	return cmd
}

func (c *cli) runResolve(ctx context.Context, p *pool.Pool, typed string, o resolveOptions) error {
	a, err := c.conflicting(ctx, p, typed)
	if err != nil {
		return err
	}
	sides, err := p.Sides(ctx, a)
	if err != nil {
		return err
	}
	choice, text, err := c.chooseSide(ctx, p, a, sides, o)
	if err != nil {
		return err
	}
	if err := p.Settle(ctx, a, choice, text); err != nil {
		return err
	}
	if choice == pool.TakeTheirs {
		c.Say("Settled %s: it reads as the others have it.", a)
	} else {
		c.Say("Settled %s: it is a draft of yours now; cop share offers it.", a)
	}
	return nil
}

// conflicting finds the note among the conflicts first: it may be gone on one side.
func (c *cli) conflicting(ctx context.Context, p *pool.Pool, typed string) (note.Address, error) {
	st, err := p.Status(ctx)
	if err != nil {
		return "", err
	}
	for _, cf := range st.Conflicts {
		if string(cf.Address) == typed || cf.Address.Slug() == typed || cf.Path == typed {
			return cf.Address, nil
		}
	}
	return c.note(ctx, p, typed)
}

func (c *cli) chooseSide(ctx context.Context, p *pool.Pool, a note.Address, sides pool.Sides, o resolveOptions) (pool.Choice, []byte, error) {
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
	options := []string{"keep mine", "take theirs", "edit with both in view"}
	n, err := c.Choose(ctx, term.Question{Text: "Which version of " + string(a), Flag: "--mine, --theirs or --body-file FILE"}, options)
	if err != nil {
		return 0, nil, err
	}
	if n < 2 {
		return pool.Choice(n + 1), nil, nil
	}
	text, err := c.editBoth(ctx, p, a, sides)
	return pool.TakeText, text, err
}

// editBoth opens the editor on a text that shows both versions where they differ, until
// none of the marks is left.
func (c *cli) editBoth(ctx context.Context, p *pool.Pool, a note.Address, sides pool.Sides) ([]byte, error) {
	text := string(note.MergeView(sides.Base, sides.Mine, sides.Theirs, [2]string{"mine", "theirs"}))
	for {
		res, err := c.Edit(ctx, c.editRequest(p, a.Slug()+".md", text))
		if err != nil {
			return nil, err
		}
		left := false
		for _, pr := range p.CheckText([]byte(res.Text)) {
			left = left || pr.Rule == "conflict-markers"
		}
		if !left {
			return []byte(res.Text), res.Discard()
		}
		c.Complain("Some lines still show both versions; keep one of each pair.")
		if ok, err := c.Confirm(ctx, term.Question{Text: "Edit again?", Default: "y", Flag: "--mine or --theirs"}); err != nil || !ok {
			return nil, &keptError{what: "nothing was settled", draft: res.Draft}
		}
		text = res.Text
		if err := res.Discard(); err != nil {
			return nil, err
		}
	}
}

// editRequest is how every text of a pool is edited: with the draft kept in the pool's
// own folder until it is safe elsewhere.
func (c *cli) editRequest(p *pool.Pool, name, text string) term.EditRequest {
	return term.EditRequest{
		Name: name, Text: text, Dir: filepath.Join(p.LocalDir(), "drafts"),
		CoreEditor: p.GitConfig("core.editor"), Flag: "--body-file FILE",
	}
}
