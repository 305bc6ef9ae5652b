package pool_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakfast-table/cop/pkg/pool"
)

// U16: who did not say their name founds nothing, and no half of a pool is left in the folder.
func TestFoundingByNobodyLeavesNothing(t *testing.T) {
	c := newCommunity(t)
	dir := filepath.Join(c.dir, "ward")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c.write("ward", "mine.txt", "mine")
	o := c.options("ana")
	o.Env = slices.DeleteFunc(o.Env, func(v string) bool {
		return strings.HasPrefix(v, "GIT_AUTHOR") || strings.HasPrefix(v, "GIT_COMMITTER")
	})
	_, err := pool.Found(t.Context(), dir, pool.Founding{Name: "Ward"}, o)
	wantErr(t, err, pool.ErrNoIdentity)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("in the folder: %v (%v)", left, err)
	}
}
