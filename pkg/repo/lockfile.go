package repo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// lockPatience is how long a lock that another program holds is waited for.
const lockPatience = 2 * time.Second

// lockFile is git's way to change a file safely: PATH.lock is created
// exclusively, written, flushed to disk, and renamed over PATH. Every git
// honours it; a kill leaves the old file whole.
type lockFile struct {
	path string
	f    *os.File
}

// lockPath creates path.lock, waiting a little for a holder to finish; then ErrBusy.
func lockPath(ctx context.Context, path string) (*lockFile, error) {
	wait := 2 * time.Millisecond
	for deadline := time.Now().Add(lockPatience); ; wait = min(2*wait, 100*time.Millisecond) {
		f, err := os.OpenFile(path+".lock", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			return &lockFile{path: path, f: f}, nil
		}
		if errors.Is(err, fs.ErrNotExist) {
			// The folder is missing, or was just removed by somebody deleting a neighbour.
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				return nil, fmt.Errorf("lock %s: %w", path, err)
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%w: %s.lock exists; if no other git is running, remove that file", ErrBusy, path)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("lock %s: %w", path, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// write puts the new content into the lock and flushes it to disk.
func (l *lockFile) write(data []byte) error {
	if _, err := l.f.Write(data); err != nil {
		return fmt.Errorf("write %s.lock: %w", l.path, err)
	}
	if err := l.f.Sync(); err != nil {
		return fmt.Errorf("flush %s.lock: %w", l.path, err)
	}
	return nil
}

// commit makes the content of the lock the content of the file.
func (l *lockFile) commit() error {
	if err := l.f.Close(); err != nil {
		return errors.Join(fmt.Errorf("close %s.lock: %w", l.path, err), l.discard())
	}
	l.f = nil
	if err := os.Rename(l.path+".lock", l.path); err != nil {
		return errors.Join(fmt.Errorf("replace %s: %w", l.path, err), l.discard())
	}
	l.path = ""
	return nil
}

// discard gives the lock up; after commit it does nothing.
func (l *lockFile) discard() error {
	if l.path == "" {
		return nil
	}
	if l.f != nil {
		// Closing can only report lost writes, and those are discarded anyway.
		_ = l.f.Close()
	}
	path := l.path
	l.path, l.f = "", nil
	if err := os.Remove(path + ".lock"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("unlock %s: %w", path, err)
	}
	return nil
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
