package repo

import (
	"container/heap"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// graph walks commits newest first and remembers what it read.
//
// Every question about ancestry here is one walk: commits wait in a queue
// ordered by time, each carries marks, and a commit taken from the queue hands its
// marks to its parents. Since parents are older than children (clocks
// permitting), a commit has all its marks when its turn comes. The cost is the
// number of commits between the questions' ends and where they meet, not the
// length of the history.
//
//	A - B - C - E   marks of E {left}, of D {right}:
//	     \- D       E C D B … B gets both: the merge base. Its parents get "stale"
//	                too, and when only stale commits wait the walk is over.
type graph struct {
	repo    *Repo
	commits map[Hash]CommitInfo
	shallow map[Hash]bool // commits whose parents were not cloned
	marks   map[Hash]mark
	queue   dateQueue
}

type mark uint8

const (
	left mark = 1 << iota
	right
	stale // below a commit that both sides reach
)

func (r *Repo) graph() (*graph, error) {
	shallow, err := r.shallow()
	return &graph{repo: r, commits: map[Hash]CommitInfo{}, shallow: shallow, marks: map[Hash]mark{}}, err
}

// shallow are the commits at which a shallow clone's history begins.
func (r *Repo) shallow() (map[Hash]bool, error) {
	b, err := os.ReadFile(filepath.Join(r.common, "shallow"))
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read where history begins: %w", err)
	}
	set := map[Hash]bool{}
	for _, id := range strings.Fields(string(b)) {
		set[Hash(id)] = true
	}
	return set, nil
}

// info reads a commit once, with the parents that are here.
func (g *graph) info(h Hash) (CommitInfo, error) {
	if c, ok := g.commits[h]; ok {
		return c, nil
	}
	c, err := g.repo.Info(h)
	if err != nil {
		return c, err
	}
	if g.shallow[h] {
		c.Parents = nil
	}
	g.commits[h] = c
	return c, nil
}

// add marks a commit and queues it if the marks are new.
func (g *graph) add(h Hash, m mark) error {
	if g.marks[h]|m == g.marks[h] {
		return nil
	}
	c, err := g.info(h)
	if err != nil {
		return err
	}
	g.marks[h] |= m
	heap.Push(&g.queue, c)
	return nil
}

// next takes the newest commit and its marks.
func (g *graph) next(ctx context.Context) (CommitInfo, mark, error) {
	c := heap.Pop(&g.queue).(CommitInfo)
	return c, g.marks[c.Hash], ctx.Err()
}

// waiting tells whether the queue holds a commit without the mark.
func (g *graph) waiting(without mark) bool {
	return slices.ContainsFunc(g.queue, func(c CommitInfo) bool { return g.marks[c.Hash]&without == 0 })
}

// IsAncestor tells whether b's history includes a; every commit includes itself, and all include "".
func (r *Repo) IsAncestor(ctx context.Context, a, b Hash) (bool, error) {
	if a == b || a == "" {
		return true, nil
	}
	if b == "" {
		return false, nil
	}
	g, err := r.graph()
	if err != nil {
		return false, err
	}
	if _, err := g.meet(ctx, a, b); err != nil {
		return false, err
	}
	return g.marks[a]&right != 0, nil
}

// MergeBase is the newest of the best common ancestors of two commits; "" when
// their histories never meet.
func (r *Repo) MergeBase(ctx context.Context, a, b Hash) (Hash, error) {
	if a == b || a == "" || b == "" {
		if a == b {
			return a, nil
		}
		return "", nil
	}
	g, err := r.graph()
	if err != nil {
		return "", err
	}
	found, err := g.meet(ctx, a, b)
	if err != nil {
		return "", err
	}
	best, err := r.independent(ctx, found)
	if err != nil || len(best) == 0 {
		return "", err
	}
	return best[0].Hash, nil
}

// meet returns the commits where two histories meet, newest first. Skewed clocks may let
// one be an ancestor of another.
func (g *graph) meet(ctx context.Context, a, b Hash) ([]CommitInfo, error) {
	if err := g.add(a, left); err != nil {
		return nil, err
	}
	if err := g.add(b, right); err != nil {
		return nil, err
	}
	var found []CommitInfo
	for g.waiting(stale) {
		c, m, err := g.next(ctx)
		if err != nil {
			return nil, err
		}
		if m == left|right {
			if !slices.ContainsFunc(found, func(f CommitInfo) bool { return f.Hash == c.Hash }) { // queued once by each side
				found = append(found, c)
			}
			m |= stale
		}
		for _, p := range c.Parents {
			if err := g.add(p, m); err != nil {
				return nil, err
			}
		}
	}
	return slices.DeleteFunc(found, func(c CommitInfo) bool { return g.marks[c.Hash]&stale != 0 }), nil
}

