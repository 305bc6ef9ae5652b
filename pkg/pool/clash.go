package pool

import (
	"context"
	"slices"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// judgeClash takes the word clash back that a host says of everything while it compares: where
// this clone has both ends it compares them as git does.
func (p *Pool) judgeClash(ctx context.Context, c *forge.Contribution) {
	head, line := repo.Hash(c.Head), repo.Hash(c.BaseHead)
	if !c.Gate.Has(forge.Conflicting) || line == "" || !p.has(head) || !p.has(line) {
		return
	}
	clash, err := p.clashes(ctx, head, line)
	if err != nil {
		return
	}
	if clash { // whatever the host has found out yet
		c.Gate.Reasons = slices.Clone(c.Gate.Reasons)
		for i, r := range c.Gate.Reasons {
			if r.Kind == forge.Conflicting {
				c.Gate.Reasons[i].Text = forge.ClashSince
			}
		}
		return
	}
	why := slices.DeleteFunc(slices.Clone(c.Gate.Reasons), func(r forge.Reason) bool { return r.Kind == forge.Conflicting })
	c.Gate = forge.Gate{Mergeable: len(why) == 0, Reasons: why}
}

// clashes reports whether git's own merge of two commits would stop.
func (p *Pool) clashes(ctx context.Context, head, line repo.Hash) (bool, error) {
	base, err := p.repo.MergeBase(ctx, head, line)
	if err != nil || base == "" {
		return true, err
	}
	changes, err := p.repo.Diff(ctx, base, head)
	if err != nil {
		return true, err
	}
	for _, c := range changes {
		now, err := p.repo.Lookup(line, c.Path)
		if err != nil {
			return true, err
		}
		if same(now, c.Before) || same(now, c.After) {
			continue
		}
		if joins, err := p.joinsAsGit(c, now); err != nil || !joins {
			return true, err
		}
	}
	return false, nil
}

// joinsAsGit reports whether git puts both states of a file together, line by line.
func (p *Pool) joinsAsGit(c repo.Change, theirs repo.FileID) (bool, error) {
	none := repo.FileID{}
	if c.After.File() == none || theirs.File() == none || c.Before.File() == none {
		return false, nil
	}
	var texts [3][]byte
	for i, id := range []repo.FileID{c.Before, c.After, theirs} {
		text, err := p.repo.ReadBlob(id.Hash)
		if err != nil {
			return false, err
		}
		texts[i] = text
	}
	_, ok := note.MergeText(texts[0], texts[1], texts[2])
	return ok, nil
}
