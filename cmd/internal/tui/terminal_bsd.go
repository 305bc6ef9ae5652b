//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package tui

import (
	"os"

	"golang.org/x/sys/unix"
)

// dropTyped forgets keys that nobody has read.
func dropTyped(in *os.File) { _ = unix.IoctlSetPointerInt(int(in.Fd()), unix.TIOCFLUSH, unix.TCIFLUSH) }
