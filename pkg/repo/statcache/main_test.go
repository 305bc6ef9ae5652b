package statcache

import (
	"os"
	"testing"

	"github.com/breakfast-table/cop/pkg/memtemp"
)

func TestMain(m *testing.M) { os.Exit(memtemp.Tests{TestingM: m}.Run()) }
