package linkcheck

import (
	"path"
	"sync"

	"github.com/breakfast-table/cop/pkg/note"
)

// Targets is everything that links of a pool can lead to, held in memory: for who follows all of
// them. It is note.Files, and knows what places notes have. The zero value is of no use. Reading
// it is safe for concurrent use; adding to it is not.
type Targets struct {
	names    *note.Names
	files    map[string]bool
	folders  map[string]bool
	called   map[string]bool
	read     func(path string) ([]byte, error)
	anchors  *sync.Map // of note.Address: note.Anchors
	replaced map[note.Address]*note.Note
}

// NewTargets has nothing yet. read gives the text of a file of the pool, and may be called by
// several goroutines.
func NewTargets(read func(path string) ([]byte, error)) Targets {
	return Targets{
		names: &note.Names{}, files: map[string]bool{}, folders: map[string]bool{}, called: map[string]bool{},
		read: read, anchors: &sync.Map{}, replaced: map[note.Address]*note.Note{},
	}
}

// AddFile adds a file, which may be a note or an entry, by its path.
func (t Targets) AddFile(file string) {
	t.files[file], t.called[path.Base(file)] = true, true
	for dir := path.Dir(file); dir != "." && !t.folders[dir]; dir = path.Dir(dir) {
		t.folders[dir] = true
	}
}

// AddNote adds a note by the names that it goes by.
func (t Targets) AddNote(n note.Named) { t.names.Add(n) }

// Replace adds a note or an entry with a text of its own, whatever its file says; nil takes it away.
func (t Targets) Replace(file string, text []byte) {
	if text == nil {
		delete(t.files, file)
		if a, ok := note.AddressOf(file); ok {
			t.names.Remove(a)
		}
		return
	}
	t.AddFile(file)
	n := note.Parse(file, text)
	if named, ok := note.NamesOf(n); ok {
		t.names.Add(named)
		t.replaced[named.Address] = n
	}
}

// Resolver follows links to the targets.
func (t Targets) Resolver() note.Resolver { return note.Resolver{Shelf: t.names, Files: t} }

// Has reports whether there is a note, or an entry, at an address.
func (t Targets) Has(a note.Address) bool { return t.files[a.Path()] }

// File is as note.Files says.
func (t Targets) File(file string) bool { return t.files[file] }

// Folder is as note.Files says.
func (t Targets) Folder(file string) bool { return t.folders[file] }

// Called is as note.Files says.
func (t Targets) Called(name string) bool { return t.called[name] }

// placesIn are the places in a note that links can name, read when somebody asks first.
func (t Targets) placesIn(a note.Address) (note.Anchors, bool) {
	if found, ok := t.anchors.Load(a); ok {
		anchors, _ := found.(note.Anchors)
		return anchors, anchors != nil
	}
	n := t.note(a)
	if n == nil {
		t.anchors.Store(a, note.Anchors(nil))
		return nil, false
	}
	anchors := n.Anchors()
	t.anchors.Store(a, anchors)
	return anchors, true
}

// note is a note as it is; nil for one that cannot be read.
func (t Targets) note(a note.Address) *note.Note {
	if n := t.replaced[a]; n != nil {
		return n
	}
	b, err := t.read(a.Path())
	if err != nil {
		return nil
	}
	return note.Parse(a.Path(), b)
}

// Says reports whether a key of a note leads to another. A note that cannot be read is not held to it.
func (t Targets) Says(a note.Address, key string, to note.Address) bool {
	n := t.note(a)
	if n == nil {
		return true
	}
	for _, l := range n.Links() {
		if l.Key == key && t.Resolver().Resolve(n.Path, l).Note == to {
			return true
		}
	}
	return false
}
