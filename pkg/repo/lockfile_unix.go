//go:build unix

package repo

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// firstNames is how the first names of a folder's locks begin. Git overlooks files
// whose name begins with a dot among references.
const firstNames = ".cop-lock-"

// createLock creates path.lock as a second name of a file that is locked already. On
// file systems without second names, or without locks, it is an ordinary file.
func createLock(path string) (*lockFile, error) {
	if _, err := os.Lstat(path + ".lock"); err == nil {
		return nil, fs.ErrExist
	}
	own := filepath.Join(filepath.Dir(path), firstNames+rand.Text())
	f, err := os.OpenFile(own, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	l := &lockFile{path: path, f: f, own: own}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = os.Link(l.own, path+".lock")
	}
	if err == nil {
		return l, nil
	}
	if gone := l.release(); errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return nil, err
	} else if gone != nil {
		return nil, errors.Join(err, gone)
	}
	return plainLock(path)
}

// breakDeadLock removes path.lock when it is ours and its process has ended. Of several
// that find out, the one that removes the first name removes the lock.
func breakDeadLock(path string) bool {
	lock, err := os.Lstat(path + ".lock")
	if err != nil {
		return false
	}
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if !strings.HasPrefix(e.Name(), firstNames) {
			continue
		}
		if fi, err := os.Lstat(name); err == nil && os.SameFile(fi, lock) {
			return dead(name) && os.Remove(name) == nil && os.Remove(path+".lock") == nil
		}
	}
	return false
}

// dropFirstName removes a first name of a lock that is no more: its process was killed after
// the lock had become the file.
func dropFirstName(path string, d fs.DirEntry) {
	if !strings.HasPrefix(d.Name(), firstNames) {
		return
	}
	if fi, err := d.Info(); err == nil && time.Since(fi.ModTime()) > time.Minute && dead(path) {
		_ = os.Remove(path) // the next one tries again
	}
}

// dead tells whether nobody holds a first name locked any more.
func dead(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
