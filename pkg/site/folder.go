package site

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
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

	// Recall, of who builds again and again, remembers the same from one time to the next; nil: it
	// is read from the file.
	Recall *Recall
	Own    bool // nobody else writes to Dir, and it is gone with the process: Recall is all there is
	// NoIndex leaves the index that pages search as it is, to be brought in step by a later Write.
	NoIndex bool
}

// Recall is what a process knows of a folder that it wrote to. The zero value knows nothing.
type Recall struct {
	was memory
	had map[string]string
}

// Report says what became of a folder.
type Report struct {
	Files            int      // that the site has
	Written, Removed []string // by path
	Kept             []string // files of ours that somebody changed, and that are not needed any more
	Problems         []Problem
}

// ForeignError says that a folder holds files that cop did not write where the site has some.
type ForeignError struct {
	Dir  string
	Path string
	More int
}

func (e *ForeignError) Error() string {
	msg := fmt.Sprintf("%s holds %s, which cop did not write", e.Dir, e.Path)
	if e.More > 0 {
		msg += fmt.Sprintf(" (and %d more)", e.More)
	}
	return msg
}

// Write brings the folder in step with a site: it makes what changed, writes what differs,
// and removes what it wrote before and the site has no more. Errors: [*ForeignError], before
// anything is written.
func (f Folder) Write(ctx context.Context, s *Site, progress func(done, total int)) (Report, error) {
	w := &rebuild{folder: f, site: s, is: memory{}}
	known := w.recall()
	if !f.NoIndex {
		defer w.begin(ctx, s.search.list())()
	}
	files := s.Files()
	had, err := known()
	if err != nil {
		return Report{}, err
	}
	w.had = had
	slices.SortFunc(files, func(a, b File) int {
		return cmp.Or(int(bit(a.Near != nil))-int(bit(b.Near != nil)), strings.Compare(a.Path, b.Path))
	})
	if err := f.foreign(files, had); err != nil && !f.Own {
		return Report{}, err
	}
	if err := f.claim(files, had); err != nil {
		return Report{}, err
	}
	if err := w.all(ctx, files, progress); err != nil {
		return w.report, err
	}
	if err := w.all(ctx, w.shown(), nil); err != nil {
		return w.report, err
	}
	w.removeOld()
	w.report.Files = len(w.is)
	w.report.Problems = append(w.report.Problems, s.problems...)
	for _, x := range w.is {
		w.report.Problems = append(w.report.Problems, x.problems...)
	}
	w.report.Problems = sorted(w.report.Problems)
	slices.Sort(w.report.Written)
	if f.Recall != nil {
		*f.Recall = Recall{w.is, w.is.sums()}
	}
	if f.Own || !w.learnt && len(w.report.Removed) == 0 && len(w.had) == len(w.is) {
		return w.report, nil
	}
	return w.report, w.keep()
}

// recall finds out what was made before, and returns what waits for what was written.
func (w *rebuild) recall() (had func() (map[string]string, error)) {
	f := w.folder
	if f.Recall != nil && f.Recall.was != nil {
		last := *f.Recall
		*f.Recall = Recall{had: last.had} // until this one is done: what fails half-way is made anew
		w.was = last.was
		return func() (map[string]string, error) { return last.had, nil }
	}
	if f.Own {
		if f.Recall.had == nil {
			f.Recall.had = map[string]string{}
		}
		return func() (map[string]string, error) { return f.Recall.had, nil }
	}
	var written map[string]string
	var err error
	var beside sync.WaitGroup
	beside.Go(func() { written, err = f.readManifest() })
	w.was = readMemory(f.Memory, f.Dir)
	return func() (map[string]string, error) {
		beside.Wait()
		return written, err
	}
}

// keep writes down, in the folder and beside it, what is there now.
func (w *rebuild) keep() error {
	var wg sync.WaitGroup
	var kept error
	wg.Go(func() { kept = w.is.keep(w.folder.Memory, w.folder.Dir) })
	err := w.folder.writeManifest(w.is)
	wg.Wait()
	return errors.Join(err, kept)
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
	had    map[string]string // sums of what was written before
	was    memory

	mu     sync.Mutex
	is     memory
	learnt bool // something was made that the memory did not have
	report Report
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:len(Mark{})])
}

