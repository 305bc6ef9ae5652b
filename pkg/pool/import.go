package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// An import is a deed like any other: what it brings are drafts, which cop undo takes back.
// Everything is written beside the pool first, and moved into it once all of it is there: an
// export that turns out to be broken, a full disk or an interrupt leave the pool as it was.

// ImportOptions say how to import.
type ImportOptions struct {
	Kind   string // name of the kind, for the marks
	Source string // what it is called when it is undone
	Into   string // topic, "" for the root
	Slice  int    // new notes at most; 0: all
	DryRun bool   // write nothing
	Name   string // what the ids of the source begin with
	Named  bool   // the user said that name
	// Only are words of which one is in the title, topic or id of what is wanted; none: all.
	Only []string
	// Choose asks for such words, knowing the titles; nil asks nobody.
	Choose func(ctx context.Context, titles []string) ([]string, error)
	// Who may change which members the people of the source are; nil takes the proposals.
	Who func(ctx context.Context, proposed []importer.Known) (map[string]note.Handle, error)
}

// ImportReport says what an import brought.
type ImportReport struct {
	New, Changed, Same, Kept int            // notes
	Entries                  int            // answers, comments, reports and votes that are new or changed
	Votes                    int            // of those, votes
	Files                    int            // attachments that are new
	Later                    int            // notes that a slice left
	Notes                    []note.Address // new and changed
	Causes                   []importer.Cause
}

// Import makes notes and entries of a source. Running it again brings what is new there and what
// changed, and touches nothing that was edited here since. Errors are those of the source and of
// the file system, and *SameNameError; the pool is then as it was.
func (p *Pool) Import(ctx context.Context, src importer.Source, o ImportOptions) (ImportReport, error) {
	if err := p.finishImport(ctx); err != nil {
		return ImportReport{}, err
	}
	into, err := p.Topic(ctx, o.Into)
	if err != nil {
		return ImportReport{}, err
	}
	plan, err := p.survey(ctx, src, into, o)
	if err != nil {
		return ImportReport{}, err
	}
	have, err := p.inventory(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	plan.Settle(have)
	w := &importing{Pool: p, plan: plan, src: src, have: have, dryRun: o.DryRun, name: o.Name}
	err = w.run(ctx)
	if err == nil {
		err = w.stranger(o)
	}
	if err != nil {
		return ImportReport{}, errors.Join(err, w.stage.Discard())
	}
	plan.Finish()
	w.report.Later, w.report.Causes = plan.Later(), plan.Causes()
	if o.DryRun {
		return w.report, nil
	}
	return w.report, p.takeIn(ctx, w.stage, o.Source)
}

// survey reads which items there are and settles who is who.
func (p *Pool) survey(ctx context.Context, src importer.Source, into string, o ImportOptions) (*importer.Plan, error) {
	member, err := p.memberOf(ctx)
	if err != nil {
		return nil, err
	}
	p.opt.progress("Reading what there is", 0, 0)
	plan, err := importer.Survey(ctx, src, importer.Options{Kind: o.Kind, Into: into, Slice: o.Slice, Member: member})
	if err != nil {
		return nil, err
	}
	only := o.Only
	if len(only) == 0 && o.Choose != nil {
		if only, err = o.Choose(ctx, plan.Titles()); err != nil {
			return nil, err
		}
	}
	if err := plan.Only(only); err != nil || o.Who == nil {
		return plan, err
	}
	handles, err := o.Who(ctx, plan.People())
	for key, h := range handles {
		plan.Call(key, h)
	}
	return plan, err
}

// memberOf tells which member a person of a source is, by the cards.
func (p *Pool) memberOf(ctx context.Context) (func(importer.Person) note.Handle, error) {
	handles, cards, err := p.handles(ctx)
	if err != nil {
		return nil, err
	}
	known := map[note.Handle]bool{}
	for _, c := range cards {
		known[c.Handle] = true
	}
	return func(who importer.Person) note.Handle {
		for _, name := range []string{who.Email, who.Login, who.Name} {
			if h := handles.Of(name); name != "" && known[h] {
				return h
			}
		}
		return ""
	}, nil
}

// inventory is what the pool has: names of files and where they came from.
type inventory struct {
	walk    func(func(string, repo.CommitInfo, bool) error) error // what the others' history touched
	pool    *Pool
	sourced map[string]string // kind:id → file
	taken   importer.Names    // what is here, and what the others have
	here    importer.Names    // what is here

	mu      sync.Mutex
	sources map[string]bool // of which something is here, by kind and name
	once    sync.Once
	parted  map[string]repo.Hash // what the others had: the version that took it out
	drafts  map[string]bool      // what an import on this machine brought and is not here any more
}

// Sourced, Taken, Read, Brought and Removed make it an importer.Have.
func (v *inventory) Sourced(kind, id string) (string, bool) {
	file, ok := v.sourced[kind+":"+note.Clean(id)]
	return file, ok
}

// Taken reports a file, in whatever letters.
func (v *inventory) Taken(file string) bool { return v.taken.Has(file) }

// Read is the text of a working file.
func (v *inventory) Read(file string) ([]byte, error) { return v.pool.readWorking(file) }

// inventory looks through the working files and the names of what the others have.
func (p *Pool) inventory(ctx context.Context) (*inventory, error) {
	v := p.newInventory(ctx)
	if tip := p.accepted(); tip != "" {
		err := p.repo.Walk(ctx, tip, practicesDir, func(file string, _ repo.FileID) error {
			v.taken.Add(file)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	root := p.repo.Root()
	err := filepath.WalkDir(filepath.Join(root, practicesDir), func(file string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look what there is: %w", err)
		}
		if e.IsDir() {
			return ctx.Err()
		}
		rel, err := filepath.Rel(root, file)
		if err == nil {
			v.see(filepath.ToSlash(rel), file, e)
		}
		return err
	})
	return v, err
}

func (v *inventory) see(rel, file string, e fs.DirEntry) {
	v.taken.Add(rel)
	v.here.Add(rel)
	if !e.Type().IsRegular() || !strings.HasSuffix(rel, ".md") {
		return
	}
	if m, ok := markOf(file); ok {
		if _, twice := v.sourced[m.Kind+":"+m.ID]; !twice {
			v.sourced[m.Kind+":"+m.ID] = rel
		}
	}
}

// markOf reads the mark of a file from its beginning.
func markOf(file string) (importer.Mark, bool) {
	f, err := os.Open(file)
	if err != nil {
		return importer.Mark{}, false
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, _ := f.Read(head)
	return importer.ReadMark(head[:n])
}
