package repo

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/breakfast-table/cop/pkg/repo/statcache"
)

// A first scan believes git's index only about files that have not changed since git
// looked, whatever their times say.
func TestFirstScanBelievesGitOnlyWhatItSaw(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range enoughToAsk + 1 {
		w.put(fmt.Sprintf("practices/%03d.md", i), fmt.Sprintf("note %d\n", i))
	}
	w.git("add", "-A")
	w.age()
	w.git("update-index", "-q", "--refresh")
	before := w.fresh()

	at := func(i int) string { return filepath.Join(w.root, "practices", fmt.Sprintf("%03d.md", i)) }
	fi := must(os.Stat(at(7)))(t)
	w.put("practices/007.md", "nota 7\n") // same size, and the old time put back
	check(t, os.Chtimes(at(7), fi.ModTime(), fi.ModTime()))
	w.put("practices/008.md", "note 8, longer\n")
	check(t, os.Remove(at(9)))
	w.put("practices/new.md", "new\n")

	got := map[string]Hash{}
	for _, f := range w.fresh().Files() {
		got[f.Path] = f.Hash
	}
	for _, f := range before.Files() {
		want := f.Hash
		switch f.Path {
		case "practices/007.md":
			want = w.HashBlob([]byte("nota 7\n"))
		case "practices/008.md":
			want = w.HashBlob([]byte("note 8, longer\n"))
		case "practices/009.md":
			want = ""
		}
		equal(t, f.Path, got[f.Path], want)
	}
	equal(t, "new", got["practices/new.md"], w.HashBlob([]byte("new\n")))
}

// What git knows spares the reading: a hash that only the index can have told comes back.
func TestFirstScanReadsNothingThatGitKnows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range enoughToAsk + 1 {
		w.put(fmt.Sprintf("practices/%03d.md", i), "same\n")
	}
	w.git("add", "-A")
	w.age()
	w.git("update-index", "-q", "--refresh")
	x := must(w.readIndex())(t)
	s := must(w.newScanner(scanDirs(), nil))(t)
	s.jobs = make([]hashJob, enoughToAsk)
	known := must(s.gitKnows())(t)
	stat := func(path string) statcache.Stat {
		for _, r := range w.records(t) {
			if r.path == path {
				return r.stat
			}
		}
		t.Fatalf("no %s", path)
		return statcache.Stat{}
	}
	now := stat("practices/005.md")
	id, ok := known("practices/005.md", now)
	equal(t, "known", ok, true)
	equal(t, "hash", id, w.HashBlob([]byte("same\n")))
	for what, change := range map[string]func(*statcache.Stat){
		"size":   func(s *statcache.Stat) { s.Size++ },
		"mtime":  func(s *statcache.Stat) { s.Mtime++ },
		"ctime":  func(s *statcache.Stat) { s.Ctime++ },
		"inode":  func(s *statcache.Stat) { s.Inode++ },
		"mode":   func(s *statcache.Stat) { s.Mode = uint32(Executable) },
		"racing": func(s *statcache.Stat) { s.Mtime = x.written.Add(time.Nanosecond).UnixNano() },
	} {
		other := now
		change(&other)
		if _, ok := known("practices/005.md", other); ok {
			t.Errorf("believed with another %s", what)
		}
	}
}

// records is what the scan's cache has of every file.
func (w *world) records(t *testing.T) []record {
	w.scan()
	var out []record
	s := must(w.newScanner(scanDirs(), nil))(t)
	for _, b := range s.cache.blocks {
		check(t, b.each(func(r record) { out = append(out, r) }))
	}
	return out
}
