package pool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
)

// peopleDir is the topic that member cards are in.
const peopleDir = people.Topic

// Presences a member may mark on their own card; nobody else decides that.
const (
	Away = people.Away
	Left = people.Left
)

// Card is what a member tells about themselves; all of it is optional.
type Card = people.Card

// Person is a member with a card.
type Person = people.Person

// WriteCard writes the user's member card, practices/people/<handle>.md. It goes to the
// others with the next sync. An existing card is left alone: fs.ErrExist.
func (p *Pool) WriteCard(_ context.Context, c Card) (note.Address, error) {
	me, err := p.Me()
	if err != nil {
		return "", err
	}
	a := cardOf(me.Handle)
	if _, err := p.readWorking(a.Path()); err == nil {
		return a, fs.ErrExist
	} else if !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	n := p.blankCard(me)
	if err := c.Write(n); err != nil {
		return a, err
	}
	defer p.doing(DidAdd, a)()
	return a, p.write(a.Path(), n.Bytes())
}

func cardOf(h note.Handle) note.Address { return note.Address(peopleDir + "/" + string(h)) }

// blankCard is a card that says only who it is of.
func (p *Pool) blankCard(me Member) *note.Note {
	name := me.Name
	if name == "" {
		name = string(me.Handle)
	}
	fields := []note.Field{
		{Key: "title", Value: name}, {Key: "authors", Value: []string{string(me.Handle)}},
		{Key: "date", Value: p.opt.now().UTC().Format(time.DateOnly)},
	}
	return note.Parse(cardOf(me.Handle).Path(), note.WriteNew(note.Person, fields, nil))
}

// MyCard reads the user's card. ok is false when they have none yet.
func (p *Pool) MyCard(_ context.Context) (me Person, ok bool, err error) {
	who, err := p.Me()
	if err != nil {
		return Person{}, false, err
	}
	me = Person{Handle: who.Handle, Name: who.Name, Address: cardOf(who.Handle)}
	b, err := p.readWorking(me.Address.Path())
	if errors.Is(err, fs.ErrNotExist) {
		return me, false, nil
	}
	if err != nil {
		return me, false, fmt.Errorf("read your card: %w", err)
	}
	return people.Read(note.Parse(me.Address.Path(), b)), true, nil
}

// ChangeCard lets change edit the user's card, which is made when there is none, and
// writes it if that changed anything. Everything else in the file stays as it is. It goes
// to the others with the next sync.
func (p *Pool) ChangeCard(ctx context.Context, change func(*Card)) (Person, error) {
	who, err := p.Me()
	if err != nil {
		return Person{}, err
	}
	a := cardOf(who.Handle)
	old, err := p.readWorking(a.Path())
	n := note.Parse(a.Path(), old)
	if errors.Is(err, fs.ErrNotExist) {
		n, err = p.blankCard(who), nil
	}
	if err != nil {
		return Person{}, fmt.Errorf("read your card: %w", err)
	}
	card := people.Read(n).Card
	change(&card)
	if err := card.Write(n); err != nil {
		return Person{}, fmt.Errorf("change your card: %w", err)
	}
	if old == nil || !bytes.Equal(old, n.Bytes()) {
		defer p.doing(DidEdit, a)()
		err = p.write(a.Path(), n.Bytes())
	}
	return people.Read(n), err
}

// People reads the member cards, sorted by name. Those who left are among them, marked by
// their own card. It reads one file a member.
func (p *Pool) People(ctx context.Context) ([]Person, error) {
	if err := p.refresh(ctx); err != nil {
		return nil, err
	}
	cards, err := p.db.Cards(ctx)
	if err != nil {
		return nil, err
	}
	return p.peopleAmong(cards)
}

// peopleAmong reads the member cards among cards, sorted by name.
func (p *Pool) peopleAmong(cards []index.Card) ([]Person, error) {
	var out []Person
	for i := range cards {
		if cards[i].Topic != peopleDir || cards[i].Type != note.Person {
			continue
		}
		b, err := p.readWorking(cards[i].Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", cards[i].Path, err)
		}
		out = append(out, people.Read(note.Parse(cards[i].Path, b)))
	}
	slices.SortFunc(out, func(a, b Person) int {
		if c := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(string(a.Handle), string(b.Handle))
	})
	return out, nil
}

// handles reads who is who: the member cards and what they and .mailmap say of spellings.
func (p *Pool) handles(ctx context.Context) (people.Handles, []Person, error) {
	cards, err := p.People(ctx)
	if err != nil {
		return people.Handles{}, nil, err
	}
	who, err := p.handlesOf(cards)
	return who, cards, err
}

func (p *Pool) handlesOf(cards []Person) (people.Handles, error) {
	mailmap, err := p.readWorking(".mailmap")
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errNotPlain) {
		return people.Handles{}, fmt.Errorf("read .mailmap: %w", err)
	}
	return people.NewHandles(cards, mailmap), nil
}
