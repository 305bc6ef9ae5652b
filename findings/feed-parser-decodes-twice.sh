#!/usr/bin/env bash
# @rowanmanning/feed-parser makes an element of what an entry shows in angle brackets
#
# Package:   @rowanmanning/feed-parser 2.1.5 (npm); feedsmith 3.0.1 beside it
# Guess:     HTML in a feed is escaped once for XML, or stands in CDATA, where it needs none. A parser takes
#            that one layer off and gives back the HTML: <p>Write &lt;name&gt;</p> stays that.
# Seen:      it takes two layers off, of Atom, RSS and CDATA alike: the entry says <p>Write <name></p>, which
#            shows "Write". &amp;lt;, as one writes about entities, becomes &lt; and shows a bracket.
# Matters:   to pages and letters made from feeds of notes, which are about types, placeholders and
#            markup: the words are gone, the rest looks complete. No writing helps, since other
#            readers take off one layer. Ask the parser for nothing but addresses and dates.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
{ npm init -y && npm install --no-audit --no-fund --ignore-scripts --loglevel=error @rowanmanning/feed-parser@2.1.5 feedsmith@3.0.1; } >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import { parseFeed } from '@rowanmanning/feed-parser';
import { parseFeed as feedsmith } from 'feedsmith';
const html = '<p>Write &lt;name&gt;, not &amp;lt;.</p>';
const escaped = html.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const rss = (content) => `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Table</title><link>https://table.example.org/</link><description>Notes</description>
<item><title>Names</title><guid>https://table.example.org/names</guid><content:encoded>${content}</content:encoded></item></channel></rss>`;
const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Table</title><id>tag:example.org,2026:t</id>
<updated>2026-11-04T10:00:00Z</updated><author><name>Guild</name></author><entry><title>Names</title><id>tag:example.org,2026:n</id>
<link href="https://table.example.org/names"/><updated>2026-11-04T10:00:00Z</updated><content type="html">${escaped}</content></entry></feed>`;
for (const [name, feed] of [['Atom', atom], ['RSS', rss(escaped)], ['CDATA', rss(`<![CDATA[${html}]]>`)]]) {
  const item = (({ feed }) => (feed.entries ?? feed.items)[0])(feedsmith(feed));
  console.log(name);
  console.log('  feedsmith  ', item.content.value ?? item.content.encoded ?? item.content);
  console.log('  feed-parser', parseFeed(feed).items[0].content);
}
JS
node try.mjs | tee out
diff out - <<'WANT'
Atom
  feedsmith   <p>Write &lt;name&gt;, not &amp;lt;.</p>
  feed-parser <p>Write <name>, not &lt;.</p>
RSS
  feedsmith   <p>Write &lt;name&gt;, not &amp;lt;.</p>
  feed-parser <p>Write <name>, not &lt;.</p>
CDATA
  feedsmith   <p>Write &lt;name&gt;, not &amp;lt;.</p>
  feed-parser <p>Write <name>, not &lt;.</p>
WANT
