package repo

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// recheckLimit is how many files and folders may be looked at again on every scan, since they
// changed in the very moment of the last one, before it pays to write the cache anew.
const recheckLimit = 16

// root visits one of the folders that were asked for.
func (s *scanner) root(dir string) error {
	_, fi, err := s.repo.workingPath(dir)
	switch {
	case err != nil:
		s.skipped = append(s.skipped, Skipped{dir, "behind a symbolic link"})
		return nil //nolint:nilerr // reported as skipped
	case fi == nil:
		return nil
	case fi.Mode()&fs.ModeSymlink != 0:
		s.skipped = append(s.skipped, Skipped{dir, reasonLink})
		return nil
	case !fi.IsDir():
		s.skipped = append(s.skipped, Skipped{dir, "not a folder"})
		return nil
	}
	return s.visit(dir, false)
}

// The reasons to leave something out.
const (
	reasonLink    = "symbolic link"
	reasonSpecial = "not a plain file"
	reasonBig     = "bigger than 64 MB"
	reasonNested  = "another git repository"
	reasonSecret  = "cannot be read"
	reasonName    = "a name with \\ in it, which is no name on every machine"
	reasonLeads   = "a name that could lead out of the pool"
	reasonLong    = "a name too long for a file"
	reasonWindows = "a name that Windows takes for something else"
	reasonFilter  = "needs a program that did not work here: the filter "
)

// visit takes a folder from the cache if nothing changed in it, and lists it otherwise.
// hidden says that it is ignored, and only files that HEAD has count.
func (s *scanner) visit(path string, hidden bool) error {
	b, cached := s.cache.blocks[path]
	l := s.looked[path]
	if !cached || l.Gone || l.Stat != b.Stat || b.Flags&unsettled != 0 {
		if cached && (l.Gone || l.Stat == b.Stat && s.sameRules) {
			s.rechecks += 1 + b.Bytes()/8192
		} else {
			s.dirty = true
		}
		return s.list(path, hidden)
	}
	f := &scanned{block: b, children: s.children[path]}
	s.folders[path] = f
	if b.Flags&wasSkipped != 0 {
		s.skipped = append(s.skipped, Skipped{path, reasonNested})
		return nil
	}
	if err := s.refresh(f, l); err != nil {
		return err
	}
	for _, name := range f.children {
		if err := s.visit(joinPath(path, name), hidden); err != nil {
			return err
		}
	}
	return nil
}

// refresh unpacks a folder some of whose files changed.
func (s *scanner) refresh(f *scanned, l statcache.Seen) error {
	if len(l.Files) == 0 {
		return nil
	}
	var keep []record
	n := -1
	err := f.block.each(func(r record) {
		n++
		now, touched := l.Files[n]
		switch {
		case !touched:
			keep = append(keep, r)
		case now == (statcache.Stat{}):
			// Gone, though the folder says that nothing left: it changes right now.
			f.Flags |= unsettled
			s.drop(r)
		default:
			keep = append(keep, s.fresh(r.path, now, r))
		}
	})
	f.Raw, f.files, f.stale = "", keep, true
	s.queue(f)
	return err
}

// drop notes that a file is no more.
func (s *scanner) drop(r record) {
	s.dirty = true
	if r.flags&wasSkipped == 0 {
		s.changed[r.path] = true
	}
}

// fresh is the record of a file that is new or has another stat than was; its content is yet to be read.
func (s *scanner) fresh(path string, now statcache.Stat, was record) record {
	if now != was.stat {
		s.dirty = true
	} else {
		s.rechecks++
	}
	r := record{path: path, stat: now, flags: needsHash}
	r.hash = was.hash
	if was.stat.Mode != r.stat.Mode && was.hash != "" {
		s.changed[path] = true
	}
	if !now.Settled(s.now) {
		r.flags |= unsettled
	}
	if r.stat.Mode == 0 || Mode(r.stat.Mode) == Symlink || r.stat.Size > tooBig {
		r.flags = r.flags&^needsHash | wasSkipped
		if was.hash != "" {
			s.changed[path] = true
		}
		r.hash = ""
	}
	return r
}

// queue makes jobs of a folder's files that must be read.
func (s *scanner) queue(f *scanned) {
	for i := range f.files {
		r := &f.files[i]
		if r.flags&needsHash == 0 {
			continue
		}
		r.flags &^= needsHash
		was := FileID{}
		if r.hash != "" {
			was = FileID{Hash: r.hash, Mode: Mode(r.stat.Mode)}
		}
		s.jobs = append(s.jobs, hashJob{folder: f, file: i, was: was})
	}
}

