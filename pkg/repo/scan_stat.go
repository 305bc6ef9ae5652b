package repo

import (
	"errors"
	"io"
	"os"
	"time"
)

// errNotFolder says that something else stands where a folder was expected.
var errNotFolder = errors.New("not a folder")

// fileStat is what tells that a file has not changed: where it is on the disk,
// its size and both of its times in nanoseconds. The mode is git's, folder for
// a folder and 0 for what git does not keep.
type fileStat struct {
	mtime, ctime, size int64
	inode              uint64
	mode               Mode
}

// settled tells whether the times are old enough, seen from a moment before they
// were read, that every later change must show in them. A file written in
// the very moment it is looked at can change again without its times changing: file systems
// count in ticks of some milliseconds, old ones in seconds.
func (s fileStat) settled(seen time.Time) bool {
	tick := 30 * time.Millisecond
	if s.mtime%int64(time.Second) == 0 {
		tick = 2100 * time.Millisecond
	}
	limit := seen.Add(-tick).UnixNano()
	return s.mtime < limit && s.ctime < limit
}

// readFile reads a file of about that size.
func readFile(path string, size int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data := make([]byte, 0, size+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, f.Close()
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}
