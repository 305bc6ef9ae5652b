package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/exporter"
	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// ExportOptions say what to export. The zero value is everything.
type ExportOptions struct {
	Only map[note.Address]bool // nil: all
}

// ExportReport says what was written.
type ExportReport struct {
	Notes, Entries, Files int // Files are all files that were written
	Losses                []importer.Cause
}

// NotEmptyError says that there is something where an export would go.
type NotEmptyError struct{ Path string }

func (e *NotEmptyError) Error() string { return e.Path + " is not empty" }

// Export writes the pool, or a part of it, into a new or empty folder – or, of kinds that are one
// file, to the file of that name. What is written are the notes as they are here, drafts
// included. Errors: *NotEmptyError, those of the file system; a part may have been written then.
func (p *Pool) Export(ctx context.Context, dir string, k exporter.Kind, o ExportOptions) (ExportReport, error) {
	all, err := p.exported(ctx, o)
	if err != nil {
		return ExportReport{}, err
	}
	files, losses, err := k.Export(all)
	if err != nil {
		return ExportReport{}, err
	}
	rep := ExportReport{Notes: len(all.Notes), Files: len(files), Losses: losses}
	for _, n := range all.Notes {
		rep.Entries += len(n.Thread)
	}
	return rep, p.writeOut(ctx, dir, k, files)
}

// exported gathers the notes and the files that they come with.
func (p *Pool) exported(ctx context.Context, o ExportOptions) (*exporter.Pool, error) {
	out := &exporter.Pool{Name: p.Name(), Read: p.readWorking}
	threads := map[note.Address][]exporter.Entry{}
	root := p.repo.Root()
	err := filepath.WalkDir(filepath.Join(root, practicesDir), func(file string, e fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || e.IsDir() {
			if err == nil && strings.HasPrefix(e.Name(), ".") {
				return fs.SkipDir
			}
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil || !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		return p.gather(out, threads, filepath.ToSlash(rel), o)
	})
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	if len(threads) > 0 { // whose word is whose stands in the index
		if err := p.refresh(ctx); err != nil {
			return nil, fmt.Errorf("export: %w", err)
		}
	}
	for i := range out.Notes {
		thread := threads[out.Notes[i].Address]
		if err := p.attributeExported(ctx, thread); err != nil {
			return nil, fmt.Errorf("export: %w", err)
		}
		out.Notes[i].Thread = thread
	}
	if o.Only != nil {
		out.Files = shownBy(out)
	}
	return out, nil
}

// attributeExported says of entries who brought them in their authors' names.
func (p *Pool) attributeExported(ctx context.Context, thread []exporter.Entry) error {
	said := make([]Entry, len(thread))
	for i, e := range thread {
		said[i] = Entry{EntryName: e.Name, Note: e.Note, File: e.Path}
	}
	if err := p.attribute(ctx, said); err != nil {
		return err
	}
	for i, e := range said {
		thread[i].Brought = e.Brought
	}
	return nil
}

func (p *Pool) gather(out *exporter.Pool, threads map[note.Address][]exporter.Entry, rel string, o ExportOptions) error {
	a, isNote := note.AddressOf(rel)
	if !isNote {
		out.Files = append(out.Files, rel)
		return nil
	}
	name, isEntry := note.EntryOf(rel)
	if about := a; o.Only != nil {
		if isEntry {
			about = name.Note
		}
		if !o.Only[about] {
			return nil
		}
	}
	text, err := p.readWorking(rel)
	if err != nil {
		return err
	}
	if n := note.Parse(rel, text); isEntry {
		threads[name.Note] = append(threads[name.Note], exporter.Entry{Note: n, Name: name})
	} else {
		out.Notes = append(out.Notes, exporter.Note{Note: n, Address: a})
	}
	return nil
}

// shownBy are the files that the notes of a part link to.
func shownBy(all *exporter.Pool) []string {
	shown := map[string]bool{}
	r := note.Resolver{Shelf: &note.Names{}}
	see := func(n *note.Note) {
		for _, l := range n.Links() {
			at := r.Resolve(n.Path, l)
			shown[at.File] = true
			shown[filepath.Base(at.File)] = shown[filepath.Base(at.File)] || l.Wiki
		}
	}
	for _, n := range all.Notes {
		see(n.Note)
		for _, e := range n.Thread {
			see(e.Note)
		}
	}
	return slices.DeleteFunc(all.Files, func(f string) bool { return !shown[f] && !shown[filepath.Base(f)] })
}

// writeOut writes the files of an export.
func (p *Pool) writeOut(ctx context.Context, dir string, k exporter.Kind, files []exporter.File) error {
	single := k.Single && filepath.Ext(dir) != ""
	if err := vacant(dir, single); err != nil {
		return err
	}
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.opt.progress("Exporting", i, len(files))
		to := filepath.Join(dir, filepath.FromSlash(f.Path))
		if single {
			to = filepath.Join(filepath.Dir(dir), filepath.FromSlash(f.Path))
			if i == 0 {
				to = dir
			}
		}
		text := f.Text
		if f.From != "" {
			var err error
			if text, err = p.readWorking(f.From); err != nil {
				return err
			}
		}
		err := os.MkdirAll(filepath.Dir(to), 0o777)
		if err == nil {
			err = writeNew(to, text)
		}
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	return nil
}

// writeNew writes a file that is not there yet.
func writeNew(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return &NotEmptyError{Path: file}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// vacant refuses a folder that has something in it, and a file that is there.
func vacant(dir string, file bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil && file:
		return &NotEmptyError{Path: dir}
	case err != nil:
		return fmt.Errorf("export: %w", err)
	case len(entries) > 0 || file:
		return &NotEmptyError{Path: dir}
	}
	return nil
}
