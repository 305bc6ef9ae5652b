package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// Prescan begins to look at the working files on another core, for the first Scan.
func (r *Repo) Prescan() { r.UsePrescan(statcache.Begin(r.root, r.cacheFile(scanDirs()))) }

// UsePrescan gives the Repo a look at its working files that was begun before it was opened. The
// first Scan finishes it, unless it is older than a second by then or files were written
// through the Repo meanwhile.
func (r *Repo) UsePrescan(l *statcache.Walk) {
	if l != nil && l.Root == r.root {
		r.prescan.Store(l)
	}
}

// MaxPrescanAge is how old a look may be to be carried on: what took longer than that may have been
// a person, who wrote something meanwhile.
const MaxPrescanAge = time.Second

// begun is the look with the memory in file to carry on, nil when there is none. Whatever it
// is, nobody gets it a second time.
func (r *Repo) begun(file string) *statcache.Walk {
	l := r.prescan.Swap(nil)
	if l == nil || !l.Spend() || l.File != file || l.Age() >= MaxPrescanAge {
		return nil
	}
	return l
}

// FileTime is the clock that dates files.
func FileTime() time.Time { return statcache.Now() }

// WrittenSince reports whether a file may have been written, or dated, after a moment of [FileTime]:
// true also where that cannot be told.
func WrittenSince(file string, since time.Time) bool {
	fi, err := os.Stat(file)
	if err != nil {
		return true
	}
	at := fi.ModTime().UnixNano()
	return !statcache.Stat{Mtime: at, Ctime: at}.Settled(since)
}

// ForgetPrescan says that somebody else may have written since the look began.
func (r *Repo) ForgetPrescan() { r.invalidateScan() }

// invalidateScan says that files are being written: what was seen of them before is no longer true.
func (r *Repo) invalidateScan() {
	if l := r.prescan.Swap(nil); l != nil {
		l.Spend()
	}
}

// look compares the stat of every cached folder and file with the cache, in parallel.
func (s *scanner) walk(ctx context.Context) error {
	l := s.begun
	if l == nil {
		l = statcache.New(s.repo.root, s.memory, s.only.part())
	}
	seen, err := l.Seen(min(2*runtime.GOMAXPROCS(0), 16))
	for i, f := range s.memory.Folders {
		s.looked[f.Path] = seen[i]
	}
	return errors.Join(err, ctx.Err())
}

// hashJob is one file whose content must be read.
type hashJob struct {
	folder *scanned
	file   int // position in the folder's files
	was    FileID
	reason string
}

// tooBig is the size of a file that is not looked into; nobody reads a note of 64 MB.
const tooBig = 64 << 20

// hash reads the files that changed, in parallel, and names their content.
func (s *scanner) hash(ctx context.Context) error {
	known, err := s.gitKnows()
	if err != nil {
		return err
	}
	jobs := make(chan *hashJob, 64)
	var all sync.WaitGroup
	errs := make([]error, min(2*runtime.GOMAXPROCS(0), 16))
	for i := range errs {
		all.Go(func() {
			for j := range jobs {
				if errs[i] == nil {
					errs[i] = s.hashOne(j)
				}
			}
		})
	}
	for i := range s.jobs {
		if ctx.Err() != nil {
			break
		}
		if j := &s.jobs[i]; known == nil || !j.take(known) {
			jobs <- j
		}
	}
	close(jobs)
	all.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return err
	}
	return s.settle()
}

// take believes what is known about the file's content without reading it.
func (j *hashJob) take(known func(string, statcache.Stat) (Hash, bool)) bool {
	r := &j.folder.files[j.file]
	id, ok := known(r.path, r.stat)
	if ok {
		r.hash = id
	}
	return ok
}

// hashOne reads one file. One that cannot be read becomes a skipped one; one that has just gone
// is taken out afterwards.
func (s *scanner) hashOne(j *hashJob) error {
	r := &j.folder.files[j.file]
	if strings.Contains(r.path, "\\") {
		r.flags |= wasSkipped | unsettled
		j.reason = reasonName
		return nil
	}
	id, err := s.hasher.scanned(r.path, filepath.Join(s.repo.root, filepath.FromSlash(r.path)), r.stat)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.flags |= vanished
	case errors.Is(err, fs.ErrPermission):
		r.flags |= wasSkipped | unsettled
		j.reason = reasonSecret
	case err != nil:
		return err
	}
	r.hash = id
	return nil
}

// settle asks git for what only git could name, and notes what changed.
func (s *scanner) settle() error {
	byGit, failed, err := s.hasher.waiting()
	if err != nil {
		return err
	}
	for i := range s.jobs {
		j := &s.jobs[i]
		r := &j.folder.files[j.file]
		if why, ok := failed[r.path]; ok {
			r.flags |= wasSkipped | unsettled
			j.reason = why
		}
		if id, ok := byGit[r.path]; ok {
			r.hash = id
		}
		if r.flags&(wasSkipped|vanished) != 0 {
			r.hash = ""
		}
		now := FileID{}
		if r.hash != "" {
			now = FileID{Hash: r.hash, Mode: Mode(r.stat.Mode)}
		}
		if now != j.was {
			s.changed[r.path] = true
			s.dirty = true
		}
		if j.reason != "" {
			s.skipped = append(s.skipped, Skipped{r.path, j.reason})
		}
	}
	return nil
}

// scanned names the content of a file that was just looked at.
func (h *hasher) scanned(path, full string, stat statcache.Stat) (Hash, error) {
	data, err := readFile(full, stat.Size)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	c, err := h.conversion(path)
	if err != nil {
		return "", err
	}
	if c.filter != "" || c.other != "" {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.later[path] = c
		return "", nil
	}
	data, err = h.storedText(path, data, c)
	return h.repo.HashBlob(data), err
}

// waiting names the content that only git can convert, in one run of git. Where that fails, each
// filter is tried for itself, so that one without its program stops no other file; failed says
// why for the files that it is for.
func (h *hasher) waiting() (named map[string]Hash, failed map[string]string, err error) {
	named, err = h.byGit(sortedKeys(h.later), h.later)
	if err == nil || h.repo.opts.Git == "" {
		return named, nil, err
	}
	groups := map[string][]string{}
	for _, path := range sortedKeys(h.later) {
		c := h.later[path]
		groups[firstOf(c.filter, c.other)] = append(groups[firstOf(c.filter, c.other)], path)
	}
	named, failed = map[string]Hash{}, map[string]string{}
	for _, name := range sortedKeys(groups) {
		h.filterEach(name, groups[name], named, failed)
	}
	return named, failed, nil
}

// badAtMost is how many files of one filter are tried alone before it is given up.
const badAtMost = 3

// filterEach names the files of one filter: all at once, else one by one until it is clear that
// none can be.
func (h *hasher) filterEach(name string, paths []string, named map[string]Hash, failed map[string]string) {
	if ids, err := h.byGit(paths, h.later); err == nil {
		maps.Copy(named, ids)
		return
	}
	bad, good := 0, 0
	for _, path := range paths {
		if bad < badAtMost || good > 0 {
			if ids, err := h.byGit([]string{path}, h.later); err == nil {
				maps.Copy(named, ids)
				good++
				continue
			}
		}
		bad++
		failed[path] = reasonFilter + name
	}
}

// readFile reads a file of about that size.
func readFile(path string, size int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data := make([]byte, 0, size+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, f.Close()
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}
