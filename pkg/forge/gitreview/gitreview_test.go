package gitreview_test

import (
	"os"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
)

func TestPlainGit(t *testing.T) { forgetest.Run(t, forgetest.Plain) }

func TestPlainGitRaces(t *testing.T) { forgetest.Races(t, forgetest.Program) }

func TestPlainGitCrowd(t *testing.T) { forgetest.Concurrent(t, forgetest.Program, 3, 3) }

func TestSlowPlainGitCrowd(t *testing.T) {
	t.Parallel()
	if os.Getenv("COP_SLOW") == "" {
		t.Skip("slow: set COP_SLOW=1")
	}
	forgetest.Concurrent(t, forgetest.Program, 6, 15)
}
