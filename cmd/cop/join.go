package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
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
	cmd.Flags().StringVar(&o.card.Does, "what-i-do", "", "for your member card: what you do")
	cmd.Flags().StringVar(&o.card.AskMe, "ask-me-about", "", "for your member card: what others may ask you")
	return cmd
}

func (c *cli) runJoin(ctx context.Context, args []string, o joinOptions) (any, error) {
	url := args[0]
	if len(args) == 1 {
		args = append(args, folderName(url))
	}
	dir, err := c.target(args[1:])
	if err != nil {
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
	return c.welcome(p, dir, "Joined")
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
			{&card.Does, term.Question{Text: "What do you do", Flag: "--what-i-do WORDS"}},
			{&card.AskMe, term.Question{Text: "What may others ask you about", Flag: "--ask-me-about WORDS"}},
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
