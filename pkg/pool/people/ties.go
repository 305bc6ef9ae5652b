package people

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/signature"
)

// Ties tell whose word something is that was said under a handle. A push says any name it likes;
// what is known is the address its commit has, and the key that signed it. A handle is tied to
//
//   - one address of its own: the one that it is made of (ben@example.org says ben), else the
//     one that first spoke under it, in the order of history, which no date can forge;
//   - what that address is mapped to by .mailmap, and what the member's card names;
//   - the keys that the card names;
//   - the addresses of another handle, where nobody speaks under this one and a card of either, by
//     the owner of the other, names them together: the member is called otherwise now.
//
// Of a card only what its owner wrote, or a steward, is believed; and once it names a key, only
// what one of its keys signed, or a steward. The zero value ties nothing. All of it is shared:
// every clone at one commit knows the same.
type Ties struct {
	addresses map[note.Handle]map[string]bool
	keys      map[note.Handle][]signature.Key
	holders   map[string]note.Handle // of an address
	doubts    map[note.Handle]string // who wrote what stands on a card and is not believed
	mapped    Identities             // by .mailmap
	made      func(k signature.Key, rev string) bool
}

// Sources are what ties are made of.
type Sources struct {
	Voices  []index.EntryCommit // of entries and cards: who spoke under which address
	Cards   []CardChange        // of one member's the oldest first
	Mailmap string
	// Steward reports who answers for somebody's card; nil: nobody.
	Steward func(of, by note.Handle) bool
	// Named reports whether the members trusted a handle with something before a card was changed: then
	// it is somebody's, also of a member who has said nothing. nil: none.
	Named func(h note.Handle, c CardChange) bool
	// Earliest is the one of several addresses that spoke under a handle before all others did,
	// "" when none did. It is asked only where there are several.
	Earliest func(h note.Handle, addresses []string) (string, error)
	// Made reports whether a key made the signature of gpg that a commit carries; nil: none did.
	Made func(k signature.Key, rev string) bool
}

// CardChange is a member's card as a commit left it.
type CardChange struct {
	index.EntryCommit
	When  time.Time
	Names []string // see NamesOn
	Keys  []signature.Key
	// Let is who let the change in with a merge; the zero value where nobody did.
	Let index.EntryCommit
	// Beside says that it was written without knowing the change before it in the list.
	Beside bool
}

// NewTies finds out who is tied to what.
func NewTies(from Sources) (Ties, error) {
	t := Ties{
		addresses: map[note.Handle]map[string]bool{}, keys: map[note.Handle][]signature.Key{},
		holders: map[string]note.Handle{}, doubts: map[note.Handle]string{}, made: from.Made,
	}
	for h, candidates := range spokenAs(from.Voices) {
		own := candidates[0]
		if len(candidates) > 1 {
			var err error
			if own, err = from.Earliest(h, candidates); err != nil {
				return t, err
			}
		}
		t.tie(h, own)
	}
	t.mapTogether(from.Mailmap)
	owners := t.copy()
	owners.believe(from.Cards, func(CardChange) bool { return false })
	if from.Steward == nil {
		owners.rename(from.Cards, from.Named)
		return owners, nil
	}
	t.believe(from.Cards, func(c CardChange) bool { return owners.steward(c, from.Steward) })
	t.rename(from.Cards, from.Named)
	return t, nil
}

// spokenAs lists, sorted, the addresses that may be a handle's own.
func spokenAs(voices []index.EntryCommit) map[note.Handle][]string {
	itself := map[string]bool{} // addresses that spoke under the handle they are made of
	for _, v := range voices {
		itself[v.Email] = itself[v.Email] || note.HandleFrom(v.Email) == v.Handle
	}
	all, made := map[note.Handle]map[string]bool{}, map[note.Handle]map[string]bool{}
	put := func(m map[note.Handle]map[string]bool, v index.EntryCommit) {
		if m[v.Handle] == nil {
			m[v.Handle] = map[string]bool{}
		}
		m[v.Handle][v.Email] = true
	}
	for _, v := range voices {
		says := note.HandleFrom(v.Email)
		switch {
		case v.Email == "" || v.By != "" && !host(v.By):
		case says == v.Handle:
			put(made, v)
		case !v.Carried && !itself[v.Email]:
			put(all, v)
		}
	}
	out := map[note.Handle][]string{}
	for _, m := range []map[note.Handle]map[string]bool{all, made} {
		for h, addresses := range m {
			out[h] = slices.Sorted(maps.Keys(addresses))
		}
	}
	return out
}

