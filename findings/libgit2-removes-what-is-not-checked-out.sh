#!/usr/bin/env bash
# libgit2 takes the notes that a sparse checkout leaves out for removed, and "add all" removes them for everybody
#
# Package:   python3-pygit2 1.11.1-3 with libgit2-1.5 1.5.1+ds-1+deb12u2 (Debian 12); git any. libgit2 1.9.2
#            (es-git 0.7.0) is the same.
# Guess:     entries that git marks as left out (skip-worktree) are known to libgit2 – it has
#            GIT_INDEX_ENTRY_SKIP_WORKTREE – and are not missed; or a repository with a sparse checkout is refused,
#            as go-git does for its extension worktreeConfig.
# Seen:      git status says "nothing to commit"; libgit2 opens the repository and calls each note outside
#            of the checkout deleted. index.add_all(), which is "git add --all" (and in git removes nothing here),
#            takes them out of the index, and the commit removes them.
# Matters:   to tools that save everything now and then – note editors, autosave plug-ins, backups: somebody
#            who checked out one topic of a large pool removes all others for the whole community, by
#            a commit named "save". Put back what has the flag before the index is written.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
{ apt-get download python3-pygit2=1.11.1-3 libgit2-1.5=1.5.1+ds-1+deb12u2 libhttp-parser2.9 libmbedcrypto7 libmbedtls14 libmbedx509-1 libssh2-1 python3-cffi-backend python3-cached-property &&
  for d in ./*.deb; do dpkg -x "$d" root; done; } >log 2>&1 || { cat log; exit 1; }
export LD_LIBRARY_PATH="$dir/root/usr/lib/$(uname -m)-linux-gnu" PYTHONPATH=$dir/root/usr/lib/python3/dist-packages
cat > save.py <<'PY'
import pygit2
r = pygit2.Repository(".")
print("libgit2 status:", {p: "deleted" for p, s in r.status().items() if s == pygit2.GIT_STATUS_WT_DELETED})
r.index.add_all()
a = pygit2.Signature("Ana", "ana@example.org")
r.create_commit("HEAD", a, a, "save", r.index.write_tree(), [r.head.target])
PY
fresh() {
  cd "$dir"; rm -rf pool; git init -q -b main pool; cd pool
  mkdir oncall kitchen; echo one > oncall/rotate.md; echo one > kitchen/wash.md; git add .; git commit -qm one
  git sparse-checkout set oncall
}
{
  fresh; echo "git status: $(git status --short)"; echo two >> oncall/rotate.md; git add --all; git commit -qm save; echo "git: $(git show --format= --name-status | xargs)"
  fresh; echo two >> oncall/rotate.md; /usr/bin/python3 ../save.py; echo "libgit2: $(git show --format= --name-status | xargs)"
} | tee "$dir/out"
diff "$dir/out" - <<'WANT'
git status: 
git: M oncall/rotate.md
libgit2 status: {'kitchen/wash.md': 'deleted'}
libgit2: D kitchen/wash.md M oncall/rotate.md
WANT
