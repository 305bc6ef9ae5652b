#!/usr/bin/env bash
# git 2.39.5 (Debian 12 package 1:2.39.5-0+deb12u3), git ls-remote over http.
#
# One would guess: a page that is no repository – a hotel's or a company's sign-in page, answered
#   with 200 to everything – makes git ls-remote fail, since it is neither the smart protocol nor
#   a list of references.
# Behaviour: it depends on the page's last byte. Without a line break at the end git takes the page
#   for a list without entries: exit 0, no output, as for an empty repository. With one it fails
#   with "info/refs not valid: is this a git repository?". The content type text/html is not looked at.
# Output seen:
#   page without a line break: exit 0, 0 bytes on stdout
#   page with a line break: exit 128
# Why it matters: tools that ask git ls-remote whether a repository is empty or a branch is gone
#   conclude from a sign-in page that everything was deleted. They must not act on an empty list
#   over http that follows one with entries.
set -euo pipefail
command -v git >/dev/null && command -v python3 >/dev/null || { echo "needs git and python3" >&2; exit 2; }
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cat >"$dir/page.py" <<'PY'
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a): pass
    def do_GET(self):
        body = b"<html><body>Welcome. Please sign in.</body></html>"
        if self.path.startswith("/broken"): body += b"\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
s = http.server.HTTPServer(("127.0.0.1", 0), Page)
print(s.server_port, flush=True)
s.serve_forever()
PY
python3 "$dir/page.py" >"$dir/port" & server=$!
for _ in $(seq 50); do [ -s "$dir/port" ] && break; sleep 0.1; done
port=$(cat "$dir/port")
export GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 HOME="$dir" no_proxy=127.0.0.1
ask() { code=0; git ls-remote "http://127.0.0.1:$port/$1" >"$dir/out" 2>"$dir/err" || code=$?; }
ask page/pool.git
echo "page without a line break: exit $code, $(wc -c <"$dir/out") bytes on stdout"
[ "$code" = 0 ] && [ ! -s "$dir/out" ] || { echo "changed" >&2; exit 1; }
ask broken/pool.git
echo "page with a line break: exit $code: $(tail -n 1 "$dir/err")"
[ "$code" != 0 ] || { echo "changed" >&2; exit 1; }
