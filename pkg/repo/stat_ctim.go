//go:build linux || openbsd || dragonfly || solaris || aix

package repo

import (
	"syscall"
	"time"
)

// changeTime is when a file's metadata last changed.
func changeTime(st *syscall.Stat_t) time.Time {
	return time.Unix(int64(st.Ctim.Sec), int64(st.Ctim.Nsec))
}
