#!/usr/bin/env bash
# After a pull that go-git refused, the next commit takes back what the colleague wrote
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), beside the installed git
# Guess:     "worktree contains unstaged changes" means that nothing was done: commit, then pull again.
#            And Keep, when branches are switched, keeps "local changes […] so that they can be committed
#            to the target branch", as a switch in git does.
# Seen:      in both the branch has moved before the files are looked at, and they and the index are left
#            as they were. Ana has changed a.md, Ben has written b.md: after the refused pull, b.md stands
#            as "deleted" among what is to be committed, and Ana's commit – of a.md alone – removes it from
#            the branch. Pulling again says "already up-to-date". With Keep all is the same, without an error.
# Matters:   to tools that pull before they commit and tell the user to try again: with one open note each
#            such round undoes everybody else's work, in the user's name. Look for changes before
#            the pull; after the error put the branch back to where it was.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func main() {
	w := must(must(git.PlainOpen("ana")).Worktree())
	if os.Args[1] == "Pull" {
		fmt.Println("Pull:", w.Pull(&git.PullOptions{}))
		fmt.Println("Pull:", w.Pull(&git.PullOptions{}))
	} else {
		fmt.Println("Checkout, Keep:", w.Checkout(&git.CheckoutOptions{Branch: "refs/heads/next", Keep: true}))
	}
	must(w.Add("a.md"))
	must(w.Commit("Say more in a", &git.CommitOptions{Author: &object.Signature{Name: "Ana", Email: "ana@example.org"}}))
}
GO
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy && go build -o gogit .; } >log 2>&1 || { cat log; exit 1; }
try() {
  rm -rf hub ana
  git init -q -b main hub; echo one > hub/a.md; git -C hub add .; git -C hub commit -qm one; git clone -q hub ana
  echo Ben > hub/b.md; git -C hub add .; git -C hub commit -qm two; git -C ana fetch -q; git -C ana branch -q next origin/main
  echo more >> ana/a.md
  "$@"
  echo "  in the commit: $(git -C ana show --format= --name-status | xargs); left: $(git -C ana ls-tree --name-only HEAD | xargs); parent: $(git -C ana log -1 --format=%s HEAD~1)"
}
{
  try git -C ana commit -qam 'Say more in a'
  try ./gogit Pull
  try ./gogit Checkout
} | tee out
diff out - <<'WANT'
  in the commit: M a.md; left: a.md; parent: one
Pull: worktree contains unstaged changes
Pull: already up-to-date
  in the commit: M a.md D b.md; left: a.md; parent: two
Checkout, Keep: <nil>
  in the commit: M a.md D b.md; left: a.md; parent: two
WANT
