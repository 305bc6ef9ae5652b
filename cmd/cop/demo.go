package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
)

func newDemo(c *cli) *cobra.Command {
	var step bool
	cmd := &cobra.Command{
		Use:   "demo [DIR]",
		Short: "See a community at work, on this machine only",
		Long: `Found a throw-away community – a shared place and two members, Ana and Ben – and
walk through the main story with the real commands. Without DIR it goes to a new
folder among the temporary files. Nothing leaves this machine.`,
		Example: "cop demo\ncop demo --step\ncop demo /tmp/breakfast",
		GroupID: "start",
		Args:    takes(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runDemo(cmd.Context(), args, step)
		},
	}
	cmd.Flags().BoolVar(&step, "step", false, "wait for Enter before each step")
	return cmd
}

// scene is one command of the story.
type scene struct {
	say string // what happens and why, before it
	who string // whose folder; "" for nobody's
	run []string
	in  string // standard input

	file   string                   // of who's pool: what it says goes in, after change
	change func(text string) string // nil: as it is
	end    int                      // the exit code that belongs to the story
}

func (c *cli) runDemo(ctx context.Context, args []string, step bool) error {
	dir, err := c.demoDir(args)
	if err != nil {
		return err
	}
	d := &demo{cli: c, dir: dir, step: step}
	d.tell("", "Two people who do the same work, one shared place. Everything below is real.")
	for _, s := range story(dir) {
		if err := d.play(ctx, s); err != nil {
			return err
		}
	}
	return d.invite()
}

// demoDir is an empty folder.
func (c *cli) demoDir(args []string) (string, error) {
	if len(args) == 0 {
		return os.MkdirTemp("", "cop-demo-")
	}
	dir, err := c.target(args)
	if err != nil {
		return "", err
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return "", &usageError{msg: dir + " is not empty", hint: "name a folder that does not exist yet"}
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	return dir, os.MkdirAll(dir, 0o755)
}

// demo plays scenes.
type demo struct {
	*cli
	dir  string
	step bool
}

// tell writes narration.
func (d *demo) tell(before, text string) {
	p := d.Palette()
	fmt.Fprint(d.Out, before+term.Hang("", "", p.Paint(term.Muted, text), d.Width())+"\n")
}

// play runs one scene's command just as it would be typed.
func (d *demo) play(ctx context.Context, s scene) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.say != "" {
		d.tell("\n", s.say)
	}
	p := d.Palette()
	prompt := s.who
	if prompt == "" {
		prompt = "you"
	}
	fmt.Fprintln(d.Out, p.Paint(term.Accent, prompt+" $")+" "+p.Paint(term.Title, typed(s)))
	if err := d.wait(ctx); err != nil {
		return err
	}
	if code := d.command(s); code != s.end {
		return fmt.Errorf("the demo stopped: %q ended with %d", typed(s), code)
	}
	return nil
}

func (d *demo) wait(ctx context.Context) error {
	if !d.step || !d.Prompting() {
		return nil
	}
	_, err := d.Ask(ctx, term.Question{Text: "Enter goes on", Flag: "no --step"})
	return err
}

// typed is the command line as a person would type it.
func typed(s scene) string {
	words := []string{"cop"}
	for _, a := range s.run {
		if a == "" || strings.ContainsAny(a, " '\"*$()") {
			a = `"` + strings.ReplaceAll(a, `"`, `\"`) + `"`
		}
		words = append(words, a)
	}
	line := strings.Join(words, " ")
	if s.file != "" {
		return "… | " + line
	}
	return line
}

// command runs cop with the member's folder and identity; the user's own settings are
// not touched.
func (d *demo) command(s scene) int {
	args := s.run
	if s.who != "" {
		args = append([]string{"-C", filepath.Join(d.dir, s.who)}, args...)
	} else {
		args = append([]string{"-C", d.dir}, args...)
	}
	env := map[string]string{
		"COP_CONFIG": filepath.Join(d.dir, "settings.toml"), "COP_PAGER": "cat", "COP_POOL": "", "COP_HANDLE": "",
		"GIT_CONFIG_GLOBAL": filepath.Join(d.dir, "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
		"GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": "", "GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": "",
	}
	in, err := d.input(s)
	if err != nil {
		d.Complain("%s", err.Error())
		return exitFailed
	}
	return Main(args, d.Nested(strings.NewReader(in), env))
}

// input is what a scene gives to its command: a note's text, changed.
func (d *demo) input(s scene) (string, error) {
	if s.file == "" {
		return s.in, nil
	}
	b, err := os.ReadFile(filepath.Join(d.dir, s.who, filepath.FromSlash(s.file)))
	if err != nil {
		return "", err
	}
	return s.change(string(b)), nil
}

// invite ends the demo with something to try.
func (d *demo) invite() error {
	ana := filepath.Join(d.dir, "ana")
	run := d.self() + " -C " + quoted(ana)
	d.tell("\n", "Now you are Ana. Try:")
	p := d.Palette()
	for _, line := range []string{"find pager", "show rotate-the-pager", `til "the kettle trips the fuse when the toaster is on"`, "status"} {
		fmt.Fprintln(d.Out, "  "+p.Paint(term.Accent, run+" "+line))
	}
	d.tell("", "Remove "+d.dir+" when you have seen enough.")
	return nil
}

// self is how the user can run this very program again.
func (d *demo) self() string {
	exe, err := os.Executable()
	if err != nil || strings.Contains(exe, "go-build") {
		return "go run ./cmd/cop"
	}
	if d.Program("cop") == exe {
		return "cop"
	}
	return quoted(exe)
}

func quoted(s string) string {
	if strings.ContainsAny(s, " '\"$`\\;&|<>()*?!#\n\t") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
