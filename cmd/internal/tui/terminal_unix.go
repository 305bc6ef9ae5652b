//go:build unix

package tui

import (
	"io"
	"os"
	"os/signal"
	"syscall"

	xterm "github.com/charmbracelet/x/term"
)

// raw has keys arrive one by one.
func raw(in *os.File, _ io.Writer) (*xterm.State, error) { return xterm.MakeRaw(in.Fd()) }

// stopHere sends the process to the background of its shell, and returns when it
// was brought back.
func stopHere() {
	back := make(chan os.Signal, 1)
	signal.Notify(back, syscall.SIGCONT)
	defer signal.Stop(back)
	if err := syscall.Kill(0, syscall.SIGTSTP); err == nil {
		<-back
	}
}

// resizes tells when the terminal has another size, until stop.
func resizes() (changed <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGWINCH)
	return c, func() { signal.Stop(c); close(c) }
}
