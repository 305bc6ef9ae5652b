#!/usr/bin/env bash
# After a pull that go-git or isomorphic-git refused, the next commit takes back what the colleague wrote
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), isomorphic-git 1.44.19 (npm), beside the
#            installed git
# Guess:     "worktree contains unstaged changes" and "Your local changes […] would be overwritten" mean that nothing
#            was done: commit, then pull again. And go-git's Keep, when branches are switched, keeps "local changes
#            […] so that they can be committed to the target branch", as a switch in git does.
# Seen:      the branch has moved before the files are looked at, and they and the index are left as they
#            were. Ana has changed a.md, Ben a.md and wrote b.md: after the refused pull, b.md stands as "deleted" among what is
#            to be committed, and Ana's commit – of a.md alone – removes it from the branch and sets a.md
#            to hers. go-git does so if Ben left a.md alone, too, says "already up-to-date" when asked again, and
#            with Keep does all of it without an error.
# Matters:   to tools that pull before they commit and tell the user to try again, on phones as well: with one open note
#            each such round undoes everybody else's work, in the user's name. Look for changes before
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
cat > pull.mjs <<'JS'
import git from 'isomorphic-git'
import http from 'isomorphic-git/http/node'
import fs from 'fs'
import { createServer } from 'http'
import { spawn } from 'child_process'
const hub = createServer((q, a) => { // git's own server, over HTTP
  const u = new URL(q.url, 'http://x'), out = []
  const p = spawn('git', ['http-backend'], { env: { ...process.env, GIT_PROJECT_ROOT: process.cwd(), GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: u.pathname, QUERY_STRING: u.search.slice(1), REQUEST_METHOD: q.method, CONTENT_TYPE: q.headers['content-type'] ?? '' } })
  q.pipe(p.stdin); p.stdout.on('data', b => out.push(b))
  p.on('close', () => {
    const all = Buffer.concat(out), end = all.indexOf('\r\n\r\n')
    for (const line of all.subarray(0, end).toString().split('\r\n')) a.setHeader(...line.split(': '))
    a.end(all.subarray(end + 4))
  })
}).listen(0, '127.0.0.1', async () => {
  const author = { name: 'Ana', email: 'ana@example.org' }, dir = 'ana'
  const pull = () => git.pull({ fs, http, dir, author, ref: 'main', url: `http://127.0.0.1:${hub.address().port}/hub` }).then(() => 'done', e => e.message)
  console.log('isomorphic-git pull:', await pull())
  await git.add({ fs, dir, filepath: 'a.md' })
  await git.commit({ fs, dir, author, message: 'Say more in a' })
  hub.close()
})
JS
npm init -y >log && npm i --silent --no-audit isomorphic-git@1.44.19 >>log 2>&1 || { cat log; exit 1; }
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy && go build -o gogit .; } >log 2>&1 || { cat log; exit 1; }
try() {
  rm -rf hub ana
  git init -q -b main hub; echo one > hub/a.md; git -C hub add .; git -C hub commit -qm one; git clone -q hub ana
  echo Ben > hub/b.md; [ "$1" = apart ] || echo Ben >> hub/a.md; git -C hub add .; git -C hub commit -qm two; git -C ana fetch -q; git -C ana branch -q next origin/main
  echo more >> ana/a.md
  echo "$*"; shift; "$@"
  echo "  in the commit: $(git -C ana show --format= --name-status | xargs); left: $(git -C ana ls-tree --name-only HEAD | xargs); parent: $(git -C ana log -1 --format=%s HEAD~1)"
}
{
  try apart git -C ana commit -qam 'Say more in a'
  try apart ./gogit Pull
  try apart ./gogit Checkout
  try both ./gogit Pull
  try both node pull.mjs
} | tee out
diff out - <<'WANT'
apart git -C ana commit -qam Say more in a
  in the commit: M a.md; left: a.md; parent: one
apart ./gogit Pull
Pull: worktree contains unstaged changes
Pull: already up-to-date
  in the commit: M a.md D b.md; left: a.md; parent: two
apart ./gogit Checkout
Checkout, Keep: <nil>
  in the commit: M a.md D b.md; left: a.md; parent: two
both ./gogit Pull
Pull: worktree contains unstaged changes
Pull: already up-to-date
  in the commit: M a.md D b.md; left: a.md; parent: two
both node pull.mjs
isomorphic-git pull: Your local changes to the following files would be overwritten by checkout: a.md
  in the commit: M a.md D b.md; left: a.md; parent: two
WANT