// independent drops what another one of the commits includes.
func (r *Repo) independent(ctx context.Context, commits []CommitInfo) ([]CommitInfo, error) {
	var best []CommitInfo
	for i, c := range commits {
		included := false
		for j, other := range commits {
			if i == j || included {
				continue
			}
			var err error
			if included, err = r.IsAncestor(ctx, c.Hash, other.Hash); err != nil {
				return nil, err
			}
		}
		if !included {
			best = append(best, c)
		}
	}
	return best, nil
}

// Between are the commits that to's history includes and from's does not, newest
// first; from "" is all of them.
func (r *Repo) Between(ctx context.Context, from, to Hash) ([]CommitInfo, error) {
	if to == "" {
		return nil, nil
	}
	g, err := r.graph()
	if err != nil {
		return nil, err
	}
	if err := g.add(to, right); err != nil {
		return nil, err
	}
	if from != "" {
		if err := g.add(from, left); err != nil {
			return nil, err
		}
	}
	return g.only(ctx)
}

// only walks until nothing but left's commits waits, and further while one of them may
// still reach what was found.
func (g *graph) only(ctx context.Context) ([]CommitInfo, error) {
	f := found{}
	for {
		i, err := g.pick(&f)
		if err != nil {
			return nil, err
		}
		if i < 0 {
			break
		}
		c := heap.Remove(&g.queue, i).(CommitInfo)
		m := g.marks[c.Hash]
		if m&left == 0 {
			f.add(c)
		}
		for _, p := range c.Parents {
			if err := g.add(p, m); err != nil {
				return nil, err
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	seen := map[Hash]bool{}
	return slices.DeleteFunc(f.list, func(c CommitInfo) bool {
		twice := seen[c.Hash]
		seen[c.Hash] = true
		return twice || g.marks[c.Hash]&left != 0
	}), nil
}

// found is what a walk has met of one side only, in the order met.
type found struct {
	list   []CommitInfo
	oldest time.Time // date of the last of list
	roots  []Hash    // those of list where history begins
	steps  int
}

func (f *found) add(c CommitInfo) {
	f.list, f.oldest = append(f.list, c), c.When
	if len(c.Parents) == 0 {
		f.roots = append(f.roots, c.Hash)
	}
}

// chase is how many steps go by between two that look below left's newest commit, whatever
// its date.
const chase = 16

// pick is the index of the waiting commit to go on with, -1 when the walk is over. That is
// the newest, with provisions for clocks that were wrong: a commit of left's that is dated
// before its own ancestors would wait until all of them are taken for news.
func (g *graph) pick(f *found) (int, error) {
	f.steps++
	if g.waiting(left) {
		if f.steps%chase == 0 {
			return max(0, g.newest(left)), nil
		}
		return 0, nil
	}
	if len(g.queue) == 0 || len(f.list) == 0 {
		return -1, nil
	}
	if slices.ContainsFunc(f.roots, func(h Hash) bool { return g.marks[h]&left == 0 }) {
		return 0, nil // the two sides did not meet: all of left's may have to be seen
	}
	return g.reaching(f.oldest)
}

// newest is the index of the newest waiting commit with a mark, -1 for none.
func (g *graph) newest(with mark) int {
	best := -1
	for i, c := range g.queue {
		if g.marks[c.Hash]&with != 0 && (best < 0 || g.queue.Less(i, best)) {
			best = i
		}
	}
	return best
}

// reaching is the index of a waiting commit that is not older than a date, or has a parent
// that is not; -1 for none.
func (g *graph) reaching(date time.Time) (int, error) {
	for i, c := range g.queue {
		if !c.When.Before(date) {
			return i, nil
		}
		for _, p := range c.Parents {
			parent, err := g.info(p)
			if err != nil {
				return -1, err
			}
			if g.marks[p]&left == 0 && !parent.When.Before(date) {
				return i, nil
			}
		}
	}
	return -1, nil
}

// dateQueue is a heap of commits, newest on top; of the same second the one
// whose id is smaller, so that the order is the same everywhere.
type dateQueue []CommitInfo

func (q dateQueue) Len() int      { return len(q) }
func (q dateQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q dateQueue) Less(i, j int) bool {
	if !q[i].When.Equal(q[j].When) {
		return q[i].When.After(q[j].When)
	}
	return strings.Compare(string(q[i].Hash), string(q[j].Hash)) < 0
}

// Push and Pop serve container/heap.
func (q *dateQueue) Push(x any) { *q = append(*q, x.(CommitInfo)) }

// Pop removes the last commit of the slice.
func (q *dateQueue) Pop() any {
	old := *q
	c := old[len(old)-1]
	*q = old[:len(old)-1]
	return c
}
