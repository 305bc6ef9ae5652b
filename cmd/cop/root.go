package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
)

// Main runs one command line and returns its exit code. It reads nothing of
// the process but its working directory, so tests call it too.
func Main(args []string, s *term.Streams) int {
	ctx, stop := s.Interruptible(context.Background())
	defer stop()
	c := &cli{Streams: s, now: time.Now}
	err := c.setUp()
	if err == nil {
		root := newRootWith(c, named(args))
		if completing(args) {
			c.completeWell(root)
		}
		root.SetArgs(spelled(args))
		err = root.ExecuteContext(ctx)
	}
	if err != nil && wantsJSON(args) {
		c.Format.JSON = true // also where the flags could not be read to their end
	}
	return c.fail(ctx, err)
}

// spelled completes what is clear without its value: --at, with nothing behind it, lists
// the versions.
func spelled(args []string) []string {
	out := slices.Clone(args)
	for i, arg := range out {
		if arg == "--" {
			break
		}
		if arg == "--at" && (i+1 == len(out) || strings.HasPrefix(out[i+1], "-")) {
			out[i] = "--at=" + listVersions
		}
	}
	return out
}

// wantsJSON reports --json among the arguments.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		switch {
		case arg == "--":
			return false
		case arg == "--json", strings.HasPrefix(arg, "--json="):
			return true
		}
	}
	return false
}

// cli is what commands share: the streams, the clock, and the global flags.
type cli struct {
	*term.Streams
	now      func() time.Time
	settings settings

	progress *term.Progress // of the command that runs; nil is fine

	dir  string // -C: behave as if started there
	pool string // --pool: a remembered pool's name

	elsewhere string // the current folder, where the default pool is used since it is in none
}

// setUp reads what decides how everything else behaves. COP_NOW, a time in RFC
// 3339, stops the clock for scripts that compare output.
func (c *cli) setUp() error {
	if fixed := c.Env("COP_NOW"); fixed != "" {
		t, err := time.Parse(time.RFC3339, fixed)
		if err != nil {
			return &usageError{msg: fmt.Sprintf("COP_NOW is not a time: %q", fixed), hint: "write it like 2026-11-24T09:00:00Z"}
		}
		c.now = func() time.Time { return t }
	}
	var err error
	c.settings, err = readSettings(settingsPath(c.Env))
	c.Editor, c.Pager, c.Theme = c.settings.Editor, c.settings.Pager, c.settings.Theme
	return err
}

// release holds commands that only a release build has; see man.go.
var release []func(root *cobra.Command) *cobra.Command

// groups order the commands by what a person wants.
var groups = []*cobra.Group{
	{ID: "start", Title: "Start"},
	{ID: "daily", Title: "Every day"},
	{ID: "review", Title: "Review"},
	{ID: "care", Title: "Look after"},
	{ID: "settings", Title: "Settings"},
}

// newRoot builds the command tree.
func newRoot(c *cli) *cobra.Command { return newRootWith(c, "") }

// builder builds the command with a name.
type builder struct {
	name  string
	build func(*cli) *cobra.Command
}

// builders are all commands but help.
func builders() []builder {
	return []builder{
		{"actions", newActions},
		{"adapt", newAdapt},
		{"add", newAdd},
		{"auth", newAuth},
		{"breakfast", newBreakfast},
		{"browse", newBrowse},
		{"charter", newCharter},
		{"check", newCheck},
		{"completion", newCompletion},
		{"config", newConfig},
		{"demo", newDemo},
		{"doctor", newDoctor},
		{"edit", newEdit},
		{"event", newEvent},
		{"export", newExport},
		{"find", newFind},
		{"health", newHealth},
		{"import", newImport},
		{"init", newInit},
		{"join", newJoin},
		{"letter", newLetter},
		{"list", newList},
		{"me", newMe},
		{"mv", newMv},
		{"offer", newOffer},
		{"path", newReadingPath},
		{"people", newPeople},
		{"pool", newPool},
		{"resolve", newResolve},
		{"retire", newRetire},
		{"rm", newRm},
		{"share", newShare},
		{"show", newShow},
		{"status", newStatus},
		{"sync", newSync},
		{"til", newTil},
		{"undo", newUndo},
		{"version", newVersion},
		{"who", newWho},
		{"review", newReview},
		{"mentor", newMentor},
		{"reflect", newReflect},
		{"mcp", newMCP},
		{"lsp", newLSP},
		{"site", newSite},
		{"accept", newAccept},
		{"answer", newAnswer},
		{"ask", newAsk},
		{"comment", newComment},
		{"stale", newStale},
		{"tried", newTried},
		{"verify", newVerify},
	}
}

