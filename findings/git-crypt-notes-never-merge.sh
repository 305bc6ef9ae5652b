#!/usr/bin/env bash
# Two people change different lines of a note that git-crypt encrypts, and git cannot join them
#
# Package:   git-crypt 0.7.0-0.1 (Debian); git any
# Guess:     git-crypt is a filter: in the working tree, in "git diff" and in "git log -p" its
#            files are plain text, so a merge joins line 2 of Ben and line 18 of Ana as it does
#            in a note that is not encrypted.
# Seen:      merges read what is stored, not what is shown: "Cannot merge binary files". The
#            file has Ana's line and not Ben's, no markers, and "git add" settles it so; the
#            same with merge.renormalize, which runs filters in merges but encrypts again. A
#            merge driver that decrypts the three versions first joins them.
# Matters:   to whoever keeps private notes, credentials of a team or a diary in git with
#            git-crypt on two machines: every two changes clash, and the usual way out drops
#            one side whole. Add a driver, or keep one entry a file.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download git-crypt=0.7.0-0.1 && dpkg -x git-crypt_*.deb root; } >log 2>&1 || { cat log; exit 1; }
export PATH=$dir/root/usr/bin:$PATH HOME=$dir LC_ALL=C GIT_CONFIG_NOSYSTEM=1
git config --global user.name Ana; git config --global user.email ana@example.org; git config --global init.defaultBranch main
cat > decrypt-and-merge <<'DRIVER'
#!/bin/sh
for f in "$1" "$2" "$3"; do git-crypt smudge < "$f" > "$f.plain"; done
git merge-file "$2.plain" "$1.plain" "$3.plain"; code=$?
git-crypt clean < "$2.plain" > "$2"; rm "$1.plain" "$2.plain" "$3.plain"; exit $code
DRIVER
chmod +x decrypt-and-merge
try() { # NAME ATTRIBUTES GIT-OPTION...
  local name=$1 attributes=$2; shift 2
  rm -rf r; git init -q r; cd r; git-crypt init >/dev/null 2>&1
  echo "*.md $attributes" > .gitattributes; seq 1 20 > note.md; git add -A; git commit -qm one
  git switch -qc ben; sed -i 's/^2$/2 Ben/' note.md; git commit -qam two
  git switch -q main; sed -i 's/^18$/18 Ana/' note.md; git commit -qam three
  echo "$name: in the log $(git log -p -1 ben | grep -c '^+2 Ben')"
  git "$@" merge -q -m joined ben 2>&1 | grep -o 'Cannot merge binary files' || true
  echo "$name: $(git status --short) $(grep -E 'Ana|Ben|<<<<' note.md | paste -sd,)"; cd ..
}
{
  try 'plain note' '-filter'
  try git-crypt 'filter=git-crypt diff=git-crypt'
  try 'with renormalize' 'filter=git-crypt diff=git-crypt' -c merge.renormalize=true
  try 'with a driver' 'filter=git-crypt diff=git-crypt merge=crypt' -c "merge.crypt.driver=$dir/decrypt-and-merge %O %A %B"
} | tee out
diff out - <<'WANT'
plain note: in the log 1
plain note:  2 Ben,18 Ana
git-crypt: in the log 1
Cannot merge binary files
git-crypt: UU note.md 18 Ana
with renormalize: in the log 1
Cannot merge binary files
with renormalize: UU note.md 18 Ana
with a driver: in the log 1
with a driver:  2 Ben,18 Ana
WANT
