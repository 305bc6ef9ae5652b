package repo

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzPack: a damaged pack, or index of one, is an error; never a panic, nor more room than what
// the files could hold.
func FuzzPack(f *testing.F) {
	base := []byte("one two three four five six seven\n")
	buf, err := packOf(sha1Format, []object{{Kind: blobKind, Data: base}, {Kind: treeKind, Data: nil}})
	if err != nil {
		f.Fatal(err)
	}
	var head [idxHeader + idxFanout]byte
	copy(head[:], "\xfftOc\x00\x00\x00\x02")
	for i := 2; i < 256; i++ {
		head[idxHeader+4*i+3] = 1
	}
	id := append([]byte{2}, make([]byte, 19)...)
	idx := append(append(append([]byte{}, head[:]...), id...), 0, 0, 0, 0, 0, 0, 0, 12)
	f.Add(idx, buf.Bytes())
	f.Add(idx[:1000], []byte("PACK"))
	f.Add(bytes.ReplaceAll(idx, []byte{0, 0, 0, 1}, []byte{0, 0xff, 0xff, 0xff}), buf.Bytes())
	delta := append([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x01"), 0x70|3)
	f.Add(idx, append(append(delta, id...), buf.Bytes()[13:]...))
	dir := filepath.Join(f.TempDir(), "pack")
	if err := os.Mkdir(dir, 0o755); err != nil {
		f.Fatal(err)
	}
	name := filepath.Join(dir, "pack-x")
	f.Fuzz(func(t *testing.T, idx, pack []byte) {
		for ext, src := range map[string][]byte{".idx": idx, ".pack": pack} {
			if err := os.WriteFile(name+ext, src, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		s := newPacks(filepath.Dir(dir), sha1Format)
		defer func() { _ = s.close() }()
		for _, first := range []byte{0, 2, 255} {
			id[0] = first
			if at, ok, err := s.find(id); ok && err == nil {
				_, _ = s.read(at)
			}
		}
	})
}

// An index that says it has four thousand million ids, in a file of two thousand bytes, is damaged.
func TestPackIndexCannotAskForMoreThanItHolds(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pack-x")
	head := append([]byte("\xfftOc\x00\x00\x00\x02"), bytes.Repeat([]byte{0xff, 0xff, 0xff, 0xf0}, 256)...)
	check(t, os.WriteFile(name+".idx", append(head, make([]byte, 1000)...), 0o644))
	p := &pack{path: name, size: 20}
	if err := p.open(); !errors.Is(err, errDamaged) {
		t.Errorf("%v", err)
	}
}

// FuzzDelta: what a delta makes is as long as it says, or an error.
func FuzzDelta(f *testing.F) {
	f.Add([]byte("hello world"), []byte("\x0b\x05\x90\x05"))
	f.Add([]byte(""), []byte("\x00\x02\x02ab"))
	f.Fuzz(func(_ *testing.T, base, delta []byte) { _, _ = applyDelta(nil, base, delta) })
}

// FuzzIndex: git's index, as any program may have left it.
func FuzzIndex(f *testing.F) {
	entry := make([]byte, indexStat+20+2)
	entry[26], entry[27] = 0x81, 0xa4
	v2 := "DIRC\x00\x00\x00\x02\x00\x00\x00\x01" + string(entry) + "a.md" + strings.Repeat("\x00", 6) + strings.Repeat("\x01", 20)
	v4 := "DIRC\x00\x00\x00\x04\x00\x00\x00\x02" + string(entry) + "\x00a.md\x00" + string(entry) + "\x02b.md\x00" + "TREE\x00\x00\x00\x00" + strings.Repeat("\x01", 20)
	f.Add(v2)
	f.Add(v4)
	f.Add("DIRC\x00\x00\x00\x02\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, src string) {
		x := &gitIndex{version: 2, idLength: 20}
		if err := x.parse(src); err != nil {
			return
		}
		for _, e := range x.entries {
			_ = e.stage()
			_ = e.modified()
		}
	})
}

// FuzzConfig: a setting that was written is the one that is read, and all others stay.
func FuzzConfig(f *testing.F) {
	f.Add("[user]\n\tname = Ana # x\n[remote \"o\\\"x\"] url=a\\\n b\n", "v")
	f.Add("[core]\n", "a;b \"c\" \\")
	f.Add("[a", "")
	f.Fuzz(func(t *testing.T, src, value string) {
		before, _, err := parseConfig(src)
		if err != nil || strings.ContainsAny(value, "\x00\r\n") {
			return
		}
		out, err := editConfig(src, "cop.fuzz", value)
		if err != nil {
			return
		}
		after, _, err := parseConfig(out)
		if err != nil || len(after) < len(before) {
			t.Fatalf("%q with %q: %q, %v", src, value, out, err)
		}
	})
}
