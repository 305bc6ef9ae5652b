package staging_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/breakfast-table/cop/pkg/importer"
	"github.com/breakfast-table/cop/pkg/pool/staging"
)

const (
	pager = "practices/oncall/pager.md"
	night = "practices/oncall/night.md"
	other = "practices/review/small.md"
)

// brought is a pool that has a note, and an area, read again, that changes it and brings two more.
func brought(t *testing.T, parent func(root string) string) (root string, s *staging.Area, m *staging.Mover) {
	t.Helper()
	root = t.TempDir()
	write(t, root, pager, "old\n")
	s, err := staging.New(parent(root), "a-*")
	if err != nil {
		t.Fatal(err)
	}
	for path, old := range map[string][]byte{pager: []byte("old\n"), night: nil, other: nil} {
		if err := s.Put(path, []byte("new\n"), old); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.List(); err != nil {
		t.Fatal(err)
	}
	if s, err = staging.Open(filepath.Join(parent(root), s.Name())); err != nil || len(s.Files()) != 3 || s.Files()[0].Path != night {
		t.Fatalf("read again: %v (%v)", s, err)
	}
	if m, err = s.Mover(root); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return root, s, m
}

func write(t *testing.T, root, path, text string) {
	t.Helper()
	file := filepath.Join(root, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// says fails unless the files of the pool say so; "" is none.
func says(t *testing.T, root string, want map[string]string) {
	t.Helper()
	for path, text := range want {
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		if string(b) != text || text == "" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %q (%v), not %q", path, b, err, text)
		}
	}
}

func in(t *testing.T, s *staging.Area, m *staging.Mover) (steps int) {
	t.Helper()
	for i := 0; i < len(s.Files()); steps++ {
		n, err := m.Some(s.Files()[i:])
		if err != nil {
			t.Fatal(err)
		}
		i += n
	}
	return steps
}

func TestMovedInAndOut(t *testing.T) {
	away := t.TempDir()
	for place, parent := range map[string]func(root string) string{
		"inside the pool's folder": func(root string) string { return filepath.Join(root, ".git", "imports") },
		"elsewhere":                func(string) string { return away },
	} {
		root, s, m := brought(t, parent)
		in(t, s, m)
		says(t, root, map[string]string{pager: "new\n", night: "new\n", other: "new\n"})
		in(t, s, m) // once more: nothing is done twice
		write(t, root, night, "edited\n")
		for _, f := range s.Files() {
			taken, err := m.Out(f)
			if err != nil || taken != (f.Path != night) {
				t.Errorf("%s: %s taken out: %v (%v)", place, f.Path, taken, err)
			}
		}
		says(t, root, map[string]string{pager: "old\n", night: "edited\n", other: ""})
		if _, err := os.Stat(filepath.Join(root, "practices", "review")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: an empty folder stayed", place)
		}
	}
}

// What somebody wrote or edited while the files were prepared is theirs.
func TestNothingIsReplaced(t *testing.T) {
	root, s, m := brought(t, func(root string) string { return filepath.Join(root, ".git", "imports") })
	write(t, root, pager, "theirs\n")
	write(t, root, other, "theirs\n")
	in(t, s, m)
	says(t, root, map[string]string{pager: "theirs\n", night: "new\n", other: "theirs\n"})
	if v, err := m.Version(night); err != nil || v != importer.Sum([]byte("new\n")) {
		t.Errorf("version: %q (%v)", v, err)
	}
	if v, err := m.Version("practices/none.md"); err != nil || v != "" {
		t.Errorf("version of none: %q (%v)", v, err)
	}
}

// A folder that the pool does not have comes in one step, however much is in it.
func TestNewFolderInOneStep(t *testing.T) {
	root := t.TempDir()
	s, err := staging.New(filepath.Join(root, ".git", "imports"), "a-*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"practices/new/a.md", "practices/new/b/c.md", "practices/new/b/2026-11-29-ben-comment-abcd.md", "practices/new/b.md"} {
		if err := s.Put(path, []byte("new\n"), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.List(); err != nil {
		t.Fatal(err)
	}
	m, err := s.Mover(root)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if steps := in(t, s, m); steps != 1 {
		t.Errorf("%d steps", steps)
	}
	says(t, root, map[string]string{"practices/new/a.md": "new\n", "practices/new/b/c.md": "new\n"})
	write(t, root, "practices/new/a/2026-11-29-ben-comment-abcd.md", "---\ntype: comment\n---\n")
	if !m.Discussed("practices/new/a.md") || m.Discussed("practices/new/b.md") {
		t.Error("who said something about a note that was brought is not seen")
	}
	staging.Keep(filepath.Join(root, ".git", "imports"), map[string]bool{})
	if _, err := staging.Open(filepath.Join(root, ".git", "imports", s.Name())); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an area that nobody needs stayed: %v", err)
	}
}
