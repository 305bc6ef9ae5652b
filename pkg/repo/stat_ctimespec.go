//go:build darwin || freebsd || netbsd

package repo

import (
	"syscall"
	"time"
)

// changeTime is when a file's metadata last changed.
func changeTime(st *syscall.Stat_t) time.Time {
	return time.Unix(int64(st.Ctimespec.Sec), int64(st.Ctimespec.Nsec))
}
