package repo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"sync"
)

// looked is what the first step of a scan saw of one cached folder.
type looked struct {
	mu    sync.Mutex
	stat  fileStat
	gone  bool
	files map[int]fileStat // by position, files whose stat changed; mode 0 and no inode when gone
}

// A folder of very many files is looked at by several goroutines, each taking
// every so many-th file.
const lookStripe = 4096

// lookTask is a share of one folder.
type lookTask struct {
	block          block
	stripe, stride int
}

// look compares the stat of every cached folder and file with the cache, in parallel.
func (s *scanner) look(ctx context.Context) error {
	tasks := make(chan lookTask, 16)
	var all sync.WaitGroup
	errs := make([]error, min(2*runtime.GOMAXPROCS(0), 16))
	for _, b := range s.cache.blocks {
		s.looked[b.path] = &looked{stat: b.stat} // as it stays where nobody is to look
	}
	for i := range errs {
		all.Go(func() {
			for t := range tasks {
				if errs[i] == nil {
					errs[i] = s.lookInto(t)
				}
			}
		})
	}
	for _, b := range s.cache.blocks {
		if s.only != nil && !s.only.dirs[b.path] {
			continue
		}
		stride := 1 + len(b.records)/(lookStripe*100)
		for stripe := range stride {
			tasks <- lookTask{b, stripe, stride}
		}
	}
	close(tasks)
	all.Wait()
	return errors.Join(append(errs, ctx.Err())...)
}

// lookInto does one share. What has gone, or cannot be looked at, is left to the
// listing that follows.
func (s *scanner) lookInto(t lookTask) (err error) {
	l := s.looked[t.block.path]
	d, stat, err := openFolderAt(filepath.Join(s.repo.root, filepath.FromSlash(t.block.path)))
	if err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.gone = true
		return nil
	}
	defer func() { err = errors.Join(err, d.close()) }()
	found := map[int]fileStat{}
	n := -1
	err = t.block.names(func(was fileStat, flags uint16, _, name string) {
		if n++; n%t.stride != t.stripe || s.only != nil && !s.only.files[joinPath(t.block.path, name)] {
			return
		}
		now, err := d.stat(name)
		if err != nil {
			now = fileStat{}
		}
		if now != was || flags&unsettled != 0 {
			found[n] = now
		}
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stat = stat
	if l.files == nil {
		l.files = found
		return err
	}
	for i, now := range found {
		l.files[i] = now
	}
	return err
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
func (j *hashJob) take(known func(string, fileStat) (Hash, bool)) bool {
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
	byGit, err := s.hasher.waiting()
	if err != nil {
		return err
	}
	for i := range s.jobs {
		j := &s.jobs[i]
		r := &j.folder.files[j.file]
		if id, ok := byGit[r.path]; ok {
			r.hash = id
		}
		if r.flags&(wasSkipped|vanished) != 0 {
			r.hash = ""
		}
		now := FileID{}
		if r.hash != "" {
			now = FileID{Hash: r.hash, Mode: r.stat.mode}
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
func (h *hasher) scanned(path, full string, stat fileStat) (Hash, error) {
	data, err := readFile(full, stat.size)
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

// waiting names the content that only git can convert, in one run of git.
func (h *hasher) waiting() (map[string]Hash, error) {
	return h.byGit(sortedKeys(h.later), h.later)
}
