package pool

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
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
	stage  *stage

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
		if err := w.stage.put(out.Path, out.Text, out.Old); err != nil {
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
		if err := w.stage.put(f.Path, text, nil); err != nil {
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

// stage is a folder beside the pool that holds what an import is going to bring: the files below
// after/, what they take the place of below before/, and a list of them with their hashes.
type stage struct {
	dir string

	mu    sync.Mutex
	files []stagedFile
	made  map[string]bool
}

type stagedFile struct {
	path    string
	version string // hash of what is brought
	change  bool   // the pool has an older one
}

func (p *Pool) importsDir() string { return filepath.Join(p.LocalDir(), "imports") }

func (p *Pool) newStage() (*stage, error) {
	if err := os.MkdirAll(p.importsDir(), 0o755); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	p.forgetImports()
	dir, err := os.MkdirTemp(p.importsDir(), p.opt.now().UTC().Format("20060102-150405-*"))
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return &stage{dir: dir, made: map[string]bool{}}, nil
}

// discard removes a stage; nil is none.
func (s *stage) discard() error {
	if s == nil {
		return nil
	}
	return os.RemoveAll(s.dir)
}

func (s *stage) put(path string, text, old []byte) error {
	if old != nil {
		if err := s.write("before", path, old); err != nil {
			return err
		}
	}
	err := s.write("after", path, text)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, stagedFile{path: path, version: importer.Sum(text), change: old != nil})
	return err
}

func (s *stage) write(side, path string, text []byte) error {
	full := filepath.Join(s.dir, side, filepath.FromSlash(path))
	if err := s.folder(filepath.Dir(full)); err != nil {
		return err
	}
	if err := os.WriteFile(full, text, 0o666); err != nil {
		return fmt.Errorf("import %s: %w", path, err)
	}
	return nil
}

func (s *stage) folder(dir string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[dir] {
		return nil
	}
	s.made[dir] = true
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// list writes down what is staged, sorted.
func (s *stage) list() error {
	slices.SortFunc(s.files, func(a, b stagedFile) int { return strings.Compare(a.path, b.path) })
	var b bytes.Buffer
	for _, f := range s.files {
		how := "new"
		if f.change {
			how = "changed"
		}
		fmt.Fprintf(&b, "%s\t%s\t%q\n", how, f.version, f.path)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "files"), b.Bytes(), 0o666); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// readStage is a stage that an earlier command left.
func (p *Pool) readStage(name string) (*stage, error) {
	s := &stage{dir: filepath.Join(p.importsDir(), filepath.Base(name)), made: map[string]bool{}}
	f, err := os.Open(filepath.Join(s.dir, "files"))
	if err != nil {
		return nil, fmt.Errorf("what was imported: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		how, rest, _ := strings.Cut(lines.Text(), "\t")
		version, quoted, _ := strings.Cut(rest, "\t")
		if path, err := strconv.Unquote(quoted); err == nil {
			s.files = append(s.files, stagedFile{path: path, version: version, change: how == "changed"})
		}
	}
	return s, lines.Err()
}
