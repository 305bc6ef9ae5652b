package pool_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
	"github.com/breakfast-table/cop/pkg/forge/gitreview"
	"github.com/breakfast-table/cop/pkg/pool"
)

// overPool lends pools to package forge: what its contract says about plain git holds for
// them, too, with the git program and without.
func overPool(git string) forgetest.GitOf {
	return func(t testing.TB, c *forgetest.Clone) gitreview.Git {
		t.Helper()
		p, err := pool.Open(t.Context(), c.Dir, pool.Options{Git: git, Env: c.Env()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Close() })
		return p.ReviewGit()
	}
}

func gitPath(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	return path
}

func TestReviewGit(t *testing.T) {
	git := gitPath(t)
	forgetest.Essential(t, func(t testing.TB) *forgetest.Place { return forgetest.PlainOver(t, overPool(git)) })
}

func TestReviewGitWithoutGit(t *testing.T) {
	gitPath(t) // the suite's own clones need it
	forgetest.Run(t, func(t testing.TB) *forgetest.Place { return forgetest.PlainOver(t, overPool("")) })
}

func TestReviewGitRaces(t *testing.T) { forgetest.Races(t, overPool(gitPath(t))) }

func TestReviewGitCrowd(t *testing.T) { forgetest.Concurrent(t, overPool(gitPath(t)), 3, 3) }

func TestSlowReviewGitCrowd(t *testing.T) {
	if os.Getenv("COP_SLOW") == "" {
		t.Skip("slow: set COP_SLOW=1")
	}
	forgetest.Concurrent(t, overPool(gitPath(t)), 6, 15)
}
