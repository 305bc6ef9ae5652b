package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/site"
)

type siteOptions struct {
	dryRun, strict, drafts bool
	preview                bool
	port                   int
	address, ci            string
	allow                  []string
}

// siteDir is the folder of the pages when none is named, as GitLab expects it.
const siteDir = "public"

func newSite(c *cli) *cobra.Command {
	var o siteOptions
	cmd := &cobra.Command{
		Use:   "site [DIR]",
		Short: "Make web pages of the pool, for those without a terminal",
		Long: `Make a folder of web pages: every note that the others have, with its thread, its
evidence and who links to it. The folder works on any host of files, on a stick and
without JavaScript; nothing in it asks another host for anything.

Left out are drafts, notes with "publish: false", topics that the charter excludes
("site: {exclude: [hr, "incidents/**"]}"), what looks like a secret, and members
whose card does not say "publish: true": their names are left out, too. --dry-run
lists what becomes public and what does not.

Only what changed is made again. Files in DIR that cop did not write are never
touched. Without DIR: the folder "public" of the pool.

--preview shows the pages, drafts included, in a browser of this machine alone, and
makes anew what changed whenever a page is asked for. --ci writes what a host needs
to publish the pages by itself. With --strict the exit code is 6 when something
could not be published as it is.`,
		Example: "cop site\ncop site --dry-run\ncop site --preview\ncop site ~/pages --address https://guild.example.org/\ncop site --ci gitlab",
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
	f.BoolVar(&o.preview, "preview", false, "show the pages in a browser of this machine")
	f.IntVar(&o.port, "port", 0, "the `PORT` of the preview (default 8087, or any that is free)")
	f.StringVar(&o.address, "address", "", "the `URL` at which the pages will be (default: what the charter says)")
	f.StringVar(&o.ci, "ci", "", "write what `HOST` needs to publish the pages: github, gitlab or gitea")
	f.StringSliceVar(&o.allow, "allow", nil, "publish what looks like a secret and is none, by its `PATH:LINE`")
	cmd.MarkFlagsMutuallyExclusive("preview", "dry-run", "ci")
	_ = cmd.RegisterFlagCompletionFunc("ci", cobra.FixedCompletions(pool.PagesHosts(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (c *cli) runSite(ctx context.Context, p *pool.Pool, args []string, o siteOptions) (any, error) {
	if o.address != "" && !note.IsWebAddress(o.address) {
		return nil, &usageError{msg: fmt.Sprintf("%q is no address of a web page", o.address), hint: "write it like https://guild.example.org/practices/"}
	}
	if o.ci != "" {
		return c.writePages(p, o.ci)
	}
	dir, err := c.siteFolder(p, args)
	if err != nil {
		return nil, err
	}
	defer roomy()()
	if o.preview {
		return nil, c.runPreview(ctx, p, dir, len(args) > 0, o)
	}
	r, err := c.makeSite(ctx, p, folderAt(p, dir), o)
	if err == nil && o.strict && r.imperfect() {
		err = outcome(exitProblems)
	}
	if r == nil {
		return nil, err
	}
	return r, err
}

// makeSite makes the pages, or with --dry-run only tells what would be in them.
func (c *cli) makeSite(ctx context.Context, p *pool.Pool, f site.Folder, o siteOptions) (*siteResult, error) {
	e, err := p.Edition(ctx, pool.EditionOptions{Drafts: o.drafts || o.preview, Allow: o.allow})
	if err != nil {
		return nil, err
	}
	if f.Recall == nil {
		giveBack()
	}
	s, err := site.New(ctx, e, site.Options{Address: o.address, Maker: maker(), Kept: filepath.Join(p.LocalDir(), "site", "words")})
	if err != nil {
		return nil, err
	}
	r := newSiteResult(e, s, f.Dir, o.dryRun)
	if o.dryRun {
		return r, nil
	}
	report, err := f.Write(ctx, s, func(done, total int) { c.step("making pages", done, total) })
	r.add(report)
	return r, err
}

// folderAt is a folder, with what this clone remembers of it.
func folderAt(p *pool.Pool, dir string) site.Folder {
	return site.Folder{Dir: dir, Memory: filepath.Join(p.LocalDir(), "site", folderKey(dir))}
}

// siteFolder is the folder that the arguments mean. Pages among the notes would be taken for
// some of them.
func (c *cli) siteFolder(p *pool.Pool, args []string) (string, error) {
	dir := filepath.Join(p.Root(), siteDir)
	if len(args) > 0 {
		var err error
		if dir, err = c.target(args); err != nil {
			return "", err
		}
	}
	if fi, err := os.Stat(dir); err == nil && !fi.IsDir() {
		return "", &usageError{msg: dir + " is no folder", hint: "name one for the pages: cop site public"}
	}
	rel, err := filepath.Rel(p.Root(), dir)
	if err != nil {
		return dir, nil //nolint:nilerr // on another drive
	}
	first, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
	if rel == "." || slices.Contains([]string{"practices", "templates", ".git"}, first) {
		return "", &usageError{msg: dir + " is a folder of the pool itself", hint: "choose another: cop site public"}
	}
	return dir, nil
}

// writePages writes what a host needs to publish the pages.
func (c *cli) writePages(p *pool.Pool, host string) (any, error) {
	path, fresh, err := p.WritePages(host)
	if err != nil {
		return nil, err
	}
	if !fresh {
		c.Say("%s is there already and stays as it is.", path)
		return nil, nil
	}
	c.Say("Wrote %s: once it is with your host, the pages follow every change of the notes.", path)
	return nil, nil
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

// roomy lets the heap grow for a while: pages are made of many small pieces that are gone at
// once, and looking for them takes longer than making them. It returns what ends it.
func roomy() (end func()) {
	usual, limit := debug.SetGCPercent(800), debug.SetMemoryLimit(mostHeap)
	return func() {
		debug.SetGCPercent(usual)
		debug.SetMemoryLimit(limit)
	}
}

// giveBack returns what a first look at a large pool needed: pages would be made on top of it.
func giveBack() {
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.HeapSys-m.HeapReleased > mostHeap/2 {
		debug.FreeOSMemory()
	}
}

// mostHeap is how much that may be.
const mostHeap = 140 << 20
