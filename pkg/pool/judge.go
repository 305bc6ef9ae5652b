package pool

import (
	"context"
	"fmt"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool/evidence"
	"github.com/breakfast-table/cop/pkg/pool/people"
	"github.com/breakfast-table/cop/pkg/repo"
)

// factsVersion grows when evidence.Weigh comes to another result from the same thread.
const factsVersion = 5

// refreshFacts recomputes what threads say about the notes that the index names: those
// whose files, entries or entries' history changed since, and every one with a thread when
// what all are judged by changed. A kill before the end leaves them named.
func (p *Pool) refreshFacts(ctx context.Context, fresh bool) error {
	if fresh || !strings.HasPrefix(p.db.FactsRule(), p.factsRule()) {
		if err := p.judgeBy(ctx); err != nil {
			return err
		}
	}
	pending, err := p.db.Pending(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	facts := make(map[note.Address]index.Facts, len(pending))
	for i, a := range pending {
		p.opt.progress("weighing reports", i, len(pending))
		if err := p.factsOf(ctx, a, facts); err != nil {
			return err
		}
	}
	return p.db.SetFacts(ctx, facts)
}

// judgeBy finds out who is who and tells the index by what threads are judged now. It
// costs a look at every member card: only when something changed.
func (p *Pool) judgeBy(ctx context.Context) error {
	who, ties, err := p.readIdentities(ctx)
	if err != nil {
		return err
	}
	p.identities, p.whose = &who, ties
	_ = p.tellGit(&ties.Ties) // where the clone cannot be written git does without
	return p.db.FactsBy(ctx, p.factsRule()+ties.digest+" "+who.Doubles())
}

// factsRule is the part of what threads are judged by that is known without a look at the
// files.
func (p *Pool) factsRule() string {
	c := p.Charter()
	return fmt.Sprintf("%d %v %v %s ", factsVersion, c.Maturity, c.Stewards, c.Signatures)
}

// factsOf weighs the thread of the note that goes by an address, also an old one; nothing
// for a note that is gone.
func (p *Pool) factsOf(ctx context.Context, a note.Address, facts map[note.Address]index.Facts) error {
	facts[a] = index.Facts{}
	card, ok, err := p.db.Card(ctx, a)
	if err != nil {
		return err
	}
	if !ok {
		now, err := p.db.Lookup(ctx, string(a))
		if err != nil || len(now) != 1 {
			return err
		}
		if card, ok, err = p.db.Card(ctx, now[0]); err != nil || !ok {
			return err
		}
	}
	entries, err := p.thread(ctx, card.Address, card.Aliases)
	if err != nil || len(entries) == 0 {
		return err
	}
	b, err := p.readWorking(card.Path)
	if err != nil {
		return nil //nolint:nilerr // gone, or closed to us: the next look tells
	}
	why, err := p.why(ctx, note.Parse(card.Path, b), entries)
	facts[card.Address] = why.Facts
	return err
}

// why weighs a note's thread with all that there is to know.
func (p *Pool) why(ctx context.Context, n *note.Note, thread []Entry) (Why, error) {
	by, err := p.rules(ctx, n, thread)
	if err != nil {
		return Why{}, err
	}
	why := evidence.Weigh(thread, by)
	if n.Type != note.Practice && len(why.Counted)+len(why.Ignored) == 0 {
		why.Maturity = "" // what nobody is to try has none
	}
	return why, nil
}

// rules are what a note's thread is judged by.
func (p *Pool) rules(ctx context.Context, n *note.Note, thread []Entry) (evidence.Rules, error) {
	if p.identities == nil {
		if err := p.judgeBy(ctx); err != nil {
			return evidence.Rules{}, err
		}
	}
	a, _ := note.AddressOf(n.Path)
	by := evidence.Rules{Signed: p.Charter().Signatures == note.SignaturesRequired, Imported: evidence.Imported(n), Maturity: p.Charter().Maturity, Person: p.identities.Person, Tried: map[string]evidence.Tried{}}
	texts, err := p.triedTexts(ctx, n, a, thread)
	if err != nil {
		return by, err
	}
	for _, e := range thread {
		if e.EntryName.Type == note.Tried {
			if by.Tried[e.File], err = texts.of(ctx, e); err != nil {
				return by, fmt.Errorf("weigh %s: %w", e.File, err)
			}
		}
	}
	if judged(thread) {
		if by.Authors, err = p.writersOf(ctx, n, texts.head); err != nil {
			return by, err
		}
	}
	by.Acceptors = append([]string{}, by.Authors...)
	for _, h := range p.stewardsOf(n, a) {
		by.Acceptors = append(by.Acceptors, p.identities.Person(h))
	}
	return by, nil
}

// judged reports whether it matters for a thread who wrote the note.
func judged(thread []Entry) bool {
	for _, e := range thread {
		if e.EntryName.Type == note.Tried || e.EntryName.Type == note.Accept {
			return true
		}
	}
	return false
}

// writersOf are the persons who wrote a note: those it names; where it names none, who
// added it by git's history, with the co-authors of that; and where history does not have
// it yet, the user.
func (p *Pool) writersOf(ctx context.Context, n *note.Note, head repo.Hash) ([]string, error) {
	var out []string
	for _, name := range n.Authors {
		if h := note.HandleFrom(name); h != "" {
			out = append(out, p.identities.Person(h))
		}
		for _, address := range people.AddressesIn(name) {
			out = append(out, p.identities.Find(address))
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	log, err := p.repo.History(ctx, head, n.Path, 0)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", n.Path, err)
	}
	if len(log) == 0 {
		me, _ := p.Me() // a nameless user has written nothing that counts
		return []string{p.identities.Person(me.Handle)}, nil
	}
	first := log[len(log)-1]
	for _, who := range append([]repo.Person{first.Author}, coAuthors(first.Message)...) {
		out = append(out, p.identities.Find(people.EmailName(who.Email)), p.identities.Person(note.HandleFrom(who.Email)), p.identities.Person(note.HandleFrom(who.Name)))
	}
	return out, nil
}

// coAuthors are those whom a message names in lines "Co-authored-by: Ben <ben@example.org>".
func coAuthors(message string) []repo.Person {
	var out []repo.Person
	for line := range strings.Lines(message) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || !strings.EqualFold(key, "co-authored-by") {
			continue
		}
		name, rest, ok := strings.Cut(value, "<")
		address, _, closed := strings.Cut(rest, ">")
		if ok && closed {
			out = append(out, repo.Person{Name: strings.TrimSpace(name), Email: strings.TrimSpace(address)})
		}
	}
	return out
}
