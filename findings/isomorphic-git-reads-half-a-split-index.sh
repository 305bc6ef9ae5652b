#!/usr/bin/env bash
# isomorphic-git takes the small half of a split index for all of it
#
# Package:   isomorphic-git 1.44.19 (npm); git 2.30 or newer makes the index
# Guess:     the extension "link" of git's index is written in small letters, which the format
#            has for "who does not know this must not read on": the library refuses such an
#            index, as it refuses version 4 ("Unsupported dircache version: 4").
# Seen:      every extension is passed over. statusMatrix answers without an error that all
#            notes have left the index (0 in the last column: removed, and staged so), and names
#            a file of one NUL character. The same repository is clean for git.
# Matters:   to who turned on core.splitIndex for a large pool and opens it with an editor's
#            plugin as well: a commit made from there is one that git cannot read. Whoever
#            reads the index by hand has to look at the case of unknown extensions.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >log && npm i --silent --no-audit isomorphic-git@1.44.19 >>log 2>&1 || { cat log; exit 1; }
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
git init -q -b main pool
echo one > pool/one.md && echo two > pool/two.md && git -C pool add -A && git -C pool commit -qm base
git -C pool update-index --split-index
cat > look.mjs <<'JS'
import git from 'isomorphic-git'
import fs from 'fs'
for (const row of await git.statusMatrix({ fs, dir: 'pool' })) console.log(JSON.stringify(row))
JS
{ node look.mjs; echo "git: $(git -C pool status --porcelain | wc -l) changed"; } | tee out
diff out - <<'WANT'
["\u0000",0,0,3]
["one.md",1,1,0]
["two.md",1,1,0]
git: 0 changed
WANT
