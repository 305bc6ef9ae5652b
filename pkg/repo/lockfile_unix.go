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

	"github.com/breakfast-table/cop/pkg/repo/statcache"
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
	temp := filepath.Join(filepath.Dir(path), firstNames+rand.Text())
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	l := &lockFile{path: path, f: f, temp: temp}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = os.Link(l.temp, path+".lock")
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

// breakDeadLock removes path.lock when it is ours and its process has ended: the lock first, then
// its first name, by which the next one goes on where this one is stopped between.
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
			return removeDead(name, path)
		}
	}
	return false
}

// removeDead removes path.lock and its first name if nobody holds it. Of several that find out,
// one holds it while it does so; to the others path.lock is gone then, or another file.
func removeDead(name, path string) bool {
	f := held(name)
	if f == nil {
		return false
	}
	defer f.Close()
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	lock, err := os.Lstat(path + ".lock")
	if err != nil || !os.SameFile(mine, lock) || os.Remove(path+".lock") != nil {
		return false
	}
	_ = os.Remove(name) // one that stays is overlooked, and dropped later
	return true
}

// dropFirstName removes a first name of a lock that is no more: its process was killed after
// the lock had become the file.
func dropFirstName(path string, d fs.DirEntry) {
	if !strings.HasPrefix(d.Name(), firstNames) {
		return
	}
	if fi, err := d.Info(); err == nil && statcache.Now().Sub(fi.ModTime()) > time.Minute && dead(path) {
		_ = os.Remove(path) // the next one tries again
	}
}

// dead tells whether nobody holds a first name locked any more.
func dead(name string) bool {
	f := held(name)
	if f == nil {
		return false
	}
	return f.Close() == nil
}

// held is a first name that nobody held locked, and we do until it is closed; nil: somebody does.
func held(name string) *os.File {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		_ = f.Close() // read only
		return nil
	}
	return f
}
