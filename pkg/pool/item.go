package pool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// A change of a file, told as a change of a note.

// speaks reports whether a change belongs to the conversation lane: a new entry, a new
// question or one's own card, by the user. These go out with the next sync.
func (p *Pool) speaks(c repo.Change, me Member) bool {
	return p.speaking(c, me, func() *note.Note { return p.unlessEntry(c.Path) })
}

// speaking is speaks for who has the working note already, or reads it when it is asked for.
func (p *Pool) speaking(c repo.Change, me Member, working func() *note.Note) bool {
	if me.Handle == "" {
		return false
	}
	if c.After == (repo.FileID{}) {
		return p.formerCard(c.Path, me)
	}
	if c.Path == "practices/people/"+string(me.Handle)+".md" {
		return true
	}
	if c.Before != (repo.FileID{}) {
		return false
	}
	if e, ok := note.EntryOf(c.Path); ok {
		return p.goesBy(me, e.Author) && !p.cameAlong(e)
	}
	n := working()
	return n != nil && n.Type == note.Question && len(n.Authors) > 0 && p.goesBy(me, note.HandleFrom(n.Authors[0])) && !p.waitsForPerson(c)
}

// cameAlong reports an entry that the others have already, where its note was before the user
// moved it: it goes when the note goes.
func (p *Pool) cameAlong(e note.EntryName) bool {
	n, ok := p.parseWorking(e.Note.Path())
	if !ok {
		return false
	}
	return slices.ContainsFunc(n.Formerly(), func(old note.Address) bool {
		e.Note = old
		known, err := p.repo.Lookup(p.accepted(), e.Path())
		return err == nil && known != (repo.FileID{}) && p.isGone(e.Path())
	})
}

// unlessEntry is the working note at a path; nil for what is none, and for an entry, whose name
// says all that a list needs: an import brings a hundred thousand of them.
func (p *Pool) unlessEntry(path string) *note.Note {
	if _, ok := note.EntryOf(path); ok {
		return nil
	}
	n, _ := p.parseWorking(path)
	return n
}

func (p *Pool) parseWorking(path string) (*note.Note, bool) {
	if !strings.HasSuffix(path, ".md") {
		return nil, false
	}
	b, err := p.readWorking(path)
	if err != nil {
		return nil, false
	}
	return note.Parse(path, b), true
}

// item says what became of a file; n is the working note, see [Pool.unlessEntry].
func (p *Pool) item(c repo.Change, n *note.Note) Item {
	it := Item{Path: c.Path, before: c.Before, after: c.After, Change: Edited}
	it.Address, _ = note.AddressOf(c.Path)
	switch {
	case c.Before == (repo.FileID{}):
		it.Change = New
	case c.After == (repo.FileID{}):
		it.Change = Removed
	}
	if n != nil {
		it.formerly = n.Formerly()
	}
	it.Title, it.Type = p.titleOf(c, n)
	return it
}

// titleOf reads the title of a changed file, from the working copy or, when it was
// removed, from what it was.
func (p *Pool) titleOf(c repo.Change, n *note.Note) (string, note.Type) {
	if n != nil {
		return n.Title, n.Type
	}
	if e, ok := note.EntryOf(c.Path); ok && c.After != (repo.FileID{}) {
		return note.Parse(c.Path, nil).Title, e.Type
	}
	if !strings.HasSuffix(c.Path, ".md") || c.Before.Hash == "" {
		return c.Path, ""
	}
	b, err := p.repo.ReadBlob(c.Before.Hash)
	if err != nil {
		return c.Path, ""
	}
	n = note.Parse(c.Path, b)
	return n.Title, n.Type
}

// joinMoves pairs a removed note with the new one that names it among its aliases. A note
// that was moved while it was in review belongs to the contribution that has it at its old
// place.
func joinMoves(items []Item, own map[string]carriedFile, p *Pool) []Item {
	removed := map[note.Address]int{}
	for i, it := range items {
		if it.Change == Removed && it.Address != "" {
			removed[it.Address] = i
		}
	}
	gone := map[int]bool{}
	for i, it := range items {
		if it.Change != New {
			continue
		}
		for _, old := range it.formerly {
			j, both := removed[old]
			in, offered := own[old.Path()]
			if both && !gone[j] && (it.Contribution == "" || it.Contribution == items[j].Contribution) {
				items[i].Change, items[i].From = Moved, items[j].Path
				gone[j] = true
			}
			if offered && items[i].Contribution == "" && p.isGone(old.Path()) {
				items[i].Change, items[i].From, items[i].Contribution = Moved, old.Path(), in.Name
			}
		}
	}
	threadsAlong(items, gone)
	var out []Item
	for i, it := range items {
		if !gone[i] {
			out = append(out, it)
		}
	}
	return out
}

// threadsAlong pairs the entries of notes that moved: what was said moved along. Whatever is
// taken into another item is marked as gone.
func threadsAlong(items []Item, gone map[int]bool) {
	moved, at := map[string]note.Address{}, map[string]int{}
	for i, it := range items {
		at[it.Path] = i
		if it.Change == Moved {
			moved[it.From] = it.Address
		}
	}
	for i, it := range items {
		e, ok := note.EntryOf(it.Path)
		if !ok || it.Change != Removed || len(moved) == 0 {
			continue
		}
		e.Note = moved[e.Note.Path()]
		if j, ok := at[e.Path()]; ok && e.Note != "" && items[j].Change == New && items[j].Contribution == it.Contribution {
			items[j].Change, items[j].From = Moved, it.Path
			gone[i] = true
		}
	}
}

// isGone reports whether there is no such file.
func (p *Pool) isGone(path string) bool {
	_, err := os.Lstat(filepath.Join(p.repo.Root(), filepath.FromSlash(path)))
	return errors.Is(err, fs.ErrNotExist)
}
