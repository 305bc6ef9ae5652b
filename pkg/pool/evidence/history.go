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
	Times map[string]index.Times
	// SignedBy is the key that signed a commit; nil: none is signed.
	SignedBy func(repo.Hash) (string, error)

	brought []index.EntryCommit                // newest first
	authors map[repo.Hash]map[note.Handle]bool // whose entries a commit brought
}

// NewHistory is a history of nothing.
func NewHistory() *History {
	return &History{Times: map[string]index.Times{}, authors: map[repo.Hash]map[note.Handle]bool{}}
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
		return h.entry(c, index.EntryCommit{Note: e.Note, Name: strings.TrimSuffix(path.Base(file), ".md"), Handle: e.Author})
	} else if ok {
		return nil
	}
	if owner, ok := cardOwner(file); ok {
		return h.entry(c, index.EntryCommit{Name: index.CardVoice(owner, string(c.Hash)), Handle: owner})
	}
	return nil
}

// cardOwner is whose card a file is.
func cardOwner(file string) (note.Handle, bool) {
	a, ok := note.AddressOf(file)
	if !ok || a.Topic() != peopleTopic {
		return "", false
	}
	h := note.HandleFrom(a.Slug())
	return h, h != ""
}

const peopleTopic = "people"

func (h *History) entry(c repo.CommitInfo, v index.EntryCommit) error {
	v.Email, v.Rev = strings.ToLower(c.Author.Email), string(c.Hash)
	if by := strings.ToLower(c.Committer.Email); by != v.Email {
		v.By = by
	}
	if c.Signed && h.SignedBy != nil {
		var err error
		if v.Key, err = h.SignedBy(c.Hash); err != nil {
			return err
		}
	}
	h.brought = append(h.brought, v)
	if h.authors[c.Hash] == nil {
		h.authors[c.Hash] = map[note.Handle]bool{}
	}
	h.authors[c.Hash][v.Handle] = true
	return nil
}

// Entries are the entries that were brought, the oldest first.
func (h *History) Entries() []index.EntryCommit {
	out := slices.Clone(h.brought)
	for i := range out {
		out[i].Carried = len(h.authors[repo.Hash(out[i].Rev)]) > 1
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
