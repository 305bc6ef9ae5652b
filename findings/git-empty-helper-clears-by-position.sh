#!/usr/bin/env bash
# An empty credential helper for one address forgets every helper before it, of any address
#
# Package:   git 2.39.5 (Debian 12); the script uses the git that is installed and says which
# Guess:     git's settings for an address are more or less specific, as http.<url>.* is: an
#            empty credential.https://HOST.helper takes away the helpers of that host, and
#            the general ones stay; a helper for one repository, the most specific, stays too.
# Seen:      helpers are one list in the order in which the files are read, and an empty value
#            that fits the address empties the list so far: general helpers, those of the
#            host and those of the very repository are gone. Written before them in the
#            file, the same line changes nothing. http.<url>.proxy and its like go by the best
#            match, whatever the order.
# Matters:   to tools that lend git a password which no helper may store (one line through
#            GIT_CONFIG_COUNT, which is read last, is enough for all helpers) and to people
#            who put "no helper for this host" at the top of their settings.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
export HOME=$dir GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$dir/config GIT_TERMINAL_PROMPT=0
for name in general host repository; do
  printf '#!/bin/sh\n[ "$1" != get ] || echo "asked %s" >&2\n' "$name" >"$name"
  chmod +x "$name"
done
helpers() {
  printf '[credential]\n\tuseHttpPath = true\n\thelper = %s/general\n' "$dir"
  printf '[credential "https://git.example.org"]\n\thelper = %s/host\n' "$dir"
  printf '[credential "https://git.example.org/guild/pool.git"]\n\thelper = %s/repository\n' "$dir"
}
empty() { printf '[credential "https://git.example.org"]\n\thelper =\n'; }
asked() {
  printf 'url=https://git.example.org/guild/pool.git\n\n' | git credential fill 2>&1 | sed -n 's/^asked //p' | tr '\n' ' '
}
git --version
{
  helpers >config; echo "as set: $(asked)"
  { helpers; empty; } >config; echo "an empty one for the host at the end: $(asked)"
  { empty; helpers; } >config; echo "an empty one for the host at the beginning: $(asked)"
  printf '[http "https://git.example.org"]\n\tproxy = near\n[http]\n\tproxy = far\n' >config
  echo "http.proxy, the general one last: $(git config --get-urlmatch http.proxy https://git.example.org/guild/pool.git)"
} | sed 's/ $//' | tee out
diff - out <<'WANT'
as set: general host repository
an empty one for the host at the end:
an empty one for the host at the beginning: general host repository
http.proxy, the general one last: near
WANT
echo "as stated"
