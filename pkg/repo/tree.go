package repo

import (
	"bytes"
	"fmt"
	"strconv"
)

// treeEntry is one line of a tree object: a file, or a folder's tree. Id is the binary id
// and may share memory with the tree it was read from.
type treeEntry struct {
	Name string
	Mode Mode
	ID   []byte
}

func (e treeEntry) isFolder() bool { return e.Mode == folder }

// key orders entries as git does: a folder as if its name ended with a slash.
// This is the order of whole paths too.
func (e treeEntry) key() string {
	if e.isFolder() {
		return e.Name + "/"
	}
	return e.Name
}

func (e treeEntry) file() FileID {
	if e.Mode == 0 {
		return FileID{}
	}
	return FileID{Hash: hashOf(e.ID), Mode: e.Mode}
}

func (e treeEntry) same(o treeEntry) bool { return e.Mode == o.Mode && bytes.Equal(e.ID, o.ID) }

// treeReader reads the entries of a tree object one by one, without copying.
type treeReader struct {
	data []byte
	size int // of a binary id
	err  error
}

// next returns the next entry; false at the end or when the tree is malformed (err).
func (t *treeReader) next() (treeEntry, bool) {
	if len(t.data) == 0 {
		return treeEntry{}, false
	}
	space := bytes.IndexByte(t.data, ' ')
	zero := bytes.IndexByte(t.data, 0)
	if space < 0 || zero < space || len(t.data) < zero+1+t.size {
		return t.fail()
	}
	mode, err := strconv.ParseUint(string(t.data[:space]), 8, 32)
	name := string(t.data[space+1 : zero])
	if err != nil || name == "" {
		return t.fail()
	}
	e := treeEntry{Name: name, Mode: cleanMode(Mode(mode)), ID: t.data[zero+1 : zero+1+t.size]}
	t.data = t.data[zero+1+t.size:]
	return e, true
}

func (t *treeReader) fail() (treeEntry, bool) {
	t.data, t.err = nil, fmt.Errorf("malformed tree")
	return treeEntry{}, false
}

// cleanMode reads modes of old repositories (100664 and the like) as git does.
func cleanMode(m Mode) Mode {
	switch m & 0o170000 {
	case 0o040000:
		return folder
	case 0o120000:
		return Symlink
	case 0o160000:
		return Submodule
	}
	if m&0o100 != 0 {
		return Executable
	}
	return Regular
}

// encodeTree is the tree object of entries, which must be in key order.
func encodeTree(entries []treeEntry) []byte {
	var b []byte
	for _, e := range entries {
		b = strconv.AppendUint(b, uint64(e.Mode), 8)
		b = append(b, ' ')
		b = append(b, e.Name...)
		b = append(b, 0)
		b = append(b, e.ID...)
	}
	return b
}

// tree reads a tree object; nil for "", the empty tree.
func (r *Repo) tree(h Hash) ([]byte, error) {
	if h == "" {
		return nil, nil
	}
	k, data, err := r.store.Object(h)
	if err != nil {
		return nil, err
	}
	if k != treeKind {
		return nil, fmt.Errorf("read tree %s: it is a %s", h, k)
	}
	return data, nil
}

// entries reads a whole tree object; none for "".
func (r *Repo) entries(h Hash) ([]treeEntry, error) {
	data, err := r.tree(h)
	if err != nil {
		return nil, err
	}
	var list []treeEntry
	t := treeReader{data: data, size: r.format.size()}
	for e, ok := t.next(); ok; e, ok = t.next() {
		list = append(list, e)
	}
	if t.err != nil {
		return nil, fmt.Errorf("read tree %s: %w", h, t.err)
	}
	return list, nil
}
