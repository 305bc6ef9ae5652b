#!/usr/bin/env bash
# A note that was only announced to git (git add -N) is committed by libgit2 and go-git, as an empty note
#
# Package:   python3-pygit2 1.11.1-3 with libgit2-1.5 1.5.1+ds-1+deb12u2 (Debian 12); github.com/go-git/go-git/v5
#            v5.19.3 (Go module proxy); isomorphic-git 1.44.19 (npm) beside them. libgit2 1.9.2 (es-git) is the same.
# Guess:     "git add -N" says that a note will be added later, and that git diff is to show it until then; git
#            leaves it out of commits. Both libraries read and write that flag of the index
#            (GIT_INDEX_ENTRY_INTENT_TO_ADD, Entry.IntentToAdd), so they leave it out, too.
# Seen:      both put draft.md into the tree, with no text. libgit2's status calls it new in the
#            index. isomorphic-git, which does not know the flag, leaves it out as git does.
# Matters:   to folders that people keep with git or Magit and a tool commits from as well: everybody gets an
#            empty note of that name, of which its author knows nothing; where others fill it, the
#            author's own text clashes with theirs. Take such entries out of the index before a tree is made.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
{ apt-get download python3-pygit2=1.11.1-3 libgit2-1.5=1.5.1+ds-1+deb12u2 libhttp-parser2.9 libmbedcrypto7 libmbedtls14 libmbedx509-1 libssh2-1 python3-cffi-backend python3-cached-property &&
  for d in ./*.deb; do dpkg -x "$d" root; done; } >log 2>&1 || { cat log; exit 1; }
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
	h, err := w.Commit("two", &git.CommitOptions{Author: &object.Signature{Name: "Ana", Email: "ana@example.org"}})
	if err != nil {
		panic(err)
	}
	fmt.Println(h)
}
GO
cat > commit.py <<'PY'
import pygit2
r = pygit2.Repository("pool")
a = pygit2.Signature("Ana", "ana@example.org")
print(r.create_commit("HEAD", a, a, "two", r.index.write_tree(), [r.head.target]))
PY
cat > commit.mjs <<'JS'
import git from 'isomorphic-git'
import fs from 'fs'
console.log(await git.commit({ fs, dir: 'pool', message: 'two', author: { name: 'Ana', email: 'ana@example.org' } }))
JS
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy && go build -o gogit .; npm init -y && npm i --silent --no-audit isomorphic-git@1.44.19; } >log 2>&1 || { cat log; exit 1; }
libgit2() { LD_LIBRARY_PATH="$dir/root/usr/lib/$(uname -m)-linux-gnu" PYTHONPATH=$dir/root/usr/lib/python3/dist-packages /usr/bin/python3 commit.py; }
plain() { git -C pool commit -qm two; git -C pool rev-parse HEAD; }
try() {
  rm -rf pool; git init -q -b main pool
  echo one > pool/a.md; git -C pool add .; git -C pool commit -qm one
  echo 'my draft' > pool/draft.md; git -C pool add -N draft.md; echo two > pool/b.md; git -C pool add b.md
  local commit; commit=$("$@")
  echo "$1: $(git -C pool ls-tree -l "$commit" | awk '{print $5 " of " $4}' | xargs)"
}
{ try plain; try libgit2; try ./gogit; try node commit.mjs; } | tee out
diff out - <<'WANT'
plain: a.md of 4 b.md of 4
libgit2: a.md of 4 b.md of 4 draft.md of 0
./gogit: a.md of 4 b.md of 4 draft.md of 0
node: a.md of 4 b.md of 4
WANT
