#!/usr/bin/env bash
# In a second working folder of a repository, go-git commits as if there had never been anything, into nowhere
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), beside the installed git
# Guess:     PlainOpen opens a folder made by "git worktree add" – it follows the file .git there –, or says
#            that it cannot. Reading it works with EnableDotGitCommonDir, so without it there is an error.
# Seen:      it opens. Every note is new for the status, the branch is said not to exist, and
#            Commit ends well: a first commit, without a parent, whose objects and branch lie in .git/worktrees/NAME,
#            where git looks for neither. git does not know the commit, the branch is where it was, and
#            "git worktree remove" takes the commit away for good.
# Matters:   to note tools and bots on go-git, as soon as somebody (an editor, an assistant that works in
#            folders of its own) has a second one: "saved" was said and there is nothing. Open with
#            PlainOpenWithOptions and EnableDotGitCommonDir: then all of it is right.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

func main() {
	r, err := git.PlainOpenWithOptions("second", &git.PlainOpenOptions{EnableDotGitCommonDir: os.Args[1] == "common"})
	if err != nil {
		panic(err)
	}
	w, err := r.Worktree()
	if err != nil {
		panic(err)
	}
	st, err := w.Status()
	fmt.Printf("status: %q %v\n", strings.TrimSpace(st.String()), err)
	_, err = r.Head()
	fmt.Println("head:", err)
	h, err := w.Commit("two", &git.CommitOptions{Author: &object.Signature{Name: "Ana", Email: "ana@example.org"}})
	if err != nil {
		panic(err)
	}
	c, err := r.CommitObject(h)
	if err != nil {
		panic(err)
	}
	fmt.Println("commit:", c.NumParents(), "parents")
	_ = os.WriteFile("hash", []byte(h.String()), 0o644)
}
GO
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy && go build -o gogit .; } >log 2>&1 || { cat log; exit 1; }
try() {
  rm -rf pool second; git init -q -b main pool; echo one > pool/a.md; git -C pool add .; git -C pool commit -qm one
  git -C pool worktree add -q -b side ../second; echo two > second/b.md; git -C second add .
  echo "$1"; ./gogit "$1"
  echo "git: $(git -C second cat-file -t "$(cat hash)" 2>/dev/null || echo no such commit); side: $(git -C second log --format=%s side | xargs); status: $(git -C second status --short)"
}
{ try common; try plain; git -C pool worktree remove --force second; echo "lost: $(find pool/.git -path "*$(cut -c1-2 hash)/$(cut -c3- hash)" | wc -l) left"; } | tee out
diff out - <<'WANT'
common
status: "A  b.md" <nil>
head: <nil>
commit: 1 parents
git: commit; side: two one; status: 
plain
status: "A  a.md\nA  b.md" <nil>
head: reference not found
commit: 0 parents
git: no such commit; side: one; status: A  b.md
lost: 0 left
WANT
