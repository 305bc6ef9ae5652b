package repo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// manyNames is a tree of count files and, among them, folders that stand elsewhere than files
// of their names would.
func manyNames(count int) []treeEntry {
	id := []byte(strings.Repeat("\x00 7\n", 5))
	var list []treeEntry
	for i := range count {
		e := treeEntry{Name: fmt.Sprintf("note-%06d", i), Mode: Regular, ID: id}
		switch i % 5 {
		case 1:
			e.Mode = folder
		case 2:
			e.Name = fmt.Sprintf("note-%06d.md", i-1)
		}
		list = append(list, e)
	}
	slices.SortFunc(list, compareEntries)
	return list
}

// A name is found by halving where, and only where, reading one entry after the other finds it.
func TestNamesOfASortedTree(t *testing.T) {
	t.Parallel()
	list := manyNames(500)
	s := sortTree(encodeTree(list), 20)
	if s == nil {
		t.Fatal("a tree in git's order was not sorted")
	}
	for _, e := range list {
		if got := s.named(e.Name); got.Name != e.Name || !got.same(e) {
			t.Errorf("%s: got %+v, want %+v", e.Name, got, e)
		}
		for _, none := range []string{e.Name + "0", e.Name[:len(e.Name)-1], e.Name + ".txt"} {
			if got := s.named(none); got.Mode != 0 {
				t.Errorf("%s: got %+v, want none", none, got)
			}
		}
	}
}

// A tree in any other order, with a name twice or cut short is read one entry after the other.
func TestTreesThatAreNotSorted(t *testing.T) {
	t.Parallel()
	list := manyNames(200)
	swapped, twice, short := slices.Clone(list), slices.Clone(list), encodeTree(list)
	swapped[70], swapped[71] = swapped[71], swapped[70]
	twice[71] = twice[70]
	for name, data := range map[string][]byte{"swapped": encodeTree(swapped), "twice": encodeTree(twice), "short": short[:len(short)-1]} {
		if sortTree(data, 20) != nil {
			t.Errorf("%s: it was taken for sorted", name)
		}
	}
}

// countingStore counts what is read.
type countingStore struct {
	store
	reads int
}

func (s *countingStore) Object(h Hash) (kind, []byte, error) {
	s.reads++
	return s.store.Object(h)
}

// Names of one large folder are looked up without reading the folder, which takes a moment for
// each of its names, again for every one: sharing n notes of a folder of m did n times m.
func TestLookingUpManyNamesReadsTheFolderTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	list := manyNames(1000)
	ids := must(w.store.Add([]object{{treeKind, encodeTree(list)}}))(t)
	counting := &countingStore{store: w.store}
	w.store = counting
	dir := treeEntry{Mode: folder, ID: ids[0].bytes()}
	for _, e := range list {
		got, err := w.entryNamed(dir, e.Name)
		if check(t, err); !got.same(e) {
			t.Errorf("%s: got %+v, want %+v", e.Name, got, e)
		}
	}
	equal(t, "reads", counting.reads, 2)
}

// What differs between two commits is read once, and whoever asked may change the list.
func TestWhatDiffersIsReadOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.commit("one", file("practices/x/a.md", "a\n"))
	b := w.commit("two", file("practices/x/b.md", "b\n"))
	first := must(w.Diff(t.Context(), a, b))(t)
	equal(t, "changes", len(first), 1)
	first[0].Path = "changed"
	counting := &countingStore{store: w.store}
	w.store = counting
	again := must(w.Diff(t.Context(), a, b))(t)
	equal(t, "path", again[0].Path, "practices/x/b.md")
	equal(t, "reads", counting.reads, 2) // of the commits
}

// A commit and a small folder that are files of their own are opened once, until Forget.
func TestSmallLooseObjectsAreOpenedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	store, ok := w.store.(*gogitStore)
	if !ok {
		t.Skip("another store")
	}
	ids := must(store.Add([]object{{treeKind, encodeTree(manyNames(3))}, {blobKind, []byte("text")}}))(t)
	for _, id := range ids {
		if _, _, err := store.Object(id); err != nil {
			t.Fatal(err)
		}
	}
	_, folder := store.known.get(ids[0])
	_, blob := store.known.get(ids[1])
	equal(t, "folder known", folder, true)
	equal(t, "blob known", blob, false)
	w.Forget()
	_, folder = store.known.get(ids[0])
	equal(t, "folder known after Forget", folder, false)
}
