package pool

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/forge/gitreview"
	"github.com/breakfast-table/cop/pkg/repo"
)

// reviewGit lends the clone to package forge, which reviews on plain git with it. It
// moves no ref of the clone's own.
type reviewGit struct {
	p  *Pool
	mu sync.Mutex
	// last is what the newest look saw, and when. The next look within a few seconds takes
	// it, once, so that one command asks the shared place once.
	last  map[repo.Ref]repo.Hash
	since stopwatch
	fresh bool
}

var _ gitreview.Git = (*reviewGit)(nil)

// freshFor is how long what was seen may stand for a look.
const freshFor = 5 * time.Second

// saw hands over what was just seen.
func (g *reviewGit) saw(refs map[repo.Ref]repo.Hash) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last, g.since, g.fresh = refs, startWatch(), true
}

// moved adds to what was just seen what the user has moved since.
func (g *reviewGit) moved(refs []repo.PushRef) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last = maps.Clone(g.last)
	for _, r := range refs {
		if r.New == "" {
			delete(g.last, r.Ref)
		} else if g.last != nil {
			g.last[r.Ref] = r.New
		}
	}
	g.fresh = g.last != nil && g.since.elapsed() < freshFor
}

// invalidate says that somebody was seen to be faster.
func (g *reviewGit) invalidate() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fresh = false
}

// take is what was just seen, nil when that was taken already.
func (g *reviewGit) take() map[repo.Ref]repo.Hash {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.fresh || g.since.elapsed() > freshFor {
		return nil
	}
	g.fresh = false
	return g.last
}

// at is where a ref of the shared place was at the newest look.
func (g *reviewGit) at(ref repo.Ref) repo.Hash {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.last[ref]
}

// Fetch brings what the shared place has under the patterns.
func (g *reviewGit) Fetch(ctx context.Context, patterns ...string) (map[string]forge.Commit, error) {
	refs := g.take()
	if refs == nil {
		adv, err := g.p.fetchRefs(ctx, patterns)
		if err != nil {
			return nil, err
		}
		g.saw(adv.Refs)
		refs = g.take()
	}
	out := map[string]forge.Commit{}
	for ref, tip := range refs {
		if wanted(string(ref), patterns) {
			out[string(ref)] = forge.Commit(tip)
		}
	}
	return out, nil
}

// wanted reports whether a ref is one of the patterns: exact, or with one * that stands
// for anything.
func wanted(ref string, patterns []string) bool {
	for _, pattern := range patterns {
		before, after, wild := strings.Cut(pattern, "*")
		if ref == pattern || wild && len(ref) >= len(before)+len(after) && strings.HasPrefix(ref, before) && strings.HasSuffix(ref, after) {
			return true
		}
	}
	return false
}

// Push moves refs of the shared place, all or none.
func (g *reviewGit) Push(ctx context.Context, moves ...gitreview.RefMove) error {
	var refs []repo.PushRef
	for _, m := range moves {
		lease := repo.Hash(m.Old)
		refs = append(refs, repo.PushRef{Ref: repo.Ref(m.Ref), New: repo.Hash(m.New), Lease: &lease})
	}
	if err := g.p.push(ctx, g.p.trunk.place, refs, repo.PushOptions{Atomic: true}); err != nil {
		g.invalidate()
		return reviewError(err)
	}
	return nil
}

// reviewError says in the words of package forge why a push did not work.
func reviewError(err error) error {
	var push *repo.PushError
	switch {
	case errors.Is(err, repo.ErrRefMoved):
		return forge.ErrMoved
	case !errors.As(err, &push):
		return err
	case overtaken(err):
		return fmt.Errorf("%w: %w", forge.ErrMoved, err)
	case push.All(repo.NoRoom), push.All(repo.Unwritable), push.All(repo.Unstored), push.LockFile() != "":
		return err // nobody refused it
	}
	words := strings.TrimSpace(push.Remote)
	if words == "" {
		words = push.Error()
	}
	return &forge.RefusedError{Host: "the shared place", Text: words}
}

// Log lists commits, newest first.
func (g *reviewGit) Log(ctx context.Context, from, to forge.Commit) ([]gitreview.CommitInfo, error) {
	list, err := g.p.repo.Between(ctx, repo.Hash(from), repo.Hash(to))
	if err != nil {
		return nil, err
	}
	out := make([]gitreview.CommitInfo, 0, len(list))
	for _, c := range list {
		info := gitreview.CommitInfo{ID: forge.Commit(c.Hash), Name: c.Author.Name, Email: c.Author.Email, When: c.When, Message: c.Message, Signed: c.Signed}
		if !strings.EqualFold(c.Committer.Email, c.Author.Email) {
			info.Maker = c.Committer.Email
		}
		for _, parent := range c.Parents {
			info.Parents = append(info.Parents, forge.Commit(parent))
		}
		out = append(out, info)
	}
	return out, nil
}

// MergeBase is the newest common ancestor.
func (g *reviewGit) MergeBase(ctx context.Context, a, b forge.Commit) (forge.Commit, error) {
	base, err := g.p.repo.MergeBase(ctx, repo.Hash(a), repo.Hash(b))
	return forge.Commit(base), err
}

// Changes lists the files that differ.
func (g *reviewGit) Changes(ctx context.Context, a, b forge.Commit) ([]gitreview.FileChange, error) {
	list, err := g.p.repo.Diff(ctx, repo.Hash(a), repo.Hash(b))
	if err != nil {
		return nil, err
	}
	out := make([]gitreview.FileChange, 0, len(list))
	for _, c := range list {
		out = append(out, gitreview.FileChange{Path: c.Path, Before: forgeFile(c.Before), After: forgeFile(c.After)})
	}
	return out, nil
}

func forgeFile(id repo.FileID) gitreview.FileID {
	return gitreview.FileID{Blob: gitreview.Blob(id.Hash), Mode: uint32(id.Mode)}
}

// Lookup finds a file of a commit.
func (g *reviewGit) Lookup(_ context.Context, at forge.Commit, path string) (gitreview.FileID, error) {
	id, err := g.p.repo.Lookup(repo.Hash(at), path)
	return forgeFile(id), err
}

// Read is a file's content.
func (g *reviewGit) Read(_ context.Context, b gitreview.Blob) ([]byte, error) {
	return g.p.repo.ReadBlob(repo.Hash(b))
}

// Write stores a commit.
func (g *reviewGit) Write(ctx context.Context, c gitreview.NewCommit) (forge.Commit, error) {
	who, err := g.p.repo.Author()
	if err != nil {
		return "", err
	}
	made := repo.Commit{Base: repo.Hash(c.Base), Message: c.Message, Author: who, When: g.p.opt.now(), Empty: true}
	if made.When.Before(c.NotBefore) {
		made.When = c.NotBefore
	}
	for _, parent := range c.Parents {
		made.Parents = append(made.Parents, repo.Hash(parent))
	}
	for _, e := range c.Edits {
		made.Edits = append(made.Edits, repo.Edit{
			Path: e.Path, Data: e.Data, Blob: repo.Hash(e.File.Blob), Mode: repo.Mode(e.File.Mode),
			Delete: e.Data == nil && e.File.Blob == "",
		})
	}
	id, err := g.p.repo.WriteCommit(ctx, made)
	return forge.Commit(id), err
}
