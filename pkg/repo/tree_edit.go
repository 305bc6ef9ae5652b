package repo

import (
	"fmt"
	"slices"
	"strings"
)

// treePlan rewrites a tree and gathers the tree objects to store.
//
// Only folders on the way to an edit are read and written; every other folder keeps
// its id. The cost is the size of the folders on those paths, whatever the size of the
// repository. Example: the edit "a/b/x.md" on {a/{b/{y.md}, c/{…}}, d/{…}} reads the root, a
// and b, and writes new objects for these three; c and d are carried over by id.
type treePlan struct {
	repo    *Repo
	objects []object
}

func newTreePlan(r *Repo) *treePlan { return &treePlan{repo: r} }

// empty is the id of the tree without entries.
func (p *treePlan) empty() Hash { return p.repo.format.id(treeKind, nil) }

// rewrite applies edits to a tree ("" is the empty one) and returns the new
// tree's id. Of two edits of one path the last counts.
func (p *treePlan) rewrite(base Hash, edits []Edit) (Hash, error) {
	last := map[string]Edit{}
	for _, e := range edits {
		last[e.Path] = e
	}
	paths := make([]string, 0, len(last))
	for path := range last {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	ordered := make([]Edit, len(paths))
	for i, path := range paths {
		ordered[i] = last[path]
	}
	entries, err := p.folder(base, "", ordered)
	if err != nil {
		return "", err
	}
	return p.store(entries), nil
}

// folder applies the edits below dir to its tree. Edits are sorted by path, so those of
// one subfolder need not stand together ("a", "a.b", "a/c"): they are grouped by name first.
func (p *treePlan) folder(tree Hash, dir string, edits []Edit) ([]treeEntry, error) {
	entries, err := p.repo.entries(tree)
	if err != nil {
		return nil, err
	}
	byName := make(map[string]treeEntry, len(entries)+len(edits))
	for _, e := range entries {
		byName[e.Name] = e
	}
	here, below := split(edits, dir)
	// First what goes, then what comes: an edit set may turn a file into a folder and back.
	for _, e := range here {
		if name := baseName(e.Path); e.Delete && !byName[name].isFolder() {
			delete(byName, name)
		}
	}
	for name, list := range below {
		if err := p.subfolder(byName, dir, name, list); err != nil {
			return nil, err
		}
	}
	for _, e := range here {
		if err := p.place(byName, e); err != nil {
			return nil, err
		}
	}
	return ordered(byName), nil
}

// split parts edits into those of files in dir and those below its subfolders.
func split(edits []Edit, dir string) (here []Edit, below map[string][]Edit) {
	below = map[string][]Edit{}
	skip := len(dir)
	if dir != "" {
		skip++
	}
	for _, e := range edits {
		name, _, deeper := strings.Cut(e.Path[skip:], "/")
		if deeper {
			below[name] = append(below[name], e)
		} else {
			here = append(here, e)
		}
	}
	return here, below
}

// subfolder rewrites one folder and keeps it only while it holds something.
func (p *treePlan) subfolder(byName map[string]treeEntry, dir, name string, edits []Edit) error {
	was := byName[name]
	if was.Mode != 0 && !was.isFolder() {
		if allDeletes(edits) {
			return nil
		}
		return fmt.Errorf("%s is a file, so %s cannot be below it", joinPath(dir, name), edits[0].Path)
	}
	entries, err := p.folder(idOrNone(was), joinPath(dir, name), edits)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		delete(byName, name)
		return nil
	}
	byName[name] = treeEntry{Name: name, Mode: folder, ID: p.store(entries).bytes()}
	return nil
}

func allDeletes(edits []Edit) bool {
	return !slices.ContainsFunc(edits, func(e Edit) bool { return !e.Delete })
}

// place puts one file into its folder.
func (p *treePlan) place(byName map[string]treeEntry, e Edit) error {
	name := baseName(e.Path)
	was := byName[name]
	if e.Delete {
		return nil
	}
	if was.isFolder() {
		return fmt.Errorf("%s is a folder, so it cannot become a file", e.Path)
	}
	if e.Mode == 0 {
		e.Mode = was.Mode
	}
	if e.Mode == 0 {
		e.Mode = Regular
	}
	byName[name] = treeEntry{Name: name, Mode: e.Mode, ID: e.Blob.bytes()}
	return nil
}

// store remembers a tree object to be written and returns its id.
func (p *treePlan) store(entries []treeEntry) Hash {
	o := object{Kind: treeKind, Data: encodeTree(entries)}
	p.objects = append(p.objects, o)
	return p.repo.format.id(o.Kind, o.Data)
}

func ordered(byName map[string]treeEntry) []treeEntry {
	list := make([]treeEntry, 0, len(byName))
	for _, e := range byName {
		list = append(list, e)
	}
	slices.SortFunc(list, compareEntries)
	return list
}

func baseName(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
