package main

import (
	"context"
	"fmt"
	"os"

	"github.com/breakfast-table/cop/cmd/internal/preview"
	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// runPreview shows the pages until the person ends it. Without a folder of their own they are
// made in one that is gone afterwards.
func (c *cli) runPreview(ctx context.Context, p *pool.Pool, dir string, named bool, o siteOptions) error {
	if !named {
		scratch, err := os.MkdirTemp("", "cop-preview-")
		if err != nil {
			return fmt.Errorf("make a folder for the preview: %w", err)
		}
		defer os.RemoveAll(scratch)
		dir = scratch
	}
	first, err := c.makeSite(ctx, p, dir, o)
	if err != nil {
		return err
	}
	open := c.opener(p.Root())
	s := &preview.Server{Dir: dir, Say: func(msg string) { c.Say("%s", msg) }, Rebuild: func(ctx context.Context) (string, error) {
		p, err := open(ctx)
		if err != nil {
			return "", err
		}
		defer p.Close()
		r, err := c.makeSite(ctx, p, dir, o)
		if err != nil {
			return "", err
		}
		return r.changes(), nil
	}}
	l, err := preview.Listen(o.port)
	if err != nil {
		return err
	}
	c.Say("%s, drafts included, for this machine alone. Reload a page to see what you changed; Ctrl-C ends it.", count(first.Notes, "note"))
	if err := c.Print(previewResult{URL: "http://" + l.Addr().String() + "/"}); err != nil {
		return err
	}
	return s.Serve(ctx, l)
}

// Text is the address alone, for a browser or a pipe.
func (r previewResult) Text(*term.Streams) string { return r.URL + "\n" }

// Table is the same.
func (r previewResult) Table() term.Table {
	return term.Table{Columns: []term.Column{{Name: "url"}}, Rows: [][]term.Cell{{{Text: r.URL}}}}
}

// previewResult is where the preview is.
type previewResult struct {
	URL string `json:"url"`
}