// named is the command that a command line is clearly about, "" where that is not clear or where
// the others are wanted, too: for help, and to say what is near a word that is none.
func named(args []string) string {
	if slices.Contains(args, "-h") || slices.Contains(args, "--help") {
		return ""
	}
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "-C", arg == "--chdir", arg == "--pool":
			i++
		case strings.HasPrefix(arg, "-"):
			return ""
		case slices.ContainsFunc(builders(), func(m builder) bool { return m.name == arg }):
			return arg
		default:
			return ""
		}
	}
	return ""
}

// newRootWith builds the command tree with only one command, and help; "" means all. Sixty
// commands with their flags take half a millisecond, and most lines name one.
func newRootWith(c *cli, only string) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:           "cop",
		Short:         "your community of practice, in your terminal, in git",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return c.Print(runVersion())
			}
			if opened, err := c.browseHome(cmd.Context()); opened {
				return err
			}
			return c.overview(cmd)
		},
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		SuggestionsMinimumDistance: 2,
	}
	root.Flags().BoolVar(&version, "version", false, "print the version")
	c.globalFlags(root)
	root.AddGroup(groups...)
	for _, m := range builders() {
		if only == "" || m.name == only {
			root.AddCommand(m.build(c))
		}
	}
	for _, add := range release {
		root.AddCommand(add(root))
	}
	root.SetHelpCommand(newHelp(c))
	root.SetHelpFunc(c.help)
	root.SetUsageFunc(func(cmd *cobra.Command) error { return nil })
	root.SetFlagErrorFunc(flagError)
	root.SetOut(c.Out)
	root.SetErr(c.Err)
	root.SetIn(c.In)
	return root
}

func (c *cli) globalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVarP(&c.dir, "chdir", "C", "", "act as if started in `DIR`")
	f.StringVar(&c.pool, "pool", "", "use the remembered pool `NAME`")
	f.Var((*fieldList)(&c.Format), "json", "print JSON, or only some of its `FIELDS`: --json=title,tags")
	f.Lookup("json").NoOptDefVal = allFields
	f.StringVar(&c.Format.Query, "jq", "", "print what the jq `EXPR` makes of the JSON")
	f.StringVar(&c.Format.Template, "template", "", "print the JSON through a Go `TEMPLATE`")
	f.BoolVar(&c.NoInput, "no-input", false, "never ask anything")
	f.BoolVarP(&c.Quiet, "quiet", "q", false, "say only what went wrong")
	f.BoolP("help", "h", false, "show this help")
}

const allFields = "*"

// fieldList is the value of --json: given alone it asks for everything.
type fieldList term.Format

func (l *fieldList) String() string { return strings.Join(l.Fields, ",") }
func (l *fieldList) Type() string   { return "FIELDS" }

func (l *fieldList) Set(value string) error {
	l.JSON, l.Fields = true, nil
	if value != allFields {
		l.Fields = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return nil
}

// printing adapts a use case to cobra: what it returns is printed, also when
// it fails, so that a check can show its findings and still exit with 6.
func (c *cli) printing(run func(ctx context.Context, args []string) (any, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		result, err := run(cmd.Context(), args)
		if result != nil && c.Quiet && !c.Format.Structured() {
			if told, ok := result.(report); ok && told.only() {
				result = nil
			}
		}
		if result != nil {
			if printed := c.Print(result); printed != nil {
				return printed
			}
		}
		return err
	}
}

// report is a result that may only tell what was done; -q leaves that out.
type report interface{ only() bool }

// takes accepts between least and most arguments (most < 0: any number) and
// names what is missing: takes(1, 1, "ADDR").
func takes(least, most int, names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return &usageError{msg: fmt.Sprintf("%s needs %s", name(cmd), strings.Join(names[len(args):], " and ")), hint: example(cmd)}
		case most >= 0 && len(args) > most:
			return &usageError{msg: fmt.Sprintf("%s does not take %q", name(cmd), args[most]), hint: tooMany(cmd, args[most:])}
		}
		return nil
	}
}

