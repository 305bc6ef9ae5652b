package memtemp_test

import (
	"os"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/memtemp"
)

type tests func() int

func (f tests) Run() int { return f() }

func TestFilesAreInMemoryAndGoneAfterwards(t *testing.T) {
	t.Setenv("TMPDIR", "")
	var dir string
	code := memtemp.Tests{TestingM: tests(func() int {
		dir = os.TempDir()
		return 3
	})}.Run()
	if code != 3 {
		t.Errorf("the tests' exit code became %d", code)
	}
	if !strings.Contains(dir, "/cop-") {
		t.Skip("this system has no room in memory")
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", dir, err)
	}
}

func TestATemporaryFolderThatWasChosenStays(t *testing.T) {
	mine := t.TempDir()
	t.Setenv("TMPDIR", mine)
	memtemp.Tests{TestingM: tests(func() int {
		if os.TempDir() != mine {
			t.Errorf("the files are in %s", os.TempDir())
		}
		return 0
	})}.Run()
}
