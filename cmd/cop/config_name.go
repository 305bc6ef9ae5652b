package main

import (
	"context"

	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What a name of the user's means in the pool at hand is said when it is set: the setting is for all
// pools, and a pool may know better.

// poolNames are the settings that a pool can have of its own.
var poolNames = map[string]func(*pool.Member, string){
	"handle": func(m *pool.Member, s string) { m.Handle = note.HandleFrom(s) },
	"name":   func(m *pool.Member, s string) { m.Name = s },
	"email":  func(m *pool.Member, s string) { m.Email = s },
}

// setHere changes a name in the pool at hand alone.
func (c *cli) setHere(ctx context.Context, key, value string) error {
	set, ok := poolNames[key]
	if !ok {
		return &usageError{msg: "--here is for handle, name and email", hint: "without --here it is set for all pools"}
	}
	if err := rightSetting(key, value); err != nil {
		return err
	}
	p, err := c.openPool(ctx)
	if err != nil {
		return err
	}
	defer p.Close()
	before, _ := p.Me() // nobody, where nothing said who they are
	var m pool.Member
	set(&m, value)
	if err := p.SetIdentity(m); err != nil {
		return err
	}
	c.sayRenamed(ctx, p, before.Handle)
	return nil
}

// setHandle sets the handle for all pools, and says what that changes in the one at hand.
func (c *cli) setHandle(ctx context.Context, value string) error {
	p, err := c.openPool(ctx)
	if err != nil { // there is none
		return runConfigSet(settingsPath(c.Env), "handle", &value)
	}
	before, _ := p.Me()
	p.Close()
	if err := runConfigSet(settingsPath(c.Env), "handle", &value); err != nil {
		return err
	}
	c.settings.Handle = value
	if p, err = c.openPool(ctx); err != nil {
		return nil // it is set; what to say of it is not known
	}
	defer p.Close()
	me, err := p.Me()
	switch want := note.HandleFrom(value); {
	case err != nil:
	case me.Handle == want:
		c.sayRenamed(ctx, p, before.Handle)
	case c.Env("COP_HANDLE") != "":
		c.Say("COP_HANDLE says %s, and wins over it.", me.Handle)
	default:
		c.Say("In %s you stay %s: that handle was chosen for this pool. cop config set handle %s --here changes it there.", p.Name(), me.Handle, want)
	}
	return nil
}

// sayRenamed says what stays under the handle that the user had in a pool.
func (c *cli) sayRenamed(ctx context.Context, p *pool.Pool, from note.Handle) {
	if from == "" {
		return
	}
	r, err := p.Renamed(ctx, from)
	if err != nil || r.To == r.From {
		return // nothing depends on it
	}
	if r.Open > 0 {
		c.Say("What you offered as %s stays yours, under the name that it has.", r.From)
	}
	switch {
	case r.Taken:
		c.Say("Somebody else goes by %s in %s: what you say under it does not count, and is shown as brought by you. Take another handle.", r.To, p.Name())
	case r.Card:
		c.Say("What you wrote as %s keeps that name. Your card makes both one person: cop mv people/%s people/%s", r.From, r.From, r.To)
	case r.Said:
		c.Say("What you wrote as %s keeps that name. So that both count as one person: cop me --also %s", r.From, r.From)
	}
}
