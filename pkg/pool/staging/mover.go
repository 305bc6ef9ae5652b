package staging

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/note"
)

// Mover moves files between an area and the pool. It follows no link out of the pool, and is for one
// goroutine.
type Mover struct {
	root   *os.Root
	area   *Area
	within string // the stage's folder, from the root of the pool; "" when it is elsewhere

	brought map[string]bool // all files of the stage, once that is asked
	there   map[string]bool // folders that the pool has
}

// Mover is for the pool in the folder root. It must be closed.
func (s *Area) Mover(root string) (*Mover, error) {
	in, err := os.OpenRoot(root)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	m := &Mover{root: in, area: s, there: map[string]bool{}}
	if rel, err := filepath.Rel(root, s.dir); err == nil && filepath.IsLocal(rel) {
		m.within = rel
	}
	return m, nil
}

// Close gives the pool's folder back.
func (m *Mover) Close() error { return m.root.Close() }

// Version is the hash of a file of the pool; "" when there is none.
func (m *Mover) Version(file string) (string, error) {
	fi, err := m.root.Lstat(filepath.FromSlash(file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if !fi.Mode().IsRegular() {
		return "-", nil
	}
	text, err := m.root.ReadFile(filepath.FromSlash(file))
	if err != nil {
		return "", err
	}
	return importer.Sum(text), nil
}

// Some moves the first of the files that are left, with all others of its folder where the pool
// has no such folder yet: one step for a site of a hundred thousand. It returns how many those are.
func (m *Mover) Some(files []File) (int, error) {
	if dir, n := m.newFolder(files); n > 1 {
		if err := m.root.Rename(filepath.Join(m.within, "after", filepath.FromSlash(dir)), filepath.FromSlash(dir)); err == nil {
			return n, nil
		} // somebody made it meanwhile
	}
	return 1, m.In(files[0])
}

// newFolder is the topmost folder of the first file that the pool does not have, and how many
// files are to be in it; 0 where each has to be looked at alone. The files are sorted.
func (m *Mover) newFolder(files []File) (string, int) {
	if m.within == "" {
		return "", 0
	}
	for i, r := range files[0].Path {
		dir := files[0].Path[:i]
		if r != '/' || m.has(dir) {
			continue
		}
		n := slices.IndexFunc(files, func(f File) bool { return !strings.HasPrefix(f.Path, dir+"/") })
		if n < 0 {
			n = len(files)
		}
		if slices.ContainsFunc(files[:n], func(f File) bool { return f.Change }) {
			return "", 0
		}
		return dir, n
	}
	return "", 0
}

func (m *Mover) has(dir string) bool {
	if m.there[dir] {
		return true
	}
	if _, err := m.root.Lstat(filepath.FromSlash(dir)); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	m.there[dir] = true
	return true
}

// In moves a staged file into the pool, unless that was done before or something else is there.
func (m *Mover) In(f File) error {
	if _, err := os.Lstat(m.area.side("after", f.Path)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	want := ""
	if f.Change {
		old, err := os.ReadFile(m.area.side("before", f.Path))
		if err != nil {
			return err
		}
		want = importer.Sum(old)
	}
	now, err := m.Version(f.Path)
	if err != nil || now != want {
		return err
	}
	return m.rename(f.Path, true)
}

// rename moves a file from after/ into the pool, or back.
func (m *Mover) rename(file string, in bool) error {
	local, staged := filepath.FromSlash(file), m.area.side("after", file)
	err := os.MkdirAll(filepath.Dir(staged), 0o777) // it went into the pool with all that was in it
	if in {
		err = m.root.MkdirAll(filepath.Dir(local), 0o777)
	}
	if err != nil {
		return err
	}
	if m.within != "" {
		from, to := filepath.Join(m.within, "after", local), local
		if !in {
			from, to = to, from
		}
		return m.root.Rename(from, to)
	}
	return m.carry(local, staged, in)
}

// carry is rename where the stage is on another file system.
func (m *Mover) carry(local, staged string, in bool) error {
	read, write, remove := m.root.ReadFile, os.WriteFile, m.root.Remove
	from, to := local, staged
	if in {
		read, write, remove = os.ReadFile, m.root.WriteFile, os.Remove
		from, to = staged, local
	}
	text, err := read(from)
	if err == nil {
		err = write(to, text, 0o666)
	}
	if err != nil {
		return err
	}
	return remove(from)
}

// Out takes a file out of the pool again, if it is as it was brought; taken reports that.
func (m *Mover) Out(f File) (taken bool, err error) {
	now, err := m.Version(f.Path)
	if err != nil || now != f.Version {
		return false, err
	}
	if f.Change {
		return true, m.putBack(f.Path)
	}
	if err := m.rename(f.Path, false); err != nil {
		return false, err
	}
	m.tidy(path.Dir(f.Path))
	return true, nil
}

// putBack gives a file of the pool the text that it had before, in one step: at no moment, not on
// a full disk either, is there none.
func (m *Mover) putBack(file string) error {
	local := filepath.FromSlash(file)
	brought, err := m.root.ReadFile(local)
	if err != nil {
		return err
	}
	old, err := os.ReadFile(m.area.side("before", file))
	if err != nil {
		return err
	}
	if err := os.WriteFile(m.area.side("after", file), brought, 0o666); err != nil {
		return err
	}
	hidden := filepath.Join(filepath.Dir(local), ".cop-"+filepath.Base(local))
	err = m.root.WriteFile(hidden, old, 0o666)
	if err == nil {
		err = m.root.Rename(hidden, local)
	}
	if err != nil {
		_ = m.root.Remove(hidden)
	}
	return err
}

// tidy removes folders that became empty, up to practices/.
func (m *Mover) tidy(dir string) {
	for strings.HasPrefix(dir, note.Root) && m.root.Remove(filepath.FromSlash(dir)) == nil {
		dir = path.Dir(dir)
	}
}

func (s *Area) side(side, file string) string {
	return filepath.Join(s.dir, side, filepath.FromSlash(file))
}

// Discussed reports a note that has something said to it by others than the import.
func (m *Mover) Discussed(file string) bool {
	dir, ok := strings.CutSuffix(file, ".md")
	entries, err := fs.ReadDir(m.root.FS(), dir)
	if !ok || err != nil {
		return false
	}
	if m.brought == nil {
		m.brought = map[string]bool{}
		for _, f := range m.area.files {
			m.brought[f.Path] = true
		}
	}
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		name := dir + "/" + e.Name()
		_, isEntry := note.EntryOf(name)
		return isEntry && !m.brought[name]
	})
}
