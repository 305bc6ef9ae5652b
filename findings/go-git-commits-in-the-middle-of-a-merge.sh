#!/usr/bin/env bash
# A commit by go-git ends a merge that git began, and Ben's work becomes Ana's, or three notes of one name
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), beside the installed git
# Guess:     a merge that is under way (MERGE_HEAD) is finished by the next commit, with both parents; while
#            a note is in conflict there is none ("Committing is not possible because you have unmerged files").
#            Libraries without merges refuse, as go-git does where it cannot do something.
# Seen:      the commit has one parent: what Ben wrote is Ana's change, his commits are in no history, and
#            git still says "you are still merging". With the conflict open, the commit is made as well:
#            its tree lists rotate.md three times – before, hers, his –, git fsck calls it an error, and
#            what a reader gets of the note is the text from before both.
# Matters:   to editors' plug-ins and servers with go-git on a folder where people also use git: nobody
#            is told, and who said it is lost. Do not commit where MERGE_HEAD is, or give both as Parents;
#            and look for entries of the index whose stage is not 0.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
cat > main.go <<'GO'
package main

import (
	"fmt"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

func main() {
	r, err := git.PlainOpen("pool")
	if err != nil {
		panic(err)
	}
	w, err := r.Worktree()
	if err != nil {
		panic(err)
	}
	_, err = w.Commit("joined", &git.CommitOptions{Author: &object.Signature{Name: "Ana", Email: "ana@example.org"}})
	fmt.Println("go-git Commit:", err)
}
GO
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy && go build -o gogit .; } >log 2>&1 || { cat log; exit 1; }
begin() { # FILE of Ben
  rm -rf pool; git init -q -b main pool; cd pool
  echo before > rotate.md; git add .; git commit -qm one
  git switch -qc ben; echo Ben > "$1"; git add .; GIT_AUTHOR_NAME=Ben git commit -qm two; git switch -q main
  echo Ana > rotate.md; git commit -qam three; git merge -q --no-commit ben >/dev/null 2>&1 || true; cd ..
}
show() { echo "  parents: $(git -C pool log -1 --format=%P | wc -w), names: $(git -C pool ls-tree --name-only HEAD | xargs)"; }
{
  begin wash.md; git -C pool commit -qm joined; echo 'git commit:'; show; echo "  wash.md is by $(git -C pool log --no-merges --format=%an -- wash.md)"
  begin wash.md; ./gogit; show; echo "  wash.md is by $(git -C pool log --no-merges --format=%an -- wash.md)"
  git -C pool status | grep -o 'still merging'
  begin rotate.md; { git -C pool commit -qm joined 2>&1 || true; } | grep -o 'Committing is not possible because you have unmerged files'
  ./gogit; show; echo "  rotate.md: $(git -C pool show HEAD:rotate.md)"; { git -C pool fsck 2>&1 || true; } | sed -n 's,^error in tree [0-9a-f]*,error in tree,p'
} | tee out
diff out - <<'WANT'
git commit:
  parents: 2, names: rotate.md wash.md
  wash.md is by Ben
go-git Commit: <nil>
  parents: 1, names: rotate.md wash.md
  wash.md is by Ana
still merging
Committing is not possible because you have unmerged files
go-git Commit: <nil>
  parents: 1, names: rotate.md rotate.md rotate.md
  rotate.md: before
error in tree: duplicateEntries: contains duplicate file entries
WANT
