package tui

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	xterm "github.com/charmbracelet/x/term"
)

// painter draws frames on the terminal. It stands in for bubbletea's renderer,
// which looks sixty to a hundred and twenty times a second whether there is
// something to draw: this one sleeps until there is. It also puts the terminal
// into its modes and back.
//
// A frame is drawn at once when the last one was drawn at least pace ago, else
// after that; frames that came meanwhile are passed over. Only lines that
// changed are written. Its methods are safe for concurrent use.
type painter struct {
	out io.Writer
	in  *os.File // the terminal that keys come from; nil: it is none

	next atomic.Pointer[string] // the newest frame
	wake chan struct{}
	done chan struct{}

	mu    sync.Mutex
	here  bool     // the terminal is ours
	shown []string // lines on the screen; nil: unknown
	state *xterm.State
}

const pace = time.Second / 120

// Modes of the terminal while it is ours: another screen, no cursor, mouse
// clicks and wheel, pastes in brackets.
const (
	takeTerminal = "\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l\x1b[?1002h\x1b[?1006h\x1b[?2004h"
	giveTerminal = "\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?25h\x1b[?1049l"
)

func newPainter(out io.Writer, in io.Reader) *painter {
	p := &painter{out: out, wake: make(chan struct{}, 1), done: make(chan struct{})}
	if f, ok := in.(*os.File); ok && xterm.IsTerminal(f.Fd()) {
		p.in = f
	}
	return p
}

// size is a message with the size of the terminal where it is known without
// asking, else nil.
func (p *painter) size() tea.Msg {
	f, ok := p.out.(*os.File)
	if !ok {
		return nil
	}
	width, height, err := xterm.GetSize(f.Fd())
	if err != nil {
		return nil
	}
	return tea.WindowSizeMsg{Width: width, Height: height}
}

// show has a frame drawn soon. It never waits.
func (p *painter) show(frame string) {
	if last := p.next.Load(); last != nil && *last == frame {
		return
	}
	p.next.Store(&frame)
	p.rouse()
}

func (p *painter) rouse() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run draws until close.
func (p *painter) run() {
	for {
		select {
		case <-p.done:
			return
		case <-p.wake:
		}
		p.paint()
		time.Sleep(pace)
	}
}

// forget has the whole screen drawn anew: nobody knows what is on it.
func (p *painter) forget() {
	p.mu.Lock()
	p.shown = nil
	p.mu.Unlock()
	p.rouse()
}

func (p *painter) paint() {
	p.mu.Lock()
	defer p.mu.Unlock()
	frame := p.next.Load()
	if !p.here || frame == nil {
		return
	}
	lines := strings.Split(*frame, "\n")
	_, _ = io.WriteString(p.out, difference(p.shown, lines)) // a terminal that is gone ends the reading of keys
	p.shown = lines
}

// difference is what makes a screen that shows old lines show new ones.
func difference(old, lines []string) string {
	var b strings.Builder
	if old == nil {
		b.WriteString("\x1b[2J")
	}
	for i := range max(len(old), len(lines)) {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		switch {
		case i < len(old) && i < len(lines) && old[i] == line:
			continue
		case old == nil && line == "":
			continue
		}
		// Erased first: behind a line that fills the row the cursor stands on its last character.
		fmt.Fprintf(&b, "\x1b[%d;1H\x1b[K%s", i+1, line)
	}
	return b.String()
}

// enter takes the terminal; after a stay elsewhere keys that were typed there
// are dropped.
func (p *painter) enter(back bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.here {
		return nil
	}
	if p.in != nil {
		state, err := raw(p.in, p.out)
		if err != nil {
			return err
		}
		if p.state = state; back {
			dropTyped(p.in)
		}
	}
	p.here, p.shown = true, nil
	_, err := io.WriteString(p.out, takeTerminal)
	p.rouse()
	return err
}

// leave gives the terminal back as it was.
func (p *painter) leave() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.here {
		return nil
	}
	p.here = false
	_, err := io.WriteString(p.out, giveTerminal)
	if p.state != nil {
		err = errors.Join(err, xterm.Restore(p.in.Fd(), p.state))
	}
	return err
}

// close leaves and ends run.
func (p *painter) close() error {
	close(p.done)
	return p.leave()
}

// away runs f while the terminal is given back. Without a painter it just runs.
func (p *painter) away(f func()) {
	if p == nil {
		f()
		return
	}
	_ = p.leave() // what f writes is more important than the modes
	defer func() { _ = p.enter(true) }()
	f()
}