// tooMany says what to do with words that a command has no place for.
func tooMany(cmd *cobra.Command, words []string) string {
	if cmd.Flags().Lookup("message") == nil {
		return example(cmd)
	}
	return fmt.Sprintf("what you have to say goes behind -m: -m %s", quoted(strings.Join(words, " ")))
}

// knownCommand refuses words after cop that are no command.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	e := &usageError{msg: fmt.Sprintf("there is no %q command", strings.TrimSpace(name(cmd)+" "+args[0]))}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		e.hint = fmt.Sprintf("did you mean %s %s?", cmd.CommandPath(), strings.Join(near, " or "))
	} else {
		e.hint = fmt.Sprintf("%s --help lists what there is", cmd.CommandPath())
	}
	return e
}

// name is a command without the program's own name: "config set".
func name(cmd *cobra.Command) string {
	_, rest, _ := strings.Cut(cmd.CommandPath(), " ")
	return rest
}

// flagError puts cobra's words about flags into ours, with the nearest flag there is.
func flagError(cmd *cobra.Command, err error) error {
	hint := fmt.Sprintf("%s --help lists the flags", cmd.CommandPath())
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && strings.ContainsAny(unknown.GetSpecifiedShortnames()+unknown.GetSpecifiedName(), " \t\n") {
		return dashedWords(cmd, unknown)
	}
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "" {
		return shorthandError(cmd, unknown.GetSpecifiedShortnames(), hint)
	}
	if unknown != nil {
		if near := nearFlags(cmd, unknown.GetSpecifiedName()); len(near) > 0 {
			hint = fmt.Sprintf("did you mean %s? %s", strings.Join(near, " or "), hint)
		}
	}
	return &usageError{msg: err.Error(), hint: hint}
}

// dashedWords is about words that begin with a dash, since no flag has a space.
func dashedWords(cmd *cobra.Command, e *pflag.NotExistError) error {
	typed := "-" + e.GetSpecifiedShortnames()
	if typed == "-" {
		typed = "--" + e.GetSpecifiedName()
	}
	return &usageError{
		msg:  fmt.Sprintf("there is no flag %q", term.Clean(typed)),
		hint: fmt.Sprintf("words that begin with a dash come last, behind two dashes: %s -- %s", cmd.CommandPath(), quoted(term.Clean(typed))),
	}
}

// shorthandError is about a word with one dash. It may be a flag that is written with two, or
// words of a search.
func shorthandError(cmd *cobra.Command, typed, hint string) error {
	word, _, _ := strings.Cut(typed, "=")
	if near := nearFlags(cmd, word); len(near) > 0 {
		hint = fmt.Sprintf("did you mean %s? %s", strings.Join(near, " or "), hint)
	} else if strings.HasPrefix(cmd.Use, "find ") {
		hint = fmt.Sprintf("to leave out what has %s: cop find WORDS -- -%s. %s", typed, typed, hint)
	}
	return &usageError{msg: fmt.Sprintf("there is no flag -%s", typed), hint: hint}
}

// nearFlags are the flags of a command whose names look like the one that was typed.
func nearFlags(cmd *cobra.Command, typed string) []string {
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			known = append(known, f.Name)
		}
	})
	if len(typed) < 2 {
		return nil // a single letter resembles every other
	}
	var out []string
	for _, name := range pool.Nearest(typed, known) {
		out = append(out, "--"+name)
	}
	return out
}

// example is the first example of a command, as a hint.
func example(cmd *cobra.Command) string {
	first, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n")
	if first == "" {
		return cmd.CommandPath() + " --help"
	}
	return "for example: " + first
}
