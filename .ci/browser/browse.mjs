// Debian's Chromium on the site of a pool, from a folder and from a server: nothing in the
// console, nothing from elsewhere, search and keyboard, ten kinds of pages under axe-core at
// two widths and in two lights, how large pages are and when they show something on a slow
// machine. Usage: browse.mjs SITE [PICTURES]
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, extname } from 'node:path';
import { chromium } from 'playwright-core';

const [site, pictures] = process.argv.slice(2);
const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const kinds = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.png': 'image/png', '.svg': 'image/svg+xml', '.xml': 'application/atom+xml', '.json': 'application/json' };
const server = createServer((req, res) => {
  const path = decodeURIComponent(new URL(req.url, 'http://x').pathname).replace(/^\/(guild|some\/where)\//, '/').replace(/\/$/, '/index.html');
  try { const body = readFileSync(join(site, path)); res.writeHead(200, { 'content-type': kinds[extname(path)] ?? 'text/plain' }); res.end(body); } catch { res.writeHead(404); res.end('no'); }
});
await new Promise(done => server.listen(0, '127.0.0.1', done));
const home = `http://127.0.0.1:${server.address().port}/guild/`, folder = 'file://' + site + '/';

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options }), page = await context.newPage();
  const heard = [];
  page.on('console', m => { if (m.type() === 'error' || m.type() === 'warning') heard.push(m.text()); });
  page.on('pageerror', e => heard.push(String(e)));
  page.on('request', r => { if (!r.url().startsWith(home) && !r.url().startsWith(folder)) heard.push('asked for ' + r.url()); });
  return { context, page, heard };
}

// Pages, one of each kind that the pool has.
const want = [
  ['home', 'index.html'], ['new', 'all/new/index.html'], ['all', 'all/index.html'], ['topics', 'all/topics/index.html'], ['health', 'all/health/index.html'], ['questions', 'all/questions/index.html'],
  ['practices', 'all/practices/index.html'], ['decisions', 'all/decisions/index.html'], ['stories', 'all/stories/index.html'], ['meetings', 'all/meetings/index.html'], ['tag', 'all/tags/architecture/index.html'], ['topic', 'cop/index.html'],
  ['practice', 'dialogue/review-kindly/index.html'], ['decision', 'cop/how-find-ranks/index.html'], ['question', 'cop/can-i-open-the-notes-i-already-have/index.html'], ['meeting', 'events/2026-11-24-founding-day/index.html'],
  ['charter', 'charter/index.html'], ['missing', '404.html'],
].filter(([, path]) => { try { return statSync(join(site, path)).isFile(); } catch { return false; } });
assert.ok(want.length >= 10, `only ${want.map(w => w[0])} are there`);

// Size.
const files = dir => readdirSync(dir, { withFileTypes: true }).flatMap(e => e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]);
const pages = files(site).filter(f => f.endsWith('.html')).map(f => [statSync(f).size, f]).sort((a, b) => b[0] - a[0]);
assert.ok(pages[0][0] <= 60_000, `${pages[0][1]} is ${pages[0][0]} bytes`);
assert.ok(statSync(join(site, 'all/search.js')).size <= 25_000 && statSync(join(site, 'all/site.css')).size <= 15_000);

// Every link leads to something, from a folder, from the root of a server and from below: to a
// file by its very name, and to a place that the page has.
const texts = new Map(files(site).map(f => [f, /\.html$/.test(f) ? readFileSync(f, 'utf8') : '']));
let led = 0;
for (const base of [folder, home.replace('guild/', ''), home.replace('guild', 'some/where')]) {
  const asked = new Map();
  for (const [file, html] of texts) for (const [, link] of html.matchAll(/<[^>]*\s(?:href|src)="([^"]*)"/g)) {
    const from = new URL(file.slice(site.length + 1).split('/').map(encodeURIComponent).join('/'), base), to = new URL(link.replaceAll('&amp;', '&').replaceAll('&#43;', '+').replaceAll('&#39;', "'"), from);
    if (!to.href.startsWith(base)) { assert.match(to.protocol, /^(https?|mailto):$/, `${file}: ${link}`); continue; }
    const path = decodeURIComponent(to.pathname.slice(new URL(base).pathname.length)), target = join(site, path || 'index.html');
    const anchor = decodeURIComponent(to.hash.slice(1)).replaceAll('&', '&amp;');
    assert.ok(texts.has(target), `${file} leads to ${link}`);
    assert.ok(!anchor || texts.get(target).includes(` id="${anchor}"`), `${file} leads to ${link}, and there is no such place`);
    asked.set(to.origin + to.pathname, file);
    led++;
  }
  for (const [url, file] of base === folder ? [] : asked) assert.equal((await fetch(url)).status, 200, `${file} leads to ${url}`);
}
assert.ok(led > 3000, `only ${led} links`);

