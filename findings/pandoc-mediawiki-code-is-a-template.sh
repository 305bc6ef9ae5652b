#!/usr/bin/env bash
# Code in a line, written for MediaWiki by pandoc, calls templates and links pages
#
# Package:   pandoc 3.10, as pandoc-wasm 1.1.0 (npm) ships it; python3-mwparserfromhell 0.6.4-1+b3 (Debian),
#            with which programs read MediaWiki's pages, says what the result means
# Guess:     what is code stays code. MediaWiki's <code> changes only the type, as its manual says, so a
#            writer puts <nowiki> within it where something would be read – as pandoc's does before a
#            star at the beginning of a line.
# Seen:      `{{ host }}` becomes <code>{{ host }}</code>: a call of Template:Host. `[[notes]]` links to a
#            page, '''tea''' in code loses its quotation marks and is bold. In <pre>, for listings of
#            several lines, all of it stands.
# Matters:   to runbooks with placeholders of Ansible, Helm, Jinja or Hugo, and with bash's tests, that go
#            to a wiki: the page shows a red link to a template where the command had its argument, and
#            who copies it copies that. Write such code as blocks, or set <code><nowiki> with a filter.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error pandoc-wasm@1.1.0 &&
  apt-get download python3-mwparserfromhell=0.6.4-1+b3 && for f in *.deb; do dpkg -x "$f" root; done; } >log 2>&1 || { cat log; exit 1; }
cat > pandoc.mjs <<'JS'
import { convert } from 'pandoc-wasm';
import { readFileSync } from 'node:fs';
process.stdout.write((await convert({ from: 'gfm', to: 'mediawiki', wrap: 'none' }, readFileSync(0, 'utf8'), {})).stdout);
JS
cat > read.py <<'PY'
import sys
import mwparserfromhell
page = mwparserfromhell.parse(sys.stdin.read())
print("  templates", page.filter_templates(), "links", page.filter_wikilinks(),
      "bold", [t for t in page.filter_tags() if t.tag == "b"])
PY
for text in '`ping {{ host }}`' '`[[notes]]`' "\`'''tea'''\`" '    ping {{ host }} [[notes]]'; do
  echo "$text"
  printf '%s\n' "$text" | node pandoc.mjs > page
  echo "  $(cat page)"
  PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3.11 read.py < page
done | tee out
diff out - <<'WANT'
`ping {{ host }}`
  <code>ping {{ host }}</code>
  templates ['{{ host }}'] links [] bold []
`[[notes]]`
  <code>[[notes]]</code>
  templates [] links ['[[notes]]'] bold []
`'''tea'''`
  <code>'''tea'''</code>
  templates [] links [] bold ["'''tea'''"]
    ping {{ host }} [[notes]]
  <pre>ping {{ host }} [[notes]]</pre>
  templates [] links [] bold []
WANT
