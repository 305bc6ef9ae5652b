package tui

import (
	"os"

	"golang.org/x/sys/unix"
)

// dropTyped forgets keys that nobody has read.
func dropTyped(in *os.File) { _ = unix.IoctlSetInt(int(in.Fd()), unix.TCFLSH, unix.TCIFLUSH) }
