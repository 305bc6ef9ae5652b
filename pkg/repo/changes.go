package repo

import (
	"context"
	"fmt"
	"maps"
	"sort"
	"strings"
)

// Changes is what differs between a commit and the working files of a
// snapshot, by path: Before is the commit's side. It looks below dirs, or
// everywhere the snapshot did when none is named. Folders whose tree
// id is the commit's are not read. What a scan leaves out is left out here too: hidden names, symbolic links, unreadable files,
// and what a sparse checkout does not check out.
func (r *Repo) Changes(ctx context.Context, s *Snapshot, base Hash, dirs ...string) ([]Change, error) {
	if len(dirs) == 0 {
		dirs = s.dirs
	}
	absentByWish, err := r.notCheckedOut()
	if err != nil {
		return nil, err
	}
	left := s.Skipped()
	skipped := make(map[string]bool, len(left))
	for _, k := range left {
		skipped[k.Path] = true
	}
	var changes []Change
	c := comparison{repo: r, known: maps.Clone(s.trees),
		at: func(i int) listed {
			f := &s.Files()[i]
			return listed{path: f.Path, mode: f.Mode, id: f.Hash.bytes()}
		},
		ignore: func(path string, e treeEntry) bool {
			return leftOut(baseName(path)) || skipped[path] || e.Mode == Submodule || !e.isFolder() && absentByWish(path)
		},
		fn: func(path string, was, is FileID) {
			if r.differs(was, is) && !skipped[path] {
				changes = append(changes, Change{Path: path, Before: was, After: is})
			}
		}}
	for _, dir := range dirs {
		if err := r.changesBelow(ctx, &c, s, base, strings.Trim(dir, "/")); err != nil {
			return nil, fmt.Errorf("compare working files: %w", err)
		}
	}
	sort.SliceStable(changes, func(i, j int) bool { return changes[i].Path < changes[j].Path })
	return changes, nil
}

// changesBelow compares one folder, or one file.
func (r *Repo) changesBelow(ctx context.Context, c *comparison, s *Snapshot, base Hash, dir string) error {
	was, err := r.entryAt(base, dir)
	if err != nil {
		return err
	}
	if was.isFolder() && s.trees[dir] == hashOf(was.ID) {
		return nil
	}
	files := s.Files()
	at := sort.Search(len(files), func(i int) bool { return files[i].Path >= dir })
	var is treeEntry
	if at < len(files) && files[at].Path == dir {
		is = treeEntry{Name: baseName(dir), Mode: files[at].Mode, ID: files[at].Hash.bytes()}
	}
	from := sort.Search(len(files), func(i int) bool { return files[i].Path >= dir+"/" })
	to := sort.Search(len(files), func(i int) bool { return files[i].Path >= dir+"0" })
	tree := Hash("")
	if was.isFolder() {
		tree = hashOf(was.ID)
		was = treeEntry{}
	}
	if was.Mode != 0 && was.Mode != Submodule || is.Mode != 0 {
		c.fn(dir, was.file(), is.file())
	}
	if c.ignore(dir, treeEntry{Mode: folder}) {
		return nil
	}
	return c.folder(ctx, dir, tree, span{from, to})
}

// differs tells whether two files are not the same, as far as the file system can tell.
func (r *Repo) differs(was, is FileID) bool {
	if was.Hash != is.Hash || was.Mode == 0 || is.Mode == 0 {
		return was != is
	}
	s, err := r.configuration()
	if err == nil && !s.truth("core.filemode", true) && was.Mode != Symlink && is.Mode != Symlink {
		return false
	}
	return was.Mode != is.Mode
}

// notCheckedOut tells which files a sparse checkout leaves out, by git's index.
func (r *Repo) notCheckedOut() (func(path string) bool, error) {
	s, err := r.configuration()
	if err != nil {
		return nil, err
	}
	if !s.truth("core.sparsecheckout", false) {
		return func(string) bool { return false }, nil
	}
	x, err := r.readIndex()
	if err != nil {
		return nil, err
	}
	out, folders := map[string]bool{}, []string{}
	for _, e := range x.entries {
		if e.extend&skipWorktree != 0 {
			out[e.Path] = true
			if strings.HasSuffix(e.Path, "/") {
				folders = append(folders, e.Path)
			}
		}
	}
	return func(path string) bool {
		for _, f := range folders {
			if strings.HasPrefix(path, f) {
				return true
			}
		}
		return out[path]
	}, nil
}
