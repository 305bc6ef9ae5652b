package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// Every pool of this machine at once, and notes of other pools by name: ops:oncall/pager.

// runFindEverywhere searches the pool at hand and all that are remembered.
func (c *cli) runFindEverywhere(ctx context.Context, words string, o findOptions) (any, error) {
	words, err := c.savedSearch(words)
	if err != nil {
		return nil, err
	}
	q, err := c.searchFor(words, o)
	if err != nil {
		return nil, err
	}
	all, err := c.everyPool(ctx)
	if err != nil {
		return nil, err
	}
	defer closeAll(all)
	defer c.working()()
	res, err := pools.Find(ctx, all, q)
	if err != nil {
		return nil, err
	}
	list := hitList{total: res.Total, asked: res.Asked, now: c.now(), found: true}
	for _, h := range res.Hits {
		list.hits = append(list.hits, h.Hit)
		list.in = append(list.in, foundIn{h.Pool, h.Old})
	}
	if len(list.hits) == 0 {
		return list, &nothingFound{words: words, ask: strings.Join(q.Words(), " "), suggest: res.Suggest, nearly: res.Nearly}
	}
	return list, nil
}

// here is what the pool at hand is called where it is one of several.
const here = ""

// everyPool opens the pool at hand, if there is one, and all that are remembered. Pools that
// are gone are told and passed over.
func (c *cli) everyPool(ctx context.Context) ([]pools.Named, error) {
	var out []pools.Named
	o := c.poolOptions()
	o.Progress = nil // several work at once
	root := ""
	p, err := c.openPool(ctx)
	switch none := new(noPoolError); {
	case err == nil:
		root = p.Root()
		out = append(out, pools.Named{Name: here, Pool: p})
	case !errors.As(err, &none) || c.dir != "" || c.pool != "":
		return nil, err
	}
	all, gone := openAll(ctx, c.listPools(), o, root)
	for _, k := range gone {
		c.Say("note: %s is passed over: there is no pool in %s any more; cop pool forget %s takes it off the list", k.Name, k.Dir, k.Name)
	}
	if out = append(out, all...); len(out) == 0 {
		return nil, err
	}
	return out, nil
}

// otherPools opens all pools that are remembered but the one at root, quietly; gone are the
// names of those that cannot be opened.
func (c *cli) otherPools(ctx context.Context, root string) (all []pools.Named, gone []string) {
	o := c.poolOptions()
	o.Progress, o.Notice = nil, nil
	now := c.again(c.Streams)
	if s, err := readSettings(settingsPath(c.Env)); err == nil {
		now.settings = s // one may have been followed meanwhile
	}
	all, lost := openAll(ctx, now.listPools(), o, root)
	for _, k := range lost {
		gone = append(gone, k.Name)
	}
	return all, gone
}

// openAll opens each pool of a list once, without the one at root; gone are those that cannot be opened.
func openAll(ctx context.Context, list poolList, o pool.Options, root string) (all []pools.Named, gone []poolEntry) {
	for _, k := range list {
		p, err := pool.Open(ctx, k.Dir, o)
		switch {
		case err != nil:
			gone = append(gone, k)
		case p.Root() == root || contains(all, p.Root()):
			p.Close()
		default:
			all = append(all, pools.Named{Name: k.Name, Pool: p})
		}
	}
	return all, gone
}

func contains(all []pools.Named, root string) bool {
	for _, p := range all {
		if p.Root() == root {
			return true
		}
	}
	return false
}

func closeAll(all []pools.Named) {
	for _, p := range all {
		p.Close()
	}
}

// ofPool parts the name of a remembered pool from a note's: "ops:oncall/pager".
func (c *cli) ofPool(typed string) (k poolEntry, note string, ok bool) {
	name, note, found := strings.Cut(typed, ":")
	if !found || note == "" {
		return k, typed, false
	}
	k, ok = c.knownPool(name)
	return k, note, ok
}

// withPoolOf is withPool, on another pool where the first argument names one: "ops:pager".
func (c *cli) withPoolOf(run func(ctx context.Context, p *pool.Pool, args []string) (any, error)) func(*cobra.Command, []string) error {
	there := c.withPool(run)
	return func(cmd *cobra.Command, args []string) error {
		if k, note, ok := c.ofPool(args[0]); ok {
			c.pool, c.dir = k.Name, ""
			args = append([]string{note}, args[1:]...)
		}
		err := there(cmd, args)
		if name, ok := namesPool(args[0]); ok && errors.Is(err, pool.ErrNoNote) {
			return &unknownPool{name}
		}
		return err
	}
}

// namesPool is the name of a pool that what was typed begins with, as in "ops:pager", whether or
// not there is such a pool; the address of a place, or a title with a colon, begins with none.
func namesPool(typed string) (name string, ok bool) {
	name, rest, found := strings.Cut(typed, ":")
	return name, found && rest != "" && !strings.ContainsAny(rest[:1], `/\\ `) && name != "" && !strings.ContainsAny(name, ` /\\`)
}

// unknownPool says that a note was looked for in a pool that is not on this machine.
type unknownPool struct{ name string }

func (e *unknownPool) Error() string { return fmt.Sprintf("no pool is called %q", e.name) }
