package pool

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/review"
	"github.com/breakfast-table/cop/pkg/repo"
)

// state is everything that is derived from one look at the clone.
type state struct {
	heads
	me       Member
	changes  []repo.Change          // working files against heads.base, without what is accepted already
	open     []Contribution         // every open contribution
	outbox   []outgoing             // shared while the remote was away
	unmerged map[string]repo.Staged // by path
}

func (p *Pool) state(ctx context.Context) (state, error) {
	var st state
	var err error
	if st.heads, err = p.heads(ctx); err != nil {
		return st, err
	}
	st.me, _ = p.Me() // a nameless user has no contributions, but drafts all the same
	if st.changes, err = p.mine(ctx, st.heads); err != nil {
		return st, err
	}
	if st.open, err = p.contributions(ctx, st.heads, st.me); err != nil {
		return st, err
	}
	if st.outbox, err = p.outbox(ctx); err != nil {
		return st, err
	}
	st.unmerged, err = p.unmerged()
	return st, err
}

// mine lists the working files that differ both from what they grew from and from
// what the community has accepted since.
func (p *Pool) mine(ctx context.Context, h heads) ([]repo.Change, error) {
	snap, err := p.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	all, err := p.repo.Changes(ctx, snap, h.base)
	if err != nil {
		return nil, fmt.Errorf("compare the working files: %w", err)
	}
	if h.theirs == "" || h.theirs == h.base {
		return all, nil
	}
	var out []repo.Change
	for _, c := range all {
		id, err := p.repo.Lookup(h.theirs, c.Path)
		if err != nil {
			return nil, err
		}
		if !same(id, c.After) {
			out = append(out, c)
		}
	}
	return out, nil
}

// same compares two file ids by content and kind.
func same(a, b repo.FileID) bool { return a == b }

// contributions lists the open ones: branches cop/<handle>/<slug>, here or on the
// remote, that hold something the trunk does not.
func (p *Pool) contributions(ctx context.Context, h heads, me Member) ([]Contribution, error) {
	local, err := p.repo.Refs("refs/heads/" + review.BranchPrefix)
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	tracked := string(p.trunk.mirror(""))
	remote, err := p.repo.Refs(tracked + review.BranchPrefix)
	if err != nil {
		return nil, fmt.Errorf("list contributions: %w", err)
	}
	tips := map[string]repo.Hash{}
	pushed, handed, err := p.sentElsewhere()
	if err != nil {
		return nil, err
	}
	leaving, err := p.leaving()
	if err != nil {
		return nil, err
	}
	for ref, tip := range remote {
		name := strings.TrimPrefix(string(ref), tracked)
		tips[name], pushed[name] = tip, tip
	}
	seen := p.lastSeen()
	for ref, tip := range local {
		tips[strings.TrimPrefix(string(ref), "refs/heads/")] = tip
	}
	var out []Contribution
	for branch, tip := range tips {
		c, open, err := p.contribution(ctx, branch, tip, pushed[branch], h, me)
		if err != nil {
			return nil, err
		}
		if open {
			c.Review = c.among(seen.Reviews)
			if c.AsOf = seen.Looked; c.Review != nil {
				c.AsOf = newer(c.AsOf, c.Review.SeenAt)
			}
			c.Standing = c.position(handed[branch] != "", leaving[branch] != "").Standing()
			out = append(out, c)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}

func (p *Pool) contribution(ctx context.Context, branch string, tip, pushed repo.Hash, h heads, me Member) (Contribution, bool, error) {
	c := Contribution{Branch: branch, Name: strings.TrimPrefix(branch, review.BranchPrefix), Head: string(tip), pushed: pushed, Sent: pushed == tip}
	handle, _, _ := strings.Cut(c.Name, "/")
	c.handle = note.Handle(handle)
	line := h.theirs
	if line == "" {
		line = h.ours
	}
	var err error
	if c.base, err = p.commonBase(ctx, tip, line); err != nil {
		return c, false, err
	}
	if c.files, err = p.repo.Diff(ctx, c.base, tip); err != nil {
		return c, false, fmt.Errorf("read contribution %s: %w", c.Name, err)
	}
	if c.maker, err = p.maker(ctx, c.base, tip); err != nil {
		return c, false, err
	}
	c.Mine = p.owns(ctx, me, c.handle, c.maker)
	open, crossed, err := p.news(ctx, c.base, line, c.files, c.Mine)
	if err != nil || !open {
		return c, false, err
	}
	c.crossed = crossed
	return c, true, p.describe(&c)
}

// describe fills in who made the newest commit of a contribution, what it is called and which
// notes it is about.
func (p *Pool) describe(c *Contribution) error {
	info, err := p.repo.Info(repo.Hash(c.Head))
	if err != nil {
		return fmt.Errorf("read contribution %s: %w", c.Name, err)
	}
	c.Author = info.Author.Name
	c.Title, _, _ = strings.Cut(info.Message, "\n")
	for _, f := range c.files {
		if a, ok := note.AddressOf(f.Path); ok {
			c.Notes = append(c.Notes, a)
		}
	}
	return nil
}

// position is all that is known about where a contribution stands.
func (c Contribution) position(handed, leaving bool) review.Facts {
	at := review.Facts{Sent: c.Sent, Handed: handed, Leaving: leaving, Crossed: len(c.crossed) > 0}
	if c.Review != nil {
		at.Review = &c.Review.Contribution
	}
	return at
}

// unmerged lists the conflicts, from git's own index.
func (p *Pool) unmerged() (map[string]repo.Staged, error) {
	list, err := p.repo.Unmerged()
	if err != nil {
		return nil, fmt.Errorf("read what is staged: %w", err)
	}
	return list, nil
}

// carriedFile is a file of an open contribution of the user's, as it is there.
type carriedFile struct {
	*Contribution
	as repo.FileID
}

// ownByPath finds the user's open contribution that a file belongs to; those that were taken
// back own nothing any more.
func (st state) ownByPath() map[string]carriedFile {
	out := map[string]carriedFile{}
	for i := range st.open {
		c := &st.open[i]
		if !c.Mine || c.Standing == StandsLeaving {
			continue
		}
		for _, f := range c.files {
			out[f.Path] = carriedFile{c, f.After}
		}
	}
	return out
}

func has(m map[string]repo.FileID, c repo.Change) bool {
	id, ok := m[c.Path]
	return ok && same(id, c.After)
}

// holds reports whether the contribution has the file exactly as the change leaves it.
func holds(c Contribution, change repo.Change) bool {
	for _, f := range c.files {
		if f.Path == change.Path {
			return same(f.After, change.After)
		}
	}
	return false
}
