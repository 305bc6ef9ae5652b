package repo

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ClearDeadLocks removes locks of ours that a killed process left on what this clone keeps and on
// the given references: git itself would be stopped by them for good. A lock that a living
// process holds, or that is git's, stays. Without one it costs a look for each.
func (r *Repo) ClearDeadLocks(refs ...Ref) {
	paths := []string{filepath.Join(r.gitDir, "index"), filepath.Join(r.gitDir, "HEAD"), filepath.Join(r.common, "config"), filepath.Join(r.common, "packed-refs")}
	for _, ref := range refs {
		paths = append(paths, filepath.Join(r.common, filepath.FromSlash(string(ref))))
	}
	found := false
	for _, path := range paths {
		if _, err := os.Lstat(path + ".lock"); err == nil && breakDeadLock(path) {
			found = true
		}
	}
	if found {
		r.ClearDeadRefLocks()
	}
}

// ClearDeadRefLocks looks at every reference that has a file of its own: whoever was killed may
// have left several. git would be stopped by one of them when it tidies up.
func (r *Repo) ClearDeadRefLocks() {
	_ = filepath.WalkDir(filepath.Join(r.common, "refs"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // what cannot be looked at stays
		}
		if strings.HasSuffix(path, ".lock") {
			breakDeadLock(strings.TrimSuffix(path, ".lock"))
		}
		dropFirstName(path, d)
		return nil
	})
	top, err := os.ReadDir(r.gitDir)
	if err != nil {
		return
	}
	for _, d := range top {
		dropFirstName(filepath.Join(r.gitDir, d.Name()), d)
	}
}
