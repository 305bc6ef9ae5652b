package forum_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/importer/forum"
	"github.com/breakfast-table/cop/pkg/importer/importertest"
)

func TestForums(t *testing.T) { importertest.Cases(t, forum.Kinds) }
