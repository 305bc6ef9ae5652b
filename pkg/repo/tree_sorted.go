package repo

import (
	"slices"
	"sort"
	"sync"
)

const (
	// manyEntries is from how many bytes on a tree is worth an order: some 90 names.
	manyEntries = 4 << 10
	// keptTrees is how many of them are kept: of a branch, the trunk, where they parted, and one
	// more. Each takes some 50 to 60 bytes for a name.
	keptTrees = 4
)

// sortedTree finds names in one large folder by halving. A tree object tells where its entries
// begin only to who reads them all, so that is done once.
type sortedTree struct {
	data   []byte
	size   int   // of a binary id
	starts []int // of the entries in data
}

// sortTree reads where the entries begin; nil when the tree is malformed or not in git's order,
// where halving would miss names.
func sortTree(data []byte, size int) *sortedTree {
	s := &sortedTree{data: data, size: size}
	var last treeEntry
	t := treeReader{data: data, size: size}
	for {
		start := len(data) - len(t.data)
		e, ok := t.next()
		if !ok && t.err == nil {
			return s
		}
		if !ok || len(s.starts) > 0 && compareEntries(last, e) >= 0 {
			return nil
		}
		last, s.starts = e, append(s.starts, start)
	}
}

// named is the entry of that name, a file or a folder; the zero entry when there is none.
func (s *sortedTree) named(name string) treeEntry {
	if e := s.from(treeEntry{Name: name, Mode: Regular}); e.Name == name {
		return e
	}
	if e := s.from(treeEntry{Name: name, Mode: folder}); e.Name == name {
		return e
	}
	return treeEntry{}
}

// from is the first entry that does not come before want.
func (s *sortedTree) from(want treeEntry) treeEntry {
	i := sort.Search(len(s.starts), func(i int) bool { return compareEntries(s.entry(i), want) >= 0 })
	if i == len(s.starts) {
		return treeEntry{}
	}
	return s.entry(i)
}

func (s *sortedTree) entry(i int) treeEntry {
	t := treeReader{data: s.data[s.starts[i]:], size: s.size}
	e, _ := t.next()
	return e
}

// sortedTrees are the large folders that names were looked up in last. The first name is looked
// for as in any folder; who asks for a second one will ask for more. The zero value is ready.
type sortedTrees struct {
	mu   sync.Mutex
	met  [keptTrees]metTree
	next int // the place of the next to be met
}

type metTree struct {
	id     string // binary
	tried  bool   // to sort it
	sorted *sortedTree
}

// find is the tree of that binary id; nil when it was not sorted.
func (c *sortedTrees) find(id []byte) *sortedTree {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.place(id); i >= 0 {
		return c.met[i].sorted
	}
	return nil
}

// meet remembers a large tree that was read, and sorts it the second time; nil when it did not.
func (c *sortedTrees) meet(id, data []byte, size int) *sortedTree {
	if len(data) < manyEntries {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.place(id)
	if i < 0 {
		c.met[c.next] = metTree{id: string(id)}
		c.next = (c.next + 1) % keptTrees
		return nil
	}
	if m := &c.met[i]; !m.tried {
		m.tried = true
		m.sorted = sortTree(data, size)
	}
	return c.met[i].sorted
}

func (c *sortedTrees) place(id []byte) int {
	return slices.IndexFunc(c.met[:], func(m metTree) bool { return m.id == string(id) })
}

// forget gives back the memory.
func (c *sortedTrees) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.met, c.next = [keptTrees]metTree{}, 0
}
