package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

const widestHelp = 80 // longer lines are harder to read

func newHelp(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|SUBJECT]",
		Short:   "Show help for a command or a subject",
		Example: "cop help find\ncop help exit-codes",
		GroupID: "settings",
		RunE: func(cmd *cobra.Command, args []string) error {
			if s, ok := subjectNamed(args); ok {
				return c.subject(cmd.Root(), s)
			}
			asked, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return knownCommand(cmd.Root(), args)
			}
			c.help(asked, nil)
			return nil
		},
	}
}

// overview is what cop says without arguments: what it is and how to start.
func (c *cli) overview(root *cobra.Command) error {
	return c.Print(overview{About: root.Short, Start: []starter{
		{"cop demo", "see it all on a throw-away community"},
		{"cop join URL", "join a community that has a pool"},
		{"cop init", "found a pool for yours"},
	}})
}

type overview struct {
	About string    `json:"about"`
	Start []starter `json:"start"`
}

type starter struct {
	Command string `json:"command"`
	About   string `json:"about"`
}

// Text is the overview on one small screen.
func (o overview) Text(s *term.Streams) string {
	h := newPage(s)
	h.line(s.Paint(term.Title, "cop") + " " + o.About)
	h.line("")
	var rows [][2]string
	for _, start := range o.Start {
		rows = append(rows, [2]string{start.Command, start.About})
	}
	h.rows(rows, term.Accent)
	h.line("")
	h.line("cop help lists every command.")
	return h.String()
}

// subject shows a page that is about all commands.
func (c *cli) subject(root *cobra.Command, s subject) error {
	if s.name == "json" && c.Format.Structured() {
		return c.Print(told{schemaOf(results())})
	}
	h := newPage(c.Streams)
	s.write(h, root)
	_, err := io.WriteString(c.Out, h.String())
	return err
}

// help shows the help of a command on Out.
func (c *cli) help(cmd *cobra.Command, _ []string) {
	h := newPage(c.Streams)
	if cmd.HasParent() {
		h.command(cmd)
	} else {
		h.root(cmd)
	}
	_, _ = io.WriteString(c.Out, h.String())
}

// page is a help text as it grows.
type page struct {
	strings.Builder
	palette term.Palette
	width   int
}

func newPage(s *term.Streams) *page {
	return &page{palette: s.Palette(), width: min(s.Width(), widestHelp)}
}

func (h *page) line(text string) { h.WriteString(term.Hang("", "", text, h.width) + "\n") }

func (h *page) heading(text string) {
	h.WriteString("\n" + h.palette.Paint(term.Title, text) + "\n")
}

func (h *page) root(root *cobra.Command) {
	h.line(h.palette.Paint(term.Title, "cop") + " " + root.Short)
	for _, group := range root.Groups() {
		h.commands(root, group)
	}
	h.heading("Subjects")
	var rows [][2]string
	for _, s := range subjects() {
		rows = append(rows, [2]string{"help " + s.name, s.short})
	}
	h.rows(rows, term.Accent)
	h.heading("Flags of every command")
	h.flags(root.PersistentFlags(), func(*pflag.Flag) bool { return true })
	h.line("")
	h.line("New here? cop demo shows it all in ten seconds. cop help COMMAND says more about one.")
}

func (h *page) commands(parent *cobra.Command, group *cobra.Group) {
	var rows [][2]string
	for _, cmd := range parent.Commands() {
		if !cmd.Hidden && (group == nil || cmd.GroupID == group.ID) {
			rows = append(rows, [2]string{cmd.Name(), cmd.Short})
		}
	}
	if len(rows) == 0 {
		return
	}
	title := "Commands"
	if group != nil {
		title = group.Title
	}
	h.heading(title)
	h.rows(rows, term.Accent)
}

func (h *page) command(cmd *cobra.Command) {
	h.line(cmd.Short + ".")
	if cmd.Long != "" {
		h.WriteString("\n" + term.Fill(cmd.Long, h.width) + "\n")
	}
	h.heading("Usage")
	h.WriteString(term.Hang("  ", "      ", usageLine(cmd), h.width) + "\n")
	if len(cmd.Aliases) > 0 {
		h.WriteString(term.Hang("  ", "      ", "also: "+strings.Join(cmd.Aliases, ", "), h.width) + "\n")
	}
	if cmd.HasAvailableSubCommands() {
		h.commands(cmd, nil)
	}
	if cmd.Example != "" {
		h.heading("Examples")
		for line := range strings.SplitSeq(strings.TrimSpace(cmd.Example), "\n") {
			h.WriteString(commandLines(strings.TrimSpace(line), h.width) + "\n")
		}
	}
	h.pipes(cmd)
	h.commandFlags(cmd)
}

