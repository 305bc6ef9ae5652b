//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly && !windows

package tui

import "os"

func dropTyped(*os.File) {}
