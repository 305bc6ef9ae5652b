package pool

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/forge"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/repo"
)

// A contribution is known by the name it was offered under for as long as it is open. Whose it is
// does not hang on that name: people take another handle, write from another address, and take a
// handle that was somebody else's.

// owns reports whether what was offered, or said, under a handle from an address is the user's.
// Where handle and address disagree, what all know of both decides: of two addresses that speak for
// different members one is somebody else's, and so is a handle that never spoke from the user's.
func (p *Pool) owns(ctx context.Context, me Member, by note.Handle, address string) bool {
	if me.Handle == "" {
		return false
	}
	sameHandle, sameAddress := by == me.Handle, strings.EqualFold(address, me.Email)
	switch {
	case sameHandle == sameAddress:
		return sameHandle || p.namesOf(me).claim(by, address)
	case p.readWhose(ctx) != nil:
		return sameHandle
	case sameHandle:
		return p.namesOf(me).claim("", address) || !p.whose.Strangers(address, me.Email)
	}
	return !p.whose.Knows(by) || p.whose.Has(by, me.Email) || p.namesOf(me).claim(by, "")
}

// goesBy reports whether a handle is the user's, or was: it is made of their address, or their card or
// .mailmap says so.
func (p *Pool) goesBy(me Member, h note.Handle) bool {
	if h == "" || me.Handle == "" {
		return false
	}
	return h == me.Handle || h == note.HandleFrom(me.Email) || p.namesOf(me).claim(h, "")
}

// formerCard reports whether a path is where the user's card was before it went to the handle that they
// have now.
func (p *Pool) formerCard(path string, me Member) bool {
	a, ok := note.AddressOf(path)
	if !ok || a.Topic() != peopleDir || a == cardOf(me.Handle) || !p.goesBy(me, note.HandleFrom(a.Slug())) {
		return false
	}
	card, ok := p.parseWorking(cardOf(me.Handle).Path())
	return ok && slices.Contains(card.Formerly(), a)
}

// spokeAs reports whether a handle is the user's, or was, as far as all know: see [Pool.goesBy]; their
// address may have spoken under it, too.
func (p *Pool) spokeAs(ctx context.Context, me Member, h note.Handle) bool {
	return p.goesBy(me, h) || p.readWhose(ctx) == nil && p.whose.Has(h, me.Email)
}

// ownsReview is owns as the place of review asks for it.
func (p *Pool) ownsReview(ctx context.Context) func(by forge.Login, address string) bool {
	return func(by forge.Login, address string) bool {
		me, err := p.Me()
		return err == nil && p.owns(ctx, me, note.Handle(by), strings.Trim(address, "<> "))
	}
}

// called is the handle by which all know the user: theirs, or – where nothing says that it is – the one
// that their address speaks under.
func (p *Pool) called(ctx context.Context) forge.Login {
	me, err := p.Me()
	if err != nil || me.Handle == note.HandleFrom(me.Email) || p.readWhose(ctx) != nil || p.whose.Has(me.Handle, me.Email) {
		return forge.Login(me.Handle)
	}
	if h := p.whose.Holder(me.Email); h == string(note.HandleFrom(h)) {
		return forge.Login(h)
	}
	made := note.HandleFrom(me.Email)
	for _, h := range []note.Handle{me.Handle, made} { // nothing is known of them yet
		if !p.whose.Knows(h) && p.whose.Believed(index.EntryCommit{Handle: h, Email: strings.ToLower(me.Email)}, me.Name) {
			return forge.Login(h)
		}
	}
	return forge.Login(me.Handle)
}

// ownNames are the handles and addresses that the user's card and .mailmap say are theirs.
type ownNames struct {
	people.Identities
	me Member
}

// namesOf reads what is said of the user. What cannot be read says nothing.
func (p *Pool) namesOf(me Member) *ownNames {
	if p.ownNames != nil && p.ownNames.me == me {
		return p.ownNames
	}
	n := &ownNames{me: me}
	if text, err := p.mailmap(); err == nil {
		n.Mailmap(text)
	}
	n.Union(people.HandleName(me.Handle), people.EmailName(me.Email))
	if b, err := p.readWorking(cardOf(me.Handle).Path()); err == nil {
		n.UnionAll(people.NamesOn(note.Parse(cardOf(me.Handle).Path(), b)))
	}
	p.ownNames = n
	return n
}

// claim reports whether a handle or an address is one of the user's.
func (n *ownNames) claim(h note.Handle, address string) bool {
	me := n.Person(n.me.Handle)
	return h != "" && n.Person(h) == me || address != "" && n.Find(people.EmailName(address)) == me
}

// maker is the address of who made the first commit of a contribution that began at base. Others
// may have put more on top of it, or merged something older into it.
func (p *Pool) maker(ctx context.Context, base, tip repo.Hash) (string, error) {
	only, err := p.repo.Info(tip)
	if err != nil {
		return "", fmt.Errorf("see who made a contribution: %w", err)
	}
	if parent(only) == base && len(only.Parents) < 2 {
		return only.Author.Email, nil // most are of one commit
	}
	log, err := p.repo.Between(ctx, base, tip)
	if err != nil {
		return "", fmt.Errorf("see who made a contribution: %w", err)
	}
	return beginning(log, tip).Author.Email, nil
}

// beginning is where the first parents of tip within a log lead; the zero value for an empty one.
func beginning(log []repo.CommitInfo, tip repo.Hash) (first repo.CommitInfo) {
	at := make(map[repo.Hash]repo.CommitInfo, len(log))
	for _, c := range log {
		at[c.Hash] = c
	}
	for c, ok := at[tip]; ok; c, ok = at[parent(c)] {
		first = c
	}
	return first
}
