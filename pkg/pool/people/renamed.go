package people

import (
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// rename ties handles that members took beside the one they had: nobody else speaks under the new
// one, and a card says that both are one person's, in the hand of whose the old one is.
func (t *Ties) rename(cards []CardChange) {
	taken := map[note.Handle]bool{}
	for h := range t.addresses {
		taken[h] = true
	}
	renamed := map[note.Handle]bool{}
	for _, c := range cards {
		for _, pair := range pairs(c) {
			old, now := pair[0], pair[1]
			v := c
			if v.Handle = old; taken[now] || !t.owner(v) {
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
