package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/assistant"
	"github.com/breakfast-table/cop/pkg/pool"
)

func newMCP(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Let an assistant read the pool and leave drafts",
		Long: `Serve the pool to an assistant over standard input and output (the Model Context
Protocol). The assistant finds and reads notes with their evidence, sees whom to ask
and what is open, and may leave drafts. It cannot share, review, accept, verify or
report: people do that.

Tell your assistant to start "cop mcp", with -C DIR or --pool NAME for a pool that is
not around its folder.`,
		Example: "cop mcp\ncop mcp --pool guild",
		GroupID: "care",
		Args:    takes(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.runMCP(cmd.Context())
		},
	}
}

func (c *cli) runMCP(ctx context.Context) error {
	if c.InTTY {
		return &usageError{msg: "cop mcp talks to an assistant, not to a person", hint: "let your assistant start it; cop find WORDS searches here"}
	}
	p, err := c.openPool(ctx)
	if err != nil {
		return err
	}
	root := p.Root()
	if err := p.Close(); err != nil {
		return err
	}
	err = assistant.Serve(ctx, assistant.Host{
		Version: runVersion().Version,
		Open:    c.opener(root),
		Explain: explained,
		Mark:    rand.Text,
	}, io.NopCloser(c.In), nopWriteCloser{c.Out})
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// opener opens the pool at root as its files are at that moment, silently.
func (c *cli) opener(root string) func(context.Context) (*pool.Pool, error) {
	return func(ctx context.Context) (*pool.Pool, error) {
		o := c.poolOptions()
		o.Progress, o.Notice, o.Prescan = nil, nil, false
		return pool.Open(ctx, root, o)
	}
}

type nopWriteCloser struct{ io.Writer }

func (nopWriteCloser) Close() error { return nil }
