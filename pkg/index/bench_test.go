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
