package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// adaptedNote is a note that was taken over, and its origin.
type adaptedNote struct {
	Address note.Address `json:"address"`
	Title   string       `json:"title"`
	Origin  originJSON   `json:"origin"`
}

type originJSON struct {
	Pool    string       `json:"pool"`
	Address note.Address `json:"address"` // there, now
	At      string       `json:"at"`      // the version that was taken over
	State   pools.State  `json:"state"`   // same, changed, retired, gone, unknown
	Title   string       `json:"title"`   // there, now
	Now     string       `json:"now"`     // the latest version there
	By      string       `json:"by"`      // who changed it last there

	ours bool // what changed there is what stands here
}

func originOf(o pools.Origin) originJSON {
	return originJSON{o.Origin.Pool, o.Address, o.At, o.State, o.Title, o.Rev, o.By, o.Ours}
}

// adaptedList is the result of cop adapt.
type adaptedList []adaptedNote

func (c *cli) listAdapted(ctx context.Context, p *pool.Pool) (any, error) {
	out, err := c.adapted(ctx, p, func(pools.Origin) bool { return true })
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		c.Say("Nothing here was taken over from another pool; cop adapt POOL:ADDR does.")
	}
	return out, nil
}

// changedOrigins are the notes whose origins are not as they were taken over.
func (c *cli) changedOrigins(ctx context.Context, p *pool.Pool) (adaptedList, error) {
	return c.adapted(ctx, p, func(o pools.Origin) bool {
		return o.State != pools.Same && o.State != pools.Unknown && o.Rev != o.At
	})
}

// adapted are the notes that were taken over from where it now looks as keep says.
func (c *cli) adapted(ctx context.Context, p *pool.Pool, keep func(pools.Origin) bool) (adaptedList, error) {
	out := adaptedList{}
	have, err := p.Adapted(ctx)
	if err != nil {
		return out, err
	}
	from := c.originsOf(p)
	defer from.Close()
	for _, a := range have {
		o, err := from.read(ctx, a.Address, a.Origin)
		if err != nil {
			return out, err
		}
		if keep(o) {
			out = append(out, adaptedNote{a.Address, a.Title, originOf(o)})
		}
	}
	return out, nil
}

// Table is one note a row.
func (l adaptedList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "title", Flex: true, Min: 18}, {Name: "address", Whole: true}, {Name: "origin", Whole: true}, {Name: "state"}}}
	for _, a := range l {
		t.Rows = append(t.Rows, []term.Cell{
			{Text: a.Title, Style: term.Title}, {Text: string(a.Address), Style: term.Topic},
			{Text: a.Origin.Pool + ":" + string(a.Origin.Address), Style: term.Topic}, a.Origin.state(),
		})
	}
	return t
}

func (o originJSON) state() term.Cell {
	style := map[pools.State]term.Style{pools.Same: term.Good, pools.Changed: term.Warn, pools.Retired: term.Warn, pools.Gone: term.Bad}[o.State]
	return term.Cell{Text: string(o.State), Style: style}
}

// words say what became of an origin, and what one can do.
func (o originJSON) words(here note.Address) string {
	name := o.Pool + ":" + string(o.Address)
	switch o.State {
	case pools.Same:
		if o.ours {
			return "adapted from " + name + ", which has by now what yours has"
		}
		return "adapted from " + name + ", which is as it was"
	case pools.Changed:
		return "adapted from " + name + ", which changed since: cop adapt " + string(here) + " shows how"
	case pools.Retired:
		return "adapted from " + name + ", which its community has retired since"
	case pools.Gone:
		return "adapted from " + name + ", which is not there any more"
	}
	return "adapted from " + name + "; that pool is not on this machine"
}

// runOrigin shows what the origin of a note became, or merges it.
func (c *cli) runOrigin(ctx context.Context, p *pool.Pool, typed string, o adaptOptions) (any, error) {
	a, err := c.note(ctx, p, typed)
	if err != nil {
		return nil, err
	}
	text, err := p.Read(a)
	if err != nil {
		return nil, err
	}
	n := note.Parse(a.Path(), text)
	origin, ok := note.ReadOrigin(n.AdaptedFrom)
	if !ok {
		return nil, &usageError{msg: string(a) + " was not taken over from another pool", hint: "cop adapt POOL:ADDR takes one over; cop adapt lists those that were"}
	}
	from := c.originsOf(p)
	defer from.Close()
	there, err := from.read(ctx, a, origin)
	if err != nil {
		return nil, err
	}
	if there.State == pools.Unknown {
		return nil, &strangerError{origin.Pool}
	}
	r := adaptedNote{a, n.Title, originOf(there)}
	if there.State == pools.Gone && (o.update || o.mine || o.theirs) {
		return nil, &originGoneError{a, there}
	}
	if there.State == pools.Gone || there.State == pools.Same || there.Rev == origin.At {
		c.Say("%s is %s.", a, r.Origin.words(a))
		return told{r}, nil
	}
	u, err := pools.PlanUpdate(ctx, *from.from(ctx, origin), there, text)
	if err != nil {
		return nil, err
	}
	if !o.update && !o.mine && !o.theirs {
		c.showDifference(r, u)
		return told{r}, nil
	}
	return c.updateFrom(ctx, p, r, u, o)
}

