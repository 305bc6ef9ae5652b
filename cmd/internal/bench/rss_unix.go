//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// residentMB is the most memory a process had at once, in MB.
func residentMB(s *os.ProcessState) int64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss >> 20
	}
	return usage.Maxrss >> 10
}