// begin begins what takes long before anything of it can be written, beside all else; it comes
// last among the files. Call the result to wait for it.
func (w *rebuild) begin(ctx context.Context, files []File) (wait func()) {
	var wg sync.WaitGroup
	i := slices.IndexFunc(files, func(file File) bool { return file.Near != nil && !w.was[file.Path].holds(w.folder, file, w.site.state) })
	if i >= 0 {
		wg.Go(func() { _, _ = files[i].Near(ctx) }) // who makes the file is told, too
	}
	return wg.Wait
}

// all makes and writes files on all cores.
func (w *rebuild) all(ctx context.Context, files []File, progress func(done, total int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	const some = 64 // files that are handed out at once
	next := make(chan []File)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for batch := range next {
				for _, file := range batch {
					if err := w.file(ctx, file); err != nil {
						cancel(err)
					}
				}
			}
		})
	}
	for done := 0; done < len(files) && ctx.Err() == nil; done += some {
		next <- files[done:min(done+some, len(files))]
		if progress != nil {
			progress(done, len(files))
		}
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

// file makes a file, unless it is there already and made of the same.
func (w *rebuild) file(ctx context.Context, file File) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // whoever stopped it tells
	}
	x := w.was[file.Path]
	if file.Near != nil && w.folder.NoIndex {
		if x != nil {
			w.remember(file.Path, x, false)
		}
		return nil
	}
	if x.holds(w.folder, file, w.site.state) {
		w.remember(file.Path, x, false)
		return nil
	}
	near, err := file.near(ctx)
	if err != nil {
		return fmt.Errorf("make %s: %w", file.Path, err)
	}
	if x != nil && near != (Mark{}) && x.near == near && x.stands(w.folder, file, w.site.state) {
		again := *x
		again.mark = file.Mark
		w.remember(file.Path, &again, false)
		return nil
	}
	found := newFindings()
	b, err := file.Make(found.in(ctx))
	if err != nil {
		return fmt.Errorf("make %s: %w", file.Path, err)
	}
	old, err := os.ReadFile(filepath.Join(w.folder.Dir, filepath.FromSlash(file.Path)))
	changed := err != nil || !bytes.Equal(old, b)
	if changed {
		if err := w.folder.put(file.Path, b); err != nil {
			return err
		}
	}
	fi, err := os.Lstat(filepath.Join(w.folder.Dir, filepath.FromSlash(file.Path)))
	if err != nil {
		return fmt.Errorf("write the site: %w", err)
	}
	x = &made{mark: file.Mark, near: near, sum: sumOf(b), size: fi.Size(), time: fi.ModTime().UnixNano(), problems: found.problems}
	for path := range found.shows {
		if x.shows == nil {
			x.shows = map[string]string{}
		}
		x.shows[path] = w.site.state(path)
	}
	w.remember(file.Path, x, changed)
	return nil
}

// near is the nearer mark of a file, zero where it has none.
func (f File) near(ctx context.Context) (Mark, error) {
	if f.Near == nil {
		return Mark{}, nil
	}
	return f.Near(ctx)
}

func (w *rebuild) remember(path string, x *made, changed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.is[path] = x
	w.learnt = w.learnt || w.was[path] != x
	if changed {
		w.report.Written = append(w.report.Written, path)
	}
}

// shown are the pictures and other files that the pages show.
func (w *rebuild) shown() []File {
	var out []File
	for _, shown := range w.is.paths() {
		a, ok := w.site.asset(shown)
		if _, taken := w.is[a.path]; !ok || taken {
			continue
		}
		out = append(out, File{Path: a.path, Mark: MarkOf("shown", w.site.Hash(shown)), Make: func(context.Context) ([]byte, error) {
			in, ok := w.site.Open(shown)
			if !ok {
				return nil, fmt.Errorf("read %s: %w", shown, fs.ErrNotExist)
			}
			defer in.Close()
			return io.ReadAll(io.LimitReader(in, mostFile))
		}})
	}
	return out
}

// removeOld removes what was written before and the site has no more, unless somebody changed it.
func (w *rebuild) removeOld() {
	for path, sum := range w.had {
		if _, still := w.is[path]; still || path == manifest {
			continue
		}
		full := filepath.Join(w.folder.Dir, filepath.FromSlash(path))
		b, err := os.ReadFile(full)
		if err != nil {
			continue
		}
		if sum != unfinished && sumOf(b) != sum {
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