// host reports the addresses under which hosts make commits of what members did there.
func host(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	return local == "noreply" || local == "gitea"
}

func (t *Ties) tie(h note.Handle, address string) {
	if address == "" {
		return
	}
	if t.addresses[h] == nil {
		t.addresses[h] = map[string]bool{}
	}
	t.addresses[h][address] = true
	if old, held := t.holders[address]; !held || h < old {
		t.holders[address] = h
	}
}

// mapTogether takes in a .mailmap, but for lines that would let one member speak for another.
func (t *Ties) mapTogether(text string) {
	for _, mails := range mailmap(text) {
		held := map[note.Handle]bool{}
		for _, m := range mails {
			if h, ok := t.holders[strings.ToLower(m)]; ok {
				held[h] = true
			}
		}
		if len(held) > 1 {
			continue
		}
		for _, m := range mails {
			t.mapped.Union(EmailName(mails[0]), EmailName(m))
		}
	}
}

// believe goes through the cards and takes what may be believed of them. Of two that name keys
// and do not know each other nobody can say which one is the member's: then neither is, until a
// steward says so.
func (t *Ties) believe(cards []CardChange, steward func(CardChange) bool) {
	disputed := map[note.Handle]bool{}
	for _, c := range cards {
		switch vouched := steward(c); {
		case vouched:
			delete(disputed, c.Handle)
		case disputed[c.Handle] || !t.owner(c) && !c.Beside:
			t.doubts[c.Handle] = t.Holder(c.Email)
			continue
		case !t.owner(c) || c.Beside && len(t.keys[c.Handle]) > 0 && !t.signed(c.EntryCommit, c.When):
			t.doubts[c.Handle] = t.Holder(c.Email)
			if t.speaks(c.EntryCommit) && len(c.Keys) > 0 {
				disputed[c.Handle] = true
				delete(t.keys, c.Handle)
			}
			continue
		}
		delete(t.doubts, c.Handle)
		t.take(c)
	}
}

// take believes a card.
func (t *Ties) take(c CardChange) {
	for _, name := range c.Names {
		address, ok := strings.CutPrefix(name, EmailName(""))
		if held, taken := t.holders[address]; ok && (!taken || held == c.Handle) {
			t.tie(c.Handle, address)
		}
	}
	if t.keys[c.Handle] = c.Keys; len(c.Keys) == 0 {
		delete(t.keys, c.Handle)
	}
}

// owner reports whether a card's change is by its owner, as far as is known so far.
func (t *Ties) owner(c CardChange) bool {
	if len(t.keys[c.Handle]) > 0 {
		return t.signed(c.EntryCommit, c.When)
	}
	return t.speaks(c.EntryCommit)
}

// steward reports whether a change is by somebody who answers for the card, or was let in by one.
func (t *Ties) steward(c CardChange, may func(of, by note.Handle) bool) bool {
	for _, v := range []index.EntryCommit{c.EntryCommit, c.Let} {
		for h := range t.addresses {
			v.Handle = h
			if h == c.Handle || v.Email == "" || !may(c.Handle, h) {
				continue
			}
			if len(t.keys[h]) > 0 && t.signed(v, c.When) || len(t.keys[h]) == 0 && t.speaks(v) {
				return true
			}
		}
	}
	return false
}

func (t *Ties) copy() Ties {
	out := *t
	out.addresses, out.keys = map[note.Handle]map[string]bool{}, maps.Clone(t.keys)
	out.holders, out.doubts = maps.Clone(t.holders), maps.Clone(t.doubts)
	for h, a := range t.addresses {
		out.addresses[h] = maps.Clone(a)
	}
	return out
}

// speaks reports whether a voice came under an address of its handle.
func (t *Ties) speaks(v index.EntryCommit) bool {
	return t.has(v.Handle, v.Email) && (v.By == "" || host(v.By) || t.has(v.Handle, v.By))
}