// commandLines lays out a command as a shell takes it: a line ends between words, in a
// backslash, and what is quoted stays whole.
func commandLines(command string, width int) string {
	const first, next, more = "  ", "      ", " \\"
	var b strings.Builder
	at, words := 0, quotedWords(command)
	for i, word := range words {
		wide, room := ansi.StringWidth(word), width
		if i < len(words)-1 {
			room -= len(more)
		}
		switch {
		case at == 0:
			b.WriteString(first + word)
			at = len(first)
		case at+1+wide > room:
			b.WriteString(more + "\n" + next + word)
			at = len(next)
		default:
			b.WriteString(" " + word)
			at++
		}
		at += wide
	}
	return b.String()
}

// quotedWords splits a command at spaces outside of quotes.
func quotedWords(command string) []string {
	var quote rune
	return strings.FieldsFunc(command, func(r rune) bool {
		switch {
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case r == quote:
			quote = 0
		}
		return r == ' ' && quote == 0
	})
}

// usageLine is how a command is typed.
func usageLine(cmd *cobra.Command) string {
	line := strings.TrimSuffix(cmd.CommandPath(), cmd.Name()) + cmd.Use
	if has(cmd.LocalNonPersistentFlags(), notHelp) && !cmd.DisableFlagsInUseLine {
		line += " [flags]"
	}
	return line
}

func notHelp(f *pflag.Flag) bool { return f.Name != "help" }

// commandFlags lists a command's own flags; those of every command are only
// named.
func (h *page) commandFlags(cmd *cobra.Command) {
	if flags := cmd.LocalNonPersistentFlags(); has(flags, notHelp) {
		h.heading("Flags")
		h.flags(flags, notHelp)
	}
	h.line("")
	h.WriteString(h.palette.Paint(term.Muted, "Everywhere:") + "\n")
	h.WriteString(term.Hang("  ", "  ", everywhere(cmd.Root()), h.width) + "\n")
}

func has(flags *pflag.FlagSet, want func(*pflag.Flag) bool) bool {
	found := false
	flags.VisitAll(func(f *pflag.Flag) { found = found || !f.Hidden && want(f) })
	return found
}

func everywhere(root *cobra.Command) string {
	var names []string
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if !notHelp(f) {
			return
		}
		name, _ := flagName(f)
		short, _, _ := strings.Cut(name, ", ")
		if value, _ := pflag.UnquoteUsage(f); short != name && value != "" {
			short += " " + value
		}
		names = append(names, short)
	})
	return strings.Join(names, ", ")
}

func (h *page) flags(flags *pflag.FlagSet, want func(*pflag.Flag) bool) {
	var rows [][2]string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || !want(f) {
			return
		}
		name, usage := flagName(f)
		rows = append(rows, [2]string{name, usage})
	})
	h.rows(rows, term.Plain)
}

// flagName is how a flag is typed ("-C, --chdir DIR") and what it does.
func flagName(f *pflag.Flag) (name, usage string) {
	value, usage := pflag.UnquoteUsage(f)
	switch value {
	case "string", "strings", "stringArray":
		value = strings.ToUpper(f.Name) // --title TITLE says more than --title string
	case "int":
		value = "N"
	}
	name = "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	switch {
	case value == "":
	case f.NoOptDefVal != "" && f.Value.Type() != "bool":
		name += "[=" + value + "]"
	default:
		name += " " + value
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
		usage += fmt.Sprintf(" (%s)", f.DefValue)
	}
	return name, usage
}

const narrow = 60 // columns below which two columns become two lines

// rows writes terms and what they mean: side by side, or one below the other
// where that would leave no room.
func (h *page) rows(rows [][2]string, style term.Style) {
	widest := 0
	for _, row := range rows {
		widest = max(widest, ansi.StringWidth(row[0]))
	}
	for _, row := range rows {
		name := h.palette.Paint(style, row[0])
		if h.width < narrow && widest > h.width/3 {
			h.WriteString("  " + name + "\n" + term.Hang("      ", "      ", row[1], h.width) + "\n")
			continue
		}
		gap := strings.Repeat(" ", widest-ansi.StringWidth(row[0])+2)
		h.WriteString(term.Hang("  "+name+gap, strings.Repeat(" ", widest+4), row[1], h.width) + "\n")
	}
}
