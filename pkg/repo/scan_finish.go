package repo

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// finish computes the tree ids that are stale, puts the snapshot together and
// writes the cache when that pays.
func (s *scanner) finish() (*Snapshot, error) {
	snap := &Snapshot{dirs: s.dirs, trees: make(map[string]Hash, len(s.folders)), Files: make([]WorkFile, 0, s.count())}
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
	snap.Skipped = s.skipped
	slices.SortFunc(snap.Skipped, func(a, b Skipped) int { return strings.Compare(a.Path, b.Path) })
	snap.ID = s.id(func(dir string) Hash { return snap.trees[dir] })
	snap.Changed = sortedKeys(s.changed)
	if s.known {
		snap.Since = s.id(func(dir string) Hash { return s.cache.blocks[dir].tree })
	}
	return snap, s.remember(snap)
}

// id names a set of files by the tree ids of the folders that were asked for.
func (s *scanner) id(tree func(dir string) Hash) string {
	h := sha256.New()
	for _, dir := range s.dirs {
		h.Write([]byte(dir + "\x00" + string(tree(dir)) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:20])
}

// count is about how many files there are.
func (s *scanner) count() int {
	n := 0
	for _, f := range s.folders {
		n += len(f.files) + len(f.records)/130
	}
	return n
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
	if !f.stale || f.flags&wasSkipped != 0 {
		return nil
	}
	if f.raw != "" {
		if err := f.block.each(func(r record) { f.files = append(f.files, r) }); err != nil {
			return err
		}
		f.raw = ""
	}
	f.files = slices.DeleteFunc(f.files, func(r record) bool { return r.flags&vanished != 0 })
	slices.SortFunc(f.files, func(a, b record) int { return strings.Compare(a.path, b.path) })
	f.tree = s.treeOf(f)
	return nil
}

// treeOf is the id of the tree a folder's files and subfolders make; "" when there is nothing in it.
func (s *scanner) treeOf(f *scanned) Hash {
	entries := make([]treeEntry, 0, len(f.files)+len(f.children))
	for _, r := range f.files {
		if r.flags&wasSkipped == 0 {
			entries = append(entries, treeEntry{Name: baseName(r.path), Mode: s.mode(r), ID: r.hash.bytes()})
		}
	}
	for _, name := range f.children {
		if t := s.folders[joinPath(f.path, name)].tree; t != "" {
			entries = append(entries, treeEntry{Name: name, Mode: folder, ID: t.bytes()})
		}
	}
	if len(entries) == 0 {
		return ""
	}
	slices.SortFunc(entries, compareEntries)
	return s.repo.format.id(treeKind, encodeTree(entries))
}

// mode is a file's mode as far as this file system tells it (core.fileMode).
func (s *scanner) mode(r record) Mode {
	if !s.filemode && r.stat.mode == Executable {
		return Regular
	}
	return r.stat.mode
}

// collect appends a folder's files to the snapshot, in the order of whole paths, which means
// that a subfolder stands where its name with a slash would.
func (s *scanner) collect(snap *Snapshot, f *scanned) error {
	if f.tree != "" {
		snap.trees[f.path] = f.tree
	}
	s.order = append(s.order, f)
	children := slices.Clone(f.children)
	slices.SortFunc(children, func(a, b string) int { return strings.Compare(a+"/", b+"/") })
	var failed error
	before := func(name string) {
		for len(children) > 0 && (name == "" || children[0]+"/" < name) && failed == nil {
			failed = s.collect(snap, s.folders[joinPath(f.path, children[0])])
			children = children[1:]
		}
	}
	skip := len(f.path) + 1
	err := f.each(func(r record) {
		if len(children) > 0 {
			before(r.path[skip:])
		}
		if r.flags&wasSkipped != 0 {
			s.skip(r)
			return
		}
		snap.Files = append(snap.Files, WorkFile{Path: r.path, Hash: r.hash, Mode: s.mode(r), Size: r.stat.size})
	})
	before("")
	if err != nil {
		return err
	}
	return failed
}

// skip tells why a file was left out. One that could not be read was told already.
func (s *scanner) skip(r record) {
	switch {
	case r.stat.mode == Symlink:
		s.skipped = append(s.skipped, Skipped{r.path, reasonLink})
	case r.stat.mode == 0:
		s.skipped = append(s.skipped, Skipped{r.path, reasonSpecial})
	case r.stat.size > tooBig:
		s.skipped = append(s.skipped, Skipped{r.path, reasonBig})
	}
}

// remember writes the cache if something changed, or if looking again at what
// changed too recently costs more than writing. A cache that cannot be written (a read-only
// repository, a full disk) is no reason to fail.
func (s *scanner) remember(snap *Snapshot) error {
	snap.journal = s.cache.journal
	if !s.known {
		snap.journal = journal{}
	}
	if snap.Since != "" && snap.Since != snap.ID {
		snap.journal.steps = slices.Clone(snap.journal.steps)
		snap.journal.add(journalStep{from: snap.Since, to: snap.ID, paths: snap.Changed})
	}
	if !s.dirty && s.rechecks <= recheckLimit {
		return nil
	}
	s.rulesAgain()
	s.cache.journal = snap.journal
	_ = s.cache.save(s.file, s.order)
	return nil
}
