#!/usr/bin/env bash
# sfeed gives an entry the title, link and id of the feed that it was taken from
#
# Package:   sfeed 1.7-1 and newsboat 2.21-1.5 (Debian)
# Guess:     an Atom entry that was taken over from another feed names it in <source>
#            (RFC 4287, 4.2.11); what stands in there describes that feed, wherever in the entry
#            it stands, for the order of elements has no meaning (section 4).
# Seen:      sfeed reads into <source> and keeps the first of each: with <source> first, an
#            entry has the feed's title, address, author, id and its last update; two entries
#            from one feed become two with one id, which sfeed_update takes for one. newsboat
#            shows them right. With <source> last, sfeed is right as well.
# Matters:   to communities that join the feeds of others in one: write <source> after
#            everything else in an entry.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ apt-get download sfeed=1.7-1 newsboat=2.21-1.5 libstfl0 && for f in *.deb; do dpkg -x "$f" root; done; } >log 2>&1 || { cat log; exit 1; }
source='<source><id>tag:kitchen.example.org,2026:feed</id><title>Kitchen</title><link href="https://kitchen.example.org/"/><updated>2020-01-01T00:00:00Z</updated></source>'
entry() { # id, title, before, after
  echo "<entry>$3<title>$2</title><id>tag:kitchen.example.org,2026:$1</id><link href=\"https://kitchen.example.org/$1/\"/><updated>2026-11-04T10:00:00Z</updated>$4</entry>"
}
feed() {
  echo '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Table</title><id>tag:example.org,2026:table</id><updated>2026-11-04T10:00:00Z</updated><author><name>Guild</name></author>'
  cat
  echo '</feed>'
}
{ entry tea 'Drink tea' "$source" ''; entry bread 'Bake bread' "$source" ''; } | feed > first.atom
{ entry tea 'Drink tea' '' "$source"; entry bread 'Bake bread' '' "$source"; } | feed > last.atom
newsboat() {
  mkdir "$1"; echo "file://$dir/$1.atom" > "$1/urls"; : > "$1/config"
  HOME=$dir TERM=xterm LD_LIBRARY_PATH=$(echo root/usr/lib/*-linux-gnu*) root/usr/bin/newsboat -q -u "$1/urls" -c "$1/cache.db" -C "$1/config" -x reload >/dev/null 2>&1
  python3 - "$1/cache.db" <<'PY'
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute("select title, url, guid from rss_item order by guid desc"):
    print(" ", *row)
PY
}
for order in first last; do
  echo "sfeed, source $order:"; root/usr/bin/sfeed < "$order.atom" | awk -F'\t' '{ print " ", $2, $3, $6 }'
  echo "newsboat, source $order:"; newsboat "$order"
done | tee out
diff out - <<'WANT'
sfeed, source first:
  Kitchen https://kitchen.example.org/ tag:kitchen.example.org,2026:feed
  Kitchen https://kitchen.example.org/ tag:kitchen.example.org,2026:feed
newsboat, source first:
  Drink tea https://kitchen.example.org/tea/ tag:kitchen.example.org,2026:tea
  Bake bread https://kitchen.example.org/bread/ tag:kitchen.example.org,2026:bread
sfeed, source last:
  Drink tea https://kitchen.example.org/tea/ tag:kitchen.example.org,2026:tea
  Bake bread https://kitchen.example.org/bread/ tag:kitchen.example.org,2026:bread
newsboat, source last:
  Drink tea https://kitchen.example.org/tea/ tag:kitchen.example.org,2026:tea
  Bake bread https://kitchen.example.org/bread/ tag:kitchen.example.org,2026:bread
WANT
