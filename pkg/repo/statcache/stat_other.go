//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package statcache

import (
	"io/fs"
	"os"
	"path/filepath"
)

// OpenFolder is a folder whose files are looked at one after the other.
type OpenFolder struct{ path string }

// Open opens a folder, which must not be a symbolic link, and tells its own stat.
func Open(path string) (OpenFolder, Stat, error) {
	fi, err := os.Lstat(path)
	if err != nil {
		return OpenFolder{}, Stat{}, err
	}
	if !fi.IsDir() {
		return OpenFolder{}, Stat{}, &fs.PathError{Op: "open", Path: path, Err: ErrNotFolder}
	}
	return OpenFolder{path}, statOf(fi), nil
}

// Stat looks at one name, not following symbolic links.
func (d OpenFolder) Stat(name string) (Stat, error) {
	fi, err := os.Lstat(filepath.Join(d.path, name))
	if err != nil {
		return Stat{}, err
	}
	return statOf(fi), nil
}

func (d OpenFolder) glance(name string) (Stat, error) { return d.Stat(name) }

// Close lets the folder go.
func (d OpenFolder) Close() error { return nil }

func statOf(fi fs.FileInfo) Stat {
	s := Stat{Mtime: fi.ModTime().UnixNano(), Size: fi.Size()}
	switch m := fi.Mode(); {
	case m.IsDir():
		s.Mode = modeFolder
	case m&fs.ModeSymlink != 0:
		s.Mode = modeSymlink
	case m.IsRegular():
		s.Mode = modeRegular
	}
	return s
}
