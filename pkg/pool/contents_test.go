package pool_test

import (
	"os"
	"reflect"
	"regexp"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// The contents in the package's documentation name what there is.
func TestContentsAreTrue(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("pool.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\[Pool\.(\w+)\]`).FindAllStringSubmatch(string(src), -1)
	if len(named) < 30 {
		t.Errorf("only %d methods are in the contents", len(named))
	}
	for _, m := range named {
		if _, ok := reflect.TypeFor[*pool.Pool]().MethodByName(m[1]); !ok {
			t.Errorf("there is no %s", m[0])
		}
	}
}
