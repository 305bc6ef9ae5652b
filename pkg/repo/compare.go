package repo

import (
	"context"
	"sort"
	"strings"
)

// listed is one file of a flat list: git's index or a scan of the working tree.
// A path that ends with "/" stands for a whole folder.
type listed struct {
	path string
	mode Mode
	id   []byte
}

// comparison tells what differs between a tree and a flat list of files, sorted by path.
//
// The list's own tree ids are computed folder by folder, bottom up, and a
// folder whose id is the tree's is done without reading the tree. Hashing costs
// about 15 ms for 100,000 files, and nothing where the ids are known already (known). For example,
// the list {a/x, a/y, b/z} against a tree {a/, b/} where only b differs: a's id is
// equal, so only b's tree is read and merged with {b/z}.
type comparison struct {
	repo *Repo
	at   func(i int) listed // the list
	// known are tree ids of the list's folders.
	known map[string]Hash
	// ignore, when set, leaves a path that only the tree has out, as if it were not there.
	ignore func(path string, e treeEntry) bool
	fn     func(path string, was, is FileID)
}

// span is a part of the list, up to but without the second position.
type span struct{ from, to int }

// folder compares the files below dir ("" is the root) with a tree ("" is none).
func (c *comparison) folder(ctx context.Context, dir string, tree Hash, files span) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if tree != "" && files.from < files.to && c.id(dir, files) == tree {
		return nil
	}
	theirs, err := c.repo.entries(tree)
	if err != nil {
		return err
	}
	ours, inside := c.list(dir, files)
	for len(theirs) > 0 || len(ours) > 0 {
		var order int
		switch {
		case len(theirs) == 0:
			order = 1
		case len(ours) == 0:
			order = -1
		default:
			order = compareEntries(theirs[0], ours[0])
		}
		var was, is treeEntry
		var within span
		if order <= 0 {
			was, theirs = theirs[0], theirs[1:]
		}
		if order >= 0 {
			is, ours = ours[0], ours[1:]
			within, inside = inside[0], inside[1:]
		}
		if err := c.pair(ctx, dir, was, is, within); err != nil {
			return err
		}
	}
	return nil
}

// pair compares one name; within are the files of the list when it is a folder there.
func (c *comparison) pair(ctx context.Context, dir string, was, is treeEntry, within span) error {
	if was.same(is) {
		return nil
	}
	name := is.Name
	if is.Mode == 0 {
		name = was.Name
	}
	path := joinPath(dir, name)
	if c.ignore != nil && is.Mode == 0 && c.ignore(path, was) {
		return nil
	}
	if was.isFolder() || is.isFolder() {
		return c.folder(ctx, path, idOrNone(was), within)
	}
	c.fn(path, was.file(), is.file())
	return nil
}

// list groups files into the entries of the tree of dir, with the ids of its
// folders, and the files of each.
func (c *comparison) list(dir string, files span) (entries []treeEntry, inside []span) {
	skip := len(dir)
	if dir != "" {
		skip++
	}
	for files.from < files.to {
		first := c.at(files.from)
		name, rest, deeper := strings.Cut(first.path[skip:], "/")
		within := span{}
		e := treeEntry{Name: name, Mode: first.mode, ID: first.id}
		next := files.from + 1
		if deeper && rest != "" {
			prefix := first.path[:skip+len(name)+1]
			next += sort.Search(files.to-next, func(i int) bool { return !strings.HasPrefix(c.at(next+i).path, prefix) })
			within = span{files.from, next}
			e.Mode, e.ID = folder, c.id(prefix[:len(prefix)-1], within).bytes()
		}
		entries, inside = append(entries, e), append(inside, within)
		files.from = next
	}
	return entries, inside
}

// id is the tree id of a folder of the list.
func (c *comparison) id(dir string, files span) Hash {
	if h, ok := c.known[dir]; ok {
		return h
	}
	entries, _ := c.list(dir, files)
	h := c.repo.format.id(treeKind, encodeTree(entries))
	if c.known == nil {
		c.known = map[string]Hash{}
	}
	c.known[dir] = h
	return h
}
