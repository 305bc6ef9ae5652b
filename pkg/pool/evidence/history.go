package evidence

import (
	"path"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// History gathers what a walk over git's history, newest commit first, says about notes and
// about who brought which entry. Make it with [NewHistory].
type History struct {
	Times   map[string]index.Times
	brought []index.EntryCommit                // newest first
	spoke   map[repo.Hash]map[note.Handle]bool // whose entries a commit brought
}

// NewHistory is a history of nothing.
func NewHistory() *History {
	return &History{Times: map[string]index.Times{}, spoke: map[repo.Hash]map[note.Handle]bool{}}
}

// Commit takes in a commit that touched a path.
func (h *History) Commit(file string, c repo.CommitInfo, added bool) error {
	t := h.Times[file]
	if t.Changes == 0 {
		t.Updated, t.By, t.ByEmail, t.DraftedBy = c.Arrived, c.Author.Name, c.Author.Email, draftedIn(c.Message, file)
	}
	t.Changes++
	if added {
		t.Created = c.Arrived
	}
	h.Times[file] = t
	if e, ok := note.EntryOf(file); ok && added {
		h.entry(e, file, c)
	}
	return nil
}

func (h *History) entry(e note.EntryName, file string, c repo.CommitInfo) {
	h.brought = append(h.brought, index.EntryCommit{
		Note: e.Note, Name: strings.TrimSuffix(path.Base(file), ".md"), Handle: e.Author,
		Email: strings.ToLower(c.Author.Email), Rev: string(c.Hash),
	})
	if h.spoke[c.Hash] == nil {
		h.spoke[c.Hash] = map[note.Handle]bool{}
	}
	h.spoke[c.Hash][e.Author] = true
}

// Entries are the entries that were brought, the oldest first.
func (h *History) Entries() []index.EntryCommit {
	out := slices.Clone(h.brought)
	for i := range out {
		out[i].Carried = len(h.spoke[repo.Hash(out[i].Rev)]) > 1
	}
	slices.Reverse(out)
	return out
}

// DraftedTrailer is the key of the line that a commit has for each file that an
// assistant drafted and nobody changed: "Drafted-by-assistant: practices/x.md (NAME)".
const DraftedTrailer = "Drafted-by-assistant"

// draftedIn names the assistant that a commit's message says drafted a file, "" for none.
func draftedIn(message, file string) string {
	if !strings.Contains(message, DraftedTrailer) {
		return ""
	}
	for line := range strings.Lines(message) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), DraftedTrailer+": "+file+" ("); ok {
			return note.Clean(strings.TrimSuffix(rest, ")"))
		}
	}
	return ""
}
