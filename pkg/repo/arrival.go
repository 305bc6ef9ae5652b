package repo

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"
)

// arrivals dates commits by when the others got them: the date of the oldest commit of the
// trunk whose history includes it, its own if that is later (clocks were wrong). A change
// that waited in review is as old as its acceptance then, whether that was a merge, which
// leaves the change its own date, or a new commit. commits are what to's history has beyond
// something that is on the trunk too; without a merge among them the answer is nil: each
// arrived when it was made.
func arrivals(t trunk, to Hash, commits []CommitInfo) map[Hash]time.Time {
	if !slices.ContainsFunc(commits, func(c CommitInfo) bool { return len(c.Parents) > 1 }) {
		return nil
	}
	in := make(map[Hash]CommitInfo, len(commits))
	for _, c := range commits {
		in[c.Hash] = c
	}
	came := make(map[Hash]time.Time, len(commits))
	var line []CommitInfo
	for c, ok := in[to]; ok; c, ok = in[t.before(c)] {
		line, came[c.Hash] = append(line, c), c.When
	}
	for _, merge := range slices.Backward(line) {
		for side := slices.Clone(merge.Parents); len(side) > 0; {
			c, ok := in[side[len(side)-1]]
			side = side[:len(side)-1]
			if _, known := came[c.Hash]; !ok || known {
				continue
			}
			came[c.Hash] = later(merge.When, c.When)
			side = append(side, c.Parents...)
		}
	}
	return came
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// trunk is the name of the branch that the shared line has: that of the one checked out.
type trunk string

func (r *Repo) trunk() (trunk, error) {
	head, err := r.Head()
	return trunk(strings.TrimPrefix(string(head.Ref), "refs/heads/")), err
}

// before is the parent with which the trunk goes on, "" where history begins: the first, but
// for the merges that `git pull` makes of one's own commits with what the others had
// meanwhile. Those say so in their first line.
func (t trunk) before(c CommitInfo) Hash {
	switch {
	case len(c.Parents) == 0:
		return ""
	case len(c.Parents) == 2 && t.pulled(c.Message):
		return c.Parents[1]
	}
	return c.Parents[0]
}

func (t trunk) pulled(message string) bool {
	subject, _, _ := strings.Cut(message, "\n")
	if name, ok := strings.CutPrefix(subject, "Merge remote-tracking branch '"); ok {
		_, name, _ = strings.Cut(name, "/")
		return strings.HasPrefix(name, string(t)+"'")
	}
	return strings.HasPrefix(subject, "Merge branch '"+string(t)+"' of ")
}

// TrunkCommit is a commit of the trunk, and the one that was its end before; "" where history
// begins.
type TrunkCommit struct {
	CommitInfo
	Before Hash
}

// Side is the other parent of a merge: what it brought onto the trunk. "" for other commits.
func (c TrunkCommit) Side() Hash {
	switch {
	case len(c.Parents) < 2:
		return ""
	case c.Before == c.Parents[1]:
		return c.Parents[0]
	}
	return c.Parents[1]
}

// Trunk yields the commits over which the trunk came to a commit, the newest first. A clone
// without all of its history ends where it begins; an error is the last that is yielded.
func (r *Repo) Trunk(ctx context.Context, to Hash) iter.Seq2[TrunkCommit, error] {
	return func(yield func(TrunkCommit, error) bool) {
		g, err := r.graph()
		t, terr := r.trunk()
		if err := cmp.Or(err, terr); err != nil {
			yield(TrunkCommit{}, err)
			return
		}
		for at := to; at != ""; {
			c, err := g.info(at)
			if err := cmp.Or(err, ctx.Err()); err != nil {
				yield(TrunkCommit{}, err)
				return
			}
			at = t.before(c)
			if !yield(TrunkCommit{c, at}, nil) {
				return
			}
		}
	}
}

// OnTrunk reports whether the trunk that ends with to went over rev, so that what arrived up
// to rev (see [CommitInfo]) is as it was when rev was its end. Every one went over "".
func (r *Repo) OnTrunk(ctx context.Context, rev, to Hash) (bool, error) {
	if rev == to {
		return true, nil
	}
	for c, err := range r.Trunk(ctx, to) {
		if err != nil || c.Before == rev {
			return err == nil, err
		}
	}
	return rev == "", nil
}
