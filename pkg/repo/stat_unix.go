//go:build unix

package repo

import (
	"encoding/binary"
	"io/fs"
	"syscall"
)

// statBytes is a file's stat data as git's index keeps it: times, device, inode,
// owner, size, each cut to 32 bits. The mode is left to the caller.
func statBytes(fi fs.FileInfo) []byte {
	b := make([]byte, indexStat)
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return b
	}
	ctime, mtime := changeTime(st), fi.ModTime()
	for i, v := range []uint32{uint32(ctime.Unix()), uint32(ctime.Nanosecond()), uint32(mtime.Unix()), uint32(mtime.Nanosecond()),
		uint32(st.Dev), uint32(st.Ino), 0, st.Uid, st.Gid, uint32(fi.Size())} {
		binary.BigEndian.PutUint32(b[4*i:], v)
	}
	return b
}
