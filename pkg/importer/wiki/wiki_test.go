package wiki_test

import (
	"testing"

	"github.com/breakfast-table/cop/pkg/importer/importertest"
	"github.com/breakfast-table/cop/pkg/importer/wiki"
)

func TestWikis(t *testing.T) { importertest.Cases(t, wiki.Kinds) }
