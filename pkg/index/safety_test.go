package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever is where the index should be, the answer is right.
func TestDamage(t *testing.T) {
	t.Parallel()
	garbage := func(n int) []byte {
		r := rand.New(rand.NewPCG(1, 2))
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	overwrite := func(path string, at int64, b []byte) error {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return err
		}
		_, err = f.WriteAt(b, at)
		return errors.Join(err, f.Close())
	}
	harm := map[string]func(path string) error{
		"gone":           os.Remove,
		"empty":          func(p string) error { return os.Truncate(p, 0) },
		"half a header":  func(p string) error { return os.Truncate(p, 50) },
		"half a page":    func(p string) error { return os.Truncate(p, 4096*2+100) },
		"half the pages": func(p string) error { return os.Truncate(p, 4096*12) },
		"not a database": func(p string) error { return os.WriteFile(p, garbage(30000), 0o644) },
		"text":           func(p string) error { return os.WriteFile(p, []byte("hello\n"), 0o644) },
		"garbled log":    func(p string) error { return os.WriteFile(p+"-wal", garbage(30000), 0o644) },
		"a folder":       func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o755)) },
		"full folder": func(p string) error {
			return errors.Join(os.Remove(p), os.MkdirAll(filepath.Join(p, "x"), 0o755))
		},
		"other version": func(p string) error {
			c, err := dial(p)
			if err != nil {
				return err
			}
			return errors.Join(c.script(context.Background(), "PRAGMA user_version=99"), c.close())
		},
		"no tables": func(p string) error {
			c, err := dial(p)
			if err != nil {
				return err
			}
			return errors.Join(c.script(context.Background(), "DROP TABLE cards; DROP TABLE blocks"), c.close())
		},
	}
	for page := range int64(24) {
		harm[fmt.Sprintf("garbled page %d", page)] = func(p string) error { return overwrite(p, page*4096, garbage(4096)) }
	}
	f := samplePool()
	for name, text := range newAuthor(3).pool(80, 60) {
		f[name] = text
	}
	src := f.source()
	queries := []string{"retry", "backoff", "数据", "tag:go", "", "kumquat", "ackof", "the"}
	sound := indexed(t, f)
	for what, do := range harm {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			db := openTest(t, dir)
			refresh(t, db, src)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if err := do(filepath.Join(dir, "index.db")); err != nil {
				t.Fatal(err)
			}
			db = openTest(t, dir)
			refresh(t, db, src)
			for _, q := range queries {
				if got, want := found(t, db, q), found(t, sound, q); !slices.Equal(got, want) {
					t.Errorf("%q: found %q, want %q", q, got, want)
				}
			}
			if cards, err := db.Cards(t.Context()); err != nil || len(cards) != len(f)-1 {
				t.Errorf("%d cards, %v", len(cards), err)
			}
		})
	}
}

// A caller may leave out the files while the index is at its look; if it is not after
// all, nothing happens, and what is damaged is read again through List.
func TestFilesUntold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := openTest(t, dir)
	src := samplePool().source()
	refresh(t, db, src)
	if changed := refresh(t, db, Source{ID: "another look", Read: src.Read}); changed != nil {
		t.Errorf("changed %q", changed)
	}
	if got := found(t, db, "backoff"); len(got) != 1 || db.ID() != src.ID {
		t.Errorf("found %q at %s", got, db.ID())
	}
	w, err := db.writerConn()
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, db, Source{ID: src.ID, Read: src.Read, List: func() []File { return src.Files }})
	if err := w.exec(t.Context(), "UPDATE cards SET data = x'00'"); err != nil {
		t.Fatal(err)
	}
	if got := found(t, db, "backoff"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}

