package forge_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
)

func TestGitLab(t *testing.T) { forgetest.Run(t, forgetest.GitLab) }
