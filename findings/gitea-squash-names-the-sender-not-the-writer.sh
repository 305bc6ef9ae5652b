#!/usr/bin/env bash
# A squash over Gitea's API names who sent the contribution twice, and who wrote it not at all
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5
# Guess:     Ben sends in what Zoe wrote (her commit, her name, with "Reviewed-by: Dana"). Squashing leaves one
#            commit; it is by Zoe, or by Ben with "Co-authored-by: Zoe", as hosts do whose squash is
#            asked for without a message. What the commit's own message says of people stays in the body.
# Seen:      the author is Ben, the accepting account the committer, and the trailers say that Ben wrote it together with
#            himself. Zoe, Dana and the whole message of the commit are gone; so with Zoe as author of one
#            commit of two. "rebase" keeps her. With merge_message_field the caller's own trailers are kept, before those.
# Matters:   to bots and tools that accept over the API where a steward sends in for others (mail, paired
#            work, imports): the history names nobody but the sender. Read the authors of the commits
#            and send them as Co-authored-by in merge_message_field.
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
for who in ana ben; do
  run admin user create --username "$who" --email "$who@example.org" --random-password --must-change-password=false \
    --access-token --access-token-scopes all 2>/dev/null | grep -o '[0-9a-f]\{40\}' >"$who.token"
done
"$gitea" --config "$dir/app.ini" --work-path "$dir" web >/dev/null 2>&1 & server=$!
for _ in $(seq 600); do curl -sf "$url/api/v1/version" >/dev/null && break; sleep 0.1; done
api() { curl -sf -X "$2" -H "Authorization: token $(cat "$1.token")" -H 'Content-Type: application/json' "$url/api/v1$3" ${4:+-d "$4"}; }
export GIT_AUTHOR_NAME=Zoe GIT_AUTHOR_EMAIL=zoe@example.org GIT_COMMITTER_NAME=Ben GIT_COMMITTER_EMAIL=ben@example.org
number() { python3 -c 'import json, sys; print(json.load(sys.stdin)["number"])'; }
main() { git ls-remote "$url/ana/pool.git" main | cut -f1; }

api ana POST /user/repos '{"name": "pool", "default_branch": "main"}' >/dev/null
api ana PUT /repos/ana/pool/collaborators/ben '{"permission": "write"}'
git init -q -b main work; cd work
git remote add origin "http://ben:$(cat ../ben.token)@127.0.0.1:$port/ana/pool.git"
git commit -q --allow-empty -m first && git push -q origin main 2>/dev/null
send() {
  git fetch -q origin && git switch -qc "$1" origin/main && echo "$1" >"$1.md" && git add .
  git commit -qm $'Wash hands\n\nBecause of flour.\n\nReviewed-by: Dana <dana@example.org>'
  [ "$1" != pair ] || { echo more >>pair.md; GIT_AUTHOR_NAME=Ben GIT_AUTHOR_EMAIL=ben@example.org git commit -qam More; }
  git push -q origin "$1" 2>/dev/null; cd ..
  local n before; before=$(main)
  for _ in $(seq 100); do api ana GET "/repos/ana/pool/branches/$1" >/dev/null && break; sleep 0.1; done
  n=$(api ben POST /repos/ana/pool/pulls "{\"head\": \"$1\", \"base\": \"main\", \"title\": \"Wash\"}" | number)
  for _ in $(seq 100); do api ana POST "/repos/ana/pool/pulls/$n/merge" "$2" >/dev/null && break; sleep 0.2; done
  for _ in $(seq 100); do [ "$(main)" = "$before" ] || break; sleep 0.1; done
  cd work; git fetch -q origin
  echo "$1: by $(git log -1 --format='%an, committed by %cn; %(trailers:unfold,separator=%x2C )' origin/main)"
  echo "  the names Zoe and Dana are in it: $(git log -1 --format='%an %cn %B' origin/main | grep -cE 'Zoe|Dana' || true) times"
}
{
  send alone '{"Do": "squash"}'
  send pair '{"Do": "squash"}'
  send told '{"Do": "squash", "merge_message_field": "Co-authored-by: Zoe <zoe@example.org>"}'
  send rebased '{"Do": "rebase"}'
} | tee "$dir/out"
diff "$dir/out" - <<'WANT'
alone: by ben, committed by ana; Co-authored-by: ben <ben@example.org>, Co-committed-by: ben <ben@example.org>
  the names Zoe and Dana are in it: 0 times
pair: by Ben, committed by ana; Co-authored-by: Ben <ben@example.org>, Co-committed-by: Ben <ben@example.org>
  the names Zoe and Dana are in it: 0 times
told: by ben, committed by ana; Co-authored-by: Zoe <zoe@example.org>, Co-authored-by: ben <ben@example.org>, Co-committed-by: ben <ben@example.org>
  the names Zoe and Dana are in it: 1 times
rebased: by Zoe, committed by Ben; Reviewed-by: Dana <dana@example.org>
  the names Zoe and Dana are in it: 2 times
WANT
