package repo

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// On a full disk every write fails with the reason, and what was there stays as it was.
func TestFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	small := t.TempDir()
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=512k"); err != nil {
		t.Skipf("the tool for this test is a small file system, which cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { check(t, syscall.Unmount(small, 0)) })
	w := newWorld(t)
	r := must(Init(filepath.Join(small, "pool"), "main", w.opts))(t)
	defer r.Close()
	w = &world{Repo: r, t: t, env: w.env}
	tip := w.commit("one", file("practices/a.md", "a"))
	check(t, w.WriteFile("practices/a.md", []byte("a"), Regular))
	check(t, w.ResetIndex(t.Context(), tip))
	before := text(w.scan())
	fill := must(os.Create(filepath.Join(small, "fill")))(t)
	for chunk := 64 << 10; chunk > 0; {
		if _, err := fill.Write(make([]byte, chunk)); err != nil {
			chunk /= 2
		}
	}
	check(t, fill.Close())
	big := make([]byte, 64<<10)
	must(rand.Read(big))(t)
	for what, err := range map[string]error{
		"write a file": w.WriteFile("practices/a.md", big, 0),
		"make a file":  w.WriteFile("practices/b.md", big, 0),
		"commit":       second(w.WriteCommit(t.Context(), Commit{Base: tip, Parents: []Hash{tip}, Message: "two", Edits: []Edit{{Path: "practices/a.md", Data: big}}})),
		"move a ref":   w.UpdateRefs(t.Context(), RefUpdate{Ref: "refs/heads/other/long/name", New: tip}),
		"configure":    w.SetConfig("a.b", string(bytes.Repeat([]byte("x"), 8192))),
		"index":        w.UpdateIndex(t.Context(), []IndexEdit{{Path: "practices/a.md", Base: FileID{w.HashBlob(nil), Regular}}}),
	} {
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: %v", what, err)
		}
	}
	equal(t, "files", text(w.scan()), before)
	equal(t, "tip", must(w.Ref("refs/heads/main"))(t), tip)
	check(t, os.Remove(filepath.Join(small, "fill")))
	equal(t, "status", w.git("status", "--porcelain"), "")
	w.git("fsck", "--strict")
	w.commit("two", file("practices/a.md", "b"))
}
