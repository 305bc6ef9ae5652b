#!/usr/bin/env bash
# libgit2 finds that a short note was moved when it compares, and does not when it merges
#
# Package:   python3-pygit2 1.11.1-3 with libgit2-1.5 1.5.1+ds-1+deb12u2 (Debian 12); git any
# Guess:     one library has one idea of a move. Ana moves a note to another folder and changes
#            its heading, Ben changes its last line: libgit2 sees the move (find_similar says R),
#            follows it in merges (its default) and joins the two, as git does.
# Seen:      so it is for a note of five lines. One of three lines – a heading, an empty line, a
#            paragraph – is a move in the comparison (R, 66 of 100) and none in the merge: a
#            conflict of a note that one removed and the other changed.
# Matters:   to note tools on libgit2 or its bindings: a short note is the usual note, and a
#            reader of the conflict is told that a colleague removed what they only moved. Take
#            the moves from the comparison and merge such pairs by hand.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download python3-pygit2=1.11.1-3 libgit2-1.5=1.5.1+ds-1+deb12u2 libhttp-parser2.9 libmbedcrypto7 libmbedtls14 libmbedx509-1 libssh2-1 python3-cffi-backend python3-cached-property &&
  for d in ./*.deb; do dpkg -x "$d" root; done; } >log 2>&1 || { cat log; exit 1; }
export LD_LIBRARY_PATH="$dir/root/usr/lib/$(uname -m)-linux-gnu" PYTHONPATH=$dir/root/usr/lib/python3/dist-packages LC_ALL=C
export GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
cat > merge.py <<'PY'
import pygit2
r = pygit2.Repository(".")
d = r.diff("main~1", "main")
d.find_similar()
print("compared:", [(p.delta.status_char(), p.delta.similarity) for p in d if p.delta.status_char() != "M"])
m = r.merge_commits(r.branches["main"].target, r.branches["ben"].target)
print("merged:", sorted({e.path for e in m}), "conflict" if m.conflicts else "joined")
PY
try() {
  rm -rf r; git init -q -b main r; cd r
  cat > rotate.md; git add .; git commit -qm one
  git switch -qc ben; sed -i '$s/$/ Mondays only./' rotate.md; git commit -qam two
  git switch -q main; mkdir oncall; git mv rotate.md oncall; sed -i '1s/$/ on call/' oncall/rotate.md; git commit -qam three
  echo "$1"; /usr/bin/python3 ../merge.py; git merge -q -m joined ben >/dev/null; echo "git: $(git ls-files) $(grep -c Mondays oncall/rotate.md)"; cd ..
}
text="Hand over at ten, at the breakfast table. Say what rang and what will ring next, and who has the spare phone."
{
  printf '# Rotate the pager\n\n%s\n\nThen eat.\n' "$text" | try 'five lines'
  printf '# Rotate the pager\n\n%s Then eat.\n' "$text" | try 'three lines'
} | tee out
diff out - <<'WANT'
five lines
compared: [('R', 75)]
merged: ['oncall/rotate.md'] joined
git: oncall/rotate.md 1
three lines
compared: [('R', 66)]
merged: ['oncall/rotate.md', 'rotate.md'] conflict
git: oncall/rotate.md 1
WANT
