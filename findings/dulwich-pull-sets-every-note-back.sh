#!/usr/bin/env bash
# dulwich's pull throws away every change that is not committed, also in notes that nobody else touched
#
# Package:   python3-dulwich 0.21.2-1+b1 (Debian 12), git in Python; git any beside it
# Guess:     porcelain is made after git's commands: a pull that would overwrite a changed note is refused, and changes
#            in other notes stay as they are. It does refuse a branch that went another way (DivergedBranches).
# Seen:      after a pull that brings one note of Ben's, all of Ana's notes are as in the commit: what she changed in
#            another note is gone, and her new note of the name of his is his. No error, a clean state. And a
#            commit while a note is in conflict is made, with both parents, and takes Ben's text for it without hers.
# Matters:   to bots, wikis and note tools in Python (dulwich is what they take where there is no git): a
#            pull before each start loses the day's work. Look at porcelain.status first and do not
#            pull unless it is empty, of untracked files, too; or fetch and move the branch by hand.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
{ apt-get download python3-dulwich=0.21.2-1+b1 python3-urllib3 python3-certifi && for d in ./*.deb; do dpkg -x "$d" root; done; } >log 2>&1 || { cat log; exit 1; }
cat > try.py <<'PY'
import os, sys
from dulwich import porcelain
quiet = open(os.devnull, "w")
if sys.argv[1] == "pull":
    porcelain.pull("ana", "hub", b"refs/heads/main", outstream=quiet, errstream=open(os.devnull, "wb"))
else:
    porcelain.commit("ana", b"joined", author=b"Ana <ana@example.org>", committer=b"Ana <ana@example.org>")
PY
dulwich() { PYTHONPATH=$dir/root/usr/lib/python3/dist-packages /usr/bin/python3 try.py "$1" && echo done; }
fresh() { rm -rf hub ana; git init -q -b main hub; echo one >hub/rotate.md; echo one >hub/wash.md; git -C hub add .; git -C hub commit -qm one; git clone -q hub ana; }
state() { echo "  $1: $(git -C ana status --short | xargs), $(cd ana; for n in *.md; do echo "$n: $(tr '\n' ' ' <"$n")"; done | xargs)"; }
try() {
  fresh; echo 'by Ben' >hub/monday.md; echo 'by Ben' >hub/wash.md; git -C hub add .; git -C hub commit -qm two
  echo 'by Ana' >ana/rotate.md; [ "$1" = other ] || echo 'by Ana' >ana/monday.md
  echo "$*"; state before; shift; "$@" || echo refused; state after
}
{
  try other git -C ana pull -q
  try other dulwich pull
  try same git -C ana pull -q 2>/dev/null
  try same dulwich pull
  fresh; git -C ana switch -qc ben; echo 'by Ben' >ana/wash.md; git -C ana commit -qam two; git -C ana switch -q main; echo 'by Ana' >ana/wash.md; git -C ana commit -qam three
  git -C ana merge -q ben >/dev/null 2>&1 || true
  git -C ana commit -qm joined >/dev/null 2>&1 || echo 'git commit in a conflict: refused'
  echo "dulwich commit in a conflict: $(dulwich commit), parents: $(git -C ana log -1 --format=%P | wc -w), $(git -C ana show HEAD:wash.md)"
} | tee out
diff out - <<'WANT'
other git -C ana pull -q
  before: M rotate.md, rotate.md: by Ana wash.md: one
  after: M rotate.md, monday.md: by Ben rotate.md: by Ana wash.md: by Ben
other dulwich pull
  before: M rotate.md, rotate.md: by Ana wash.md: one
done
  after: , monday.md: by Ben rotate.md: one wash.md: by Ben
same git -C ana pull -q
  before: M rotate.md ?? monday.md, monday.md: by Ana rotate.md: by Ana wash.md: one
refused
  after: M rotate.md ?? monday.md, monday.md: by Ana rotate.md: by Ana wash.md: one
same dulwich pull
  before: M rotate.md ?? monday.md, monday.md: by Ana rotate.md: by Ana wash.md: one
done
  after: , monday.md: by Ben rotate.md: one wash.md: by Ben
git commit in a conflict: refused
dulwich commit in a conflict: done, parents: 2, by Ben
WANT
