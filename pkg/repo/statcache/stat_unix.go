//go:build (linux && !amd64 && !arm64) || darwin || freebsd || netbsd || openbsd || dragonfly

package statcache

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// OpenFolder is a folder whose files are looked at one after the other. Asking
// below an open folder saves the kernel the way from the root each time.
type OpenFolder struct{ fd int }

// Open opens a folder, which must not be a symbolic link, and tells its own stat.
func Open(path string) (OpenFolder, Stat, error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	for err == unix.EINTR {
		fd, err = unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	}
	if err != nil {
		return OpenFolder{}, Stat{}, fmt.Errorf("open %s: %w", path, err)
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		// The stat's error is the one that tells.
		_ = unix.Close(fd)
		return OpenFolder{}, Stat{}, fmt.Errorf("stat %s: %w", path, err)
	}
	return OpenFolder{fd}, statOf(&st), nil
}

// Stat looks at one name, not following symbolic links.
func (d OpenFolder) Stat(name string) (Stat, error) {
	var st unix.Stat_t
	err := unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	for err == unix.EINTR {
		err = unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	}
	return statOf(&st), err
}

func (d OpenFolder) glance(name string) (Stat, error) { return d.Stat(name) }

// Close lets the folder go.
func (d OpenFolder) Close() error { return unix.Close(d.fd) }

func statOf(st *unix.Stat_t) Stat {
	return Stat{Mtime: st.Mtim.Nano(), Ctime: st.Ctim.Nano(), Size: st.Size, Inode: st.Ino, Mode: modeOf(uint32(st.Mode))}
}
