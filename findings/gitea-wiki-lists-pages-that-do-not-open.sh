#!/usr/bin/env bash
# Gitea's wiki lists "C++ notes" as "C   notes" and does not open it
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5
# Guess:     a wiki is a git repository so that one can fill it by git: each markdown file is a page, its
#            name the title, with dashes shown as blanks. What the list of pages names can be opened, and a
#            name that cannot be a page is left out of it.
# Seen:      a + in a file's name is read as a blank, so "C++ notes.md" is listed under the title
#            "C   notes", and asked for by the address that the list gives it is "not found". So is
#            "50%25 rule.md".
# Matters:   to imports and mirrors that write a wiki by git, which is the quick way for many pages: what is
#            there is in the list and not to be read, and nothing says so. Name files with letters,
#            digits and dashes.
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

api POST /user/repos '{"name": "pool", "auto_init": true, "default_branch": "main"}' >/dev/null
api POST /repos/guild/pool/wiki/new '{"title": "Home", "content_base64": "SG9tZQo="}' >/dev/null
git clone -q "http://guild:$token@127.0.0.1:$port/guild/pool.wiki.git" "$dir/wiki"
for name in 'C++ notes' '50%25 rule' plain; do echo "text of $name" >"$dir/wiki/$name.md"; done
git -C "$dir/wiki" add . && git -C "$dir/wiki" commit -q -m pages && git -C "$dir/wiki" push -q 2>/dev/null
pages() { api GET /repos/guild/pool/wiki/pages | python3 -c 'import json, sys
for page in json.load(sys.stdin): print(page["sub_url"] + "\t" + page["title"])'; }
for _ in $(seq 100); do [ "$(pages | wc -l)" -gt 1 ] && break; sleep 0.1; done
pages | sort | while IFS=$'\t' read -r at title; do
  text=$(api GET "/repos/guild/pool/wiki/page/$at" | python3 -c 'import base64, json, sys
print(base64.b64decode(json.load(sys.stdin)["content_base64"]).decode().strip())' 2>/dev/null) || text='not found'
  echo "\"$title\" at $at: $text"
done | tee "$dir/out"
diff "$dir/out" - <<'WANT'
"50% rule" at 50%25-rule: not found
"C   notes" at C---notes: not found
"Home" at Home: Home
"plain" at plain: text of plain
WANT
