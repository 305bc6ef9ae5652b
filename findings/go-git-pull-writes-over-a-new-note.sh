#!/usr/bin/env bash
# go-git's pull writes a colleague's note over the one of the same name that was not yet committed
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), beside the installed git
# Guess:     where a note that git does not know would be overwritten, git stops ("untracked working tree
#            files would be overwritten by merge"). go-git has errors of that kind – a pull or a checkout
#            over a changed note is refused with "worktree contains unstaged changes" – and says so here, too.
# Seen:      Ana's new, uncommitted monday.md is replaced by Ben's, by Pull and by Checkout without Force.
#            Both end without an error, and the state is clean afterwards.
# Matters:   to tools that fetch in the background beside an editor: notes are named by day or by topic, so
#            two people do begin the same one. What was written since yesterday is gone and in no
#            history. Before a pull, compare the new files of the status with what the new commit has.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	git "github.com/go-git/go-git/v5"
)

func main() {
	r, err := git.PlainOpen("ana")
	if err != nil {
		panic(err)
	}
	w, err := r.Worktree()
	if err != nil {
		panic(err)
	}
	if os.Args[1] == "Pull" {
		err = w.Pull(&git.PullOptions{})
	} else {
		err = w.Checkout(&git.CheckoutOptions{Branch: "refs/remotes/origin/main"})
	}
	fmt.Println("error:", err)
}
GO
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy && go build -o gogit .; } >log 2>&1 || { cat log; exit 1; }
try() {
  rm -rf hub ana
  git init -q -b main hub; echo known > hub/known.md; git -C hub add .; git -C hub commit -qm one; git clone -q hub ana
  echo 'by Ben' > hub/monday.md; git -C hub add .; git -C hub commit -qm two; git -C ana fetch -q; echo 'by Ana' > ana/monday.md
  printf '%s' "$*: "
  "$@" || echo refused
  echo "  monday.md is $(cat ana/monday.md), state: $(git -C ana status --short | xargs)"
}
{
  try git -C ana pull -q 2>/dev/null
  try ./gogit Pull
  try ./gogit Checkout
} | tee out
diff out - <<'WANT'
git -C ana pull -q: refused
  monday.md is by Ana, state: ?? monday.md
./gogit Pull: error: <nil>
  monday.md is by Ben, state: 
./gogit Checkout: error: <nil>
  monday.md is by Ben, state: 
WANT
