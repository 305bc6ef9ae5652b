//go:build unix

package pool

import (
	"errors"
	"io/fs"
	"syscall"
)

// readPlain reads a whole file that is a plain one; what a symbolic link leads to is none. A
// first index reads every file of a pool: package os asks the system seven times a file, this
// four times.
func readPlain(path string) ([]byte, error) {
	fd, err := retried(func() (int, error) {
		return syscall.Open(path, syscall.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	})
	if errors.Is(err, syscall.ELOOP) {
		return nil, errNotPlain
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	b, err := readAll(fd)
	if closed := syscall.Close(fd); err == nil {
		err = closed
	}
	if err != nil && !errors.Is(err, errNotPlain) {
		err = &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return b, err
}

func readAll(fd int) ([]byte, error) {
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		return nil, err
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return nil, errNotPlain
	}
	b := make([]byte, 0, st.Size+1)
	for {
		n, err := retried(func() (int, error) { return syscall.Read(fd, b[len(b):cap(b)]) })
		if b = b[:len(b)+max(n, 0)]; err != nil || n == 0 || int64(len(b)) == st.Size {
			return b, err
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)] // it grew
		}
	}
}

// retried asks again as long as a signal came between.
func retried(ask func() (int, error)) (n int, err error) {
	for n, err = ask(); errors.Is(err, syscall.EINTR); n, err = ask() {
	}
	return n, err
}
