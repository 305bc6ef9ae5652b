package repo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// ReadBlob reads a file's content by its id. The caller must not change the bytes.
func (r *Repo) ReadBlob(h Hash) ([]byte, error) {
	k, data, err := r.store.Object(h)
	if err != nil {
		return nil, err
	}
	if k != blobKind {
		return nil, fmt.Errorf("read blob %s: it is a %s", h, k)
	}
	return data, nil
}

// WriteBlob stores content, durably, and returns its id. Nothing refers to it
// yet: git may collect it after two weeks.
func (r *Repo) WriteBlob(data []byte) (Hash, error) {
	ids, err := r.store.Add([]object{{Kind: blobKind, Data: data}})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// Lookup is the file at path in a commit; the zero FileID when there is none.
func (r *Repo) Lookup(rev Hash, path string) (FileID, error) {
	e, err := r.entryAt(rev, path)
	if err != nil || e.isFolder() {
		return FileID{}, err
	}
	return e.file(), nil
}

// Differ reports that what stands at path, a file or a folder, is not the same in two commits.
// It reads the folders on the way, nothing below.
func (r *Repo) Differ(a, b Hash, path string) (bool, error) {
	is, err := r.entryAt(a, path)
	if err != nil {
		return false, err
	}
	was, err := r.entryAt(b, path)
	return !is.same(was), err
}

// entryAt descends to what stands at path in a commit; the zero entry when nothing does.
func (r *Repo) entryAt(rev Hash, path string) (treeEntry, error) {
	tree, err := r.treeOf(rev)
	if err != nil || tree == "" {
		return treeEntry{}, err
	}
	at := treeEntry{Mode: folder, ID: tree.bytes()}
	for name := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if name == "" {
			continue
		}
		if !at.isFolder() {
			return treeEntry{}, nil
		}
		if at, err = r.entryNamed(at, name); err != nil || at.Mode == 0 {
			return treeEntry{}, err
		}
	}
	return at, nil
}

// entryNamed finds one entry of a folder; the zero entry when there is none.
func (r *Repo) entryNamed(dir treeEntry, name string) (treeEntry, error) {
	if s := r.sorted.find(dir.ID); s != nil {
		return s.named(name), nil
	}
	data, err := r.tree(hashOf(dir.ID))
	if err != nil {
		return treeEntry{}, err
	}
	if s := r.sorted.meet(dir.ID, data, r.format.size()); s != nil {
		return s.named(name), nil
	}
	t := treeReader{data: data, size: r.format.size()}
	for e, ok := t.next(); ok; e, ok = t.next() {
		if e.Name == name {
			return e, nil
		}
	}
	return treeEntry{}, t.err
}

// ReadFile reads the file at path in a commit; fs.ErrNotExist when there is none.
func (r *Repo) ReadFile(rev Hash, path string) ([]byte, error) {
	id, err := r.Lookup(rev, path)
	if err != nil {
		return nil, err
	}
	if id == (FileID{}) || id.Mode == Submodule {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fs.ErrNotExist}
	}
	return r.ReadBlob(id.Hash)
}

// Walk calls fn for every file below the folder prefix ("" is everything), or for
// the one file prefix, in the order of paths. fn's error ends the walk and is returned; fs.SkipAll ends it without one.
func (r *Repo) Walk(ctx context.Context, rev Hash, prefix string, fn func(path string, id FileID) error) error {
	top, err := r.entryAt(rev, prefix)
	if err != nil || top.Mode == 0 {
		return err
	}
	prefix = strings.Trim(prefix, "/")
	if !top.isFolder() {
		err = fn(prefix, top.file())
	} else {
		err = r.walk(ctx, hashOf(top.ID), prefix, fn)
	}
	if errors.Is(err, fs.SkipAll) {
		return nil
	}
	return err
}

func (r *Repo) walk(ctx context.Context, tree Hash, dir string, fn func(path string, id FileID) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := r.entries(tree)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := joinPath(dir, e.Name)
		if e.isFolder() {
			err = r.walk(ctx, hashOf(e.ID), path, fn)
		} else {
			err = fn(path, e.file())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// joinPath joins slash-separated paths; dir may be "".
func joinPath(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}
