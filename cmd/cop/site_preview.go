package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/preview"
	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

// runPreview shows the pages until the person ends it. Without a folder of their own they are
// made in one that is gone afterwards. The index of the search is made when somebody searches.
func (c *cli) runPreview(ctx context.Context, p *pool.Pool, dir string, named bool, o siteOptions) error {
	f := folderAt(p, dir)
	if !named {
		scratch, err := os.MkdirTemp("", "cop-preview-")
		if err != nil {
			return fmt.Errorf("make a folder for the preview: %w", err)
		}
		defer os.RemoveAll(scratch)
		f = site.Folder{Dir: scratch, Own: true}
	}
	f.Recall, f.NoIndex = new(site.Recall), true
	first, err := c.makeSite(ctx, p, f, o)
	if err != nil {
		return err
	}
	giveBack()
	open := c.opener(p.Root())
	build := func(ctx context.Context, noIndex bool) (string, error) {
		p, err := open(ctx)
		if err != nil {
			return "", err
		}
		defer p.Close()
		f := f
		f.NoIndex = noIndex
		r, err := c.makeSite(ctx, p, f, o)
		if err != nil {
			return "", err
		}
		return r.changes(), nil
	}
	s := &preview.Server{
		Dir: f.Dir, Now: c.now, Say: func(msg string) { c.Say("%s", msg) },
		Rebuild: func(ctx context.Context) (string, error) { return build(ctx, true) },
		IsLate:  func(path string) bool { return strings.HasPrefix(path, "/"+site.IndexDir) },
		MakeLate: func(ctx context.Context) error {
			_, err := build(ctx, false)
			return err
		},
	}
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
