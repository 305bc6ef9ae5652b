package main

import (
	"context"
	"fmt"
	"sort"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

func newPool(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "pool",
		Short:   "The pools you are a member of",
		Example: "cop pool list\ncop pool default guild\ncop pool forget guild",
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
		c.poolVerb("default", "Choose the one that is used outside of a pool", func(name string) error {
			return changeSetting(settingsPath(c.Env), "", "pool", &name)
		}),
		c.poolVerb("forget", "Forget one; its folder stays", c.forget),
	)
	return cmd
}

func (c *cli) poolVerb(verb, short string, do func(name string) error) *cobra.Command {
	return &cobra.Command{
		Use: verb + " NAME", Short: short, Example: "cop pool " + verb + " guild", Args: takes(1, 1, "the NAME of a pool"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var out []string
			for _, p := range c.listPools() {
				if len(args) == 0 {
					out = append(out, p.Name+"\t"+p.Dir)
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: c.printing(func(_ context.Context, args []string) (any, error) {
			if _, ok := c.settings.Pools[args[0]]; !ok {
				return nil, &usageError{msg: fmt.Sprintf("no pool is called %q", args[0]), hint: "cop pool list shows those you joined"}
			}
			was := poolEntry{args[0], c.settings.Pools[args[0]], verb == "default"}
			return told{was}, do(args[0])
		}),
	}
}

func (c *cli) forget(name string) error {
	path := settingsPath(c.Env)
	if c.settings.Pool == name {
		if err := changeSetting(path, "", "pool", nil); err != nil {
			return err
		}
	}
	return changeSetting(path, "pools", name, nil)
}

type poolEntry struct {
	Name    string `json:"name"`
	Dir     string `json:"dir"`
	Default bool   `json:"default"`
}

// poolList is the result of cop pool.
type poolList []poolEntry

func (c *cli) listPools() poolList {
	out := poolList{}
	for name, dir := range c.settings.Pools {
		out = append(out, poolEntry{name, dir, name == c.settings.Pool})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Table is one pool a row.
func (l poolList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "name"}, {Name: "folder", Flex: true}, {Name: "default"}}}
	for _, p := range l {
		mark := term.Cell{}
		if p.Default {
			mark = term.Cell{Text: "default", Style: term.Good}
		}
		t.Rows = append(t.Rows, []term.Cell{{Text: p.Name, Style: term.Accent}, {Text: p.Dir}, mark})
	}
	return t
}
