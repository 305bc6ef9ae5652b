package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// U35: members who share at the same moment onto one shared place all get through. COP_SLOW makes
// it twelve members with twenty shares each.
func TestRaceOfShares(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs of this test are links to the test itself")
	}
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("the shared place is git's")
	}
	members, shares := 6, 2
	if os.Getenv("COP_SLOW") != "" {
		members, shares = 12, 20
	}
	c := newSharedPool(t, git)
	dirs := make([]string, members)
	for m := range members {
		dirs[m] = filepath.Join(c.home, fmt.Sprint("member", m))
		c.must("join", c.shared, dirs[m])
	}
	var all sync.WaitGroup
	for m, dir := range dirs {
		all.Go(func() {
			for n := range shares {
				if _, _, err := c.run("-C", dir, "til", fmt.Sprintf("Race %d of %d", n, m), "--topic", "race"); err != nil {
					t.Error(err)
				}
				if _, took, err := c.run("-C", dir, "share"); err != nil {
					t.Errorf("after %v: %v", took, err)
				}
			}
		})
	}
	all.Wait()
	out, err := exec.Command(git, "-C", c.shared, "ls-tree", "--name-only", "main", "practices/race/").CombinedOutput()
	if n := len(strings.Fields(string(out))); err != nil || n != members*shares {
		t.Errorf("%d of %d notes arrived (%v)", n, members*shares, err)
	}
}
