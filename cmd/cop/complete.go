package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/breakfast-table/cop/pkg/index"
	"github.com/breakfast-table/cop/pkg/note"
	"github.com/breakfast-table/cop/pkg/pool"
)

// What a shell is offered at the cursor. Nothing here touches the network, and what is
// asked for is made only when a shell asks: see completing.

type completer = func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

const (
	noFiles = cobra.ShellCompDirectiveNoFileComp
	goesOn  = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
)

// completing reports that a shell asks rather than a person.
func completing(args []string) bool {
	return len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
}

// completeWell gives every command and flag a completer: what it takes, else nothing. Only
// where a file belongs are files offered.
func (c *cli) completeWell(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for path, f := range c.argumentCompleters() {
		if cmd, _, err := root.Find(strings.Fields(path)); err == nil && cmd != root {
			cmd.ValidArgsFunction = f
		}
	}
	flags := c.flagCompleters()
	var all func(cmd *cobra.Command)
	all = func(cmd *cobra.Command) {
		if cmd.ValidArgsFunction == nil && len(cmd.ValidArgs) == 0 {
			cmd.ValidArgsFunction = nothing
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			complete, known := flags[f.Name]
			if _, has := cmd.GetFlagCompletionFunc(f.Name); has && !known {
				return
			}
			if complete == nil {
				complete = nothing
			}
			_ = cmd.RegisterFlagCompletionFunc(f.Name, complete)
		})
		for _, sub := range cmd.Commands() {
			all(sub)
		}
	}
	all(root)
}

func nothing(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, noFiles
}

func files(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

func fixed(values ...string) completer { return cobra.FixedCompletions(values, noFiles) }

// at completes the n-th argument by the n-th of these, and further ones by nothing.
func at(each ...completer) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(each) {
			return nil, noFiles
		}
		return each[len(args)](cmd, args, typed)
	}
}

// argumentCompleters are those of commands that take something else than notes.
func (c *cli) argumentCompleters() map[string]completer {
	isQuestion := func(n *index.Card) bool { return n.Type == note.Question }
	return map[string]completer{
		"accept":       at(c.completeCards(func(n *index.Card) bool { return isQuestion(n) && n.Answers > 0 }), c.completeAnswers),
		"actions done": c.completeActions,
		"adapt":        at(c.completeAdapt),
		"add":          at(c.completeTypes),
		"answer":       at(c.completeCards(isQuestion)),
		"demo":         at(folders),
		"find":         c.completeFind,
		"browse":       c.completeFind,
		"help":         completeHelp,
		"export":       at(folders),
		"import":       at(files),
		"init":         at(folders),
		"join":         at(folders, folders),
		"mv":           at(c.completeCards(nil), c.completeTarget),
		"pool add":     at(folders),
		"pool default": at(c.completePools),
		"pool forget":  at(c.completePools),
		"resolve":      at(c.completeConflicts),
		"share":        c.completeShare,
		"path":         at(c.completeValues("topic")),
		"who":          at(c.completeValues("topic")),
	}
}

// flagCompleters are those of flags, which mean the same wherever they are.
func (c *cli) flagCompleters() map[string]completer {
	return map[string]completer{
		"pool": c.completePools, "chdir": folders, "body-file": files, "bundle": files, "remote": folders,
		"topic": c.completeValues("topic"), "tag": c.completeValues("tag"), "type": c.completeTypes,
		"author": c.completePeople, "to": c.completePeople, "as": c.completePeople, "of": c.completePeople, "who": c.completePeople,
		"status": c.completeStatuses, "maturity": fixed(maturities()...), "sort": fixed("updated", "created", "title", "evidence"),
		"since": fixed("1d", "7d", "2w", "1m", "3m", "1y"), "at": c.completeVersions, "review": fixed("required", "direct"),
		"read": c.completeCards(nil), "unread": c.completeCards(nil), "from": completeKinds, "into": c.completeValues("topic"), "people": files,
	}
}

// completeHelp completes commands and subjects.
func completeHelp(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	of, _, err := cmd.Root().Find(args)
	if err != nil {
		return nil, noFiles
	}
	var out []string
	for _, sub := range of.Commands() {
		if !sub.Hidden {
			out = append(out, offer(sub.Name(), sub.Short))
		}
	}
	for _, s := range subjects() {
		if of == cmd.Root() {
			out = append(out, offer(s.name, s.short))
		}
	}
	return out, noFiles
}

// completions are those that the pool at hand has, without a word to anybody.
func (c *cli) completions(cmd *cobra.Command, list func(context.Context, *pool.Pool) ([]string, error)) ([]string, cobra.ShellCompDirective) {
	c.Quiet = true
	p, err := c.openPool(cmd.Context())
	if err != nil {
		return nil, noFiles
	}
	defer p.Close()
	out, err := list(cmd.Context(), p)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return out, noFiles
}
