package forge_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/forge/forgetest"
)

func TestPlainGit(t *testing.T) { forgetest.Run(t, forgetest.Plain) }
