package index

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The pool that the benchmarks index: COP_BENCH_POOL names a folder with practices/;
// without it, 2,000 notes of our own making.
func benchSource(b testing.TB) Source {
	b.Helper()
	root := os.Getenv("COP_BENCH_POOL")
	if root == "" {
		return newAuthor(1).pool(2000, 250).source()
	}
	src := Source{Read: func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(root, path)) }}
	all := sha1.New()
	err := filepath.WalkDir(filepath.Join(root, "practices"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha1.Sum(data)
		src.Files = append(src.Files, File{Path: filepath.ToSlash(rel), Hash: hex.EncodeToString(sum[:])})
		fmt.Fprintln(all, rel, sum)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	src.ID = hex.EncodeToString(all.Sum(nil))
	return src
}

func size(b testing.TB, src Source) (n int64) {
	b.Helper()
	for _, f := range src.Files {
		data, err := src.Read(f.Path)
		if err != nil {
			b.Fatal(err)
		}
		n += int64(len(data))
	}
	return n
}

func BenchmarkFirstIndex(b *testing.B) {
	src := benchSource(b)
	notes := size(b, src)
	for b.Loop() {
		dir := b.TempDir()
		db, err := Open(b.Context(), dir)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Refresh(b.Context(), src, nil); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, "index.db"))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/float64(notes), "disk/notes")
	}
}

// benchIndex is an index of the benchmark's pool, ready for queries.
func benchIndex(b *testing.B) (dir string, src Source) {
	b.Helper()
	src = benchSource(b)
	dir = b.TempDir()
	db := openTest(b, dir)
	if _, err := db.Refresh(b.Context(), src, nil); err != nil {
		b.Fatal(err)
	}
	return dir, src
}

// BenchmarkFind is what one process does: open, see that nothing changed, find 20.
func BenchmarkFind(b *testing.B) {
	dir, src := benchIndex(b)
	for _, words := range []string{"the", "deploy", "the deploy", "string", "mapset*", "re*", `"of the"`, "xqzj", "数据库", "deploy -test", "topic:build deploy", "deploy tag:go", "is:contested deploy", "tag:go", ""} {
		q := query(b, words)
		q.Limit = 20
		b.Run(words, func(b *testing.B) {
			for b.Loop() {
				db, err := Open(b.Context(), dir)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := db.Refresh(b.Context(), src, nil); err != nil {
					b.Fatal(err)
				}
				r, err := db.Find(b.Context(), q)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(r.Total), "hits")
				if err := db.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCards(b *testing.B) {
	dir, _ := benchIndex(b)
	db := openTest(b, dir)
	for b.Loop() {
		if _, err := db.Cards(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOneChange edits one note and refreshes.
func BenchmarkOneChange(b *testing.B) {
	dir, src := benchIndex(b)
	db := openTest(b, dir)
	path, read := src.Files[len(src.Files)/2].Path, src.Read
	for i := 0; b.Loop(); i++ {
		text := newAuthor(uint64(i)).note(250)
		src.Since, src.ID, src.Changed = src.ID, fmt.Sprint("edit ", i), []string{path}
		src.Files[len(src.Files)/2].Hash = blobID(text)
		src.Read = func(p string) ([]byte, error) {
			if p == path {
				return []byte(text), nil
			}
			return read(p)
		}
		if changed := refresh(b, db, src); len(changed) != 1 {
			b.Fatal(changed)
		}
	}
}
