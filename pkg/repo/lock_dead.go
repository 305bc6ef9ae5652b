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
		r.clearDeadRefLocks()
	}
}

// clearDeadRefLocks looks at every reference: whoever was killed may have left several.
func (r *Repo) clearDeadRefLocks() {
	_ = filepath.WalkDir(filepath.Join(r.common, "refs"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".lock") {
			breakDeadLock(strings.TrimSuffix(path, ".lock"))
		}
		return nil
	})
}
