package pool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/repo"
)

// View is a note with everything around it.
type View struct {
	index.Card
	Note      *note.Note
	Thread    []Entry
	Why       Why
	Links     []Neighbour // notes it links to, in order of appearance
	Backlinks []Neighbour
	Draft     Kind // how it differs from what the others have; "" for not at all
	Whereabouts

	members map[note.Handle]note.Handle         // see Goes
	places  map[placeKey]note.Place             // see Leads
	embeds  map[string]map[string]note.Embedded // see Embeds
}

// Neighbour is a note at the other end of a link.
type Neighbour struct {
	Address note.Address
	Title   string
	Missing bool // the link leads nowhere
}

// Show reads a note as it is in the working files.
func (p *Pool) Show(ctx context.Context, a note.Address) (View, error) {
	if err := p.refreshSoon(ctx); err != nil {
		return View{}, err
	}
	b, err := p.readWorking(a.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return View{}, &NoNoteError{Typed: string(a)}
	}
	if err != nil {
		return View{}, fmt.Errorf("read %s: %w", a.Path(), err)
	}
	v := View{Note: note.Parse(a.Path(), b)}
	card, ok, err := p.db.Card(ctx, a)
	if err != nil {
		return v, err
	}
	if !ok {
		card = index.Card{Address: a, Path: a.Path(), Title: v.Note.Title, Type: v.Note.Type, Topic: a.Topic()}
	}
	p.dress(&card)
	v.Card = card
	if err := p.around(ctx, &v); err != nil {
		return v, err
	}
	return v, p.compare(ctx, &v)
}

// around fills in the thread, the evidence and the neighbours.
func (p *Pool) around(ctx context.Context, v *View) error {
	var err error
	if v.Thread, err = p.thread(ctx, v.Address, v.Note.Aliases); err != nil {
		return err
	}
	if v.Why, err = p.why(ctx, v.Note, v.Thread); err != nil {
		return err
	}
	if err := p.claimed(ctx, v); err != nil {
		return err
	}
	now := v.Card
	now.Facts = v.Why.Facts
	v.Why.Stale = p.Stale(now)
	back, err := p.db.Backlinks(ctx, v.Address)
	if err != nil {
		return err
	}
	for _, a := range back {
		n, err := p.neighbour(ctx, a)
		if err != nil {
			return err
		}
		v.Backlinks = append(v.Backlinks, n)
	}
	err = p.resolve(ctx, func(r note.Resolver) {
		v.follow(r)
		v.embed(r, p.Read)
	})
	if err != nil {
		return err
	}
	v.Links, err = p.neighbours(ctx, v)
	return err
}

// compare fills in whether the note is a draft.
func (p *Pool) compare(ctx context.Context, v *View) error {
	h, err := p.heads(ctx)
	if err != nil {
		return err
	}
	accepted := h.theirs
	if accepted == "" {
		accepted = h.ours
	}
	if v.Draft, err = p.draftKind(v.Path, accepted); v.Draft != "" {
		v.DraftedBy = p.DraftedBy(v.Path)
		if v.Whereabouts, err = p.whereabouts(ctx, v.Path); err != nil {
			return err
		}
	}
	return err
}

func (p *Pool) draftKind(path string, accepted repo.Hash) (Kind, error) {
	if accepted == "" {
		return New, nil
	}
	was, err := p.repo.Lookup(accepted, path)
	if err != nil {
		return "", err
	}
	if was == (repo.FileID{}) {
		return New, nil
	}
	is, err := p.workingID(path)
	if err != nil || same(was, is) {
		return "", err
	}
	return Edited, nil
}

// Read is the text of a note's file as it is now.
func (p *Pool) Read(a note.Address) ([]byte, error) { return p.readWorking(a.Path()) }
