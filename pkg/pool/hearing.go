package pool

import (
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// hearing gathers what a walk over the history, newest commit first, says about notes and
// about who brought which entry.
type hearing struct {
	times   map[string]index.Times
	brought []index.Voice                      // newest first
	spoke   map[repo.Hash]map[note.Handle]bool // whose entries a commit brought
}

func newHearing() *hearing {
	return &hearing{times: map[string]index.Times{}, spoke: map[repo.Hash]map[note.Handle]bool{}}
}

// commit takes in a commit that touched a path.
func (h *hearing) commit(file string, c repo.CommitInfo, added bool) error {
	t := h.times[file]
	if t.Changes == 0 {
		t.Updated, t.By, t.DraftedBy = c.When, c.Author.Name, draftedIn(c.Message, file)
	}
	t.Changes++
	if added {
		t.Created = c.When
	}
	h.times[file] = t
	if e, ok := note.EntryOf(file); ok && added {
		h.entry(e, file, c)
	}
	return nil
}

func (h *hearing) entry(e note.EntryName, file string, c repo.CommitInfo) {
	h.brought = append(h.brought, index.Voice{
		Note: e.Note, Name: strings.TrimSuffix(path.Base(file), ".md"), Handle: e.Author,
		Email: strings.ToLower(c.Author.Email), Rev: string(c.Hash),
	})
	if h.spoke[c.Hash] == nil {
		h.spoke[c.Hash] = map[note.Handle]bool{}
	}
	h.spoke[c.Hash][e.Author] = true
}

// voices are the entries that were brought, the oldest first.
func (h *hearing) voices() []index.Voice {
	out := slices.Clone(h.brought)
	for i := range out {
		out[i].Carried = len(h.spoke[repo.Hash(out[i].Rev)]) > 1
	}
	slices.Reverse(out)
	return out
}
