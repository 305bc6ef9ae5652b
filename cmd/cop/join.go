package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

type joinOptions struct {
	person
	card pool.Card
}

func newJoin(c *cli) *cobra.Command {
	var o joinOptions
	cmd := &cobra.Command{
		Use:   "join URL [DIR]",
		Short: "Become a member of a community's pool",
		Long: `Get a community's pool onto this machine and remember it by name, so that cop
finds it from anywhere. You are shown what to read first.`,
		Example: "cop join https://git.example.org/guild/pool.git\ncop join git@git.example.org:guild/pool.git guild",
		GroupID: "start",
		Args:    takes(1, 2, "the URL of a pool"),
		RunE: c.printing(func(ctx context.Context, args []string) (any, error) {
			return c.runJoin(ctx, args, o)
		}),
	}
	o.flags(cmd)
	cardFlags(cmd.Flags(), &o.card.Does, &o.card.AskMe)
	return cmd
}

func (c *cli) runJoin(ctx context.Context, args []string, o joinOptions) (any, error) {
	url, given := args[0], args
	if len(args) == 1 {
		args = append(args, folderName(url))
	}
	dir, err := c.target(args[1:])
	if err != nil {
		return nil, err
	}
	if p := c.joined(ctx, fromHere(url), dir, len(given) > 1); p != nil {
		defer p.Close()
		return c.joinAgain(ctx, p, o)
	}
	if err := c.outside(ctx, dir); err != nil {
		return nil, err
	}
	defer c.working()()
	p, err := pool.Join(ctx, fromHere(url), dir, c.poolOptions())
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if err := p.SetIdentity(o.member()); err != nil {
		return nil, err
	}
	if _, err := p.Me(); errors.Is(err, pool.ErrNoIdentity) && c.Prompting() {
		c.pause()
		if err := c.askPerson(ctx, &o.person); err != nil {
			return nil, err
		}
		if err := p.SetIdentity(o.member()); err != nil {
			return nil, err
		}
	}
	if err := c.offerCard(ctx, p, o.card); err != nil {
		return nil, err
	}
	c.readAhead(p)
	return c.welcome(ctx, p, dir, "Joined")
}

// joined is the pool at url that this machine has already: in dir, or – when no folder was
// named – around the current one or among those that are remembered. nil: there is none.
func (c *cli) joined(ctx context.Context, url, dir string, named bool) *pool.Pool {
	places := []string{dir}
	if !named {
		if here, _, err := c.poolDir(); err == nil {
			places = append(places, here)
		}
		for _, name := range slices.Sorted(maps.Keys(c.settings.Pools)) {
			places = append(places, c.settings.Pools[name])
		}
	}
	for _, place := range places {
		p, err := pool.Open(ctx, place, c.poolOptions())
		if err != nil {
			continue
		}
		if at, ok := p.Remote(); ok && at == url && (!named || sameFile(p.Root(), dir)) {
			return p
		}
		_ = p.Close()
	}
	return nil
}

// joinAgain keeps what the user says about themselves now.
func (c *cli) joinAgain(ctx context.Context, p *pool.Pool, o joinOptions) (any, error) {
	if err := p.SetIdentity(o.member()); err != nil {
		return nil, err
	}
	if !o.card.IsZero() {
		if err := c.offerCard(ctx, p, o.card); err != nil {
			return nil, err
		}
	}
	c.Say("You joined %s already; cop sync brings what is new.", p.Name())
	return c.welcome(ctx, p, p.Root(), "You have")
}

// offerCard writes the member card of a user who wants one. On a terminal two questions
// are asked; an empty answer means none.
func (c *cli) offerCard(ctx context.Context, p *pool.Pool, card pool.Card) error {
	if card.IsZero() && c.Prompting() {
		defer c.pause()()
		c.Say("A card tells the others whom to ask. Empty answers: no card, now or ever.")
		for _, q := range []struct {
			into *string
			term.Question
		}{
			{&card.Does, term.Question{Text: "What do you do", Flag: "--does TEXT"}},
			{&card.AskMe, term.Question{Text: "What may others ask you about", Flag: "--ask-me TEXT"}},
		} {
			answer, err := c.Ask(ctx, q.Question)
			if err != nil {
				return err
			}
			*q.into = answer
		}
	}
	if card.IsZero() {
		return nil
	}
	a, err := p.WriteCard(ctx, card)
	if errors.Is(err, fs.ErrExist) {
		c.Say("You have a card already: cop edit %s", a)
		return nil
	}
	if err != nil {
		return fmt.Errorf("write your card: %w", err)
	}
	c.Say("Your card is %s; it goes to the others with the next cop sync.", a)
	return nil
}

// fromHere makes the path of a folder absolute, so that it means the same from
// anywhere. Addresses with a host in them stay as they are.
func fromHere(url string) string {
	if url == "" || strings.Contains(url, ":") {
		return url
	}
	abs, err := filepath.Abs(url)
	if err != nil {
		return url
	}
	return abs
}

// folderName is the last part of an address, without .git.
func folderName(url string) string {
	url = strings.TrimRight(strings.ReplaceAll(url, "\\", "/"), "/")
	name := strings.TrimSuffix(path.Base(url), ".git")
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if name == "" || name == "." || name == "/" {
		return "pool"
	}
	return name
}
