package repo

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Folding knows which paths the file system takes for one, as the settings say that git makes where
// a repository begins: core.ignoreCase, that Notes.md is found under notes.md; and
// core.precomposeUnicode, that é is found under e and an accent. What a commit has of such paths
// but the first has no place here. It is not for several at once.
type Folding struct {
	repo           *Repo
	lower, compose bool
	folders        map[Hash]map[string][]treeEntry // of a tree, by key
	names          map[string]map[string]bool      // on the disk, by folder
}

// Folding is nil where the file system tells all names apart.
func (r *Repo) Folding() (*Folding, error) {
	s, err := r.configuration()
	if err != nil {
		return nil, err
	}
	f := &Folding{repo: r, lower: s.truth("core.ignorecase", false), compose: s.truth("core.precomposeunicode", false),
		folders: map[Hash]map[string][]treeEntry{}, names: map[string]map[string]bool{}}
	if !f.lower && !f.compose {
		return nil, nil
	}
	return f, nil
}

// Key is the same for all paths that are one here.
func (f *Folding) Key(path string) string {
	if f.compose {
		path = norm.NFC.String(path)
	}
	if f.lower {
		path = strings.ToLower(path)
	}
	return path
}

// Twins are the other paths of a commit that are one with a path here, sorted.
func (f *Folding) Twins(rev Hash, path string) ([]string, error) {
	tree, err := f.repo.treeOf(rev)
	if err != nil || tree == "" {
		return nil, err
	}
	var out []string
	err = f.among(tree, "", strings.Split(path, "/"), func(found string) {
		if found != path {
			out = append(out, found)
		}
	})
	slices.Sort(out)
	return out, err
}

// among calls fn for the files below a tree that a path may mean.
func (f *Folding) among(tree Hash, prefix string, parts []string, fn func(path string)) error {
	byKey, err := f.folder(tree)
	if err != nil {
		return err
	}
	for _, e := range byKey[f.Key(parts[0])] {
		path := joinPath(prefix, e.Name)
		switch {
		case len(parts) == 1 && !e.isFolder():
			fn(path)
		case len(parts) > 1 && e.isFolder():
			if err := f.among(hashOf(e.ID), path, parts[1:], fn); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Folding) folder(tree Hash) (map[string][]treeEntry, error) {
	if known, ok := f.folders[tree]; ok {
		return known, nil
	}
	list, err := f.repo.entries(tree)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]treeEntry, len(list))
	for _, e := range list {
		out[f.Key(e.Name)] = append(out[f.Key(e.Name)], e)
	}
	f.folders[tree] = out
	return out, nil
}

// Lives reports whether a file lies at a path under this very name. It remembers what folders hold.
func (f *Folding) Lives(path string) bool {
	dir := ""
	for name := range strings.SplitSeq(path, "/") {
		if f.read(dir); !f.names[dir][name] && (!f.compose || !f.names[dir][norm.NFD.String(name)]) {
			return false
		}
		dir = joinPath(dir, name)
	}
	return true
}

// Crowded reports a path of a commit whose place another one has here, and which.
func (f *Folding) Crowded(rev Hash, path string) (by string, crowded bool, err error) {
	twins, err := f.Twins(rev, path)
	if err != nil || len(twins) == 0 {
		return "", false, err
	}
	if usual := norm.NFC.String(path); f.compose && usual != path && slices.Contains(twins, usual) {
		return usual, true, nil // the disk has one spelling for both
	}
	if f.Lives(path) {
		return "", false, nil
	}
	for _, t := range twins {
		if f.Lives(t) {
			return t, true, nil
		}
	}
	first := slices.MinFunc(twins, before)
	return first, before(first, path) < 0, nil
}

// before puts names in their usual spelling before others.
func before(a, b string) int {
	x, y := norm.NFC.IsNormalString(a), norm.NFC.IsNormalString(b)
	switch {
	case x && !y:
		return -1
	case y && !x:
		return 1
	}
	return strings.Compare(a, b)
}

// Holder is the path, as the disk has it, of what lies where a path would; "" for nothing.
func (f *Folding) Holder(path string) string {
	if f.Lives(path) {
		return path
	}
	held := ""
	for name := range strings.SplitSeq(path, "/") {
		at := held
		held = ""
		for have := range f.names[f.read(at)] {
			if f.Key(have) == f.Key(name) {
				held = joinPath(at, have)
			}
		}
		if held == "" {
			return ""
		}
	}
	return held
}