// An index that loses its file while it is open goes on.
func TestDamageWhileOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := openTest(t, dir)
	refresh(t, db, samplePool().source())
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(dir, "index.db"+tail)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if got := found(t, db, "backoff"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
	other := openTest(t, dir)
	refresh(t, other, samplePool().source())
	if got := found(t, other, "backoff"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}

func TestAPlaceThatTakesNoWrites(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	db := openTest(t, filepath.Join(file, "cop"))
	if !db.Temporary() {
		t.Error("not temporary")
	}
	refresh(t, db, samplePool().source())
	if got := found(t, db, "backoff"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}

// A refresh that is interrupted leaves what it had committed, and can be repeated.
func TestCancel(t *testing.T) {
	t.Parallel()
	db := openTest(t, t.TempDir())
	src := newAuthor(4).pool(300, 40).source()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := db.Refresh(ctx, src, func(done, total int) {
		if total != 300 {
			t.Errorf("%d of %d", done, total)
		}
		cancel()
	})
	if !errors.Is(err, context.Canceled) || db.ID() != "" {
		t.Errorf("%v, at %q", err, db.ID())
	}
	// What was read in time may have been kept.
	if changed := refresh(t, db, src); len(changed) == 0 || db.ID() != src.ID {
		t.Errorf("%d changed, at %q", len(changed), db.ID())
	}
	if n, err := db.Count(t.Context()); err != nil || n != 300 {
		t.Errorf("%d notes, %v", n, err)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	db := openTest(t, t.TempDir())
	w, err := db.writerConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.script(t.Context(), "PRAGMA max_page_count=30"); err != nil {
		t.Fatal(err)
	}
	f := newAuthor(1).pool(400, 100)
	refresh(t, db, f.source())
	if cards, err := db.Cards(t.Context()); err != nil || len(cards) != 400 || !db.Temporary() {
		t.Errorf("%d cards, temporary %v, %v", len(cards), db.Temporary(), err)
	}
}

// While one process writes, another answers from the last complete state.
func TestOneWriterDoesNotBlockOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one := openTest(t, dir)
	refresh(t, one, samplePool().source())
	unlock, ok, err := one.lock(t.Context())
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	defer unlock()
	c, err := one.writerConn()
	if err != nil {
		t.Fatal(err)
	}
	w := newWriter(c)
	defer w.abandon()
	w.begin()
	w.exec("DELETE FROM blocks")
	if w.err != nil {
		t.Fatal(w.err)
	}

	other := openTest(t, dir)
	f := samplePool()
	f["new"] = "fresh words"
	if changed := refresh(t, other, f.source()); changed != nil {
		t.Errorf("refreshed %q while another process was at it", changed)
	}
	if got := found(t, other, "backoff"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
	if err := other.SetFacts(t.Context(), nil); err != nil {
		t.Error(err)
	}
	w.abandon()
	unlock()
	if changed := refresh(t, other, f.source()); len(changed) != 1 {
		t.Errorf("changed %q", changed)
	}
	if got := found(t, one, "fresh"); len(got) != 1 {
		t.Errorf("found %q", got)
	}
}

const crowdDir = "COP_TEST_CROWD"

// Several processes use one index, each with its own idea of what changed, and some are
// killed in the middle. All answers are those of some look at the pool, and the last
// refresh is complete.
func TestCrowd(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv(crowdDir); dir != "" {
		crowd(t, dir)
		return
	}
	dir := t.TempDir()
	var members []*exec.Cmd
	for i := range 4 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestCrowd$", "-test.count=1")
		cmd.Env = append(os.Environ(), crowdDir+"="+dir, fmt.Sprint("COP_TEST_SEED=", i))
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		members = append(members, cmd)
	}
	// One is killed once there is something to spoil.
	db := openTest(t, dir)
	for {
		cards, err := db.Cards(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(cards) > 0 {
			break
		}
	}
	if err := members[0].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for i, cmd := range members {
		if err := cmd.Wait(); err != nil && i > 0 {
			t.Errorf("member %d: %v\n%s", i, err, cmd.Stdout)
		}
	}
	f := newAuthor(99).pool(60, 60)
	refresh(t, db, f.source())
	if cards, err := db.Cards(t.Context()); err != nil || len(cards) != 60 {
		t.Errorf("%d cards, %v", len(cards), err)
	}
}

func crowd(t *testing.T, dir string) {
	var seed uint64
	if _, err := fmt.Sscan(os.Getenv("COP_TEST_SEED"), &seed); err != nil {
		t.Fatal(err)
	}
	db := openTest(t, dir)
	for round := range 25 {
		a := newAuthor(seed*1000 + uint64(round))
		f := a.pool(40+a.IntN(20), 60)
		refresh(t, db, f.source())
		r := find1(t, db, query(t, "the"))
		if r.Total < len(r.Hits) {
			t.Fatalf("%d hits of %d", len(r.Hits), r.Total)
		}
		cards, err := db.Cards(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(cards) > 0 && len(cards) < 40 {
			t.Fatalf("%d cards: half of a look", len(cards))
		}
	}
}
