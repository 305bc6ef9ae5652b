package pool

import (
	"context"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// Adapted is a note that was taken over from another pool.
type Adapted struct {
	Address note.Address
	Title   string
	note.Origin
}

// Adapted lists the notes that say they were taken over, by address. Those whose adapted_from
// names no pool or no note are left out; Check tells of them.
func (p *Pool) Adapted(ctx context.Context) ([]Adapted, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	notes, err := p.db.Adapted(ctx)
	if err != nil {
		return nil, err
	}
	var out []Adapted
	for _, a := range notes {
		n, ok := p.parseWorking(a.Path())
		if !ok {
			continue
		}
		if from, ok := note.ReadOrigin(n.AdaptedFrom); ok {
			out = append(out, Adapted{a, n.Title, from})
		}
	}
	return out, nil
}

// WeighTogether weighs a note that was taken over by what was reported here and at its origin,
// the note at there in the pool from, which is called name here.
//
// The rules are those of [evidence.Weigh], and this pool's thresholds. Of each person the newest
// report counts, in whichever pool they wrote it: two members are one person when they share an
// e-mail address. Neither the authors here nor those of the origin count. A report at the
// origin is about the text that was tried there: it weighs as much of that as stands here.
func (p *Pool) WeighTogether(ctx context.Context, v View, from *Pool, there note.Address, name string) (Why, error) {
	ours, err := p.rules(ctx, v.Note, v.Thread)
	if err != nil {
		return Why{}, err
	}
	if err := from.refresh(ctx); err != nil {
		return Why{}, err
	}
	origin, _ := from.parseWorking(there.Path())
	var aliases []string
	if origin != nil {
		aliases = origin.Aliases
	}
	thread, err := from.thread(ctx, there, aliases)
	if err != nil {
		return Why{}, err
	}
	theirs, err := from.rules(ctx, note.Parse(there.Path(), v.Note.Bytes()), thread)
	if err != nil {
		return Why{}, err
	}
	who := strangers{p.identities, from.identities, name + "/"}
	if origin != nil {
		wrote, err := from.writersOf(ctx, origin, from.accepted())
		if err != nil {
			return Why{}, err
		}
		for _, w := range wrote {
			ours.Authors = append(ours.Authors, who.person(w))
		}
	}
	ours.Person = who.Person
	all := slices.Clone(v.Thread)
	for _, e := range thread {
		if e.EntryName.Type != note.Tried {
			continue
		}
		tried, known := theirs.Tried[e.File]
		e.File = name + ":" + e.File
		e.EntryName.Author = note.Handle(who.prefix) + e.By()
		if known {
			ours.Tried[e.File] = tried
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b Entry) int { return a.When().Compare(b.When()) })
	return evidence.Weigh(all, ours), nil
}

// strangers tells persons of two pools apart: handles of the other have a prefix.
type strangers struct {
	here, there *people.Identities
	prefix      string
}

// Person is the name that stands for whoever has a handle.
func (s strangers) Person(h note.Handle) string {
	if other, ok := strings.CutPrefix(string(h), s.prefix); ok {
		return s.person(s.there.Person(note.Handle(other)))
	}
	return s.here.Person(h)
}

// person is the name here of a person there: that of a member with one of their addresses, else
// one that nobody here has.
func (s strangers) person(there string) string {
	for _, address := range append([]string{there}, s.there.Addresses(there)...) {
		if here := s.here.Find(address); strings.HasPrefix(address, people.EmailName("")) && here != address {
			return here
		}
	}
	return s.prefix + there
}
