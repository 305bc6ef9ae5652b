package pool

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// moves knows where notes went, on either side, by the aliases of the new ones.
type moves struct {
	theirs map[string]repo.Change // old path → the change that added the new one
	mine   map[string]string      // old path → path of the user's new, unshared file
}

// moves reads the aliases of notes that arrive and of notes the user added, but only
// when something that arrives could need them.
func (p *Pool) moves(ctx context.Context, changes []repo.Change) (moves, error) {
	m := moves{theirs: map[string]repo.Change{}, mine: map[string]string{}}
	for _, c := range changes {
		if c.Before != (repo.FileID{}) || c.After.File() == (repo.FileID{}) || !strings.HasSuffix(c.Path, ".md") {
			continue
		}
		b, err := p.repo.ReadBlob(c.After.Hash)
		if err != nil {
			return m, fmt.Errorf("read %s: %w", c.Path, err)
		}
		for _, old := range note.Parse(c.Path, b).Formerly() {
			m.theirs[old.Path()] = c
		}
	}
	h, err := p.heads(ctx)
	if err != nil {
		return m, err
	}
	own, err := p.mine(ctx, h)
	if err != nil {
		return m, err
	}
	for _, c := range own {
		if c.Before != (repo.FileID{}) {
			continue
		}
		if n, ok := p.parseWorking(c.Path); ok {
			for _, old := range n.Formerly() {
				m.mine[old.Path()] = c.Path
			}
		}
	}
	return m, nil
}

// tellTwins says which notes both sides moved, so that they are there twice: each at the address
// that somebody chose for it.
func (pl *plan) tellTwins() {
	for old, to := range pl.moves.theirs {
		was, _ := note.AddressOf(old)
		there, ok := note.AddressOf(to.Path)
		here, moved := note.AddressOf(pl.moves.mine[old])
		if ok && moved && here != there && pl.p.isGone(old) {
			pl.p.opt.notice(fmt.Sprintf("note: %s is there twice now: somebody else moved it to %s while you moved it to %s; cop rm takes one of them away", was, there, here))
		}
	}
}

// followMove handles an edit on one side meeting a move on the other: the edit goes to
// the new place.
func (pl *plan) followMove(c repo.Change, base, mine repo.FileID) (bool, error) {
	gone := repo.FileID{}
	if to, ok := pl.moves.theirs[c.Path]; ok && c.After == gone && mine != gone {
		return pl.editFollows(c.Path, base, to)
	}
	if to, ok := pl.moves.mine[c.Path]; ok && mine == gone && c.After != gone {
		return pl.editArrives(c, base, to)
	}
	return false, nil
}

// editFollows: they moved the note, the user edited it at the old place.
func (pl *plan) editFollows(old string, base repo.FileID, to repo.Change) (bool, error) {
	there, err := pl.p.workingID(to.Path)
	if err != nil {
		return false, err
	}
	merged, ok, err := pl.p.merge(old, base, repo.FileID{Hash: "-", Mode: repo.Regular}, to.After)
	if err != nil || !ok {
		return false, err
	}
	if there != (repo.FileID{}) && !same(there, to.After) && there.Hash != pl.p.repo.HashBlob(merged) {
		return false, nil // the user has something else there
	}
	pl.steps[old] = step{path: old, remove: true, last: true, index: repo.IndexEdit{Path: old, Remove: true}}
	pl.steps[to.Path] = step{path: to.Path, had: same(there, to.After), write: merged, mode: to.After.Mode, index: repo.IndexEdit{Path: to.Path, Set: to.After}}
	return true, nil
}

// editArrives: the user moved the note, they edited it at the old place.
func (pl *plan) editArrives(c repo.Change, base repo.FileID, to string) (bool, error) {
	there, err := pl.p.workingID(to)
	if err != nil {
		return false, err
	}
	merged, ok, err := pl.p.merge(to, base, there, c.After)
	if err != nil || !ok {
		return false, err
	}
	pl.steps[c.Path] = step{path: c.Path, index: repo.IndexEdit{Path: c.Path, Set: c.After}}
	pl.steps[to] = step{path: to, write: merged, mode: there.Mode}
	return true, nil
}

// whereNow puts chosen notes that the others moved meanwhile where they are now: what the user
// changed in them went along, see followMove, and is a change of the new file.
func (p *Pool) whereNow(items []Item, st state) []Item {
	for i, it := range items {
		if it.Change != Edited || it.Address == "" || !p.isGone(it.Path) {
			continue
		}
		if now, ok := p.nowAt(it.Address, st.changes); ok {
			now.Contribution, now.Declined = it.Contribution, it.Declined
			items[i] = now
		}
	}
	return items
}

// pathNow is where a file that was shared is now: the others may have moved the note meanwhile.
func (p *Pool) pathNow(st state, c repo.Change) string {
	gone := repo.FileID{}
	a, ok := note.AddressOf(c.Path)
	if !ok || c.Before == gone || c.After == gone || !p.isGone(c.Path) {
		return c.Path
	}
	if now, ok := p.nowAt(a, st.changes); ok {
		return now.Path
	}
	return c.Path
}

// nowAt is the changed note that was at the address before the others moved it.
func (p *Pool) nowAt(old note.Address, changes []repo.Change) (Item, bool) {
	for _, c := range changes {
		if c.Before == (repo.FileID{}) || c.After == (repo.FileID{}) {
			continue
		}
		if n, ok := p.parseWorking(c.Path); ok && slices.Contains(n.Formerly(), old) {
			return p.item(c, n), true
		}
	}
	return Item{}, false
}
