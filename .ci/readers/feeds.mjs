// What three readers make of a feed: entries, ids, titles and texts as they were meant.
// Usage: feeds.mjs FEED.xml FEED.json GOFEED – the sample of pkg/feed, or a site's.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Parser from 'rss-parser';
import { parseFeed } from 'feedsmith';

const [atomFile, jsonFile, gofeed] = process.argv.slice(2);
const atom = readFileSync(atomFile, 'utf8'), json = JSON.parse(readFileSync(jsonFile, 'utf8'));

const byGofeed = file => JSON.parse(execFileSync(gofeed, [file], { maxBuffer: 1 << 28 }));
const rss = await new Parser().parseString(atom);
const { format, feed: smith } = parseFeed(atom);
assert.equal(format, 'atom');

const read = {
  'rss-parser': { title: rss.title, self: rss.feedUrl, entries: rss.items.map(i => ({ id: i.id, title: i.title, link: i.link, html: i.content })) },
  feedsmith: {
    title: smith.title.value, self: smith.links?.find(l => l.rel === 'self')?.href,
    entries: (smith.entries ?? []).map(e => ({ id: e.id, title: e.title.value, link: e.links[0].href, html: e.content?.value, authors: e.authors.map(a => a.name), updated: e.updated })),
  },
  gofeed: byGofeed(atomFile),
  'gofeed, JSON': byGofeed(jsonFile),
  'feedsmith, JSON': (f => ({ title: f.title, self: atom && smith.links?.find(l => l.rel === 'self')?.href, entries: f.items.map(i => ({ id: i.id, title: i.title, link: i.url, html: i.content_html, authors: i.authors.map(a => a.name), updated: i.date_modified })) }))(parseFeed(JSON.stringify(json)).feed),
};
// Readers write HTML anew, leave an empty text out, and resolve what is relative.
const same = s => (s ?? '').replace(/<div type="html"\/>/, '').replace(/\s*\/?>/g, '>').replace(/&#34;|&quot;/g, '"').replace(/&#39;/g, "'").trim();

assert.ok(json.items.length > 0, 'an empty feed proves nothing');
assert.equal(new Set(json.items.map(i => i.id)).size, json.items.length, 'an id stands twice');
for (const item of json.items) {
  assert.match(item.id, /^tag:[^,]+,2026:/);
  assert.match(item.url, /^https?:/);
  assert.ok(!/(href|src)="(?![a-z]+:|#)/.test(item.content_html), `${item.id}: a relative address in ${item.content_html.match(/(href|src)="(?![a-z]+:|#)[^"]*/)}`);
  assert.ok(!/<script|<style|\son\w+=/i.test(item.content_html), item.id);
}
for (const [reader, got] of Object.entries(read)) {
  assert.equal(got.title, json.title, reader);
  if (!reader.includes('JSON')) assert.equal(got.self, smith.links.find(l => l.rel === 'self').href, reader);
  assert.equal(got.entries.length, json.items.length, reader);
  got.entries.forEach((e, i) => {
    const want = json.items[i];
    assert.equal(e.id, want.id, reader);
    assert.equal(e.title, want.title, reader);
    assert.equal(e.link, want.url, reader);
    assert.equal(same(e.html), same(want.content_html), `${reader}: ${want.id}`);
    if (e.authors) assert.deepEqual(e.authors, want.authors.map(a => a.name), reader);
    if (e.updated) assert.equal(Date.parse(e.updated), Date.parse(want.date_modified), reader);
  });
}
console.log(`${atomFile.split('/').slice(-3).join('/')}: ${json.items.length} entries, ${Object.keys(read).length} readings`);
