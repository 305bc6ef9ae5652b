package memtemp

import "golang.org/x/sys/unix"

// memory is where Linux keeps files in memory.
const memory = "/dev/shm"

// room is what the tests of one package may take, several times over.
const room = 4 << 30

// roomy says whether dir is in memory, has room and may hold programs. In a container it
// often has 64 MB and may not.
func roomy(dir string) bool {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil || fs.Type != unix.TMPFS_MAGIC || fs.Flags&unix.ST_NOEXEC != 0 {
		return false
	}
	return fs.Bavail*uint64(fs.Bsize) >= room
}