// list reads a folder anew. Files that were looked at and seen unchanged are not looked at again.
func (s *scanner) list(path string, hidden bool) error {
	full := filepath.Join(s.repo.root, filepath.FromSlash(path))
	f := &scanned{block: block{statcache.Folder{Path: path}}, stale: true}
	s.folders[path] = f
	d, stat, err := statcache.Open(full)
	if err != nil {
		return s.closed(f, err)
	}
	f.Stat = stat
	if !stat.Settled(s.now) {
		f.Flags |= unsettled
	}
	entries, err := os.ReadDir(full)
	if err != nil {
		return errors.Join(s.closed(f, err), d.Close())
	}
	if path != "" && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ".git" }) {
		f.Flags |= wasSkipped
		s.skipped = append(s.skipped, Skipped{path, reasonNested})
		return d.Close()
	}
	was, err := s.records(path)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	var folders []listedFolder
	for _, e := range entries {
		sub, err := s.entry(f, d, e, was, hidden)
		if err != nil {
			return errors.Join(err, d.Close())
		}
		if sub.name != "" {
			folders = append(folders, sub)
		}
	}
	for _, r := range was {
		s.drop(r.record)
	}
	s.queue(f)
	if err := d.Close(); err != nil {
		return err
	}
	for _, sub := range folders {
		f.children = append(f.children, sub.name)
		if err := s.visit(joinPath(path, sub.name), sub.hidden); err != nil {
			return err
		}
	}
	return nil
}

// listedFolder is a subfolder to visit; hidden when it is ignored.
type listedFolder struct {
	name   string
	hidden bool
}

// closed handles a folder that cannot be opened: gone, or not for us.
func (s *scanner) closed(f *scanned, err error) error {
	f.Flags |= unsettled
	if b, ok := s.cache.blocks[f.Path]; ok {
		if err := s.vanish(b); err != nil {
			return err
		}
		s.dirty = true
	}
	if errors.Is(err, fs.ErrPermission) {
		s.skipped = append(s.skipped, Skipped{f.Path, reasonSecret})
		return nil
	}
	if absent(err) || errors.Is(err, statcache.ErrNotFolder) {
		delete(s.folders, f.Path)
		return nil
	}
	return err
}

// knownFile is a cached file; same when the first step has seen that it is as it was.
type knownFile struct {
	record
	same bool
}

// records are the cached files of a folder by path.
func (s *scanner) records(path string) (map[string]knownFile, error) {
	b, ok := s.cache.blocks[path]
	if !ok {
		return nil, nil
	}
	l, n := s.looked[path], -1
	was := map[string]knownFile{}
	err := b.each(func(r record) {
		n++
		_, touched := l.Files[n]
		was[r.path] = knownFile{r, !l.Gone && !touched}
	})
	return was, err
}

// entry takes one name of a listed folder. Files go into f, and out of was; a subfolder is returned.
func (s *scanner) entry(f *scanned, d statcache.OpenFolder, e fs.DirEntry, was map[string]knownFile, hidden bool) (listedFolder, error) {
	name, err := s.spelled(f, e.Name())
	if err != nil {
		return listedFolder{}, err
	}
	path := joinPath(f.Path, name)
	switch name {
	case ".gitignore":
		f.Flags |= hasIgnore
	case ".gitattributes":
		f.Flags |= hasAttrs
	}
	if leftOut(name) {
		return listedFolder{}, nil
	}
	skip, below, err := s.isIgnored(path, e.IsDir(), hidden)
	if err != nil || skip {
		f.Flags |= hasHidden
		return listedFolder{}, err
	}
	if e.IsDir() {
		return listedFolder{name, below}, nil
	}
	old, known := was[path]
	delete(was, path)
	if known && old.same {
		f.files = append(f.files, old.record)
		return listedFolder{}, nil
	}
	now, err := d.Stat(name)
	if err != nil {
		// It has just gone, or is not for us to see; the next scan looks again.
		f.Flags |= unsettled
		return listedFolder{}, nil //nolint:nilerr // unsettled says it
	}
	if known && old.stat == now && old.flags&unsettled == 0 {
		f.files = append(f.files, old.record)
	} else {
		f.files = append(f.files, s.fresh(path, now, old.record))
	}
	return listedFolder{}, nil
}

// spelled is a name as git has it. Where the file system has its own spelling of é, the commit's is
// meant, and that of everybody else for a new file; git's core.precomposeUnicode does the same.
func (s *scanner) spelled(f *scanned, name string) (string, error) {
	if !s.compose {
		return name, nil
	}
	usual := norm.NFC.String(name)
	if usual == name {
		return name, nil
	}
	f.Flags |= hasHidden // another commit may spell it otherwise
	for _, spelling := range []string{usual, name} {
		if e, err := s.repo.entryAt(s.cache.head, joinPath(f.Path, spelling)); err != nil || e.Mode != 0 {
			return spelling, err
		}
	}
	return usual, nil
}

// leftOut tells names that are never a pool's: hidden ones, and what editors leave behind.
func leftOut(name string) bool {
	switch {
	case name[0] == '.', strings.HasSuffix(name, "~"):
		return true
	case strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") && len(name) > 1:
		return true
	}
	for _, end := range []string{".swp", ".swo", ".swx"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// isIgnored tells whether a path is left out: ignored, and not in HEAD. An ignored folder that HEAD
// has is visited, with the same question for everything below it.
func (s *scanner) isIgnored(path string, isFolder, hidden bool) (skip, below bool, err error) {
	if !hidden {
		if hidden, err = s.ignoring.matches(path, isFolder); err != nil || !hidden {
			return false, false, err
		}
	}
	e, err := s.repo.entryAt(s.cache.head, path)
	if err != nil {
		return false, false, err
	}
	return e.Mode == 0 || e.isFolder() != isFolder, true, nil
}
