package statcache

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// tree makes some folders of files and remembers them.
func tree(t *testing.T, files ...int) (root, file string) {
	t.Helper()
	root = t.TempDir()
	file = filepath.Join(t.TempDir(), "files")
	out := Encode([]byte("head"), 0, func(out []byte) []byte {
		for i, files := range files {
			dir := fmt.Sprintf("f%d", i)
			ok(t, os.Mkdir(filepath.Join(root, dir), 0o777))
			for j := range files {
				ok(t, os.WriteFile(filepath.Join(root, dir, fmt.Sprintf("n%04d", j)), []byte(dir), 0o666))
			}
			d, stat, err := Open(filepath.Join(root, dir))
			ok(t, err)
			start := len(out)
			out = Folder{Path: dir, Stat: stat, Tree: "tree"}.Append(out)
			for j := range files {
				name := fmt.Sprintf("n%04d", j)
				stat, err := d.Stat(name)
				ok(t, err)
				out = AppendRecord(out, stat, 0, []byte{1, 2, 3}, name)
			}
			Close(out, start)
			ok(t, d.Close())
		}
		return out
	})
	ok(t, os.WriteFile(file, out, 0o666))
	return root, file
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// differs is what a look saw that was not as it had been.
func differs(t *testing.T, l *Walk, workers int) []string {
	t.Helper()
	seen, err := l.Seen(workers)
	ok(t, err)
	var out []string
	for i, f := range l.Memory.Folders {
		if seen[i].Gone {
			out = append(out, f.Path+" gone")
		} else if seen[i].Stat != f.Stat {
			out = append(out, f.Path)
		}
		n := -1
		ok(t, f.Each(func(_ Stat, _ uint16, _, name string) {
			n++
			if now, changed := seen[i].Files[n]; changed && now == (Stat{}) {
				out = append(out, f.Path+"/"+name+" gone")
			} else if changed {
				out = append(out, f.Path+"/"+name)
			}
		}))
	}
	slices.Sort(out)
	return out
}

func TestLookSeesWhatChanged(t *testing.T) {
	root, file := tree(t, 9000, 3, 1) // more than one worker takes at once
	want := func(l *Walk, workers int, want ...string) {
		t.Helper()
		if got := differs(t, l, workers); !slices.Equal(got, want) {
			t.Errorf("saw %q, want %q", got, want)
		}
	}
	want(Begin(root, file), 0)
	want(New(root, Load(file), nil), 4)
	ok(t, os.WriteFile(filepath.Join(root, "f0", "n0007"), []byte("longer than it was"), 0o666))
	ok(t, os.WriteFile(filepath.Join(root, "f0", "n8007"), []byte("longer than it was"), 0o666))
	ok(t, os.Remove(filepath.Join(root, "f1", "n0001")))
	ok(t, os.RemoveAll(filepath.Join(root, "f2")))
	all := []string{"f0/n0007", "f0/n8007", "f1", "f1/n0001 gone", "f2 gone"}
	for _, workers := range []int{0, 1, 8} {
		want(Begin(root, file), workers, all...)
		want(New(root, Load(file), nil), workers+1, all...)
	}
	want(New(root, Load(file), &Subset{Folders: map[string]bool{"f0": true}, Files: map[string]bool{"f0/n8007": true}}), 2, "f0/n8007")
	if l := Begin(root, file); l.Remembered().Head != "head" || l.Memory.Folders[1].Tree != "tree" {
		t.Errorf("remembered %q, %+v", l.Memory.Head, l.Memory.Folders[1].Tree)
	}
}

// What was written in the moment of the last look is looked at again though it seems the same.
func TestLookAgain(t *testing.T) {
	root, file := tree(t, 2)
	m := Load(file)
	f := m.Folders[0]
	out := Encode(nil, 0, func(out []byte) []byte {
		start := len(out)
		out = Folder{Path: f.Path, Stat: f.Stat}.Append(out)
		flags := Again
		ok(t, f.Each(func(stat Stat, _ uint16, hash, name string) {
			out = AppendRecord(out, stat, flags, []byte(hash), name)
			flags = 0
		}))
		Close(out, start)
		return out
	})
	ok(t, os.WriteFile(file, out, 0o666))
	if got := differs(t, Begin(root, file), 0); !slices.Equal(got, []string{"f0/n0000"}) {
		t.Errorf("looked again at %q", got)
	}
}

func TestDamagedMemoryIsNone(t *testing.T) {
	root, file := tree(t, 5, 5)
	good, err := os.ReadFile(file)
	ok(t, err)
	for n := range len(good) {
		ok(t, os.WriteFile(file, good[:n], 0o666))
		if m := Load(file); m.Found {
			t.Fatalf("the first %d of %d bytes were taken for a memory", n, len(good))
		}
	}
	bad := append([]byte(nil), good...)
	put32(bad[len(format)+8:], 1<<31) // a head longer than the file, with the right sum
	put64(bad[len(format):], checksum(bad[len(format)+8:]))
	ok(t, os.WriteFile(file, bad, 0o666))
	if Load(file).Found {
		t.Error("a head longer than the file was taken for one")
	}
	huge, err := os.Create(file)
	ok(t, err)
	ok(t, huge.Truncate(mostBytes+1)) // a hole
	ok(t, huge.Close())
	for _, file := range []string{file, root} {
		if Begin(root, file).Remembered().Found {
			t.Errorf("%s was taken for a memory", file)
		}
	}
	if got := differs(t, Begin(root, file+" that is not there"), 2); got != nil {
		t.Errorf("without a memory: %q", got)
	}
}

func TestSettled(t *testing.T) {
	now := time.Now()
	at := func(age time.Duration) Stat {
		n := now.Add(-age).UnixNano()
		if n%int64(time.Second) == 0 {
			n--
		}
		return Stat{Mtime: n, Ctime: n}
	}
	if at(10*time.Millisecond).Settled(now) || !at(50*time.Millisecond).Settled(now) {
		t.Error("a file is settled after some ticks")
	}
	whole := now.Truncate(time.Second).Add(-time.Second).UnixNano()
	if (Stat{Mtime: whole, Ctime: whole}).Settled(now.Truncate(time.Second)) {
		t.Error("where times have whole seconds, one is not enough")
	}
}

func TestLongNamesAreNotFollowedBeyondTheirEnd(t *testing.T) {
	d, _, err := Open(t.TempDir())
	ok(t, err)
	defer func() { ok(t, d.Close()) }()
	if _, err := d.Stat(strings.Repeat("n", 300)); err == nil {
		t.Error("there is a file with a name of 300 bytes")
	}
}
