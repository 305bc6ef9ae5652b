package repo

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// finish computes the tree ids that are stale, puts the snapshot together and
// writes the cache when that pays.
func (s *scanner) finish() (*Snapshot, error) {
	snap := &Snapshot{dirs: s.dirs, trees: make(map[string]Hash, len(s.folders)), skipped: s.skipped, filemode: s.filemode}
	snap.list, snap.left = sync.OnceValue(snap.files), sync.OnceValue(snap.leftOut)
	for _, dir := range s.dirs {
		if s.folders[dir] == nil {
			continue
		}
		if err := s.freshen(dir); err != nil {
			return nil, err
		}
		if err := s.collect(snap, s.folders[dir]); err != nil {
			return nil, err
		}
	}
	snap.ID = s.id(func(dir string) Hash { return snap.trees[dir] })
	snap.Changed = sortedKeys(s.changed)
	if s.known {
		snap.Since = s.id(func(dir string) Hash { return s.cache.blocks[dir].tree() })
	}
	s.remember(snap)
	return snap, nil
}

// id names a set of files by the tree ids of the folders that were asked for.
func (s *scanner) id(tree func(dir string) Hash) string {
	h := sha256.New()
	for _, dir := range s.dirs {
		h.Write([]byte(dir + "\x00" + string(tree(dir)) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:20])
}

// freshen computes the tree ids of a folder and what is below it, as far as they
// are stale.
func (s *scanner) freshen(path string) error {
	f := s.folders[path]
	f.children = slices.DeleteFunc(slices.Clone(f.children), func(name string) bool { return s.folders[joinPath(path, name)] == nil })
	for _, name := range f.children {
		child := joinPath(path, name)
		if err := s.freshen(child); err != nil {
			return err
		}
		f.stale = f.stale || s.folders[child].stale
	}
	if !f.stale || f.Flags&wasSkipped != 0 {
		return nil
	}
	if f.Raw != "" {
		if err := f.block.each(func(r record) { f.files = append(f.files, r) }); err != nil {
			return err
		}
		f.Raw = ""
	}
	f.files = slices.DeleteFunc(f.files, func(r record) bool { return r.flags&vanished != 0 })
	slices.SortFunc(f.files, func(a, b record) int { return strings.Compare(a.path, b.path) })
	f.Tree = string(s.treeOf(f))
	return nil
}

// treeOf is the id of the tree a folder's files and subfolders make; "" when there is nothing in it.
func (s *scanner) treeOf(f *scanned) Hash {
	entries := make([]treeEntry, 0, len(f.files)+len(f.children))
	for _, r := range f.files {
		if r.flags&wasSkipped == 0 {
			entries = append(entries, treeEntry{Name: baseName(r.path), Mode: r.mode(s.filemode), ID: r.hash.bytes()})
		}
	}
	for _, name := range f.children {
		if t := s.folders[joinPath(f.Path, name)].tree(); t != "" {
			entries = append(entries, treeEntry{Name: name, Mode: folder, ID: t.bytes()})
		}
	}
	if len(entries) == 0 {
		return ""
	}
	slices.SortFunc(entries, compareEntries)
	return s.repo.format.id(treeKind, encodeTree(entries))
}

// mode is a file's mode as far as its file system tells it (core.fileMode).
func (r record) mode(told bool) Mode {
	if !told && Mode(r.stat.Mode) == Executable {
		return Regular
	}
	return Mode(r.stat.Mode)
}

// collect puts a folder and what is below it in order, as a walk comes by.
func (s *scanner) collect(snap *Snapshot, f *scanned) error {
	if f.Tree != "" {
		snap.trees[f.Path] = f.tree()
	}
	if s.only != nil && !s.only.Folders[f.Path] { // what was not looked at is read for the first time
		if err := f.each(func(record) {}); err != nil {
			return err
		}
	}
	snap.order = append(snap.order, f)
	for _, name := range slices.Sorted(slices.Values(f.children)) {
		if err := s.collect(snap, s.folders[joinPath(f.Path, name)]); err != nil {
			return err
		}
	}
	return nil
}

// files lists the plain files.
func (s *Snapshot) files() []WorkFile {
	n := 0
	for _, f := range s.order {
		n += len(f.files) + f.Records()
	}
	list := make([]WorkFile, 0, n)
	for _, f := range s.order {
		list = s.add(list, f)
	}
	slices.SortFunc(list, func(a, b WorkFile) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// FilesIn are the plain files of one folder, without those of the folders in it, sorted by
// path. It lists no others.
func (s *Snapshot) FilesIn(dir string) []WorkFile {
	var list []WorkFile
	for _, f := range s.order {
		if f.Path == dir {
			list = s.add(list, f)
		}
	}
	slices.SortFunc(list, func(a, b WorkFile) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// add puts a folder's plain files at the end of a list.
func (s *Snapshot) add(list []WorkFile, f *scanned) []WorkFile {
	_ = f.each(func(r record) { // that it can be unpacked was seen by the look
		if r.flags&wasSkipped == 0 {
			list = append(list, WorkFile{Path: r.path, Hash: r.hash, Mode: r.mode(s.filemode), Size: r.stat.Size})
		}
	})
	return list
}

// leftOut lists what was seen and left out.
func (s *Snapshot) leftOut() []Skipped {
	list := slices.Clone(s.skipped)
	for _, f := range s.order {
		note := func(stat statcache.Stat, flags uint16, name string) {
			if reason := reasonFor(stat); flags&wasSkipped != 0 && reason != "" {
				list = append(list, Skipped{joinPath(f.Path, name), reason})
			}
		}
		for _, r := range f.files {
			note(r.stat, r.flags, baseName(r.path))
		}
		if f.Raw != "" {
			_ = f.Each(func(stat statcache.Stat, flags uint16, _, name string) { note(stat, flags, name) }) // see files
		}
	}
	slices.SortFunc(list, func(a, b Skipped) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// reasonFor tells why a file was left out. One that could not be read, "", was told already.
func reasonFor(stat statcache.Stat) string {
	switch {
	case Mode(stat.Mode) == Symlink:
		return reasonLink
	case stat.Mode == 0:
		return reasonSpecial
	case stat.Size > tooBig:
		return reasonBig
	}
	return ""
}

// remember writes the cache if something changed, or if looking again at what
// changed too recently costs more than writing. A cache that cannot be written (a read-only
// repository, a full disk) is no reason to fail.
func (s *scanner) remember(snap *Snapshot) {
	if !s.dirty && s.rechecks <= recheckLimit {
		return
	}
	s.rulesAgain()
	s.repo.saving.Lock()
	go func() { // nobody waits for it but the next scan
		defer s.repo.saving.Unlock()
		_ = s.cache.save(s.file, snap.order)
	}()
}
