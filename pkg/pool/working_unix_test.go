//go:build unix

package pool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What is read of the working tree is plain files, whole; nothing else is waited for or
// followed.
func TestOnlyPlainFilesAreRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	long := strings.Repeat("long\n", 100_000)
	if err := errors.Join(
		os.WriteFile(at("plain"), []byte(long), 0o600), os.WriteFile(at("empty"), nil, 0o600),
		os.Symlink(at("plain"), at("link")), os.Mkdir(at("folder"), 0o700), syscall.Mkfifo(at("pipe"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"plain": long, "empty": ""} {
		if b, err := readPlain(at(name)); string(b) != want || err != nil {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
	for name, want := range map[string]error{"link": errNotPlain, "folder": errNotPlain, "pipe": errNotPlain, "none": fs.ErrNotExist} {
		if b, err := readPlain(at(name)); len(b) > 0 || !errors.Is(err, want) {
			t.Errorf("%s: %d bytes, %v, want %v", name, len(b), err, want)
		}
	}
}
