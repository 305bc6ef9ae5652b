#!/usr/bin/env bash
# feed-extractor makes the title 1.10 of an Atom entry 1.1, and the feed's link the feed itself
#
# Package:   @extractus/feed-extractor 8.0.3 (npm); feedsmith 3.0.1 beside it
# Guess:     a title is text, whatever is in it: the note on version 1.10 is called 1.10 in
#            Atom and in JSON Feed alike. And a feed has rel="self" and rel="alternate" links
#            in any order (RFC 4287, 4.2.7.2); its page is the alternate one.
# Seen:      values of XML are read as numbers where they look so: 1.10 is 1.1, 1.0 is 1 and
#            00420 is 420; JSON Feed keeps them. The first link of a feed, whatever its rel, is
#            taken for its page, so that a feed that names itself first links to itself.
# Matters:   to feeds of releases and changelogs, whose titles are numbers, and to writers of
#            any: put the page's link before rel="self", though nothing asks for an order.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error @extractus/feed-extractor@8.0.3 feedsmith@3.0.1 >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { extractFromXml, extractFromJson } from '@extractus/feed-extractor';
import { parseFeed } from 'feedsmith';
const self = '<link rel="self" href="https://example.org/feed.xml"/>', page = '<link rel="alternate" href="https://example.org/"/>';
const titles = ['1.10', '1.0', '00420', 'v1.10'];
const atom = links => `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2026:</id><title>t</title><updated>2026-11-20T08:00:00Z</updated>
<author><name>ana</name></author>${links}${titles.map(t => `<entry><id>tag:example.org,2026:${t}</id><title>${t}</title><updated>2026-11-20T08:00:00Z</updated><link rel="alternate" href="https://example.org/${t}"/></entry>`).join('')}</feed>`;
const json = { version: 'https://jsonfeed.org/version/1.1', title: 't', items: titles.map(t => ({ id: t, url: 'https://example.org/' + t, title: t, content_text: 'x' })) };
console.log('Atom     ', extractFromXml(atom(page)).entries.map(e => e.title).join(' '));
console.log('JSON     ', extractFromJson(json).entries.map(e => e.title).join(' '));
console.log('feedsmith', parseFeed(atom(page)).feed.entries.map(e => e.title.value).join(' '));
console.log('self first', extractFromXml(atom(self + page)).link);
console.log('page first', extractFromXml(atom(page + self)).link);
JS
node try.mjs | tee out
diff out - <<'WANT'
Atom      1.1 1 420 v1.10
JSON      1.10 1.0 00420 v1.10
feedsmith 1.10 1.0 00420 v1.10
self first https://example.org/feed.xml
page first https://example.org/
WANT
