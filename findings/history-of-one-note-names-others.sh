#!/usr/bin/env bash
# Asked who changed one note, go-git and isomorphic-git name people who changed another
#
# Package:   github.com/go-git/go-git/v5 v5.19.3 (Go module proxy), isomorphic-git 1.44.19 (npm); git any
# Guess:     Log with a FileName, log with a filepath: each commit is compared with its parents, as
#            "git log -- FILE" does; the order that is asked for changes the order, not what is in it.
# Seen:      a commit is compared with whatever comes next in the walk. Ben changes rotate.md on a branch
#            while Cleo changes wash.md beside him: by time, both libraries say that Cleo changed
#            rotate.md, twice. go-git's walk in depth leaves Cleo out, and its walk from the oldest on
#            names her in place of Ana, who wrote the note. On a straight history all is right.
# Matters:   to "written by", "last changed" and lists of contributors beside a note: as soon as
#            contributions come by branches they thank people for notes they never opened. go-git's way to
#            ask for parents (checkParent) names Dan, who merged, and loses one of Ben's: walk all commits and
#            compare each with its own parents.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_EMAIL=a@example.org GIT_COMMITTER_NAME=a
day=0
commit() { day=$((day + 1)); GIT_AUTHOR_NAME=$1 GIT_AUTHOR_DATE=2026-01-0${day}T09:00:00Z GIT_COMMITTER_DATE=2026-01-0${day}T09:00:00Z git commit -qam "$1"; }
{
  git init -q -b main pool; cd pool
  echo one > rotate.md; echo one > wash.md; git add .; commit Ana
  git switch -qc ben;  echo two > rotate.md; commit Ben
  git switch -q main;  echo two > wash.md; commit Cleo
  git switch -q ben;   echo three > rotate.md; commit Ben
  git switch -q main;  echo three > wash.md; commit Cleo
  GIT_AUTHOR_NAME=Dan GIT_AUTHOR_DATE=2026-01-06T09:00:00Z GIT_COMMITTER_DATE=2026-01-06T09:00:00Z git merge -qm join ben; cd ..
  npm init -y && npm i --silent --no-audit isomorphic-git@1.44.19
} >log 2>&1 || { cat log; exit 1; }
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
	file := "rotate.md"
	for order, name := range map[git.LogOrder]string{git.LogOrderCommitterTime: "by time", git.LogOrderDFS: "in depth", git.LogOrderDFSPost: "oldest first"} {
		it, err := r.Log(&git.LogOptions{FileName: &file, Order: order})
		if err != nil {
			panic(err)
		}
		fmt.Printf("go-git %s:", name)
		_ = it.ForEach(func(c *object.Commit) error { fmt.Print(" ", c.Author.Name); return nil })
		fmt.Println()
	}
	all, err := r.Log(&git.LogOptions{Order: git.LogOrderCommitterTime})
	if err != nil {
		panic(err)
	}
	fmt.Print("go-git with parents:")
	_ = object.NewCommitFileIterFromIter(file, all, true).ForEach(func(c *object.Commit) error { fmt.Print(" ", c.Author.Name); return nil })
	fmt.Println()
}
GO
cat > log.mjs <<'JS'
import git from 'isomorphic-git'
import fs from 'fs'
const found = await git.log({ fs, dir: 'pool', filepath: 'rotate.md' })
console.log('isomorphic-git: ' + found.map(c => c.commit.author.name).join(' '))
JS
{ go mod init example.org/x && go get github.com/go-git/go-git/v5@v5.19.3 && go mod tidy; } >log 2>&1 || { cat log; exit 1; }
{ echo "git: $(git -C pool log --format=%an -- rotate.md | xargs)"; go run . | sort; node log.mjs; } | tee out
diff out - <<'WANT'
git: Ben Ben Ana
go-git by time: Dan Cleo Ben Cleo Ben Ana
go-git in depth: Dan Ana Ben Ben
go-git oldest first: Ben Ben Cleo
go-git with parents: Dan Ben Ana
isomorphic-git: Dan Cleo Ben Cleo Ben Ana
WANT