// has reports whether an address is a handle's, by itself or by .mailmap.
func (t *Ties) has(h note.Handle, address string) bool {
	if address == "" || t.addresses[h][address] {
		return address != ""
	}
	name := t.mapped.Find(EmailName(address))
	for own := range t.addresses[h] {
		if t.mapped.Find(EmailName(own)) == name {
			return true
		}
	}
	return false
}

// signed reports whether a key of the handle's signed what came at a moment.
func (t *Ties) signed(v index.EntryCommit, at time.Time) bool {
	return v.Key != "" && slices.ContainsFunc(t.keys[v.Handle], func(k signature.Key) bool {
		return k.Claims(v.Key) && k.ValidAt(at) && (!k.IsOpenPGP() || t.made != nil && t.made(k, v.Rev))
	})
}

// Word is what is known of something that was said under a handle.
type Word struct {
	// Brought is who brought it in that name: a handle, else an address; "" when it is the
	// member's own word.
	Brought string
	Signed  bool // by a key of the member's
}

// Word tells whose word a voice is that came at a moment.
func (t *Ties) Word(v index.EntryCommit, at time.Time) Word {
	switch {
	case t.signed(v, at):
		return Word{Signed: true}
	case t.speaks(v):
		return Word{}
	case v.By != "" && !host(v.By) && !t.has(v.Handle, v.By):
		return Word{Brought: t.Holder(v.By)}
	}
	return Word{Brought: t.Holder(v.Email)}
}

// Holder is whose an address is: a handle, else the address itself, "somebody" for none.
func (t *Ties) Holder(address string) string {
	if h, ok := t.holders[address]; ok {
		return string(h)
	}
	for h := range t.addresses {
		if t.has(h, address) {
			return string(h)
		}
	}
	if address = note.Clean(address); address != "" {
		return address
	}
	return "somebody"
}

// Knows reports whether anything is tied to a handle.
func (t *Ties) Knows(h note.Handle) bool { return len(t.addresses[h])+len(t.keys[h]) > 0 }

// Believed reports whether a voice may be its handle's of which nothing is known: the address or
// the name that its commit has says the handle, and the address is nobody else's.
func (t *Ties) Believed(v index.EntryCommit, name string) bool {
	if h, held := t.holders[v.Email]; v.Email == "" || held && h != v.Handle || v.By != "" && !host(v.By) {
		return false
	}
	return note.HandleFrom(v.Email) == v.Handle || note.HandleFrom(name) == v.Handle
}

// Has reports whether an address is known to speak for a handle.
func (t *Ties) Has(h note.Handle, address string) bool {
	return address != "" && t.has(h, strings.ToLower(address))
}

// Strangers reports whether two addresses are known to speak for different members, and none for
// the same.
func (t *Ties) Strangers(a, b string) bool {
	known := [2]bool{}
	for h := range t.addresses {
		first, second := t.Has(h, a), t.Has(h, b)
		if first && second {
			return false
		}
		known[0], known[1] = known[0] || first, known[1] || second
	}
	return known[0] && known[1]
}

// Shared reports whether an address is known to speak for both of two handles: then both are one
// member's. That one card names the other handle is not enough, which anybody can write on theirs.
func (t *Ties) Shared(a, b note.Handle) bool {
	for address := range t.addresses[a] {
		if t.has(b, address) {
			return true
		}
	}
	return false
}

// Doubt is who wrote what stands on a member's card and is not believed; "" when all of it is.
func (t *Ties) Doubt(h note.Handle) string { return t.doubts[h] }

// Known lists, sorted, which keys and addresses are whose.
func (t *Ties) Known() []string {
	var out []string
	for h, keys := range t.keys {
		for _, k := range keys {
			out = append(out, string(h)+" "+strings.Join(slices.Sorted(maps.Keys(t.addresses[h])), ",")+" "+k.String())
		}
	}
	slices.Sort(out)
	return out
}

// Allowed are the lines of git's allowed signers: who may sign with which key of ssh, sorted.
func (t *Ties) Allowed() []string {
	var out []string
	for h, keys := range t.keys {
		for _, k := range keys {
			if who := slices.Sorted(maps.Keys(t.addresses[h])); len(who) > 0 && !k.IsOpenPGP() {
				out = append(out, k.Allowed(who))
			}
		}
	}
	slices.Sort(out)
	return out
}
