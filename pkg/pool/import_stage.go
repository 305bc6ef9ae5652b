package pool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/staging"
)

// importing is one import at work. Items are read one after the other and written by as many
// goroutines as there are processors.
type importing struct {
	*Pool
	plan   *importer.Plan
	src    importer.Source
	have   *inventory
	dryRun bool
	name   string // what the ids of the source begin with, where its tool only counts
	stage  *staging.Area

	mu      sync.Mutex
	report  ImportReport
	changed []note.Address
	done    int
}

func (w *importing) run(ctx context.Context) error {
	if !w.dryRun {
		var err error
		if w.stage, err = w.newStage(); err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	items := make(chan *importer.Item, 64)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for it := range items {
				if err := w.write(it); err != nil {
					stop(err)
				}
			}
		})
	}
	err := w.feed(ctx, items)
	close(items)
	workers.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err == nil {
		err = w.attachments(ctx)
	}
	slices.Sort(w.report.Notes)
	return err
}

// feed hands the items out until one fails.
func (w *importing) feed(ctx context.Context, items chan<- *importer.Item) error {
	for it, err := range w.src.Items(ctx) {
		if err != nil {
			return err
		}
		select {
		case items <- it:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// write makes the file of one item.
func (w *importing) write(it *importer.Item) error {
	out, err := w.plan.Compose(it)
	if err != nil {
		return err
	}
	if !w.dryRun && (out.Fate == importer.New || out.Fate == importer.Changed) {
		if err := w.stage.Put(out.Path, out.Text, out.Old); err != nil {
			return err
		}
	}
	w.count(out)
	w.changes(it.ID, out)
	return nil
}

func (w *importing) count(out importer.Written) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done++; w.done%100 == 0 {
		w.opt.progress("Importing", w.done, w.plan.Items())
	}
	brings := out.Fate == importer.New || out.Fate == importer.Changed
	switch {
	case !out.Note && brings:
		w.report.Entries++
		if out.Vote {
			w.report.Votes++
		}
	case !out.Note:
	case out.Fate == importer.New:
		w.report.New++
	case out.Fate == importer.Changed:
		w.report.Changed++
	case out.Fate == importer.Same:
		w.report.Same++
	case out.Fate == importer.Kept:
		w.report.Kept++
	}
	if a, ok := note.AddressOf(out.Path); ok && out.Note && brings {
		w.report.Notes = append(w.report.Notes, a)
	}
}

// attachments brings the files that notes show.
func (w *importing) attachments(ctx context.Context) error {
	for _, f := range w.plan.Carried() {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, err := w.attachment(f.From)
		if loss := new(importer.TooLargeError); errors.As(err, &loss) {
			w.plan.Lose(importer.Loss{Cause: "attachments larger than a shared place takes: left out", Example: f.From})
			continue
		}
		if err != nil {
			return err
		}
		old, err := w.have.Read(f.Path)
		switch {
		case err == nil && bytes.Equal(old, text):
			continue
		case err == nil:
			w.plan.Lose(importer.Loss{Cause: "attachments of which the pool has another file of that name: kept as it is here", Example: f.Path})
			continue
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		w.report.Files++
		if w.dryRun {
			continue
		}
		if err := w.stage.Put(f.Path, text, nil); err != nil {
			return err
		}
	}
	return nil
}

// attachment reads a file of the source.
func (w *importing) attachment(file string) ([]byte, error) {
	r, err := w.src.Open(file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, importer.MostAttached+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if len(text) > importer.MostAttached {
		return nil, &importer.TooLargeError{File: file}
	}
	return text, nil
}

func (p *Pool) importsDir() string { return filepath.Join(p.LocalDir(), "imports") }

func (p *Pool) newStage() (*staging.Area, error) {
	p.forgetImports()
	return staging.New(p.importsDir(), p.opt.now().UTC().Format("20060102-150405-*"))
}

// readStage is a stage that an earlier command left.
func (p *Pool) readStage(name string) (*staging.Area, error) {
	return staging.Open(filepath.Join(p.importsDir(), filepath.Base(name)))
}
