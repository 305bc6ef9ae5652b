package pool

import (
	"context"
	"strings"

	"github.com/breakfast-table/cop/pkg/note"
)

// Renamed says what of the user's stays under a handle that they had in a pool.
type Renamed struct {
	From, To note.Handle
	Open     int  // contributions under it that are open; they stay the user's
	Card     bool // their card, which says that both are one person once it is moved
	Said     bool // it spoke here, and nothing says yet that both are one person
	// Taken says that somebody else speaks under To.
	Taken bool
}

// Renamed looks at what the user leaves behind who goes by another handle from now on than the one
// they had in this pool.
func (p *Pool) Renamed(ctx context.Context, from note.Handle) (Renamed, error) {
	me, err := p.Me()
	r := Renamed{From: from, To: me.Handle}
	if err != nil || from == me.Handle {
		return r, err
	}
	if err := p.readWhose(ctx); err != nil {
		return r, err
	}
	r.Taken = p.whose.Knows(me.Handle) && !p.whose.Has(me.Handle, me.Email)
	one := p.namesOf(me).claim(from, "")
	if _, ok := p.parseWorking(cardOf(from).Path()); ok && !one {
		_, has := p.parseWorking(cardOf(me.Handle).Path())
		r.Card = !has
	}
	r.Said = !one && p.whose.Has(from, me.Email)
	h, err := p.heads(ctx)
	if err != nil {
		return r, err
	}
	open, err := p.contributions(ctx, h, me)
	for _, c := range open {
		switch {
		case c.Mine && c.handle == from:
			r.Open++
		case c.handle == me.Handle && !strings.EqualFold(c.maker, me.Email) && !p.namesOf(me).claim("", c.maker):
			r.Taken = true
		}
	}
	return r, err
}
