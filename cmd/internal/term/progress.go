package term

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

const (
	progressPatience = 300 * time.Millisecond // shorter waits show nothing
	progressBeat     = 100 * time.Millisecond
)

// Progress is one line on Err that says what takes so long. It appears only
// on terminals and only when the wait is worth a word, and Done takes it away.
// A nil Progress is valid and does nothing. Methods are safe for concurrent
// use.
type Progress struct {
	s           *Streams
	label       string
	done, total int
	drawn       bool
	beat        int
	stop        chan struct{}
	stopped     chan struct{}
}

// Progress starts one. Only the newest of several is drawn.
func (s *Streams) Progress(label string) *Progress {
	if !s.ErrTTY || s.Quiet {
		return nil
	}
	p := &Progress{s: s, label: Clean(label), stop: make(chan struct{}), stopped: make(chan struct{})}
	s.mu.Lock()
	s.progress = p
	s.mu.Unlock()
	go p.run()
	return p
}

// Step says how far it is; a total of 0 is unknown.
func (p *Progress) Step(done, total int) {
	if p == nil {
		return
	}
	p.s.mu.Lock()
	p.done, p.total = done, total
	p.s.mu.Unlock()
}

// Label says what is done now.
func (p *Progress) Label(label string) {
	if p == nil {
		return
	}
	p.s.mu.Lock()
	p.label = Clean(label)
	p.s.mu.Unlock()
}

// Done takes the line away. It may be called more than once.
func (p *Progress) Done() {
	if p == nil {
		return
	}
	p.s.mu.Lock()
	if p.s.progress == p {
		p.s.progress = nil
	}
	select {
	case <-p.stop:
	default:
		close(p.stop)
	}
	p.s.mu.Unlock()
	<-p.stopped
}

func (p *Progress) run() {
	defer close(p.stopped)
	beat := time.NewTimer(progressPatience)
	defer beat.Stop()
	for {
		select {
		case <-p.stop:
			p.s.mu.Lock()
			p.hide()
			p.s.mu.Unlock()
			return
		case <-beat.C:
			if !p.draw() {
				<-p.stop
				return
			}
			beat.Reset(progressBeat)
		}
	}
}

// draw shows the line as it is now and reports whether it is worth drawing
// again: plain terminals are told once.
func (p *Progress) draw() bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.s.progress != p || p.s.paused.Load() > 0 {
		return true
	}
	if p.s.Accessible() {
		_, _ = io.WriteString(p.s.Err, p.label+"…\n")
		return false
	}
	line := ansi.Truncate(p.text(), p.s.Width()-1, "…")
	_, _ = io.WriteString(p.s.Err, "\r"+p.s.ErrPalette().wrap(Muted, line)+"\x1b[K")
	p.drawn, p.beat = true, p.beat+1
	return true
}

func (p *Progress) text() string {
	line := p.label + strings.Repeat(".", p.beat/3%4)
	if p.total > 0 {
		return fmt.Sprintf("%s %d/%d", p.label, p.done, p.total)
	}
	return line
}

// hide takes the line off the screen; s.mu must be held. It will be drawn
// again with the next beat unless p is done.
func (p *Progress) hide() {
	if p == nil || !p.drawn {
		return
	}
	_, _ = io.WriteString(p.s.Err, "\r\x1b[K")
	p.drawn = false
}
