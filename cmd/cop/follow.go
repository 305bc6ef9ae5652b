package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Following: pools of other communities on this machine, to be read.

func newPoolAdd(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "add [URL] [NAME]",
		Short: "Follow another community's pool, to read it",
		Long: `Get another community's pool onto this machine to read it. You are no member of it:
cop join makes you one. Without a URL the pools are followed that the charter of
your pool names as upstreams.

cop find --everywhere searches what you follow, too; cop pool update and each cop sync
bring it up to date.`,
		Example: "cop pool add https://git.example.org/ops/pool.git\ncop pool add https://git.example.org/ops/pool.git ops\ncop pool add",
		Args:    takes(0, 2),
		RunE: c.printing(func(ctx context.Context, args []string) (any, error) {
			if len(args) == 0 {
				return c.followUpstreams(ctx)
			}
			name := followName(args[0])
			if len(args) == 2 {
				name = args[1]
			}
			if name != note.Slug(name) {
				return nil, &usageError{msg: fmt.Sprintf("%q cannot name a pool", name), hint: "use small letters, digits and dashes"}
			}
			defer c.working()()
			p, err := c.follow(ctx, fromHere(args[0]), name)
			if err != nil {
				return nil, err
			}
			return followedList{p}, nil
		}),
	}
}

// followName is what to call a pool by its address: the last part of it, and where that only says
// that it is a pool, on a host, the part before, which says whose.
func followName(url string) string {
	name := note.Slug(folderName(url))
	if !slices.Contains([]string{"pool", "practices", "notes", "knowledge", "community"}, name) {
		return name
	}
	_, path, onHost := strings.Cut(url, ":")
	if rest, scheme := strings.CutPrefix(path, "//"); scheme {
		_, path, onHost = strings.Cut(rest, "/")
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if !onHost || len(parts) < 2 || note.Slug(parts[len(parts)-2]) == "" {
		return name
	}
	return note.Slug(parts[len(parts)-2])
}

// followed is the result of following a pool.
type followed struct {
	poolEntry
	Remote string `json:"remote"`
	Notes  int    `json:"notes"`

	title string
	old   bool
}

// Text says what is there now, and what one can do with it.
func (f followed) Text(s *term.Streams) string {
	p := s.Palette()
	did := p.Paint(term.Good, "Following")
	switch {
	case f.old && f.Follows:
		did = "You follow"
	case f.old:
		did = "You are a member of"
	}
	where := " in " + p.Paint(term.Topic, f.Dir)
	return term.Hang("", "  ", did+" "+p.Paint(term.Title, f.title)+" as "+p.Paint(term.Accent, f.Name)+where+": "+count(f.Notes, "note")+".", s.LineWidth()) + "\n" +
		term.Hang("", "  ", p.Paint(term.Muted, "cop find WORDS --everywhere searches it, too; cop adapt "+f.Name+":ADDR takes a practice over."), s.LineWidth()) + "\n"
}

// followedList is the result of following what a charter names.
type followedList []followed

// Text is one pool after the other.
func (l followedList) Text(s *term.Streams) string {
	var b strings.Builder
	for _, f := range l {
		b.WriteString(f.Text(s))
	}
	return b.String()
}

// followUpstreams follows the pools that the charter names.
func (c *cli) followUpstreams(ctx context.Context) (any, error) {
	p, err := c.openPool(ctx)
	if err != nil {
		return nil, err
	}
	ups := p.Charter().Upstreams
	p.Close()
	if len(ups) == 0 {
		return nil, &usageError{msg: "pool add needs the URL of a pool: the charter names none to follow", hint: "cop pool add URL; a community names its own with upstreams: [{name: ops, url: URL}] in the charter"}
	}
	defer c.working()()
	out := followedList{}
	var failed error // the last; the others are said as they come
	for _, up := range ups {
		f, err := c.follow(ctx, up.URL, note.Slug(up.Name))
		if err == nil {
			out = append(out, f)
			continue
		}
		if failed != nil {
			c.Say("note: %s", explain(failed).Message)
		}
		failed = err
	}
	return out, failed
}

// follow gets a pool onto this machine, unless it is there, and remembers it by a name.
func (c *cli) follow(ctx context.Context, url, name string) (followed, error) {
	if k, p := c.opened(ctx, func(_ poolEntry, p *pool.Pool) bool {
		at, _ := p.Remote()
		return pool.SamePlace(at, url) || sameFile(p.Root(), url)
	}); p != nil {
		defer p.Close()
		f, err := c.followedPool(ctx, p, k)
		f.old = true
		return f, err
	}
	if _, p := c.opened(ctx, func(k poolEntry, _ *pool.Pool) bool { return k.Name == name }); p != nil {
		defer p.Close()
		at, _ := p.Remote()
		return followed{}, &usageError{msg: fmt.Sprintf("another pool is called %s already, the one at %s", name, pool.Redact(at)), hint: "give this one another name: cop pool add " + quoted(pool.Redact(url)) + " NAME"}
	}
	dir := filepath.Join(c.dataHome(), "cop", "pools", name)
	p, err := pool.Join(ctx, url, dir, c.poolOptions())
	if err != nil {
		return followed{}, err
	}
	defer p.Close()
	k := poolEntry{Name: name, Dir: dir, Follows: true}
	if err := changeSetting(settingsPath(c.Env), k.table(), name, &dir); err != nil {
		return followed{}, err
	}
	if c.settings, err = readSettings(settingsPath(c.Env)); err != nil {
		return followed{}, err
	}
	return c.followedPool(ctx, p, k)
}

func (c *cli) followedPool(ctx context.Context, p *pool.Pool, k poolEntry) (followed, error) {
	at, _ := p.Remote()
	f := followed{poolEntry: k, Remote: pool.Redact(at), title: p.Name()}
	err := p.Walk(ctx, func(int) func(*index.Card) {
		f.Notes = 0
		return func(*index.Card) { f.Notes++ }
	})
	return f, err
}

func newPoolUpdate(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:               "update [NAME…]",
		Short:             "Bring the pools you follow up to date",
		Example:           "cop pool update\ncop pool update ops",
		Args:              takes(0, -1),
		ValidArgsFunction: c.completePools,
		RunE: c.printing(func(ctx context.Context, args []string) (any, error) {
			list, err := c.followedOf(args)
			if err != nil {
				return nil, err
			}
			if len(list) == 0 {
				c.Say("You follow no pool yet; cop pool add URL follows one.")
			}
			defer c.working()()
			up := c.update(ctx, list)
			for _, u := range up {
				if u.err != nil {
					return up, u.err
				}
			}
			return up, nil
		}),
	}
}

