package forge_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
)

func TestGitHub(t *testing.T) { forgetest.Run(t, forgetest.GitHub) }
