#!/usr/bin/env bash
# rss-parser tells of an Atom entry when it was published, never that it changed
#
# Package:   rss-parser 3.13.0 (npm); feedsmith 3.0.1 beside it
# Guess:     RFC 4287, 4.2.15: "updated" is the date that every entry must have, and by which
#            readers see that something changed; "published" may be there, too. A parser of
#            both gives both, as it gives every author and the categories that it reads of RSS.
# Seen:      pubDate and isoDate are "published" wherever that is there; "updated" is in no
#            field, though the entry without "published" gets it. Of two authors the first is
#            left, of the categories none. A title of type="xhtml" is an object, not a text.
# Matters:   to feeds of pages that are kept, not posts that are written once: with both dates
#            an edit shows nowhere, with "updated" alone it does. What must not be missed (that a
#            practice became proven) needs an entry of its own.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm install --no-audit --no-fund --ignore-scripts --loglevel=error rss-parser@3.13.0 feedsmith@3.0.1 >log 2>&1 || { cat log; exit 1; }
cat > try.mjs <<'JS'
import Parser from 'rss-parser';
import { parseFeed } from 'feedsmith';
const entry = (id, dates, title = `<title>${id}</title>`) => `<entry><id>tag:example.org,2026:${id}</id>${title}${dates}<updated>2026-11-20T08:00:00Z</updated>
 <author><name>ana</name></author><author><name>ben</name></author><category term="go"/><link rel="alternate" href="https://example.org/${id}"/></entry>`;
const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2026:</id><title>t</title><updated>2026-11-20T08:00:00Z</updated>
${entry('both', '<published>2026-01-02T08:00:00Z</published>')}${entry('one', '')}
${entry('xhtml', '', '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <em>b</em></div></title>')}</feed>`;
for (const i of (await new Parser().parseString(atom)).items) console.log('rss-parser', i.id.slice(21), i.isoDate, i.author, i.categories, typeof i.title, JSON.stringify(i).includes('2026-11-20'));
for (const e of parseFeed(atom).feed.entries) console.log('feedsmith', e.id.slice(21), e.published, e.updated, e.authors.map(a => a.name).join('+'), e.categories.map(c => c.term).join(), e.title.value);
JS
node try.mjs | tee out
diff out - <<'WANT'
rss-parser both 2026-01-02T08:00:00.000Z ana undefined string false
rss-parser one 2026-11-20T08:00:00.000Z ana undefined string true
rss-parser xhtml 2026-11-20T08:00:00.000Z ana undefined object true
feedsmith both 2026-01-02T08:00:00Z 2026-11-20T08:00:00Z ana+ben go both
feedsmith one undefined 2026-11-20T08:00:00Z ana+ben go one
feedsmith xhtml undefined 2026-11-20T08:00:00Z ana+ben go a <em>b</em>
WANT
