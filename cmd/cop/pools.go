package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

func newPool(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pool",
		Short: "The pools you are a member of or follow",
		Long: `The pools on this machine. Those you joined are yours to write into; those of other
communities that you follow are there to be read: cop find --everywhere searches them
all, cop adapt takes a practice over, cop offer gives one.`,
		Example: "cop pool list\ncop pool add https://git.example.org/ops/pool.git\ncop pool default guild\ncop pool forget guild",
		GroupID: "settings",
		Args:    knownCommand,
		RunE: c.printing(func(context.Context, []string) (any, error) {
			return c.listPools(), nil
		}),
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: "List them; the default is marked", Example: "cop pool list", Args: takes(0, 0),
			RunE: c.printing(func(context.Context, []string) (any, error) { return c.listPools(), nil }),
		},
		newPoolAdd(c),
		newPoolUpdate(c),
		newPoolMap(c),
		c.poolVerb("default", "Choose the one that is used outside of a pool", func(p poolEntry) error {
			if p.Follows {
				return &usageError{msg: fmt.Sprintf("you only follow %s; the default is a pool you are a member of", p.Name), hint: "cop join URL makes you a member"}
			}
			return changeSetting(settingsPath(c.Env), "", "pool", &p.Name)
		}),
		c.poolVerb("forget", "Forget one; its folder stays", c.forget),
	)
	return cmd
}

func (c *cli) poolVerb(verb, short string, do func(poolEntry) error) *cobra.Command {
	return &cobra.Command{
		Use: verb + " NAME", Short: short, Example: "cop pool " + verb + " guild", Args: takes(1, 1, "the NAME of a pool"),
		RunE: c.printing(func(_ context.Context, args []string) (any, error) {
			p, ok := c.knownPool(args[0])
			if !ok {
				return nil, noPoolCalled(args[0])
			}
			p.Default = verb == "default"
			return told{p}, do(p)
		}),
	}
}

const knownPools = "cop pool list shows those you joined and follow"

func noPoolCalled(name string) error {
	return &usageError{msg: fmt.Sprintf("no pool is called %q", name), hint: knownPools}
}

func (c *cli) forget(p poolEntry) error {
	path := settingsPath(c.Env)
	if c.settings.Pool == p.Name {
		if err := changeSetting(path, "", "pool", nil); err != nil {
			return err
		}
	}
	return changeSetting(path, p.table(), p.Name, nil)
}

type poolEntry struct {
	Name    string `json:"name"`
	Dir     string `json:"dir"`
	Default bool   `json:"default"`
	Follows bool   `json:"follows"` // of another community, to be read
}

// table is where the settings keep it.
func (p poolEntry) table() string {
	if p.Follows {
		return "follows"
	}
	return "pools"
}

// knownPool is the pool that the user calls by a name.
func (c *cli) knownPool(name string) (poolEntry, bool) {
	if dir, ok := c.settings.Pools[name]; ok {
		return poolEntry{Name: name, Dir: dir, Default: name == c.settings.Pool}, true
	}
	dir, ok := c.settings.Follows[name]
	return poolEntry{Name: name, Dir: dir, Default: name == c.settings.Pool, Follows: true}, ok
}

// poolList is the result of cop pool.
type poolList []poolEntry

func (c *cli) listPools() poolList {
	out := poolList{}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(c.settings.Pools)), slices.Collect(maps.Keys(c.settings.Follows))) {
		p, _ := c.knownPool(name)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b poolEntry) int { return cmp.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b poolEntry) bool { return a.Name == b.Name })
}

// Table is one pool a row.
func (l poolList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "name"}, {Name: "folder", Flex: true}, {Name: "default"}, {Name: "you"}}}
	for _, p := range l {
		mark, you := term.Cell{}, term.Cell{Text: "member"}
		if p.Default {
			mark = term.Cell{Text: "default", Style: term.Good}
		}
		if p.Follows {
			you = term.Cell{Text: "follow", Style: term.Muted}
		}
		t.Rows = append(t.Rows, []term.Cell{{Text: p.Name, Style: term.Accent}, {Text: p.Dir}, mark, you})
	}
	return t
}
