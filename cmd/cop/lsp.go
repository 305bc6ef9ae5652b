package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/lsp"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newLSP(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Help your editor with links, names and checks",
		Long: `Serve an editor over standard input and output (the Language Server Protocol): it
completes addresses, tags, members and front matter, shows a note's standing where it
is linked, goes to it and back, checks while you type, and renames a note with all
links to it. Everything it changes is an edit in your editor; it writes no file.

cop show editors-and-assistants in cop's own pool has settings for Neovim, Helix,
VS Code and Emacs.`,
		Example: "cop lsp",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.runLSP(cmd.Context())
		},
	}
}

func (c *cli) runLSP(ctx context.Context) error {
	if c.InTTY {
		return &usageError{msg: "cop lsp talks to an editor, not to a person", hint: "let your editor start it; cop edit ADDR writes here"}
	}
	return lsp.Serve(ctx, lsp.Host{
		Version: runVersion().Version,
		Open:    c.openAround,
		Explain: explained,
	}, c.In, c.Out)
}

// openAround opens the pool around dir; without one, or where there is none, the one the
// command line means.
func (c *cli) openAround(ctx context.Context, dir string) (*pool.Pool, error) {
	if dir != "" && c.dir == "" && c.pool == "" {
		if p, err := c.opener(dir)(ctx); err == nil {
			return p, nil
		}
	}
	p, err := c.openPool(ctx)
	if err != nil {
		return nil, err
	}
	root := p.Root()
	if err := p.Close(); err != nil {
		return nil, err
	}
	return c.opener(root)(ctx)
}
