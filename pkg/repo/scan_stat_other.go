//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package repo

import (
	"io/fs"
	"os"
	"path/filepath"
)

// openFolder is a folder whose files are looked at one after the other.
type openFolder struct{ path string }

// openFolderAt opens a folder, which must not be a symbolic link, and tells its own stat.
func openFolderAt(path string) (openFolder, fileStat, error) {
	fi, err := os.Lstat(path)
	if err != nil {
		return openFolder{}, fileStat{}, err
	}
	if !fi.IsDir() {
		return openFolder{}, fileStat{}, &fs.PathError{Op: "open", Path: path, Err: errNotFolder}
	}
	return openFolder{path}, statOf(fi), nil
}

// stat looks at one name, not following symbolic links.
func (d openFolder) stat(name string) (fileStat, error) {
	fi, err := os.Lstat(filepath.Join(d.path, name))
	if err != nil {
		return fileStat{}, err
	}
	return statOf(fi), nil
}

func (d openFolder) close() error { return nil }

func statOf(fi fs.FileInfo) fileStat {
	s := fileStat{mtime: fi.ModTime().UnixNano(), size: fi.Size()}
	switch m := fi.Mode(); {
	case m.IsDir():
		s.mode = folder
	case m&fs.ModeSymlink != 0:
		s.mode = Symlink
	case m.IsRegular():
		s.mode = Regular
	}
	return s
}
