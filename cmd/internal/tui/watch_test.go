package tui

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// U49: what changes on disk is told within a second, whoever changes it and in
// whichever way; what editors put beside is not.
func TestWatchU49(t *testing.T) {
	root := t.TempDir()
	topic := filepath.Join(root, "practices", "ops")
	if err := os.MkdirAll(topic, 0o777); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(topic, "a.md")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "# A\n")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := make(chan bool, 10)
	go watch(ctx, root, func() { told <- true })
	time.Sleep(1200 * time.Millisecond) // until it is known what there is
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"a new note", func() { write(filepath.Join(topic, "b.md"), "# B\n") }},
		{"a note gone", func() { _ = os.Remove(filepath.Join(topic, "b.md")) }},
		{"a note replaced", func() { write(path+"~", "# A2\n"); _ = os.Rename(path+"~", path) }},
		{"a new topic", func() { _ = os.Mkdir(filepath.Join(root, "practices", "new"), 0o777) }},
	} {
		step.do()
		select {
		case <-told:
		case <-time.After(2 * time.Second):
			t.Errorf("%s was not told", step.name)
		}
	}
}

// TestIsNote: files of editors are none.
func TestIsNote(t *testing.T) {
	for path, want := range map[string]bool{"a/b.md": true, "a/b": true, "a/.b.md.swp": false, "a/b.md~": false, "a/b.png": false, "a/4913.tmp": false} {
		if isNote(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}
