package repo

import (
	"os"
	"path/filepath"
)

// Progress is something that the user began with git and did not end: git's word for it, and the
// two commands that end it, the first by finishing, the second by giving it up.
type Progress struct{ What, Finish, GiveUp string }

// InProgress is what git would call in progress in this worktree; the zero value is nothing.
func (r *Repo) InProgress() Progress {
	has := func(name string) bool {
		_, err := os.Lstat(filepath.Join(r.gitDir, filepath.FromSlash(name)))
		return err == nil
	}
	both := func(what string) Progress {
		return Progress{What: what, Finish: "git " + what + " --continue", GiveUp: "git " + what + " --abort"}
	}
	switch {
	case has("rebase-merge"), has("rebase-apply") && !has("rebase-apply/applying"):
		return both("rebase")
	case has("rebase-apply"):
		return both("am")
	case has("MERGE_HEAD"):
		return both("merge")
	case has("CHERRY_PICK_HEAD"):
		return both("cherry-pick")
	case has("REVERT_HEAD"):
		return both("revert")
	case has("BISECT_LOG"):
		return Progress{What: "bisect", Finish: "git bisect good, or bad", GiveUp: "git bisect reset"}
	}
	return Progress{}
}