// followedOf are the followed pools of some names, all of them without names.
func (c *cli) followedOf(names []string) ([]poolEntry, error) {
	var out []poolEntry
	for _, name := range names {
		p, ok := c.knownPool(name)
		if !ok {
			return nil, noPoolCalled(name)
		}
		out = append(out, p)
	}
	for _, p := range c.listPools() {
		if len(names) == 0 && p.Follows {
			out = append(out, p)
		}
	}
	return out, nil
}

// updated is what came of bringing one pool up to date.
type updated struct {
	Name     string         `json:"name"`
	Received []note.Address `json:"received"`
	Error    string         `json:"error"`

	err error
}

type updatedList []updated

// Text is a line a pool.
func (l updatedList) Text(s *term.Streams) string {
	var b strings.Builder
	p := s.Palette()
	for _, u := range l {
		line := p.Paint(term.Accent, u.Name) + ": "
		switch n := len(u.Received); {
		case u.err != nil:
			line += p.Paint(term.Warn, "as it was; "+u.Error)
		case n > 0:
			line += count(n, "note") + " new or changed"
		default:
			line += "up to date"
		}
		b.WriteString(term.Hang("", "  ", line, s.LineWidth()) + "\n")
	}
	return b.String()
}

// update brings pools up to date, all at once: each waits for another place.
func (c *cli) update(ctx context.Context, list []poolEntry) updatedList {
	out := make(updatedList, len(list))
	var all sync.WaitGroup
	for i, k := range list {
		all.Go(func() { out[i] = c.updateOne(ctx, k) })
	}
	all.Wait()
	return out
}

// updateBeside brings all followed pools up to date while something else is done. news waits for
// it, tells which are out of reach and yields those that have something new.
func (c *cli) updateBeside(ctx context.Context, not bool) (news func() updatedList) {
	list, _ := c.followedOf(nil)
	if not || len(list) == 0 {
		return func() updatedList { return nil }
	}
	done := make(chan updatedList, 1)
	go func() { done <- c.update(ctx, list) }()
	return func() updatedList {
		var out updatedList
		for _, u := range <-done {
			switch {
			case u.err != nil:
				c.Say("note: %s, which you follow, is as it was: %s", u.Name, u.Error)
			case len(u.Received) > 0:
				out = append(out, u)
			}
		}
		return out
	}
}

func (c *cli) updateOne(ctx context.Context, k poolEntry) updated {
	u := updated{Name: k.Name, Received: []note.Address{}}
	o := c.poolOptions()
	o.Notice, o.Progress = nil, nil // several speak at once
	p, err := pool.Open(ctx, k.Dir, o)
	if err == nil {
		defer p.Close()
		var rep pool.SyncReport
		rep, err = p.Sync(ctx, pool.SyncOptions{})
		for _, it := range rep.Received {
			if it.Address != "" {
				u.Received = append(u.Received, it.Address)
			}
		}
	}
	if errors.Is(err, pool.ErrNoPool) {
		err = &noPoolError{dir: k.Dir}
	}
	if u.err = err; err != nil {
		u.Error = explain(err).Message
	}
	return u
}

// followNoMore forgets that a pool was followed, now that the user is a member of it.
func (c *cli) followNoMore(ctx context.Context, remote string) error {
	k, p := c.opened(ctx, func(k poolEntry, p *pool.Pool) bool {
		at, _ := p.Remote()
		return k.Follows && pool.SamePlace(at, remote)
	})
	if p == nil {
		return nil
	}
	p.Close()
	delete(c.settings.Follows, k.Name)
	return c.forget(k)
}

// opened is the first pool of this machine that is wanted; nil: none. Nobody looks at its files:
// most are opened only to be asked who they are.
func (c *cli) opened(ctx context.Context, want func(poolEntry, *pool.Pool) bool) (poolEntry, *pool.Pool) {
	o := c.poolOptions()
	o.Prescan, o.Progress = false, nil
	for _, k := range c.listPools() {
		p, err := pool.Open(ctx, k.Dir, o)
		if err != nil {
			continue
		}
		if want(k, p) {
			return k, p
		}
		p.Close()
	}
	return poolEntry{}, nil
}
