package tui

import (
	"fmt"
	"io"
	"os"

	xterm "github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// raw has keys arrive one by one, as the sequences other systems send, and has
// the console understand ours.
func raw(in *os.File, out io.Writer) (*xterm.State, error) {
	state, err := xterm.MakeRaw(in.Fd())
	if err != nil {
		return nil, err
	}
	if err := addMode(in, windows.ENABLE_VIRTUAL_TERMINAL_INPUT); err != nil {
		return nil, err
	}
	if f, ok := out.(*os.File); ok {
		return state, addMode(f, windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
	return state, nil
}

func addMode(f *os.File, mode uint32) error {
	var now uint32
	if err := windows.GetConsoleMode(windows.Handle(f.Fd()), &now); err != nil {
		return fmt.Errorf("read the console's mode: %w", err)
	}
	if err := windows.SetConsoleMode(windows.Handle(f.Fd()), now|mode); err != nil {
		return fmt.Errorf("set the console's mode: %w", err)
	}
	return nil
}

func dropTyped(in *os.File) { _ = windows.FlushConsoleInputBuffer(windows.Handle(in.Fd())) }

// stopHere does nothing: this system has no jobs.
func stopHere() {}

// resizes tells nothing: the console reports its size among the keys.
func resizes() (changed <-chan os.Signal, stop func()) {
	c := make(chan os.Signal)
	return c, func() { close(c) }
}
