package main

import (
	"bytes"
	"context"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// origins finds the pools of this machine from which notes of a pool were taken over.
type origins struct {
	c    *cli
	p    *pool.Pool
	open []pools.Named // by the user's names
	left poolList      // not opened yet
}

func (c *cli) originsOf(p *pool.Pool) *origins { return &origins{c: c, p: p, left: c.listPools()} }

func (o *origins) Close() { closeAll(o.open) }

// next opens one more pool; false: there is none.
func (o *origins) next(ctx context.Context) bool {
	opt := o.c.poolOptions()
	opt.Prescan, opt.Progress = false, nil // most are only asked who they are
	for len(o.left) > 0 {
		k := o.left[0]
		o.left = o.left[1:]
		p, err := pool.Open(ctx, k.Dir, opt)
		switch {
		case err != nil:
		case p.Root() == o.p.Root():
			p.Close()
		default:
			o.open = append(o.open, pools.Named{Name: k.Name, Pool: p})
			return true
		}
	}
	return false
}

// The signs by which a pool is known as that of an origin. One alone is enough, but that a name is
// none where the charter says at which address the pool of this name is.
const (
	signTitle   = 1 << iota // it calls itself so
	signName                // the user calls it so
	signPlace               // it is where the charter says
	signVersion             // it has the version that was taken over: no other has, but a copy of it
)

// signs of a pool, for an origin whose pool the charter says to be at url; "" where it does not.
func signs(p pools.Named, of note.Origin, url string) (found int) {
	at, _ := p.Remote()
	if pool.SamePlace(url, at) {
		found |= signPlace
	}
	if p.HasVersion(of) {
		found |= signVersion
	}
	if found == 0 && url != "" {
		return 0
	}
	if p.Name == of.Pool {
		found |= signName
	}
	if note.Slug(p.Pool.Name()) == of.Pool {
		found |= signTitle
	}
	return found
}

// local is the pool of an origin by the user's name of it: whatever it is called by now, and
// wherever it has moved; nil: none is on this machine.
func (o *origins) local(ctx context.Context, of note.Origin) *pools.Named {
	url := upstreamURL(o.p, of.Pool)
	best, most := -1, 0
	for i := 0; i < len(o.open) || o.next(ctx); i++ {
		if found := signs(o.open[i], of, url); found > most {
			best, most = i, found
		}
		if most > signVersion {
			break // nothing else could be it
		}
	}
	if best < 0 {
		return nil
	}
	return &o.open[best]
}

// from is the pool of an origin by the name that it has there; nil: none is on this machine.
func (o *origins) from(ctx context.Context, of note.Origin) *pools.Named {
	local := o.local(ctx, of)
	if local == nil {
		return nil
	}
	return &pools.Named{Name: of.Pool, Pool: local.Pool}
}

// owed is where a note here was taken over from, and what the user calls that pool where the note has
// something of our own by now; "" where it has not, or the pool is not on this machine.
func (o *origins) owed(ctx context.Context, here note.Address) (origin note.Origin, to string) {
	text, err := o.p.Read(here)
	if err != nil {
		return origin, ""
	}
	origin, ok := note.ReadOrigin(note.Parse(here.Path(), text).AdaptedFrom)
	if !ok {
		return origin, ""
	}
	local := o.local(ctx, origin)
	if local == nil {
		return origin, ""
	}
	from := pools.Named{Name: origin.Pool, Pool: local.Pool}
	there, err := pools.ReadOrigin(ctx, &from, origin)
	if err != nil || there.State == pools.Gone {
		return origin, ""
	}
	u, err := pools.PlanUpdate(ctx, from, there, text)
	if err == nil && bytes.Equal(withoutOrigin(u.Base), withoutOrigin(text)) {
		return origin, ""
	}
	return origin, local.Name
}

// upstreamURL is where a charter says that a pool is; "": it does not.
func upstreamURL(p *pool.Pool, name string) string {
	for _, up := range p.Charter().Upstreams {
		if note.Slug(up.Name) == name {
			return up.URL
		}
	}
	return ""
}

// upstreamName is what a charter calls the pool at a place, the first name of several; "": it names
// none there.
func upstreamName(p *pool.Pool, at string) string {
	for _, up := range p.Charter().Upstreams {
		if pool.SamePlace(up.URL, at) {
			return note.Slug(up.Name)
		}
	}
	return ""
}

// read says what became of the origin of a note here.
func (o *origins) read(ctx context.Context, here note.Address, of note.Origin) (pools.Origin, error) {
	from := o.from(ctx, of)
	there, err := pools.ReadOrigin(ctx, from, of)
	if err != nil || there.State != pools.Changed {
		return there, err
	}
	mine, err := o.p.Read(here)
	if err != nil {
		return there, err
	}
	return pools.Compare(ctx, *from, there, mine), nil
}
