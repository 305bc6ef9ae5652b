#!/usr/bin/env bash
# isomorphic-git reads what git noted on commits until there are some hundred notes, then none
#
# Package:   isomorphic-git 1.44.19 (npm); git any
# Guess:     listNotes, readNote, addNote and removeNote work on what "git notes" writes; that git
#            sorts many notes into folders by the first letters of the commit (git-notes(1)) is
#            its way of storing them, which a library for notes reads.
# Seen:      50 notes: all are read. 300: none, each "NotFoundError", though git shows them.
#            listNotes does not fail: it says that the noted commits are "00", "01", "02" …
#            removeNote ends without an error and removes nothing.
# Matters:   to reviews, test results and signatures that are kept in git's notes (git-appraise
#            and others): a viewer in a browser works for the first months and then shows a
#            project without any review. Read refs/notes with readTree, all the way down.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --silent --no-audit --no-fund --prefix . isomorphic-git@1.44.19 >/dev/null 2>&1
export GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
for n in 50 300; do
  git init -q -b main "$n"
  for i in $(seq "$n"); do
    printf 'commit refs/heads/main\ncommitter Ana <ana@example.org> %d +0000\ndata 1\nm\n' $((1790000000 + i))
  done | git -C "$n" fast-import --quiet
  git -C "$n" rev-list main | while read -r c; do git -C "$n" notes add -m "fine" "$c"; done
done
cat > read.js <<'JS'
const fs = require("fs"), git = require("isomorphic-git"), { execSync } = require("child_process")
const author = { name: "Ana", email: "ana@example.org" }
async function read(dir) {
  const say = c => execSync("git " + c, { cwd: dir }).toString().trim()
  const commits = (await git.log({ fs, dir })).map(c => c.oid)
  const found = await Promise.allSettled(commits.map(oid => git.readNote({ fs, dir, oid })))
  const listed = (await git.listNotes({ fs, dir })).filter(n => commits.includes(n.target))
  await git.removeNote({ fs, dir, oid: commits[0], author })
  console.log(`git has ${commits.length}; read ${found.filter(f => f.status == "fulfilled").length}, listed ${listed.length}, ` +
    `after one is removed git has ${say("notes list").split("\n").length}`)
}
read("50").then(() => read("300"))
JS
node read.js | tee out
diff out - <<'WANT'
git has 50; read 50, listed 50, after one is removed git has 49
git has 300; read 0, listed 0, after one is removed git has 300
WANT
