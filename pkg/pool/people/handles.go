package people

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
)

// Handles tells which spellings – handles, names, e-mail addresses – mean one person. It
// is made from what every clone has alike: member cards and git's .mailmap. The zero
// value takes every spelling at its word.
type Handles struct {
	handles map[string]note.Handle // spelling in lower case → handle
	names   map[note.Handle]string
}

// Each calls f with every spelling and whose it is, in order.
func (ps Handles) Each(f func(spelling string, h note.Handle)) {
	for _, spelling := range slices.Sorted(maps.Keys(ps.handles)) {
		f(spelling, ps.handles[spelling])
	}
}

// NewHandles reads member cards, then a .mailmap. A card speaks for its handle, its name,
// the handles that it was under before and whatever it lists under "also". A line of a .mailmap,
//
//	Ana Example <ana@example.org> Ana at work <a.example@corp.example>
//
// makes the last name and address mean the first: the member whose card has that name or
// whose handle is made of that address. What a card says is never overruled.
func NewHandles(cards []Person, mailmapFile []byte) Handles {
	ps := Handles{handles: map[string]note.Handle{}, names: map[note.Handle]string{}}
	for _, c := range cards {
		ps.learn(string(c.Handle), c.Handle)
		ps.names[c.Handle] = c.Name
	}
	for _, c := range cards {
		for _, s := range append([]string{c.Name, string(note.HandleFrom(c.Name))}, c.Also...) {
			ps.learn(s, c.Handle)
			ps.learn(string(note.HandleFrom(s)), c.Handle)
		}
		for _, h := range c.Former {
			ps.learn(string(h), c.Handle)
		}
	}
	for names, mails := range mailmap(string(mailmapFile)) {
		ps.mapped(names, mails)
	}
	return ps
}

// learn takes a spelling unless it means somebody already.
func (ps *Handles) learn(spelling string, h note.Handle) {
	s := strings.ToLower(strings.TrimSpace(spelling))
	if _, taken := ps.handles[s]; s != "" && !taken {
		ps.handles[s] = h
	}
}

// mapped takes in a line of a .mailmap.
func (ps *Handles) mapped(names, mails []string) {
	h := ps.Of(names[0])
	if _, known := ps.names[h]; !known {
		h = ps.Of(mails[0])
	}
	if h == "" {
		return
	}
	if ps.names[h] == "" {
		ps.names[h] = names[0]
	}
	for i := range mails {
		ps.learn(names[i], h)
		ps.learn(string(note.HandleFrom(names[i])), h)
		ps.learn(mails[i], h)
		ps.learn(string(note.HandleFrom(mails[i])), h)
	}
}

// Of is the handle of whoever a spelling means; "" for one that names nobody.
func (ps Handles) Of(spelling string) note.Handle {
	s := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(spelling), "@"))
	if h, ok := ps.handles[s]; ok {
		return h
	}
	h := note.HandleFrom(s)
	if same, ok := ps.handles[string(h)]; ok {
		return same
	}
	return h
}

// Changed is the handle of who changed a note last: by the address and the name that git has
// of them, as far as a card or a .mailmap knows either, else made of the address.
func (ps Handles) Changed(c *index.Card) note.Handle {
	for _, s := range []string{c.ByEmail, c.By} {
		if h, ok := ps.handles[strings.ToLower(s)]; ok && s != "" {
			return h
		}
	}
	return ps.Of(cmp.Or(c.ByEmail, c.By))
}

// Name is what to call a member: the name on their card, else the handle.
func (ps Handles) Name(h note.Handle) string {
	if n := ps.names[h]; n != "" {
		return n
	}
	return string(h)
}
