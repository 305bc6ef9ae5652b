// Package staging brings many files into a pool as one act: they are prepared in a folder beside
// it, an [Area], and then a [Mover] moves them in, or out again as long as they are as they came.
//
// What holds: until a file is moved the pool has none of it; whoever is killed in between leaves an
// area from which the rest can be moved, or what was moved be taken back; a file that somebody
// wrote or edited meanwhile is never replaced or removed. It must not know what the files say, nor
// what is remembered of the act.
package staging

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/breakfast-table/cop/pkg/importer"
)

// Area is a folder beside the pool that holds what an import is going to bring: the files below
// after/, what they take the place of below before/, and a list of them with their hashes. Files
// may be put into it by several goroutines; all else is for one at a time.
type Area struct {
	dir string

	mu    sync.Mutex
	files []File
	made  map[string]bool
}

// File is a file that is brought.
type File struct {
	Path    string // in the pool, with slashes
	Version string // hash of what is brought, see importer.Sum
	Change  bool   // the pool had an older one
}

// New is an empty area in a new folder of parent, which is made where there is none; pattern is as
// for os.MkdirTemp.
func New(parent, pattern string) (*Area, error) {
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	dir, err := os.MkdirTemp(parent, pattern)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return &Area{dir: dir, made: map[string]bool{}}, nil
}

// Open reads the list of an area that was left earlier. One that was never listed is an
// fs.ErrNotExist.
func Open(dir string) (*Area, error) {
	s := &Area{dir: dir, made: map[string]bool{}}
	f, err := os.Open(filepath.Join(dir, "files"))
	if err != nil {
		return nil, fmt.Errorf("what was imported: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		how, rest, _ := strings.Cut(lines.Text(), "\t")
		version, quoted, _ := strings.Cut(rest, "\t")
		if path, err := strconv.Unquote(quoted); err == nil {
			s.files = append(s.files, File{Path: path, Version: version, Change: how == "changed"})
		}
	}
	return s, lines.Err()
}

// Keep removes the areas of a folder that are not needed, by their names. One that cannot be
// removed is the next one's to remove.
func Keep(parent string, needed map[string]bool) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() && !needed[e.Name()] {
			_ = os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
}

// Name is what the area's folder is called in its parent.
func (s *Area) Name() string { return filepath.Base(s.dir) }

// Files are those that were put into it; sorted by path once it was listed.
func (s *Area) Files() []File { return s.files }

// Discard removes it with all that is in it; nil is none.
func (s *Area) Discard() error {
	if s == nil {
		return nil
	}
	return os.RemoveAll(s.dir)
}

// Put takes in a file of the pool, and what it says there so far; nil for nothing.
func (s *Area) Put(path string, text, old []byte) error {
	if old != nil {
		if err := s.write("before", path, old); err != nil {
			return err
		}
	}
	err := s.write("after", path, text)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, File{Path: path, Version: importer.Sum(text), Change: old != nil})
	return err
}

func (s *Area) write(side, path string, text []byte) error {
	full := filepath.Join(s.dir, side, filepath.FromSlash(path))
	if err := s.folder(filepath.Dir(full)); err != nil {
		return err
	}
	if err := os.WriteFile(full, text, 0o666); err != nil {
		return fmt.Errorf("import %s: %w", path, err)
	}
	return nil
}

func (s *Area) folder(dir string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[dir] {
		return nil
	}
	s.made[dir] = true
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// List writes down what is in it, sorted, so that Open finds it.
func (s *Area) List() error {
	slices.SortFunc(s.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	for _, f := range s.files {
		how := "new"
		if f.Change {
			how = "changed"
		}
		fmt.Fprintf(&b, "%s\t%s\t%q\n", how, f.Version, f.Path)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "files"), b.Bytes(), 0o666); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}
