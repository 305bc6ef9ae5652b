package pool

import (
	"context"
	"fmt"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// Copies lists the second versions of a note that a synchroniser of files put beside it, by
// address. A note that is such a copy itself stands for the one it belongs to: of.
func (p *Pool) Copies(ctx context.Context, a note.Address) (of note.Address, copies []note.Address, err error) {
	snap, err := p.snapshot(ctx)
	if err != nil {
		return a, nil, err
	}
	if origin, ok := note.CopyOf(a); ok {
		a = origin
	}
	for _, f := range snap.Files() {
		b, ok := note.AddressOf(f.Path)
		if origin, isCopy := note.CopyOf(b); ok && isCopy && origin == a {
			copies = append(copies, b)
		}
	}
	return a, copies, nil
}

// MergeCopy is a note and its second version in one text, as far as they do not change the
// same: what the others have is what both began with. ok is false where a person must choose.
func (p *Pool) MergeCopy(a, second note.Address) (text []byte, ok bool, err error) {
	mine, err := p.readWorking(a.Path())
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", a, err)
	}
	other, err := p.readWorking(second.Path())
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", second, err)
	}
	if string(mine) == string(other) {
		return mine, true, nil
	}
	tip := p.accepted()
	if tip == "" {
		return nil, false, nil
	}
	base, err := p.repo.ReadFile(tip, a.Path())
	if err != nil {
		return nil, false, nil //nolint:nilerr // the others never had it: nothing to begin with
	}
	text, ok = note.Merge(base, mine, other)
	return text, ok, nil
}

// SettleCopy makes text the note's, and removes its second version, both of which stay in
// this machine's history.
func (p *Pool) SettleCopy(ctx context.Context, a, second note.Address, text []byte) error {
	unlock, err := p.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	for _, gone := range []note.Address{a, second} {
		if err := p.keepMine(ctx, repo.Staged{Path: gone.Path()}); err != nil {
			return err
		}
	}
	if err := p.write(a.Path(), text); err != nil {
		return err
	}
	if err := p.repo.RemoveFile(second.Path()); err != nil {
		return err
	}
	p.rescan()
	return nil
}
