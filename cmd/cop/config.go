package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/note"
)

func newConfig(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and change your settings",
		Long: `Your settings for all pools, kept in one file of yours. The environment has
the last word: COP_EDITOR, COP_PAGER, COP_THEME, COP_POOL and COP_HANDLE win
over it.`,
		Example: "cop config\ncop config set editor \"code --wait\"\ncop config get editor\ncop config unset editor",
		GroupID: "settings",
		Args:    knownCommand,
		RunE: c.printing(func(context.Context, []string) (any, error) {
			return listSettings(c.settings), nil
		}),
	}
	cmd.AddCommand(newConfigGet(c), newConfigSet(c), newConfigUnset(c))
	return cmd
}

func newConfigGet(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:               "get KEY",
		Short:             "Print one setting",
		Example:           "cop config get editor",
		Args:              takes(1, 1, "a KEY"),
		ValidArgsFunction: completeSettings,
		RunE: c.printing(func(_ context.Context, args []string) (any, error) {
			return runConfigGet(c.settings, args[0])
		}),
	}
}

func newConfigSet(c *cli) *cobra.Command {
	var here bool
	cmd := &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Change one setting",
		Long: `Change one setting, for all pools. With --here your handle, name or email changes in
this pool alone; a pool that has one of its own keeps it whatever is set for all.

What you wrote under another handle keeps that name, and what you offered stays yours.
That both are one person your card says: cop me --also NAME.`,
		Example:           "cop config set theme light\ncop config set handle ana --here",
		Args:              takes(2, 2, "a KEY", "a VALUE"),
		ValidArgsFunction: completeSettings,
	}
	cmd.DisableFlagsInUseLine = true // it is used without, nearly always
	cmd.Flags().BoolVar(&here, "here", false, "your handle, name or email in this pool alone")
	cmd.RunE = c.printing(func(ctx context.Context, args []string) (any, error) {
		return changedSetting(args[0], args[1], c.configSet(ctx, args[0], args[1], here))
	})
	return cmd
}

func (c *cli) configSet(ctx context.Context, key, value string, here bool) error {
	switch {
	case here:
		return c.setHere(ctx, key, value)
	case key == "handle":
		return c.setHandle(ctx, value)
	}
	return runConfigSet(settingsPath(c.Env), key, &value)
}

func newConfigUnset(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:               "unset KEY",
		Short:             "Forget one setting",
		Example:           "cop config unset pager",
		Args:              takes(1, 1, "a KEY"),
		ValidArgsFunction: completeSettings,
		RunE: c.printing(func(_ context.Context, args []string) (any, error) {
			return changedSetting(args[0], "", runConfigSet(settingsPath(c.Env), args[0], nil))
		}),
	}
}

// setting is one key, what it means and which values it takes.
type setting struct {
	Key    string   `json:"key"`
	Value  string   `json:"value"`
	About  string   `json:"about"`
	values []string // none: any
	wrong  func(string) error
}

// listSettings puts the settings in the order they are shown.
func listSettings(s settings) settingList {
	return settingList{
		{Key: "editor", Value: s.Editor, About: "what opens to write"},
		{Key: "pager", Value: s.Pager, About: "what shows long texts"},
		{Key: "theme", Value: s.Theme, About: "dark, light or auto", values: []string{"dark", "light", "auto"}},
		{Key: "pool", Value: s.Pool, About: "the pool to use outside of one"},
		{Key: "handle", Value: s.Handle, About: "your short name in pools", wrong: noHandle},
		{Key: "name", Value: s.Name, About: "your full name, where git does not say", wrong: noName},
		{Key: "email", Value: s.Email, About: "your e-mail address, where git does not say", wrong: noEmail},
	}
}

// settingList is the result of cop config.
type settingList []setting

// Table shows unset keys too, so that one sees what can be set.
func (l settingList) Table() term.Table {
	t := term.Table{Columns: []term.Column{{Name: "setting"}, {Name: "value", Whole: true}, {Name: "about", Whole: true}}}
	for _, s := range l {
		t.Rows = append(t.Rows, []term.Cell{{Text: s.Key, Style: term.Accent}, {Text: s.Value}, {Text: s.About, Style: term.Muted}})
	}
	return t
}

func (l settingList) find(key string) (setting, error) {
	var known []string
	for _, s := range l {
		if s.Key == key {
			return s, nil
		}
		known = append(known, s.Key)
	}
	return setting{}, &usageError{msg: fmt.Sprintf("there is no setting %q", key), hint: "settings: " + strings.Join(known, ", ")}
}

// Text of one setting is its value alone, for scripts.
func (s setting) Text(*term.Streams) string { return s.Value + "\n" }

func runConfigGet(s settings, key string) (any, error) {
	found, err := listSettings(s).find(key)
	switch {
	case err != nil:
		return nil, err
	case found.Value == "":
		return nil, outcome(exitNothing)
	}
	return found, nil
}

func runConfigSet(path, key string, value *string) error {
	if _, err := listSettings(settings{}).find(key); err != nil {
		return err
	}
	if value != nil {
		if err := rightSetting(key, *value); err != nil {
			return err
		}
	}
	return changeSetting(path, "", key, value)
}

// rightSetting refuses what a setting cannot be.
func rightSetting(key, value string) error {
	known, err := listSettings(settings{}).find(key)
	if err != nil {
		return err
	}
	if len(known.values) > 0 && !slices.Contains(known.values, value) {
		return &usageError{msg: fmt.Sprintf("%s cannot be %q", key, value), hint: "values: " + strings.Join(known.values, ", ")}
	}
	if known.wrong != nil {
		return known.wrong(value)
	}
	return nil
}

// changedSetting is a setting as it is now, for programs.
func changedSetting(key, value string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	now, err := listSettings(settings{}).find(key)
	now.Value = value
	return told{now}, err
}

func noHandle(s string) error {
	if note.HandleFrom(s) == "" {
		return &usageError{msg: fmt.Sprintf("%q is no handle", note.Clean(s)), hint: "letters, digits and hyphens: cop config set handle ana"}
	}
	return nil
}

func noName(s string) error {
	if strings.TrimSpace(note.Clean(s)) == "" {
		return &usageError{msg: "that is no name", hint: "cop config unset name forgets it"}
	}
	return nil
}

func noEmail(s string) error {
	before, after, found := strings.Cut(s, "@")
	if !found || before == "" || after == "" || strings.ContainsAny(s, " \t\n<>") {
		return &usageError{msg: fmt.Sprintf("%q is no e-mail address", note.Clean(s)), hint: "write it like ana@example.org"}
	}
	return nil
}

func completeSettings(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, s := range listSettings(settings{}) {
		switch {
		case len(args) == 0:
			out = append(out, s.Key+"\t"+s.About)
		case len(args) == 1 && args[0] == s.Key:
			out = append(out, s.values...)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
