#!/usr/bin/env bash
# Notes pushed into a Gitea wiki change their names, open each other, or are not there
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5
# Guess:     a wiki is a git repository of markdown files: what is pushed is listed and opens under its name, in
#            folders as well. A page made on the host as "rota-plan" is rota-plan.md.
# Seen:      a dash in a file's name is a blank in the title. "on call.md" and "on-call.md" are listed as two pages "on call"
#            of one address, which opens the one with the dash; an edit of "on call" changes that one. A page
#            made with a dash in its title is stored as "rota-plan.-.md". A note in a folder is in no list, its page cannot
#            be opened, a link to it neither; only its raw text is there. Git keeps all of them.
# Matters:   to vaults that are published by pushing them into the wiki, and to those who write there and pull: links by
#            file name break on one of both sides, and folders are gone without a word. Use the wiki for flat names
#            with dashes alone, or show notes from the repository itself.
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
api() { curl -sf -X "$2" -H "Authorization: token $(cat "$dir/$1.token")" -H 'Content-Type: application/json' "$url/api/v1$3" ${4:+-d "$4"}; }
export GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
api ana POST /user/repos '{"name": "pool", "auto_init": true, "default_branch": "main"}' >/dev/null
api ana POST /repos/ana/pool/wiki/new '{"title": "Home", "content_base64": "aG9tZQ=="}' >/dev/null
git clone -q "http://ana:$(cat ana.token)@127.0.0.1:$port/ana/pool.wiki.git" vault; cd vault
mkdir kitchen; echo dash >on-call.md; echo blank >'on call.md'; echo folder >kitchen/wash.md
git add . && git commit -qm notes && git push -q 2>/dev/null
list() { api ana GET /repos/ana/pool/wiki/pages | python3 -c 'import json, sys; print("; ".join(sorted(p["title"] + " -> " + p["sub_url"] for p in json.load(sys.stdin))))'; }
for _ in $(seq 50); do list | grep -q call && break; sleep 0.1; done
{
  echo "pushed: $(git ls-files | paste -sd';')"
  echo "listed: $(list)"
  echo "'on call' opens: $(curl -s "$url/ana/pool/wiki/on%20call" | grep -o '<p dir="auto">[^<]*' | cut -d'>' -f2)"
  curl -sf -o page "$url/ana/pool/wiki/kitchen/wash" && echo 'kitchen/wash opens' || echo 'kitchen/wash does not open'
  echo "its raw text: $(curl -sf "$url/ana/pool/wiki/raw/kitchen/wash.md")"
  api ana PATCH /repos/ana/pool/wiki/page/on%20call '{"title": "on call", "content_base64": "ZWRpdGVk"}' >/dev/null
  api ana POST /repos/ana/pool/wiki/new '{"title": "rota-plan", "content_base64": "cGxhbg=="}' >/dev/null
  git pull -q
  echo "pulled: $(git ls-files | paste -sd';')"
  echo "on call.md: $(cat 'on call.md'); on-call.md: $(cat on-call.md)"
} | tee "$dir/out"
diff "$dir/out" - <<'WANT'
pushed: Home.md;kitchen/wash.md;on call.md;on-call.md
listed: Home -> Home; on call -> on-call; on call -> on-call
'on call' opens: dash
kitchen/wash does not open
its raw text: folder
pulled: Home.md;kitchen/wash.md;on call.md;on-call.md;rota-plan.-.md
on call.md: blank; on-call.md: edited
WANT