// Every kind of page, phone and desk, light and dark.
let looked = 0;
for (const [name, viewport, colorScheme] of [['desk-light', { width: 1280, height: 800 }, 'light'], ['desk-dark', { width: 1280, height: 800 }, 'dark'], ['phone-light', { width: 360, height: 740 }, 'light'], ['phone-dark', { width: 360, height: 740 }, 'dark']]) {
  const { context, page, heard } = await open({ viewport, colorScheme, bypassCSP: false });
  for (const [kind, path] of want) {
    await page.goto(home + path, { waitUntil: 'load' });
    const cdp = await context.newCDPSession(page);
    await cdp.send('Runtime.evaluate', { expression: axe + ';0' }); // beside the page's own policy
    const { result } = await cdp.send('Runtime.evaluate', { expression: 'axe.run({resultTypes:["violations"]}).then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes.slice(0,3).map(n => n.html.slice(0,160) + " " + (n.any[0]?.message ?? ""))])))', awaitPromise: true });
    assert.equal(result.value, '[]', `${name} ${kind}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} ${kind}: ${wide} pixels wider than the screen`);
    if (pictures) { mkdirSync(pictures, { recursive: true }); await page.screenshot({ path: join(pictures, `${kind}-${name}.png`) }); }
    looked++;
  }
  assert.deepEqual(heard, [], name);
  await context.close();
}

// Search and keyboard, from a server and from a folder.
for (const base of [home, folder]) {
  const { context, page, heard } = await open();
  await page.goto(base + 'dialogue/review-kindly/index.html');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'cop-field');
  await page.keyboard.type('rank find');
  await page.waitForSelector('#cop-found li a');
  assert.match(await page.textContent('#cop-found [role=status]'), /notes?/);
  await page.waitForFunction(() => document.querySelector('#cop-found li a').textContent.includes('How find decides'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelector('#cop-found li a')), true);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Runtime.evaluate', { expression: axe + ';0' });
  const { result } = await cdp.send('Runtime.evaluate', { expression: 'axe.run({preload:false}).then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html)])))', awaitPromise: true });
  assert.equal(result.value, '[]', 'what was found');
  if (pictures) await page.screenshot({ path: join(pictures, `search-${base === home ? 'server' : 'folder'}.png`) });
  await Promise.all([page.waitForURL('**/how-find-ranks/**'), page.keyboard.press('Enter')]);
  assert.match(await page.textContent('h1'), /How find decides/);
  await page.keyboard.press('/');
  await page.keyboard.type('zzzzqq');
  await page.waitForFunction(() => /No note/.test(document.querySelector('#cop-found [role=status]').textContent));
  await page.keyboard.press('Escape');
  assert.equal(await page.isHidden('#cop-found'), true);
  await page.goto(base + 'all/new/index.html');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelectorAll('.rows > li > a')[1]), true);
  assert.deepEqual(heard, [], base);
  await context.close();
}

// Without JavaScript everything is there but the search.
{
  const { context, page, heard } = await open({ javaScriptEnabled: false });
  await page.goto(home + 'index.html');
  assert.equal(await page.locator('#cop-field').count(), 0);
  await page.click('.rows a >> nth=0');
  assert.ok((await page.textContent('h1')).length > 0);
  assert.deepEqual(heard, []);
  await context.close();
}

// What a screen reader gets: one heading of the first level, landmarks, levels without gaps.
{
  const { context, page } = await open();
  for (const [kind, path] of want) {
    await page.goto(home + path);
    const tree = await page.locator('body').ariaSnapshot();
    assert.equal(tree.match(/heading .*\[level=1\]/g)?.length, 1, `${kind}: ${tree}`);
    assert.match(tree, /^- main/m, kind);
    assert.ok(kind === 'missing' || /^- banner/m.test(tree), kind); // that page is shown at any depth, so it leads only to the first
    const levels = [...tree.matchAll(/heading .*\[level=(\d)\]/g)].map(m => +m[1]);
    const controls = [...tree.matchAll(/- (link|button|searchbox|navigation|region|complementary|search|article)(?: "((?:[^"\\]|\\.)+)")?/g)];
    for (const [line, role, name] of controls) assert.ok(name || role === 'search' || role === 'article', `${kind}: ${line} has no name`);
    if (kind !== 'missing') for (const must of ['navigation "Places"', 'searchbox "Search the notes"', '- contentinfo']) assert.ok(tree.includes(must), `${kind}: no ${must}`);
    if (kind === 'practice') assert.match(tree, /- text: untried ?, by\n/); // what stands apart to the eye
    if (kind === 'topics') assert.match(tree, /- text: \d+ notes/);
    levels.forEach((l, i) => assert.ok(i === 0 || l <= levels[i - 1] + 1, `${kind}: a heading of level ${l} below one of ${levels[i - 1]}`));
  }
  await context.close();
}

// First paint on a machine a sixth as fast, by the browser's own clock.
const paints = [];
for (const [, path] of want.slice(0, 12)) {
  const { context, page } = await open();
  await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.goto(home + path, { waitUntil: 'load' });
  paints.push(await page.evaluate(() => new Promise(done => new PerformanceObserver(l => done(Math.round(l.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0))).observe({ type: 'paint', buffered: true }))));
  await context.close();
}
paints.sort((a, b) => a - b);
const median = paints[paints.length >> 1];
assert.ok(median < 1800, `first paint after ${median} ms`); // what Lighthouse calls fast
await browser.close();
server.close();
console.log(`${looked} looks at ${want.length} kinds of pages, the largest ${Math.round(pages[0][0] / 1000)} KB; first paint on a sixth of a core after ${median} ms`);
