package forgetest

import (
	"os/exec"
	"path/filepath"
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
	dir := filepath.Join(t.TempDir(), "shared.git")
	cmd := exec.Command(gitPath(t), "init", "--quiet", "--bare", "--initial-branch=main", dir)
	cmd.Env = environment(t.TempDir(), "root")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	c := newClone(t, "ana", dir)
	c.Git("checkout", "--quiet", "-B", "main")
	c.Write("Begin the pool", seeds())
	c.Git("push", "--quiet", "origin", "main")
	return dir
}
