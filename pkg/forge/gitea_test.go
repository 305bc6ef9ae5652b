package forge_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
)

func TestGitea(t *testing.T) { forgetest.Run(t, forgetest.StartGitea(t).Place) }
