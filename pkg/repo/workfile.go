package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// workingPath is where a path of the repository is on disk and what is there now,
// nil when nothing is. A folder on the way that is a symbolic link is refused:
// what is behind it is not ours.
func (r *Repo) workingPath(path string) (full string, fi fs.FileInfo, err error) {
	if err := checkTreePath(path); err != nil {
		return "", nil, err
	}
	for i, c := range path {
		if c != '/' {
			continue
		}
		fi, err := os.Lstat(filepath.Join(r.root, filepath.FromSlash(path[:i])))
		if err == nil && fi.Mode()&fs.ModeSymlink != 0 {
			return "", nil, &BehindLinkError{Path: path, Link: path[:i]}
		}
	}
	full = filepath.Join(r.root, filepath.FromSlash(path))
	fi, err = os.Lstat(full)
	if absent(err) {
		return full, nil, nil
	}
	return full, fi, err
}

// BehindLinkError says that a path leads over a symbolic link: nothing of the pool lies there.
type BehindLinkError struct{ Path, Link string }

func (e *BehindLinkError) Error() string {
	return e.Path + ": " + e.Link + " is a symbolic link, which is not followed"
}

// WorkingFile is the content id and mode of one working file now, by the content git
// would store; a symbolic link's id is that of the path it holds. The zero FileID when there is no file.
func (r *Repo) WorkingFile(path string) (FileID, error) {
	full, fi, err := r.workingPath(path)
	if err != nil || fi == nil || fi.IsDir() {
		return FileID{}, err
	}
	h, err := r.newHasher()
	if err != nil {
		return FileID{}, err
	}
	id, err := h.file(path, full, fi)
	if errors.Is(err, fs.ErrNotExist) {
		return FileID{}, nil
	}
	return id, err
}

// WriteFile gives a working file new content in one step: nobody ever sees half
// of it, and when it cannot be written (full disk, read-only) the old content stays. Folders are
// made as needed. Symbolic links are never followed, one at path itself is
// replaced, and so is an empty folder. Mode 0 keeps the mode; with Symlink, data is where the link
// points to; with Submodule a folder is made where nothing is, and nothing written.
// A file that was made read-only is not replaced (fs.ErrPermission).
func (r *Repo) WriteFile(path string, data []byte, mode Mode) error {
	r.invalidateScan()
	_, fi, err := r.workingPath(path)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, r.inTheWay(path, err))
	}
	root, err := os.OpenRoot(r.root)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if mode == Submodule {
		return errors.Join(makeFolder(root, path, fi), root.Close())
	}
	if fi != nil && fi.IsDir() && root.Remove(filepath.FromSlash(path)) == nil {
		fi = nil
	}
	if err := replaceable(fi); err != nil {
		return fmt.Errorf("write %s: %w", path, r.inTheWay(path, errors.Join(err, root.Close())))
	}
	w := fileWriter{root: root, name: filepath.FromSlash(path), keep: r.storedAlready(data)}
	if r.gitDir == filepath.Join(r.root, ".git") {
		w.scratch = filepath.Join(".git", "cop", "new")
		r.swept.Do(func() { sweep(root, w.scratch) })
	}
	err = w.write(data, r.permissions(fi, mode), mode == Symlink && r.links())
	if err = errors.Join(err, root.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, r.inTheWay(path, err))
	}
	return nil
}

// makeFolder makes a folder where nothing is.
func makeFolder(root *os.Root, path string, fi fs.FileInfo) error {
	if fi != nil {
		return nil
	}
	return root.MkdirAll(filepath.FromSlash(path), 0o777)
}

var errFolderThere = errors.New("a folder is there")

// InTheWayError says that something on this machine takes the place that a file needs: a folder
// its name, or a file the name of its folder.
type InTheWayError struct{ Path, By string }

func (e *InTheWayError) Error() string {
	if e.By == e.Path {
		return fmt.Sprintf("the folder %s is in the way of a file of that name", e.Path)
	}
	return fmt.Sprintf("%s is in the way of %s", e.By, e.Path)
}

// inTheWay is an error of writing a file with what takes its place.
func (r *Repo) inTheWay(path string, err error) error {
	if errors.Is(err, errFolderThere) {
		return &InTheWayError{path, path}
	}
	for i, c := range path {
		if c != '/' {
			continue
		}
		if fi, statErr := os.Lstat(filepath.Join(r.root, filepath.FromSlash(path[:i]))); statErr == nil && !fi.IsDir() {
			return &InTheWayError{path, path[:i]}
		}
	}
	return err
}

// replaceable refuses what somebody protected, and folders.
func replaceable(fi fs.FileInfo) error {
	switch {
	case fi == nil || fi.Mode()&fs.ModeSymlink != 0:
		return nil
	case fi.IsDir():
		return errFolderThere
	case !fi.Mode().IsRegular():
		return errors.New("it is not a plain file")
	case fi.Mode().Perm()&0o200 == 0:
		return fmt.Errorf("the file is read-only: %w", fs.ErrPermission)
	}
	return nil
}

