package statcache

import (
	"errors"
	"time"
)

// ErrNotFolder says that something else stands where a folder was expected.
var ErrNotFolder = errors.New("not a folder")

// Stat is what tells that a file has not changed: where it is on the disk, its size in bytes
// and both of its times in nanoseconds since 1970. The mode is git's; 0 is for what git does
// not keep. The zero value means that there is no file.
type Stat struct {
	Mtime, Ctime, Size int64
	Inode              uint64
	Mode               uint32
}

// The modes a Stat can have besides 0.
const (
	modeFolder     = 0o40000
	modeRegular    = 0o100644
	modeExecutable = 0o100755
	modeSymlink    = 0o120000
)

// Settled tells whether the times are old enough, seen from a moment before they
// were read, that every later change must show in them. A file written in
// the very moment it is looked at can change again without its times changing: file systems
// count in ticks of some milliseconds, old ones in seconds.
func (s Stat) Settled(seen time.Time) bool {
	tick := 30 * time.Millisecond
	if s.Mtime%int64(time.Second) == 0 {
		tick = 2100 * time.Millisecond
	}
	limit := seen.Add(-tick).UnixNano()
	return s.Mtime < limit && s.Ctime < limit
}
