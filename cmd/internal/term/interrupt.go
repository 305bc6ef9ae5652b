package term

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Interruptible returns a context that ends with ErrInterrupted as its cause
// when the process is told to stop (Ctrl-C, SIGTERM, a closed terminal). While
// an editor or a pager has the terminal, Ctrl-C is theirs and ignored here.
// Call stop to give the signals back.
func (s *Streams) Interruptible(ctx context.Context) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for {
			select {
			case got := <-signals:
				if got != os.Interrupt || !s.lent() {
					cancel(ErrInterrupted)
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(context.Canceled)
	}
}

// lend gives the terminal to an editor or a pager until back is called.
func (s *Streams) lend() (back func()) {
	resume := s.pause()
	s.away.Add(1)
	return func() {
		time.AfterFunc(afterglow, func() { s.away.Add(-1) })
		resume()
	}
}

// afterglow is how long after an editor ended a Ctrl-C still counts as its own:
// both are told at the same moment, but the editor may be gone before the news
// has reached us.
const afterglow = 400 * time.Millisecond

func (s *Streams) lent() bool { return s.away.Load() > 0 }

// pause takes a Progress off the screen until resume is called.
func (s *Streams) pause() (resume func()) {
	s.paused.Add(1)
	s.mu.Lock()
	s.progress.hide()
	s.mu.Unlock()
	return func() { s.paused.Add(-1) }
}
