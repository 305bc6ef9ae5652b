#!/usr/bin/env bash
# Gitea's feed of a note says that it changed just now, leads nowhere, and drops "<name>" from what was said
#
# Package:   Gitea 1.26.0 (Go module code.gitea.io/gitea v1.26.0), with git 2.39.5
# Guess:     the feed behind "RSS" on the page of a file or branch names that page as its own, is as old as
#            its last change (RFC 4287, 4.2.15), and has the words of a commit as text, for they are not
#            HTML.
# Seen:      <link> and <id> leave out /src, so that both are "not found". <updated> is the time at which
#            one asks. The message stands in <content type="html"> without being written as HTML: of
#            "ask <name> first" readers show "ask first", and list items run together.
# Matters:   to people who follow one practice through its host: readers offer a page that is not there,
#            programs that ask for what is new since yesterday get each feed each time, and placeholders in
#            messages are missing. Link to the commit, and take dates of entries alone.
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
git clone -q "http://guild:$token@127.0.0.1:$port/guild/pool.git" "$dir/work"
echo '# Tea' >"$dir/work/tea.md"
git -C "$dir/work" add .
GIT_COMMITTER_DATE=2026-01-05T09:00:00Z git -C "$dir/work" commit -q -m 'Brew tea' -m 'ask <name> first'
git -C "$dir/work" push -q 2>/dev/null
for _ in $(seq 100); do curl -sf "$url/guild/pool/atom/branch/main/tea.md" >"$dir/feed" && break; sleep 0.1; done
today=$(date -u +%F)
python3 - "$dir/feed" <<'PY' | sed "s/$today/today/; s/:$port//" | tee "$dir/out"
import sys
import xml.etree.ElementTree as ET
a = "{http://www.w3.org/2005/Atom}"
feed = ET.parse(sys.argv[1]).getroot()
entry = feed.find(a + "entry")
print("feed updated", feed.findtext(a + "updated")[:10], "id", feed.findtext(a + "id"))
print("entry updated", entry.findtext(a + "updated")[:10])
print("content", entry.find(a + "content").attrib, repr(entry.findtext(a + "content")))
PY
for page in /guild/pool/branch/main/tea.md /guild/pool/src/branch/main/tea.md; do
  echo "$page $(curl -s -o /dev/null -w '%{http_code}' "$url$page")"
done | tee -a "$dir/out"
diff "$dir/out" - <<'WANT'
feed updated today id http://127.0.0.1/guild/pool/branch/main/tea.md
entry updated 2026-01-05
content {'type': 'html'} 'Brew tea\n\nask <name> first\n'
/guild/pool/branch/main/tea.md 404
/guild/pool/src/branch/main/tea.md 200
WANT