// storedAlready tells whether content is safe in the object store; then the
// working file need not be flushed to disk.
func (r *Repo) storedAlready(data []byte) bool {
	_, _, err := r.store.Object(r.HashBlob(data))
	return err == nil
}

// permissions keeps those of the file there is and sets only what mode says
// about executing it, where the file system can tell.
func (r *Repo) permissions(fi fs.FileInfo, mode Mode) fs.FileMode {
	perm := fs.FileMode(0o666)
	keep := fi != nil && fi.Mode().IsRegular()
	if keep {
		perm = fi.Mode().Perm()
	}
	if s, err := r.configuration(); keep && err == nil && !s.truth("core.filemode", true) {
		return perm
	}
	switch mode {
	case Executable:
		return perm | perm>>2&0o111
	case Regular:
		return perm &^ 0o111
	}
	return perm
}

// links tells whether the file system has symbolic links (core.symlinks).
func (r *Repo) links() bool {
	s, err := r.configuration()
	return err == nil && s.truth("core.symlinks", true)
}

// fileWriter replaces one file below a folder it cannot leave.
type fileWriter struct {
	root *os.Root
	name string
	keep bool // the content is stored elsewhere too
	// scratch is a folder for what is not whole yet, where a process that is killed leaves
	// it out of everybody's sight; "" is the file's own.
	scratch string
}

func (w fileWriter) write(data []byte, perm fs.FileMode, link bool) error {
	dir := filepath.Dir(w.name)
	if err := w.root.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if w.scratch != "" && w.root.MkdirAll(w.scratch, 0o777) == nil && w.via(w.scratch, data, perm, link) == nil {
		return nil
	}
	// The folder may be on another file system than the repository.
	return w.via(dir, data, perm, link)
}

// via writes the content in dir and moves it to its place.
func (w fileWriter) via(dir string, data []byte, perm fs.FileMode, link bool) error {
	temp, err := w.temp(dir, data, perm, link)
	if err != nil {
		return err
	}
	if err := w.root.Rename(temp, w.name); err != nil {
		return errors.Join(err, w.root.Remove(temp))
	}
	return nil
}

// sweep removes what killed processes left in a folder of scratch files.
func sweep(root *os.Root, dir string) {
	left, err := fs.ReadDir(root.FS(), filepath.ToSlash(dir))
	if err != nil {
		return // there is none
	}
	for _, e := range left {
		if fi, err := e.Info(); err == nil && statcache.Now().Sub(fi.ModTime()) > time.Hour {
			_ = root.Remove(filepath.Join(dir, e.Name())) // the next one tries again
		}
	}
}

// temp writes the content under a name of our own. New
// files get their permissions from the umask, others those they had.
func (w fileWriter) temp(dir string, data []byte, perm fs.FileMode, link bool) (string, error) {
	for n := 0; ; n++ {
		name := filepath.Join(dir, ".cop-"+strconv.Itoa(os.Getpid())+"-"+strconv.Itoa(n)+".tmp")
		var err error
		if link {
			err = w.root.Symlink(string(data), name)
		} else {
			err = w.fill(name, data, perm)
		}
		if errors.Is(err, fs.ErrExist) && n < 10000 {
			continue
		}
		return name, err
	}
}

func (w fileWriter) fill(name string, data []byte, perm fs.FileMode) error {
	f, err := w.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if old, lerr := w.root.Lstat(w.name); err == nil && lerr == nil && old.Mode().IsRegular() {
		err = f.Chmod(perm)
	}
	if err == nil && !w.keep {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, w.root.Remove(name))
	}
	return nil
}

// RemoveFile removes a working file, or an empty folder in its place, and the folders it leaves empty, except
// those at the top. No file there is fs.ErrNotExist.
func (r *Repo) RemoveFile(path string) error {
	r.invalidateScan()
	_, fi, err := r.workingPath(path)
	switch {
	case err != nil:
	case fi == nil:
		err = fs.ErrNotExist
	}
	if err != nil {
		return fmt.Errorf("remove %s: %w", path, err)
	}
	root, err := os.OpenRoot(r.root)
	if err != nil {
		return fmt.Errorf("remove %s: %w", path, err)
	}
	if err = root.Remove(filepath.FromSlash(path)); err != nil && fi.IsDir() {
		err = errors.New("it is a folder")
	}
	for dir := parentOf(path); err == nil && strings.Contains(dir, "/"); dir = parentOf(dir) {
		// Not empty, or somebody was faster: either way nothing is left to do.
		if root.Remove(filepath.FromSlash(dir)) != nil {
			break
		}
	}
	if err = errors.Join(err, root.Close()); err != nil {
		return fmt.Errorf("remove %s: %w", path, err)
	}
	return nil
}

// parentOf is the folder of a slash-separated path; "" at the top.
func parentOf(path string) string {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return ""
	}
	return path[:i]
}
