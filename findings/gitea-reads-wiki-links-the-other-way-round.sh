#!/usr/bin/env bash
# Gitea makes links of [[rotate|Rotate the pager]] in a repository's notes, and leads to "Rotate-the-pager"
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0)
# Guess:     two brackets are for wikis. In the files of a repository a git host shows them as they are, as
#            GitHub and GitLab do; and if it made links, then as the tools do whose notes lie in
#            repositories (Obsidian, Foam, zk): the address first, the words behind the bar.
# Seen:      in a file as in a wiki each is a link, with the words first: [[rotate|Rotate the pager]] shows
#            "rotate" and leads to …/oncall/Rotate-the-pager. [[rotate]] leads to …/oncall/rotate, without
#            .md, which is not there, and [[rotate#steps]] to …/rotate%23steps. Within code nothing happens.
# Matters:   to vaults that are read on Gitea: every link looks alive, shows its address instead of its
#            words and ends in "not found". Who writes for such a host writes [words](file.md).
#
# COP_GITEA names a built Gitea; else .ci/gitea/build builds the pinned one.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
gitea=${COP_GITEA:-$("$here/.ci/gitea/build")}
root=${COP_GITEA_ROOT:-$(go env GOMODCACHE)/code.gitea.io/gitea@v1.26.0}
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; sleep 1; rm -rf "$dir"' EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
cat >"$dir/app.ini" <<INI
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = $port
ROOT_URL = $url/
STATIC_ROOT_PATH = $root
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
[security]
INSTALL_LOCK = true
[log]
MODE = file
[indexer]
ISSUE_INDEXER_TYPE = db
[cron]
ENABLED = false
INI
export HOME=$dir GIT_CONFIG_NOSYSTEM=1 GITEA_WORK_DIR=$dir GIT_TERMINAL_PROMPT=0 no_proxy=127.0.0.1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
run() { "$gitea" --config "$dir/app.ini" --work-path "$dir" "$@"; }
run migrate >/dev/null 2>&1
token=$(run admin user create --username guild --email guild@example.org --random-password --must-change-password=false \
  --access-token --access-token-scopes all 2>/dev/null | grep -o '[0-9a-f]\{40\}')
run web >/dev/null 2>&1 & server=$!
for _ in $(seq 600); do curl -sf "$url/api/v1/version" >/dev/null && break; sleep 0.1; done
api() { curl -sf -X "$1" -H "Authorization: token $token" -H 'Content-Type: application/json' "$url/api/v1$2" ${3:+-d "$3"}; }

api POST /user/repos '{"name": "pool", "auto_init": true, "default_branch": "main"}' >/dev/null
git clone -q "http://guild:$token@127.0.0.1:$port/guild/pool.git" "$dir/work"
mkdir "$dir/work/oncall"
echo '# Rotate the pager' >"$dir/work/oncall/rotate.md"
cat >"$dir/work/oncall/hand-over.md" <<'NOTE'
[[rotate|Rotate the pager]], [[rotate]], [[rotate#steps]], `[[rotate]]`, [Rotate the pager](rotate.md)
NOTE
git -C "$dir/work" add . && git -C "$dir/work" commit -q -m notes && git -C "$dir/work" push -q 2>/dev/null
files=/guild/pool/src/branch/main/oncall
for _ in $(seq 100); do curl -sf "$url$files/hand-over.md" >"$dir/page" && break; sleep 0.1; done
sed -n 's/.*<p dir="auto">\(.*\)<\/p>.*/\1/p' "$dir/page" | grep -o '<a [^>]*>[^<]*</a>\|<code>[^<]*' |
  while IFS= read -r link; do
    at=$(sed -n 's/.*href="\([^"]*\)".*/\1/p' <<<"$link")
    echo "$link${at:+ => $(curl -s -o /dev/null -w '%{http_code}' "$url$at")}"
  done | tee "$dir/out"
diff "$dir/out" - <<'WANT'
<a href="/guild/pool/src/branch/main/oncall/Rotate-the-pager" rel="nofollow">rotate</a> => 404
<a href="/guild/pool/src/branch/main/oncall/rotate" rel="nofollow">rotate</a> => 404
<a href="/guild/pool/src/branch/main/oncall/rotate%23steps" rel="nofollow">rotate#steps</a> => 404
<code>[[rotate]]
<a href="/guild/pool/src/branch/main/oncall/rotate.md" rel="nofollow">Rotate the pager</a> => 200
WANT
