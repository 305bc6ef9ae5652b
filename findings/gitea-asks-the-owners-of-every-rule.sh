#!/usr/bin/env bash
# Gitea asks the owners of every CODEOWNERS rule that fits, and a file made for GitHub asks the wrong people there
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5
# Guess:     Gitea has regular expressions in that file, so its manual says; the rest is as on GitHub and GitLab: the
#            last rule that fits counts, so that a line for everything comes first and the exceptions after it. A
#            line that is no expression of its own is told to somebody.
# Seen:      all rules that fit count: with ".* @cleo" first, Cleo is asked for everything, docs/.* @ben or not. In a file
#            brought from GitHub, "*.md @cleo" fits all pages (^*.md$ is taken), while docs/ and docs/** fit nothing:
#            for a page in docs Cleo is asked, and Ben, whom GitHub asks alone, is not. The push is accepted.
# Matters:   to communities that move house, or whose charter says who looks after what: the one who knows is not
#            asked, and one who does not is asked each time. On Gitea write folder/.* and expressions that
#            exclude each other, such as (?!docs/).*
#
# COP_GITEA names a built Gitea; else .ci/gitea/build builds the pinned one.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
gitea=${COP_GITEA:-$("$here/.ci/gitea/build")}
root=${COP_GITEA_ROOT:-$(go env GOMODCACHE)/code.gitea.io/gitea@v1.26.0}
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; sleep 1; rm -rf "$dir"' EXIT
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
for who in ana ben cleo; do
  run admin user create --username "$who" --email "$who@example.org" --random-password --must-change-password=false \
    --access-token --access-token-scopes all 2>/dev/null | grep -o '[0-9a-f]\{40\}' >"$who.token"
done
run web >/dev/null 2>&1 & server=$!
for _ in $(seq 600); do curl -sf "$url/api/v1/version" >/dev/null && break; sleep 0.1; done
api() { curl -sf -X "$2" -H "Authorization: token $(cat "$dir/$1.token")" -H 'Content-Type: application/json' "$url/api/v1$3" ${4:+-d "$4"}; }
export GIT_AUTHOR_NAME=Ana GIT_AUTHOR_EMAIL=ana@example.org GIT_COMMITTER_NAME=Ana GIT_COMMITTER_EMAIL=ana@example.org
get() { python3 -c "import json, sys; d = json.load(sys.stdin); print($1)"; }
asked() { # NAME OWNERS: who is asked for docs/wash.md
  api ana POST /user/repos "{\"name\": \"$1\", \"default_branch\": \"main\"}" >/dev/null
  for who in ben cleo; do api ana PUT "/repos/ana/$1/collaborators/$who" '{"permission": "write"}'; done
  git init -q -b main "$1"; cd "$1"; mkdir docs; printf "$2" >CODEOWNERS; git add . && git commit -qm first
  git remote add origin "http://ana:$(cat "$dir/ana.token")@127.0.0.1:$port/ana/$1.git"; git push -q origin main 2>/dev/null
  git switch -qc wash; echo soap >docs/wash.md; git add . && git commit -qm wash && git push -q origin wash 2>/dev/null; cd ..
  for _ in $(seq 100); do api ana GET "/repos/ana/$1/branches/wash" >/dev/null && break; sleep 0.1; done
  api ana POST "/repos/ana/$1/pulls" '{"head": "wash", "base": "main", "title": "Wash"}' >/dev/null
  sleep 2
  echo "$1: $(printf "$2" | paste -sd';') -> $(api ana GET "/repos/ana/$1/pulls/1" | get '" ".join(sorted(u["login"] for u in d["requested_reviewers"] or [])) or "nobody"')"
}
{
  asked expressions '.* @cleo\ndocs/.* @ben\n'
  asked github '*.md @cleo\ndocs/ @ben\n'
  asked stars '*.md @cleo\ndocs/** @ben\n'
  asked exclusive '(?!docs/).* @cleo\ndocs/.* @ben\n'
} | tee "$dir/out"
diff "$dir/out" - <<'WANT'
expressions: .* @cleo;docs/.* @ben -> ben cleo
github: *.md @cleo;docs/ @ben -> cleo
stars: *.md @cleo;docs/** @ben -> cleo
exclusive: (?!docs/).* @cleo;docs/.* @ben -> ben
WANT