// read lists a folder, once, and returns it.
func (f *Folding) read(dir string) string {
	if f.names[dir] == nil {
		f.names[dir] = map[string]bool{}
		list, _ := os.ReadDir(filepath.Join(f.repo.root, filepath.FromSlash(dir))) // what cannot be read holds nothing
		for _, e := range list {
			f.names[dir][e.Name()] = true
		}
	}
	return dir
}

// noteCrowded has git's index know which files git checked out over each other.
func (r *Repo) noteCrowded(ctx context.Context) error {
	f, err := r.Folding()
	if err != nil || f == nil {
		return err
	}
	head, err := r.Head()
	if err != nil || head.Hash == "" {
		return err
	}
	var edits []IndexEdit
	err = r.Walk(ctx, head.Hash, "", func(path string, id FileID) error {
		_, crowded, err := f.Crowded(head.Hash, path)
		if crowded {
			edits = append(edits, IndexEdit{Path: path, Set: id, Absent: true})
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.UpdateIndex(ctx, edits)
}

// Absent lists what git's index has, by path, that has no working file here and was not removed;
// nothing in a sparse checkout, where files are absent by wish.
func (r *Repo) Absent() (map[string]FileID, error) {
	out := map[string]FileID{}
	s, err := r.configuration()
	if err != nil || s.truth("core.sparsecheckout", false) {
		return out, err
	}
	_, err = r.loadIndex(func(x *gitIndex, src string) error {
		return x.each(src, func(_ int, e indexEntry) {
			if e.extend&skipWorktree != 0 && e.stage() == 0 {
				out[strings.Clone(e.Path)] = e.file()
			}
		})
	})
	return out, err
}

// Respell gives a file that lies here under one name of a place the other, and the folders on the
// way theirs.
func (r *Repo) Respell(from, to string) error {
	r.invalidateScan()
	was, is := strings.Split(from, "/"), strings.Split(to, "/")
	dir := ""
	for i, name := range is {
		if i < len(was) && was[i] != name {
			old, _, err := r.workingPath(joinPath(dir, was[i]))
			if err != nil {
				return err
			}
			if err := os.Rename(old, filepath.Join(filepath.Dir(old), name)); err != nil {
				return err
			}
		}
		dir = joinPath(dir, name)
	}
	return nil
}

// sameHere takes out of the changes of working files what only this file system makes of them: of
// several paths that are one here, all but one look removed, and what lies in a folder of such
// looks moved.
func (r *Repo) sameHere(base Hash, s *Snapshot, changes []Change) ([]Change, error) {
	f, err := r.Folding()
	if err != nil || f == nil || !slices.ContainsFunc(changes, gone) {
		return changes, err
	}
	absent, err := r.Absent()
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	for _, file := range s.Files() {
		here[file.Path] = true
	}
	added := map[string]int{}
	for i, c := range changes {
		if c.Before == (FileID{}) {
			added[f.Key(c.Path)] = i
		}
	}
	drop := map[int]bool{}
	for i, c := range changes {
		if !gone(c) {
			continue
		}
		if _, wished := absent[c.Path]; wished {
			drop[i] = true
			continue
		}
		twins, err := f.Twins(base, c.Path)
		if err != nil {
			return nil, err
		}
		at, found := added[f.Key(c.Path)]
		switch {
		case slices.ContainsFunc(twins, func(t string) bool { return here[t] }):
			drop[i] = true
		case found && !drop[at]:
			one, err := f.folderOnly(base, c.Path, changes[at].Path)
			if err != nil {
				return nil, err
			}
			if one {
				changes[i].After, drop[at] = changes[at].After, true
				drop[i] = !r.differs(c.Before, changes[i].After)
			}
		}
	}
	var out []Change
	for i, c := range changes {
		if !drop[i] {
			out = append(out, c)
		}
	}
	return out, nil
}

func gone(c Change) bool { return c.After == (FileID{}) }

// folderOnly reports two paths that differ in no more than how a folder is spelled that a commit
// has in both spellings: nobody moved what lies in it.
func (f *Folding) folderOnly(base Hash, a, b string) (bool, error) {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	if len(x) != len(y) || x[len(x)-1] != y[len(y)-1] {
		return false, nil
	}
	for i := range x[:len(x)-1] {
		if x[i] == y[i] {
			continue
		}
		for _, p := range []string{strings.Join(x[:i+1], "/"), strings.Join(y[:i+1], "/")} {
			if e, err := f.repo.entryAt(base, p); err != nil || !e.isFolder() {
				return false, err
			}
		}
	}
	return true, nil
}
