#!/usr/bin/env bash
# Where a commit's message has a rule (---), git commit --trailer writes what git then does not read, and others the reverse
#
# Package:   git 2.39.5 (Debian 12; the script uses the git that is installed and says which);
#            python3-git 3.1.30-1+deb12u3 (Debian)
# Guess:     a trailer goes to the end of the message, as with -s, and is read from there. "---" ends a message
#            only in a mail; here there is none, and in markdown it is a line across.
# Seen:      git commit --trailer takes what follows --- for a patch: it writes "Reviewed-by" above the rule, in
#            the middle of the message. git log's %(trailers) and git shortlog look at the end, so that
#            they find nobody; -s and %(trailers) agree. git interpret-trailers --parse and GitPython's
#            commit.trailers look above the rule only, and do not see what -s, or a person, wrote at the end.
# Matters:   to messages that quote a note or are written as one: who reviewed or wrote it with whom is there for
#            one reader and not for the next, and statistics of thanks leave people out. Use
#            git interpret-trailers --no-divider for both, and write *** for a line across.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
{ apt-get download python3-git=3.1.30-1+deb12u3 python3-gitdb python3-smmap && for d in ./*.deb; do dpkg -x "$d" root; done; } >log 2>&1 || { cat log; exit 1; }
git --version >&2
git init -q -b main pool; cd pool
message=$'Wash hands\n\nBecause of flour.\n\n---\n\nMore of it later.'
people() {
  echo "git log:                $(git log -1 --format='%(trailers:separator=%x2C )')"
  echo "git shortlog:           $(git log -1 | git shortlog -s --group=trailer:reviewed-by --group=trailer:signed-off-by HEAD^! | xargs)"
  echo "git interpret-trailers: $(git log -1 --format=%B | git interpret-trailers --parse)"
  echo "GitPython:              $(PYTHONPATH=$dir/root/usr/lib/python3/dist-packages /usr/bin/python3 -c 'import git; print(git.Repo(".").head.commit.trailers)')"
}
{
  git commit -q --allow-empty -m first
  git commit -q --allow-empty -m "$message" --trailer 'Reviewed-by: Dana <dana@example.org>'
  echo '--trailer:'; git log -1 --format=%B | grep . ; people
  git commit -q --allow-empty -m "$message" -s
  echo '-s:'; git log -1 --format=%B | grep .; people
  git commit -q --allow-empty -m "${message/---/***}" --trailer 'Reviewed-by: Dana <dana@example.org>'
  echo '***:'; people
} | tee "$dir/out"
diff "$dir/out" - <<'WANT'
--trailer:
Wash hands
Because of flour.
Reviewed-by: Dana <dana@example.org>
---
More of it later.
git log:                
git shortlog:           
git interpret-trailers: Reviewed-by: Dana <dana@example.org>
GitPython:              {'Reviewed-by': 'Dana <dana@example.org>'}
-s:
Wash hands
Because of flour.
---
More of it later.
Signed-off-by: Ana <ana@example.org>
git log:                Signed-off-by: Ana <ana@example.org>
git shortlog:           1 Ana
git interpret-trailers: 
GitPython:              {}
***:
git log:                Reviewed-by: Dana <dana@example.org>
git shortlog:           1 Dana
git interpret-trailers: Reviewed-by: Dana <dana@example.org>
GitPython:              {'Reviewed-by': 'Dana <dana@example.org>'}
WANT
