#!/usr/bin/env bash
# isomorphic-git merges a picture that two people changed as lines of text, and it is gone
#
# Package:   isomorphic-git 1.44.19 (npm), with which notes are kept in git on phones and in
#            browsers; git any
# Guess:     a file that is no text and was changed on both sides is a conflict, as it is for
#            git: the person chooses one.
# Seen:      merge reads every file as UTF-8, merges by lines and writes UTF-8. Where the
#            changed lines do not meet there is no conflict: the merge is made and told as done,
#            and each byte that is no UTF-8 has become EF BF BD, beginning with the first of a
#            PNG. Notes in Latin-1 lose their letters in the same way.
# Matters:   to communities where somebody syncs from a phone: neither of the two pictures is
#            what everybody has afterwards, and nothing was said. Name pictures anew instead of
#            replacing them, or look at the first bytes of what others merged.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >log && npm i --silent --no-audit isomorphic-git@1.44.19 >>log 2>&1 || { cat log; exit 1; }
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
git init -q -b main pool
put() { printf "$1" > pool/p.png; git -C pool add -A; git -C pool commit -qm "$2"; }
put '\x89PNG\n\0\xff\xfe\none\ntwo\n' base
git -C pool checkout -q -b other && put '\x89PNG\n\0\xff\xfe\none\nTWO\n' other
git -C pool checkout -q main && put '\x89PNX\n\0\xff\xfe\none\ntwo\n' mine
git -C pool merge-tree --write-tree main other >/dev/null && { echo "git merges it too"; exit 1; }
cat > merge.mjs <<'JS'
import git from 'isomorphic-git'
import fs from 'fs'
const made = await git.merge({ fs, dir: 'pool', ours: 'main', theirs: 'other', author: { name: 'A', email: 'a@example.org' } })
console.log('merged: ' + made.mergeCommit)
JS
{ node merge.mjs; git -C pool cat-file blob main:p.png | od -An -tx1 -v | tr -s ' \n' ' '; echo; } | tee out
diff out - <<'WANT'
merged: true
 ef bf bd 50 4e 58 0a 00 ef bf bd ef bf bd 0a 6f 6e 65 0a 54 57 4f 0a 
WANT
