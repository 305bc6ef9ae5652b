#!/usr/bin/env bash
# Gitea's API gives a comment on a line the commit of one time and the line number of another
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5
# Guess:     the fields are named as GitHub names them, so they mean the same: line "position" of "commit_id" is what
#            was commented on, and original_commit_id and original_position keep what it was at the time.
#            commit_id is that of the review.
# Seen:      commit_id is the commit that last touched the line (git blame), position the line's number in the newest
#            commit of the review, which has other lines above. So the pair names a sentence nobody talked of, or
#            none. original_commit_id is empty, original_position 0 – it is the number on the old side –,
#            and after another push position stays what it was. Only the last line of diff_hunk is the line itself.
# Matters:   to tools that show review remarks beside a note, or file them: "is that so?" stands at another sentence.
#            Take the text from diff_hunk and look for it.
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
export GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
get() { python3 -c "import json, sys; d = json.load(sys.stdin); print($1)"; }

api ana POST /user/repos '{"name": "pool", "default_branch": "main"}' >/dev/null
git init -q -b main work; cd work
git remote add origin "http://ana:$(cat ../ana.token)@127.0.0.1:$port/ana/pool.git"
git commit -q --allow-empty -m first && git push -q origin main 2>/dev/null
git switch -qc wash
printf '# Wash\n\nUse soap.\nTake a towel.\n' >wash.md && git add . && git commit -qm one
printf '# Wash\n\nBefore all, roll up your sleeves.\nUse soap.\nTake a towel.\n' >wash.md && git commit -qam two
git push -q origin wash 2>/dev/null
cd ..
for _ in $(seq 100); do api ana GET /repos/ana/pool/branches/wash >/dev/null && break; sleep 0.1; done
n=$(api ana POST /repos/ana/pool/pulls '{"head": "wash", "base": "main", "title": "Wash"}' | get 'd["number"]')
review=$(api ben POST "/repos/ana/pool/pulls/$n/reviews" '{"event": "COMMENT", "body": "See below.", "comments": [{"path": "wash.md", "body": "Why this?", "new_position": 4}]}' | get 'd["id"]')
comment() { api ana GET "/repos/ana/pool/pulls/$n/reviews/$review/comments" | get "d[0][\"$1\"]"; }
{
  echo "commented: $(git -C work show HEAD:wash.md | sed -n 4p)"
  echo "the review's commit: $(git -C work log -1 --format=%s "$(api ana GET "/repos/ana/pool/pulls/$n/reviews/$review" | get 'd["commit_id"]')")"
  echo "the comment's commit: $(git -C work log -1 --format=%s "$(comment commit_id)"), line $(comment position)"
  echo "line $(comment position) of that: $(git -C work show "$(comment commit_id):wash.md" | sed -n "$(comment position)p")"
  echo "original: '$(comment original_commit_id)', $(comment original_position)"
  echo "diff_hunk ends: $(comment diff_hunk | tail -1)"
  cd work; printf '# Wash\n\nBe quick.\n\nBefore all, roll up your sleeves.\nUse soap.\nTake a towel.\n' >wash.md; git commit -qam three; git push -q origin wash 2>/dev/null; cd ..
  for _ in $(seq 100); do [ "$(api ana GET "/repos/ana/pool/pulls/$n" | get 'd["head"]["sha"]')" != "$(git -C work rev-parse HEAD)" ] || break; sleep 0.1; done; sleep 2
  echo "after a push: $(git -C work log -1 --format=%s "$(comment commit_id)"), line $(comment position)"
} | tee out
diff out - <<'WANT'
commented: Use soap.
the review's commit: two
the comment's commit: one, line 4
line 4 of that: Take a towel.
original: '', 0
diff_hunk ends: +Use soap.
after a push: one, line 4
WANT
