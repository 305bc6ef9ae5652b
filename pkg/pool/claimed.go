package pool

import (
	"cmp"
	"context"

	"github.com/breakfast-table/cop/pkg/note"
)

// What an import brought has the handles that its authors had there. Whoever says on their card that
// one of those is theirs (cop me --also) goes by their own from then on.

// Goes is the handle of the member whose name it is now that a handle wrote under; itself where nobody
// said so.
func (v View) Goes(h string) string {
	return string(cmp.Or(v.members[note.Handle(h)], note.Handle(h)))
}

// claimed finds out who of those who wrote a note and its thread have another handle now.
func (p *Pool) claimed(ctx context.Context, v *View) error {
	v.members = map[note.Handle]note.Handle{}
	for _, name := range v.Note.Authors {
		if err := p.claim(ctx, v.members, note.HandleFrom(name)); err != nil {
			return err
		}
	}
	for i := range v.Thread {
		by := v.Thread[i].By()
		if err := p.claim(ctx, v.members, by); err != nil {
			return err
		}
		v.Thread[i].Member = v.members[by]
	}
	return nil
}

// claim puts into members whose another handle is: that of a card, where it has none of its own.
func (p *Pool) claim(ctx context.Context, members map[note.Handle]note.Handle, h note.Handle) error {
	if _, known := members[h]; known || p.identities == nil {
		return nil
	}
	members[h] = ""
	all := p.identities.Handles(h)
	if len(all) < 2 {
		return nil
	}
	if _, own, err := p.db.Card(ctx, cardOf(h)); err != nil || own {
		return err
	}
	for _, other := range all {
		_, has, err := p.db.Card(ctx, cardOf(other))
		if err != nil {
			return err
		}
		if has {
			members[h] = other
			return nil
		}
	}
	return nil
}
