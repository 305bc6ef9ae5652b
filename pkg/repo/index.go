package repo

import (
	"context"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// Staged is what git's index holds beside HEAD: paths below the prefixes (none
// means everywhere) that are unmerged, or whose entry is not what HEAD has.
// Folders whose entries add up to HEAD's tree are not looked at one by one.
func (r *Repo) Staged(ctx context.Context, prefixes ...string) ([]Staged, error) {
	x, err := r.readIndex()
	if err != nil {
		return nil, err
	}
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	tree, err := r.treeOf(head.Hash)
	if err != nil {
		return nil, err
	}
	conflicts := map[string]*Staged{}
	items := make([]listed, 0, len(x.entries))
	for _, e := range x.entries {
		if e.stage() != 0 {
			conflict(conflicts, e)
		} else if e.extend&intentToAdd == 0 {
			items = append(items, listed{path: e.Path, mode: e.mode(), id: []byte(e.id)})
		}
	}
	var list []Staged
	c := comparison{repo: r, at: func(i int) listed { return items[i] }, fn: func(path string, was, is FileID) {
		if _, ok := conflicts[path]; !ok {
			list = append(list, Staged{Path: path, Normal: is})
		}
	}}
	if err := c.folder(ctx, "", tree, span{0, len(items)}); err != nil {
		return nil, err
	}
	for _, path := range slices.Sorted(maps.Keys(conflicts)) {
		list = append(list, *conflicts[path])
	}
	list = slices.DeleteFunc(list, func(s Staged) bool { return !below(s.Path, prefixes) })
	slices.SortFunc(list, func(a, b Staged) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

// conflict adds an entry of stage 1, 2 or 3.
func conflict(all map[string]*Staged, e indexEntry) {
	s := all[e.Path]
	if s == nil {
		s = &Staged{Path: e.Path}
		all[e.Path] = s
	}
	switch e.stage() {
	case 1:
		s.Base = e.file()
	case 2:
		s.Mine = e.file()
	case 3:
		s.Theirs = e.file()
	}
}

// below tells whether a path is one of the prefixes or in one of them; with none everything is.
func below(path string, prefixes []string) bool {
	if len(prefixes) == 0 {
		return true
	}
	for _, p := range prefixes {
		p = strings.Trim(p, "/")
		if p == "" || path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return false
}

// ResetIndex makes git's index the tree of a commit ("" empties it). Entries that stay the same keep what git
// knows of their working files; of the others those that match their working file become clean.
func (r *Repo) ResetIndex(ctx context.Context, rev Hash) error {
	h, err := r.newHasher()
	if err != nil {
		return err
	}
	return r.changeIndex(ctx, func(x *gitIndex) error {
		old := make(map[string]indexEntry, len(x.entries))
		for _, e := range x.entries {
			if e.stage() == 0 {
				old[e.Path] = e
			}
		}
		x.entries, x.sparse = nil, false
		return r.Walk(ctx, rev, "", func(path string, id FileID) error {
			e, ok := old[path]
			if !ok || e.file() != id {
				stat := r.statIfSame(h, path, id)
				binary.BigEndian.PutUint32(stat[24:], uint32(id.Mode))
				e = indexEntry{Path: path, stat: string(stat), id: string(id.Hash.bytes())}
			}
			x.entries = append(x.entries, e)
			return nil
		})
	})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
