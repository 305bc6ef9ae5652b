package pool

import (
	"context"
	"slices"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/repo"
)

// MaybeMe lists handles under which something was said here, that no member's card names, and
// that look like another name of the user's: who comes after their wiki was imported finds what
// they wrote there. It is a guess; naming one on one's card ([Card].Also) claims it. It looks at the
// names of files alone; with authors also at who wrote the notes, which needs the index.
func (p *Pool) MaybeMe(ctx context.Context, authors bool) ([]note.Handle, error) {
	me, err := p.Me()
	if err != nil {
		return nil, err
	}
	wrote, members, err := p.whoSpoke(ctx)
	if err != nil {
		return nil, err
	}
	if authors {
		if err := p.refresh(ctx); err != nil {
			return nil, err
		}
		notes, err := p.db.Cards(ctx)
		if err != nil {
			return nil, err
		}
		for _, n := range notes {
			for _, a := range n.Authors {
				wrote[note.HandleFrom(a)] = true
			}
		}
	}
	if mine, ok, err := p.MyCard(ctx); err == nil && ok {
		members = append(members, mine) // what it says may not be sent yet
	}
	named := map[note.Handle]bool{"": true, me.Handle: true}
	for _, c := range members {
		named[c.Handle] = true
	}
	who, err := p.handlesOf(members)
	if err != nil {
		return nil, err
	}
	var out []note.Handle
	for h := range wrote {
		if !named[h] && !named[who.Of(string(h))] && people.Resembles(h, me.Name, me.Email) {
			out = append(out, h)
		}
	}
	slices.Sort(out)
	return out, nil
}

// whoSpoke are the authors of the entries that the others have, and the members.
func (p *Pool) whoSpoke(ctx context.Context) (map[note.Handle]bool, []Person, error) {
	wrote := map[note.Handle]bool{}
	var members []Person
	tip := p.accepted()
	if tip == "" {
		return wrote, nil, nil
	}
	err := p.repo.Walk(ctx, tip, practicesDir, func(file string, _ repo.FileID) error {
		if e, ok := note.EntryOf(file); ok {
			wrote[e.Author] = true
			return nil
		}
		if a, ok := note.AddressOf(file); ok && a.Topic() == peopleDir {
			if b, err := p.readWorking(file); err == nil {
				members = append(members, people.Read(note.Parse(file, b)))
			}
		}
		return nil
	})
	return wrote, members, err
}
