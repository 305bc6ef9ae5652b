#!/usr/bin/env bash
# Two headings of the same words get one and the same anchor in Gitea's pages
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0); github-slugger 2.0.0 (npm) beside it
# Guess:     anchors are made as on GitHub: the second "Steps" is #steps-1, the third #steps-2, so that a table
#            of contents, an editor and a checker of links agree with the page.
# Seen:      all three are id="user-content-steps". A link to #steps-1 is rewritten to
#            #user-content-steps-1, which is nowhere on the page, and #steps is always the first.
# Matters:   to notes with a "Steps", "Example" or "Why" in each part, and to changelogs ("Added", "Fixed"): links
#            that every tool calls sound open the top of the page, and no other link can be written.
#            Give headings that are linked to words of their own.
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
{ npm init -y && npm i --silent --no-audit github-slugger@2.0.0; } >npm.log 2>&1 || { cat npm.log; exit 1; }

api ana POST /user/repos '{"name": "pool", "default_branch": "main"}' >/dev/null
git init -q -b main work
printf '# Day\n\n## Steps\n\nOpen.\n\n# Night\n\n## Steps\n\nClose.\n\n# Week\n\n## Steps\n\nClean, see [the night](#steps-1).\n' >work/rota.md
git -C work add . && git -C work -c user.name=Ana -c user.email=ana@example.org commit -qm one
git -C work push -q "http://ana:$(cat ana.token)@127.0.0.1:$port/ana/pool.git" main 2>/dev/null
for _ in $(seq 100); do curl -sf "$url/ana/pool/src/branch/main/rota.md" >page && grep -q "user-content" page && break; sleep 0.1; done
{
  echo "Gitea: $(grep -o 'id="user-content-[^"]*"' page | xargs)"
  echo "the link: $(grep -o 'href="#[^"]*steps[^"]*"' page)"
  node --input-type=module -e 'import S from "github-slugger"; const s = new S(); console.log("github-slugger:", ...["Day", "Steps", "Night", "Steps", "Week", "Steps"].map(h => s.slug(h)))'
} | tee out
diff out - <<'WANT'
Gitea: id=user-content-day id=user-content-steps id=user-content-night id=user-content-steps id=user-content-week id=user-content-steps
the link: href="#user-content-steps-1"
github-slugger: day steps night steps-1 week steps-2
WANT
