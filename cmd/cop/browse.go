package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/cmd/internal/tui"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

func newBrowse(c *cli) *cobra.Command {
	var pick bool
	cmd := &cobra.Command{
		Use:   "browse [WORDS]",
		Short: "Read and search the pool, with every key at hand",
		Long: `Open the browser: what is new, what waits for an answer, the whole pool with a
search as you type, and every note with its thread and links. ? shows the keys.
cop alone opens it, too.

ACCESSIBLE=1 (or a terminal that is dumb) makes it plain numbered lines.`,
		Example: "cop browse\ncop browse retry topic:go\n$EDITOR \"$(cop browse --pick)\"",
		GroupID: "daily",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runBrowse(cmd.Context(), tui.Start{Words: strings.Join(args, " "), Pool: true, Pick: pick})
		},
	}
	cmd.Flags().BoolVar(&pick, "pick", false, "print the path of the note that is chosen")
	return cmd
}

// browseHome opens the browser for cop without arguments, where a person sits at
// a terminal and there is a pool; opened is false elsewhere.
func (c *cli) browseHome(ctx context.Context) (opened bool, err error) {
	if !c.InTTY || !c.OutTTY || c.NoInput || c.Format.Structured() {
		return false, nil
	}
	err = c.runBrowse(ctx, tui.Start{})
	if errors.Is(err, pool.ErrNoPool) && c.dir == "" && c.pool == "" {
		return false, nil
	}
	return true, err
}

func (c *cli) runBrowse(ctx context.Context, start tui.Start) error {
	if c.NoInput {
		return &term.NoInputError{Question: "browse the pool", Flag: "cop list or cop find WORDS"}
	}
	p, err := c.openPool(ctx)
	if err != nil {
		return err
	}
	root := p.Root()
	if err := p.Close(); err != nil {
		return err
	}
	picked, err := tui.Browse(ctx, c.host(root), start)
	if errors.Is(err, tui.ErrNoTerminal) {
		return &usageError{msg: err.Error(), hint: "cop list and cop find WORDS work without one"}
	}
	if err != nil {
		return err
	}
	if start.Pick && picked == "" {
		return outcome(exitNothing)
	}
	if picked != "" {
		_, err = fmt.Fprintln(c.Out, picked)
	}
	return err
}

// host is what the browser gets from the command line around it. All of it is
// about the pool at root, whatever it was called on the way.
func (c *cli) host(root string) tui.Host {
	return tui.Host{
		Streams: c.Streams,
		Now:     c.now,
		Open: func(ctx context.Context, progress func(string, int, int)) (*pool.Pool, error) {
			o := c.poolOptions()
			o.Progress, o.Notice, o.Prescan = progress, nil, false
			return pool.Open(ctx, root, o)
		},
		Several: len(c.listPools()) > 1,
		Others:  func(ctx context.Context) ([]pools.Named, []string) { return c.otherPools(ctx, root) },
		Run: func(ctx context.Context, args []string, width int, status func(string)) (string, int) {
			out := new(capture)
			s := c.captured(out, &statusLine{keep: out, status: status}, width)
			code := c.again(s).execute(ctx, args, root)
			return out.String(), code
		},
		Lend: func(ctx context.Context, args []string, hold bool) int {
			s := c.terminalStreams()
			code := c.again(s).execute(ctx, args, root)
			if hold || code != exitOK {
				_, _ = s.Ask(ctx, term.Question{Text: "Enter goes back to the browser"})
			}
			return code
		},
		Explain:  explained,
		Commands: c.offered(),
	}
}

// explained is an error as other faces show it: what is wrong, and what to do about it.
func explained(err error) (message, hint string) {
	e := explain(err)
	return term.Clean(e.Message), term.Clean(e.Hint)
}

// again is the same command line for another command.
func (c *cli) again(s *term.Streams) *cli {
	return &cli{Streams: s, now: c.now, settings: c.settings}
}

// execute runs a command line on the pool at root.
func (c *cli) execute(ctx context.Context, args []string, root string) int {
	cmd := newRoot(c)
	c.dir = root // after the flags have set it to their default
	cmd.SetArgs(args)
	return c.fail(ctx, cmd.ExecuteContext(ctx))
}

// captured are streams for a command whose output is shown by the browser: it
// looks like on the terminal, asks nothing and pages nothing.
func (c *cli) captured(out, errs io.Writer, width int) *term.Streams {
	s := c.Nested(strings.NewReader(""), map[string]string{"COP_PAGER": "cat", "COLUMNS": "", "FORCE_HYPERLINK": "0"})
	s.Out, s.Err, s.OutTTY, s.ErrTTY = out, errs, true, true
	s.Size = func() (int, int) { return width, 1 << 20 }
	s.Editor, s.Pager, s.Theme = c.Editor, c.Pager, c.Theme
	return s
}

// terminalStreams are the terminal's own streams for a command that needs them.
func (c *cli) terminalStreams() *term.Streams {
	s := &term.Streams{
		In: c.In, Out: c.Out, Err: c.Err, InTTY: c.InTTY, OutTTY: c.OutTTY, ErrTTY: c.ErrTTY,
		Env: c.Env, Environ: c.Environ, Size: c.Size, LookPath: c.LookPath, Editor: c.Editor, Pager: c.Pager, Theme: c.Theme,
	}
	if !s.OutTTY {
		s.Out, s.OutTTY = s.Err, s.ErrTTY // Out is for the path that is picked
	}
	return s
}

// offered are the commands the browser's palette knows.
func (c *cli) offered() []tui.Command {
	asks := map[string]bool{"add": true, "edit": true, "resolve": true, "init": true, "join": true, "ask": true, "answer": true, "comment": true, "tried": true, "demo": true, "review": true, "me": true, "charter": true, "reflect": true, "adapt": true, "auth": true}
	skip := map[string]bool{"browse": true, "completion": true, "man": true}
	var out []tui.Command
	for _, cmd := range newRoot(&cli{Streams: term.Test(nil).Streams, now: c.now}).Commands() {
		if !cmd.Hidden && !skip[cmd.Name()] {
			out = append(out, tui.Command{Name: cmd.Name(), Short: cmd.Short, Asks: asks[cmd.Name()]})
		}
	}
	return out
}

// capture is a buffer that several may write to.
type capture struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *capture) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *capture) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// statusLine is where a captured command complains and shows its progress. What
// begins with a carriage return is drawn over again, so it is only passed on;
// the rest is kept.
type statusLine struct {
	keep   io.Writer
	status func(string)
}

func (w *statusLine) Write(p []byte) (int, error) {
	text := strings.TrimSpace(term.Clean(ansi.Strip(string(p))))
	if text != "" {
		w.status(text)
	}
	if strings.HasPrefix(string(p), "\r") {
		return len(p), nil
	}
	return w.keep.Write(p)
}
