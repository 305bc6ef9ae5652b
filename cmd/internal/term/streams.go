// Package term is what cop knows about terminals: the three streams and
// whether a person looks at them, colour and width, tables and JSON, prompts,
// editor and pager, and markdown as lines of a terminal.
//
// Its main type is Streams. Its invariants: results go to Out and everything
// else to Err; nothing is ever asked of the terminal itself; text that came
// from elsewhere is cleaned before it is written, whatever path it takes; with
// the same environment and input the same bytes come out. It knows nothing of
// pools, notes or commands.
package term

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/breakfast-table/cop/cmd/internal/termcolor"
	xterm "github.com/charmbracelet/x/term"
)

// Streams are the three standard streams with everything that decides how to
// use them. Fields are set once at the start and only read afterwards; the
// methods are safe for concurrent use, except that only one question may be
// open at a time.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer

	InTTY, OutTTY, ErrTTY bool // a person sits at that end

	Env      func(string) string      // looks an environment variable up, "" if unset
	Environ  []string                 // handed to the programs that are started
	Size     func() (cols, rows int)  // of the terminal now; nil or zeros: unknown
	LookPath func(name string) string // finds a program, "" if there is none; nil: on the PATH of Env

	NoInput bool   // never ask
	Quiet   bool   // say only what went wrong
	Format  Format // how Print writes results; the zero value is for people

	Editor, Pager, Theme string // as configured; the environment has the last word

	mu       sync.Mutex // guards writes to Err while a Progress is drawn
	progress *Progress
	input    *bufio.Reader // In as questions read it, see prompt.go
	pending  chan line     // the answer that is being read
	away     atomic.Int32  // editors and pagers that have the terminal, or had it until a moment ago
	paused   atomic.Int32  // those, and questions: nothing may be drawn meanwhile
}

// System returns the streams of this process.
func System() *Streams {
	return &Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTTY:   xterm.IsTerminal(os.Stdin.Fd()),
		OutTTY:  xterm.IsTerminal(os.Stdout.Fd()),
		ErrTTY:  xterm.IsTerminal(os.Stderr.Fd()),
		Env:     os.Getenv,
		Environ: os.Environ(),
		Size:    systemSize,
	}
}

// systemSize asks the kernel, not the terminal, so it never waits.
func systemSize() (cols, rows int) {
	for _, f := range []*os.File{os.Stdout, os.Stderr, os.Stdin} {
		if cols, rows, err := xterm.GetSize(f.Fd()); err == nil && cols > 0 {
			return cols, rows
		}
	}
	return 0, 0
}

// Twin is Streams over buffers, for tests.
type Twin struct {
	*Streams
	Stdin, Stdout, Stderr *bytes.Buffer
}

// Test returns streams over buffers with env as the whole environment. No
// stream is a terminal until the test says so; the size is 80×24 until then.
func Test(env map[string]string) *Twin {
	t := &Twin{Stdin: new(bytes.Buffer), Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer)}
	environ := make([]string, 0, len(env))
	for k, v := range env {
		environ = append(environ, k+"="+v)
	}
	t.Streams = &Streams{
		In: t.Stdin, Out: t.Stdout, Err: t.Stderr,
		Env:     func(key string) string { return env[key] },
		Environ: environ,
		Size:    func() (int, int) { return 80, 24 },
	}
	return t
}

// Terminal makes all three streams terminals of that many columns and returns
// the twin.
func (t *Twin) Terminal(cols int) *Twin {
	t.InTTY, t.OutTTY, t.ErrTTY = true, true, true
	t.Size = func() (int, int) { return cols, 24 }
	return t
}

const (
	usualWidth  = 80
	usualHeight = 24
	leastWidth  = 20
	mostWidth   = 1000
	unwrapped   = 1 << 30
)

// Width is the number of columns to fill: COLUMNS, else the terminal's, else
// 80; always between 20 and 1000.
func (s *Streams) Width() int {
	if n, err := strconv.Atoi(s.Env("COLUMNS")); err == nil && n > 0 {
		return min(max(n, leastWidth), mostWidth)
	}
	if cols, _ := s.size(); cols > 0 {
		return min(max(cols, leastWidth), mostWidth)
	}
	return usualWidth
}

// LineWidth is how wide a line of a result may get: Width on a terminal; in a pipe nothing
// is wrapped, so that a line is a line.
func (s *Streams) LineWidth() int {
	if s.OutTTY {
		return s.Width()
	}
	return unwrapped
}

// Height is the number of lines a screen holds: LINES, else the terminal's,
// else 24.
func (s *Streams) Height() int {
	if n, err := strconv.Atoi(s.Env("LINES")); err == nil && n > 0 {
		return n
	}
	if _, rows := s.size(); rows > 0 {
		return rows
	}
	return usualHeight
}

func (s *Streams) size() (cols, rows int) {
	if s.Size == nil {
		return 0, 0
	}
	return s.Size()
}

// Color reports whether Out may be coloured: never with NO_COLOR, always with
// CLICOLOR_FORCE, else on terminals that are not dumb.
func (s *Streams) Color() bool { return s.colored(s.OutTTY) }

func (s *Streams) colored(tty bool) bool {
	if s.Env("NO_COLOR") != "" {
		return false
	}
	if force := s.Env("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	return tty && s.Env("CLICOLOR") != "0" && !s.Dumb()
}

// Dumb reports a terminal that understands no control sequences at all.
func (s *Streams) Dumb() bool { return s.Env("TERM") == "dumb" }

// Dark reports whether text stands on a dark background; see package
// background. A configured theme decides where the environment does not.
func (s *Streams) Dark() bool {
	if s.Env("COP_THEME") == "" && (s.Theme == "light" || s.Theme == "dark") {
		return s.Theme == "dark"
	}
	return termcolor.Dark(s.Env)
}

// Accessible reports that a person wants plain lines: no alternate screen,
// nothing redrawn in place. ACCESSIBLE says so, and a dumb terminal.
func (s *Streams) Accessible() bool {
	v := s.Env("ACCESSIBLE")
	return v != "" && v != "0" || s.Dumb()
}

// Prompting reports whether questions may be asked: someone can read them on
// Err and answer on In, and --no-input is unset.
func (s *Streams) Prompting() bool { return s.InTTY && s.ErrTTY && !s.NoInput }
