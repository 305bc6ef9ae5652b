#!/usr/bin/env bash
# go-git's hard reset and forced checkout remove every file that was never committed, ignored ones too
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), beside the installed git
# Guess:     HardReset "resets the index and working tree; any changes to tracked files are discarded",
#            as its comment has it, and Force throws away changes when branches are switched: what git
#            does not track stays, as with git reset --hard and git switch --force. Clean is another call.
# Seen:      after Reset with HardReset to the very commit one is on, and after Checkout with Force, only
#            committed files are left: the new note, the folder of new notes, private.md and the editor's
#            settings that .gitignore names are gone. No call reports anything, and no copy is kept.
# Matters:   to tools that "start from a clean copy" before they fetch, or undo a failed step: a hard reset
#            is the usual way, and it takes the drafts along. Without Force a checkout leaves them, and
#            Clean, which is there to remove new files, spares ignored ones.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
cat > main.go <<'GO'
package main

import (
	"os"

	git "github.com/go-git/go-git/v5"
)

func main() {
	r, err := git.PlainOpen(os.Args[2])
	if err != nil {
		panic(err)
	}
	w, err := r.Worktree()
	if err != nil {
		panic(err)
	}
	switch os.Args[1] {
	case "reset":
		err = w.Reset(&git.ResetOptions{Mode: git.HardReset})
	case "checkout":
		err = w.Checkout(&git.CheckoutOptions{Branch: "refs/heads/other"})
	case "force":
		err = w.Checkout(&git.CheckoutOptions{Branch: "refs/heads/other", Force: true})
	case "clean":
		err = w.Clean(&git.CleanOptions{Dir: true})
	}
	if err != nil {
		panic(err)
	}
}
GO
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy && go build -o gogit .; } >log 2>&1 || { cat log; exit 1; }
try() {
  local name=$1; shift
  rm -rf pool; git init -q -b main pool; cd pool
  echo known > known.md; printf 'private.md\n.editor/\n' > .gitignore; git add .; git commit -qm one; git branch other
  mkdir .editor new; echo x > .editor/settings; echo x > new/one.md; echo x > draft.md; echo x > private.md
  cd ..; "$@"; echo "$name: $(cd pool; find . -path ./.git -prune -o -type f -print | sort | xargs)"
}
{
  try 'git reset --hard' git -C pool reset -q --hard
  try 'git switch --force' git -C pool switch -q --force other
  try 'go-git Checkout' ./gogit checkout pool
  try 'go-git Clean' ./gogit clean pool
  try 'go-git HardReset' ./gogit reset pool
  try 'go-git Checkout, Force' ./gogit force pool
} | tee out
diff out - <<'WANT'
git reset --hard: ./.editor/settings ./.gitignore ./draft.md ./known.md ./new/one.md ./private.md
git switch --force: ./.editor/settings ./.gitignore ./draft.md ./known.md ./new/one.md ./private.md
go-git Checkout: ./.editor/settings ./.gitignore ./draft.md ./known.md ./new/one.md ./private.md
go-git Clean: ./.editor/settings ./.gitignore ./known.md ./private.md
go-git HardReset: ./.gitignore ./known.md
go-git Checkout, Force: ./.gitignore ./known.md
WANT
