// Package tui is the browser: a pool of notes at a person's fingertips.
//
// One root model, browser, holds concrete children: home, noteList (the list with
// its preview), page (one note) and at most one overlay (help, palette, form,
// output). Its invariants:
//
//   - Update does no I/O and never waits: whatever does is a command whose
//     result carries the number of the request, and a result whose number is
//     not the newest is dropped;
//   - View only reads, and costs what is seen, not what there is;
//   - what leaves for the terminal is text, colours and links (term.Safe), so
//     nothing a note holds can reach it as anything else;
//   - the terminal is never asked anything.
//
// Every action is also a plain command; the browser runs those commands through
// its Host rather than doing their work a second time. It must not know cobra,
// git or the index.
package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/breakfast-table/cop/cmd/internal/term"
	"github.com/breakfast-table/cop/pkg/pool"
	"github.com/breakfast-table/cop/pkg/pools"
)

// Host is what the browser gets from the program around it. All fields must be
// set.
type Host struct {
	Streams *term.Streams
	Now     func() time.Time

	// Open opens the pool. progress hears of long work; it is called from other
	// goroutines.
	Open func(ctx context.Context, progress func(what string, done, total int)) (*pool.Pool, error)

	// Others opens the other pools of this machine; gone are the names of those that cannot be
	// opened. nil: there are none.
	Others  func(ctx context.Context) (all []pools.Named, gone []string)
	Several bool // there is another pool, as far as is known at the start

	// Run runs a command line, without the program's name, and returns what it
	// wrote and its exit code. status hears the line it shows while it works. It
	// never asks anything.
	Run func(ctx context.Context, args []string, width int, status func(string)) (output string, code int)

	// Lend runs a command line on the terminal itself, for those that open an
	// editor or ask, and returns its exit code. hold keeps what it wrote on the
	// screen until the person has read it; what went wrong is always kept.
	Lend func(ctx context.Context, args []string, hold bool) (code int)

	// Explain puts an error into words; hint may be "".
	Explain func(error) (message, hint string)

	Commands []Command
}

// Command is one that the palette offers.
type Command struct {
	Name, Short string
	Asks        bool // it needs the terminal: an editor, questions
}

// Start says how the browser opens. The zero value opens it at home.
type Start struct {
	Words string // filter the pool by these at once
	Pool  bool   // open at the pool rather than at home
	Pick  bool   // choosing a note ends the browser
}

// Browse runs the browser until the person leaves it. With Start.Pick it
// returns the path of the chosen note's file, "" when none was chosen. The
// terminal is given back as it was however it ends; a cancelled ctx ends it
// with that error.
func Browse(ctx context.Context, h Host, start Start) (picked string, err error) {
	d := newSession(h)
	defer func() { err = errors.Join(err, d.close()) }()
	if h.Streams.Accessible() {
		f := plainBrowser{host: h, session: d, pick: start.Pick}
		return f.run(ctx, start)
	}
	out, in, done, err := openTerminal(h.Streams)
	if err != nil {
		return "", err
	}
	defer done()
	defer debug.SetGCPercent(debug.SetGCPercent(50)) // leanness comes with many notes
	b := newBrowser(ctx, h, d, start)
	if w, rows, ok := size(h.Streams); ok {
		b.resize(w, rows)
	}
	if err := b.play(ctx, in, out); err != nil {
		return "", err
	}
	return b.picked, b.remember()
}

// leanness makes the collector keep less garbage around than usual, once there are
// many notes: what is kept of those is large, what a key stroke makes is small.
const leanness = 25

// size is the terminal's, where it is known without asking.
func size(s *term.Streams) (cols, rows int, ok bool) {
	if s.Size == nil {
		return 0, 0, false
	}
	cols, rows = s.Size()
	return cols, rows, cols > 0 && rows > 0
}

// openTerminal finds where to draw and what to read keys from: the standard
// streams where they are a terminal, else the terminal the process was started
// from, so that path=$(cop browse --pick) works.
func openTerminal(s *term.Streams) (out io.Writer, in io.Reader, done func(), err error) {
	in, out, done = s.In, s.Out, func() {}
	if s.InTTY && s.OutTTY {
		return out, in, done, nil
	}
	tty, err := openTTY()
	if err == nil {
		done = func() { _ = tty.close() }
	}
	if !s.InTTY {
		if in = tty.in; err != nil {
			return nil, nil, nil, ErrNoTerminal
		}
	}
	switch {
	case s.OutTTY:
	case err == nil:
		out = tty.out
	case s.ErrTTY:
		out = s.Err
	default:
		return nil, nil, nil, ErrNoTerminal
	}
	return out, in, done, nil
}

// console is the terminal the process was started from.
type console struct{ in, out *os.File }

func openTTY() (c console, err error) {
	name := [2]string{"/dev/tty", "/dev/tty"}
	if runtime.GOOS == "windows" {
		name = [2]string{"CONIN$", "CONOUT$"}
	}
	if c.in, err = os.OpenFile(name[0], os.O_RDWR, 0); err != nil {
		return c, err
	}
	if c.out, err = os.OpenFile(name[1], os.O_RDWR, 0); err != nil {
		return c, errors.Join(err, c.in.Close())
	}
	return c, nil
}

func (c console) close() error { return errors.Join(c.in.Close(), c.out.Close()) }

// ErrNoTerminal says that there is no terminal to draw on.
var ErrNoTerminal = errors.New("there is no terminal to browse on")
