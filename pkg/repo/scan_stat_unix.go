//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package repo

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// openFolder is a folder whose files are looked at one after the other. Asking
// below an open folder saves the kernel the way from the root each time.
type openFolder struct{ fd int }

// openFolderAt opens a folder, which must not be a symbolic link, and tells its own stat.
func openFolderAt(path string) (openFolder, fileStat, error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	for err == unix.EINTR {
		fd, err = unix.Open(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	}
	if err != nil {
		return openFolder{}, fileStat{}, fmt.Errorf("open %s: %w", path, err)
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		// The stat's error is the one that tells.
		_ = unix.Close(fd)
		return openFolder{}, fileStat{}, fmt.Errorf("stat %s: %w", path, err)
	}
	return openFolder{fd}, statOf(&st), nil
}

// stat looks at one name, not following symbolic links.
func (d openFolder) stat(name string) (fileStat, error) {
	var st unix.Stat_t
	err := unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	for err == unix.EINTR {
		err = unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	}
	return statOf(&st), err
}

func (d openFolder) close() error { return unix.Close(d.fd) }

func statOf(st *unix.Stat_t) fileStat {
	s := fileStat{mtime: st.Mtim.Nano(), ctime: st.Ctim.Nano(), size: st.Size, inode: st.Ino}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFDIR:
		s.mode = folder
	case unix.S_IFLNK:
		s.mode = Symlink
	case unix.S_IFREG:
		s.mode = Regular
		if st.Mode&0o100 != 0 {
			s.mode = Executable
		}
	}
	return s
}
