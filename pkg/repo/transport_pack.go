package repo

import (
	"bytes"
	"context"
	"slices"
)

// outgoing lists the objects that somebody who has the history of have needs
// to also have want, commits first, the oldest of them leading.
//
// Idea: walk the history from the newest commits on, painting what is reachable from have, until only
// painted commits are left; then of each new commit take the trees and blobs that none of its
// parents has at the same path. Nothing of the unchanged rest is read: one
// note changed in 10,000 costs one commit and the trees on its path, read twice.
//
//	have A; want C; A - B - C, where C changes oncall/pager.md
//	commits B and C; for C its root tree, the tree of oncall, the blob of pager.md
//
// A file that moved is listed once more, and a commit whose clock is far off
// may be: sending too much is harmless, sending too little is not.
func (r *Repo) outgoing(ctx context.Context, want, have []Hash) ([]Hash, error) {
	w := &packWalk{r: r, listed: map[Hash]bool{}}
	var err error
	if w.graph, err = r.graph(); err != nil {
		return nil, err
	}
	for _, h := range have {
		// What the other side knows and we do not tells nothing.
		if c, err := r.peel(h); err == nil {
			if err := w.graph.add(c, left); err != nil {
				return nil, err
			}
		}
	}
	for _, h := range want {
		if err := w.enter(h); err != nil {
			return nil, err
		}
	}
	fresh, err := w.graph.only(ctx)
	if err != nil {
		return nil, err
	}
	return w.objects(ctx, fresh)
}

// packWalk is one search for outgoing objects.
type packWalk struct {
	r      *Repo
	graph  *graph
	listed map[Hash]bool
	list   []Hash
}

// enter begins at a wanted object: a commit, or a tag whose target is followed, or
// any other, which is listed as it is.
func (w *packWalk) enter(h Hash) error {
	k, data, err := w.r.store.Object(h)
	if err != nil {
		return err
	}
	switch k {
	case commitKind:
		return w.graph.add(h, right)
	case tagKind:
		w.add(h)
		return w.enter(tagTarget(data))
	case treeKind:
		return w.tree(h, nil)
	}
	w.add(h)
	return nil
}

// tagTarget is the object an annotated tag names in its first line, "object ID".
func tagTarget(data []byte) Hash {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return Hash(bytes.TrimPrefix(line, []byte("object ")))
}

// objects lists the fresh commits, given newest first, and what each brings.
func (w *packWalk) objects(ctx context.Context, fresh []CommitInfo) ([]Hash, error) {
	slices.Reverse(fresh)
	for _, c := range fresh {
		w.add(c.Hash)
	}
	for _, c := range fresh {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var before []Hash
		for _, p := range c.Parents {
			parent, err := w.graph.info(p)
			if err != nil {
				return nil, err
			}
			before = append(before, parent.Tree)
		}
		if err := w.tree(c.Tree, before); err != nil {
			return nil, err
		}
	}
	return w.list, nil
}

func (w *packWalk) add(h Hash) {
	if !w.listed[h] {
		w.listed[h] = true
		w.list = append(w.list, h)
	}
}

// tree lists what a tree holds that none of the others, the same folder in the
// commit's parents, has at the same place.
func (w *packWalk) tree(h Hash, others []Hash) error {
	if w.listed[h] || slices.Contains(others, h) {
		return nil
	}
	w.add(h)
	entries, err := w.r.entries(h)
	if err != nil {
		return err
	}
	had := map[string][]FileID{}
	for _, o := range others {
		list, err := w.r.entries(o)
		if err != nil {
			return err
		}
		for _, e := range list {
			had[e.Name] = append(had[e.Name], e.file())
		}
	}
	for _, e := range entries {
		if err := w.entry(e.file(), had[e.Name]); err != nil {
			return err
		}
	}
	return nil
}

func (w *packWalk) entry(id FileID, had []FileID) error {
	var folders []Hash
	for _, o := range had {
		if o.Hash == id.Hash {
			return nil
		}
		if o.Mode == folder {
			folders = append(folders, o.Hash)
		}
	}
	switch id.Mode {
	case Submodule:
		return nil
	case folder:
		return w.tree(id.Hash, folders)
	}
	w.add(id.Hash)
	return nil
}
