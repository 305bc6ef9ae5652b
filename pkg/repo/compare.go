package repo

import (
	"context"
	"strings"
)

// listed is one file of a flat list: git's index or a scan of the working tree.
// id is binary, kept as a string. A path that ends with "/" stands for a whole folder.
type listed struct {
	path string
	mode Mode
	id   string
}

// comparison tells what differs between a tree and a flat, sorted list of files.
//
// The list's own tree ids are computed folder by folder, bottom up, and a
// folder whose id is the tree's is done without reading the tree. Hashing costs
// about 15 ms for 100,000 files; where the ids are known already (known) nothing. Example: the list
// {a/x, a/y, b/z} against a tree {a/, b/} where only b differs: a's id is equal,
// so only b's tree is read and merged with {b/z}.
type comparison struct {
	repo *Repo
	// known, when it has a folder, is the folder's tree id.
	known map[string]Hash
	// ignore, when set, leaves a path of the tree out as if it were not there.
	ignore func(path string, folder bool) bool
	fn     func(path string, was, is FileID)
}

// folder compares the files below dir ("" is the root) with a tree ("" is none).
func (c *comparison) folder(ctx context.Context, dir string, tree Hash, items []listed) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, ids := c.list(dir, items)
	if tree != "" && c.known[dir] == tree || tree == c.repo.format.id(treeKind, encodeTree(entries)) && len(entries) > 0 {
		return nil
	}
	theirs, err := c.repo.entries(tree)
	if err != nil {
		return err
	}
	for len(theirs) > 0 || len(entries) > 0 {
		order := 0
		switch {
		case len(theirs) == 0:
			order = 1
		case len(entries) == 0:
			order = -1
		default:
			order = compareEntries(theirs[0], entries[0])
		}
		var was, is treeEntry
		var inside []listed
		if order <= 0 {
			was, theirs = theirs[0], theirs[1:]
		}
		if order >= 0 {
			is, entries = entries[0], entries[1:]
			inside, ids = ids[0], ids[1:]
		}
		if err := c.pair(ctx, dir, was, is, inside); err != nil {
			return err
		}
	}
	return nil
}

// pair compares one name; inside are the files of the list when it is a folder there.
func (c *comparison) pair(ctx context.Context, dir string, was, is treeEntry, inside []listed) error {
	if was.same(is) {
		return nil
	}
	path := joinPath(dir, was.Name+is.Name)
	if was.Mode != 0 && is.Mode != 0 {
		path = joinPath(dir, is.Name)
	}
	if c.ignore != nil && is.Mode == 0 && c.ignore(path, was.isFolder()) {
		return nil
	}
	if was.isFolder() || is.isFolder() {
		return c.folder(ctx, path, idOrNone(was), inside)
	}
	c.fn(path, was.file(), is.file())
	return nil
}

// list groups the files below dir into the entries of its tree, with the ids of
// its folders, and the files of each.
func (c *comparison) list(dir string, items []listed) (entries []treeEntry, inside [][]listed) {
	skip := len(dir)
	if dir != "" {
		skip++
	}
	for len(items) > 0 {
		first := items[0]
		name, _, deeper := strings.Cut(first.path[skip:], "/")
		n := 1
		e := treeEntry{Name: name, Mode: first.mode, ID: []byte(first.id)}
		if deeper && first.path[skip:] != name+"/" {
			prefix := first.path[:skip+len(name)+1]
			for n < len(items) && strings.HasPrefix(items[n].path, prefix) {
				n++
			}
			e = treeEntry{Name: name, Mode: folder, ID: c.id(prefix[:len(prefix)-1], items[:n]).bytes()}
			inside = append(inside, items[:n])
		} else {
			inside = append(inside, nil)
		}
		entries = append(entries, e)
		items = items[n:]
	}
	return entries, inside
}

// id is the tree id of a folder of the list.
func (c *comparison) id(dir string, items []listed) Hash {
	if h, ok := c.known[dir]; ok {
		return h
	}
	entries, _ := c.list(dir, items)
	h := c.repo.format.id(treeKind, encodeTree(entries))
	if c.known == nil {
		c.known = map[string]Hash{}
	}
	c.known[dir] = h
	return h
}
