//go:build !unix

package repo

import (
	"encoding/binary"
	"io/fs"
)

// statBytes is what the index can keep where files have neither inode nor owner:
// time and size. Git looks at the rest itself once and fills it in.
func statBytes(fi fs.FileInfo) []byte {
	b := make([]byte, indexStat)
	mtime := fi.ModTime()
	binary.BigEndian.PutUint32(b[8:], uint32(mtime.Unix()))
	binary.BigEndian.PutUint32(b[12:], uint32(mtime.Nanosecond()))
	binary.BigEndian.PutUint32(b[36:], uint32(fi.Size()))
	return b
}
