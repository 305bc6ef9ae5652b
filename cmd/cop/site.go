package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

type siteOptions struct {
	dryRun, strict, drafts bool
	address                string
	allow                  []string
}

// siteDir is the folder of the site when none is named, as GitLab's pages expect it.
const siteDir = "public"

func newSite(c *cli) *cobra.Command {
	var o siteOptions
	cmd := &cobra.Command{
		Use:   "site [DIR]",
		Short: "Make web pages of the pool, for those without a terminal",
		Long: `Make a folder of web pages: every note that the others have, with its thread, its
evidence and who links to it. It works on any host of files, in a folder, and
without JavaScript; nothing in it asks another host for anything.

Left out are drafts, notes with "publish: false", what the charter excludes
("site: {exclude: [hr, "incidents/**"]}"), what looks like a secret, and members
whose card does not say "publish: true": they are not named either. --dry-run
lists what becomes public and what does not.

Only files that cop wrote are ever changed or removed in DIR, and only where
something changed. Without DIR: the folder "public" of the pool.`,
		Example: "cop site\ncop site --dry-run\ncop site ~/guild-pages --address https://guild.example.org/",
		GroupID: "care",
		Args:    takes(0, 1),
		RunE: c.withPool(func(ctx context.Context, p *pool.Pool, args []string) (any, error) {
			return c.runSite(ctx, p, args, o)
		}),
	}
	f := cmd.Flags()
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "only list what becomes public and what does not")
	f.BoolVar(&o.strict, "strict", false, "exit with 6 when something could not be published as it is")
	f.BoolVar(&o.drafts, "drafts", false, "also what is not with the others yet")
	f.StringVar(&o.address, "address", "", "the `URL` at which the pages will be (default: what the charter says)")
	f.StringSliceVar(&o.allow, "allow", nil, "publish what looks like a secret and is none, by its `PATH:LINE`")
	return cmd
}

func (c *cli) runSite(ctx context.Context, p *pool.Pool, args []string, o siteOptions) (any, error) {
	defer roomy()()
	e, err := p.Edition(ctx, pool.EditionOptions{Drafts: o.drafts, Allow: o.allow})
	if err != nil {
		return nil, err
	}
	s, err := site.New(ctx, e, site.Options{Address: o.address, Maker: maker()})
	if err != nil {
		return nil, err
	}
	dir, err := c.siteFolder(p, args)
	if err != nil {
		return nil, err
	}
	report, err := site.Folder{Dir: dir, Memory: filepath.Join(p.LocalDir(), "site", folderKey(dir))}.Write(ctx, s, func(done, total int) { c.step("making pages", done, total) })
	if err != nil {
		return nil, err
	}
	r := siteResult{Dir: dir, Notes: len(e.Notes), Files: report.Files, Written: report.Written, Removed: report.Removed, problems: report.Problems, withheld: e.Withheld}
	return r, nil
}

// roomy lets the heap grow for a while: pages are made of many small pieces that are gone at
// once, and looking for them takes longer than making them. It returns what ends it.
func roomy() (end func()) {
	usual, limit := debug.SetGCPercent(800), debug.SetMemoryLimit(mostHeap)
	return func() {
		debug.SetGCPercent(usual)
		debug.SetMemoryLimit(limit)
	}
}

// mostHeap is how much that may be.
const mostHeap = 140 << 20

// siteFolder is the folder that the arguments mean.
func (c *cli) siteFolder(p *pool.Pool, args []string) (string, error) {
	if len(args) == 0 {
		return filepath.Join(p.Root(), siteDir), nil
	}
	if filepath.IsAbs(args[0]) {
		return args[0], nil
	}
	return filepath.Abs(filepath.Join(c.dir, args[0]))
}

// maker names this very program: another one may make other pages of the same notes.
func maker() string {
	v := runVersion().Version
	if exe, err := os.Executable(); err == nil {
		if fi, err := os.Stat(exe); err == nil {
			v += fmt.Sprint(fi.Size(), fi.ModTime().UnixNano())
		}
	}
	return v
}

// folderKey is the name under which is remembered what a folder was made of.
func folderKey(dir string) string {
	sum := sha256.Sum256([]byte(dir))
	return hex.EncodeToString(sum[:8])
}

// siteResult is the result of cop site.
type siteResult struct {
	Dir     string   `json:"dir"`
	Notes   int      `json:"notes"`
	Files   int      `json:"files"`
	Written []string `json:"written"`
	Removed []string `json:"removed"`

	problems []site.Problem
	withheld []pool.Withheld
}

// Text is what was made, and what was left out.
func (r siteResult) Text(s *term.Streams) string {
	var b strings.Builder
	for _, p := range r.problems {
		fmt.Fprintf(&b, "%s: %s\n", p.Path, p.Message)
	}
	fmt.Fprintf(&b, "%s: %d notes, %d files, %d written, %d withheld\n", r.Dir, r.Notes, r.Files, len(r.Written), len(r.withheld))
	return b.String()
}
