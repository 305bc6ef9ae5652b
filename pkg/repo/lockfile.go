package repo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// lockTimeout is how long a lock that another program holds is waited for.
const lockTimeout = 2 * time.Second

// lockFile is git's way to change a file safely: PATH.lock is created
// exclusively, written, flushed to disk, and renamed over PATH. Every git
// honours it; a kill leaves the old file whole.
//
// A kill also leaves PATH.lock, and git gives up on such a file for good. Ours can be told
// from git's and the living from the dead, where the system can: PATH.lock is a second name
// (hard link) of a file of our own beside it, which the process holds locked (flock) as long as
// it lives. Whoever meets PATH.lock, finds its first name, and gets that lock, removes both.
type lockFile struct {
	path string
	f    *os.File
	temp string // the first name; "" where there are no such locks
}

// lockPath creates path.lock, waiting a little for a holder to finish; then ErrBusy.
func lockPath(ctx context.Context, path string) (l *lockFile, err error) {
	err = whileBusy(ctx, "lock "+path, 2*time.Millisecond, func() (err error) {
		l, err = createLock(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			// The folder is missing, or was just removed by somebody deleting a neighbour.
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				return fmt.Errorf("lock %s: %w", path, err)
			}
		case errors.Is(err, fs.ErrExist) && breakDeadLock(path):
		case err != nil && !errors.Is(err, fs.ErrExist):
			return fmt.Errorf("lock %s: %w", path, err)
		case err == nil:
			return nil
		}
		return fmt.Errorf("%w: %s.lock exists; if no other git is running, remove that file", ErrBusy, path)
	})
	return l, err
}

// whileBusy tries again for lockTimeout what fails with ErrBusy, after a pause that doubles up to
// 100 ms. what says in an error what was to be done.
func whileBusy(ctx context.Context, what string, pause time.Duration, try func() error) error {
	patience := time.NewTimer(lockTimeout)
	defer patience.Stop()
	for ; ; pause = min(2*pause, 100*time.Millisecond) {
		err := try()
		if !errors.Is(err, ErrBusy) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", what, ctx.Err())
		case <-patience.C:
			return err
		case <-time.After(pause):
		}
	}
}

// plainLock creates path.lock without a first name.
func plainLock(path string) (*lockFile, error) {
	f, err := os.OpenFile(path+".lock", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	return &lockFile{path: path, f: f}, nil
}

// write puts the new content into the lock and flushes it to disk.
func (l *lockFile) write(data []byte) error {
	return l.fill(func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// fill is write for content that comes in pieces.
func (l *lockFile) fill(put func(w io.Writer) error) error {
	if err := put(l.f); err != nil {
		return fmt.Errorf("write %s.lock: %w", l.path, err)
	}
	if err := l.f.Sync(); err != nil {
		return fmt.Errorf("flush %s.lock: %w", l.path, err)
	}
	return nil
}

// commit makes the content of the lock the content of the file.
func (l *lockFile) commit() error {
	// With a first name the file stays open, and so locked, until all is done.
	if err := l.closeUnless(l.temp != ""); err != nil {
		return errors.Join(fmt.Errorf("close %s.lock: %w", l.path, err), l.discard())
	}
	if err := os.Rename(l.path+".lock", l.path); err != nil {
		return errors.Join(fmt.Errorf("replace %s: %w", l.path, err), l.discard())
	}
	path := l.path
	l.path = ""
	if err := l.release(); err != nil {
		return fmt.Errorf("unlock %s: %w", path, err)
	}
	return nil
}

// discard gives the lock up; after commit it does nothing.
func (l *lockFile) discard() error {
	if l.path == "" {
		return nil
	}
	path := l.path
	l.path = ""
	if l.temp == "" && l.f != nil {
		// Closing can only report lost writes, and those are discarded anyway.
		_ = l.f.Close()
		l.f = nil
	}
	err := os.Remove(path + ".lock")
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = l.release()
	} else { // the first name stays: by it the next one removes both
		err = errors.Join(err, l.closeUnless(false))
	}
	if err != nil {
		return fmt.Errorf("unlock %s: %w", path, err)
	}
	return nil
}

// release removes the first name and lets the file go.
func (l *lockFile) release() error {
	if l.temp == "" {
		return nil
	}
	err := os.Remove(l.temp)
	l.temp = ""
	return errors.Join(err, l.closeUnless(false))
}

func (l *lockFile) closeUnless(keep bool) error {
	if keep || l.f == nil {
		return nil
	}
	f := l.f
	l.f = nil
	return f.Close()
}

// replaceFile gives path new content atomically, without anybody's lock: temp
// file beside it, then rename. durable also flushes it to disk first.
func replaceFile(path string, data []byte, perm fs.FileMode, durable bool) error {
	return replaceVia(".cop-*.tmp", path, data, perm, durable)
}

// replaceVia is replaceFile with a pattern for the name of the temp file. Among git's
// objects it is one of git's own: what a kill leaves there git overlooks, and collects.
func replaceVia(temp, path string, data []byte, perm fs.FileMode, durable bool) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), temp)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err = fillFile(f, data, perm, durable); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func fillFile(f *os.File, data []byte, perm fs.FileMode, durable bool) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Chmod(perm)
	}
	if err == nil && durable {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
