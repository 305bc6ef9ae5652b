package forgetest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge"
)

// The people of every place. Ana may write, Ben may write and merge, Cleo may only read.
const (
	Ana  forge.Login = "ana"
	Ben  forge.Login = "ben"
	Cleo forge.Login = "cleo"
)

// Place is one shared repository with a few notes on its main branch, and everything that
// differs between hosts when preparing a test.
type Place struct {
	// As is the driver as one person uses it.
	As func(forge.Login) forge.Forge
	// Clone makes a clone that one person can push from, "" to origin or to a fork.
	Clone func(testing.TB, forge.Login) *Clone
	// Protect asks for approvals and for passed checks before merging.
	Protect func(t testing.TB, approvals int, checks ...string)
	// Report says how a check ended. nil where there are no checks.
	Report func(t testing.TB, head forge.Commit, check string, passed bool)
	// Settings is what its owner can change on the host's own pages; nil on plain git.
	Settings *Settings
}

// Settings changes a repository on a host behind the back of its drivers.
type Settings struct {
	// Rename gives the repository another name; drivers go on with the old one.
	Rename func(t testing.TB, name string)
	// Heard are the paths that drivers were told the repository has moved to.
	Heard   func() []string
	Archive func(t testing.TB, archived bool)
	// Style allows one way to merge alone: "merge", "squash" or "rebase".
	Style func(t testing.TB, only string)
	// Names says that a merge keeps names as the host does; imitations use names of their own.
	Names  bool
	Reopen func(t testing.TB, who forge.Login, id forge.ID)
	// Narrow is the driver with a token that may only read.
	Narrow func(forge.Login) forge.Forge
}

// ear takes down what drivers are told.
type ear struct {
	mu    sync.Mutex
	heard []string
}

func (e *ear) hear(path string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, path)
}

func (e *ear) all() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

// seeds are the notes that every place begins with.
func seeds() map[string]string {
	return map[string]string{
		"practices/charter.md": "---\nname: Reliability guild\n---\n# Charter\n\nWe share what works.\n",
		"practices/oncall/rotate-the-pager.md": "# Rotate the pager\n\nHand over at noon, not at midnight.\n" +
			"Call the second on-call after five minutes.\n\nWrite down what you did.\n",
	}
}

// Bare makes a bare repository with the seeds on main.
func Bare(t testing.TB) string {
	t.Helper()
	gitPath(t)
	files, err := seeded()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "shared.git")
	for name, content := range files {
		full := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, content, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for _, empty := range []string{"refs/heads", "refs/tags", "objects/pack"} {
		if err := os.MkdirAll(filepath.Join(dir, empty), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// seeded are the files of a bare repository with the seeds, made once with the real git:
// every place begins with a copy.
var seeded = sync.OnceValues(func() (map[string][]byte, error) {
	root, err := os.MkdirTemp("", "seeds")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(root)
	bare, work := filepath.Join(root, "shared.git"), filepath.Join(root, "work")
	for name, content := range seeds() {
		full := filepath.Join(work, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(content), 0o644)); err != nil {
			return nil, err
		}
	}
	for _, args := range [][]string{
		{"init", "--quiet", "--bare", "--template=", "--initial-branch=main", bare},
		{"--git-dir", bare, "--work-tree", work, "add", "-A"},
		{"--git-dir", bare, "--work-tree", work, "commit", "--quiet", "-m", "Begin the pool"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env = work, environment(root, "ana")
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("git %s: %w: %s", args[0], err, out)
		}
	}
	return readFiles(bare)
})

func readFiles(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	return files, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "index" {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files[name], err = os.ReadFile(path)
		return err
	})
}
