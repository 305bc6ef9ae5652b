package pool

import (
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// straightOf are the items that go to everyone at once though the rest is reviewed: notes of
// meetings, where the charter says so. An action ticked off, a round of mentoring and what was
// talked about need nobody's approval.
func (p *Pool) straightOf(items []Item) []Item {
	if p.Charter().Meetings != note.LaneDirect {
		return nil
	}
	var out []Item
	for _, it := range items {
		if p.goesStraight(it) {
			out = append(out, it)
		}
	}
	return out
}

// goesStraight reports whether an item is the note of a meeting, and was one before. To remove or
// move one is for reviewers, and so is what a contribution has.
func (p *Pool) goesStraight(it Item) bool {
	if it.Contribution != "" || it.Address == "" || it.Change != New && it.Change != Edited {
		return false
	}
	now, ok := p.parseWorking(it.Path)
	if !ok || now.Type != note.Event || it.before == (repo.FileID{}) {
		return ok && now.Type == note.Event
	}
	was, err := p.repo.ReadBlob(it.before.Hash)
	return err == nil && note.Parse(it.Path, was).Type == note.Event
}

// allGo reports whether nothing among the items needs a review: all are straight or said.
func (p *Pool) allGo(items, straight []Item, me Member) bool {
	if len(straight) == 0 {
		return false
	}
	for _, it := range items {
		if !among(it, straight) && !p.speaks(it.change(), me) {
			return false
		}
	}
	return true
}

func among(it Item, items []Item) bool {
	for _, other := range items {
		if other.Path == it.Path {
			return true
		}
	}
	return false
}
