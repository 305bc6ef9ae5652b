#!/usr/bin/env bash
# Gitea makes links of [[rotate|Hand over]] in a repository's notes, and they lead to "Hand over"
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0)
# Guess:     double brackets belong to wikis; in a markdown file of a repository they are text, as on GitHub and
#            GitLab. If they are links they are those of Obsidian, Foam and zk: the note first, then the
#            words, #heading is a place in it, and a name without .md is the note of that name.
# Seen:      they are links, with the words first: [[rotate|Hand over]] shows "rotate" and leads to "Hand over". The # is
#            taken for a part of the name (%23). Without an ending nothing is found: of four links that
#            Obsidian follows each is answered with 404, beside [words](rotate.md), which is there.
# Matters:   to vaults that are kept in git and read on such a host: every alias shows the file's name and leads
#            to a file that nobody has, so that readers take the note for lost. Write
#            [words](file.md) where notes are to be read on a host.
#
# COP_GITEA names a built Gitea; else .ci/gitea/build builds the pinned one.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
gitea=${COP_GITEA:-$("$here/.ci/gitea/build")}
root=${COP_GITEA_ROOT:-$(go env GOMODCACHE)/code.gitea.io/gitea@v1.26.0}
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
cat >app.ini <<INI
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
run() { "$gitea" --config "$dir/app.ini" --work-path "$dir" "$@"; }
run migrate >/dev/null 2>&1
for who in ana; do
  run admin user create --username "$who" --email "$who@example.org" --random-password --must-change-password=false \
    --access-token --access-token-scopes all 2>/dev/null | grep -o '[0-9a-f]\{40\}' >"$who.token"
done
"$gitea" --config "$dir/app.ini" --work-path "$dir" web >/dev/null 2>&1 & server=$!
for _ in $(seq 600); do curl -sf "$url/api/v1/version" >/dev/null && break; sleep 0.1; done
api() { curl -sf -X "$2" -H "Authorization: token $(cat "$1.token")" -H 'Content-Type: application/json' "$url/api/v1$3" ${4:+-d "$4"}; }
api ana POST /user/repos '{"name": "pool", "default_branch": "main"}' >/dev/null
git init -q -b main work
echo '# Rotate' >work/rotate.md
printf '%s\n' '[[rotate]]' '[[rotate|Hand over]]' '[[rotate.md|Hand over]]' '[[rotate#steps]]' '[Hand over](rotate.md)' >work/index.md
git -C work add . && git -C work -c user.name=Ana -c user.email=ana@example.org commit -qm one
git -C work push -q "http://ana:$(cat ana.token)@127.0.0.1:$port/ana/pool.git" main 2>/dev/null
for _ in $(seq 100); do curl -sf "$url/ana/pool/src/branch/main/index.md" >page && grep -q "rotate%23steps" page && break; sleep 0.1; done
grep -o '<a href="/ana/pool/src/branch/main/[^"]*" rel="nofollow">[^<]*' page | sed 's/<a href="\([^"]*\)" rel="nofollow">/\1 /' |
  while read -r link words; do echo "$words -> ${link##*/} $(curl -s -o /dev/null -w '%{http_code}' "$url$link")"; done | tee out
diff out - <<'WANT'
rotate -> rotate 404
rotate -> Hand-over 404
rotate.md -> Hand-over 404
rotate#steps -> rotate%23steps 404
Hand over -> rotate.md 200
WANT
