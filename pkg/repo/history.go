package repo

import (
	"context"
	"fmt"
	"strings"
)

// History are the commits that changed the file at path, newest first, at most
// limit (0 is all of them). Like git, where a merge took the file as it is on
// one side, only that side is followed.
//
// Each commit costs one read, and each folder on the way to the file one more
// unless its id was seen before: most commits leave most folders alone. For example, for
// practices/oncall/x.md a commit that changes another topic costs the commit, the
// root and practices; oncall's id is one whose answer is known.
func (r *Repo) History(ctx context.Context, rev Hash, path string, limit int) ([]CommitInfo, error) {
	if rev == "" {
		return nil, nil
	}
	g, err := r.graph()
	if err != nil {
		return nil, err
	}
	if err := g.add(rev, left); err != nil {
		return nil, err
	}
	f := finder{repo: r, names: strings.Split(strings.Trim(path, "/"), "/"), seen: map[string]treeEntry{}}
	var list []CommitInfo
	for len(g.queue) > 0 && (limit == 0 || len(list) < limit) {
		c, _, err := g.next(ctx)
		if err != nil {
			return nil, err
		}
		changed, follow, err := f.compare(g, c)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", path, err)
		}
		if changed {
			list = append(list, c)
		}
		for _, p := range follow {
			if err := g.add(p, left); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// finder looks one path up in many trees and remembers what each folder held.
type finder struct {
	repo  *Repo
	names []string
	seen  map[string]treeEntry // by depth and the folder's binary id
}

// compare tells whether a commit changed the file and which parents to look at next.
func (f *finder) compare(g *graph, c CommitInfo) (changed bool, follow []Hash, err error) {
	is, err := f.find(c.Tree)
	if err != nil {
		return false, nil, err
	}
	for _, p := range c.Parents {
		parent, err := g.info(p)
		if err != nil {
			return false, nil, err
		}
		was, err := f.find(parent.Tree)
		if err != nil {
			return false, nil, err
		}
		if was.same(is) {
			return false, []Hash{p}, nil
		}
	}
	return is.Mode != 0 || len(c.Parents) > 0, c.Parents, nil
}

// find is the entry of the path in a commit's tree.
func (f *finder) find(tree Hash) (treeEntry, error) {
	at := treeEntry{Mode: folder, ID: tree.bytes()}
	for depth, name := range f.names {
		if !at.isFolder() {
			return treeEntry{}, nil
		}
		key := string(rune(depth)) + string(at.ID)
		next, ok := f.seen[key]
		if !ok {
			var err error
			if next, err = f.repo.entryNamed(at, name); err != nil {
				return treeEntry{}, err
			}
			f.seen[key] = next
		}
		at = next
	}
	return at, nil
}

// Touched tells fn, for every file below practices, the commits after since up to rev
// (since "" is all of history) that touched it, newest first, back to the newest that added
// or removed it; added says which one added it. fn's error ends the walk. What a
// merge only took over from one of its sides does not count as touched by it.
//
// It is one walk over the commits, comparing each with its parent; folders that
// are equal are not read, and trees that the next older commit needs again are kept.
func (r *Repo) Touched(ctx context.Context, rev, since Hash, fn func(path string, c CommitInfo, added bool) error) error {
	commits, err := r.Between(ctx, since, rev)
	if err != nil {
		return err
	}
	g, err := r.graph()
	if err != nil {
		return err
	}
	for _, c := range commits {
		g.commits[c.Hash] = c
	}
	t, err := r.trunk()
	if err != nil {
		return err
	}
	w := touchWalk{graph: g, done: map[string]bool{}, fn: fn}
	came := arrivals(t, rev, commits)
	for _, c := range commits {
		c.Arrived = later(came[c.Hash], c.When)
		if err := w.commit(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// Forget gives back the memory that objects take which were read, for who has read a whole
// history and goes on to other things.
func (r *Repo) Forget() {
	r.sorted.forget()
	r.diffs.forget()
	if s, ok := r.store.(interface{ forget() }); ok {
		s.forget()
	}
}

// touchWalk is one run of Touched.
type touchWalk struct {
	graph *graph
	done  map[string]bool // paths whose older commits are of no interest
	fn    func(path string, c CommitInfo, added bool) error
}

// commit tells what one commit touched: what differs from each of its parents.
func (w *touchWalk) commit(ctx context.Context, c CommitInfo) error {
	before := []Hash{""}
	if len(c.Parents) > 0 {
		before = before[:0]
	}
	for _, p := range c.Parents {
		parent, err := w.graph.info(p)
		if err != nil {
			return err
		}
		before = append(before, parent.Tree)
	}
	touched := map[string]touch{}
	for _, tree := range before {
		d := differ{repo: w.graph.repo, only: "practices", fn: func(path string, was, is treeEntry) {
			t := touched[path]
			touched[path] = touch{times: t.times + 1, added: was.Mode == 0 && (t.added || t.times == 0), gone: is.Mode == 0}
		}}
		if err := d.trees(ctx, "", tree, c.Tree); err != nil {
			return fmt.Errorf("compare commit %s: %w", c.Hash, err)
		}
	}
	for _, path := range sortedKeys(touched) {
		if t := touched[path]; t.times == len(before) {
			if err := w.tell(path, c, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// touch is what a commit did to a path, compared with as many parents.
type touch struct {
	times       int
	added, gone bool
}

func (w *touchWalk) tell(path string, c CommitInfo, t touch) error {
	if w.done[path] {
		return nil
	}
	w.done[path] = t.added || t.gone
	return w.fn(path, c, t.added)
}
