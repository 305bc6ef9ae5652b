#!/usr/bin/env bash
# Gitea says that a repository's default branch is main, and shows git one that is not there.
#
# Package: Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5.
# Guess: what the API says of the default branch is what a plain "git clone" checks out, and setting it
#   anew mends what is not.
# Seen: an empty repository made with "default_branch": "trunk" gets its first push, of main. From then
#   on the API says "main", while HEAD in the repository still names trunk: a clone comes out as an
#   empty folder. Setting main once more changes nothing, since it is "main" already.
#     API: main; HEAD shown to git: none; files in a clone: 0
#     after PATCH main: HEAD shown to git: none
# Matters: whoever makes repositories over the API and pushes a branch of another name tells people to
#   clone what they get nothing of, and the settings page shows no fault. Ask what git is shown:
#   git ls-remote --symref.
#
# COP_GITEA names a built Gitea; else .ci/gitea/build builds the pinned one.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
gitea=${COP_GITEA:-$("$here/.ci/gitea/build")}
root=${COP_GITEA_ROOT:-$(go env GOMODCACHE)/code.gitea.io/gitea@v1.26.0}
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null || true; rm -rf "$dir"' EXIT
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
"$gitea" --config "$dir/app.ini" --work-path "$dir" web >/dev/null 2>&1 & server=$!
for _ in $(seq 600); do curl -sf "$url/api/v1/version" >/dev/null && break; sleep 0.1; done
api() { curl -sf -X "$1" -H "Authorization: token $token" -H 'Content-Type: application/json' "$url/api/v1$2" ${3:+-d "$3"}; }
default() { api GET /repos/guild/pool | python3 -c 'import json, sys; print(json.load(sys.stdin)["default_branch"])'; }
head() { git ls-remote --symref "$url/guild/pool.git" HEAD | sed -n 's/^ref: \(.*\)\tHEAD$/\1/p'; }

api POST /user/repos '{"name": "pool", "default_branch": "trunk"}' >/dev/null
git init -q -b main "$dir/work"
git -C "$dir/work" commit -q --allow-empty -m first
echo text >"$dir/work/note.md" && git -C "$dir/work" add . && git -C "$dir/work" commit -q -m second
git -C "$dir/work" push -q "http://guild:$token@127.0.0.1:$port/guild/pool.git" main 2>/dev/null
for _ in $(seq 100); do [ "$(default)" = main ] && break; sleep 0.1; done
sleep 2
git clone -q "$url/guild/pool.git" "$dir/clone" 2>/dev/null
files=$(git -C "$dir/clone" ls-files | wc -l)
said=$(default) first=$(head)
echo "API: $said; HEAD shown to git: ${first:-none}; files in a clone: $files"
api PATCH /repos/guild/pool '{"default_branch": "main"}' >/dev/null
again=$(head)
echo "after PATCH main: HEAD shown to git: ${again:-none}"
[ "$said" = main ] && [ -z "$first" ] && [ "$files" = 0 ] && [ -z "$again" ]
