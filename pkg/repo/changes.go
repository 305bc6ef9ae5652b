package repo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
)

// Changes is what differs between a commit and the working files of a
// snapshot, by path: Before is the commit's side. Folders whose tree
// id is the commit's are not read. What a scan leaves out is left out here too: hidden names,
// symbolic links, unreadable files, and what a sparse checkout does not check out.
func (r *Repo) Changes(ctx context.Context, s *Snapshot, base Hash) ([]Change, error) {
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
	for _, dir := range s.dirs {
		was, err := r.entryAt(base, dir)
		if err != nil {
			return nil, fmt.Errorf("compare working files: %w", err)
		}
		if was.isFolder() && s.trees[dir] == hashOf(was.ID) {
			continue
		}
		list, err := r.unlike(s, dir, was)
		if err != nil {
			return nil, fmt.Errorf("compare working files: %w", err)
		}
		c := comparison{repo: r, known: maps.Clone(s.trees),
			at: func(i int) listed { return list[i] },
			ignore: func(path string, e treeEntry) bool {
				return leftOut(baseName(path)) || skipped[path] || Unplaceable(path) != "" || e.Mode == Submodule || !e.isFolder() && absentByWish(path)
			},
			fn: func(path string, was, is FileID) {
				if r.differs(was, is) && !skipped[path] {
					changes = append(changes, Change{Path: path, Before: was, After: is})
				}
			}}
		tree := Hash("")
		if was.isFolder() {
			tree = hashOf(was.ID)
		} else if was.Mode != 0 && was.Mode != Submodule {
			c.fn(dir, was.file(), FileID{}) // it was a file
		}
		if c.ignore(dir, treeEntry{Mode: folder}) {
			continue
		}
		if err := c.folder(ctx, dir, tree, span{0, len(list)}); err != nil {
			return nil, fmt.Errorf("compare working files: %w", err)
		}
	}
	sort.SliceStable(changes, func(i, j int) bool { return changes[i].Path < changes[j].Path })
	return r.sameHere(base, s, changes)
}

// unlike lists the files below a folder, sorted by path. A folder that is what the commit
// has stands as one entry: one file that changed among 100,000 makes a list of its neighbours.
func (r *Repo) unlike(s *Snapshot, dir string, was treeEntry) ([]listed, error) {
	folders := make(map[string]*scanned, len(s.order))
	for _, f := range s.order {
		folders[f.Path] = f
	}
	var list []listed
	var walk func(path string, was treeEntry) error
	walk = func(path string, was treeEntry) error {
		f := folders[path]
		if f == nil {
			return nil
		}
		if tree := s.trees[path]; was.isFolder() && tree != "" && tree == hashOf(was.ID) {
			list = append(list, listed{path: path + "/", mode: folder, id: was.ID})
			return nil
		}
		err := f.each(func(file record) {
			if file.flags&wasSkipped == 0 {
				list = append(list, listed{path: file.path, mode: file.mode(s.filemode), id: file.hash.bytes()})
			}
		})
		if err != nil || len(f.children) == 0 {
			return err
		}
		inside := map[string]treeEntry{}
		if was.isFolder() {
			entries, err := r.entries(hashOf(was.ID))
			if err != nil {
				return err
			}
			for _, e := range entries {
				inside[e.Name] = e
			}
		}
		for _, name := range f.children {
			if err := walk(joinPath(path, name), inside[name]); err != nil {
				return err
			}
		}
		return nil
	}
	err := walk(dir, was)
	slices.SortFunc(list, func(a, b listed) int { return strings.Compare(a.path, b.path) })
	return list, err
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
