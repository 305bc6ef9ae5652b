package index

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/note"
)

// files is a pool in memory: contents by path below practices/ without ".md".
type files map[string]string

func blobID(s string) string {
	sum := sha1.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// source is one look at the files. Later changes to the map do not show in it.
func (f files) source() Source {
	now := maps.Clone(f)
	src := Source{Files: []File{}}
	h := sha1.New()
	for _, name := range slices.Sorted(maps.Keys(now)) {
		file := File{Path: "practices/" + name + ".md", Hash: blobID(now[name])}
		src.Files = append(src.Files, file)
		fmt.Fprintln(h, file.Path, file.Hash)
	}
	slices.SortFunc(src.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	src.ID = hex.EncodeToString(h.Sum(nil))
	src.Read = func(path string) ([]byte, error) {
		s, ok := now[strings.TrimSuffix(strings.TrimPrefix(path, "practices/"), ".md")]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(s), nil
	}
	return src
}

func openTest(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// indexed is a new index of the files.
func indexed(t testing.TB, f files) *DB {
	t.Helper()
	db := openTest(t, t.TempDir())
	refresh(t, db, f.source())
	return db
}

func refresh(t testing.TB, db *DB, src Source) []note.Address {
	t.Helper()
	changed, err := db.Refresh(t.Context(), src, nil)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func query(t testing.TB, s string) Query {
	t.Helper()
	q, err := ParseQuery(s)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// found is the addresses that a query finds, in order.
func found(t testing.TB, db *DB, s string) []string {
	t.Helper()
	return addressesOf(find1(t, db, query(t, s)))
}

func find1(t testing.TB, db *DB, q Query) Result {
	t.Helper()
	r, err := db.Find(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func addressesOf(r Result) []string {
	out := []string{}
	for _, h := range r.Hits {
		out = append(out, string(h.Address))
	}
	return out
}

// A writer of pools, always the same for the same seed.
type author struct{ *rand.Rand }

func newAuthor(seed uint64) author { return author{rand.New(rand.NewPCG(seed, 7))} }

func (a author) pick(list ...string) string { return list[a.IntN(len(list))] }

// word follows Zipf's law over a vocabulary made of syllables.
func (a author) word() string {
	n := int(8000 * a.Float64() * a.Float64() * a.Float64())
	if n < 60 {
		return strings.Fields("the of and to a in is it you that for on with as be this are at have from or by not when use should we can all your there which do how test review deploy service error retry timeout release rollback query index cache user data team pull request build config secret token schema lock queue")[n%52]
	}
	s := ""
	for ; n > 0; n /= 20 {
		s += strings.Fields("ba ter con ni lo gra ment pro re ta si que un der for mi vel cha str ing")[n%20]
	}
	return s
}

func (a author) words(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = a.word()
	}
	return strings.Join(out, " ")
}

// note writes a note of about n words.
func (a author) note(n int, links ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ntags: [%s, %s]\nauthors: [%s]\ndate: 2024-%02d-%02d\n", a.words(4), a.word(), a.pick("go", "db", "ops"), a.pick("ana", "ben", "cy"), 1+a.IntN(12), 1+a.IntN(28))
	if a.IntN(10) == 0 {
		b.WriteString("status: deprecated\n")
	}
	fmt.Fprintf(&b, "---\n\n# Heading %s\n\n", a.words(2))
	for ; n > 0; n -= 60 {
		b.WriteString(a.words(min(n, 60)) + ".\n\n")
	}
	if a.IntN(8) == 0 {
		b.WriteString(a.pick("数据库迁移必须可以回滚", "テストは小さく速く保つ", "배포 전에 테스트를 실행한다") + "\n\n")
	}
	for _, l := range links {
		fmt.Fprintf(&b, "See [[%s]].\n", l)
	}
	return b.String()
}

// pool writes n notes in a few topics.
func (a author) pool(n, words int) files {
	f := files{}
	for i := range n {
		f[fmt.Sprintf("%s/%s-%d", a.pick("oncall", "review", "data/store", "build"), a.word(), i)] = a.note(words)
	}
	return f
}
