package people

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// rename ties handles that members took beside the one they had: nobody else speaks under the new
// one, and a card says that both are one person's, in the hand of whose the old one is. A handle that
// two members claim so, or that somebody else made a card for, is neither's; nor is one that the members
// trusted with something before, of whom nothing was heard yet.
func (t *Ties) rename(cards []CardChange, named func(note.Handle, CardChange) bool) {
	taken := map[note.Handle]bool{}
	for h := range t.addresses {
		taken[h] = true
	}
	before := t.copy()
	claims := before.claims(cards)
	renamed := map[note.Handle]bool{}
	for _, c := range cards {
		for _, pair := range pairs(c) {
			old, now := pair[0], pair[1]
			v := c
			if v.Handle = old; taken[now] || !t.owner(v) || !claims.by(now, before.hand(c)) || named != nil && named(now, c) {
				continue
			}
			t.tie(now, c.Email)
			renamed[now] = true
		}
		if renamed[c.Handle] && t.owner(c) {
			delete(t.doubts, c.Handle)
			t.take(c)
		}
	}
}

// claims are who says of a handle that it is theirs, by handle; nobody where several do.
type claims map[note.Handle]string

const nobody = ""

// by reports whether a handle is claimed by one hand only, and puts the first down where it is not yet.
func (c claims) by(h note.Handle, hand string) bool {
	switch was, known := c[h]; {
	case !known:
		c[h] = hand
	case was != hand:
		return false
	}
	return hand != nobody
}

// claims finds out who began a card, and who says of a handle without one that it is theirs.
func (t *Ties) claims(cards []CardChange) claims {
	out, begun := claims{}, map[note.Handle]bool{}
	for _, c := range cards {
		if !begun[c.Handle] {
			begun[c.Handle], out[c.Handle] = true, t.hand(c)
		} else if c.Beside && out[c.Handle] != t.hand(c) {
			out[c.Handle] = nobody // which of them began it nobody can say
		}
	}
	for _, c := range cards {
		for _, pair := range pairs(c) {
			v := c
			if v.Handle = pair[0]; !begun[pair[1]] && t.owner(v) && !out.by(pair[1], t.hand(c)) {
				out[pair[1]] = nobody
			}
		}
	}
	return out
}

// hand is whose a change is: of a member by their first handle, however they are called on the card. An
// address proves nothing where a key signs: of two that disagree it is nobody's.
func (t *Ties) hand(c CardChange) string {
	hand := t.Holder(c.Email)
	for h := range t.keys {
		v := c.EntryCommit
		v.Handle = h
		switch _, held := t.holders[c.Email]; {
		case !t.signed(v, c.When) || hand == string(h):
		case held || t.has(h, c.Email):
			return nobody
		default:
			return string(h)
		}
	}
	return hand
}

// pairs are the handles on a card with its own, either way round: which of two is the older one a
// card does not say.
func pairs(c CardChange) (out [][2]note.Handle) {
	for _, name := range c.Names {
		if other, ok := strings.CutPrefix(name, HandleName("")); ok && note.Handle(other) != c.Handle {
			out = append(out, [2]note.Handle{note.Handle(other), c.Handle}, [2]note.Handle{c.Handle, note.Handle(other)})
		}
	}
	return out
}
