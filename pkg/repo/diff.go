package repo

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Diff is what differs between two commits, by path. "" stands for nothing at all.
// Folders that are equal are not read, so the cost follows the size of the difference.
func (r *Repo) Diff(ctx context.Context, a, b Hash) ([]Change, error) {
	before, err := r.treeOf(a)
	if err != nil {
		return nil, err
	}
	after, err := r.treeOf(b)
	if err != nil {
		return nil, err
	}
	return r.diffs.between(before, after, func() ([]Change, error) {
		var changes []Change
		d := differ{repo: r, fn: func(path string, was, is treeEntry) {
			changes = append(changes, Change{Path: path, Before: was.file(), After: is.file()})
		}}
		return changes, d.trees(ctx, "", before, after)
	})
}

// differ walks two trees side by side and tells fn each file that is not the same
// in both; a zero entry means absent.
//
// Both lists are in key order, so this is a merge: the smaller key exists on one
// side only, equal keys are compared by id. Example: {a, b/} against {b/, c} tells a gone,
// descends into b/ if the ids differ, and tells c new. A file that became a folder has two
// keys, "x" and "x/", and so is told as one file gone and others new.
type differ struct {
	repo *Repo
	// only, when not "", is the one path, folder or file, that is looked at.
	only string
	fn   func(path string, was, is treeEntry)
}

func (d *differ) trees(ctx context.Context, dir string, a, b Hash) error {
	if a == b {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	left, err := d.open(a)
	if err != nil {
		return err
	}
	right, err := d.open(b)
	if err != nil {
		return err
	}
	return d.merge(ctx, dir, left, right)
}

func (d *differ) open(h Hash) (*treeReader, error) {
	data, err := d.repo.tree(h)
	return &treeReader{data: data, size: d.repo.format.size()}, err
}

func (d *differ) merge(ctx context.Context, dir string, left, right *treeReader) error {
	skipEqual(left, right)
	l, inLeft := left.next()
	r, inRight := right.next()
	for inLeft || inRight {
		var order int
		switch {
		case !inRight:
			order = -1
		case !inLeft:
			order = 1
		default:
			order = compareEntries(l, r)
		}
		was, is := l, r
		if order < 0 {
			is = treeEntry{}
		} else if order > 0 {
			was = treeEntry{}
		}
		if err := d.pair(ctx, dir, was, is); err != nil {
			return err
		}
		if order == 0 {
			skipEqual(left, right)
		}
		if order <= 0 {
			l, inLeft = left.next()
		}
		if order >= 0 {
			r, inRight = right.next()
		}
	}
	if left.err != nil || right.err != nil {
		return fmt.Errorf("compare %q: malformed tree", dir)
	}
	return nil
}

// skipEqual passes over what both have next and is the same in both, byte by byte: nearly
// all of two versions of one folder.
func skipEqual(left, right *treeReader) {
	for len(left.data) > 0 {
		end := bytes.IndexByte(left.data, 0) + 1 + left.size
		if end <= left.size || end > len(left.data) || end > len(right.data) || !bytes.Equal(left.data[:end], right.data[:end]) {
			return
		}
		left.data, right.data = left.data[end:], right.data[end:]
	}
}

// compareEntries orders by key without building it.
func compareEntries(a, b treeEntry) int {
	if a.isFolder() == b.isFolder() && !strings.HasPrefix(a.Name, b.Name) && !strings.HasPrefix(b.Name, a.Name) || a.Name == b.Name && a.isFolder() == b.isFolder() {
		return strings.Compare(a.Name, b.Name)
	}
	return strings.Compare(a.key(), b.key())
}

// pair looks at one name on both sides; either may be absent.
func (d *differ) pair(ctx context.Context, dir string, was, is treeEntry) error {
	if was.same(is) {
		return nil
	}
	name := was.Name
	if was.Mode == 0 {
		name = is.Name
	}
	path := joinPath(dir, name)
	if d.only != "" && !d.leads(path) {
		return nil
	}
	if was.isFolder() || is.isFolder() {
		return d.trees(ctx, path, idOrNone(was), idOrNone(is))
	}
	d.fn(path, was, is)
	return nil
}

// leads tells whether path is on the way to, or below, the one path asked for.
func (d *differ) leads(path string) bool {
	return path == d.only || strings.HasPrefix(d.only, path+"/") || strings.HasPrefix(path, d.only+"/")
}

func idOrNone(e treeEntry) Hash {
	if e.Mode == 0 {
		return ""
	}
	return hashOf(e.ID)
}