// strangerError says that the pool of an origin is not on this machine.
type strangerError struct{ pool string }

func (e *strangerError) Error() string {
	return fmt.Sprintf("the pool %s, which it is from, is not on this machine", e.pool)
}

// originGoneError says that there is nothing any more to bring a note up to.
type originGoneError struct {
	here  note.Address
	there pools.Origin
}

func (e *originGoneError) Error() string {
	return fmt.Sprintf("%s:%s, which %s is from, is not there any more; yours stays as it is", e.there.Origin.Pool, e.there.Address, e.here)
}

// showDifference tells what changed at the origin, as text.
func (c *cli) showDifference(r adaptedNote, u pools.Update) {
	p := c.ErrPalette()
	by := ""
	if r.Origin.By != "" {
		by = ", last changed by " + term.Clean(r.Origin.By)
	}
	c.Tell(term.Hang("", "  ", p.Paint(term.Title, r.Title)+"  "+p.Paint(term.Topic, string(r.Address))+p.Paint(term.Muted, " · "+r.Origin.Pool+":"+string(r.Origin.Address)+by), c.Width()))
	c.Tell(p.Paint(term.Title, "What changed there"))
	was, now := withoutOrigin(u.Base), withoutOrigin(u.Theirs)
	c.Tell(strings.Join(term.LayoutProse(r.Address.Path(), was, now, term.ProseOptions{Width: c.Width(), Palette: p}).Lines, "\n"))
	if u.Merged != nil {
		c.Say("cop adapt %s --update brings it in; what you changed stays.", r.Address)
		return
	}
	c.Say("You changed the same lines: cop adapt %s --update opens both, --mine keeps yours, --theirs takes theirs.", r.Address)
}

// withoutOrigin is a text without where it is from, which is not what anybody changed.
func withoutOrigin(text []byte) []byte {
	n := note.Parse("practices/new.md", slices.Clone(text))
	if n.Delete("adapted_from") != nil {
		return text
	}
	return n.Bytes()
}

func (c *cli) updateFrom(ctx context.Context, p *pool.Pool, r adaptedNote, u pools.Update, o adaptOptions) (any, error) {
	text, err := c.chooseUpdate(ctx, p, r, u, o)
	if err != nil || text == nil {
		return nil, err
	}
	if err := p.UpdateShowing(ctx, r.Address, text, u.Files); err != nil {
		return nil, err
	}
	r.Origin.At, r.Origin.State = u.To.At, pools.Same
	c.Say("Brought %s up to what %s:%s is now; a draft of yours: cop share offers it.", r.Address, u.To.Pool, u.To.Address)
	return told{r}, nil
}

func (c *cli) chooseUpdate(ctx context.Context, p *pool.Pool, r adaptedNote, u pools.Update, o adaptOptions) ([]byte, error) {
	switch {
	case o.theirs:
		return u.Theirs, nil
	case o.mine:
		return u.Seen()
	case u.Merged != nil:
		return u.Merged, nil
	case !c.Prompting():
		return nil, &bothChangedError{r.Address, u.To}
	}
	defer c.pause()()
	c.showDifference(r, u)
	return c.editBoth(ctx, p, r.Address, pool.Sides{Base: u.Base, Mine: u.Mine, Theirs: u.Theirs})
}

// bothChangedError says that an origin and the note made of it changed the same lines.
type bothChangedError struct {
	here note.Address
	to   note.Origin
}

func (e *bothChangedError) Error() string {
	return fmt.Sprintf("%s and %s:%s changed the same lines", e.here, e.to.Pool, e.to.Address)
}

// lineage is where a note was taken over from, nil where it was not; with evidence, what reports
// here and there come to.
func (c *cli) lineage(ctx context.Context, p *pool.Pool, v pool.View, evidence bool) (*pools.Origin, *pool.Why, error) {
	of, ok := note.ReadOrigin(v.Note.AdaptedFrom)
	if !ok {
		return nil, nil, nil
	}
	from := c.originsOf(p)
	defer from.Close()
	o, err := from.read(ctx, v.Card.Address, of)
	if err != nil {
		return nil, nil, err
	}
	if !evidence || o.State == pools.Unknown || o.State == pools.Gone || v.Why.Maturity == "" {
		return &o, nil, nil
	}
	why, err := p.WeighTogether(ctx, v, from.from(ctx, of).Pool, o.Address, of.Pool)
	return &o, &why, err
}
