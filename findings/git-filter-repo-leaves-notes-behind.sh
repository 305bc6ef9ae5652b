#!/usr/bin/env bash
# git-filter-repo takes a file out of the history, and everything that git's notes said of it goes out of sight
#
# Package:   git-filter-repo 2.38.0-1 (Debian); git any
# Guess:     it rewrites every ref, tags and notes as well, names old commits in messages anew and
#            writes down which commit became which: what was noted on a commit is noted on its
#            successor, or one is told.
# Seen:      refs/notes stays with every note in it, each for a commit that is no more; "git log"
#            shows none, "git notes list" all of them, and nothing is said. The map it leaves in
#            .git/filter-repo/commit-map and "git notes copy --stdin" bring them back.
# Matters:   to those who take a password out of a shared repository whose reviews, test results
#            or sign-offs are notes (git-appraise, Gerrit's reviewnotes): the next "git notes
#            prune" throws them away for good. Copy them before anybody prunes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download git-filter-repo=2.38.0-1 && dpkg -x git-filter-repo_*.deb root; } >log 2>&1 || { cat log; exit 1; }
export GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
git init -q -b main r; cd r
echo word > password; echo one > note.md; git add .; git commit -qm one
echo two >> note.md; git commit -qam two; git notes add -m "reviewed by Ben"
count() { echo "$1: listed $(git notes list | wc -l), in the log $(git log --format=%N | grep -c Ben || true)"; }
{
  count before
  PYTHONPATH=../root/usr/lib/python3/dist-packages /usr/bin/python3 ../root/usr/bin/git-filter-repo --force --quiet --invert-paths --path password >/dev/null
  count after
  sed 1d .git/filter-repo/commit-map | git notes copy --stdin 2>/dev/null
  count 'copied by the map'
} 2>&1 | tee ../out
diff ../out - <<'WANT'
before: listed 1, in the log 1
after: listed 1, in the log 0
copied by the map: listed 2, in the log 1
WANT
