#!/usr/bin/env bash
# Moved from one Gitea to another, a contribution keeps its approvals, withdrawn ones too, and no objection
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5
# Guess:     the migration "with issues and pull requests" from Gitea to Gitea takes reviews along as they are: who
#            approved, who asked for changes, what was said at which line, and that a review was dismissed.
# Seen:      of three reviews the copy shows one: the approval that was dismissed as too early, and there it
#            counts. What asked for changes and what only remarked became drafts (PENDING), which nobody
#            sees but their authors, each their own, with the comments on lines. The migration ends well.
# Matters:   to communities that move house: what was held back looks ready, and the reasons are gone with the old
#            server. Finish the reviews before, or keep the old place to read in.
#
# COP_GITEA names a built Gitea; else .ci/gitea/build builds the pinned one. A build from the module has no
# version ("development"), which the migration refuses; a proxy before it says 1.26.0.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
gitea=${COP_GITEA:-$("$here/.ci/gitea/build")}
root=${COP_GITEA_ROOT:-$(go env GOMODCACHE)/code.gitea.io/gitea@v1.26.0}
dir=$(mktemp -d)
server=
proxy=
trap 'for p in $server $proxy; do kill "$p" 2>/dev/null || true; done; sleep 1; rm -rf "$dir"' EXIT
cd "$dir"
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free) front=$(free)
url=http://127.0.0.1:$port moved=http://127.0.0.1:$front
cat >app.ini <<INI
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = $port
ROOT_URL = $moved/
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
[migrations]
ALLOW_LOCALNETWORKS = true
INI
cat >proxy.mjs <<'JS'
import http from 'http'
const [port, front] = process.argv.slice(2)
http.createServer((q, a) => {
  if (q.url === '/api/v1/version') return a.setHeader('Content-Type', 'application/json').end('{"version": "1.26.0"}')
  q.pipe(http.request({ host: '127.0.0.1', port, path: q.url, method: q.method, headers: q.headers }, r => { a.writeHead(r.statusCode, r.headers); r.pipe(a) }))
}).listen(front, '127.0.0.1')
JS
export HOME=$dir GIT_CONFIG_NOSYSTEM=1 GITEA_WORK_DIR=$dir GIT_TERMINAL_PROMPT=0 no_proxy=127.0.0.1
run() { "$gitea" --config "$dir/app.ini" --work-path "$dir" "$@"; }
run migrate >/dev/null 2>&1
for who in ana ben cleo; do
  run admin user create --username "$who" --email "$who@example.org" --random-password --must-change-password=false \
    --access-token --access-token-scopes all 2>/dev/null | grep -o '[0-9a-f]\{40\}' >"$who.token"
done
"$gitea" --config "$dir/app.ini" --work-path "$dir" web >/dev/null 2>&1 & server=$!
node proxy.mjs "$port" "$front" & proxy=$!
for _ in $(seq 600); do curl -sf "$url/api/v1/version" >/dev/null && break; sleep 0.1; done
api() { curl -sf -X "$2" -H "Authorization: token $(cat "$1.token")" -H 'Content-Type: application/json' "$url/api/v1$3" ${4:+-d "$4"}; }
export GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
get() { python3 -c "import json, sys; d = json.load(sys.stdin); print($1)"; }

api ana POST /user/repos '{"name": "pool", "default_branch": "main"}' >/dev/null
for who in ben cleo; do api ana PUT "/repos/ana/pool/collaborators/$who" '{"permission": "write"}'; done
git init -q -b main work; cd work
git remote add origin "http://ana:$(cat ../ana.token)@127.0.0.1:$port/ana/pool.git"
git commit -q --allow-empty -m first && git push -q origin main 2>/dev/null
git switch -qc wash && printf '# Wash\n\nUse soap.\n' >wash.md && git add . && git commit -qm one && git push -q origin wash 2>/dev/null; cd ..
for _ in $(seq 100); do api ana GET /repos/ana/pool/branches/wash >/dev/null && break; sleep 0.1; done
api ana POST /repos/ana/pool/pulls '{"head": "wash", "base": "main", "title": "Wash"}' >/dev/null
review() { api "$1" POST /repos/ana/pool/pulls/1/reviews "{\"event\": \"$2\", \"body\": \"$3\", \"comments\": [${4:-}]}" | get 'd["id"]'; }
review ben COMMENT 'Which soap?' >/dev/null
early=$(review ben APPROVED 'Fine.')
api ana POST "/repos/ana/pool/pulls/1/reviews/$early/dismissals" '{"message": "Too early."}' >/dev/null
review cleo REQUEST_CHANGES 'Flour is missing.' '{"path": "wash.md", "body": "And flour?", "new_position": 3}' >/dev/null
move="{\"clone_addr\": \"$moved/ana/pool.git\", \"auth_token\": \"$(cat ana.token)\", \"service\": \"gitea\", \"issues\": true, \"pull_requests\": true, \"repo_name\": \"copy\"}"
api ben POST /repos/migrate "$move" >/dev/null
show() { api "$2" GET "/repos/$1/pulls/1/reviews" | get '"\n".join(" ".join([r["user"]["login"], r["state"], r["body"], str(r["comments_count"]), "on lines;", "dismissed" if r["dismissed"] else "counts"]) for r in d)'; }
{
  echo 'before:'; show ana/pool ana
  echo 'after, Ana sees:'; show ben/copy ana
  echo 'after, Cleo sees:'; show ben/copy cleo
} | tee out
diff out - <<'WANT'
before:
ben COMMENT Which soap? 0 on lines; counts
ben APPROVED Fine. 0 on lines; dismissed
cleo REQUEST_CHANGES Flour is missing. 1 on lines; counts
after, Ana sees:
ben APPROVED Fine. 0 on lines; counts
after, Cleo sees:
ben APPROVED Fine. 0 on lines; counts
cleo PENDING Flour is missing. 1 on lines; counts
WANT
