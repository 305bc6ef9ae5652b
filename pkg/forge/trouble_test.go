package forge_test

import (
	"os"
	"testing"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
)

// U41: whatever happens to one request of a host, what ends well was done, and what did not is done
// once after a second time. COP_TROUBLES=1 tries all, and a few on a real Gitea.
func TestTroubles(t *testing.T) {
	step := 97
	if os.Getenv("COP_TROUBLES") != "" {
		step = 1
	}
	for name, open := range map[string]func(testing.TB) *forgetest.Place{"GitHub": forgetest.GitHub, "GitLab": forgetest.GitLab} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Logf("%d troubles", forgetest.RunTroubles(t, open, step))
		})
	}
}

func TestGiteaTroubles(t *testing.T) {
	if os.Getenv("COP_TROUBLES") == "" {
		t.Skip("COP_TROUBLES is not set")
	}
	t.Logf("%d troubles", forgetest.RunTroubles(t, forgetest.StartGitea(t).Place, 61))
}
