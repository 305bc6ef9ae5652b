package site

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Folder is a folder on disk that holds a site. Files that it did not write are never
// touched, nor are those that somebody changed since.
type Folder struct {
	Dir    string
	Memory string // a file outside of Dir that remembers what was made from what; "" for none
}

// manifest lists, in the folder, what was written there: a line each, its check sum and its
// path.
const manifest = ".cop-site"

// Report says what became of a folder.
type Report struct {
	Files            int      // that the site has
	Written, Removed []string // by path
	Kept             []string // files of ours that somebody changed, and that are not needed any more
}

// ForeignError says that a folder holds files that cop did not write where the site has some.
type ForeignError struct {
	Dir  string
	Path string
	More int
}

func (e *ForeignError) Error() string {
	msg := fmt.Sprintf("%s holds a %s that cop did not write", e.Dir, e.Path)
	if e.More > 0 {
		msg += fmt.Sprintf(" (and %d more)", e.More)
	}
	return msg
}

// Write brings the folder in step with a site: it makes what changed, writes what differs,
// and removes what it wrote before and the site has no more. Errors: [*ForeignError], before
// anything is written.
func (f Folder) Write(ctx context.Context, s *Site, progress func(done, total int)) (Report, error) {
	had, err := f.readManifest()
	if err != nil {
		return Report{}, err
	}
	files := s.Files()
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	if err := f.foreign(files, had); err != nil {
		return Report{}, err
	}
	w := &rebuild{folder: f, site: s, had: had, sums: map[string]string{}, memory: readMemory(f.Memory)}
	if err := w.pages(ctx, files, progress); err != nil {
		return w.report, err
	}
	if err := w.shown(ctx); err != nil {
		return w.report, err
	}
	w.removeOld()
	w.report.Files = len(w.sums)
	slices.Sort(w.report.Written)
	return w.report, errors.Join(f.writeManifest(w.sums), w.memory.keep(f.Memory))
}

func (f Folder) readManifest() (map[string]string, error) {
	b, err := os.ReadFile(filepath.Join(f.Dir, manifest))
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was built before: %w", err)
	}
	had := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " "); ok && filepath.IsLocal(filepath.FromSlash(path)) {
			had[path] = sum
		}
	}
	return had, nil
}

func (f Folder) writeManifest(sums map[string]string) error {
	paths := make([]string, 0, len(sums))
	for path := range sums {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	var b bytes.Buffer
	for _, path := range paths {
		b.WriteString(sums[path] + " " + path + "\n")
	}
	return f.put(manifest, b.Bytes())
}

// foreign finds files in the way that cop did not write.
func (f Folder) foreign(files []File, had map[string]string) error {
	if _, err := os.Stat(f.Dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var found *ForeignError
	for _, file := range files {
		if _, ours := had[file.Path]; ours {
			continue
		}
		if _, err := os.Lstat(filepath.Join(f.Dir, filepath.FromSlash(file.Path))); err == nil {
			if found == nil {
				found = &ForeignError{Dir: f.Dir, Path: file.Path}
				continue
			}
			found.More++
		}
	}
	if found != nil {
		return found
	}
	return nil
}

// put writes a file unless it says the same already.
func (f Folder) put(path string, b []byte) error {
	full := filepath.Join(f.Dir, filepath.FromSlash(path))
	err := os.WriteFile(full, b, 0o644)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(full), 0o755); err == nil {
			err = os.WriteFile(full, b, 0o644)
		}
	}
	if err != nil {
		return fmt.Errorf("write the site: %w", err)
	}
	return nil
}

// rebuild is one call of Folder.Write.
type rebuild struct {
	folder Folder
	site   *Site
	had    map[string]string
	memory *memory

	mu     sync.Mutex
	sums   map[string]string
	report Report
}

func sumOf(b []byte) string {
	m := MarkOf(string(b))
	return hex.EncodeToString(m[:])
}

// pages makes and writes the files on all cores.
func (w *rebuild) pages(ctx context.Context, files []File, progress func(done, total int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan File)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for file := range next {
				if err := w.file(ctx, file); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i, file := range files {
		if ctx.Err() != nil {
			break
		}
		next <- file
		if progress != nil && i%256 == 0 {
			progress(i, len(files))
		}
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

func (w *rebuild) file(ctx context.Context, file File) error {
	b, err := file.Make(ctx)
	if err != nil {
		return fmt.Errorf("make %s: %w", file.Path, err)
	}
	return w.keep(file.Path, b)
}

// keep writes bytes where the folder holds others.
func (w *rebuild) keep(path string, b []byte) error {
	sum := sumOf(b)
	old, err := os.ReadFile(filepath.Join(w.folder.Dir, filepath.FromSlash(path)))
	changed := err != nil || !bytes.Equal(old, b)
	if changed {
		if err := w.folder.put(path, b); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sums[path] = sum
	if changed {
		w.report.Written = append(w.report.Written, path)
	}
	return nil
}

// shown copies the pictures and other files that the pages show.
func (w *rebuild) shown(ctx context.Context) error {
	for path, file := range w.site.Assets() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		in, ok := w.site.Open(file)
		if !ok {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(in, mostFile))
		in.Close()
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		if err := w.keep(path, b); err != nil {
			return err
		}
	}
	return nil
}

// removeOld removes what was written before and the site has no more, unless somebody changed it.
func (w *rebuild) removeOld() {
	for path, sum := range w.had {
		if _, still := w.sums[path]; still || path == manifest {
			continue
		}
		full := filepath.Join(w.folder.Dir, filepath.FromSlash(path))
		b, err := os.ReadFile(full)
		if err != nil {
			continue
		}
		if sumOf(b) != sum {
			w.report.Kept = append(w.report.Kept, path)
			continue
		}
		if os.Remove(full) == nil {
			w.report.Removed = append(w.report.Removed, path)
			for dir := filepath.Dir(full); dir != w.folder.Dir && os.Remove(dir) == nil; {
				dir = filepath.Dir(dir)
			}
		}
	}
	slices.Sort(w.report.Removed)
	slices.Sort(w.report.Kept)
}

// memory remembers what was made from what.
type memory struct{}

func readMemory(string) *memory     { return &memory{} }
func (m *memory) keep(string) error { return nil }
