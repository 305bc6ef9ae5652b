package repo

import (
	"os"
	"path/filepath"
	"strings"
)

// CheckedOut is the other folder of this repository in which a branch is checked out, so that
// git does not check it out here; "" when there is none, or it is gone.
func (r *Repo) CheckedOut(branch Ref) string {
	holds := func(gitDir string) bool {
		head, err := os.ReadFile(filepath.Join(gitDir, "HEAD"))
		return err == nil && gitDir != r.gitDir && strings.TrimSpace(string(head)) == "ref: "+string(branch)
	}
	if filepath.Base(r.common) == ".git" && holds(r.common) {
		return filepath.Dir(r.common)
	}
	linked, _ := filepath.Glob(filepath.Join(r.common, "worktrees", "*"))
	for _, gitDir := range linked {
		at, err := os.ReadFile(filepath.Join(gitDir, "gitdir"))
		if err != nil || !holds(gitDir) {
			continue
		}
		file := joinIfRelative(gitDir, strings.TrimSpace(string(at)))
		if _, err := os.Stat(file); err == nil {
			return filepath.Dir(file)
		}
	}
	return ""
}
