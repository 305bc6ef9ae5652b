package term

import (
	"context"
	"os"
	"os/signal"
	"syscall"
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
				if got != os.Interrupt || s.away.Load() == 0 {
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

// lend marks the terminal as someone else's until the returned function is
// called.
func (s *Streams) lend() (back func()) {
	s.away.Add(1)
	return func() { s.away.Add(-1) }
}
